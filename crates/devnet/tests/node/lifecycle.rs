//! Start, stop, ports, ready line.

use std::net::TcpStream;

use serde_json::{json, Value};
use stylus_devnet::{Devnet, SpawnError};

use crate::support::Node;

#[test]
fn starts_and_stops_without_any_runtime() {
    let node = Devnet::builder().spawn().unwrap();
    let port = node.port();
    assert_ne!(port, 0);
    assert_eq!(node.rpc_url(), format!("http://127.0.0.1:{port}"));
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
    drop(node);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "nobody listens after the drop");
}

#[tokio::test]
async fn the_port_is_free_again_at_once_even_with_open_connections() {
    let node = Node::start();
    let port = node.devnet.port();
    let (_, _) = node.post("{}").await;
    let idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
    drop(node);
    let again = Devnet::builder().port(port).spawn().unwrap();
    assert_eq!(again.port(), port);
    drop(idle);
}

#[tokio::test]
async fn nodes_side_by_side_do_not_know_each_other() {
    let (one, two) = (Node::start(), Node::start());
    assert_ne!(one.devnet.port(), two.devnet.port());
    one.result("anvil_mine", json!(["0x3"])).await;
    assert_eq!(one.number("eth_blockNumber", json!([])).await, 3);
    assert_eq!(two.number("eth_blockNumber", json!([])).await, 0);
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let node = Devnet::builder().spawn().unwrap();
    let error = Devnet::builder().port(node.port()).spawn().unwrap_err();
    assert!(matches!(error, SpawnError::PortInUse { port, .. } if port == node.port()));
    let text = error.to_string();
    assert!(text.contains(&node.port().to_string()), "{text}");
    assert!(text.contains("choose another port"), "{text}");
}

#[test]
fn hosts_that_cannot_be_listened_on_are_refused() {
    let unknown = Devnet::builder().host("no such host").spawn().unwrap_err();
    assert!(matches!(unknown, SpawnError::UnknownHost { .. }), "{unknown}");
    // An address of the documentation range: no machine has it.
    let foreign = Devnet::builder().host("192.0.2.1").spawn().unwrap_err();
    assert!(matches!(foreign, SpawnError::Bind { .. }), "{foreign}");
}

#[test]
fn every_interface_is_shown_as_one_that_can_be_reached() {
    let node = Devnet::builder().host("0.0.0.0").spawn().unwrap();
    assert_eq!(node.rpc_url(), format!("http://127.0.0.1:{}", node.port()));
}

#[tokio::test]
async fn the_ready_line_agrees_with_the_node() {
    let node = Node::of(Devnet::builder().chain_id(31_415).spawn().unwrap());
    let ready: Value = serde_json::from_str(&node.devnet.ready().to_json()).unwrap();
    assert_eq!(ready["rpcUrl"], node.devnet.rpc_url());
    assert_eq!(ready["wsUrl"], node.devnet.ws_url());
    assert_eq!(ready["chainId"], 31_415);
    assert_eq!(ready["version"], node.result("web3_clientVersion", json!([])).await);
    assert_eq!(node.result("eth_chainId", json!([])).await, "0x7ab7");
    assert_eq!(node.result("net_version", json!([])).await, "31415");
    let accounts = ready["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 21);
    for account in accounts {
        let balance = node.result("eth_getBalance", json!([account["address"], "latest"])).await;
        assert_eq!(balance, "0x21e19e0c9bab2400000", "10,000 ether for {}", account["label"]);
    }
    for predeploy in ready["predeploys"].as_array().unwrap() {
        let code = node.result("eth_getCode", json!([predeploy["address"], "latest"])).await;
        assert_ne!(code, "0x", "{predeploy}");
    }
}

#[tokio::test]
async fn the_version_of_arbos_is_chosen_and_shown() {
    for version in [31, 32, 40, 50, 51, 59, 60] {
        let node = Node::of(Devnet::builder().arbos(version).spawn().unwrap());
        assert_eq!(node.devnet.ready().arbos, version);
        let client = node.result("web3_clientVersion", json!([])).await;
        assert!(client.as_str().unwrap().ends_with(&format!("/arbos{version}")), "{client}");
        let ask =
            json!([{ "to": "0x0000000000000000000000000000000000000064", "data": "0x051038f2" }]);
        assert_eq!(node.result("eth_call", ask).await, format!("{:#066x}", 55 + version));
        let head = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
        assert_eq!(head["mixHash"].as_str().unwrap()[34..50], format!("{version:016x}"));
    }
    let unknown = Devnet::builder().arbos(33).spawn().unwrap_err();
    let text = "ArbOS 33 is not supported: choose one of 31, 32, 40, 50, 51, 59, 60";
    assert_eq!(unknown.to_string(), text);
}

#[tokio::test]
async fn a_bare_node_is_what_nitro_starts() {
    let node = Node::of(Devnet::builder().bare(true).spawn().unwrap());
    assert_eq!(node.devnet.accounts().len(), 1);
    assert_eq!(node.devnet.ready().predeploys, []);
    assert_eq!(node.result("eth_accounts", json!([])).await, json!([]));
    let dev = node.devnet.accounts()[0].address;
    let balance = node.result("eth_getBalance", json!([dev, "latest"])).await;
    assert_eq!(balance, "0x3635c9adc5dea00000", "1,000 ether");
    for address in
        ["0x4e59b44847b379578588920ca78fbf26c0b4956c", "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990"]
    {
        assert_eq!(node.result("eth_getCode", json!([address, "latest"])).await, "0x");
    }
    let safe = node.error("eth_getBalance", json!([dev, "safe"])).await;
    assert_eq!(safe, json!({ "code": -32000, "message": "safe block not found" }));
}

#[tokio::test]
async fn a_panic_while_the_chain_is_held_undoes_what_was_half_done() {
    let node = Node::start();
    let mined = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut chain = node.devnet.chain();
        chain.mine(1);
        assert_eq!(chain.head().number(), 7, "a mistake in a test");
    }));
    assert!(mined.is_err());
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 0);
    node.result("evm_mine", json!([])).await;
    assert_eq!(node.devnet.chain().head().number(), 1);
}

#[test]
fn the_chain_is_there_without_json() {
    let node = Devnet::builder().spawn().unwrap();
    let before = node.chain().head().number();
    node.chain().mine(2);
    assert_eq!(node.chain().head().number(), before + 2);
}
