//! A plain model of the Registry and of the little of a Collection that it asks: what each action changes, or how it is refused.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::B256;
use alloy_sol_types::SolError;
use colophon_e2e::{Collection, Registry};
use colophon_provenance::lineage::{
    check::{check, LineageError},
    shares::{shares, Share},
    Graph, Node, Parent, MAX_PARENTS,
};

use super::hash;

/// People by their places; the first owns the collection and pays for nothing.
pub(crate) const PEOPLE: usize = 4;
/// Pieces; those of even number have a commitment.
pub(crate) const PIECES: u64 = 6;

/// The text that opens the commitment of a piece.
pub(crate) fn prompt(token: u64) -> Vec<u8> {
    format!("piece {token}").into_bytes()
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    Register { by: usize, model: u64, payee: usize, parents: Vec<Parent<usize>> },
    Supersede { by: usize, entry: usize, newer: usize },
    Withdraw { by: usize, entry: usize },
    Reveal { by: usize, token: u64, right: bool },
    Allow { by: usize, account: usize, allowed: bool },
    Lore { by: usize, token: u64, content: u64, model: Option<usize> },
    Transfer { token: u64, to: usize },
    Burn { token: u64 },
}

/// A model that was registered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) registrant: usize,
    pub(crate) model: u64,
    pub(crate) payee: usize,
    pub(crate) parents: Vec<Parent<usize>>,
    pub(crate) depth: u8,
    pub(crate) superseded_by: Option<usize>,
    pub(crate) withdrawn: bool,
}

/// A chapter: author, content, the model's entry.
pub(crate) type Chapter = (usize, u64, Option<usize>);

/// What the Registry holds, and who owns the pieces.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) entries: Vec<Entry>,
    pub(crate) revealed: BTreeSet<u64>,
    pub(crate) lore: BTreeMap<u64, Vec<Chapter>>,
    pub(crate) writers: BTreeSet<usize>,
    pub(crate) owners: BTreeMap<u64, usize>,
}

impl Graph for Model {
    type Entry = usize;

    fn node(&self, entry: usize) -> Option<Node> {
        let entry = self.entries.get(entry)?;
        let payee = [u8::try_from(entry.payee + 1).expect("few people"); 20];
        Some(Node { payee, depth: entry.depth, withdrawn: entry.withdrawn })
    }

    fn parents(&self, entry: usize) -> Vec<(usize, u16)> {
        let parents = self.entries.get(entry).map(|entry| &entry.parents[..]).unwrap_or_default();
        parents.iter().map(|parent| (parent.entry, parent.share_bps)).collect()
    }
}

/// The selector of the error with which an action is refused.
type Refusal = [u8; 4];

