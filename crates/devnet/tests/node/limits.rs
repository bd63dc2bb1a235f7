//! What one client may take from the others: filters, subscriptions, connections, waiting, work after it has left.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{json, Value};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::support::Node;

fn batch(method: &str, params: &Value, times: usize) -> String {
    let one = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    Value::from(vec![one; times]).to_string()
}

/// A connection on which something was sent and nothing is read.
fn begin(node: &Node, bytes: &str) -> TcpStream {
    let mut socket = TcpStream::connect(("127.0.0.1", node.devnet.port())).unwrap();
    socket.write_all(bytes.as_bytes()).unwrap();
    socket
}

#[tokio::test]
async fn filters_are_limited_and_make_room_when_they_end() {
    let node = Node::start();
    for _ in 0..10 {
        let answers = node.post_json(batch("eth_newBlockFilter", &json!([]), 1_000)).await;
        assert!(answers.as_array().unwrap().iter().all(|answer| answer["result"].is_string()));
    }
    for (method, params) in [
        ("eth_newBlockFilter", json!([])),
        ("eth_newPendingTransactionFilter", json!([])),
        ("eth_newFilter", json!([{}])),
    ] {
        let error = node.error(method, params).await;
        let message = "the node keeps at most 10000 filters at once: end some of them first";
        assert_eq!(error, json!({ "code": -32000, "message": message }));
    }
    assert_eq!(node.result("eth_uninstallFilter", json!(["0x1"])).await, true);
    node.result("eth_newBlockFilter", json!([])).await;
}

#[tokio::test]
async fn a_filter_cannot_compare_every_event_with_a_million_addresses() {
    let node = Node::start();
    let words = |count: usize, width: usize| -> Vec<String> {
        (0..count).map(|at| format!("0x{at:0width$x}")).collect()
    };
    for (field, at_most, more) in [
        ("address", json!(words(1_000, 40)), json!(words(1_001, 40))),
        ("topics", json!([words(1_000, 64)]), json!([words(1_001, 64)])),
    ] {
        node.result("eth_getLogs", json!([{ field: at_most }])).await;
        let error = node.error("eth_getLogs", json!([{ field: more }])).await;
        assert_eq!(error["code"], -32000);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("exceed max addresses or topics"), "{message}");
    }
}

#[tokio::test]
async fn snapshots_by_the_thousand_can_still_be_gone_back_to() {
    let node = Node::start();
    for round in 0..3 {
        node.post_json(batch("evm_snapshot", &json!([]), 1_000)).await;
        assert_eq!(node.number("eth_blockNumber", json!([])).await, round);
        node.result("evm_mine", json!([])).await;
    }
    assert_eq!(node.result("evm_revert", json!(["0xbb8"])).await, true);
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 2);
    assert_eq!(node.result("evm_revert", json!(["0xbb8"])).await, false, "it is used up");
    assert_eq!(node.result("evm_revert", json!(["0x1"])).await, true);
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 0);
    assert_eq!(node.result("evm_revert", json!(["0x2"])).await, false, "and all later ones");
}

#[tokio::test]
async fn an_answer_nests_no_deeper_than_the_node_makes_it() {
    let node = Node::start();
    let id = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"eth_chainId"}}"#);
    let (_, text) = node.post(body).await;
    let error = json!({ "code": -32600, "message": "invalid request" });
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer, json!({ "jsonrpc": "2.0", "id": null, "error": error }));
}

#[tokio::test]
async fn connections_that_say_little_or_read_nothing_hold_nobody_up() {
    let node = Node::start();
    let whole = r#"{"jsonrpc":"2.0","id":1,"method":"anvil_nodeInfo"}"#;
    let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", whole.len());
    let unfinished = ["", "P", "POST / HTTP/1.1\r\nHost", head.as_str(), &format!("{head}{{")]
        .map(str::to_owned);
    let mut open = Vec::new();
    for _ in 0..20 {
        open.extend(unfinished.iter().map(|bytes| begin(&node, bytes)));
        open.push(begin(&node, &format!("{head}{whole}").repeat(50)));
    }
    for _ in 0..20 {
        node.result("evm_mine", json!([])).await;
    }
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 20);
    // The slowest of all is still answered when its last byte comes.
    let mut last = begin(&node, &head);
    for byte in whole.bytes() {
        last.write_all(&[byte]).unwrap();
    }
    let mut answer = [0; 12];
    last.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    drop(open);
}

#[tokio::test]
async fn a_client_that_leaves_takes_the_rest_of_its_batch_along() {
    let node = Node::start();
    // Calls that take their time, each followed by a block.
    let call =
        json!([{ "to": node.account(1) }, "latest", { (node.account(1)): { "code": "0x5b5f56" } }]);
    let request = |method: &str, params: &Value| json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let pair = [request("eth_call", &call), request("evm_mine", &json!([]))];
    let body = Value::from(vec![pair.to_vec(); 200].concat()).to_string();
    let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
    drop(begin(&node, &format!("{head}{body}")));
    // Until two looks, one after the other, find the same number.
    let (mut before, mut now) = (u64::MAX, 0);
    while before != now {
        before = now;
        tokio::time::sleep(Duration::from_secs(2)).await;
        now = node.number("eth_blockNumber", json!([])).await;
    }
    assert!(now < 200, "{now} blocks: the whole batch was carried out");
}

#[tokio::test]
async fn a_subscriber_that_does_not_read_loses_nothing_and_stops_nobody() {
    let node = Node::start();
    let (mut socket, _) = connect_async(node.devnet.ws_url()).await.unwrap();
    let subscribe = r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"#;
    socket.send(Message::text(subscribe)).await.unwrap();
    let answer = socket.next().await.unwrap().unwrap();
    assert!(answer.to_text().unwrap().contains("\"result\":\"0x1\""));
    for _ in 0..40 {
        node.result("anvil_mine", json!(["0x64"])).await;
    }
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 4_000);
    for number in 1..=4_000_u64 {
        let event = socket.next().await.unwrap().unwrap();
        let event: Value = serde_json::from_str(event.to_text().unwrap()).unwrap();
        assert_eq!(event["params"]["result"]["number"], format!("{number:#x}"));
    }
}

#[tokio::test]
async fn web_sockets_are_limited_and_leave_room_for_requests() {
    let node = Node::start();
    let mut sockets = Vec::new();
    for _ in 0..200 {
        sockets.push(connect_async(node.devnet.ws_url()).await.unwrap().0);
    }
    let refused = connect_async(node.devnet.ws_url()).await.unwrap_err();
    assert!(refused.to_string().contains("503"), "{refused}");
    assert_eq!(node.result("eth_chainId", json!([])).await, "0x64aba");
    sockets.pop().unwrap().close(None).await.unwrap();
    // The place is free once the node has seen the end.
    for _ in 0..600 {
        if connect_async(node.devnet.ws_url()).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a closed connection keeps its place");
}
