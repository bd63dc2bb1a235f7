//! Transactions that arrive before those that they follow: alone, in batches, from accounts of the node.

use std::time::{Duration, Instant};

use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use serde_json::{json, Value};
use stylus_devnet::Devnet;

use crate::support::Node;
use crate::wallet::{transfer, transfer_by};

const TO: Address = Address::repeat_byte(7);

/// A transfer by the one account that a bare node has too.
fn first_accounts(node: &Node, nonce: u64) -> String {
    let key = node.devnet.accounts()[0].private_key;
    transfer_by(&node.devnet, &PrivateKeySigner::from_bytes(&key).unwrap(), nonce, TO)
}

async fn block_of(node: &Node, hash: Value) -> Value {
    node.result("eth_getTransactionReceipt", json!([hash])).await["blockNumber"].clone()
}

#[tokio::test]
async fn transactions_sent_in_the_wrong_order_both_land() {
    for bare in [false, true] {
        let node = Node::of(Devnet::builder().bare(bare).spawn().unwrap());
        let raw = |nonce| first_accounts(&node, nonce);
        let late = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            node.result("eth_sendRawTransaction", json!([raw(0)])).await
        };
        let early = async { node.result("eth_sendRawTransaction", json!([raw(1)])).await };
        let (second, first) = tokio::join!(early, late);
        assert_eq!(block_of(&node, first).await, "0x1", "bare: {bare}");
        assert_eq!(block_of(&node, second).await, "0x2", "bare: {bare}");
    }
}

#[tokio::test]
async fn a_gap_that_stays_is_refused_after_a_while() {
    for (bare, patience) in [(false, 5), (true, 1)] {
        let node = Node::of(Devnet::builder().bare(bare).spawn().unwrap());
        let gap = first_accounts(&node, 9);
        let start = Instant::now();
        let error = node.error("eth_sendRawTransaction", json!([gap])).await;
        assert!(error["message"].as_str().unwrap().starts_with("nonce too high"), "{error}");
        assert!(start.elapsed() >= Duration::from_secs(patience), "bare: {bare}");
    }
}

#[tokio::test]
async fn a_batch_in_the_wrong_order_lands_whole() {
    let node = Node::start();
    let nonces = [3, 1, 4, 0, 2, 9];
    let request = |nonce: &u64| {
        let raw = transfer(&node.devnet, 0, *nonce, TO);
        json!({ "jsonrpc": "2.0", "id": nonce, "method": "eth_sendRawTransaction", "params": [raw] })
    };
    let batch: Vec<Value> = nonces.iter().map(request).collect();
    let answers = node.post_json(json!(batch).to_string()).await;
    let answers = answers.as_array().unwrap();
    assert_eq!(answers.len(), nonces.len());
    for (answer, nonce) in answers.iter().zip(nonces) {
        assert_eq!(answer["id"], nonce, "the answers keep the order of the requests");
        if nonce == 9 {
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.ends_with("tx: 9 state: 5"), "{message}");
        } else {
            let block = format!("{:#x}", nonce + 1);
            assert_eq!(block_of(&node, answer["result"].clone()).await, block);
        }
    }
}

#[tokio::test]
async fn an_account_of_the_node_waits_too() {
    let node = Node::start();
    let (from, to) = (node.account(0), node.account(1));
    let send = |nonce: &'static str| {
        let request = json!([{ "from": from, "to": to, "gas": "0x5208", "nonce": nonce }]);
        node.result("eth_sendTransaction", request)
    };
    let late = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        send("0x0").await
    };
    let (second, first) = tokio::join!(send("0x1"), late);
    assert_eq!(block_of(&node, first).await, "0x1");
    assert_eq!(block_of(&node, second).await, "0x2");
}
