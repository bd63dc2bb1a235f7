//! What differs between two states, as data.

use std::collections::BTreeMap;

use alloy_primitives::{keccak256, Address, Bytes, B256, KECCAK256_EMPTY, U256};
use imbl::ordmap::DiffItem;
use revm::bytecode::Bytecode;
use serde::{Deserialize, Serialize};

use crate::state::{Account, State};

/// An account after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AccountChange {
    nonce: u64,
    balance: U256,
    code_hash: B256,
    /// Slots that differ; zero for those that were cleared.
    storage: BTreeMap<U256, U256>,
}

impl AccountChange {
    pub(crate) const fn code_hash(&self) -> B256 {
        self.code_hash
    }

    fn between(old: &Account, new: &Account) -> Self {
        let slots = old.storage.diff(&new.storage).map(|slot| match slot {
            DiffItem::Add(key, value) | DiffItem::Update { new: (key, value), .. } => {
                (*key, *value)
            }
            DiffItem::Remove(key, _) => (*key, U256::ZERO),
        });
        Self {
            nonce: new.nonce,
            balance: new.balance,
            code_hash: new.code_hash,
            storage: slots.collect(),
        }
    }
}

impl State {
    /// Accounts that differ from an older state; none for one that is gone.
    pub(crate) fn changes_since(&self, older: &Self) -> BTreeMap<Address, Option<AccountChange>> {
        let nobody = Account::default();
        let change = |item: DiffItem<'_, '_, Address, Account>| match item {
            DiffItem::Add(address, new) => (*address, Some(AccountChange::between(&nobody, new))),
            DiffItem::Update { old: (_, old), new: (address, new) } => {
                (*address, Some(AccountChange::between(old, new)))
            }
            DiffItem::Remove(address, _) => (*address, None),
        };
        older.accounts.diff(&self.accounts).map(change).collect()
    }

    /// This state after changes.
    ///
    /// # Errors
    /// An account whose code is not known.
    pub(crate) fn apply(
        mut self,
        changes: &BTreeMap<Address, Option<AccountChange>>,
    ) -> Result<Self, String> {
        for (address, change) in changes {
            let Some(change) = change else {
                self.accounts.remove(address);
                continue;
            };
            if !self.knows_code(change.code_hash) {
                return Err(format!("the code of {address} is not there"));
            }
            let mut account = self.accounts.get(address).cloned().unwrap_or_default();
            account.nonce = change.nonce;
            account.balance = change.balance;
            account.code_hash = change.code_hash;
            for (slot, value) in &change.storage {
                account.set_slot(*slot, *value);
            }
            self.accounts.insert(*address, account);
        }
        Ok(self)
    }

    /// All code, by its hash.
    pub(crate) fn codes(&self) -> BTreeMap<B256, Bytes> {
        self.codes.iter().map(|(hash, code)| (*hash, code.original_bytes())).collect()
    }

    /// True for code that is known, and for the hash of no code.
    pub(crate) fn knows_code(&self, hash: B256) -> bool {
        hash == KECCAK256_EMPTY || self.codes.contains_key(&hash)
    }

    /// Takes code over, by its hash.
    ///
    /// # Errors
    /// A hash that is not its code's.
    pub(crate) fn learn(&mut self, codes: BTreeMap<B256, Bytes>) -> Result<(), String> {
        for (hash, code) in codes {
            if keccak256(&code) != hash {
                return Err(format!("the code of hash {hash} has another one"));
            }
            let bytecode = Bytecode::new_raw_checked(code.clone())
                .unwrap_or_else(|_| Bytecode::new_legacy(code));
            self.codes.insert(hash, bytecode);
        }
        Ok(())
    }
}
