// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";

/// OpenZeppelin's checker, which gives each question 30,000 gas, as marketplaces and vaults use it.
contract Checker {
    function claims(address account, bytes4 interfaceId) external view returns (bool) {
        return ERC165Checker.supportsInterface(account, interfaceId);
    }

    function supportsERC165(address account) external view returns (bool) {
        return ERC165Checker.supportsERC165(account);
    }
}
