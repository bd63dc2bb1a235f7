//! What can happen to transactions under way, on a node that is manipulated through its RPC: each ends in a sentence, an
//! exit code, and a journal from which the next run goes on.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use alloy_primitives::{keccak256, U256};
use serde_json::Value;

use crate::proxy::{Death, Proxy};
use crate::resume::journal;
use crate::stage::{command, rpc, Run, Stage};

/// Eight pieces in four batches.
const MINT: [&str; 12] = [
    "mint",
    "pieces",
    "--words",
    "none",
    "--batch",
    "2",
    "--window",
    "8",
    "--timeout",
    "2",
    "--broadcast",
    "--json",
];
const BATCHES: u64 = 4;
/// Descriptor, Collection, texts.
const DEPLOY: u64 = 3;
/// What a complete run has sent: the deployment, the series, the batches.
const ALL: u64 = DEPLOY + 1 + BATCHES;

fn stage() -> Stage {
    let stage = Stage::new();
    stage.pieces(8);
    stage.deploy();
    stage
}

impl Stage {
    fn ask(&self, method: &str, params: &str) -> Value {
        rpc(&self.node.rpc_url(), method, params)
    }

    fn account(&self) -> String {
        self.node.accounts()[0].address.to_string()
    }

    /// Nonce with what waits in the pool.
    fn pending(&self) -> u64 {
        let params = format!("[\"{}\",\"pending\"]", self.account());
        number(&self.ask("eth_getTransactionCount", &params))
    }

    fn set_nonce(&self, nonce: u64) {
        self.ask("anvil_setNonce", &format!("[\"{}\",\"{nonce:#x}\"]", self.account()));
    }

    fn set_balance(&self, wei: &str) {
        self.ask("anvil_setBalance", &format!("[\"{}\",\"{wei}\"]", self.account()));
    }

    fn automine(&self, on: bool) {
        self.ask("evm_setAutomine", &format!("[{on}]"));
    }

    /// Calls ArbOwner as the account with this index.
    fn own(&self, signature: &str, argument: U256, account: usize) {
        let selector = keccak256(signature);
        let data = [&selector[..4], &argument.to_be_bytes::<32>()].concat();
        let from = self.node.accounts()[account].address;
        let call = format!(
            r#"[{{"from":"{from}","to":"0x0000000000000000000000000000000000000070","data":"0x{}"}}]"#,
            hex::encode(data)
        );
        assert!(self.ask("eth_sendTransaction", &call).is_string(), "{signature}");
    }

    /// Starts a minting on a node that mines on demand, mines its series, and waits until all batches are under way.
    fn in_flight(&self) -> Child {
        let before = self.sent();
        self.automine(false);
        let child = command(self.path())
            .env("COLOPHON_RPC_URL", self.node.rpc_url())
            .args(MINT)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        until(|| self.pending() == before + 1);
        self.ask("evm_mine", "[]");
        until(|| self.pending() == before + 1 + BATCHES);
        assert_eq!(self.sent(), before + 1, "no batch is in a block");
        child
    }

    /// The same, killed there; what waits in the pool is dropped.
    fn killed_and_dropped(&self) {
        let mut child = self.in_flight();
        child.kill().unwrap();
        child.wait().unwrap();
        self.ask("anvil_dropAllTransactions", "[]");
        assert_eq!(self.pending(), DEPLOY + 1);
        self.automine(true);
    }

    /// Eight pieces, each once, with the right words.
    fn complete(&self) {
        let all = self.run(&["verify", "--all", "pieces", "--json"]).json();
        assert_eq!(all["tokens"].as_array().unwrap().len(), 8);
        assert_eq!(self.run(&["show", "8"]).code, 7, "a ninth token");
        assert_eq!(self.run(&["show", "1000000"]).code, 7, "a second series");
    }
}

