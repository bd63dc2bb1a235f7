// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// One of everything that a client library shows to its user: state, events, payments, and each kind of revert.
contract Ledger {
    event Noted(address indexed author, uint256 indexed index, string text);

    error TooSmall(uint256 given, uint256 wanted);

    uint256 public count;
    mapping(address => uint256) public paid;

    constructor(uint256 start) payable {
        count = start;
        paid[msg.sender] = msg.value;
    }

    receive() external payable {
        paid[msg.sender] += msg.value;
    }

    function note(string calldata text) external payable returns (uint256 index) {
        index = count++;
        paid[msg.sender] += msg.value;
        emit Noted(msg.sender, index, text);
    }

    function atLeast(uint256 given) external pure returns (uint256) {
        if (given < 10) revert TooSmall(given, 10);
        return given;
    }

    function withText() external pure {
        revert("not today");
    }

    function withPanic(uint256 divisor) external pure returns (uint256) {
        return 1 / divisor;
    }

    function withNothing() external pure {
        revert();
    }

    function time() external view returns (uint256) {
        return block.timestamp;
    }
}
