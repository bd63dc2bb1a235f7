//! The price of data on the parent chain: figures of a Nitro node at 50 gwei, and what it leaves alone.

use alloy_primitives::{address, hex, Address, U256};
use stylus_chain::{
    config::{BASE_FEE, DEV_ACCOUNT, DEV_KEY},
    CallError, Chain, Clock, Config, Receipt, TxError,
};

use crate::support::{
    call, deploy, estimate, program, programs as text, request, send,
    sign::{Key, Tx},
    transact, NOW,
};

/// The price of an untouched development node of Nitro, wei.
const PRICE: u64 = 50_000_000_000;
/// Gas for a compressed byte at that price.
const BYTE_GAS: u64 = 16 * PRICE / BASE_FEE;
const POSTERS_FUNDS: Address = address!("A4B00000000000000000000000000000000000f6");

fn chain_at(price: u64) -> Chain {
    let config =
        Config { clock: Clock::Fixed(NOW), l1_price: U256::from(price), ..Config::default() };
    let mut chain = Chain::new(config).expect("genesis");
    // The first block has no sequencer, so nothing is paid on it.
    chain.mine(1);
    chain
}

fn transfer() -> Tx {
    Tx { to: Some(Address::repeat_byte(7)), value: U256::from(1), gas: 2_000_000, ..Tx::default() }
}

/// Sends the same transaction on a chain with and on one without a price.
fn both(prepare: impl Fn(&mut Chain) -> Address, gas: u64) -> (Receipt, Receipt) {
    let run = |price| {
        let mut chain = chain_at(price);
        let to = prepare(&mut chain);
        send(&mut chain, Tx { to: Some(to), gas, ..Tx::default() })
    };
    (run(PRICE), run(0))
}

#[test]
fn a_transfer_is_estimated_and_charged_as_on_nitro() {
    let mut chain = chain_at(PRICE);
    let mut wanted = request(Address::repeat_byte(7), []);
    wanted.value = U256::from(1);
    assert_eq!(estimate(&chain, &wanted), Ok(1_294_047));
    let before = chain.head().state().balance(DEV_ACCOUNT);
    let receipt = send(&mut chain, transfer());
    let data = receipt.gas_used_for_l1;
    assert_eq!(receipt.gas_used, 21_000 + data);
    assert_eq!(data % BYTE_GAS, 0);
    assert!((110..=125).contains(&(data / BYTE_GAS)), "{data}");
    let state = chain.head().state();
    assert_eq!(before - state.balance(DEV_ACCOUNT), receipt.fee() + U256::from(1));
    assert_eq!(state.balance(POSTERS_FUNDS), U256::from(data) * U256::from(BASE_FEE));
    wanted.skip_l1_charging = true;
    assert_eq!(estimate(&chain, &wanted), Ok(21_000));
}

#[test]
fn a_limit_that_does_not_cover_the_bytes_is_refused() {
    let mut chain = chain_at(PRICE);
    let key = Key::from_hex(DEV_KEY);
    for gas in [20_000, 21_000, 100_000] {
        let error = chain.send_raw(&Tx { gas, ..transfer() }.sign(&key)).expect_err("refused");
        assert_eq!(error.to_string(), "intrinsic gas too low", "{gas}");
    }
    let mut small = request(Address::repeat_byte(7), []);
    small.gas = Some(100_000);
    let error = call(&chain, &small).expect_err("too little for the bytes");
    assert!(
        matches!(error, CallError::Refused { error: TxError::PosterGas { .. }, gas: 100_000 }),
        "{error}"
    );
    assert_eq!(error.to_string(), "err: intrinsic gas too low (supplied gas 100000)");
    assert_eq!(estimate(&chain, &small), Err(CallError::GasAllowance(100_000)));
}

#[test]
fn refunds_and_the_cap_count_what_is_computed() {
    // Sets slot 0 in its constructor; then clears it: a refund up to the fifth.
    let clear = hex!("60015f555b5f5f555f5f5500");
    let (priced, free) = both(|chain| deploy(chain, &clear), 3_000_000);
    assert_eq!(priced.gas_used - priced.gas_used_for_l1, free.gas_used);
    assert!(priced.gas_used_for_l1 > 0 && free.gas_used_for_l1 == 0);
    let (priced, free) = both(|chain| deploy(chain, &hex!("5b5f56")), 40_000_000);
    assert_eq!(free.gas_used, 32_000_000);
    assert_eq!(priced.gas_used, 32_000_000 + priced.gas_used_for_l1);
    let (priced, free) = both(|chain| program(chain, &text::program(text::COUNTER)), 5_000_000);
    assert!(priced.success && free.success);
    assert_eq!(priced.gas_used - priced.gas_used_for_l1, free.gas_used);
}

#[test]
fn owners_change_the_price_and_estimates_hold() {
    let mut chain = chain_at(0);
    let counter = program(&mut chain, &text::program(text::COUNTER));
    assert_eq!(transact(&mut chain, counter, []).gas_used_for_l1, 0);
    let word = U256::from(PRICE).to_be_bytes::<32>();
    let owner = address!("0000000000000000000000000000000000000070");
    let set = [&hex!("2b352fae")[..], &word].concat();
    assert!(transact(&mut chain, owner, set).success);
    let gas = estimate(&chain, &request(counter, [])).expect("an estimate");
    let receipt = send(&mut chain, Tx { to: Some(counter), gas, ..Tx::default() });
    assert!(receipt.success && receipt.gas_used_for_l1 > 0);
    // What a contract sees in ArbGasInfo is what the transaction paid.
    let info = address!("000000000000000000000000000000000000006c");
    let receipt = transact(&mut chain, info, hex!("c6f7de0e"));
    let paid = U256::from(receipt.gas_used_for_l1) * U256::from(BASE_FEE);
    assert_eq!(U256::from_be_slice(&receipt.output), paid);
}
