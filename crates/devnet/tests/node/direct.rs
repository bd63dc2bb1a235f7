//! The node without HTTP: typed requests, errors that say what happened, and one chain for both ways.

use alloy_primitives::{Address, Bytes, B256, U256};
use serde_json::json;
use stylus_devnet::stylus_chain::block::{BlockId, LogFilter, LogRange};
use stylus_devnet::stylus_chain::TxError;
use stylus_devnet::{Devnet, DirectError, Message};

use crate::support::{init_code, Node, REVERTER};

fn counter() -> Vec<u8> {
    wat::parse_file(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/counter.wat")).unwrap()
}

fn bytes(text: &str) -> Bytes {
    text.parse().unwrap()
}

#[test]
fn a_program_is_deployed_called_and_undone() {
    let node = Devnet::builder().spawn().unwrap();
    let program = node.deploy_wasm(&counter()).unwrap();
    let paid = program.activation.unwrap();
    assert_eq!(paid.version, 2);
    assert!(!paid.data_fee.is_zero() && program.code_size < 600, "{program:?}");
    let counter = program.address;
    let before = node.snapshot();
    for count in 1..=3 {
        let sent = node.send(Message::to(counter).data([1])).unwrap();
        assert_eq!(sent.word(), Some(count));
        assert_eq!(sent.logs[0].topics(), [B256::from(U256::from(count))]);
    }
    assert_eq!(node.storage(counter, U256::ZERO), U256::from(3));
    let all = LogRange::Blocks(BlockId::Earliest, BlockId::Latest);
    let filter = LogFilter { range: all, addresses: vec![counter], ..LogFilter::default() };
    assert_eq!(node.logs(&filter).unwrap().len(), 3);
    node.revert(before).unwrap();
    assert_eq!(node.call(Message::to(counter)).unwrap().word(), Some(0));
    assert_eq!(node.revert(before), Err(DirectError::NoSnapshot(before)));
}

#[test]
fn failures_say_what_happened() {
    let node = Devnet::builder().spawn().unwrap();
    let counter = node.deploy_wasm(&counter()).unwrap().address;
    let refused = node.send(Message::to(counter).data([2])).unwrap_err();
    assert_eq!(refused.reason(), Some("no such function"));
    let DirectError::Reverted { transaction_hash, gas_used, .. } = refused else { panic!() };
    assert_eq!(node.profile(transaction_hash.unwrap()).unwrap().gas_used, gas_used);
    // A custom error has no words, but its data.
    let reverter = node.deploy(bytes(&init_code(REVERTER))).unwrap().address;
    let error = node.call(Message::to(reverter).data(bytes("0xc0ffee01"))).unwrap_err();
    assert_eq!(error.revert_data(), Some(&bytes("0xc0ffee01")));
    assert_eq!(
        (error.reason(), error.to_string()),
        (None, "execution reverted with 0xc0ffee01".into())
    );
    let error = node.call(Message::to(counter).data([1]).gas(30_000)).unwrap_err();
    assert!(
        matches!(&error, DirectError::Failed { reason, .. } if reason == "out of gas"),
        "{error}"
    );
    let poor = Address::repeat_byte(0x77);
    let error = node.send(Message::to(counter).from(poor).gas(100_000)).unwrap_err();
    assert!(matches!(&error, DirectError::Refused(TxError::Funds { .. })), "{error}");
    node.set_balance(poor, U256::from(10).pow(U256::from(18)));
    node.send(Message::to(counter).from(poor)).unwrap();
    for bad in [&b"no wasm"[..], b"", b"\0asm\x01\0\0\0"] {
        let error = node.deploy_wasm(bad).unwrap_err();
        assert!(
            matches!(error, DirectError::Failed { .. } | DirectError::Reverted { .. }),
            "{error}"
        );
    }
    assert!(node.profile(B256::ZERO).is_err());
}

#[test]
fn time_and_blocks_go_on() {
    let node = Devnet::builder().spawn().unwrap();
    let head = || node.chain().head().header.timestamp;
    let start = head();
    node.increase_time(1_000).unwrap();
    node.mine(2);
    assert!(head() >= start + 1_000);
    let later = head() + 5_000;
    node.set_time(later).unwrap();
    node.mine(1);
    assert_eq!(head(), later);
    assert!(node.set_time(1).is_err());
}

#[tokio::test]
async fn both_ways_lead_to_one_chain() {
    let node = Node::of(Devnet::builder().gas_report(true).spawn().unwrap());
    let counter = node.devnet.deploy_wasm(&counter()).unwrap().address;
    let data = json!({ "to": counter, "data": "0x01", "from": node.account(0) });
    let receipt = node.send(data.clone()).await;
    assert_eq!(node.devnet.call(Message::to(counter)).unwrap().word(), Some(1));
    let profile =
        node.result("stylus_profileTransaction", json!([receipt["transactionHash"]])).await;
    assert_eq!(profile["schema"], "stylus-profile/1");
    assert_eq!(format!("{:#x}", profile["gasUsed"].as_u64().unwrap()), receipt["gasUsed"]);
    let call = node.result("stylus_profileCall", json!([data])).await;
    assert_eq!(call["root"]["program"]["storage"]["slotsChanged"], 1);
    let error = node.error("stylus_profileTransaction", json!([B256::ZERO])).await;
    assert_eq!(error["message"], "transaction not found");
}

#[tokio::test]
async fn a_report_outlives_what_is_taken_back() {
    let counting = Node::of(Devnet::builder().gas_report(true).spawn().unwrap());
    let plain = Node::start();
    for (node, rows) in [(&counting, 3), (&plain, 1)] {
        let counter = node.devnet.deploy_wasm(&counter()).unwrap().address;
        let before = node.devnet.snapshot();
        for _ in 0..3 {
            node.devnet.send(Message::to(counter).data([1, 2, 3, 4])).unwrap();
        }
        node.devnet.revert(before).unwrap();
        node.devnet.send(Message::to(counter).data([1, 2, 3, 4])).unwrap();
        let report = node.result("stylus_gasReport", json!([])).await;
        assert_eq!(report["schema"], "stylus-gas-report/1");
        let address = json!(counter);
        let of_counter = report["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["contract"] == address && row["selector"] == "0x01020304");
        assert_eq!(of_counter.unwrap()["calls"], rows + u64::from(rows == 3), "{report}");
    }
}
