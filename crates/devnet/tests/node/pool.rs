//! Transactions that wait, as every method shows them; many clients in every mode.

use std::sync::Arc;

use alloy_primitives::Address;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{json, Value};
use stylus_devnet::{Devnet, Mining};
use tokio::task::JoinSet;
use tokio::time::{timeout, Duration};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Node, STORE};
use crate::wallet::transfer;

fn manual() -> Node {
    Node::of(Devnet::builder().mining(Mining::Manual).spawn().unwrap())
}

fn checksummed(node: &Node, index: usize) -> String {
    node.devnet.accounts()[1 + index].address.to_string()
}

async fn send(node: &Node, extra: Value) -> Value {
    let mut transaction =
        json!({ "from": node.account(0), "to": node.account(1), "value": "0x1", "gas": "0x5208" });
    for (key, value) in extra.as_object().unwrap() {
        transaction[key] = value.clone();
    }
    node.result("eth_sendTransaction", json!([transaction])).await
}

#[tokio::test]
async fn the_pool_has_the_shapes_of_geth() {
    let node = manual();
    let none = json!({ "pending": {}, "queued": {} });
    assert_eq!(node.result("txpool_content", json!([])).await, none);
    assert_eq!(
        node.result("txpool_status", json!([])).await,
        json!({ "pending": "0x0", "queued": "0x0" })
    );
    let first = send(&node, json!({ "maxFeePerGas": "0x77359400" })).await;
    let early = send(&node, json!({ "nonce": "0xa", "gasPrice": "0x3b9aca00" })).await;
    send(&node, json!({ "from": node.account(2), "to": null, "data": "0x00", "gas": "0xf4240", "gasPrice": "0x3b9aca00" })).await;
    assert_eq!(
        node.result("txpool_status", json!([])).await,
        json!({ "pending": "0x2", "queued": "0x1" })
    );
    let to = checksummed(&node, 1);
    let inspected = node.result("txpool_inspect", json!([])).await;
    assert_eq!(
        inspected,
        json!({
            "pending": {
                checksummed(&node, 0): { "0": format!("{to}: 1 wei + 21000 gas × 2000000000 wei") },
                checksummed(&node, 2): { "0": "contract creation: 1 wei + 1000000 gas × 1000000000 wei" },
            },
            "queued": { checksummed(&node, 0): { "10": format!("{to}: 1 wei + 21000 gas × 1000000000 wei") } },
        })
    );
    let content = node.result("txpool_content", json!([])).await;
    let shown = &content["pending"][checksummed(&node, 0)]["0"];
    assert_eq!(shown["hash"], first);
    for unknown in ["blockHash", "blockNumber", "transactionIndex"] {
        assert!(shown.get(unknown).is_some_and(Value::is_null), "{unknown}");
    }
    assert_eq!(
        (&shown["gasPrice"], &shown["maxFeePerGas"]),
        (&json!("0x77359400"), &json!("0x77359400"))
    );
    assert_eq!(&node.result("eth_getTransactionByHash", json!([first])).await, shown);
    let from = node.result("txpool_contentFrom", json!([node.account(0)])).await;
    assert_eq!(from["pending"], content["pending"][checksummed(&node, 0)]);
    assert_eq!(from["queued"]["10"]["hash"], early);
    assert_eq!(node.result("txpool_contentFrom", json!([node.account(5)])).await, none);
    let executable = node.result("eth_pendingTransactions", json!([])).await;
    assert_eq!(executable.as_array().unwrap().len(), 2);
    assert_eq!(executable[0], *shown);
    let raw = node.result("eth_getRawTransactionByHash", json!([first])).await;
    assert!(raw.as_str().unwrap().starts_with("0x02"));
}

