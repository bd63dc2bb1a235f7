//! The trie over all accounts of a state. The storage of each account is a trie of its own, which hangs on the account's leaf.

use alloy_primitives::{Address, Bytes, B256, KECCAK256_EMPTY, U256};
use alloy_trie::{TrieAccount, EMPTY_ROOT_HASH};
use imbl::ordmap::DiffItem;

use super::{node::Value, Trie};
use crate::state::{Account, State};

/// A state's trie.
#[derive(Clone, Debug, Default)]
pub(crate) struct StateTrie(Trie);

/// What an account holds, and the nodes that prove it against a state root (EIP-1186).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountProof {
    /// The account; none if it does not exist, which the nodes prove then.
    pub account: Option<TrieAccount>,
    /// RLP of the nodes from the state root on.
    pub proof: Vec<Bytes>,
    /// For each slot that was asked for.
    pub slots: Vec<SlotProof>,
}

/// What a storage slot holds, and the nodes that prove it against the account's storage root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotProof {
    /// The slot.
    pub slot: U256,
    /// Its value; zero for one that was never set, which the nodes prove then.
    pub value: U256,
    /// RLP of the nodes from the storage root on; none if the account has no storage.
    pub proof: Vec<Bytes>,
}

impl StateTrie {
    /// The trie of a state, from this one, which is an older state's. The cost follows the difference.
    pub(crate) fn advance(&self, older: &State, newer: &State) -> Self {
        let mut trie = self.0.clone();
        let nothing = Account::default();
        for item in older.accounts.diff(&newer.accounts) {
            match item {
                DiffItem::Add(address, new) => put(&mut trie, *address, &nothing, new),
                DiffItem::Update { old: (_, old), new: (address, new) } => {
                    put(&mut trie, *address, old, new);
                }
                DiffItem::Remove(address, _) => trie.remove(address.as_slice()),
            }
        }
        Self(trie)
    }

    /// The state root.
    pub(crate) fn root(&self) -> B256 {
        self.0.root()
    }

    /// Proves an account of the state that this is the trie of, and some of its slots.
    pub(crate) fn prove(&self, state: &State, address: Address, slots: &[U256]) -> AccountProof {
        let leaf = self.0.get(address.as_slice());
        let empty = Trie::default();
        let storage = leaf.map_or(&empty, |leaf| &leaf.storage);
        let account = state.account(address).filter(|_| leaf.is_some());
        let prove = |slot: &U256| SlotProof {
            slot: *slot,
            value: state.storage(address, *slot),
            proof: storage.prove(&slot.to_be_bytes::<32>()),
        };
        AccountProof {
            account: account.map(|account| entry(account, storage.root())),
            proof: self.0.prove(address.as_slice()),
            slots: slots.iter().map(prove).collect(),
        }
    }
}

/// The account as its leaf says it.
const fn entry(account: &Account, storage_root: B256) -> TrieAccount {
    let Account { nonce, balance, code_hash, .. } = account;
    TrieAccount::new(*nonce, *balance, storage_root, *code_hash)
}

fn put(trie: &mut Trie, address: Address, old: &Account, new: &Account) {
    let leaf = trie.get(address.as_slice());
    let mut storage = leaf.map(|leaf| leaf.storage.clone()).unwrap_or_default();
    for item in old.storage.diff(&new.storage) {
        match item {
            DiffItem::Add(slot, value) | DiffItem::Update { new: (slot, value), .. } => {
                let rlp = alloy_rlp::encode(value).into();
                storage.insert(&slot.to_be_bytes::<32>(), Value { rlp, storage: Trie::default() });
            }
            DiffItem::Remove(slot, _) => storage.remove(&slot.to_be_bytes::<32>()),
        }
    }
    let root = storage.root();
    // An account that holds nothing is none (EIP-161).
    let holds_nothing = new.nonce == 0
        && new.balance.is_zero()
        && new.code_hash == KECCAK256_EMPTY
        && root == EMPTY_ROOT_HASH;
    if holds_nothing {
        trie.remove(address.as_slice());
        return;
    }
    let rlp = alloy_rlp::encode(entry(new, root)).into();
    trie.insert(address.as_slice(), Value { rlp, storage });
}
