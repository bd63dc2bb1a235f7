// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Utils} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Utils.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {TwinSeries} from "./TwinSeries.sol";

/// The Collection in Solidity: OpenZeppelin's ERC-721 with the same stored words, checks and events.
contract TwinCollection is ERC721, TwinSeries {
    struct Words {
        bytes32 contentHash;
        bytes32 promptCommitment;
        bytes32 recordHash;
        uint32 revision;
    }

    event ProvenanceRecorded(
        uint256 indexed tokenId, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash
    );

    error ZeroContentHash();
    error ZeroRecordHash();

    uint256 public totalSupply;
    mapping(uint256 => Words) internal words;

    constructor() ERC721("Twin", "TWIN") TwinSeries(msg.sender) {}

    function mint(uint32 series_, address to, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash)
        external
        nonReentrant
        onlyMinter
        returns (uint256 id)
    {
        if (contentHash == 0) revert ZeroContentHash();
        if (recordHash == 0) revert ZeroRecordHash();
        id = take(series_, 1);
        _mint(to, id);
        unchecked { ++totalSupply; }
        words[id] = Words(contentHash, promptCommitment, recordHash, 0);
        emit ProvenanceRecorded(id, contentHash, promptCommitment, recordHash);
        ERC721Utils.checkOnERC721Received(msg.sender, address(0), to, id, "");
    }

    function mintBatch(uint32 series_, address to, uint32 count)
        external
        nonReentrant
        onlyMinter
        returns (uint256 first)
    {
        first = take(series_, count);
        requireRoot(series_);
        unchecked {
            totalSupply += count;
            for (uint256 id = first; id < first + count; ++id) _mint(to, id);
            if (to.code.length == 0) return first;
            for (uint256 id = first; id < first + count; ++id) {
                ERC721Utils.checkOnERC721Received(msg.sender, address(0), to, id, "");
            }
        }
    }

    function burn(uint256 id) external {
        _update(address(0), id, msg.sender);
        unchecked { --totalSupply; }
    }
}