#[tokio::test]
async fn pending_is_the_block_that_would_be_mined_now() {
    let node = manual();
    let latest = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    let idle = node.result("eth_getBlockByNumber", json!(["pending", false])).await;
    assert_eq!(idle["number"], latest["number"], "nothing waits: the newest again, as on Nitro");
    let data = crate::support::init_code(STORE);
    let created =
        send(&node, json!({ "to": null, "value": "0x0", "data": data, "gas": "0x30d40" })).await;
    let store =
        Address::from_slice(&alloy_primitives::hex::decode(node.account(0)).unwrap()).create(0);
    let word = |digit: &str| format!("0x{digit:0>64}");
    // The estimate of a call of a contract that is not there yet.
    let stored =
        send(&node, json!({ "to": store, "value": "0x0", "data": word("9"), "gas": null })).await;
    let block = node.result("eth_getBlockByNumber", json!(["pending", true])).await;
    assert_eq!(block["number"], "0x1");
    assert_eq!(block["parentHash"], latest["hash"]);
    for unknown in ["hash", "nonce", "miner"] {
        assert_eq!(block[unknown], Value::Null);
    }
    let shown = &block["transactions"][1];
    assert_eq!((&shown["hash"], &shown["blockHash"]), (&stored, &Value::Null));
    assert_eq!(shown["transactionIndex"], "0x1");
    let hashes = node.result("eth_getBlockByNumber", json!(["pending", false])).await;
    assert_eq!(hashes["transactions"], json!([created, stored]));
    let count = node.result("eth_getBlockTransactionCountByNumber", json!(["pending"])).await;
    assert_eq!(count, "0x2");
    let second = json!(["pending", "0x1"]);
    assert_eq!(&node.result("eth_getTransactionByBlockNumberAndIndex", second).await, shown);
    let slot = |tag: &str| json!([store, "0x0", tag]);
    assert_eq!(node.result("eth_getStorageAt", slot("pending")).await, word("9"));
    assert_eq!(node.result("eth_getStorageAt", slot("latest")).await, word("0"));
    let call = |tag: &str| json!([{ "to": store }, tag]);
    assert_eq!(node.result("eth_call", call("pending")).await, word("9"));
    assert_eq!(node.result("eth_call", call("latest")).await, "0x");
    let changed = json!([{ "to": store }, "pending", { store.to_string(): { "stateDiff": { word("0"): word("7") } } }]);
    assert_eq!(node.result("eth_call", changed).await, word("7"), "overrides go on top");
    assert!(node.number("eth_estimateGas", call("pending")).await > 21_300);
    let count = |tag: &str| json!([node.account(0), tag]);
    assert_eq!(node.number("eth_getTransactionCount", count("pending")).await, 2);
    assert_eq!(node.number("eth_getTransactionCount", count("latest")).await, 0);
    let receipts = node.result("eth_getBlockReceipts", json!(["pending"])).await;
    assert_eq!(receipts, json!([]), "what is not mined has none");
    node.result("evm_mine", json!([])).await;
    let mined = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(mined["stateRoot"], block["stateRoot"]);
}

#[tokio::test]
async fn a_replacement_or_a_drop_takes_a_transaction_out() {
    let node = manual();
    let price = |wei: u64| json!({ "nonce": "0x0", "gasPrice": format!("{wei:#x}") });
    let old = send(&node, price(1_000_000_000)).await;
    let again = json!([{ "from": node.account(0), "to": node.account(2), "gas": "0x5208", "nonce": "0x0", "gasPrice": "0x3b9aca00" }]);
    let refused = node.error("eth_sendTransaction", again).await;
    assert_eq!(refused["code"], -32000);
    let text = refused["message"].as_str().unwrap();
    assert!(text.starts_with("replacement transaction underpriced: "), "{text}");
    let new = send(&node, price(1_000_000_001)).await;
    assert_eq!(node.result("eth_getTransactionByHash", json!([old])).await, Value::Null);
    assert_eq!(node.result("anvil_dropTransaction", json!([old])).await, Value::Null);
    assert_eq!(node.result("anvil_dropTransaction", json!([new])).await, new);
    assert_eq!(node.result("hardhat_dropTransaction", json!([new])).await, false);
    let (a, b) =
        (send(&node, json!({})).await, send(&node, json!({ "from": node.account(2) })).await);
    assert_eq!(node.result("hardhat_dropTransaction", json!([a])).await, true);
    assert_eq!(
        node.result("anvil_removePoolTransactions", json!([node.account(1)])).await,
        Value::Null
    );
    assert_eq!(node.result("txpool_status", json!([])).await["pending"], "0x1");
    assert_eq!(
        node.result("anvil_removePoolTransactions", json!([node.account(2)])).await,
        Value::Null
    );
    assert_eq!(node.result("eth_getTransactionByHash", json!([b])).await, Value::Null);
    send(&node, json!({})).await;
    assert_eq!(node.result("anvil_dropAllTransactions", json!([])).await, Value::Null);
    assert_eq!(node.result("txpool_status", json!([])).await["pending"], "0x0");
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 0);
}

