//! `debug_traceTransaction` and `debug_traceCall` over HTTP: each tracer's shape, its options, and refusals.

use serde_json::{json, Value};

use crate::support::{Node, LOGGER, REVERTER, STORE};

/// Calls the address in the first 20 bytes of its calldata with the rest, gives on what comes back, fails never.
const FORWARDER: &str = "6014360360145f375f5f601436035f5f5f3560601c5af15000";

async fn traced(node: &Node, to: &str, data: &str, settings: Value) -> Value {
    let call = json!({ "from": node.account(0), "to": to, "data": data, "gas": "0x30d40" });
    node.result("debug_traceCall", json!([call, "latest", settings])).await
}

#[tokio::test]
async fn call_tracer_of_a_transaction() {
    let node = Node::start();
    let (logger, forwarder) = (node.deploy(LOGGER).await, node.deploy(FORWARDER).await);
    let data = format!("{logger}c0ffee");
    let receipt =
        node.send(json!({ "from": node.account(0), "to": forwarder, "data": data })).await;
    let hash = &receipt["transactionHash"];
    let settings = json!({ "tracer": "callTracer", "tracerConfig": { "withLog": true } });
    let trace = node.result("debug_traceTransaction", json!([hash, settings])).await;
    assert_eq!(trace["gasUsed"], receipt["gasUsed"]);
    assert_eq!(trace["type"], "CALL");
    let inner = &trace["calls"][0];
    assert_eq!((&inner["to"], &inner["input"]), (&json!(logger), &json!("0xc0ffee")));
    assert_eq!(inner["logs"][0]["data"], "0xc0ffee");
    assert_eq!(inner["logs"][0]["position"], "0x0");
    assert!(trace.get("logs").is_none() && trace.get("error").is_none());
    let purposes = |key: &str| -> Vec<Value> {
        let list = trace[key].as_array().expect("a list");
        list.iter().map(|transfer| transfer["purpose"].clone()).collect()
    };
    assert_eq!(purposes("beforeEVMTransfers"), ["feePayment"]);
    assert_eq!(purposes("afterEVMTransfers"), ["gasRefund", "feeCollection", "feeCollection"]);
    let top = json!({ "tracer": "callTracer", "tracerConfig": { "onlyTopCall": true } });
    let trace = node.result("debug_traceTransaction", json!([hash, top])).await;
    assert!(trace.get("calls").is_none());
}

#[tokio::test]
async fn failed_frames_keep_their_data_and_lose_their_events() {
    let node = Node::start();
    let reverter = node.deploy(REVERTER).await;
    // Error("no")
    let data = format!("0x08c379a0{:064x}{:064x}6e6f{:060}", 32, 2, 0);
    let trace = traced(&node, &reverter, &data, json!({ "tracer": "callTracer" })).await;
    assert_eq!(trace["error"], "execution reverted");
    assert_eq!(trace["revertReason"], "no");
    assert_eq!(trace["output"], json!(data));
}

#[tokio::test]
async fn struct_logs_and_their_options() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    let data = format!("0x{:064x}", 9);
    let plain = traced(&node, &store, &data, json!({})).await;
    let logs = plain["structLogs"].as_array().expect("steps").clone();
    assert_eq!(plain["failed"], false);
    assert!(logs.iter().all(|log| log.get("stack").is_some() && log.get("memory").is_none()));
    let stored = logs.iter().find(|log| log["op"] == "SSTORE").expect("a step");
    let slots = json!({ format!("{:064x}", 0): format!("{:064x}", 9) });
    assert_eq!(stored["storage"], slots);
    let bare = json!({ "disableStack": true, "disableStorage": true, "enableMemory": true });
    let bare = traced(&node, &store, &data, bare).await;
    let logs = bare["structLogs"].as_array().expect("steps").clone();
    assert!(logs.iter().all(|log| log.get("stack").is_none() && log.get("storage").is_none()));
    assert_eq!(logs.last().expect("steps")["memory"], json!(["0".repeat(64)]));
    let cut = traced(&node, &store, &data, json!({ "limit": 1 })).await;
    assert_eq!(cut["structLogs"].as_array().map(Vec::len), Some(1));
    assert_eq!(cut["gas"], plain["gas"]);
}

