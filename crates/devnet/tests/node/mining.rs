//! When blocks are made: at once, by a clock, on demand; and the time in them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use alloy_primitives::Address;
use serde_json::{json, Value};
use stylus_devnet::{Devnet, Mining};

use crate::support::{number, Node};
use crate::wallet::transfer;

fn node(mining: Mining) -> Node {
    Node::of(Devnet::builder().mining(mining).timestamp(1_000).spawn().unwrap())
}

async fn head(node: &Node) -> Value {
    node.result("eth_getBlockByNumber", json!(["latest", false])).await
}

async fn modes(node: &Node) -> (Value, Value) {
    let none = || json!([]);
    let automine = node.result("anvil_getAutomine", none()).await;
    assert_eq!(node.result("hardhat_getAutomine", none()).await, automine);
    (automine, node.result("anvil_getIntervalMining", none()).await)
}

/// Sends from account 0; the hash.
async fn send(node: &Node, extra: Value) -> Value {
    let mut transaction = json!({ "from": node.account(0), "to": node.account(1), "value": "0x1" });
    for (key, value) in extra.as_object().unwrap() {
        transaction[key] = value.clone();
    }
    node.result("eth_sendTransaction", json!([transaction])).await
}

#[tokio::test]
async fn modes_are_set_and_told() {
    let node = node(Mining::Auto);
    assert_eq!(modes(&node).await, (json!(true), json!(null)));
    for (method, argument, automine, interval) in [
        ("evm_setAutomine", json!(false), false, json!(null)),
        ("anvil_setIntervalMining", json!(3_600), false, json!(3_600)),
        // Ends automine only, as anvil's does.
        ("evm_setAutomine", json!(false), false, json!(3_600)),
        ("evm_setIntervalMining", json!("0xe10"), false, json!(3_600)),
        ("evm_setIntervalMining", json!(0.5), false, json!(0.5)),
        ("anvil_setIntervalMining", json!(0), false, json!(null)),
        ("anvil_setAutomine", json!(true), true, json!(null)),
    ] {
        assert_eq!(node.result(method, json!([argument])).await, Value::Null);
        assert_eq!(modes(&node).await, (json!(automine), interval), "{method} {argument}");
    }
    for (method, arguments) in [
        ("evm_setIntervalMining", json!([-1])),
        ("evm_setIntervalMining", json!(["soon"])),
        ("evm_setIntervalMining", json!([1e12])),
        ("anvil_setIntervalMining", json!([])),
        ("evm_setAutomine", json!(["yes"])),
        ("evm_setAutomine", json!([])),
    ] {
        assert_eq!(node.error(method, arguments).await["code"], -32602, "{method}");
    }
}

#[tokio::test]
async fn on_demand_nothing_is_mined_until_asked_for() {
    let node = node(Mining::Manual);
    let first = send(&node, json!({})).await;
    let second = send(&node, json!({})).await;
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 0);
    assert_eq!(node.result("eth_getTransactionReceipt", json!([first])).await, Value::Null);
    assert_eq!(node.result("evm_mine", json!([])).await, "0x0");
    let block = head(&node).await;
    assert_eq!(block["transactions"], json!([first, second]));
    let receipts = node.result("eth_getBlockReceipts", json!(["latest"])).await;
    assert_eq!(receipts[1]["cumulativeGasUsed"], "0xa410");
    assert_eq!(receipts[1]["transactionIndex"], "0x1");
    assert_eq!(receipts[1]["gasUsed"], "0x5208");
    let place = json!([block["hash"], "0x1"]);
    let found = node.result("eth_getTransactionByBlockHashAndIndex", place).await;
    assert_eq!(found["hash"], second);
    let traces =
        node.result("debug_traceBlockByNumber", json!(["0x1", { "tracer": "callTracer" }]));
    let traces = traces.await;
    assert_eq!(traces[1]["txHash"], second);
    let one = json!([second, { "tracer": "callTracer" }]);
    assert_eq!(traces[1]["result"], node.result("debug_traceTransaction", one).await);
    let by_hash = json!([block["hash"], { "tracer": "callTracer" }]);
    assert_eq!(node.result("debug_traceBlockByHash", by_hash).await, traces);
    let genesis = node.error("debug_traceBlockByNumber", json!(["earliest"])).await;
    assert_eq!(genesis["message"], "genesis is not traceable");
    let detailed = node.result("evm_mine_detailed", json!([{ "blocks": 2 }])).await;
    assert_eq!(
        (detailed[0]["number"].clone(), detailed[1]["number"].clone()),
        (json!("0x2"), json!("0x3"))
    );
}

