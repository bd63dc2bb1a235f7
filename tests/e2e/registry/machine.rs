//! Random sequences of actions: on the model, where invariants are checked after each, and on the built program, which must do the
//! same, refusal by refusal.
//!
//! The seeds are fixed. The gate plays 10,000 actions on the model and 300 on each build; more of them, and from other seeds, with
//!
//! ```text
//! REGISTRY_MODEL=100000 REGISTRY_PROGRAM=10000 REGISTRY_SEED=7 cargo test --test e2e registry::machine
//! ```

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    world::mint_call, Build, Collection, Registry, World, ARTIST, CURATOR, MINTER, STRANGER,
};
use colophon_provenance::{commitment, hash::Software, lineage::Parent};

use super::{
    hash,
    model::{model_hash, prompt, Action, Entry, Model, PEOPLE, PIECES},
    Desk,
};

const WHO: [Address; PEOPLE] = [ARTIST, MINTER, CURATOR, STRANGER];
/// Actions in a sequence.
const LENGTH: usize = 100;

/// Numbers that look random and follow from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).expect("small")
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// An entry: rather a late one, seldom one that does not exist.
    fn entry(&mut self, model: &Model) -> usize {
        let known = model.entries.len();
        if known == 0 || self.one_in(20) {
            return known + self.below(2);
        }
        if self.one_in(2) {
            known - 1 - self.below(known.min(4))
        } else {
            self.below(known)
        }
    }

    fn parent(&mut self, model: &Model) -> Parent<usize> {
        let kind = [1, 2, 4, 5, 1, 2, 4, 5, 0, 6][self.below(10)];
        let share_bps = [0, 1, 250, 999, 2_000, 3_333, 5_000, 10_000][self.below(8)];
        Parent { entry: self.entry(model), kind, weight_bps: 0, share_bps }
    }

    fn parents(&mut self, model: &Model) -> Vec<Parent<usize>> {
        let count = if self.one_in(20) { 14 + self.below(4) } else { self.below(4) };
        let mut parents: Vec<_> = (0..count).map(|_| self.parent(model)).collect();
        if count > 0 && self.one_in(4) {
            let each = u16::try_from(10_000 / count).expect("small");
            for parent in &mut parents {
                (parent.kind, parent.weight_bps) = (3, each);
            }
            parents[0].weight_bps += 10_000 - each * u16::try_from(count).expect("small");
        }
        parents
    }

    fn action(&mut self, model: &Model) -> Action {
        let (by, token) = (self.below(PEOPLE), self.below(PIECES as usize + 1) as u64);
        match self.below(20) {
            0..8 => {
                let (name, payee) = (self.below(60) as u64, self.below(PEOPLE));
                Action::Register { by, model: name, payee, parents: self.parents(model) }
            }
            8..10 => {
                let (entry, newer) = (self.entry(model), self.entry(model));
                let by = model.entries.get(entry).map_or(by, |entry| entry.registrant);
                Action::Supersede { by, entry, newer }
            }
            10 => {
                let entry = self.entry(model);
                let owner = model.entries.get(entry).map(|entry| entry.registrant);
                let by = if self.one_in(3) { by } else { owner.unwrap_or(by) };
                Action::Withdraw { by, entry }
            }
            11..13 => Action::Reveal { by, token, right: !self.one_in(3) },
            13 => {
                let by = if self.one_in(3) { by } else { 0 };
                Action::Allow { by, account: self.below(PEOPLE), allowed: !self.one_in(3) }
            }
            14..18 => {
                let model = if self.one_in(2) { None } else { Some(self.entry(model)) };
                Action::Lore { by, token, content: self.below(8) as u64, model }
            }
            18 => Action::Transfer { token, to: self.below(PEOPLE) },
            _ if self.one_in(4) => Action::Burn { token },
            _ => Action::Transfer { token, to: self.below(PEOPLE) },
        }
    }
}

