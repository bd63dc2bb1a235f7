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

/// Methods with arguments that they take; `A` stands for an account, `H` for a hash.
const REQUESTS: [(&str, &str); 56] = [
    ("web3_sha3", r#"["0x01"]"#),
    ("eth_chainId", "[]"),
    ("eth_feeHistory", r#"["0x3","latest",[10,50]]"#),
    ("eth_getBalance", r#"["A","latest"]"#),
    ("eth_getTransactionCount", r#"["A",{"blockNumber":"0x0"}]"#),
    ("eth_getCode", r#"["A","earliest"]"#),
    ("eth_getStorageAt", r#"["A","0x0","pending"]"#),
    ("eth_getBlockByNumber", r#"["latest",true]"#),
    ("eth_getBlockByHash", r#"["H",false]"#),
    ("eth_getHeaderByNumber", r#"["safe"]"#),
    ("eth_getBlockReceipts", r#"["latest"]"#),
    ("eth_getBlockTransactionCountByNumber", r#"["0x1"]"#),
    ("eth_getUncleCountByBlockNumber", r#"["latest"]"#),
    ("eth_getUncleByBlockHashAndIndex", r#"["H","0x0"]"#),
    ("eth_getTransactionByHash", r#"["H"]"#),
    ("eth_getTransactionReceipt", r#"["H"]"#),
    ("eth_getTransactionByBlockNumberAndIndex", r#"["latest","0x0"]"#),
    ("eth_getRawTransactionByHash", r#"["H"]"#),
    (
        "eth_call",
        r#"[{"from":"A","data":"0x600160005260206000f3"},"latest",{"A":{"balance":"0x9"}},{"time":"0x5"}]"#,
    ),
    ("eth_estimateGas", r#"[{"from":"A","to":"A","value":"0x1"}]"#),
    ("eth_createAccessList", r#"[{"from":"A","to":"A"},"latest"]"#),
    ("eth_sendRawTransaction", r#"["0x02c0"]"#),
    ("eth_sendTransaction", r#"[{"from":"A","to":"A","value":"0x1","gas":"0x5208"}]"#),
    ("eth_sign", r#"["A","0x01"]"#),
    ("personal_sign", r#"["0x01","A"]"#),
    ("eth_getLogs", r#"[{"fromBlock":"0x0","address":["A"],"topics":[null,["H"]]}]"#),
    ("eth_newFilter", r#"[{"topics":["H"]}]"#),
    ("eth_newBlockFilter", "[]"),
    ("eth_getFilterChanges", r#"["0x1"]"#),
    ("eth_getFilterLogs", r#"["0x1"]"#),
    ("eth_uninstallFilter", r#"["0x2"]"#),
    ("eth_subscribe", r#"["newHeads"]"#),
    ("eth_unsubscribe", r#"["0x1"]"#),
    ("evm_snapshot", "[]"),
    ("evm_revert", r#"["0x1"]"#),
    ("evm_increaseTime", "[5]"),
    ("evm_setNextBlockTimestamp", "[4000000000]"),
    ("evm_mine", "[]"),
    ("anvil_mine", r#"["0x2","0x3"]"#),
    ("anvil_setBalance", r#"["A","0xffffffffffffffffffff"]"#),
    ("anvil_setNonce", r#"["A","0x7"]"#),
    ("anvil_setCode", r#"["A","0x"]"#),
    ("anvil_setStorageAt", r#"["A","0x1","H"]"#),
    ("anvil_impersonateAccount", r#"["A"]"#),
    ("anvil_autoImpersonateAccount", "[true]"),
    ("evm_setAutomine", "[false]"),
    ("evm_setIntervalMining", "[1]"),
    ("anvil_setBlockTimestampInterval", "[5]"),
    ("evm_setTime", "[4000000000]"),
    ("evm_mine_detailed", r#"[{"blocks":1}]"#),
    ("txpool_content", "[]"),
    ("txpool_contentFrom", r#"["A"]"#),
    ("anvil_dropTransaction", r#"["H"]"#),
    ("debug_traceBlockByNumber", r#"["0x1",{"tracer":"callTracer"}]"#),
    ("eth_sendRawTransactionSync", r#"["0x02c0",1]"#),
    ("no_such_method", "[]"),
];

const ACCOUNT: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
const HASH: &str = "0x1212121212121212121212121212121212121212121212121212121212121212";

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

/// A request as it should be, or with one argument or all of them replaced.
fn request() -> impl Strategy<Value = String> {
    let list = prop::collection::vec(value(), 0..5).prop_map(Value::from);
    let all = prop_oneof![9 => list, 1 => value()];
    let one = (any::<prop::sample::Index>(), value());
    let changes = prop_oneof![
        3 => Just((None, None)),
        3 => one.prop_map(|one| (Some(one), None)),
        2 => all.prop_map(|all| (None, Some(all))),
    ];
    let template = prop::sample::select(REQUESTS.as_slice());
    let sane = (template, changes).prop_map(|((method, params), (one, all))| {
        let params = params.replace('A', ACCOUNT).replace('H', HASH);
        let mut params: Value = serde_json::from_str(&params).unwrap();
        match (one, params.as_array_mut()) {
            (Some((at, value)), Some(list)) if !list.is_empty() => *at.get_mut(list) = value,
            _ => {}
        }
        let params = all.unwrap_or(params);
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
    // More on demand: PROPTEST_CASES.
    let cases = Config::default().cases.max(1_000);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let succeeded = std::cell::Cell::new(0);
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
            succeeded.set(succeeded.get() + u32::from(answer.get("result").is_some()));
        }
        Ok(())
    });
    outcome.unwrap();
    // Requests that all fail at the door would test nothing behind it.
    assert!(succeeded.get() > cases / 20, "{} of {cases} succeeded", succeeded.get());
    let alive = runtime.block_on(node.result("eth_chainId", json!([])));
    assert_eq!(alive, "0x64aba");
}