fn number(value: &Value) -> u64 {
    u64::from_str_radix(value.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

fn until(mut there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < Duration::from_secs(60), "it does not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn refused(run: &Run, words: &[&str]) {
    assert_eq!(run.code, 7, "{}{}", run.stdout, run.stderr);
    let last = run.stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: "), "{last}");
    for words in words {
        assert!(last.contains(words), "{words:?} is not in {last:?}");
    }
}

fn end(child: Child) -> Run {
    Run::of(child.wait_with_output().unwrap())
}

#[test]
fn batches_under_way_that_were_dropped_are_sent_again_as_they_were() {
    let stage = stage();
    stage.killed_and_dropped();
    let before = std::fs::read(journal(&stage)).unwrap();
    let run = stage.run(&MINT).fine();
    assert!(run.stderr.contains("begun by an earlier run"), "{}", run.stderr);
    assert_eq!(stage.sent(), ALL);
    let after = std::fs::read(journal(&stage)).unwrap();
    assert!(after.starts_with(&before), "lines are only appended");
    let signed = String::from_utf8(after).unwrap();
    assert_eq!(signed.matches("\"raw\"").count() as u64, 1 + BATCHES, "nothing was signed anew");
    stage.complete();
}

#[test]
fn what_the_node_drops_during_the_run_is_sent_again() {
    let stage = stage();
    let child = stage.in_flight();
    stage.ask("anvil_dropAllTransactions", "[]");
    until(|| stage.pending() == ALL);
    stage.ask("evm_mine", "[]");
    end(child).fine();
    stage.complete();
}

#[test]
fn the_window_bounds_what_is_under_way() {
    let stage = stage();
    stage.automine(false);
    let mut args = MINT.to_vec();
    args[7] = "3";
    let child = command(stage.path())
        .env("COLOPHON_RPC_URL", stage.node.rpc_url())
        .args(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until(|| stage.pending() == DEPLOY + 1);
    stage.ask("evm_mine", "[]");
    until(|| stage.pending() == DEPLOY + 1 + 3);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(stage.pending(), DEPLOY + 1 + 3);
    stage.ask("evm_mine", "[]");
    until(|| stage.pending() == ALL);
    stage.ask("evm_mine", "[]");
    end(child).fine();
    stage.complete();
}

#[test]
fn a_gap_in_the_nonces_is_said_and_closed_later() {
    let stage = stage();
    stage.killed_and_dropped();
    stage.set_nonce(DEPLOY);
    let before = std::fs::read(journal(&stage)).unwrap();
    refused(
        &stage.run(&MINT),
        &[
            "has nonce 4",
            "is at nonce 3 on this chain",
            "send 1 transaction(s)",
            "run the same command again",
        ],
    );
    assert_eq!(std::fs::read(journal(&stage)).unwrap(), before, "the journal is as it was");
    stage.set_nonce(DEPLOY + 1);
    stage.run(&MINT).fine();
    stage.complete();
}

#[test]
fn nonces_that_were_used_elsewhere_are_given_up_by_the_next_run() {
    let stage = stage();
    stage.killed_and_dropped();
    stage.set_nonce(DEPLOY + 3);
    let run = stage.run(&MINT).fine();
    assert_eq!(run.stderr.matches("another one took its nonce").count(), 2, "{}", run.stderr);
    stage.complete();
}

#[test]
fn a_transaction_that_is_replaced_during_the_run_ends_it() {
    let stage = stage();
    let child = stage.in_flight();
    stage.ask("anvil_dropAllTransactions", "[]");
    stage.set_nonce(ALL);
    let run = end(child);
    refused(&run, &["another transaction of", "took its nonce 4", "run the same command again"]);
    stage.automine(true);
    stage.run(&MINT).fine();
    stage.complete();
}

#[test]
fn the_last_block_may_be_reorganised() {
    let stage = stage();
    let proxy = Proxy::new(&stage.node.rpc_url(), Death::After(ALL as usize - DEPLOY as usize - 1));
    let mut args = MINT.to_vec();
    args[7] = "1";
    assert_eq!(stage.run_at(&proxy.url, &args).code, 6);
    let snapshot = stage.ask("evm_snapshot", "[]");
    stage.run(&MINT).fine();
    stage.ask("evm_revert", &format!("[{snapshot}]"));
    assert_eq!(stage.sent(), ALL - 1, "the last block is gone");
    let run = stage.run(&MINT).fine();
    assert_eq!(run.stderr.matches("is in none now").count(), 1, "{}", run.stderr);
    assert_eq!(stage.sent(), ALL);
    stage.complete();
}

#[test]
fn a_chain_that_was_set_back_gets_the_same_transactions_again() {
    let stage = stage();
    let snapshot = stage.ask("evm_snapshot", "[]");
    let first = stage.run(&MINT).json();
    stage.ask("evm_revert", &format!("[{snapshot}]"));
    let run = stage.run(&MINT);
    assert!(run.stderr.contains("it was set back or the node lost its state"), "{}", run.stderr);
    let second = run.json();
    assert_eq!(first["transactions"].as_array().unwrap().len() as u64, 1 + BATCHES);
    let hashes = |report: &Value| {
        let all = report["transactions"].as_array().unwrap().iter();
        all.map(|one| one["hash"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(hashes(&first), hashes(&second));
    stage.complete();
}

#[test]
fn a_node_that_lost_its_state_is_said() {
    let stage = stage();
    stage.run(&MINT).fine();
    let before = std::fs::read(journal(&stage)).unwrap();
    stage.ask("anvil_reset", "[]");
    refused(&stage.run(&MINT), &["there is no contract at", "run `colophon deploy` again"]);
    assert_eq!(std::fs::read(journal(&stage)).unwrap(), before);
}

#[test]
fn a_price_above_the_cap_waits_for_the_next_run() {
    let stage = stage();
    let other = stage.node.accounts()[1].address;
    stage.own("addChainOwner(address)", other.into_word().into(), 0);
    let mut child = stage.in_flight();
    stage.ask("anvil_dropAllTransactions", "[]");
    // 80 gwei; the signed transactions allow 0.3.
    stage.own("setMinimumL2BaseFee(uint256)", U256::from(80_000_000_000_u64), 1);
    stage.ask("evm_mine", "[]");
    stage.ask("evm_mine", "[]");
    stage.automine(true);
    until(|| child.try_wait().unwrap().is_some());
    let run = end(child);
    refused(
        &run,
        &["gas costs 80000000000 wei now, above the 300000000 wei", "run the same command again"],
    );
    assert_eq!(stage.sent(), DEPLOY + 2);
    let run = stage.run(&MINT).fine();
    assert_eq!(run.stderr.matches("signed again with the same nonce").count(), 4, "{}", run.stderr);
    assert_eq!(stage.sent(), ALL + 1);
    stage.complete();
}

#[test]
fn a_cap_below_the_price_sends_nothing() {
    let stage = stage();
    let capped = |cap| {
        let mut args = MINT.to_vec();
        args.extend(["--max-fee", cap]);
        stage.run(&args)
    };
    refused(&capped("0.000001gwei"), &["above the 1000 wei per gas that --max-fee allows"]);
    assert_eq!(stage.sent(), DEPLOY);
    assert_eq!(capped("cheap").code, 2);
    assert_eq!(capped("10gwei").fine().code, 0);
    stage.complete();
}

#[test]
fn an_account_without_funds_is_said_and_goes_on_when_it_has_some() {
    let stage = stage();
    stage.killed_and_dropped();
    stage.set_balance("0x0");
    refused(&stage.run(&MINT), &["has 0 wei and at least"]);
    // Enough for what each can take at most, one after the other, not for four at once.
    stage.set_balance("0x5af3107a4000");
    stage.run(&MINT).fine();
    assert_eq!(stage.sent(), ALL);
    stage.complete();
}

#[test]
fn batches_above_the_limit_of_a_transaction_are_halved() {
    let stage = stage();
    stage.own("setMaxTxGasLimit(uint64)", U256::from(190_000), 0);
    let mut args = MINT.to_vec();
    args[5] = "8";
    let run = stage.run(&args).fine();
    assert!(run.stderr.contains("going on with batches of 4"), "{}", run.stderr);
    stage.complete();
}

#[test]
fn two_runs_do_not_share_a_project() {
    let stage = stage();
    let child = stage.in_flight();
    let other = stage.run(&MINT);
    assert_eq!(other.code, 4, "{}", other.stderr);
    assert!(other.stderr.contains("another colophon process works in"), "{}", other.stderr);
    stage.ask("evm_mine", "[]");
    end(child).fine();
    stage.complete();
}
