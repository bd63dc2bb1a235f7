//! Transactions of every type, their receipts and their fees.

use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_primitives::{hex, Address, Bloom, BloomInput, B256, U256};
use stylus_chain::{
    config::{BASE_FEE, DEV_ACCOUNT, ETHER, MNEMONIC_ACCOUNTS},
    BlockId, CallRequest, CREATE2_FACTORY, STYLUS_DEPLOYER,
};

use crate::support::{chain, deploy, send, sign::Tx};

const NOBODY: Address = Address::with_last_byte(0xbe);

#[test]
fn genesis_funds_the_known_accounts_and_places_the_known_contracts() {
    let chain = chain();
    let state = chain.head().state();
    for account in MNEMONIC_ACCOUNTS.iter().chain([&DEV_ACCOUNT]) {
        assert_eq!(state.balance(*account), ETHER * U256::from(10_000));
    }
    assert_eq!(state.code(CREATE2_FACTORY).len(), 69);
    assert_eq!(state.code(STYLUS_DEPLOYER).len(), 2_269);
    assert_eq!(state.nonce(STYLUS_DEPLOYER), 1);
    assert_eq!(state.balance(STYLUS_DEPLOYER), U256::ZERO);
    let header = &chain.head().header;
    assert_eq!((header.number, header.timestamp, header.beneficiary), (0, 0, Address::ZERO));
    assert_eq!(header.gas_limit, 1 << 50);
}

#[test]
fn two_chains_with_the_same_history_have_the_same_hashes() {
    let run = || {
        let mut chain = chain();
        send(&mut chain, Tx { to: Some(NOBODY), value: U256::from(1), ..Tx::default() });
        deploy(&mut chain, &hex!("5f5ff3"));
        chain.head().hash
    };
    assert_eq!(run(), run());
}

#[test]
fn a_transfer_pays_gas_used_times_base_fee_and_no_tip() {
    let mut chain = chain();
    let before = chain.head().state().balance(DEV_ACCOUNT);
    let value = U256::from(12_345);
    let tip = 1_000_000_000;
    let tx = Tx { to: Some(NOBODY), value, gas: 50_000, tip, ..Tx::default() };
    let receipt = send(&mut chain, tx);
    assert!(receipt.success);
    assert_eq!((receipt.gas_used, receipt.gas_used_for_l1), (21_000, 0));
    assert_eq!(receipt.effective_gas_price, u128::from(BASE_FEE));
    assert_eq!(receipt.fee(), U256::from(21_000) * U256::from(BASE_FEE));
    let state = chain.head().state();
    assert_eq!(state.balance(NOBODY), value);
    assert_eq!(state.balance(DEV_ACCOUNT), before - value - receipt.fee());
    assert_eq!(state.nonce(DEV_ACCOUNT), 1);
    // Fees are not burnt: the network's account, at genesis the zero address, has them.
    assert_eq!(state.balance(Address::ZERO), receipt.fee());
}

#[test]
fn every_type_of_transaction_is_taken() {
    let mut chain = chain();
    let list = AccessList(vec![AccessListItem { address: NOBODY, storage_keys: vec![B256::ZERO] }]);
    let to = Some(NOBODY);
    let cases = [
        (0, Tx { gas_price: Some(1_000_000_000), ..Tx::default() }),
        (0, Tx { gas_price: Some(1_000_000_000), chain_id: None, ..Tx::default() }),
        (1, Tx { gas_price: Some(1_000_000_000), access_list: Some(list), ..Tx::default() }),
        (2, Tx::default()),
    ];
    for (tx_type, tx) in cases {
        let receipt = send(&mut chain, Tx { to, ..tx });
        assert!(receipt.success);
        assert_eq!(receipt.tx_type, tx_type);
        assert_eq!(receipt.effective_gas_price, u128::from(BASE_FEE));
        let used = if tx_type == 1 { 21_000 + 2_400 + 1_900 } else { 21_000 };
        assert_eq!(receipt.gas_used, used);
    }
}