/// A number from the environment.
fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// What must hold after every action, whatever it was.
fn keeps_what_it_promised(before: &Model, after: &Model, done: bool) {
    assert!(done || before.entries == after.entries && before.lore == after.lore);
    assert!(before.revealed.is_subset(&after.revealed), "revealed never becomes unrevealed");
    for (token, chapters) in &before.lore {
        assert!(after.lore[token].starts_with(chapters), "history is never rewritten");
    }
    for (old, new) in before.entries.iter().zip(&after.entries) {
        let fixed = |e: &Entry| (e.registrant, e.model, e.payee, e.parents.clone(), e.depth);
        assert_eq!(fixed(old), fixed(new), "a claim stays what it was");
        assert!(new.withdrawn || !old.withdrawn);
        assert!(old.superseded_by.is_none() || old.superseded_by == new.superseded_by);
    }
    assert!(after.entries.len() >= before.entries.len());
    for entry in before.entries.len()..after.entries.len() {
        let sum: u32 = after.shares(entry).iter().map(|share| u32::from(share.bps)).sum();
        assert_eq!(sum, 10_000);
        assert!(after.entries[entry].parents.iter().all(|parent| parent.entry < entry));
    }
}

#[test]
fn the_model_keeps_its_promises() {
    let actions = setting("REGISTRY_MODEL", 10_000);
    let seed = setting("REGISTRY_SEED", 0) as u64;
    let mut outcomes = [0, 0];
    for sequence in 0..actions.div_ceil(LENGTH) as u64 {
        let (mut dice, mut model) = (Dice(seed << 32 | sequence), Model::new());
        for _ in 0..LENGTH {
            let (action, before) = (dice.action(&model), model.clone());
            let done = model.act(&action).is_ok();
            keeps_what_it_promised(&before, &model, done);
            outcomes[usize::from(done)] += 1;
        }
    }
    assert!(outcomes.iter().all(|count| count * 5 > actions), "both happen: {outcomes:?}");
}

/// A desk with the pieces of the model, as the model begins.
fn stage(build: Build) -> Desk {
    let mut desk = Desk::at(World::with_series(build));
    let domain = commitment::domain_separator(
        &Software,
        desk.world.chain.config().chain_id,
        &desk.world.collection.into_array(),
    );
    for token in 0..PIECES {
        let word = U256::from(token).to_be_bytes();
        let commit = commitment::commit(&Software, &domain, &word, &[7; 32], &prompt(token), b"");
        let prompt = if token % 2 == 0 { commit.into() } else { B256::ZERO };
        let call = Collection::mintCall { promptCommitment: prompt, ..mint_call(0, WHO[1]) };
        desk.world.ok(MINTER, call);
    }
    desk
}

/// The id of an entry of the model, or of none.
fn id(model: &Model, entry: usize) -> B256 {
    let Some(entry) = model.entries.get(entry) else { return hash(0xffff + entry as u64) };
    entry_id(entry.registrant, entry.model)
}

fn entry_id(registrant: usize, model: u64) -> B256 {
    let (registrant, model) = (WHO[registrant].into_array(), model_hash(model).0);
    colophon_provenance::lineage::entry_id(&Software, &registrant, &model).into()
}

fn parent(parent: &Parent<usize>, model: &Model, own: B256) -> Registry::Parent {
    let beyond = parent.entry == model.entries.len();
    Registry::Parent {
        entry: if beyond { own } else { id(model, parent.entry) },
        kind: parent.kind,
        weightBps: parent.weight_bps,
        shareBps: parent.share_bps,
    }
}

/// Who sends an action, where, and what. `model` is from before it.
fn transaction(desk: &Desk, model: &Model, action: &Action) -> (Address, Address, Vec<u8>) {
    let collection = desk.world.collection;
    let (by, data) = match action {
        Action::Register { by, model: name, payee, parents } => {
            let own = entry_id(*by, *name);
            let parents = parents.iter().map(|one| parent(one, model, own)).collect();
            (*by, super::claim(WHO[*payee], model_hash(*name), parents).abi_encode())
        }
        Action::Supersede { by, entry, newer } => {
            let (entry, by_entry) = (id(model, *entry), id(model, *newer));
            (*by, Registry::supersedeCall { entry, by: by_entry }.abi_encode())
        }
        Action::Withdraw { by, entry } => {
            (*by, Registry::withdrawCall { entry: id(model, *entry) }.abi_encode())
        }
        Action::Reveal { by, token, right } => {
            let salt = B256::repeat_byte(if *right { 7 } else { 8 });
            let (positive, negative) = (prompt(*token).into(), Vec::new().into());
            let call = Registry::revealCall {
                collection,
                tokenId: U256::from(*token),
                salt,
                positive,
                negative,
            };
            (*by, call.abi_encode())
        }
        Action::Allow { by, account, allowed } => {
            let (account, allowed) = (WHO[*account], *allowed);
            let call = Registry::setLoreWriterCall { collection, series: 0, account, allowed };
            (*by, call.abi_encode())
        }
        Action::Lore { by, token, content, model: entry } => {
            let call = Registry::addLoreCall {
                collection,
                tokenId: U256::from(*token),
                contentHash: model_hash(*content),
                modelEntry: entry.map_or(B256::ZERO, |entry| id(model, entry)),
                promptCommitment: B256::ZERO,
                uri: String::new(),
            };
            (*by, call.abi_encode())
        }
        Action::Transfer { token, to } => {
            let owner = model.owners.get(token).copied().unwrap_or_default();
            let (from, to) = (WHO[owner], WHO[*to]);
            let call = Collection::transferFromCall { from, to, tokenId: U256::from(*token) };
            return (WHO[owner], collection, call.abi_encode());
        }
        Action::Burn { token } => {
            let owner = model.owners.get(token).copied().unwrap_or_default();
            let call = Collection::burnCall { tokenId: U256::from(*token) };
            return (WHO[owner], collection, call.abi_encode());
        }
    };
    (WHO[by], desk.registry, data)
}

