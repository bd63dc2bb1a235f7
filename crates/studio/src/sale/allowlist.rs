//! `colophon/allowlist/1`: the root of an allow-list, and the allowance and proof of every account.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, B256};
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::sale::allowance::{Allowance, SALE_PRICE};
use colophon_provenance::sale::Place;
use colophon_provenance::tree;
use colophon_provenance::whole_tree::WholeTree;
use serde::{Deserialize, Serialize};

use super::list::Rows;
use super::named::{shown, Named};
use crate::error::{Error, InputError, Result};
use crate::store;

/// Value of `schema`.
pub const SCHEMA: &str = "colophon/allowlist/1";

/// A list with its proofs: holds for one sale at one Minter on one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// [`SCHEMA`]
    pub schema: String,
    /// Chain id.
    pub chain_id: u64,
    /// The Minter.
    pub minter: Address,
    /// Id of the sale.
    pub sale: String,
    /// The root, as the sale names it.
    pub root: B256,
    /// The accounts, in the order of the list.
    pub entries: Vec<Entry>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who may buy.
    pub account: Address,
    /// How many pieces in all.
    pub quantity: u32,
    /// What one costs, in the smallest unit; the price of the sale if absent.
    pub price: Option<String>,
    /// From when on, in unix seconds; 0 with an end of 0 for the window of the sale.
    pub start: u64,
    /// Until when.
    pub end: u64,
    /// From the leaf to the root.
    pub proof: Vec<B256>,
}

impl Entry {
    /// What is hashed.
    ///
    /// # Errors
    /// A price that is no number.
    pub fn allowance(&self) -> Result<Allowance, String> {
        let price = self.price.as_ref().map_or(Ok(SALE_PRICE), |text| {
            text.parse().map_err(|_| format!("the price {text:?} of {} is no number", self.account))
        })?;
        Ok(Allowance { quantity: self.quantity, price, start: self.start, end: self.end })
    }
}

/// Makes the tree of a list, and verifies every proof in it.
///
/// # Errors
/// [`Error::Other`] when a proof does not lead to the root, which cannot happen.
pub fn build(sale: &Named, rows: &Rows) -> Result<File> {
    let place = &sale.place;
    let leaf = |row: &(Address, Allowance)| row.1.leaf(&Keccak, place, &row.0 .0 .0);
    let leaves: Vec<_> = rows.iter().map(leaf).collect();
    let tree = WholeTree::new(&Keccak, &leaves)
        .ok_or_else(|| Error::Other("an allow-list needs at least one account".into()))?;
    let root = tree.root();
    let mut entries = Vec::with_capacity(rows.len());
    for (at, (account, allowance)) in rows.iter().enumerate() {
        let proof = tree.proof(at).unwrap_or_default();
        if !tree::verify(&Keccak, &root, leaves[at], proof.iter().copied()) {
            return Err(Error::Other(format!("the proof of {account} does not lead to the root")));
        }
        entries.push(Entry {
            account: *account,
            quantity: allowance.quantity,
            price: (allowance.price != SALE_PRICE).then(|| allowance.price.to_string()),
            start: allowance.start,
            end: allowance.end,
            proof: proof.into_iter().map(B256::from).collect(),
        });
    }
    Ok(File {
        schema: SCHEMA.into(),
        chain_id: place.chain_id,
        minter: sale.minter(),
        sale: sale.hex(),
        root: root.into(),
        entries,
    })
}

/// Where the proofs of a list go, if nothing else is said.
#[must_use]
pub fn beside(list: &Path) -> PathBuf {
    list.with_extension("proofs.json")
}

impl File {
    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// The disk.
    pub fn save(&self, path: &Path) -> Result<()> {
        store::write_json(path, self)
    }

    /// Reads a file of proofs for `sale`.
    ///
    /// # Errors
    /// [`InputError::Evidence`] when it is none, or one of another sale.
    pub fn load(path: &Path, sale: &Named) -> Result<Self, InputError> {
        let refused = |why: String| InputError::Evidence { path: path.to_owned(), why };
        let bytes = std::fs::read(path)
            .map_err(|source| InputError::Unreadable { path: path.to_owned(), source })?;
        let file: Self = serde_json::from_slice(&bytes)
            .map_err(|error| refused(format!("it is no file of proofs ({error})")))?;
        if file.schema != SCHEMA {
            return Err(refused(format!("its schema is {:?}, not {SCHEMA:?}", file.schema)));
        }
        same_place((file.chain_id, file.minter, &file.sale), &sale.place).map_err(refused)?;
        Ok(file)
    }

    /// What the list gives an account.
    #[must_use]
    pub fn entry(&self, account: Address) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.account == account)
    }
}

/// Whether chain, Minter and sale of a file are those of `place`.
///
/// # Errors
/// In what they differ.
pub(super) fn same_place(file: (u64, Address, &str), place: &Place) -> Result<(), String> {
    let (chain, minter, sale) = file;
    if chain != place.chain_id {
        return Err(format!("it is for chain {chain}, and this is chain {}", place.chain_id));
    }
    let here = Address::from(place.minter);
    if minter != here {
        return Err(format!("it is for the Minter {minter}, and this is {here}"));
    }
    let wanted = shown(&place.sale_id);
    if !sale.eq_ignore_ascii_case(&wanted) {
        return Err(format!("it is for the sale {sale}, and this is {wanted}"));
    }
    Ok(())
}
