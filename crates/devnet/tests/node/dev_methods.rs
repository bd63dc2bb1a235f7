//! What only a development node can do.

use serde_json::{json, Value};

use crate::support::{number, Node, STORE};

#[tokio::test]
async fn a_snapshot_brings_everything_back_once() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    let from = node.account(0);
    let snapshot = node.result("evm_snapshot", json!([])).await;
    let balance = node.result("eth_getBalance", json!([from, "latest"])).await;
    let data = format!("0x{:0>64}", "9");
    let sent = node.send(json!({ "from": from, "to": store, "data": data })).await;
    assert_eq!(node.result("eth_getStorageAt", json!([store, "0x0", "latest"])).await, data);
    assert_eq!(node.result("evm_revert", json!([snapshot])).await, true);
    assert_ne!(node.result("eth_getStorageAt", json!([store, "0x0", "latest"])).await, data);
    assert_eq!(node.result("eth_getBalance", json!([from, "latest"])).await, balance);
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 1);
    let gone = json!([sent["transactionHash"]]);
    assert_eq!(node.result("eth_getTransactionReceipt", gone).await, Value::Null);
    assert_eq!(node.result("evm_revert", json!([snapshot])).await, false, "it is used up");
    assert_eq!(node.result("evm_revert", json!(["0xffff"])).await, false);
    assert_eq!(node.number("eth_getTransactionCount", json!([from, "latest"])).await, 1);
}

async fn time(node: &Node) -> u64 {
    let head = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    number(&head["timestamp"])
}

#[tokio::test]
async fn time_moves_as_told_and_never_back() {
    let node = Node::start();
    node.result("evm_mine", json!([])).await;
    let start = time(&node).await;
    assert_eq!(node.result("evm_increaseTime", json!([3_600])).await, 3_600);
    node.result("evm_mine", json!([])).await;
    assert!((start + 3_600..start + 3_700).contains(&time(&node).await));
    let target = start + 1_000_000;
    node.result("evm_setNextBlockTimestamp", json!([target])).await;
    node.result("evm_mine", json!([])).await;
    assert_eq!(time(&node).await, target);
    let error = node.error("evm_setNextBlockTimestamp", json!([target - 1])).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().unwrap().contains("choose a later one"), "{error}");
    node.result("evm_mine", json!([target + 50])).await;
    assert_eq!(time(&node).await, target + 50);
    node.result("evm_mine", json!([{ "timestamp": target + 90, "blocks": 2 }])).await;
    assert!(time(&node).await >= target + 90);
    node.result("hardhat_mine", json!(["0x3", "0xa"])).await;
    assert!(time(&node).await >= target + 110);
    assert_eq!(node.error("evm_increaseTime", json!(["0xffffffffffffffff"])).await["code"], -32000);
    assert_eq!(node.error("evm_increaseTime", json!(["soon"])).await["code"], -32602);
    assert_eq!(node.error("evm_increaseTime", json!([-1])).await["code"], -32602);
}

#[tokio::test]
async fn mining_is_bounded() {
    let node = Node::start();
    node.result("anvil_mine", json!(["0x64"])).await;
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 100);
    let error = node.error("anvil_mine", json!(["0xffffffffffff"])).await;
    assert_eq!(error["code"], -32602, "{error}");
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 100);
}

#[tokio::test]
async fn accounts_can_be_edited() {
    let node = Node::start();
    let account = "0x00000000000000000000000000000000000000aa";
    let latest = |extra: Value| json!([account, extra, "latest"]);
    for prefix in ["anvil", "hardhat"] {
        node.result(&format!("{prefix}_setBalance"), json!([account, "0x5"])).await;
        assert_eq!(node.result("eth_getBalance", json!([account, "latest"])).await, "0x5");
        node.result(&format!("{prefix}_setNonce"), json!([account, "0x7"])).await;
        assert_eq!(node.number("eth_getTransactionCount", json!([account, "pending"])).await, 7);
        node.result(&format!("{prefix}_setCode"), json!([account, "0x6001"])).await;
        assert_eq!(node.result("eth_getCode", json!([account, "latest"])).await, "0x6001");
        let value = format!("0x{:0>64}", "8");
        node.result(&format!("{prefix}_setStorageAt"), json!([account, "0x3", value])).await;
        for slot in ["0x3", "3", &format!("0x{:0>64}", "3")] {
            assert_eq!(node.result("eth_getStorageAt", latest(json!(slot))).await, value);
        }
    }
    let error = node.error("eth_getStorageAt", latest(json!(format!("0x{:0>66}", "3")))).await;
    assert_eq!(error["code"], -32602);
    assert_eq!(node.error("anvil_setCode", json!([account, "0x6"])).await["code"], -32602);
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 0, "no block is mined for it");
}

#[tokio::test]
async fn anyone_can_be_played() {
    let node = Node::start();
    let whale = "0x00000000000000000000000000000000000000bb";
    let to = node.account(1);
    let send = json!([{ "from": whale, "to": to, "value": "0x1" }]);
    node.result("anvil_setBalance", json!([whale, "0xde0b6b3a7640000"])).await;
    assert_eq!(node.error("eth_sendTransaction", send.clone()).await["message"], "unknown account");
    node.result("anvil_impersonateAccount", json!([whale])).await;
    let hash = node.result("eth_sendTransaction", send.clone()).await;
    let transaction = node.result("eth_getTransactionByHash", json!([hash])).await;
    assert_eq!(transaction["from"], whale);
    let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!((&receipt["from"], &receipt["status"]), (&json!(whale), &json!("0x1")));
    let again = node.result("eth_sendTransaction", send.clone()).await;
    assert_ne!(hash, again);
    node.result("anvil_stopImpersonatingAccount", json!([whale])).await;
    assert_eq!(node.error("eth_sendTransaction", send.clone()).await["message"], "unknown account");
    node.result("anvil_autoImpersonateAccount", json!([true])).await;
    node.result("eth_sendTransaction", send).await;
    assert_eq!(node.number("eth_getTransactionCount", json!([whale, "latest"])).await, 3);
}

#[tokio::test]
async fn the_node_describes_itself() {
    let node = Node::start();
    node.result("anvil_mine", json!([2])).await;
    let info = node.result("anvil_nodeInfo", json!([])).await;
    assert_eq!(info["currentBlockNumber"], "0x2");
    assert_eq!(info["environment"]["chainId"], 412_346);
    assert_eq!(node.result("txpool_status", json!([])).await["pending"], "0x0");
    assert_eq!(node.result("eth_syncing", json!([])).await, false);
    assert_eq!(node.result("net_listening", json!([])).await, true);
    let hash = node.result("web3_sha3", json!(["0x616263"])).await;
    assert_eq!(hash, "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}