#[tokio::test]
async fn turning_automine_on_mines_what_waits() {
    let node = node(Mining::Manual);
    let (first, early) =
        (send(&node, json!({})).await, send(&node, json!({ "nonce": "0x2" })).await);
    node.result("evm_setAutomine", json!([true])).await;
    assert_eq!(head(&node).await["transactions"], json!([first]));
    // The one that closes the gap brings the other with it.
    let second = send(&node, json!({})).await;
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 3);
    for (hash, block) in [(second, "0x2"), (early, "0x3")] {
        let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
        assert_eq!(receipt["blockNumber"], block);
    }
}

#[tokio::test]
async fn a_clock_makes_blocks_until_it_is_stopped() {
    let node = node(Mining::Interval(Duration::from_millis(50)));
    let hash = send(&node, json!({})).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while node.number("eth_blockNumber", json!([])).await < 4 {
        assert!(Instant::now() < deadline, "no blocks");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["status"], "0x1");
    node.result("evm_setIntervalMining", json!([0])).await;
    let stopped = node.number("eth_blockNumber", json!([])).await;
    send(&node, json!({})).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(node.number("eth_blockNumber", json!([])).await, stopped);
    assert_eq!(node.result("txpool_status", json!([])).await["pending"], "0x1");
    // And it can be started again.
    node.result("anvil_setIntervalMining", json!([0.05])).await;
    while node.result("txpool_status", json!([])).await["pending"] != "0x0" {
        assert!(Instant::now() < deadline, "no blocks");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_reset_brings_back_the_mode_and_the_clock_of_the_start() {
    let node = node(Mining::Manual);
    send(&node, json!({})).await;
    node.result("evm_setAutomine", json!([true])).await;
    node.result("anvil_setBlockTimestampInterval", json!([7])).await;
    node.result("anvil_reset", json!([])).await;
    assert_eq!(modes(&node).await, (json!(false), json!(null)));
    assert_eq!(node.result("anvil_removeBlockTimestampInterval", json!([])).await, false);
    let waiting = send(&node, json!({})).await;
    let snapshot = node.result("evm_snapshot", json!([])).await;
    node.result("evm_mine", json!([])).await;
    assert!((1_000..1_100).contains(&number(&head(&node).await["timestamp"])));
    node.result("evm_setAutomine", json!([true])).await;
    assert_eq!(node.result("evm_revert", json!([snapshot])).await, true);
    // The pool is back; the mode stays what it is, and the next transaction takes along what waits.
    assert_eq!(modes(&node).await.0, true);
    let found = node.result("eth_getTransactionByHash", json!([waiting])).await;
    assert_eq!(found["blockHash"], Value::Null);
}

#[tokio::test]
async fn time_is_set_and_stepped() {
    let node = node(Mining::Auto);
    let stamp = |method: &'static str, arguments: Value| {
        let node = &node;
        async move {
            node.result(method, arguments).await;
            number(&head(node).await["timestamp"])
        }
    };
    assert_eq!(stamp("evm_mine", json!([5_000])).await, 5_000);
    assert_eq!(stamp("evm_mine", json!(["0x1389"])).await, 5_001);
    assert_eq!(stamp("evm_mine", json!([{ "timestamp": "0x138a", "blocks": 1 }])).await, 5_002);
    for method in ["evm", "anvil", "hardhat"] {
        let name = format!("{method}_setNextBlockTimestamp");
        let now = number(&head(&node).await["timestamp"]);
        assert_eq!(node.result(&name, json!([now + 100])).await, Value::Null);
        assert_eq!(stamp("evm_mine", json!([])).await, now + 100);
    }
    assert_eq!(node.result("anvil_setBlockTimestampInterval", json!([10])).await, Value::Null);
    let now = number(&head(&node).await["timestamp"]);
    assert_eq!(stamp("anvil_mine", json!(["0x3"])).await, now + 30);
    assert_eq!(stamp("hardhat_mine", json!(["0x2", "0x64"])).await, now + 30 + 10 + 100);
    assert_eq!(node.result("anvil_removeBlockTimestampInterval", json!([])).await, true);
    assert_eq!(node.result("anvil_removeBlockTimestampInterval", json!([])).await, false);
    for name in ["evm_setTime", "anvil_setTime"] {
        let moved = number(&head(&node).await["timestamp"]) + 1_000_000;
        let forward = node.result(name, json!([moved])).await.as_u64().unwrap();
        assert!((999_000..=1_000_000).contains(&forward), "{forward}");
        let now = stamp("evm_mine", json!([])).await;
        assert!((moved..moved + 100).contains(&now), "{now}");
        assert_eq!(node.error(name, json!([1])).await["code"], -32000);
        assert_eq!(node.error(name, json!([])).await["code"], -32602);
    }
}

#[tokio::test]
async fn what_is_given_up_is_logged_with_the_reason() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&lines);
    let builder = Devnet::builder().mining(Mining::Manual);
    let builder = builder.on_log(move |line| listener.lock().unwrap().push(line.to_owned()));
    let node = Node::of(builder.spawn().unwrap());
    let hash = send(&node, json!({})).await;
    let from = node.account(0);
    node.result("anvil_setBalance", json!([from, "0x1"])).await;
    node.result("evm_mine", json!([])).await;
    assert_eq!(node.result("eth_getTransactionByHash", json!([hash])).await, Value::Null);
    let lines = lines.lock().unwrap();
    assert_eq!(lines.len(), 1);
    let line = lines[0].to_lowercase();
    let start = format!(
        "dropped transaction {} of {from}, nonce 0: insufficient funds",
        hash.as_str().unwrap()
    );
    assert!(line.starts_with(&start), "{line}");
}

