//! A chain outlives its node: written out, read in, kept in a file, also when the node is killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use alloy_primitives::U256;
use serde_json::{json, Value};
use stylus_devnet::{Devnet, SpawnError};

use crate::support::{number, Node, STORE};

/// A file in a folder of its own, which goes when the test ends.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("stylus-devnet-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("chain.json")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn kept(file: &Path) -> Result<Devnet, SpawnError> {
    Devnet::builder().state(file).spawn()
}

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
    let fork = json!([{ "forking": { "jsonRpcUrl": "http://127.0.0.1:1" } }]);
    assert_eq!(other.error("hardhat_reset", fork).await["code"], -32000);
    for refused in ["anvil_setChainId", "anvil_setNextBlockBaseFeePerGas"] {
        assert_eq!(other.error(refused, json!(["0x1"])).await["code"], -32000);
    }
    assert_eq!(other.result("hardhat_metadata", json!([])).await["chainId"], 412_346);
}

#[tokio::test]
async fn a_file_keeps_the_chain_and_fits_one_chain_only() {
    let place = Place::new("file");
    let node = Node::of(kept(&place.file()).unwrap());
    let store = node.deploy(STORE).await;
    node.result("anvil_setBalance", json!([store, "0x5"])).await;
    drop(node);
    let node = Node::of(kept(&place.file()).unwrap());
    assert_eq!(node.result("eth_getBalance", json!([store, "latest"])).await, "0x5");
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 1);
    drop(node);
    let other = Devnet::builder().chain_id(7).state(place.file()).spawn().expect_err("another id");
    assert!(other.to_string().contains("start it with chain id 412346"), "{other}");
    let text = std::fs::read_to_string(place.file()).unwrap();
    std::fs::write(place.file(), text.replacen("\"version\":2", "\"version\":9", 1)).unwrap();
    let newer = kept(&place.file()).expect_err("another version");
    assert!(newer.to_string().contains("version 9"), "{newer}");
    std::fs::write(place.file(), &text[..text.len() / 2]).unwrap();
    let torn = kept(&place.file()).expect_err("half a file");
    assert!(torn.to_string().contains("holds no chain"), "{torn}");
    assert_eq!(std::fs::read_to_string(place.file()).unwrap(), text[..text.len() / 2], "untouched");
    kept(&place.0.join("nowhere/chain.json")).expect_err("no such folder");
}

/// Name of the variable that tells a process which file to keep its chain in.
const FILE: &str = "STYLUS_DEVNET_TEST_STATE";

/// Runs a node until it is killed, in the process that [`serve`] starts.
#[test]
#[ignore = "the body of another process"]
fn a_node_of_its_own() {
    let file = std::env::var_os(FILE).expect("started by a test");
    let node = kept(Path::new(&file)).expect("a node");
    writeln!(std::io::stdout(), "\n{}", node.ready().to_json()).expect("a reader");
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).expect("a writer");
}

/// A node in a process of its own, and its address.
fn serve(file: &Path) -> Option<(Child, String)> {
    let mut child = Command::new(std::env::current_exe().ok()?)
        .args(["keep::a_node_of_its_own", "--exact", "--ignored", "--nocapture"])
        .env(FILE, file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let lines = BufReader::new(child.stdout.take()?).lines();
    let line = lines.map_while(Result::ok).find(|line| line.starts_with('{'))?;
    let ready: Value = serde_json::from_str(&line).ok()?;
    Some((child, ready["rpcUrl"].as_str()?.to_owned()))
}

async fn ask(url: &str, method: &str, params: Value) -> Option<Value> {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let request = crate::support::client().post(url).header("content-type", "application/json");
    let text = request.body(body.to_string()).send().await.ok()?.text().await.ok()?;
    serde_json::from_str::<Value>(&text).ok()?.get("result").cloned()
}

#[tokio::test]
async fn a_killed_node_loses_nothing_that_it_answered() {
    let place = Place::new("killed");
    let mut answered = 0;
    for round in 0..6_u64 {
        let (mut child, url) = serve(&place.file()).expect("a node");
        let head = ask(&url, "eth_blockNumber", json!([])).await.expect("a head");
        assert!(number(&head) >= answered, "round {round}: {head} after {answered}");
        let from = ask(&url, "eth_accounts", json!([])).await.expect("accounts")[1].clone();
        let load = tokio::spawn({
            let url = url.clone();
            async move {
                let mut last = 0;
                let send = json!([{ "from": from, "to": from, "value": "0x1" }]);
                while ask(&url, "eth_sendTransaction", send.clone()).await.is_some() {
                    match ask(&url, "eth_blockNumber", json!([])).await {
                        Some(head) => last = number(&head),
                        None => break,
                    }
                }
                last
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(80 + 37 * round)).await;
        child.kill().expect("killed");
        child.wait().expect("gone");
        answered = answered.max(load.await.expect("the load ends"));
    }
    assert!(answered > 0);
    let node = Node::of(kept(&place.file()).unwrap());
    assert!(node.number("eth_blockNumber", json!([])).await >= answered);
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
