//! A chain outlives its node: written out and read in. (The file that keeps one has its own tests.) And how a node is
//! asked for.

use alloy_primitives::U256;
use serde_json::{json, Value};
use stylus_devnet::Devnet;

use crate::support::{number, Node, STORE};

async fn stored(node: &Node, at: &str) -> Value {
    node.result("eth_getStorageAt", json!([at, "0x0", "latest"])).await
}

#[tokio::test]
async fn a_dumped_chain_is_loaded_by_another_node() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    let data = format!("0x{:0>64}", "9");
    let sent = node.send(json!({ "from": node.account(0), "to": store, "data": data })).await;
    let dump = node.result("anvil_dumpState", json!([])).await;
    let other = Node::start();
    assert_eq!(other.result("anvil_loadState", json!([dump])).await, true);
    assert_eq!(stored(&other, &store).await, data);
    let hash = json!([sent["transactionHash"]]);
    assert_eq!(other.result("eth_getTransactionReceipt", hash).await, sent);
    let before = json!([store, "0x0", "0x1"]);
    assert_eq!(number(&other.result("eth_getStorageAt", before).await), 0, "older states too");
    other.send(json!({ "from": other.account(0), "to": store, "data": data })).await;
    assert_eq!(other.number("eth_blockNumber", json!([])).await, 3);
    for wrong in [json!("0x"), json!("0x7b7d"), json!({}), json!(5), Value::Null] {
        assert_eq!(other.error("anvil_loadState", json!([wrong])).await["code"], -32602);
    }
    assert_eq!(other.number("eth_blockNumber", json!([])).await, 3);
    assert_eq!(other.result("anvil_reset", json!([])).await, true);
    assert_eq!(other.number("eth_blockNumber", json!([])).await, 0);
    assert_eq!(other.result("eth_getCode", json!([store, "latest"])).await, "0x");
    let none = json!([{ "forking": { "blockNumber": null } }]);
    assert_eq!(other.result("anvil_reset", none).await, true, "what viem sends for no fork");
    let fork = json!([{ "forking": { "jsonRpcUrl": "http://127.0.0.1:1" } }]);
    assert_eq!(other.error("hardhat_reset", fork).await["code"], -32000);
    for refused in ["anvil_setChainId", "anvil_setNextBlockBaseFeePerGas"] {
        assert_eq!(other.error(refused, json!(["0x1"])).await["code"], -32000);
    }
    assert_eq!(other.result("hardhat_metadata", json!([])).await["chainId"], 412_346);
}

#[tokio::test]
async fn accounts_prices_and_caps_are_as_asked_for() {
    let words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let builder = Devnet::builder().mnemonic(words).accounts(3).balance(U256::from(77));
    let node = Node::of(builder.gas_cap(100_000).l1_price(U256::from(9)).spawn().unwrap());
    let accounts = node.devnet.accounts();
    assert_eq!(accounts.len(), 4);
    assert_eq!(accounts[1].address.to_string(), "0x58A57ed9d8d624cBD12e2C467D34787555bB1b25");
    assert_eq!(node.result("eth_getBalance", json!([accounts[3].address, "latest"])).await, "0x4d");
    let more = Devnet::builder().accounts(22).spawn().unwrap();
    assert_eq!(more.accounts().len(), 23);
    assert_eq!(
        more.accounts()[1].address.to_string(),
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    );
    // The gas that is left to a contract at once, to be read by a call.
    let gas = json!([{ "data": "0x5a5f5260205ff3" }, "latest"]);
    assert!(number(&node.result("eth_call", gas).await) < 100_000);
    let price =
        json!([{ "to": "0x000000000000000000000000000000000000006c", "data": "0xf5d6ded7" }]);
    assert_eq!(number(&node.result("eth_call", json!([price[0], "latest"])).await), 9);
    let error = Devnet::builder().mnemonic("not words").spawn().expect_err("no words");
    assert!(error.to_string().contains("BIP-39"), "{error}");
}
