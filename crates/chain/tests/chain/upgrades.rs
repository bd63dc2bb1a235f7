//! Upgrades of ArbOS: scheduled by an owner, due at a time, in force from the first block of that time on.

use alloy_primitives::{address, hex, Address, Bytes};
use stylus_chain::{config::DEV_KEY, Chain, RpcFault, Status, TxError};

use crate::{
    support::{
        activate, bytes, call, deploy, output, program, programs, request, send,
        sign::{Key, Tx},
        transact, word, ARB_WASM, NOW,
    },
    versions::{at, with},
};

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const OWNER: Address = address!("0000000000000000000000000000000000000070");
const FILTER: Address = address!("0000000000000000000000000000000000000074");
const ARBOS_VERSION: [u8; 4] = hex!("051038f2");

fn schedule(chain: &mut Chain, version: u64, time: u64) {
    let input = with(hex!("e388b381"), &[word(version), word(time)]);
    assert!(transact(chain, OWNER, input).success);
}

fn scheduled(chain: &Chain) -> Bytes {
    output(chain, OWNER_PUBLIC, hex!("81ef944c")).expect("two words")
}

#[test]
fn an_upgrade_at_once_is_in_force_in_the_next_block() {
    let mut chain = at(51);
    let old = program(&mut chain, &programs::program(programs::ECHO));
    schedule(&mut chain, 60, 0);
    // The block that holds the act is one of the old version, and so is a question about it.
    assert_eq!((chain.arbos(), output(&chain, ARB_SYS, ARBOS_VERSION)), (51, Ok(bytes(106))));
    assert_eq!(scheduled(&chain), Bytes::from([word(60).0, word(0).0].concat()));
    // The transaction of the next block sees the new one already.
    let receipt = transact(&mut chain, ARB_SYS, ARBOS_VERSION);
    assert_eq!(receipt.output, bytes(115));
    assert_eq!(chain.head().header.mix_hash[16..24], 60_u64.to_be_bytes());
    assert_eq!(scheduled(&chain), Bytes::from([[0; 32]; 2].concat()));
    assert_eq!(chain.head().state().code(FILTER), Bytes::from_static(&[0xfe]));
    // A program of the old Stylus version must be activated again.
    let stale = RpcFault::from(output(&chain, old, []).expect_err("an old program"));
    assert_eq!(stale.message, "error ProgramNeedsUpgrade(2, 3)");
    assert!(activate(&mut chain, old).success);
    assert_eq!(output(&chain, old, []), Ok(Bytes::new()));
    // What it was before can still be asked for and traced.
    let before = chain.head().number() - 2;
    let asked = request(ARB_SYS, ARBOS_VERSION);
    let earlier = stylus_chain::BlockId::Number(before);
    let outcome = chain.call(&asked, earlier, &Default::default(), &Default::default());
    assert_eq!(outcome.expect("an outcome").output, bytes(106));
    let trace = chain.trace_transaction(receipt.transaction_hash, Default::default());
    assert_eq!(trace.expect("a trace").output, bytes(115));
}

#[test]
fn an_upgrade_waits_for_its_time() {
    let mut chain = at(31);
    schedule(&mut chain, 50, NOW + 100);
    for (time, version) in [(99, 31), (100, 50), (101, 50)] {
        chain.set_next_timestamp(NOW + time).expect("a later time");
        deploy(&mut chain, &[0]);
        assert_eq!(chain.arbos(), version, "{time} seconds later");
    }
    assert_eq!(output(&chain, ARB_WASM, hex!("8ccfaa70")), Ok(bytes(22_000)));
    // Empty blocks upgrade as well.
    schedule(&mut chain, 59, 0);
    chain.mine(1);
    assert_eq!(chain.arbos(), 59);
}

#[test]
fn every_way_up_ends_where_a_fresh_chain_begins() {
    let slots = |chain: &Chain| chain.head().state().slots(stylus_chain::ARBOS_ACCOUNT);
    let mut chain = at(31);
    for version in [32, 40, 50, 51, 59, 60] {
        schedule(&mut chain, version, 0);
        schedule(&mut chain, 0, 0);
        assert_eq!(slots(&chain), slots(&at(version)), "ArbOS {version}");
    }
}

#[test]
fn a_version_can_be_left_behind_only() {
    let mut chain = at(51);
    schedule(&mut chain, 40, 0);
    deploy(&mut chain, &[0]);
    assert_eq!(chain.arbos(), 51);
}

#[test]
fn an_unknown_version_ends_the_chain_when_it_is_due() {
    let mut chain = at(51);
    let snapshot = chain.snapshot();
    schedule(&mut chain, 61, NOW + 10);
    deploy(&mut chain, &[0]);
    chain.set_next_timestamp(NOW + 10).expect("a later time");
    let key = Key::from_hex(DEV_KEY);
    let nonce = chain.head().state().nonce(key.address());
    let tx = Tx { to: Some(OWNER), nonce, ..Tx::default() }.sign(&key);
    let refused = chain.send_raw(&tx).expect_err("no such version");
    assert_eq!(refused, TxError::Upgrade(61));
    let text = "the chain is upgrading to unsupported ArbOS version 61, please upgrade";
    assert!(refused.to_string().starts_with(text), "{refused}");
    // It can be asked, and brought back.
    assert_eq!(call(&chain, &request(OWNER, [])).expect("an outcome").status, Status::Revert);
    assert!(chain.revert(snapshot));
    assert!(
        send(&mut chain, Tx { to: Some(OWNER_PUBLIC), gas: 30_000, ..Tx::default() }).gas_used > 0
    );
}
