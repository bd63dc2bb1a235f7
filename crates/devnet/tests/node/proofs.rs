//! `eth_getProof` over HTTP, checked by a library that shares no code with the node's tries.

use alloy_primitives::{hex, keccak256, Bytes, B256, U256};
use alloy_trie::proof::verify_proof;
use alloy_trie::{Nibbles, TrieAccount, EMPTY_ROOT_HASH};
use serde_json::{json, Value};

use crate::support::{Node, STORE};

const ZERO: &str = "0x0000000000000000000000000000000000000000000000000000000000000000";

fn nodes(value: &Value) -> Vec<Bytes> {
    serde_json::from_value(value.clone()).expect("nodes")
}

fn hash(value: &Value) -> B256 {
    serde_json::from_value(value.clone()).expect("a hash")
}

fn wei(value: &Value) -> U256 {
    serde_json::from_value(value.clone()).expect("a quantity")
}

/// The answer for an account at a block, once everything in it has been proved against the block's header.
async fn proved(node: &Node, account: &str, keys: Value, block: &str) -> Value {
    let answer = node.result("eth_getProof", json!([account, keys, block])).await;
    let header = node.result("eth_getBlockByNumber", json!([block, false])).await;
    let key = |bytes: &[u8]| Nibbles::unpack(keccak256(bytes));
    let there = answer["codeHash"] != ZERO;
    let leaf = TrieAccount::new(
        wei(&answer["nonce"]).to(),
        wei(&answer["balance"]),
        hash(&answer["storageHash"]),
        hash(&answer["codeHash"]),
    );
    let leaf = there.then(|| alloy_rlp::encode(leaf));
    let address = hex::decode(account).expect("an address");
    let proof = nodes(&answer["accountProof"]);
    verify_proof(hash(&header["stateRoot"]), key(&address), leaf, &proof).expect("the account");
    for slot in answer["storageProof"].as_array().expect("a list") {
        let (value, proof) = (wei(&slot["value"]), nodes(&slot["proof"]));
        if !there || hash(&answer["storageHash"]) == EMPTY_ROOT_HASH {
            assert!(value.is_zero() && proof.is_empty(), "{slot}");
            continue;
        }
        let place = key(&wei(&slot["key"]).to_be_bytes::<32>());
        let leaf = (!value.is_zero()).then(|| alloy_rlp::encode(value));
        verify_proof(hash(&answer["storageHash"]), place, leaf, &proof).expect("the slot");
    }
    answer
}

#[tokio::test]
async fn accounts_and_slots_are_proved_at_every_block() {
    let node = Node::start();
    let store = node.deploy(STORE).await;
    for value in [7, 9, 0] {
        let data = format!("0x{value:064x}");
        node.send(json!({ "from": node.account(0), "to": store, "data": data })).await;
    }
    let keys = json!(["0x0", "0x1", format!("0x{:064x}", 0), "00"]);
    for (block, value) in [("0x1", "0x0"), ("0x2", "0x7"), ("0x3", "0x9"), ("0x4", "0x0")] {
        let answer = proved(&node, &store, keys.clone(), block).await;
        let slots = &answer["storageProof"];
        assert_eq!(slots[0]["value"], value, "block {block}");
        assert_eq!(slots[2]["value"], value);
        let given: Vec<&Value> = (0..4).map(|index| &slots[index]["key"]).collect();
        assert_eq!(given, [&json!("0x0"), &json!("0x1"), &json!(ZERO), &json!("0x0")]);
    }
    let account = node.account(0);
    let answer = proved(&node, &account, json!([]), "latest").await;
    assert_eq!((&answer["nonce"], &answer["storageProof"]), (&json!("0x4"), &json!([])));
    assert_eq!(answer["balance"], node.result("eth_getBalance", json!([account, "latest"])).await);
    proved(&node, &account, json!(["0x5"]), "0x0").await;
    let absent = "0x7777777777777777777777777777777777777777";
    let answer = proved(&node, absent, json!(["0x0"]), "latest").await;
    assert_eq!((&answer["balance"], &answer["storageHash"]), (&json!("0x0"), &json!(ZERO)));
    // The account of ArbOS has many slots.
    proved(&node, "0xa4b05fffffffffffffffffffffffffffffffffff", json!(["0x0", "0x1"]), "latest")
        .await;
    let by_hash = node.result("eth_getBlockByNumber", json!(["0x2", false])).await["hash"].clone();
    let by_hash = node.result("eth_getProof", json!([store, ["0x0"], by_hash])).await;
    assert_eq!(by_hash, node.result("eth_getProof", json!([store, ["0x0"], "0x2"])).await);
}

#[tokio::test]
async fn an_edited_account_is_proved_from_the_next_block_on() {
    let node = Node::start();
    let who = "0x00000000000000000000000000000000000000aa";
    node.result("anvil_setBalance", json!([who, "0x5"])).await;
    node.result("anvil_setStorageAt", json!([who, "0x1", "0x2"])).await;
    let edited = node.error("eth_getProof", json!([who, [], "latest"])).await;
    assert_eq!(edited["code"], -32000);
    assert!(edited["message"].as_str().is_some_and(|text| text.contains("mine a block")));
    node.result("evm_mine", json!([])).await;
    let answer = proved(&node, who, json!(["0x1", "0x2"]), "latest").await;
    assert_eq!(
        (&answer["balance"], &answer["storageProof"][0]["value"]),
        (&json!("0x5"), &json!("0x2"))
    );
}

#[tokio::test]
async fn wrong_questions_are_refused() {
    let node = Node::start();
    let account = node.account(0);
    let many = vec!["0x0"; 1_025];
    for (params, code) in [
        (json!([]), -32602),
        (json!([account]), -32602),
        (json!([account, []]), -32602),
        (json!([account, "0x0", "latest"]), -32602),
        (json!([account, [5], "latest"]), -32602),
        (json!([account, ["0xzz"], "latest"]), -32602),
        (json!([account, [format!("0x{:066x}", 1)], "latest"]), -32602),
        (json!([account, many, "latest"]), -32602),
        (json!([account, [], "0x99"]), -32000),
        (json!(["0x12", [], "latest"]), -32602),
    ] {
        assert_eq!(node.error("eth_getProof", params.clone()).await["code"], code, "{params}");
    }
    proved(&node, &account, json!(vec!["0x3"; 1_024]), "latest").await;
}
