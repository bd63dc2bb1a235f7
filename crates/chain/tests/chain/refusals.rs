//! Transactions that the chain does not take: the node's words, and nothing changed.

use alloy_consensus::{SignableTransaction, TxEip4844};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{hex, Address, Bytes, Signature, U256};
use stylus_chain::{
    block::Envelope,
    config::{DEV_ACCOUNT, DEV_KEY},
    Chain, RpcFault,
};

use crate::support::{
    chain, send,
    sign::{Key, Tx},
};

const TO: Option<Address> = Some(Address::with_last_byte(0xbe));
/// The key of an account without funds.
const POOR: &str = "0x0000000000000000000000000000000000000000000000000000000000000123";

/// The refusal of a signed transaction, as JSON-RPC shows it.
fn refusal(chain: &mut Chain, key: &str, tx: Tx) -> RpcFault {
    raw_refusal(chain, &tx.sign(&Key::from_hex(key)))
}

fn raw_refusal(chain: &mut Chain, raw: &[u8]) -> RpcFault {
    let before = (chain.head().hash, chain.head().number());
    let error = chain.send_raw(raw).expect_err("a refusal");
    assert_eq!((chain.head().hash, chain.head().number()), before);
    let fault = RpcFault::from(error);
    assert_eq!((fault.code, &fault.data), (-32000, &None));
    fault
}

#[test]
fn nonces_must_follow_without_gaps() {
    let mut chain = chain();
    send(&mut chain, Tx { to: TO, ..Tx::default() });
    let low = refusal(&mut chain, DEV_KEY, Tx { to: TO, gas: 90_000, ..Tx::default() });
    assert_eq!(low.message, format!("nonce too low: address {DEV_ACCOUNT}, tx: 0 state: 1"));
    let high = refusal(&mut chain, DEV_KEY, Tx { to: TO, nonce: 3, ..Tx::default() });
    assert_eq!(high.message, format!("nonce too high: address {DEV_ACCOUNT}, tx: 3 state: 1"));
}

#[test]
fn the_same_transaction_twice_is_an_old_nonce() {
    let mut chain = chain();
    let raw = Tx { to: TO, ..Tx::default() }.sign(&Key::from_hex(DEV_KEY));
    chain.send_raw(&raw).expect("the first time");
    let again = raw_refusal(&mut chain, &raw);
    assert_eq!(again.message, format!("nonce too low: address {DEV_ACCOUNT}, tx: 0 state: 1"));
}

#[test]
fn gas_must_cover_the_transaction_itself() {
    let mut chain = chain();
    for (gas, input) in [(20_999, Bytes::new()), (21_000, hex!("01").into()), (0, Bytes::new())] {
        let fault = refusal(&mut chain, DEV_KEY, Tx { to: TO, gas, input, ..Tx::default() });
        assert_eq!(fault.message, "intrinsic gas too low");
    }
}

#[test]
fn the_fee_cap_must_reach_the_base_fee_and_the_tip_must_not_pass_it() {
    let mut chain = chain();
    let text = |cap: u64| {
        format!(
            "max fee per gas less than block base fee: address {DEV_ACCOUNT}, maxFeePerGas: {cap} baseFee: 100000000"
        )
    };
    let low = refusal(&mut chain, DEV_KEY, Tx { to: TO, max_fee: 99_999_999, ..Tx::default() });
    assert_eq!(low.message, text(99_999_999));
    let legacy = refusal(&mut chain, DEV_KEY, Tx { to: TO, gas_price: Some(1), ..Tx::default() });
    assert_eq!(legacy.message, text(1));
    let tx = Tx { to: TO, max_fee: 100_000_000, tip: 200_000_000, ..Tx::default() };
    assert_eq!(
        refusal(&mut chain, DEV_KEY, tx).message,
        format!(
            "max priority fee per gas higher than max fee per gas: address {DEV_ACCOUNT}, maxPriorityFeePerGas: 200000000, maxFeePerGas: 100000000"
        )
    );
}

#[test]
fn funds_must_cover_the_whole_limit_at_the_cap_and_the_value() {
    let mut chain = chain();
    let poor = Key::from_hex(POOR).address();
    let fault = refusal(&mut chain, POOR, Tx { to: TO, gas: 100_000, ..Tx::default() });
    assert_eq!(
        fault.message,
        format!(
            "insufficient funds for gas * price + value: address {poor} have 0 want 100000000000000"
        )
    );
    chain.set_balance(poor, U256::from(100_000_000_000_006_u64));
    let tx = Tx { to: TO, gas: 100_000, value: U256::from(7), ..Tx::default() };
    assert!(refusal(&mut chain, POOR, tx).message.ends_with("want 100000000000007"));
    // Value and fees beyond 256 bits are only a lot.
    let tx = Tx { to: TO, gas: 100_000, value: U256::MAX, ..Tx::default() };
    assert!(refusal(&mut chain, POOR, tx).message.starts_with("insufficient funds"));
}

