//! Events: log queries, filters that are asked, subscriptions that tell.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{json, Value};
use tokio::time::{timeout, Duration};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::support::{Node, LOGGER};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

fn topic() -> String {
    format!("0x{:0>64}", "1")
}

async fn emit(node: &Node, logger: &str, data: &str) -> Value {
    node.send(json!({ "from": node.account(0), "to": logger, "data": data })).await
}

fn data_of(logs: &Value) -> Vec<&str> {
    logs.as_array().unwrap().iter().map(|log| log["data"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn logs_are_found_by_range_address_topic_and_block() {
    let node = Node::start();
    let (one, two) = (node.deploy(LOGGER).await, node.deploy(LOGGER).await);
    let first = emit(&node, &one, "0xaa").await;
    emit(&node, &two, "0xbb").await;
    let last = emit(&node, &one, "0xcc").await;
    let none = format!("0x{:0>64}", "2");
    for (filter, expected) in [
        (json!({ "fromBlock": "earliest" }), vec!["0xaa", "0xbb", "0xcc"]),
        (json!({ "fromBlock": "0x3", "toBlock": "0x4" }), vec!["0xaa", "0xbb"]),
        (json!({ "fromBlock": "0x4", "toBlock": "latest", "address": one }), vec!["0xcc"]),
        (json!({ "fromBlock": "0x0", "address": [two, one] }), vec!["0xaa", "0xbb", "0xcc"]),
        (json!({ "fromBlock": "0x0", "address": [] }), vec!["0xaa", "0xbb", "0xcc"]),
        (json!({}), vec!["0xcc"]),
        (json!({ "blockHash": first["blockHash"] }), vec!["0xaa"]),
        (json!({ "fromBlock": "0x0", "topics": [topic()], "address": two }), vec!["0xbb"]),
        (json!({ "fromBlock": "0x0", "topics": [[none, topic()]] }), vec!["0xaa", "0xbb", "0xcc"]),
        (json!({ "fromBlock": "0x0", "topics": [null] }), vec!["0xaa", "0xbb", "0xcc"]),
        (json!({ "fromBlock": "0x0", "topics": [none] }), vec![]),
        (json!({ "fromBlock": "0x0", "topics": [topic(), null] }), vec![]),
    ] {
        let found = node.result("eth_getLogs", json!([filter])).await;
        assert_eq!(data_of(&found), expected, "{filter}");
    }
    let found = node.result("eth_getLogs", json!([{ "blockHash": last["blockHash"] }])).await;
    assert_eq!(found[0], last["logs"][0], "as in the receipt");
    let reversed = json!([{ "fromBlock": "0x4", "toBlock": "0x3" }]);
    assert_eq!(node.error("eth_getLogs", reversed).await["message"], "invalid block range params");
    let unknown = json!([{ "blockHash": format!("0x{:0>64}", "1") }]);
    assert_eq!(node.error("eth_getLogs", unknown).await["message"], "unknown block");
}

#[tokio::test]
async fn filters_answer_only_what_came_since() {
    let node = Node::start();
    let logger = node.deploy(LOGGER).await;
    let before = emit(&node, &logger, "0x01").await;
    let logs = node.result("eth_newFilter", json!([{ "address": logger }])).await;
    let all = node.result("eth_newFilter", json!([{ "fromBlock": "0x0" }])).await;
    let blocks = node.result("eth_newBlockFilter", json!([])).await;
    let transactions = node.result("eth_newPendingTransactionFilter", json!([])).await;
    let receipt = emit(&node, &logger, "0x02").await;
    let changes = |id: &Value| {
        let (node, id) = (&node, id.clone());
        async move { node.result("eth_getFilterChanges", json!([id])).await }
    };
    assert_eq!(changes(&logs).await, receipt["logs"]);
    assert_eq!(changes(&logs).await, json!([]), "each is told once");
    assert_eq!(changes(&blocks).await, json!([receipt["blockHash"]]));
    assert_eq!(changes(&transactions).await, json!([receipt["transactionHash"]]));
    let found = node.result("eth_getFilterLogs", json!([all])).await;
    assert_eq!(data_of(&found), ["0x01", "0x02"]);
    assert_ne!(before["blockHash"], receipt["blockHash"]);
    assert_eq!(node.result("eth_uninstallFilter", json!([logs])).await, true);
    assert_eq!(node.result("eth_uninstallFilter", json!([logs])).await, false);
    for id in [logs, json!("0xffff"), json!("nonsense"), json!("")] {
        let error = node.error("eth_getFilterChanges", json!([id])).await;
        assert_eq!(error, json!({ "code": -32000, "message": "filter not found" }));
    }
    let error = node.error("eth_getFilterLogs", json!([blocks])).await;
    assert_eq!(error["message"], "filter not found");
}

#[tokio::test]
async fn after_a_revert_a_filter_tells_of_the_new_blocks() {
    let node = Node::start();
    node.result("anvil_mine", json!([3])).await;
    let snapshot = node.result("evm_snapshot", json!([])).await;
    let filter = node.result("eth_newBlockFilter", json!([])).await;
    node.result("anvil_mine", json!([2])).await;
    let old = node.result("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(node.result("evm_revert", json!([snapshot])).await, true);
    node.result("anvil_setNextBlockTimestamp", json!([4_000_000_000u64])).await;
    node.result("anvil_mine", json!([1])).await;
    let new = node.result("eth_getFilterChanges", json!([filter])).await;
    let head = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(new, json!([head["hash"]]));
    assert_eq!(old.as_array().unwrap().len(), 2);
}

async fn connect(node: &Node) -> Socket {
    tokio_tungstenite::connect_async(node.devnet.ws_url()).await.unwrap().0
}

async fn say(socket: &mut Socket, method: &str, params: Value) {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    socket.send(Message::text(request.to_string())).await.unwrap();
}

async fn hear(socket: &mut Socket) -> Value {
    let message = timeout(Duration::from_secs(10), socket.next()).await.expect("in time");
    serde_json::from_str(message.unwrap().unwrap().to_text().unwrap()).unwrap()
}

/// One request over the connection; its result.
async fn result(socket: &mut Socket, method: &str, params: Value) -> Value {
    say(socket, method, params).await;
    let answer = hear(socket).await;
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].clone()
}

#[tokio::test]
async fn a_connection_answers_like_http() {
    let node = Node::start();
    let mut socket = connect(&node).await;
    assert_eq!(result(&mut socket, "eth_chainId", json!([])).await, "0x64aba");
    socket.send(Message::text("nonsense")).await.unwrap();
    assert_eq!(hear(&mut socket).await["error"]["code"], -32700);
    socket.send(Message::binary(b"[]".to_vec())).await.unwrap();
    assert_eq!(hear(&mut socket).await["error"]["message"], "empty batch");
    let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"x"}]"#;
    socket.send(Message::text(batch)).await.unwrap();
    assert_eq!(hear(&mut socket).await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn subscriptions_tell_of_heads_and_matching_logs() {
    let node = Node::start();
    let (logger, other) = (node.deploy(LOGGER).await, node.deploy(LOGGER).await);
    let mut socket = connect(&node).await;
    let heads = result(&mut socket, "eth_subscribe", json!(["newHeads"])).await;
    emit(&node, &other, "0x01").await;
    let head = hear(&mut socket).await;
    assert_eq!(head["method"], "eth_subscription");
    assert_eq!(head["params"]["subscription"], heads);
    let block = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(head["params"]["result"]["hash"], block["hash"]);
    assert_eq!(head["params"]["result"]["number"], "0x3");
    assert_eq!(result(&mut socket, "eth_unsubscribe", json!([heads])).await, true);
    let logs = result(&mut socket, "eth_subscribe", json!(["logs", { "address": logger }])).await;
    emit(&node, &other, "0x02").await;
    let receipt = emit(&node, &logger, "0x03").await;
    let event = hear(&mut socket).await;
    assert_eq!(event["params"]["subscription"], logs);
    assert_eq!(event["params"]["result"], receipt["logs"][0]);
    say(&mut socket, "eth_unsubscribe", json!([heads])).await;
    assert_eq!(hear(&mut socket).await["error"]["message"], "subscription not found");
    say(&mut socket, "eth_subscribe", json!(["newNothing"])).await;
    assert_eq!(hear(&mut socket).await["error"]["code"], -32601);
}

#[tokio::test]
async fn blocks_mined_without_json_reach_subscribers_too() {
    let node = Node::start();
    let mut socket = connect(&node).await;
    result(&mut socket, "eth_subscribe", json!(["newHeads"])).await;
    node.devnet.chain().mine(2);
    assert_eq!(hear(&mut socket).await["params"]["result"]["number"], "0x1");
    assert_eq!(hear(&mut socket).await["params"]["result"]["number"], "0x2");
}

#[tokio::test]
async fn a_closed_connection_takes_its_subscriptions_along_and_leaves_those_of_others() {
    let node = Node::start();
    let (mut one, mut two) = (connect(&node).await, connect(&node).await);
    let first = result(&mut one, "eth_subscribe", json!(["newHeads"])).await;
    let second = result(&mut two, "eth_subscribe", json!(["newHeads"])).await;
    assert_ne!(first, second);
    say(&mut two, "eth_unsubscribe", json!([first])).await;
    assert_eq!(hear(&mut two).await["error"]["message"], "subscription not found");
    assert_eq!(node.result("eth_uninstallFilter", json!([second])).await, false);
    one.close(None).await.unwrap();
    node.result("anvil_mine", json!([])).await;
    assert_eq!(hear(&mut two).await["params"]["subscription"], second);
}

#[tokio::test]
async fn a_message_beyond_the_limit_ends_its_connection_alone() {
    let node = Node::start();
    let (mut one, mut two) = (connect(&node).await, connect(&node).await);
    let _ = one.send(Message::text(" ".repeat(16 * 1024 * 1024))).await;
    let end = timeout(Duration::from_secs(10), one.next()).await.expect("in time");
    assert!(!matches!(end, Some(Ok(Message::Text(_)))), "{end:?}");
    assert_eq!(result(&mut two, "eth_chainId", json!([])).await, "0x64aba");
}