impl Model {
    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            revealed: BTreeSet::new(),
            lore: BTreeMap::new(),
            writers: BTreeSet::new(),
            owners: (0..PIECES).map(|token| (token, 1)).collect(),
        }
    }

    /// The place of somebody's entry of a model.
    pub(crate) fn place(&self, registrant: usize, model: u64) -> Option<usize> {
        self.entries.iter().position(|e| (e.registrant, e.model) == (registrant, model))
    }

    /// The split of an entry, payees as the model writes them.
    pub(crate) fn shares(&self, entry: usize) -> Vec<Share> {
        shares(self, entry)
    }

    /// Does an action, or says how it is refused; what is refused changes nothing.
    pub(crate) fn act(&mut self, action: &Action) -> Result<(), Refusal> {
        match action {
            Action::Register { by, model, payee, parents } => {
                self.register(*by, *model, *payee, parents)?;
            }
            Action::Supersede { by, entry, newer } => self.supersede(*by, *entry, *newer)?,
            Action::Withdraw { by, entry } => {
                self.own(*by, *entry)?;
                if self.entries[*entry].withdrawn {
                    return Err(Registry::EntryWithdrawn::SELECTOR);
                }
                self.entries[*entry].withdrawn = true;
            }
            Action::Reveal { token, right, .. } => self.reveal(*token, *right)?,
            Action::Allow { by, account, allowed } => {
                if *by != 0 {
                    return Err(Registry::NotCollectionOwner::SELECTOR);
                }
                if *allowed {
                    self.writers.insert(*account);
                } else {
                    self.writers.remove(account);
                }
            }
            Action::Lore { by, token, content, model } => {
                self.write(*by, *token, *content, *model)?
            }
            Action::Transfer { token, to } => {
                *self
                    .owners
                    .get_mut(token)
                    .ok_or(Collection::ERC721NonexistentToken::SELECTOR)? = *to;
            }
            Action::Burn { token } => {
                let burnt = self.owners.remove(token);
                burnt.ok_or(Collection::ERC721NonexistentToken::SELECTOR)?;
            }
        }
        Ok(())
    }

    fn register(
        &mut self,
        by: usize,
        model: u64,
        payee: usize,
        parents: &[Parent<usize>],
    ) -> Result<(), Refusal> {
        if parents.len() > MAX_PARENTS {
            return Err(Registry::TooManyParents::SELECTOR);
        }
        if model == 0 {
            return Err(Registry::ZeroHash::SELECTOR);
        }
        if self.place(by, model).is_some() {
            return Err(Registry::AlreadyRegistered::SELECTOR);
        }
        let depth = check(self, self.entries.len(), parents).map_err(selector)?;
        self.entries.push(Entry {
            registrant: by,
            model,
            payee,
            parents: parents.to_vec(),
            depth,
            superseded_by: None,
            withdrawn: false,
        });
        Ok(())
    }

    fn supersede(&mut self, by: usize, entry: usize, newer: usize) -> Result<(), Refusal> {
        self.own(by, entry)?;
        self.own(by, newer)?;
        if newer <= entry {
            return Err(Registry::NotNewer::SELECTOR);
        }
        if self.entries[newer].withdrawn {
            return Err(Registry::EntryWithdrawn::SELECTOR);
        }
        if self.entries[entry].superseded_by.is_some() {
            return Err(Registry::AlreadySuperseded::SELECTOR);
        }
        self.entries[entry].superseded_by = Some(newer);
        Ok(())
    }

    fn own(&self, by: usize, entry: usize) -> Result<(), Refusal> {
        match self.entries.get(entry) {
            None => Err(Registry::UnknownEntry::SELECTOR),
            Some(entry) if entry.registrant != by => Err(Registry::NotRegistrant::SELECTOR),
            Some(_) => Ok(()),
        }
    }

    fn reveal(&mut self, token: u64, right: bool) -> Result<(), Refusal> {
        if self.revealed.contains(&token) {
            return Err(Registry::AlreadyRevealed::SELECTOR);
        }
        if !self.owners.contains_key(&token) {
            return Err(Registry::CollectionRefused::SELECTOR);
        }
        if token % 2 == 1 {
            return Err(Registry::NoCommitment::SELECTOR);
        }
        if !right {
            return Err(Registry::WrongOpening::SELECTOR);
        }
        self.revealed.insert(token);
        Ok(())
    }

    fn write(
        &mut self,
        by: usize,
        token: u64,
        content: u64,
        model: Option<usize>,
    ) -> Result<(), Refusal> {
        if content == 0 {
            return Err(Registry::ZeroHash::SELECTOR);
        }
        let owner = self.owners.get(&token).ok_or(Registry::CollectionRefused::SELECTOR)?;
        if *owner != by && !self.writers.contains(&by) {
            return Err(Registry::NotLoreWriter::SELECTOR);
        }
        if model.is_some_and(|model| model >= self.entries.len()) {
            return Err(Registry::UnknownEntry::SELECTOR);
        }
        self.lore.entry(token).or_default().push((by, content, model));
        Ok(())
    }
}

/// The hash of a model by its number; number 0 is the zero hash.
pub(crate) fn model_hash(model: u64) -> B256 {
    if model == 0 {
        B256::ZERO
    } else {
        hash(model)
    }
}

fn selector(error: LineageError) -> Refusal {
    match error {
        LineageError::TooManyParents { .. } => Registry::TooManyParents::SELECTOR,
        LineageError::UnknownKind { .. } => Registry::InvalidKind::SELECTOR,
        LineageError::SelfParent { .. } => Registry::SelfParent::SELECTOR,
        LineageError::UnknownParent { .. } => Registry::UnknownEntry::SELECTOR,
        LineageError::DuplicateParent { .. } => Registry::DuplicateParent::SELECTOR,
        LineageError::WithdrawnParent { .. } => Registry::EntryWithdrawn::SELECTOR,
        LineageError::Weight { .. } => Registry::InvalidWeight::SELECTOR,
        LineageError::WeightSum { .. } => Registry::InvalidWeights::SELECTOR,
        LineageError::ShareSum { .. } => Registry::SharesExceedWhole::SELECTOR,
        LineageError::TooDeep { .. } => Registry::TooDeep::SELECTOR,
        LineageError::TooManyAncestors => Registry::TooManyAncestors::SELECTOR,
    }
}
