// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// A token as everybody has one.
contract Coin is ERC20 {
    constructor() ERC20("Coin", "COIN") { _mint(msg.sender, 1_000_000 ether); }
}

/// A wallet that signs with its owner's key (ERC-1271), or says something else.
contract Wallet {
    address public immutable owner;
    bytes public answer;

    constructor(address owner_) { owner = owner_; }

    function setAnswer(bytes calldata value) external { answer = value; }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (answer.length > 0) {
            bytes memory data = answer;
            assembly { return(add(data, 32), mload(data)) }
        }
        require(ECDSA.recover(digest, signature) == owner, "not the owner");
        return this.isValidSignature.selector;
    }

    function act(address target, bytes calldata data) external {
        (bool success,) = target.call(data);
        require(success, "act");
    }
}

/// A token that calls back while it is moved: the spender tries to take the same allowance twice.
contract Backhander is ERC20 {
    address public target;
    bytes public data;
    bool public succeeded;

    constructor() ERC20("Backhander", "BACK") { _mint(msg.sender, 1_000 ether); }

    function plan(address target_, bytes calldata data_) external { (target, data) = (target_, data_); }

    /// As a spender of Permit2.
    function act() external {
        (bool success,) = target.call(data);
        require(success, "act");
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (data.length > 0) {
            bytes memory again = data;
            delete data;
            (succeeded,) = target.call(again);
        }
        return super.transferFrom(from, to, amount);
    }
}

/// Tokens that are not quite one: no answer, a wrong one, a short one.
contract OddToken {
    bytes public answer;
    uint256 public moved;

    function setAnswer(bytes calldata value) external { answer = value; }

    function transferFrom(address, address, uint256 amount) external {
        moved += amount;
        bytes memory data = answer;
        assembly { return(add(data, 32), mload(data)) }
    }
}
