// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// Buys, is paid and holds pieces as it was told to: makes calls of its own whenever it is called, and then accepts, refuses,
/// or burns all the gas.
contract Puppet {
    enum Mood { Accept, Refuse, BurnGas }

    error NoThanks(uint256 hook);

    struct Step {
        address target;
        uint256 value;
        bytes data;
    }

    /// Calls to make when a piece or a coin arrives: once, at the first of them.
    Step[] private script;
    bool[] private succeeded;
    bytes[] private answers;
    /// How it meets pieces, from this one on (0: from the first), and coins.
    Mood public pieces;
    uint256 public from;
    Mood public coins;
    uint256 public hooks;

    function plan(Step[] calldata steps) external {
        delete script;
        for (uint256 i = 0; i < steps.length; i++) script.push(steps[i]);
    }

    function meetPieces(Mood mood, uint256 from_) external { (pieces, from) = (mood, from_); }

    function meetCoins(Mood mood) external { coins = mood; }

    function results() external view returns (bool[] memory, bytes[] memory) { return (succeeded, answers); }

    /// Acts as an account of its own; a refusal is passed on unchanged.
    function act(address target, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        (bool ok, bytes memory output) = target.call{value: value}(data);
        if (!ok) assembly { revert(add(output, 32), mload(output)) }
        return output;
    }

    /// Takes coins without a word.
    function fund() external payable {}

    receive() external payable { meet(coins); }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        meet(hooks >= from ? pieces : Mood.Accept);
        return this.onERC721Received.selector;
    }

    function meet(Mood mood) private {
        hooks++;
        if (succeeded.length == 0) {
            for (uint256 i = 0; i < script.length; i++) {
                (bool ok, bytes memory output) = script[i].target.call{value: script[i].value}(script[i].data);
                succeeded.push(ok);
                answers.push(output);
            }
        }
        if (mood == Mood.Refuse) revert NoThanks(hooks);
        if (mood == Mood.BurnGas) assembly { invalid() }
    }
}

/// An ERC-20 that is told how to misbehave.
contract OddCoin {
    enum Manner { Plain, Silent, False, RevertData, BurnGas, Short, Two, Fee, Bonus, Nothing, Deaf }

    error Frozen(address account);

    mapping(address => uint256) public balances;
    mapping(address => mapping(address => uint256)) public allowance;
    Manner public manner;
    /// A call to make inside each transfer: once.
    address public target;
    bytes public data;
    bool public done;
    bool public succeeded;
    bytes public answer;

    constructor() { balances[msg.sender] = 1_000_000 ether; }

    function behave(Manner value) external { manner = value; }

    function plan(address target_, bytes calldata data_) external { (target, data, done) = (target_, data_, false); }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        if (manner == Manner.Deaf) revert();
        return balances[account];
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        return move(from, to, amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) { return move(msg.sender, to, amount); }

    function move(address from, address to, uint256 amount) private returns (bool) {
        if (manner == Manner.RevertData) revert Frozen(from);
        if (manner == Manner.BurnGas) assembly { invalid() }
        if (manner == Manner.False) return false;
        if (manner != Manner.Nothing) {
            balances[from] -= amount;
            balances[to] += manner == Manner.Fee ? amount - 1 : manner == Manner.Bonus ? amount + 1 : amount;
        }
        if (target != address(0) && !done) {
            done = true;
            (succeeded, answer) = target.call(data);
        }
        if (manner == Manner.Silent) assembly { return(0, 0) }
        if (manner == Manner.Short) assembly { mstore(0, shl(248, 1)) return(0, 31) }
        if (manner == Manner.Two) assembly { mstore(0, 2) return(0, 32) }
        return true;
    }
}

/// A wallet whose signature is what it was told (ERC-1271).
contract OddWallet {
    enum Manner { Yes, No, RevertData, RevertEmpty, BurnGas, Short, Dirty, Empty, Long, Reenter, Owner }

    error Closed();

    Manner public manner;
    address public target;
    bytes public data;
    /// With `Owner`: yes only to this digest.
    bytes32 public digest;

    function behave(Manner value) external { manner = value; }

    function plan(address target_, bytes calldata data_) external { (target, data) = (target_, data_); }

    function approve(bytes32 value) external { digest = value; }

    /// Not `view`, so that it can try to change something: whoever asks must not let it.
    function isValidSignature(bytes32 asked, bytes calldata) external returns (bytes4) {
        bytes32 word = bytes32(this.isValidSignature.selector);
        if (manner == Manner.No) return 0xffffffff;
        if (manner == Manner.RevertData) revert Closed();
        if (manner == Manner.RevertEmpty) assembly { revert(0, 0) }
        if (manner == Manner.BurnGas) assembly { invalid() }
        if (manner == Manner.Short) assembly { mstore(0, word) return(0, 31) }
        if (manner == Manner.Dirty) assembly { mstore(0, or(word, 1)) return(0, 32) }
        if (manner == Manner.Empty) assembly { return(0, 0) }
        if (manner == Manner.Long) assembly { mstore(0, word) mstore(32, not(0)) return(0, 64) }
        if (manner == Manner.Reenter) {
            (bool ok,) = target.call(data);
            if (ok) return 0xffffffff;
        }
        if (manner == Manner.Owner && asked != digest) return 0xffffffff;
        return this.isValidSignature.selector;
    }
}

/// Says that it is a Collection, and answers each function with the bytes that it was told to; what it was not told reverts.
contract Liar {
    struct Line {
        bool known;
        bool refuses;
        bytes data;
        address target;
        bytes call;
    }

    mapping(bytes4 => Line) private lines;
    bool public succeeded;
    bytes public answer;

    function say(bytes4 selector, bytes calldata data) external { lines[selector] = Line(true, false, data, address(0), ""); }

    function refuse(bytes4 selector, bytes calldata data) external { lines[selector] = Line(true, true, data, address(0), ""); }

    /// Makes a call of its own before it answers.
    function before(bytes4 selector, address target, bytes calldata data) external {
        (lines[selector].target, lines[selector].call) = (target, data);
    }

    /// Acts as an account of its own.
    function act(address target, bytes calldata data) external {
        (bool ok, bytes memory output) = target.call(data);
        if (!ok) assembly { revert(add(output, 32), mload(output)) }
    }

    fallback() external {
        Line memory line = lines[msg.sig];
        if (line.target != address(0)) (succeeded, answer) = line.target.call(line.call);
        bytes memory data = line.data;
        if (!line.known || line.refuses) assembly { revert(add(data, 32), mload(data)) }
        assembly { return(add(data, 32), mload(data)) }
    }
}
