//! A project folder, a node, and the command.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stylus_devnet::Devnet;
use tempfile::TempDir;

pub(crate) struct Stage {
    pub(crate) folder: TempDir,
    pub(crate) node: Devnet,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one JSON object on stdout.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    pub(crate) fn fine(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// The command, free of the variables of whoever runs the tests.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colophon"));
    for (name, _) in std::env::vars() {
        if name.starts_with("COLOPHON_") || name == "ETH_RPC_URL" {
            command.env_remove(name);
        }
    }
    command.env("NO_COLOR", "1").current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs the command without a node.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Run {
    Run::of(command(folder).args(args).output().unwrap())
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), node: Devnet::builder().spawn().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the command against the node.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_at(&self.node.rpc_url(), args)
    }

    /// Runs the command against another address.
    pub(crate) fn run_at(&self, url: &str, args: &[&str]) -> Run {
        Run::of(command(self.path()).env("COLOPHON_RPC_URL", url).args(args).output().unwrap())
    }

    pub(crate) fn deploy(&self) -> Value {
        self.run(&["deploy", "--name", "Inkling", "--symbol", "INK", "--broadcast", "--json", "-q"])
            .json()
    }

    /// Copies the first `count` example pieces into the folder `pieces`.
    pub(crate) fn pieces(&self, count: usize) -> PathBuf {
        let folder = self.path().join("pieces");
        std::fs::create_dir_all(&folder).unwrap();
        for path in example_pieces().into_iter().take(count) {
            std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
        folder
    }

    /// The next nonce of the development account: how many transactions it has sent.
    pub(crate) fn sent(&self) -> u64 {
        let account = self.node.accounts()[0].address.to_string();
        let answer = rpc(
            &self.node.rpc_url(),
            "eth_getTransactionCount",
            &format!("[\"{account}\",\"latest\"]"),
        );
        u64::from_str_radix(answer.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
    }
}

pub(crate) fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/inkling").canonicalize().unwrap()
}

pub(crate) fn example_pieces() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(example().join("pieces")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// One JSON-RPC question over a plain socket.
pub(crate) fn rpc(url: &str, method: &str, params: &str) -> Value {
    let body =
        format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{params}}}");
    let answer = crate::proxy::post(url.trim_start_matches("http://"), body.as_bytes()).unwrap();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    answer["result"].clone()
}
