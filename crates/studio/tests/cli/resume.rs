//! Killed runs and dying nodes: nothing twice, nothing lost. A proxy stands between the command and the node and dies
//! at a chosen transaction, before or after the node has it; the command is killed at that very moment, or left to see it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use crate::proxy::{Death, Proxy};
use crate::stage::{command, Stage};

const PATIENCE: Duration = Duration::from_secs(60);

const DEPLOY: [&str; 6] = ["deploy", "--name", "Inkling", "--symbol", "INK", "--broadcast"];
const MINT: [&str; 5] = ["mint", "pieces", "--words", "2", "--broadcast"];

/// Transactions of a deployment (Descriptor, Collection, texts) and of the minting of 4 pieces with 2 in words (series,
/// two mints, one batch).
const DEPLOY_SENDS: usize = 3;
const MINT_SENDS: usize = 4;

/// Runs `args` through a proxy that dies as told, and kills the command with it.
pub(crate) fn killed(stage: &Stage, death: Death, args: &[&str]) {
    let proxy = Proxy::new(&stage.node.rpc_url(), death);
    let mut child = command(stage.path())
        .env("COLOPHON_RPC_URL", &proxy.url)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert!(proxy.wait(PATIENCE), "{death:?} did not come");
    let _ = child.kill();
    child.wait().unwrap();
}

pub(crate) fn deaths(sends: usize) -> impl Iterator<Item = Death> {
    (1..=sends).flat_map(|at| [Death::Before(at), Death::After(at)])
}

/// The journal of the one collection.
pub(crate) fn journal(stage: &Stage) -> PathBuf {
    let chain = stage.path().join(".colophon/412346");
    let folders = std::fs::read_dir(chain).unwrap().map(|entry| entry.unwrap().path());
    folders.map(|folder| folder.join("journal.jsonl")).find(|path| path.exists()).unwrap()
}

/// The whole story is there exactly once.
fn check(stage: &Stage, death: Death) {
    assert_eq!(
        stage.sent(),
        (DEPLOY_SENDS + MINT_SENDS) as u64,
        "{death:?}: a transaction too many or too few"
    );
    let all = stage.run(&["verify", "--all", "pieces", "--json"]).json();
    assert_eq!(all["tokens"].as_array().unwrap().len(), 4);
    assert_eq!(stage.run(&["show", "3", "--json"]).json()["token"], "3");
    assert_eq!(stage.run(&["show", "4"]).code, 7, "{death:?}: a fifth token");
    assert_eq!(stage.run(&["show", "1000000"]).code, 7, "{death:?}: a second series");
}

#[test]
fn a_deployment_killed_at_any_send_is_finished_by_the_next_run() {
    for death in deaths(DEPLOY_SENDS) {
        let stage = Stage::new();
        stage.pieces(4);
        killed(&stage, death, &DEPLOY);
        stage.run(&DEPLOY).fine();
        stage.run(&MINT).fine();
        check(&stage, death);
    }
}

#[test]
fn a_minting_killed_at_any_send_is_finished_by_the_next_run() {
    for death in deaths(MINT_SENDS) {
        let stage = Stage::new();
        stage.pieces(4);
        stage.run(&DEPLOY).fine();
        killed(&stage, death, &MINT);
        stage.run(&MINT).fine();
        check(&stage, death);
        // And once more: nothing is sent.
        let again = stage.run(&MINT).fine();
        assert!(again.stdout.contains("already minted"), "{}", again.stdout);
        check(&stage, death);
    }
}

#[test]
fn a_minting_killed_twice_is_finished_by_the_third_run() {
    let stage = Stage::new();
    stage.pieces(4);
    stage.run(&DEPLOY).fine();
    killed(&stage, Death::After(2), &MINT);
    killed(&stage, Death::Before(1), &MINT);
    stage.run(&MINT).fine();
    check(&stage, Death::Before(1));
}

#[test]
fn a_node_that_dies_between_two_sends_is_one_sentence() {
    let stage = Stage::new();
    stage.pieces(4);
    stage.run(&DEPLOY).fine();
    let proxy = Proxy::new(&stage.node.rpc_url(), Death::After(2));
    let run = stage.run_at(&proxy.url, &MINT);
    assert_eq!(run.code, 6, "{}", run.stderr);
    let last = run.stderr.lines().last().unwrap();
    assert!(last.contains("stopped answering while sending a transaction"), "{last}");
    assert!(last.contains("run the same command again"), "{last}");
    stage.run(&MINT).fine();
    check(&stage, Death::After(2));
}

#[test]
fn a_local_chain_that_was_reset_is_deployed_anew() {
    let mut stage = Stage::new();
    stage.pieces(1);
    let first = stage.deploy()["collection"].clone();
    stage.node = stylus_devnet::Devnet::builder().spawn().unwrap();
    let mint = stage.run(&MINT);
    assert_eq!(mint.code, 7, "{}", mint.stderr);
    assert!(mint.stderr.contains("run `colophon deploy` again"), "{}", mint.stderr);
    let second = stage.deploy()["collection"].clone();
    assert_ne!(first, second);
    stage.run(&MINT).fine();
}

#[test]
fn a_torn_last_line_of_the_journal_is_no_harm() {
    let stage = Stage::new();
    stage.pieces(4);
    stage.run(&DEPLOY).fine();
    killed(&stage, Death::After(2), &MINT);
    let path = journal(&stage);
    let mut journal = std::fs::read(&path).unwrap();
    journal.extend_from_slice(b"{\"chain\":412346,\"sco");
    std::fs::write(&path, journal).unwrap();
    let run = stage.run(&MINT).fine();
    assert!(run.stderr.contains("was torn by an interruption"), "{}", run.stderr);
    check(&stage, Death::Before(0));
}
