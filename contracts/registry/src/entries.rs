//! Entries in storage: numbers for ids, parents three to a word, and the graph that the rules of lineage walk.

use alloc::vec::Vec;

use alloy_primitives::{aliases::U32, Address, B256};
use colophon_provenance::lineage::{self, Graph, Node, Parent};
use colophon_wire::Answer;
use stylus_sdk::storage::StorageGuard;

use crate::{
    contract::{Registry, StoredEntry},
    errors::{refuse, UnknownEntry},
};

/// Bytes of a packed parent: number (4), kind (1), weight (2), share (2), each big-endian.
const PACKED: usize = 9;
/// Parents in a word.
const IN_A_WORD: usize = 3;

impl Registry {
    /// The number of an entry; 0 when there is none.
    pub(crate) fn number(&self, id: B256) -> u32 {
        self.numbers.get(id).to()
    }

    /// The number of an entry.
    ///
    /// # Errors
    ///
    /// `UnknownEntry`.
    pub(crate) fn known(&self, id: B256) -> Result<u32, Vec<u8>> {
        match self.number(id) {
            0 => Err(refuse::<UnknownEntry>(&[id.into()])),
            number => Ok(number),
        }
    }

    /// An entry by its number.
    pub(crate) fn entry(&self, number: u32) -> StorageGuard<'_, StoredEntry> {
        self.entries.getter(U32::from(number))
    }

    /// The id of an entry by its number; zero for number 0.
    pub(crate) fn id(&self, number: u32) -> B256 {
        if number == 0 {
            return B256::ZERO;
        }
        let entry = self.entry(number);
        self.id_of(entry.registrant.get(), entry.model_hash.get())
    }

    /// The id that a registrant's entry of a model has.
    pub(crate) fn id_of(&self, registrant: Address, model_hash: B256) -> B256 {
        lineage::entry_id(self, &registrant.into_array(), &model_hash.0).into()
    }

    /// The parents of an entry, as they were named.
    pub(crate) fn stored_parents(&self, number: u32) -> Vec<Parent<u32>> {
        let entry = self.entry(number);
        let count = entry.parent_count.get().to::<u8>() as usize;
        let mut parents = Vec::with_capacity(count);
        let mut words = (0..count.div_ceil(IN_A_WORD)).map(|at| entry.parents.get(at));
        while let Some(Some(word)) = words.next() {
            let left = count.saturating_sub(parents.len());
            parents.extend(word.chunks_exact(PACKED).take(left).filter_map(unpack));
        }
        parents
    }

    /// Stores the parents of a new entry.
    pub(crate) fn store_parents(&mut self, number: u32, parents: &[Parent<u32>]) {
        let mut entry = self.entries.setter(U32::from(number));
        for (at, group) in parents.chunks(IN_A_WORD).enumerate() {
            let mut word = B256::ZERO;
            for (packed, parent) in word.chunks_exact_mut(PACKED).zip(group) {
                pack(packed, parent);
            }
            if let Some(mut slot) = entry.parents.setter(at) {
                slot.set(word);
            }
        }
    }

    /// The answer of `parentsOf`.
    pub(crate) fn parents_answer(&self, number: u32) -> Vec<u8> {
        let parents = self.stored_parents(number);
        let answer = Answer::with_capacity(2 + 4 * parents.len()).size(32).size(parents.len());
        let answer = parents
            .iter()
            .fold(answer, |answer, parent| words(answer, self.id(parent.entry), parent));
        answer.into_bytes()
    }
}

/// Appends the four words of a parent whose entry has this id.
pub(crate) fn words<E>(answer: Answer, id: B256, parent: &Parent<E>) -> Answer {
    let numbers = [parent.kind.into(), parent.weight_bps, parent.share_bps];
    numbers.iter().fold(answer.hash(id), |answer, number| answer.size((*number).into()))
}

fn pack(packed: &mut [u8], parent: &Parent<u32>) {
    let [a, b, c, d] = parent.entry.to_be_bytes();
    let ([e, f], [g, h]) = (parent.weight_bps.to_be_bytes(), parent.share_bps.to_be_bytes());
    for (to, from) in packed.iter_mut().zip([a, b, c, d, parent.kind, e, f, g, h]) {
        *to = from;
    }
}

fn unpack(packed: &[u8]) -> Option<Parent<u32>> {
    let [a, b, c, d, kind, e, f, g, h] = *packed.first_chunk::<PACKED>()?;
    Some(Parent {
        entry: u32::from_be_bytes([a, b, c, d]),
        kind,
        weight_bps: u16::from_be_bytes([e, f]),
        share_bps: u16::from_be_bytes([g, h]),
    })
}

/// Entries are named by their numbers; 0 is none.
impl Graph for Registry {
    type Entry = u32;

    fn node(&self, number: u32) -> Option<Node> {
        let entry = self.entry(number);
        let payee = entry.payee.get();
        if payee.is_zero() {
            return None;
        }
        let depth = entry.depth.get().to();
        Some(Node { payee: payee.into_array(), depth, withdrawn: entry.withdrawn.get() })
    }

    fn parents(&self, number: u32) -> Vec<(u32, u16)> {
        let parents = self.stored_parents(number);
        parents.iter().map(|parent| (parent.entry, parent.share_bps)).collect()
    }
}
