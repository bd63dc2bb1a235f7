//! The interface: functions, structs and events, from which selectors and topics come. `errors.rs` has what is refused.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// The Registry. Hashes of models are SHA-256 of the file; shares and weights are basis points; times are Unix seconds.
    interface IRegistry {
        /// What a model took from another.
        struct Parent {
            /// The other's entry.
            bytes32 entry;
            /// 1 fine-tuned from, 2 adapter of, 3 merged from, 4 distilled from, 5 data set of.
            uint8 kind;
            /// Kind 3: its weight; those of a merge add up to 10,000. Other kinds: 0.
            uint16 weightBps;
            /// Its share of what the child earns.
            uint16 shareBps;
        }

        /// What opens the commitment of a piece.
        struct Opening {
            address collection;
            uint256 tokenId;
            bytes32 salt;
            bytes positive;
            bytes negative;
        }

        event ModelRegistered(
            bytes32 indexed entry,
            address indexed registrant,
            bytes32 indexed modelHash,
            bytes32 tensorHash,
            Parent[] parents,
            bytes32 datasetRoot,
            bytes32 licence,
            address payee,
            string uri
        );
        event ModelSuperseded(bytes32 indexed entry, bytes32 indexed by);
        event ModelWithdrawn(bytes32 indexed entry);
        event PromptRevealed(
            address indexed collection, uint256 indexed tokenId, bytes32 salt, bytes positive, bytes negative
        );
        event LoreWriterSet(
            address indexed collection, uint32 indexed series, address indexed account, bool allowed
        );
        event LoreAdded(
            address indexed collection,
            uint256 indexed tokenId,
            address indexed author,
            uint32 chapter,
            bytes32 contentHash,
            bytes32 modelEntry,
            bytes32 promptCommitment,
            string uri
        );

        function registerModel(
            bytes32 modelHash,
            bytes32 tensorHash,
            Parent[] calldata parents,
            bytes32 datasetRoot,
            bytes32 licence,
            address payee,
            string calldata uri
        ) external returns (bytes32 entry);
        function supersede(bytes32 entry, bytes32 by) external;
        function withdraw(bytes32 entry) external;
        function modelOf(bytes32 entry) external view
            returns (
                address registrant,
                bytes32 modelHash,
                bytes32 tensorHash,
                bytes32 datasetRoot,
                bytes32 licence,
                address payee,
                uint64 registeredAt,
                bytes32 supersededBy,
                bool withdrawn,
                uint8 depth
            );
        function uriHashOf(bytes32 entry) external view returns (bytes32 uriHash);
        function parentsOf(bytes32 entry) external view returns (Parent[] memory parents);
        function entryOf(address registrant, bytes32 modelHash) external view returns (bytes32 entry);
        function ancestorShares(bytes32 entry) external view
            returns (address[] memory payees, uint16[] memory bps);
        function verifyDatasetFile(
            bytes32 entry,
            bytes32 fileHash,
            bytes32 licence,
            uint16 consent,
            bytes32[] calldata proof
        ) external view returns (bool verified);

        function reveal(
            address collection, uint256 tokenId, bytes32 salt, bytes calldata positive, bytes calldata negative
        ) external;
        function revealBatch(Opening[] calldata openings) external;
        function revealed(address collection, uint256 tokenId) external view returns (bytes32 textHash);
        function isRevealedText(
            address collection, uint256 tokenId, bytes calldata positive, bytes calldata negative
        ) external view returns (bool same);

        function setLoreWriter(address collection, uint32 series, address account, bool allowed) external;
        function isLoreWriter(address collection, uint32 series, address account) external view
            returns (bool allowed);
        function addLore(
            address collection,
            uint256 tokenId,
            bytes32 contentHash,
            bytes32 modelEntry,
            bytes32 promptCommitment,
            string calldata uri
        ) external returns (uint32 chapter);
        function loreCount(address collection, uint256 tokenId) external view returns (uint32 count);
        function loreAt(address collection, uint256 tokenId, uint32 chapter) external view
            returns (
                address author,
                uint64 at,
                bytes32 contentHash,
                bytes32 modelEntry,
                bytes32 promptCommitment,
                bytes32 uriHash
            );
    }
}
