//! A node in a process of its own: started on a file, asked over HTTP, killed.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{json, Value};

/// A running `colophon devnet --state FILE`.
pub(crate) struct Node {
    child: Child,
    client: Client,
    file: PathBuf,
}

/// A way to ask a node; none of its answers is lost when the node dies, they just end.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
}

impl Node {
    pub(crate) fn start(file: &Path) -> Self {
        let errors = File::create(file.with_extension("stderr")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_colophon"))
            .args(["devnet", "--port", "0", "--json", "--silent", "--state"])
            .arg(file)
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            let errors = std::fs::read_to_string(file.with_extension("stderr")).unwrap();
            panic!("the node does not start again: {line}{errors}")
        });
        let url = ready["rpcUrl"].as_str().unwrap().to_owned();
        let client = Client { http: reqwest::Client::new(), url };
        Self { child, client, file: file.to_owned() }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// True if the node cut off a torn entry when it started.
    pub(crate) fn repaired(&self) -> bool {
        let errors = std::fs::read_to_string(self.file.with_extension("stderr")).unwrap();
        errors.contains("never written to its end")
    }

    /// True while the node writes its file anew.
    pub(crate) fn rewrites(&self) -> bool {
        self.file.with_extension("new").exists()
    }

    /// Kills the node with signal 9. True if it was writing its file anew.
    pub(crate) fn kill(mut self) -> bool {
        self.end();
        self.rewrites()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.end();
    }
}

impl Client {
    /// The result of a request; none once the node is dead. The node may not refuse anything.
    pub(crate) async fn try_ask(&self, method: &str, params: Value) -> Option<Value> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let request = self.http.post(&self.url).header("content-type", "application/json");
        let text = request.body(body.to_string()).send().await.ok()?.text().await.ok()?;
        let answer: Value = serde_json::from_str(&text).ok()?;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        Some(answer["result"].clone())
    }

    /// The result of a request to a node that lives.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).await.unwrap()
    }

    pub(crate) async fn number(&self, method: &str, params: Value) -> u128 {
        number(&self.ask(method, params).await)
    }
}

/// A quantity as a number.
pub(crate) fn number(value: &Value) -> u128 {
    u128::from_str_radix(value.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}