#[tokio::test]
async fn the_ready_line_tells_the_mode() {
    let told = |mining| serde_json::to_value(node(mining).devnet.ready()).unwrap();
    for (mining, name, time) in [
        (Mining::Auto, "auto", json!(null)),
        (Mining::Manual, "manual", json!(null)),
        (Mining::Interval(Duration::ZERO), "manual", json!(null)),
        (Mining::Interval(Duration::from_millis(1_500)), "interval", json!(1.5)),
    ] {
        let ready = told(mining);
        assert_eq!((&ready["mining"], &ready["blockTime"]), (&json!(name), &time));
    }
}

#[tokio::test]
async fn a_receipt_can_be_waited_for() {
    let node = node(Mining::Interval(Duration::from_millis(100)));
    let to = Address::repeat_byte(0x77);
    let raw = transfer(&node.devnet, 0, 0, to);
    let receipt = node.result("eth_sendRawTransactionSync", json!([raw])).await;
    assert_eq!((&receipt["status"], &receipt["type"]), (&json!("0x1"), &json!("0x2")));
    node.result("evm_setIntervalMining", json!([0])).await;
    let raw = transfer(&node.devnet, 0, 1, to);
    let late = node.error("eth_sendRawTransactionSync", json!([raw, 50])).await;
    assert_eq!(late["code"], 4, "{late}");
    let waiting = node.result("eth_getTransactionByHash", json!([late["data"]])).await;
    assert_eq!(waiting["nonce"], "0x1");
    node.result("evm_setAutomine", json!([true])).await;
    let raw = transfer(&node.devnet, 0, 2, to);
    let receipt = node.result("eth_sendRawTransactionSync", json!([raw, "0x64"])).await;
    assert_eq!(receipt["blockNumber"], node.result("eth_blockNumber", json!([])).await);
    let bare = Node::of(Devnet::builder().bare(true).spawn().unwrap());
    let unknown = bare.error("eth_sendRawTransactionSync", json!(["0x"])).await;
    assert_eq!(unknown["code"], -32601);
}
