//! What was answered so far, and whether a node that was started again still says the same.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{json, Value};

use crate::load::{code, Answered};
use crate::process::{number, Client, Node};

/// Account whose code is edited.
pub(crate) const EDITED: &str = "0x00000000000000000000000000000000000000ed";
/// How many accounts send.
const SENDERS: usize = 4;

/// Figures of the whole run.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) kills: u64,
    /// Kills in the middle of writing the file anew.
    pub(crate) rewrites: u64,
    /// Torn entries that were cut off.
    pub(crate) torn: u64,
    /// Transactions whose block was answered; every one of them was found again.
    pub(crate) blocks: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, rewrites, torn, blocks } = self;
        write!(
            f,
            "{kills} kills ({rewrites} while the file was written anew), {blocks} blocks answered, 0 lost, {torn} torn \
             entries cut off"
        )
    }
}

/// Everything that was answered about one chain.
pub(crate) struct Ledger {
    pub(crate) senders: Vec<String>,
    /// The first edit that was not yet tried.
    pub(crate) edits: u64,
    code: String,
    /// Accounts that wei can be at: those of the node, and those that fees go to.
    accounts: Vec<String>,
    /// Their sum, which never changes.
    wei: u128,
    nonces: Vec<u128>,
    head: Value,
    receipts: BTreeMap<String, Value>,
}

impl Ledger {
    /// The ledger of a new chain.
    pub(crate) async fn new(node: &Node) -> Self {
        let client = node.client();
        let accounts = client.ask("eth_accounts", json!([])).await;
        let mut accounts: Vec<String> = serde_json::from_value(accounts).unwrap();
        let senders = accounts[1..=SENDERS].to_vec();
        accounts.extend(fee_accounts(client).await);
        accounts.sort();
        accounts.dedup();
        Self {
            senders,
            edits: 0,
            code: "0x".to_owned(),
            wei: sum(client, &accounts).await,
            accounts,
            nonces: vec![0; SENDERS],
            head: latest(client).await,
            receipts: BTreeMap::new(),
        }
    }

    /// Compares a node that was started again with what the last one answered; the answer is the number of transactions
    /// that it answered.
    pub(crate) async fn check(&mut self, node: &Node, answered: Answered) -> u64 {
        let client = node.client();
        let mined = self.check_nonces(client, &answered).await;
        let head = latest(client).await;
        self.check_links(client, &head, mined).await;
        for block in &answered.blocks {
            let again = client.ask("eth_getBlockByNumber", json!([block["number"], false])).await;
            assert_eq!(&again, block, "a block that was read");
        }
        let mut fresh = 0;
        for receipt in answered.receipts.into_iter().flatten() {
            fresh += 1;
            let hash = receipt["transactionHash"].as_str().unwrap().to_owned();
            let again = client.ask("eth_getTransactionReceipt", json!([hash])).await;
            assert!(again.is_object(), "lost: {receipt}");
            assert!(
                receipt.get("blockHash").is_none_or(|_| again == receipt),
                "{again}: {receipt}"
            );
            self.receipts.insert(hash, again);
        }
        self.check_code(client, answered.code, &answered.next_code).await;
        assert_eq!(sum(client, &self.accounts).await, self.wei, "wei came or went");
        self.head = head;
        fresh
    }

    /// Each sender's nonce counts what was answered, and at most what was under way; the answer is the sum of both.
    async fn check_nonces(&mut self, client: &Client, answered: &Answered) -> u128 {
        let mut mined = 0;
        for (index, sender) in self.senders.iter().enumerate() {
            let now = client.number("eth_getTransactionCount", json!([sender, "latest"])).await;
            let sent = now - self.nonces[index];
            let known = answered.receipts[index].len() as u128;
            assert!((known..=known + 1).contains(&sent), "{sent} transactions, {known} answered");
            (self.nonces[index], mined) = (now, mined + sent);
        }
        mined
    }

    /// The chain goes on from the head that was known, one block for each transaction.
    async fn check_links(&self, client: &Client, head: &Value, mined: u128) {
        let (from, to) = (number(&self.head["number"]), number(&head["number"]));
        assert_eq!(to - from, mined, "blocks and transactions");
        let mut parent = self.head["hash"].clone();
        for height in from..=to {
            let block =
                client.ask("eth_getBlockByNumber", json!([format!("{height:#x}"), false])).await;
            let expected = if height == from { &block["hash"] } else { &block["parentHash"] };
            assert_eq!(*expected, parent, "block {height} does not follow");
            parent = block["hash"].clone();
        }
    }

    /// The code is the newest that was answered, or the one after it.
    async fn check_code(&mut self, client: &Client, newest: Option<String>, next: &str) {
        let now = client.ask("eth_getCode", json!([EDITED, "latest"])).await;
        let newest = newest.unwrap_or_else(|| self.code.clone());
        assert!(now == newest.as_str() || now == next, "an edit is lost");
        self.code = now.as_str().unwrap().to_owned();
        while code(self.edits) != next {
            self.edits += 1;
        }
        self.edits += 1;
    }

    /// Everything that was ever answered about this chain is still there.
    pub(crate) async fn check_all(&self, node: &Node) {
        for (hash, receipt) in &self.receipts {
            let again = node.client().ask("eth_getTransactionReceipt", json!([hash])).await;
            assert_eq!(again, *receipt);
        }
    }
}

/// Where fees go, by `ArbOwnerPublic`: `getNetworkFeeAccount` and `getInfraFeeAccount`.
async fn fee_accounts(client: &Client) -> Vec<String> {
    let mut accounts = Vec::new();
    for question in ["0x2d9125e9", "0xee95a824"] {
        let call = json!({ "to": "0x000000000000000000000000000000000000006b", "data": question });
        let word = client.ask("eth_call", json!([call, "latest"])).await;
        accounts.push(format!("0x{}", &word.as_str().unwrap()[26..]));
    }
    accounts
}

async fn latest(client: &Client) -> Value {
    client.ask("eth_getBlockByNumber", json!(["latest", false])).await
}

async fn sum(client: &Client, accounts: &[String]) -> u128 {
    let mut sum = 0;
    for account in accounts {
        sum += client.number("eth_getBalance", json!([account, "latest"])).await;
    }
    sum
}
