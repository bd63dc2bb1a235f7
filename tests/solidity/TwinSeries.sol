// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// What the token twins share: series in the slots of the Collection, roles, owner, guard. Written to be cheap: one
/// slot holds all that a mint reads and writes of its series, and the guard is in transient storage.
abstract contract TwinSeries is Ownable2Step, ReentrancyGuardTransient {
    struct Series {
        bytes32 modelHash;
        bytes32 root;
        address royaltyReceiver;
        uint16 royaltyBps;
        uint32 supply;
        uint32 minted;
        bool frozen;
    }

    uint256 internal constant TOKENS_PER_SERIES = 1_000_000;
    uint8 internal constant MINTER = 1;

    event SeriesCreated(uint32 indexed series, bytes32 indexed modelHash, bytes32 root, uint32 supply);
    event RolesSet(address indexed account, uint8 roles);

    error MissingRole(address caller, uint8 role);
    error UnknownSeries(uint32 series, uint32 count);
    error EmptyBatch(uint32 series);
    error SoldOut(uint32 series, uint32 requested, uint32 left);
    error SeriesWithoutRoot(uint32 series);

    uint32 internal seriesCount;
    mapping(uint32 => Series) internal entries;
    mapping(address => uint8) public rolesOf;

    constructor(address owner) Ownable(owner) {}

    function setRoles(address account, uint8 roles) external onlyOwner {
        rolesOf[account] = roles;
        emit RolesSet(account, roles);
    }

    function createSeries(bytes32 modelHash, bytes32 root, uint32 supply, address royaltyReceiver, uint16 royaltyBps)
        external
        onlyOwner
        returns (uint32 series)
    {
        series = seriesCount++;
        entries[series] = Series(modelHash, root, royaltyReceiver, royaltyBps, supply, 0, false);
        emit SeriesCreated(series, modelHash, root, supply);
    }

    function series(uint32 number)
        external
        view
        returns (bytes32, bytes32, uint32, uint32, address, uint16, bool)
    {
        Series storage entry = entries[number];
        if (entry.supply == 0) revert UnknownSeries(number, seriesCount);
        return (
            entry.modelHash,
            entry.root,
            entry.supply,
            entry.minted,
            entry.royaltyReceiver,
            entry.royaltyBps,
            entry.frozen
        );
    }

    /// Refuses everybody but minters and the owner.
    modifier onlyMinter() {
        if (rolesOf[msg.sender] & MINTER == 0 && msg.sender != owner()) revert MissingRole(msg.sender, MINTER);
        _;
    }

    /// Takes the next `count` pieces; answers the id of the first.
    function take(uint32 number, uint32 count) internal returns (uint256 first) {
        Series storage entry = entries[number];
        (uint32 supply, uint32 minted) = (entry.supply, entry.minted);
        if (supply == 0) revert UnknownSeries(number, seriesCount);
        if (count == 0) revert EmptyBatch(number);
        if (count > supply - minted) revert SoldOut(number, count, supply - minted);
        unchecked {
            entry.minted = minted + count;
            return uint256(number) * TOKENS_PER_SERIES + minted;
        }
    }

    /// Refuses series whose pieces need words of their own.
    function requireRoot(uint32 number) internal view {
        if (entries[number].root == 0) revert SeriesWithoutRoot(number);
    }
}
