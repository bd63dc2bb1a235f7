//! One client's endless work holds up no other client.

use std::time::Duration;

use alloy_primitives::U256;
use serde_json::json;
use stylus_devnet::Devnet;

use crate::support::Node;

/// JUMPDEST, then back.
const ENDLESS: &str = "5b5f56";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_clients_are_answered_while_a_call_runs() {
    let limit = Duration::from_secs(2);
    let node = Node::of(
        Devnet::builder().evm_timeout(limit).gas_cap(1_000_000_000_000).spawn().expect("a node"),
    );
    let endless = node.deploy(ENDLESS).await;
    let call = || node.error("eth_call", json!([{ "to": endless }]));
    let others = || async {
        // Reads and changes alike.
        let to = node.account(1);
        for _ in 0..3 {
            node.number("eth_blockNumber", json!([])).await;
            node.result("eth_call", json!([{ "to": to }])).await;
            node.send(json!({ "from": node.account(0), "to": to, "value": "0x1" })).await;
        }
    };
    // One, which may be read by the thread that waits for all connections; and more than there are threads.
    tokio::select! {
        biased;
        _ = call() => panic!("the endless call was answered first"),
        () = others() => {}
    }
    let many = || async { tokio::join!(call(), call(), call(), call(), call(), call(), call()) };
    tokio::select! {
        biased;
        _ = many() => panic!("the endless calls were answered first"),
        () = others() => {}
    }
    let error = node.error("eth_call", json!([{ "to": endless }])).await;
    assert_eq!(error["code"], -32000);
    assert_eq!(error["message"], "execution aborted (timeout = 2s)");
}

#[tokio::test]
async fn the_chain_is_read_while_it_is_changed() {
    let node = Node::start();
    let (from, to) = (node.account(0), node.account(1));
    let filter = node.result("eth_newBlockFilter", json!([])).await;
    let seen = || async {
        let head = node.number("eth_blockNumber", json!([])).await;
        let blocks = node.result("eth_getFilterChanges", json!([filter])).await;
        node.result("eth_call", json!([{ "to": to }])).await;
        node.result("txpool_status", json!([])).await;
        let gas = node.number("eth_estimateGas", json!([{ "from": from, "to": to }])).await;
        assert_eq!(gas, 21_000);
        let mined = blocks.as_array().map(Vec::len);
        (head, mined, node.result("eth_getBalance", json!([to, "pending"])).await)
    };
    let before = seen().await;
    // What a transaction does while it runs: it alone has the chain.
    let mut chain = node.devnet.chain();
    chain.set_balance(node.devnet.accounts()[2].address, U256::from(7));
    chain.mine(1);
    assert_eq!(seen().await, before);
    drop(chain);
    assert_eq!(seen().await, (before.0 + 1, Some(1), json!("0x7")));
}

#[tokio::test]
async fn a_trace_may_ask_for_a_time_of_its_own() {
    let node = Node::of(Devnet::builder().gas_cap(1_000_000_000_000).spawn().expect("a node"));
    let endless = node.deploy(ENDLESS).await;
    let call = json!({ "to": endless });
    let settings = json!({ "tracer": "noopTracer", "timeout": "50ms" });
    let error = node.error("debug_traceCall", json!([call, "latest", settings])).await;
    assert_eq!(error["message"], "execution timeout");
    let wrong = json!({ "tracer": "noopTracer", "timeout": "soon" });
    let error = node.error("debug_traceCall", json!([call, "latest", wrong])).await;
    assert_eq!(error["code"], -32602);
}
