//! Models: registering, superseding, withdrawing, and what is known about one.

use alloc::vec::Vec;

use alloy_primitives::{
    aliases::{U32, U64, U8},
    Address, B256, U256,
};
use alloy_sol_types::SolEvent;
use colophon_provenance::lineage::{
    check::{check, LineageError},
    shares::shares,
    Parent, MAX_DEPTH, MAX_ENTRIES, MAX_PARENTS, WHOLE_BPS,
};
use colophon_wire::{Answer, Malformed, Reader};
use stylus_sdk::prelude::*;

use crate::{
    contract::Registry,
    entries::words,
    errors::{
        refuse, size, AlreadyRegistered, AlreadySuperseded, DuplicateParent, EntryWithdrawn,
        InvalidKind, InvalidPayee, InvalidWeight, InvalidWeights, NotNewer, NotRegistrant,
        SelfParent, SharesExceedWhole, TooDeep, TooManyAncestors, TooManyParents, UnknownEntry,
        ZeroHash,
    },
    events::{emit, log, words_of},
    interface::IRegistry::{ModelRegistered, ModelSuperseded, ModelWithdrawn},
    texts::check_uri,
};

/// The arguments of `registerModel`.
struct Claim<'a> {
    model_hash: B256,
    tensor_hash: B256,
    parents: Vec<Parent<B256>>,
    dataset_root: B256,
    licence: B256,
    payee: Address,
    uri: &'a [u8],
}

impl<'a> Claim<'a> {
    fn read(arguments: &mut Reader<'a>) -> Result<Self, Vec<u8>> {
        let (model_hash, tensor_hash) = (arguments.hash()?, arguments.hash()?);
        let (count, mut elements) = arguments.array()?;
        let (dataset_root, licence) = (arguments.hash()?, arguments.hash()?);
        let (payee, uri) = (arguments.address()?, arguments.bytes()?);
        if count > MAX_PARENTS {
            return Err(refuse::<TooManyParents>(&[size(count), size(MAX_PARENTS)]));
        }
        let mut parents = Vec::with_capacity(count);
        for _ in 0..count {
            parents.push(read_parent(&mut elements)?);
        }
        Ok(Self { model_hash, tensor_hash, parents, dataset_root, licence, payee, uri })
    }
}

fn read_parent(elements: &mut Reader<'_>) -> Result<Parent<B256>, Malformed> {
    Ok(Parent {
        entry: elements.hash()?,
        kind: elements.number(8)?.to(),
        weight_bps: elements.number(16)?.to(),
        share_bps: elements.number(16)?.to(),
    })
}

impl Registry {
    /// `registerModel`
    pub(crate) fn register_model(&mut self, arguments: &mut Reader<'_>) -> Result<B256, Vec<u8>> {
        let claim = Claim::read(arguments)?;
        if claim.model_hash.is_zero() {
            return Err(refuse::<ZeroHash>(&[]));
        }
        if claim.payee.is_zero() {
            return Err(refuse::<InvalidPayee>(&[U256::ZERO]));
        }
        check_uri(claim.uri)?;
        let registrant = self.vm().msg_sender();
        let id = self.id_of(registrant, claim.model_hash);
        if self.number(id) != 0 {
            return Err(refuse::<AlreadyRegistered>(&[id.into()]));
        }
        let own = self.count.get().to::<u32>().saturating_add(1);
        let number = |parent: &Parent<B256>| {
            let Parent { entry, kind, weight_bps, share_bps } = *parent;
            let entry = if entry == id { own } else { self.number(entry) };
            Parent { entry, kind, weight_bps, share_bps }
        };
        let parents: Vec<_> = claim.parents.iter().map(number).collect();
        let depth = check(self, own, &parents).map_err(|error| refused(error, &claim.parents))?;

        self.count.set(U32::from(own));
        self.numbers.insert(id, U32::from(own));
        self.store(own, registrant, depth, &claim);
        self.store_parents(own, &parents);
        self.announce(id, registrant, &claim);
        Ok(id)
    }

    /// Stores a new entry, but for its parents.
    fn store(&mut self, number: u32, registrant: Address, depth: u8, claim: &Claim<'_>) {
        let now = self.vm().block_timestamp();
        let uri_hash = self.uri_hash(claim.uri);
        let mut entry = self.entries.setter(U32::from(number));
        entry.model_hash.set(claim.model_hash);
        // The slot is zero: writing zero again would only cost.
        let rest = [claim.tensor_hash, claim.dataset_root, claim.licence, uri_hash];
        let [tensor, root, licence, uri] = rest.map(|word| !word.is_zero());
        if tensor {
            entry.tensor_hash.set(claim.tensor_hash);
        }
        if root {
            entry.dataset_root.set(claim.dataset_root);
        }
        if licence {
            entry.licence.set(claim.licence);
        }
        if uri {
            entry.uri_hash.set(uri_hash);
        }
        entry.registrant.set(registrant);
        entry.registered_at.set(U64::from(now));
        entry.payee.set(claim.payee);
        entry.depth.set(U8::from(depth));
        entry.parent_count.set(U8::from(claim.parents.len()));
    }