#[tokio::test]
async fn who_watches_hears_of_a_transaction_once_when_it_arrives() {
    let node = manual();
    let (mut socket, _) = tokio_tungstenite::connect_async(node.devnet.ws_url()).await.unwrap();
    for params in [json!(["newPendingTransactions"]), json!(["newPendingTransactions", true])] {
        let request =
            json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": params });
        socket.send(Message::Text(request.to_string().into())).await.unwrap();
        socket.next().await.unwrap().unwrap();
    }
    let filter = node.result("eth_newPendingTransactionFilter", json!([])).await;
    let hash = send(&node, json!({})).await;
    let mut heard = Vec::new();
    for _ in 0..2 {
        let message = timeout(Duration::from_secs(10), socket.next()).await.unwrap();
        let text = message.unwrap().unwrap().into_text().unwrap();
        let event: Value = serde_json::from_str(text.as_str()).unwrap();
        heard.push(event["params"]["result"].clone());
    }
    assert_eq!(heard[0], hash);
    assert_eq!((&heard[1]["hash"], &heard[1]["blockHash"]), (&hash, &Value::Null));
    let changes = || node.result("eth_getFilterChanges", json!([filter]));
    assert_eq!(changes().await, json!([hash]));
    node.result("evm_mine", json!([])).await;
    assert_eq!(changes().await, json!([]), "it was told when it arrived");
    node.result("evm_setAutomine", json!([true])).await;
    let mined = send(&node, json!({})).await;
    assert_eq!(changes().await, json!([mined]));
}

const SENDERS: usize = 8;
const EACH: u64 = 12;

/// Each sender its own task; every second transaction is sent before the one that it needs.
async fn crowd(mining: Mining) -> Node {
    let node = Arc::new(Node::of(Devnet::builder().mining(mining).spawn().unwrap()));
    let to = Address::repeat_byte(0x77);
    let mut clients = JoinSet::new();
    for sender in 0..SENDERS {
        let node = Arc::clone(&node);
        clients.spawn(async move {
            for nonce in 0..EACH {
                let nonce = if mining == Mining::Auto { nonce } else { nonce ^ 1 };
                let raw = transfer(&node.devnet, sender, nonce, to);
                node.result("eth_sendRawTransaction", json!([raw])).await;
                node.result("txpool_content", json!([])).await;
                node.result("eth_getBlockByNumber", json!(["pending", true])).await;
                if mining == Mining::Manual && nonce % 5 == 0 {
                    node.result("evm_mine", json!([])).await;
                }
            }
        });
    }
    while let Some(done) = clients.join_next().await {
        done.unwrap();
    }
    Arc::into_inner(node).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_clients_leave_one_consistent_chain_in_every_mode() {
    let modes = [Mining::Auto, Mining::Manual, Mining::Interval(Duration::from_millis(20))];
    for mining in modes {
        let node = crowd(mining).await;
        if mining == Mining::Manual {
            node.result("evm_mine", json!([])).await;
        }
        let status = || node.result("txpool_status", json!([]));
        let patience = timeout(Duration::from_secs(20), async {
            while status().await["pending"] != "0x0" {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        patience.await.expect("everything is mined");
        node.result("evm_setAutomine", json!([true])).await;
        assert_eq!(status().await["queued"], "0x0");
        let total = SENDERS as u64 * EACH;
        let to = Address::repeat_byte(0x77);
        assert_eq!(node.number("eth_getBalance", json!([to, "latest"])).await, total);
        let mut seen = 0;
        let mut parent = Value::Null;
        for number in 0..=node.number("eth_blockNumber", json!([])).await {
            let block =
                node.result("eth_getBlockByNumber", json!([format!("{number:#x}"), true])).await;
            if number > 0 {
                assert_eq!(block["parentHash"], parent);
            }
            parent = block["hash"].clone();
            let transactions = block["transactions"].as_array().unwrap();
            seen += transactions.len() as u64;
            assert_eq!(block["gasUsed"], format!("{:#x}", 21_000 * transactions.len()));
            for (index, transaction) in transactions.iter().enumerate() {
                assert_eq!(transaction["transactionIndex"], format!("{index:#x}"));
            }
        }
        assert_eq!(seen, total, "{mining:?}");
    }
}
