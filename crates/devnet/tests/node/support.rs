//! What the tests share: a node, a client that checks nothing, small contracts.

use serde_json::{json, Value};
use stylus_devnet::Devnet;

/// An HTTP client. Where other packages turn on TLS in the same library, it wants a provider even for plain HTTP.
pub(crate) fn client() -> reqwest::Client {
    provide_tls();
    reqwest::Client::new()
}

/// Installs the provider of TLS, once for the process; later calls change nothing.
pub(crate) fn provide_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A node and a client of it.
pub(crate) struct Node {
    pub(crate) devnet: Devnet,
    client: reqwest::Client,
}

impl Node {
    pub(crate) fn start() -> Self {
        Self::of(Devnet::builder().spawn().expect("a node on any free port"))
    }

    pub(crate) fn of(devnet: Devnet) -> Self {
        Self { devnet, client: client() }
    }

    /// Posts a body as it is; status and text of the answer.
    pub(crate) async fn post(&self, body: impl Into<reqwest::Body>) -> (u16, String) {
        let request = self.client.post(self.devnet.rpc_url());
        let request = request.header("content-type", "application/json").body(body);
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.text().await.expect("text"))
    }

    /// Posts a body that must be answered with JSON.
    pub(crate) async fn post_json(&self, body: impl Into<String>) -> Value {
        let (status, text) = self.post(body.into()).await;
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// One request; the whole answer.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        self.post_json(request.to_string()).await
    }

    /// One request that must succeed; its result.
    pub(crate) async fn result(&self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// One request that must fail; its error.
    pub(crate) async fn error(&self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params).await;
        assert!(answer.get("result").is_none(), "{method}: {answer}");
        answer["error"].clone()
    }

    /// A quantity that a method answers.
    pub(crate) async fn number(&self, method: &str, params: Value) -> u64 {
        number(&self.result(method, params).await)
    }

    /// The first account of the mnemonic, as text.
    pub(crate) fn account(&self, index: usize) -> String {
        self.devnet.accounts()[1 + index].address.to_string().to_lowercase()
    }

    /// Sends a transaction from an unlocked account; its receipt.
    pub(crate) async fn send(&self, transaction: Value) -> Value {
        let hash = self.result("eth_sendTransaction", json!([transaction])).await;
        let receipt = self.result("eth_getTransactionReceipt", json!([hash])).await;
        assert!(receipt.is_object(), "the receipt is there when the hash is");
        receipt
    }

    /// Deploys a contract with this runtime code; its address.
    pub(crate) async fn deploy(&self, runtime: &str) -> String {
        let from = self.account(0);
        let receipt = self.send(json!({ "from": from, "data": init_code(runtime) })).await;
        assert_eq!(receipt["status"], "0x1");
        receipt["contractAddress"].as_str().expect("an address").to_owned()
    }
}

/// A quantity as a number.
pub(crate) fn number(value: &Value) -> u64 {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x")).expect("a quantity");
    u64::from_str_radix(digits, 16).expect("a quantity")
}

/// Init code that returns the runtime code after it.
pub(crate) fn init_code(runtime: &str) -> String {
    let length = runtime.len() / 2;
    format!("0x60{length:02x}600a5f3960{length:02x}5ff3{runtime}")
}

/// Emits its calldata under topic 1.
pub(crate) const LOGGER: &str = "365f5f376001365fa100";
/// Reverts with its calldata.
pub(crate) const REVERTER: &str = "365f5f37365ffd";
/// Stores the first word of its calldata in slot 0 and returns what slot 0 held before.
pub(crate) const STORE: &str = "5f545f525f355f5560205ff3";
