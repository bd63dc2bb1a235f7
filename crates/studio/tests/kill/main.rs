//! Nodes that are killed at random instants and started again on the same file: nothing that was answered may be missing,
//! and what is there must be consistent. `KILLS` says how often (25 by default), `KILL_SEED` with which instants.
//!
//! Senders, a reader and an editor work at once. The editor overwrites big code, so that the file is written anew again
//! and again and some kills come in the middle of that.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

/// What was answered, and whether it is still there.
mod ledger;
/// Those who use a node until it dies.
mod load;
/// A node in a process of its own.
mod process;

use std::io::Write as _;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ledger::{Ledger, Tally};
use process::Node;

/// Kills of one chain; then a new one begins, so that starts stay quick.
const KILLS_PER_CHAIN: u64 = 20;

/// A number from a variable of the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Random numbers: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

#[tokio::test(flavor = "current_thread")]
async fn killed_nodes_lose_nothing_that_they_answered() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let (kills, seed) = (setting("KILLS", 25), setting("KILL_SEED", now.as_millis() as u64 | 1));
    let (mut dice, mut tally, began) = (Dice(seed), Tally::default(), Instant::now());
    let mut left = kills;
    while left > 0 {
        let batch = left.min(KILLS_PER_CHAIN);
        one_chain(batch, &mut dice, &mut tally).await;
        left -= batch;
        let seconds = began.elapsed().as_secs();
        let _ = writeln!(
            std::io::stdout(),
            "{} of {kills} done after {seconds} s: {tally}",
            kills - left
        );
    }
    let seconds = began.elapsed().as_secs_f64();
    let _ = writeln!(std::io::stdout(), "seed {seed}, {seconds:.1} s, {tally}");
    assert!(tally.blocks > 0, "nothing was tested");
}

/// Waits for the instant to kill at: any, or once in four times one at which the file is being written anew.
async fn instant(node: &Node, dice: &mut Dice) {
    let patience = Instant::now() + Duration::from_secs(2);
    let mut wait = 1_000 + dice.below(250_000);
    if dice.below(4) == 0 {
        while !node.rewrites() && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        wait = dice.below(8_000);
    }
    tokio::time::sleep(Duration::from_micros(wait)).await;
}

/// Starts, kills and checks one chain that often.
async fn one_chain(kills: u64, dice: &mut Dice, tally: &mut Tally) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chain");
    let mut node = Node::start(&file);
    let mut ledger = Ledger::new(&node).await;
    for _ in 0..kills {
        let load = load::start(&node, &ledger);
        instant(&node, dice).await;
        let left_over = node.kill();
        let answered = load.finish().await;
        tally.kills += 1;
        tally.rewrites += u64::from(left_over);
        node = Node::start(&file);
        tally.torn += u64::from(node.repaired());
        tally.blocks += ledger.check(&node, answered).await;
    }
    ledger.check_all(&node).await;
    node.kill();
}
