//! What is refused, and how: each error says what was given and what is wanted.
//!
//! Texts are numbered: 0 positive prompt, 1 negative prompt, 2 URI. Lengths and positions count bytes.

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::{sol, SolError};
use colophon_wire::refusal;

sol! {
    // Entries
    /// The hash that the claim is about is zero.
    error ZeroHash();
    /// There is no such entry.
    error UnknownEntry(bytes32 entry);
    /// The caller has registered this model before.
    error AlreadyRegistered(bytes32 entry);
    /// Only who registered an entry may do this.
    error NotRegistrant(bytes32 entry, address caller, address registrant);
    /// Nobody can be paid there.
    error InvalidPayee(address payee);
    /// The registrant withdrew the entry: nothing new can build on it.
    error EntryWithdrawn(bytes32 entry);
    /// The entry was superseded before, by `by`.
    error AlreadySuperseded(bytes32 entry, bytes32 by);
    /// `by` was not registered after `entry`.
    error NotNewer(bytes32 entry, bytes32 by);

    // Parents; `index` counts from 0
    /// Too many parents.
    error TooManyParents(uint256 count, uint256 max);
    /// There are the kinds 1 to 5.
    error InvalidKind(uint256 index, uint8 kind);
    /// The entry names itself.
    error SelfParent(bytes32 entry);
    /// The same parent twice.
    error DuplicateParent(bytes32 entry);
    /// Kind 3 needs a weight, other kinds have 0.
    error InvalidWeight(uint256 index, uint8 kind, uint16 weightBps);
    /// The weights of a merge do not make a whole.
    error InvalidWeights(uint256 sum, uint256 whole);
    /// More than everything would be given away.
    error SharesExceedWhole(uint256 sum, uint256 whole);
    /// The longest path to an ancestor would have `depth` edges.
    error TooDeep(uint256 depth, uint256 max);
    /// The lineage would have more than `max` entries, the new one among them.
    error TooManyAncestors(uint256 max);

    // Data sets
    /// No consent has this number.
    error InvalidConsent(uint16 consent, uint16 max);

    // Collections
    /// No contract is there.
    error NoCollection(address collection);
    /// The collection reverted; `reason` is the beginning of what it reverted with, at most 256 bytes.
    error CollectionRefused(address collection, bytes4 selector, bytes reason);
    /// The collection answered with something else than the function returns. `length` counts at most 256.
    error BadCollectionAnswer(address collection, bytes4 selector, uint256 length);
    /// Only whom the collection names as its owner may do this.
    error NotCollectionOwner(address collection, address caller, address owner);

    // Reveals
    /// None, or more at once than is allowed.
    error InvalidBatch(uint256 count, uint256 max);
    /// The piece has no commitment; one under the root of its series must be anchored first.
    error NoCommitment(address collection, uint256 tokenId);
    /// What was given opens another commitment (`got`) than the one that the collection holds (`expected`).
    error WrongOpening(bytes32 expected, bytes32 got);
    /// Once only.
    error AlreadyRevealed(address collection, uint256 tokenId);
    /// A text is too long.
    error TextTooLong(uint8 field, uint256 length, uint256 max);
    /// A text has a byte at `position` that is not allowed there.
    error InvalidText(uint8 field, uint256 position);

    // Lore
    /// The caller is neither the token's owner nor a writer of its series.
    error NotLoreWriter(address collection, uint256 tokenId, address caller, address owner);
    /// Chapters are numbered from 1 to `count`.
    error UnknownChapter(uint32 chapter, uint32 count);
}

/// An error whose arguments are words.
#[inline(never)]
pub(crate) fn refuse<E: SolError>(words: &[U256]) -> Vec<u8> {
    refusal(E::SELECTOR, words)
}

/// A length or a number as an argument.
pub(crate) fn size(size: usize) -> U256 {
    U256::from(size)
}
