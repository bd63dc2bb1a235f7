//! Messages to the parent chain as an incremental Merkle tree: for each level the root of a full subtree that waits for its
//! neighbour, or zero. A message costs a logarithmic number of slots, and the root of all of them is in every header.

use alloy_primitives::{keccak256, B256, U256};

use super::{layout::Space, Slots};

/// Gas for hashing, and for each word hashed.
const HASH_GAS: u64 = 30;
const HASH_WORD_GAS: u64 = 6;
/// Slot of the lowest level.
const LEVELS: u64 = 2;

/// A subtree that a message completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Update {
    /// Height of the subtree; a leaf has 0.
    pub(crate) level: u64,
    /// Place of the message that completed it.
    pub(crate) leaf: u64,
    /// Root of the subtree.
    pub(crate) hash: B256,
}

/// The tree of messages in ArbOS' storage.
#[derive(Debug)]
pub(crate) struct Messages<'a, S> {
    slots: &'a mut S,
    space: Space,
}

/// Levels that a tree of this size has: the logarithm, rounded up as Nitro rounds it.
fn levels(size: u64) -> u64 {
    u64::from(u64::BITS - size.leading_zeros())
}

impl<'a, S: Slots> Messages<'a, S> {
    pub(super) fn new(slots: &'a mut S, space: Space) -> Self {
        Self { slots, space }
    }

    /// Number of messages.
    pub(crate) fn size(&mut self) -> Result<u64, S::Error> {
        let word = self.slots.get(self.space.at(0))?;
        Ok(u64::try_from(word).unwrap_or(0))
    }

    fn partial(&mut self, level: u64) -> Result<B256, S::Error> {
        self.slots.get(self.space.at(LEVELS + level)).map(B256::from)
    }

    fn set_partial(&mut self, level: u64, hash: B256) -> Result<(), S::Error> {
        self.slots.set(self.space.at(LEVELS + level), hash.into())
    }

    /// Hashes against gas.
    pub(crate) fn hash(&mut self, bytes: &[u8]) -> Result<B256, S::Error> {
        let words = bytes.len().div_ceil(32) as u64;
        self.slots.burn(HASH_GAS + HASH_WORD_GAS.saturating_mul(words))?;
        Ok(keccak256(bytes))
    }

    fn join(&mut self, left: B256, right: B256) -> Result<B256, S::Error> {
        self.hash(&[left.0, right.0].concat())
    }

    /// Adds a message by its hash; the answer lists the subtrees that it completes, lowest first. The leaf is the hash of
    /// the hash, so that no inner node passes for a message.
    pub(crate) fn append(&mut self, message: B256) -> Result<Vec<Update>, S::Error> {
        let leaf = self.size()?;
        self.slots.set(self.space.at(0), U256::from(leaf.saturating_add(1)))?;
        let (mut updates, mut level, mut so_far) = (Vec::new(), 0, keccak256(message));
        loop {
            let waiting = if level == levels(leaf) { B256::ZERO } else { self.partial(level)? };
            if waiting.is_zero() {
                self.set_partial(level, so_far)?;
                return Ok(updates);
            }
            so_far = self.join(waiting, so_far)?;
            self.set_partial(level, B256::ZERO)?;
            level += 1;
            updates.push(Update { level, leaf, hash: so_far });
        }
    }

    /// The roots that wait at each level, lowest first.
    pub(crate) fn partials(&mut self) -> Result<Vec<B256>, S::Error> {
        let levels = levels(self.size()?);
        (0..levels).map(|level| self.partial(level)).collect()
    }

    /// Root over all messages, empty places counting as zero; zero without messages.
    pub(crate) fn root(&mut self) -> Result<B256, S::Error> {
        let levels = levels(self.size()?);
        let mut root: Option<(B256, u64)> = None;
        for level in 0..levels {
            let partial = self.partial(level)?;
            if partial.is_zero() {
                continue;
            }
            let Some((mut hash, mut height)) = root else {
                root = Some((partial, level));
                continue;
            };
            while height < level {
                hash = self.join(hash, B256::ZERO)?;
                height += 1;
            }
            root = Some((self.join(partial, hash)?, level + 1));
        }
        Ok(root.map_or(B256::ZERO, |(hash, _)| hash))
    }
}
