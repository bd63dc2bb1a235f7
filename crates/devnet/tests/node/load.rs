//! Many clients at once, and a thousand requests that make no sense: the chain stays consistent, the node stays up.

use std::sync::Arc;

use alloy_primitives::Address;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{json, Value};
use tokio::task::JoinSet;
use tokio::time::{timeout, Duration};

use crate::support::{number, Node};
use crate::wallet::transfer;

const SENDERS: usize = 10;
const EACH: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_clients_at_once_leave_one_consistent_chain() {
    let node = Arc::new(Node::start());
    let to = Address::repeat_byte(0x77);
    let mut clients = JoinSet::new();
    for sender in 0..SENDERS {
        let node = Arc::clone(&node);
        clients.spawn(async move {
            for nonce in 0..EACH {
                let raw = transfer(&node.devnet, sender, nonce, to);
                let hash = node.result("eth_sendRawTransaction", json!([raw])).await;
                let receipt = node.result("eth_getTransactionReceipt", json!([hash])).await;
                assert_eq!(receipt["status"], "0x1");
                let count = json!([node.account(sender), "pending"]);
                assert_eq!(node.number("eth_getTransactionCount", count).await, nonce + 1);
            }
        });
    }
    while let Some(done) = clients.join_next().await {
        done.unwrap();
    }
    let total = SENDERS as u64 * EACH;
    assert_eq!(node.number("eth_blockNumber", json!([])).await, total);
    assert_eq!(node.number("eth_getBalance", json!([to, "latest"])).await, total);
    let mut parent = Value::Null;
    for block in 0..=total {
        let block = json!([format!("{block:#x}"), false]);
        let block = node.result("eth_getBlockByNumber", block).await;
        if !parent.is_null() {
            assert_eq!(block["parentHash"], parent["hash"]);
            assert!(number(&block["timestamp"]) >= number(&parent["timestamp"]));
            assert_eq!(block["transactions"].as_array().unwrap().len(), 1);
        }
        parent = block;
    }
}

const METHODS: [&str; 46] = [
    "web3_sha3",
    "eth_chainId",
    "eth_feeHistory",
    "eth_getBalance",
    "eth_getTransactionCount",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getHeaderByNumber",
    "eth_getBlockReceipts",
    "eth_getBlockTransactionCountByNumber",
    "eth_getUncleCountByBlockNumber",
    "eth_getUncleByBlockHashAndIndex",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
    "eth_getTransactionByBlockNumberAndIndex",
    "eth_getRawTransactionByHash",
    "eth_call",
    "eth_estimateGas",
    "eth_createAccessList",
    "eth_sendRawTransaction",
    "eth_sendTransaction",
    "eth_sign",
    "personal_sign",
    "eth_getLogs",
    "eth_newFilter",
    "eth_newBlockFilter",
    "eth_getFilterChanges",
    "eth_getFilterLogs",
    "eth_uninstallFilter",
    "eth_subscribe",
    "eth_unsubscribe",
    "evm_snapshot",
    "evm_revert",
    "evm_increaseTime",
    "evm_setNextBlockTimestamp",
    "evm_mine",
    "anvil_mine",
    "anvil_setBalance",
    "anvil_setNonce",
    "anvil_setCode",
    "anvil_setStorageAt",
    "anvil_impersonateAccount",
    "anvil_autoImpersonateAccount",
    "no_such_method",
];

const WORDS: [&str; 22] = [
    "",
    "0x",
    "0x0",
    "0x1",
    "0x01",
    "0xzz",
    "latest",
    "pending",
    "safe",
    "earliest",
    "-1",
    "0X5",
    "0xffffffffffffffff",
    "0x10000000000000000",
    "0x7fffffffffffffff",
    "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E",
    "0x0000000000000000000000000000000000000071",
    "0x1212121212121212121212121212121212121212121212121212121212121212",
    "0x60016001fd",
    "\u{0}\u{1F3A8}",
    "newHeads",
];

const KEYS: [&str; 24] = [
    "from",
    "to",
    "gas",
    "gasPrice",
    "maxFeePerGas",
    "maxPriorityFeePerGas",
    "value",
    "data",
    "input",
    "nonce",
    "chainId",
    "accessList",
    "authorizationList",
    "fromBlock",
    "toBlock",
    "blockHash",
    "address",
    "topics",
    "blockNumber",
    "stateDiff",
    "state",
    "code",
    "balance",
    "storageKeys",
];

/// Values near those that methods take: right and wrong types, bounds, objects with known names.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => prop::sample::select(WORDS.as_slice()).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop_oneof![
            prop::sample::select(KEYS.as_slice()).prop_map(str::to_owned),
            prop::sample::select(WORDS.as_slice()).prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn request() -> impl Strategy<Value = String> {
    let params = prop::collection::vec(value(), 0..5).prop_map(Value::from);
    let params = prop_oneof![9 => params, 1 => value()];
    let method = prop::sample::select(METHODS.as_slice());
    let sane = (method, params).prop_map(|(method, params)| {
        json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string()
    });
    let cut = (sane.clone(), any::<prop::sample::Index>()).prop_map(|(text, at)| {
        let end = text.char_indices().map(|(index, _)| index).nth(at.index(text.len()));
        text[..end.unwrap_or(text.len())].to_owned()
    });
    prop_oneof![8 => sane, 1 => cut, 1 => value().prop_map(|value| value.to_string())]
}

#[test]
fn a_thousand_random_requests_do_no_harm() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let node = Node::start();
    let seed = [42; 32];
    let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let outcome = runner.run(&request(), |body| {
        let post = async { timeout(Duration::from_secs(5), node.post(body.clone())).await };
        let (status, text) =
            runtime.block_on(post).map_err(|_| TestCaseError::fail("no answer in 5 s"))?;
        prop_assert_eq!(status, 200);
        let answer: Value = serde_json::from_str(&text)
            .map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        let answers = if answer.is_array() { answer } else { json!([answer]) };
        for answer in answers.as_array().into_iter().flatten() {
            prop_assert_eq!(&answer["jsonrpc"], "2.0");
            prop_assert!(answer.get("result").is_some() != answer.get("error").is_some());
            prop_assert_ne!(&answer["error"]["code"], -32603, "a request crashed");
        }
        Ok(())
    });
    outcome.unwrap();
    let alive = runtime.block_on(node.result("eth_chainId", json!([])));
    assert_eq!(alive, "0x64aba");
}
