//! Every event of the Collection that is not ERC-721's own (`Transfer`, `Approval`, `ApprovalForAll`, which the
//! state machine of OpenZeppelin declares and emits).

use alloy_sol_types::sol;

sol! {
    /// A series was created. Its model, root and supply never change.
    #[derive(Debug, PartialEq)]
    event SeriesCreated(uint32 indexed series, bytes32 indexed modelHash, bytes32 root, uint32 supply);

    /// The royalty of a series was set, at its creation too. `bps` is in hundredths of a percent.
    #[derive(Debug, PartialEq)]
    event RoyaltySet(uint32 indexed series, address receiver, uint16 bps);

    /// A series was frozen: no revision any more, and no higher royalty.
    #[derive(Debug, PartialEq)]
    event SeriesFrozen(uint32 indexed series);

    /// The words of a token went on chain, when it was minted or anchored. A commitment of zero means that no prompt
    /// was committed to.
    #[derive(Debug, PartialEq)]
    event ProvenanceRecorded(
        uint256 indexed tokenId, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash
    );

    /// A token was revised. Revisions count from 1.
    #[derive(Debug, PartialEq)]
    event Revised(uint256 indexed tokenId, uint32 revision, bytes32 contentHash, bytes32 recordHash);

    /// The metadata of a token changed (ERC-4906).
    #[derive(Debug, PartialEq)]
    event MetadataUpdate(uint256 _tokenId);

    /// The metadata of a range of tokens changed (ERC-4906).
    #[derive(Debug, PartialEq)]
    event BatchMetadataUpdate(uint256 _fromTokenId, uint256 _toTokenId);

    /// The metadata of the collection changed (ERC-7572).
    #[derive(Debug, PartialEq)]
    event ContractURIUpdated();

    /// Another Descriptor answers for names and metadata from now on.
    #[derive(Debug, PartialEq)]
    event DescriptorSet(address indexed descriptor);

    /// The owner offered the ownership to `newOwner`, or withdrew an offer when that is zero.
    #[derive(Debug, PartialEq)]
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);

    /// The ownership changed hands (ERC-173); from zero when the contract was constructed.
    #[derive(Debug, PartialEq)]
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    /// The roles of an account were set: bit 0 minter, bit 1 reviser.
    #[derive(Debug, PartialEq)]
    event RolesSet(address indexed account, uint8 roles);
}
