//! State roots and proofs against an independent implementation: `alloy-trie` builds each trie from nothing and checks each
//! proof.

use std::collections::BTreeMap;

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_trie::{
    proof::verify_proof,
    root::{state_root_unhashed, storage_root_unhashed},
    Nibbles, TrieAccount, EMPTY_ROOT_HASH, KECCAK_EMPTY,
};
use stylus_chain::{state::State, AccountProof, Block, BlockId, Chain, Clock, Config};

use crate::support::{program, programs as text, transact, NOW};

fn chain() -> Chain {
    Chain::new(Config { clock: Clock::Fixed(NOW), ..Config::default() }).expect("genesis")
}

/// The account as its leaf must say it; none if it holds nothing.
fn entry(state: &State, address: Address) -> Option<TrieAccount> {
    let slots = state.slots(address).into_iter();
    let storage_root = storage_root_unhashed(slots.map(|(slot, value)| (B256::from(slot), value)));
    let code_hash = keccak256(state.code(address));
    let account =
        TrieAccount::new(state.nonce(address), state.balance(address), storage_root, code_hash);
    let nothing = TrieAccount::new(0, U256::ZERO, EMPTY_ROOT_HASH, KECCAK_EMPTY);
    (account != nothing).then_some(account)
}

fn root(state: &State) -> B256 {
    let accounts = state.addresses().filter_map(|at| entry(state, at).map(|entry| (at, entry)));
    state_root_unhashed(accounts)
}

fn holds(root: B256, key: &[u8], value: Option<Vec<u8>>, proof: &[Bytes]) {
    let key = Nibbles::unpack(keccak256(key));
    verify_proof(root, key, value, proof).expect("a valid proof");
}

/// Checks the proof of an account and of its slots against the header.
fn check(block: &Block, address: Address, slots: &[U256]) -> AccountProof {
    let (state, proof) = (block.state(), block.prove(address, slots).expect("not edited"));
    let expected = entry(state, address);
    assert_eq!(proof.account, expected, "{address}");
    let leaf = expected.as_ref().map(alloy_rlp::encode);
    holds(block.header.state_root, address.as_slice(), leaf, &proof.proof);
    let storage = expected.map_or(EMPTY_ROOT_HASH, |account| account.storage_root);
    for slot in &proof.slots {
        assert_eq!(slot.value, state.storage(address, slot.slot));
        let leaf = (!slot.value.is_zero()).then(|| alloy_rlp::encode(slot.value));
        if storage == EMPTY_ROOT_HASH {
            assert!(slot.proof.is_empty());
        } else {
            holds(storage, &slot.slot.to_be_bytes::<32>(), leaf, &slot.proof);
        }
    }
    proof
}

#[test]
fn every_header_has_the_root_of_its_state() {
    let mut chain = chain();
    assert_eq!(chain.head().header.state_root, root(chain.head().state()));
    let counter = program(&mut chain, &text::program(text::COUNTER));
    for _ in 0..3 {
        transact(&mut chain, counter, []);
        assert_eq!(chain.head().header.state_root, root(chain.head().state()));
    }
    let before = chain.head().header.state_root;
    chain.mine(1);
    assert_eq!(chain.head().header.state_root, before, "nothing has changed");
    let addresses: Vec<Address> = chain.head().state().addresses().collect();
    for address in addresses {
        let mut slots: Vec<U256> =
            chain.head().state().slots(address).into_iter().map(|(slot, _)| slot).collect();
        slots.push(U256::from(12_345));
        check(chain.head(), address, &slots);
    }
    let absent = check(chain.head(), Address::repeat_byte(0x77), &[U256::ZERO]);
    assert!(absent.account.is_none() && !absent.proof.is_empty());
}

/// Random numbers: xorshift.
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

/// Few accounts and slots, so that they come, change and go again.
fn edit(chain: &mut Chain, seed: &mut u64) {
    let address = Address::with_last_byte((next(seed) % 60) as u8);
    let value = if next(seed).is_multiple_of(3) { 0 } else { next(seed) >> (next(seed) % 60) };
    match next(seed) % 4 {
        0 => chain.set_balance(address, U256::from(value)),
        1 => chain.set_nonce(address, value),
        2 => chain.set_code(address, Bytes::copy_from_slice(&value.to_be_bytes()[..3])),
        _ => {
            let slot = U256::from(next(seed) % 40);
            chain.set_storage(address, slot, U256::from(value));
        }
    }
}

#[test]
fn random_edits_and_reverts_keep_roots_and_old_proofs() {
    let (mut chain, mut seed) = (chain(), 0x9e37_79b9_7f4a_7c15_u64);
    let mut roots = BTreeMap::new();
    for round in 0..150 {
        let snapshot = chain.snapshot();
        for _ in 0..next(&mut seed) % 12 {
            edit(&mut chain, &mut seed);
        }
        chain.mine(1);
        if next(&mut seed).is_multiple_of(5) {
            chain.revert(snapshot);
        }
        let head = chain.head();
        assert_eq!(head.header.state_root, root(head.state()), "round {round}");
        roots.insert(head.number(), head.header.state_root);
    }
    for number in (0..chain.head().number()).step_by(7) {
        let block = chain.block(BlockId::Number(number)).expect("retained");
        assert!(roots.get(&number).is_none_or(|root| *root == block.header.state_root));
    }
    let slots: Vec<U256> = (0..41).map(U256::from).collect();
    let head = chain.head();
    for last in 0..=61 {
        check(head, Address::with_last_byte(last), &slots);
    }
    chain.set_balance(Address::with_last_byte(1), U256::from(seed));
    assert!(
        chain.head().prove(Address::ZERO, &[]).is_err(),
        "the header does not know of the edit"
    );
}

#[test]
fn old_blocks_are_proved_after_the_state_has_moved_on() {
    let mut chain = chain();
    let counter = program(&mut chain, &text::program(text::COUNTER));
    let first = chain.head().number();
    for _ in 0..5 {
        transact(&mut chain, counter, []);
    }
    let slots: Vec<U256> =
        chain.head().state().slots(counter).into_iter().map(|(slot, _)| slot).collect();
    assert!(!slots.is_empty());
    let mut values = Vec::new();
    for number in first..=chain.head().number() {
        let block = chain.block(BlockId::Number(number)).expect("retained");
        values.push(check(block, counter, &slots).slots[0].value);
    }
    values.dedup();
    assert!(values.len() >= 5, "each block proves its own value: {values:?}");
}

#[test]
fn a_chain_that_was_read_again_proves_the_same() {
    let mut original = chain();
    let counter = program(&mut original, &text::program(text::COUNTER));
    transact(&mut original, counter, []);
    original.set_balance(Address::repeat_byte(9), U256::from(5));
    let config = Config { clock: Clock::Fixed(NOW), ..Config::default() };
    let loaded = Chain::load(config, original.dump()).expect("loaded");
    for number in 0..=original.head().number() {
        let id = BlockId::Number(number);
        let (old, new) = (original.block(id).expect("a block"), loaded.block(id).expect("a block"));
        assert_eq!(old.prove(counter, &[U256::ZERO]), new.prove(counter, &[U256::ZERO]));
    }
}
