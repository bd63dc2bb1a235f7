//! A bare node shows Nitro's internal transaction at the start of every block with a transaction; another node does not.

use alloy_primitives::hex;
use serde_json::{json, Value};
use stylus_devnet::Devnet;

use crate::support::Node;

/// A bare node with one block: an impersonated transfer of nothing.
async fn with_a_block() -> (Node, Value) {
    let node = Node::of(Devnet::builder().bare(true).spawn().expect("a node"));
    let from = "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E";
    node.result("anvil_impersonateAccount", json!([from])).await;
    let sent = json!([{ "from": from, "to": from, "gas": "0x5208" }]);
    let hash = node.result("eth_sendTransaction", sent).await;
    let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
    (node, receipt)
}

#[tokio::test]
async fn blocks_begin_with_the_internal_transaction() {
    let (node, receipt) = with_a_block().await;
    assert_eq!(receipt["transactionIndex"], "0x1");
    let (hash, number) = (&receipt["blockHash"], &receipt["blockNumber"]);
    let block = node.result("eth_getBlockByHash", json!([hash, true])).await;
    let start = &block["transactions"][0];
    let acts = "0x00000000000000000000000000000000000a4b05";
    for (field, value) in [
        ("from", acts),
        ("to", acts),
        ("type", "0x6a"),
        ("transactionIndex", "0x0"),
        ("gas", "0x0"),
        ("gasPrice", "0x0"),
        ("nonce", "0x0"),
        ("value", "0x0"),
        ("v", "0x0"),
        ("r", "0x0"),
        ("s", "0x0"),
        ("chainId", "0x64aba"),
    ] {
        assert_eq!(start[field], value, "{field}");
    }
    assert_eq!(start.as_object().expect("an object").len(), 16);
    assert!(start["input"].as_str().expect("text").starts_with("0x6bf6a42d"));
    // Every way to it leads to the same transaction.
    let by_number = json!([number, "0x0"]);
    let ways = [
        ("eth_getTransactionByHash", json!([start["hash"]])),
        ("eth_getTransactionByBlockNumberAndIndex", by_number.clone()),
        ("eth_getTransactionByBlockHashAndIndex", json!([hash, "0x0"])),
    ];
    for (method, params) in ways {
        assert_eq!(node.result(method, params).await, *start, "{method}");
    }
    let raw = node.result("eth_getRawTransactionByBlockNumberAndIndex", by_number).await;
    assert!(raw.as_str().expect("text").starts_with("0x6a"));
    let bytes = hex::decode(raw.as_str().expect("text")).expect("hex");
    assert_eq!(start["hash"], json!(alloy_primitives::keccak256(bytes)));
    let after = node.result("eth_getTransactionByBlockHashAndIndex", json!([hash, "0x2"])).await;
    assert_eq!(after, Value::Null);
}

#[tokio::test]
async fn counts_and_receipts_include_it() {
    let (node, receipt) = with_a_block().await;
    let hash = json!([receipt["blockHash"]]);
    let count = node.result("eth_getBlockTransactionCountByHash", hash.clone()).await;
    assert_eq!(count, "0x2");
    let receipts = node.result("eth_getBlockReceipts", hash).await;
    let (start, user) = (&receipts[0], &receipts[1]);
    assert_eq!((&start["type"], &start["gasUsed"]), (&json!("0x6a"), &json!("0x0")));
    assert_eq!((&start["status"], &start["logs"]), (&json!("0x1"), &json!([])));
    assert_eq!(start["cumulativeGasUsed"], "0x0");
    assert_eq!(*user, receipt);
    let alone = node.result("eth_getTransactionReceipt", json!([start["transactionHash"]])).await;
    assert_eq!(alone, *start);
}

#[tokio::test]
async fn messages_show_in_headers_and_the_interface_answers() {
    let (node, _) = with_a_block().await;
    let from = "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E";
    let withdraw = format!("0x25e16063{:064x}", 5);
    let to = "0x0000000000000000000000000000000000000064";
    let sent = json!([{ "from": from, "to": to, "value": "0x3", "data": withdraw }]);
    let hash = node.result("eth_sendTransaction", sent).await;
    let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["status"], "0x1");
    let block = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!((&block["sendCount"], &block["sendRoot"]), (&json!("0x1"), &block["extraData"]));
    let ask = json!([{ "to": "0x00000000000000000000000000000000000000c8", "data": "0x93a2fe21" }]);
    assert_eq!(node.result("eth_call", ask).await, format!("0x{:064x}", 0));
}