/// Every view, against the model.
fn agrees(desk: &Desk, model: &Model) {
    for (at, known) in model.entries.iter().enumerate() {
        let entry = id(model, at);
        let found = desk.view(Registry::modelOfCall { entry });
        assert_eq!((found.registrant, found.payee), (WHO[known.registrant], WHO[known.payee]));
        assert_eq!((found.modelHash, found.depth), (model_hash(known.model), known.depth));
        let by = known.superseded_by.map_or(B256::ZERO, |newer| id(model, newer));
        assert_eq!((found.supersededBy, found.withdrawn), (by, known.withdrawn));
        let parents: Vec<_> = known.parents.iter().map(|p| parent(p, model, B256::ZERO)).collect();
        assert_eq!(desk.view(Registry::parentsOfCall { entry }), parents);
        let found = desk.view(Registry::ancestorSharesCall { entry });
        let mut wanted: Vec<_> = model
            .shares(at)
            .iter()
            .map(|share| (WHO[usize::from(share.payee[0]) - 1], share.bps))
            .collect();
        // The model writes payees in another way, so all but the first are in another order.
        let others = usize::from(wanted[0].0 == WHO[known.payee]);
        wanted[others..].sort_unstable();
        assert_eq!(found.payees.into_iter().zip(found.bps).collect::<Vec<_>>(), wanted);
    }
    let collection = desk.world.collection;
    for token in 0..PIECES {
        let piece = U256::from(token);
        let text = desk.view(Registry::revealedCall { collection, tokenId: piece });
        assert_eq!(!text.is_zero(), model.revealed.contains(&token));
        let chapters = model.lore.get(&token).map(|all| &all[..]).unwrap_or_default();
        let count = desk.view(Registry::loreCountCall { collection, tokenId: piece });
        assert_eq!(count as usize, chapters.len());
        for (chapter, (author, content, entry)) in (1..).zip(chapters) {
            let found = desk.view(Registry::loreAtCall { collection, tokenId: piece, chapter });
            let wanted = entry.map_or(B256::ZERO, |entry| id(model, entry));
            assert_eq!((found.author, found.modelEntry), (WHO[*author], wanted));
            assert_eq!(found.contentHash, model_hash(*content));
        }
    }
}

fn the_program_does_what_the_model_does(build: Build) {
    let actions = setting("REGISTRY_PROGRAM", 300);
    let seed = setting("REGISTRY_SEED", 0) as u64;
    for sequence in 0..actions.div_ceil(LENGTH) as u64 {
        let (mut dice, mut model) = (Dice(seed << 32 | sequence), Model::new());
        let mut desk = stage(build);
        for _ in 0..LENGTH {
            let action = dice.action(&model);
            let (from, to, data) = transaction(&desk, &model, &action);
            let before = desk.slots();
            let receipt = desk.world.send(from, to, data);
            match model.act(&action) {
                Ok(()) => assert!(receipt.success, "{action:?}: {}", receipt.output),
                Err(selector) => {
                    assert!(!receipt.success, "{action:?} was not refused");
                    assert_eq!(receipt.output[..4], selector, "{action:?}: {}", receipt.output);
                    assert_eq!(desk.slots(), before);
                }
            }
        }
        agrees(&desk, &model);
    }
}

both_builds!(the_program_does_what_the_model_does);