    fn announce(&self, id: B256, registrant: Address, claim: &Claim<'_>) {
        let topics =
            [ModelRegistered::SIGNATURE_HASH, id, registrant.into_word(), claim.model_hash];
        let count = claim.parents.len();
        let data = log(&topics, 7 + 4 * count + words_of(claim.uri))
            .hash(claim.tensor_hash)
            .size(6 * 32)
            .hash(claim.dataset_root)
            .hash(claim.licence)
            .address(claim.payee)
            .size((7 + 4 * count) * 32)
            .size(count);
        let data =
            claim.parents.iter().fold(data, |data, parent| words(data, parent.entry, parent));
        emit(self.vm(), data.bytes(claim.uri), 4);
    }

    /// Keccak-256 of a URI; zero when there is none.
    pub(crate) fn uri_hash(&self, uri: &[u8]) -> B256 {
        if uri.is_empty() {
            return B256::ZERO;
        }
        self.vm().native_keccak256(uri)
    }

    /// The number of an entry that the caller registered.
    fn own(&self, id: B256) -> Result<u32, Vec<u8>> {
        let number = self.known(id)?;
        let (caller, registrant) = (self.vm().msg_sender(), self.entry(number).registrant.get());
        if caller != registrant {
            let [caller, registrant] = [caller, registrant].map(|who| who.into_word().into());
            return Err(refuse::<NotRegistrant>(&[id.into(), caller, registrant]));
        }
        Ok(number)
    }

    /// `supersede`
    pub(crate) fn supersede(&mut self, id: B256, by: B256) -> Result<(), Vec<u8>> {
        let (old, new) = (self.own(id)?, self.own(by)?);
        if new <= old {
            return Err(refuse::<NotNewer>(&[id.into(), by.into()]));
        }
        if self.entry(new).withdrawn.get() {
            return Err(refuse::<EntryWithdrawn>(&[by.into()]));
        }
        let before = self.entry(old).superseded_by.get().to();
        if before != 0 {
            let before = self.id(before);
            return Err(refuse::<AlreadySuperseded>(&[id.into(), before.into()]));
        }
        self.entries.setter(U32::from(old)).superseded_by.set(U32::from(new));
        emit(self.vm(), log(&[ModelSuperseded::SIGNATURE_HASH, id, by], 0), 3);
        Ok(())
    }

    /// `withdraw`
    pub(crate) fn withdraw(&mut self, id: B256) -> Result<(), Vec<u8>> {
        let number = self.own(id)?;
        if self.entry(number).withdrawn.get() {
            return Err(refuse::<EntryWithdrawn>(&[id.into()]));
        }
        self.entries.setter(U32::from(number)).withdrawn.set(true);
        emit(self.vm(), log(&[ModelWithdrawn::SIGNATURE_HASH, id], 0), 2);
        Ok(())
    }

    /// `modelOf`
    pub(crate) fn model_answer(&self, id: B256) -> Result<Vec<u8>, Vec<u8>> {
        let entry = self.entry(self.known(id)?);
        let answer = Answer::with_capacity(10)
            .address(entry.registrant.get())
            .hash(entry.model_hash.get())
            .hash(entry.tensor_hash.get())
            .hash(entry.dataset_root.get())
            .hash(entry.licence.get())
            .address(entry.payee.get())
            .number(U256::from(entry.registered_at.get()))
            .hash(self.id(entry.superseded_by.get().to()))
            .boolean(entry.withdrawn.get())
            .number(U256::from(entry.depth.get()));
        Ok(answer.into_bytes())
    }

    /// `ancestorShares`
    pub(crate) fn shares_answer(&self, number: u32) -> Vec<u8> {
        let shares = shares(self, number);
        let count = shares.len();
        let answer = Answer::with_capacity(4 + 2 * count).size(64).size((3 + count) * 32);
        let payees = shares
            .iter()
            .fold(answer.size(count), |answer, share| answer.address(share.payee.into()));
        let bps = shares.iter().fold(payees.size(count), |answer, s| answer.size(s.bps.into()));
        bps.into_bytes()
    }
}

/// A refusal of the rules, in the words of the interface.
fn refused(error: LineageError, parents: &[Parent<B256>]) -> Vec<u8> {
    let id = |index: usize| {
        parents.get(index).map_or(U256::ZERO, |parent| U256::from_be_bytes(parent.entry.0))
    };
    let whole = U256::from(WHOLE_BPS);
    match error {
        LineageError::TooManyParents { count } => {
            refuse::<TooManyParents>(&[size(count), size(MAX_PARENTS)])
        }
        LineageError::UnknownKind { index, kind } => {
            refuse::<InvalidKind>(&[size(index), U256::from(kind)])
        }
        LineageError::SelfParent { index } => refuse::<SelfParent>(&[id(index)]),
        LineageError::UnknownParent { index } => refuse::<UnknownEntry>(&[id(index)]),
        LineageError::DuplicateParent { index } => refuse::<DuplicateParent>(&[id(index)]),
        LineageError::WithdrawnParent { index } => refuse::<EntryWithdrawn>(&[id(index)]),
        LineageError::Weight { index, kind, weight_bps } => {
            refuse::<InvalidWeight>(&[size(index), U256::from(kind), U256::from(weight_bps)])
        }
        LineageError::WeightSum { sum } => refuse::<InvalidWeights>(&[U256::from(sum), whole]),
        LineageError::ShareSum { sum } => refuse::<SharesExceedWhole>(&[U256::from(sum), whole]),
        LineageError::TooDeep { depth } => {
            refuse::<TooDeep>(&[U256::from(depth), U256::from(MAX_DEPTH)])
        }
        LineageError::TooManyAncestors => refuse::<TooManyAncestors>(&[size(MAX_ENTRIES)]),
    }
}