#[test]
fn a_transaction_is_found_with_its_place_and_its_block_commits_to_it() {
    let mut chain = chain();
    let receipt = send(&mut chain, Tx { to: Some(NOBODY), ..Tx::default() });
    let record = chain.transaction(receipt.transaction_hash).expect("the transaction");
    assert_eq!((record.from, record.block_number, record.index), (DEV_ACCOUNT, 1, 0));
    let block = chain.block(BlockId::Hash(record.block_hash)).expect("the block");
    assert_eq!(block.hash, block.header.hash_slow());
    assert_eq!(block.header.gas_used, 21_000);
    assert_eq!(block.header.parent_hash, chain.block(BlockId::Number(0)).expect("genesis").hash);
    assert_ne!(block.header.transactions_root, block.header.receipts_root);
    assert_eq!(
        block.transactions.iter().map(|tx| tx.hash).collect::<Vec<_>>(),
        [receipt.transaction_hash]
    );
    assert!(chain.transaction(B256::ZERO).is_none());
    assert!(chain.receipt(B256::ZERO).is_none());
}

#[test]
fn events_are_in_receipt_and_bloom() {
    let mut chain = chain();
    // LOG1 of 32 bytes with topic 0x77.
    let contract = deploy(&mut chain, &hex!("607760205fa1"));
    let receipt = send(&mut chain, Tx { to: Some(contract), ..Tx::default() });
    assert_eq!(receipt.logs.len(), 1);
    assert_eq!(receipt.logs[0].address, contract);
    assert_eq!(receipt.logs[0].topics(), [B256::with_last_byte(0x77)]);
    let mut bloom = Bloom::ZERO;
    bloom.accrue(BloomInput::Raw(contract.as_slice()));
    bloom.accrue(BloomInput::Raw(receipt.logs[0].topics()[0].as_slice()));
    assert_eq!(receipt.bloom, bloom);
    assert_eq!(chain.head().header.logs_bloom, bloom);
}

#[test]
fn a_failed_creation_has_an_address_and_takes_its_gas() {
    let mut chain = chain();
    // Init code that returns one byte 0xEF, which is no program.
    let receipt = send(
        &mut chain,
        Tx { input: hex!("60ef5f5360015ff3").into(), gas: 300_000, ..Tx::default() },
    );
    assert!(!receipt.success);
    assert_eq!(receipt.gas_used, 300_000);
    assert_eq!(receipt.contract_address, Some(DEV_ACCOUNT.create(0)));
    assert_eq!(receipt.failure.as_deref(), Some("invalid code: must not begin with 0xef"));
    assert!(chain.head().state().code(DEV_ACCOUNT.create(0)).is_empty());
    assert_eq!(chain.head().state().nonce(DEV_ACCOUNT), 1);
}

#[test]
fn a_limit_above_the_compute_cap_is_legal_and_only_the_cap_can_be_used() {
    let mut chain = chain();
    // JUMPDEST PUSH0 JUMP: for ever.
    let endless = deploy(&mut chain, &hex!("5b5f56"));
    let before = chain.head().state().balance(DEV_ACCOUNT);
    let receipt = send(&mut chain, Tx { to: Some(endless), gas: 40_000_000, ..Tx::default() });
    assert!(!receipt.success);
    assert_eq!(receipt.gas_used, 32_000_000);
    assert_eq!(receipt.failure.as_deref(), Some("out of gas"));
    assert_eq!(chain.head().state().balance(DEV_ACCOUNT), before - receipt.fee());
}

#[test]
fn unlocked_accounts_send_without_a_key() {
    let mut chain = chain();
    let whale = Address::repeat_byte(0xaa);
    chain.set_balance(whale, ETHER);
    let request = CallRequest { to: Some(NOBODY), value: U256::from(7), ..CallRequest::default() };
    let hash = chain.send_unsigned(whale, &request).expect("accepted");
    let receipt = chain.receipt(hash).expect("mined");
    assert!(receipt.success);
    assert_eq!((receipt.from, receipt.gas_used), (whale, 21_000));
    assert_eq!(chain.head().state().balance(NOBODY), U256::from(7));
    // The same request again is another transaction.
    assert_ne!(chain.send_unsigned(whale, &request), Ok(hash));
}

#[test]
fn the_factory_creates_at_the_address_of_create2() {
    let mut chain = chain();
    let init = hex!("5f5ff3");
    let salt = B256::with_last_byte(9);
    let input = [salt.as_slice(), &init].concat();
    let receipt =
        send(&mut chain, Tx { to: Some(CREATE2_FACTORY), input: input.into(), ..Tx::default() });
    assert!(receipt.success);
    let expected = CREATE2_FACTORY.create2_from_code(salt, init);
    assert_eq!(*receipt.output, *expected.as_slice());
    assert_eq!(chain.head().state().nonce(expected), 1);
}