#[test]
fn other_chains_and_huge_fees_are_refused() {
    let mut chain = chain();
    let fault = refusal(&mut chain, DEV_KEY, Tx { to: TO, chain_id: Some(1), ..Tx::default() });
    assert_eq!(fault.message, "invalid chain id for signer: have 1 want 412346");
    let tx = Tx { to: TO, gas: 2_199_000_000, max_fee: 100_000_000_000, ..Tx::default() };
    assert_eq!(
        refusal(&mut chain, DEV_KEY, tx).message,
        "tx fee (219.90 ether) exceeds the configured cap (1.00 ether)"
    );
}

#[test]
fn init_code_is_limited() {
    let mut chain = chain();
    let tx = Tx { input: vec![0; 49_153].into(), gas: 8_000_000, ..Tx::default() };
    assert_eq!(
        refusal(&mut chain, DEV_KEY, tx.clone()).message,
        "max initcode size exceeded: code size 49153 limit 49152"
    );
    assert!(send(&mut chain, Tx { input: vec![0; 49_152].into(), ..tx }).success);
}

#[test]
fn bytes_that_are_no_transaction_are_refused() {
    let mut chain = chain();
    assert_eq!(raw_refusal(&mut chain, &[]).message, "typed transaction too short");
    assert_eq!(raw_refusal(&mut chain, &[2]).message, "typed transaction too short");
    for raw in [&hex!("03")[..], &hex!("7f"), &hex!("00")] {
        assert_eq!(raw_refusal(&mut chain, raw).message, "typed transaction too short");
    }
    for raw in [&hex!("1234")[..], &hex!("7e01"), &hex!("6a00"), &hex!("0001")] {
        assert_eq!(raw_refusal(&mut chain, raw).message, "transaction type not supported");
    }
    for (raw, message) in [
        (&hex!("c0")[..], "rlp: too few elements for types.LegacyTx"),
        (&hex!("01c101"), "rlp: too few elements for types.AccessListTx"),
        (&hex!("02c0"), "rlp: too few elements for types.DynamicFeeTx"),
        (&hex!("03c0"), "rlp: too few elements for types.BlobTx"),
        (&hex!("04c20102"), "rlp: too few elements for types.SetCodeTx"),
        (
            &hex!("ca01020304050607080901"),
            "rlp: input list has too many elements for types.LegacyTx",
        ),
        (&hex!("80"), "rlp: expected input list for types.LegacyTx"),
        (&hex!("0201"), "rlp: expected input list for types.DynamicFeeTx"),
        (&hex!("f8ff"), "rlp: value size exceeds available input length"),
        (&hex!("04ffff"), "rlp: value size exceeds available input length"),
    ] {
        assert_eq!(raw_refusal(&mut chain, raw).message, message, "{raw:02x?}");
    }
    let mut trailing = Tx { to: TO, ..Tx::default() }.sign(&Key::from_hex(DEV_KEY));
    trailing.push(0);
    assert!(raw_refusal(&mut chain, &trailing).message.starts_with("rlp: "));
    let large = raw_refusal(&mut chain, &vec![2; 95_001]);
    assert_eq!(large.message, "oversized data: transaction size 95001, limit 95000");
}

#[test]
fn blob_transactions_are_refused() {
    let mut chain = chain();
    let signature = Signature::new(U256::from(1), U256::from(1), false);
    let blob = TxEip4844 { chain_id: 412_346, gas_limit: 100_000, ..TxEip4844::default() };
    let envelope: Envelope = blob.into_signed(signature).into();
    let fault = raw_refusal(&mut chain, &envelope.encoded_2718());
    assert_eq!(fault.message, "transaction type not supported");
}

#[test]
fn contracts_send_no_transactions_but_delegated_accounts_do() {
    let mut chain = chain();
    chain.set_code(DEV_ACCOUNT, hex!("5f5ff3").into());
    let fault = refusal(&mut chain, DEV_KEY, Tx { to: TO, ..Tx::default() });
    assert_eq!(fault.message, format!("sender not an eoa: address {DEV_ACCOUNT}, len(code): 3"));
    chain.set_code(DEV_ACCOUNT, [&hex!("ef0100")[..], &[7; 20]].concat().into());
    assert!(send(&mut chain, Tx { to: TO, ..Tx::default() }).success);
}