#[tokio::test]
async fn prestate_and_its_difference() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    let data = format!("0x{:064x}", 9);
    let slot = format!("0x{:064x}", 0);
    let before = traced(&node, &store, &data, json!({ "tracer": "prestateTracer" })).await;
    assert_eq!(before[&store]["storage"][&slot], json!(slot));
    assert_eq!(before[&store]["code"], json!(format!("0x{STORE}")));
    assert!(before.get(node.account(0)).is_some());
    let settings = json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } });
    let change = traced(&node, &store, &data, settings).await;
    assert_eq!(change["post"][&store], json!({ "storage": { slot: data } }));
    assert!(change["pre"][&store].get("storage").is_none(), "empty slots are left out");
}

#[tokio::test]
async fn small_tracers_and_scripts() {
    let node = Node::start();
    let (logger, forwarder) = (node.deploy(LOGGER).await, node.deploy(FORWARDER).await);
    let data = format!("{logger}c0ffee0011");
    let counts = traced(&node, &forwarder, &data, json!({ "tracer": "4byteTracer" })).await;
    let outer = format!("{}-21", &data[..10]);
    assert_eq!(counts, json!({ outer: 1, "0xc0ffee00-1": 1 }));
    assert_eq!(
        traced(&node, &forwarder, &data, json!({ "tracer": "noopTracer" })).await,
        json!({})
    );
    let script = "{ \"hostio\": function(info) {}, \"enter\": function() {} }";
    let native = traced(&node, &forwarder, &data, json!({ "tracer": "stylusTracer" })).await;
    assert_eq!(native[0]["name"], "evm_call_contract");
    assert_eq!(traced(&node, &forwarder, &data, json!({ "tracer": script })).await, native);
}

#[tokio::test]
async fn a_thousand_nested_frames() {
    let node = Node::start();
    let deep = "0x00000000000000000000000000000000000000aa";
    let settings = json!({
        "tracer": "callTracer",
        "stateOverrides": { deep: { "code": "0x5f5f5f5f5f305af100" } },
    });
    let call = json!({ "to": deep, "gas": "0x2faf080" });
    let request = json!({
        "jsonrpc": "2.0", "id": 1, "method": "debug_traceCall", "params": [call, "latest", settings],
    });
    // As text: the answer nests deeper than most readers allow.
    let (status, text) = node.post(request.to_string()).await;
    assert_eq!(status, 200);
    let frames = text.matches(r#""type":"CALL""#).count();
    assert!(frames > 200, "{frames}");
    assert_eq!(node.number("eth_chainId", json!([])).await, node.devnet.chain_id());
}

#[tokio::test]
async fn refusals() {
    let node = Node::start();
    let receipt = node.send(json!({ "from": node.account(0), "to": node.account(1) })).await;
    let unknown = json!([format!("0x{}", "12".repeat(32)), { "tracer": "noSuchTracer" }]);
    let error = node.error("debug_traceTransaction", unknown).await;
    assert_eq!(error, json!({ "code": -32000, "message": "transaction not found" }));
    let bad = json!([receipt["transactionHash"], { "tracer": "noSuchTracer" }]);
    let error = node.error("debug_traceTransaction", bad).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().is_some_and(|text| text.contains("noSuchTracer")));
    let call = json!({ "to": node.account(1) });
    let error = node.error("debug_traceCall", json!([call, "pending"])).await;
    assert_eq!(error["message"], "tracing on top of pending is not supported");
    let error = node.error("debug_traceCall", json!([call, "0xfff"])).await;
    assert_eq!(error["message"], "block #4095 not found");
    let error = node.error("debug_traceCall", json!([call])).await;
    assert_eq!(error["code"], -32602);
    let poor =
        json!({ "from": format!("0x{}", "77".repeat(20)), "to": node.account(1), "value": "0x1" });
    let error = node.error("debug_traceCall", json!([poor, "latest"])).await;
    let text = error["message"].as_str().expect("text");
    assert!(text.starts_with("tracing failed: insufficient funds"), "{text}");
}
