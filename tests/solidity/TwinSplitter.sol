// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// A splitter of the coin after the model of OpenZeppelin's `PaymentSplitter` (gone since its version 5): every payee
/// pulls a share of all that ever came in, less what was released to them.
contract TwinSplitter {
    event PaymentReceived(address from, uint256 amount);
    event PaymentReleased(address to, uint256 amount);

    error NothingDue(address account);
    error TransferFailed(address account, uint256 amount);

    uint256 public totalShares;
    uint256 public totalReleased;
    mapping(address => uint256) public shares;
    mapping(address => uint256) public released;

    constructor(address[] memory accounts, uint256[] memory parts) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            shares[accounts[i]] = parts[i];
            totalShares += parts[i];
        }
    }

    receive() external payable {
        emit PaymentReceived(msg.sender, msg.value);
    }

    function release(address account) external returns (uint256 amount) {
        uint256 received = address(this).balance + totalReleased;
        amount = received * shares[account] / totalShares - released[account];
        if (amount == 0) revert NothingDue(account);
        totalReleased += amount;
        unchecked { released[account] += amount; }
        (bool success,) = account.call{value: amount}("");
        if (!success) revert TransferFailed(account, amount);
        emit PaymentReleased(account, amount);
    }
}
