// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// Somebody with code who buys, is paid, receives pieces or signs, and behaves as its mood is.
contract Actor {
    enum Mood { Plain, Refuses, BurnsGas, Reenters }

    error Refused();
    error ReentrantCall();

    Mood public mood;
    /// Nested calls that were not refused by the name `ReentrantCall`.
    uint256 public breaches;
    /// Nested calls that were tried.
    uint256 public attempts;
    address private minter;
    bytes[] private script;

    /// What to try from inside a call, and on whom.
    function prepare(address minter_, bytes[] calldata script_) external {
        minter = minter_;
        for (uint256 i = 0; i < script_.length; i++) script.push(script_[i]);
    }

    function setMood(Mood value) external { mood = value; }

    /// Acts as an account of its own; answers and reverts as the target does.
    function act(address target, bytes calldata data) external payable {
        (bool ok, bytes memory output) = target.call{value: msg.value}(data);
        if (!ok) assembly { revert(add(output, 32), mload(output)) }
        assembly { return(add(output, 32), mload(output)) }
    }

    receive() external payable { meddle(); }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        meddle();
        return this.onERC721Received.selector;
    }

    /// ERC-1271: yes to everything whose first byte is not 0.
    function isValidSignature(bytes32, bytes calldata signature) external view returns (bytes4) {
        if (mood == Mood.Refuses) revert Refused();
        if (mood == Mood.BurnsGas) assembly { invalid() }
        if (signature[0] == 0) return 0xffffffff;
        return this.isValidSignature.selector;
    }

    function meddle() private {
        if (mood == Mood.Refuses) revert Refused();
        if (mood == Mood.BurnsGas) assembly { invalid() }
        if (mood == Mood.Reenters) {
            for (uint256 i = 0; i < script.length; i++) {
                (bool ok, bytes memory output) = minter.call(script[i]);
                attempts++;
                if (ok || bytes4(output) != ReentrantCall.selector) breaches++;
            }
        }
    }
}

/// A token that behaves as its mood is. Everybody has approved everybody: only balances limit it.
contract Money {
    enum Mood { Plain, Silent, AnswersNo, TakesFee, Reenters, Refuses }

    error ReentrantCall();

    Mood public mood;
    uint256 public breaches;
    uint256 public attempts;
    mapping(address => uint256) public balanceOf;
    address private minter;
    bytes[] private script;

    function prepare(address minter_, bytes[] calldata script_) external {
        minter = minter_;
        for (uint256 i = 0; i < script_.length; i++) script.push(script_[i]);
    }

    function setMood(Mood value) external { mood = value; }

    function give(address to, uint256 amount) external { balanceOf[to] += amount; }

    function transfer(address to, uint256 amount) external { move(msg.sender, to, amount); }

    function transferFrom(address from, address to, uint256 amount) external { move(from, to, amount); }

    /// Ends the call with the answer of the mood.
    function move(address from, address to, uint256 amount) private {
        require(mood != Mood.Refuses, "not today");
        if (mood == Mood.AnswersNo) assembly { mstore(0, 0) return(0, 32) }
        if (mood == Mood.Reenters) {
            for (uint256 i = 0; i < script.length; i++) {
                (bool ok, bytes memory output) = minter.call(script[i]);
                attempts++;
                if (ok || bytes4(output) != ReentrantCall.selector) breaches++;
            }
        }
        balanceOf[from] -= amount;
        balanceOf[to] += amount - (mood == Mood.TakesFee ? amount / 10 : 0);
        if (mood == Mood.Silent) assembly { return(0, 0) }
        assembly { mstore(0, 1) return(0, 32) }
    }
}
