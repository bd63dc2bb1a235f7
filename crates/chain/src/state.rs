//! The world state as persistent maps: copying it costs a few pointers, so every block keeps its own.

use alloy_primitives::{keccak256, Address, Bytes, B256, KECCAK256_EMPTY, U256};
use imbl::{HashMap, OrdMap};
use revm::{
    bytecode::Bytecode,
    state::{AccountInfo, EvmState},
};

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Transactions sent, or contracts created by a contract.
    pub nonce: u64,
    /// Wei.
    pub balance: U256,
    /// keccak256 of the code; of nothing for an account without code.
    pub code_hash: B256,
    /// Non-zero slots.
    pub(crate) storage: OrdMap<U256, U256>,
}

impl Default for Account {
    fn default() -> Self {
        Self { nonce: 0, balance: U256::ZERO, code_hash: KECCAK256_EMPTY, storage: OrdMap::new() }
    }
}

impl Account {
    fn info(&self, code: Option<Bytecode>) -> AccountInfo {
        AccountInfo {
            balance: self.balance,
            nonce: self.nonce,
            code_hash: self.code_hash,
            code,
            ..AccountInfo::default()
        }
    }

    pub(crate) fn set_slot(&mut self, key: U256, value: U256) {
        if value.is_zero() {
            self.storage.remove(&key);
        } else {
            self.storage.insert(key, value);
        }
    }
}

/// All accounts at one moment.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(crate) accounts: OrdMap<Address, Account>,
    pub(crate) codes: HashMap<B256, Bytecode>,
}

impl State {
    /// The account, if it exists.
    pub fn account(&self, address: Address) -> Option<&Account> {
        self.accounts.get(&address)
    }

    /// Balance in wei; zero for accounts that do not exist.
    pub fn balance(&self, address: Address) -> U256 {
        self.account(address).map_or(U256::ZERO, |account| account.balance)
    }

    /// Next nonce.
    pub fn nonce(&self, address: Address) -> u64 {
        self.account(address).map_or(0, |account| account.nonce)
    }

    /// Code as stored: EVM code, a program with its prefix, or a delegation.
    pub fn code(&self, address: Address) -> Bytes {
        self.account(address).map_or_else(Bytes::new, |account| self.code_of(account.code_hash))
    }

    /// Value of a storage slot.
    pub fn storage(&self, address: Address, slot: U256) -> U256 {
        self.account(address)
            .and_then(|account| account.storage.get(&slot).copied())
            .unwrap_or_default()
    }

    /// Non-zero slots of an account, in key order.
    pub fn slots(&self, address: Address) -> Vec<(U256, U256)> {
        self.account(address)
            .map(|account| account.storage.iter().map(|(key, value)| (*key, *value)).collect())
            .unwrap_or_default()
    }

    /// Accounts that exist, in address order.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        self.accounts.keys().copied()
    }

    /// Code by its hash; empty if unknown.
    pub(crate) fn code_of(&self, hash: B256) -> Bytes {
        self.codes.get(&hash).map(Bytecode::original_bytes).unwrap_or_default()
    }

    /// Code by its hash in the form that the EVM runs.
    pub(crate) fn bytecode(&self, hash: B256) -> Bytecode {
        self.codes.get(&hash).cloned().unwrap_or_default()
    }

    pub(crate) fn info(&self, address: Address) -> Option<AccountInfo> {
        let account = self.account(address)?;
        Some(account.info(Some(self.bytecode(account.code_hash))))
    }

    pub(crate) fn set_balance(&mut self, address: Address, balance: U256) {
        self.edit(address, |account| account.balance = balance);
    }

    pub(crate) fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.edit(address, |account| account.nonce = nonce);
    }

    pub(crate) fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        self.edit(address, |account| account.set_slot(slot, value));
    }

    pub(crate) fn clear_storage(&mut self, address: Address) {
        self.edit(address, |account| account.storage = OrdMap::new());
    }

    pub(crate) fn set_code(&mut self, address: Address, code: Bytes) {
        let code_hash = if code.is_empty() { KECCAK256_EMPTY } else { keccak256(&code) };
        if !code.is_empty() {
            let bytecode = Bytecode::new_raw_checked(code.clone())
                .unwrap_or_else(|_| Bytecode::new_legacy(code));
            self.codes.insert(code_hash, bytecode);
        }
        self.edit(address, |account| account.code_hash = code_hash);
    }

    fn edit(&mut self, address: Address, change: impl FnOnce(&mut Account)) {
        let mut account = self.accounts.get(&address).cloned().unwrap_or_default();
        change(&mut account);
        self.accounts.insert(address, account);
    }

    /// Takes over what a transaction changed.
    pub(crate) fn commit(&mut self, changes: EvmState) {
        for (address, change) in changes {
            if !change.is_touched() {
                continue;
            }
            if change.is_selfdestructed() || change.is_empty() {
                self.accounts.remove(&address);
                continue;
            }
            self.take_over(address, change);
        }
    }

    fn take_over(&mut self, address: Address, change: revm::state::Account) {
        let mut account = if change.is_created() {
            Account::default()
        } else {
            self.accounts.get(&address).cloned().unwrap_or_default()
        };
        account.nonce = change.info.nonce;
        account.balance = change.info.balance;
        account.code_hash = change.info.code_hash;
        if let Some(code) = change.info.code.filter(|code| !code.is_empty()) {
            self.codes.insert(account.code_hash, code);
        }
        for (key, slot) in change.storage.into_iter().filter(|(_, slot)| slot.is_changed()) {
            account.set_slot(key, slot.present_value);
        }
        self.accounts.insert(address, account);
    }
}
