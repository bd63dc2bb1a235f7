//! Those who use a node until it dies: senders of transfers, one who edits code, one who reads. Each remembers what it was
//! answered.

use serde_json::{json, Value};
use tokio::task::JoinHandle;

use crate::ledger::{Ledger, EDITED};
use crate::process::{number, Client, Node};

/// What one round was answered.
#[derive(Default)]
pub(crate) struct Answered {
    /// By each sender: receipts. Each may have had one more transaction under way.
    pub(crate) receipts: Vec<Vec<Value>>,
    /// Blocks that were read.
    pub(crate) blocks: Vec<Value>,
    /// The newest code that was set, and the one that may have been set after it.
    pub(crate) code: Option<String>,
    pub(crate) next_code: String,
}

/// A round that goes on until the node dies.
pub(crate) struct Load {
    senders: Vec<JoinHandle<Vec<Value>>>,
    reader: JoinHandle<Vec<Value>>,
    editor: JoinHandle<(Option<String>, String)>,
}

/// Begins a round.
pub(crate) fn start(node: &Node, ledger: &Ledger) -> Load {
    let client = || node.client().clone();
    let pairs = ledger.senders.iter().zip(ledger.senders.iter().cycle().skip(1));
    Load {
        senders: pairs
            .map(|(from, to)| tokio::spawn(send(client(), from.clone(), to.clone())))
            .collect(),
        reader: tokio::spawn(read(client())),
        editor: tokio::spawn(edit(client(), ledger.edits)),
    }
}

impl Load {
    /// What everybody was answered, now that the node is dead.
    pub(crate) async fn finish(self) -> Answered {
        let mut answered = Answered::default();
        for sender in self.senders {
            answered.receipts.push(sender.await.unwrap());
        }
        answered.blocks = self.reader.await.unwrap();
        (answered.code, answered.next_code) = self.editor.await.unwrap();
        answered
    }
}

async fn send(client: Client, from: String, to: String) -> Vec<Value> {
    let mut receipts = Vec::new();
    for value in 1.. {
        let request = json!([{ "from": from, "to": to, "value": format!("{value:#x}") }]);
        let Some(hash) = client.try_ask("eth_sendTransaction", request).await else { break };
        let Some(receipt) = client.try_ask("eth_getTransactionReceipt", json!([hash])).await else {
            // Sent, but nobody has seen in which block.
            receipts.push(json!({ "transactionHash": hash }));
            break;
        };
        receipts.push(receipt);
    }
    receipts
}

async fn read(client: Client) -> Vec<Value> {
    let mut blocks: Vec<Value> = Vec::new();
    while let Some(block) = client.try_ask("eth_getBlockByNumber", json!(["latest", false])).await {
        if blocks.last().is_none_or(|last| number(&last["number"]) < number(&block["number"])) {
            blocks.push(block);
        }
    }
    blocks
}

/// Code of the nth edit: different each time, and big enough to make the file grow.
pub(crate) fn code(edit: u64) -> String {
    format!("0x{}", format!("{edit:016x}").repeat(30_000))
}

async fn edit(client: Client, first: u64) -> (Option<String>, String) {
    let mut newest = None;
    for next in first.. {
        let code = code(next);
        if client.try_ask("anvil_setCode", json!([EDITED, code])).await.is_none() {
            return (newest, code);
        }
        newest = Some(code);
    }
    (newest, String::new())
}
