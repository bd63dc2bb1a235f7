//! A hundred thousand requests that nobody would send, of which an ordinary run tries a few. They follow from a seed; because each
//! meets the chain that the earlier ones left behind, a run is repeated from its first request:
//!
//! ```sh
//! FUZZ_REQUESTS=100000 FUZZ_SEED=7 cargo test --release -p stylus-devnet --test fuzz -- --nocapture
//! ```
//!
//! Every answer must be JSON-RPC with the ids that were asked, nothing may crash behind it, and afterwards the node must still
//! be one that mines and answers.

// Valid requests, and those with something wrong inside.
mod grammar;
// Bodies: envelopes, batches, damage to their bytes.
mod body;
// HTTP as it should be and as it should not.
mod wire;
// What must hold for an answer, and for the node at the end.
mod oracle;
// The same over a WebSocket.
mod socket;

// Shared with the modules' fuzzing.
#[allow(dead_code)]
#[path = "../../../vm/tests/fuzz/random.rs"]
mod random;
#[allow(dead_code)]
#[path = "../../../vm/tests/fuzz/report.rs"]
mod report;

use grammar::Grammar;
use random::Random;
use report::Report;
use stylus_devnet::Devnet;
use wire::Client;

/// Requests of an ordinary run.
const FEW: u64 = 3_000;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn requests_of_all_kinds_do_no_harm() {
    let (seed, count) = (setting("FUZZ_SEED", 1), setting("FUZZ_REQUESTS", FEW));
    let node = Devnet::builder().spawn().expect("a node on any free port");
    let grammar = Grammar::of_the_node();
    let mut client = Client::new(node.port());
    let mut report = Report::start("requests", seed);
    for index in 0..count {
        report.begin(index);
        let mut random = Random::of_case(seed, index);
        let ended = oracle::try_request(&mut random, &grammar, &mut client);
        report.end(&ended);
    }
    report.print();
    oracle::still_sound(&mut client);
    if count >= FEW {
        // Requests that all fail at the door would try nothing behind it.
        for kind in ["result", "error -32602", "error -32000", "error -32700", "batch"] {
            assert!(report.count(kind) > 0, "no request ended as {kind}");
        }
        assert!(report.count("result") * 10 > count, "{} succeeded", report.count("result"));
    }
}

#[test]
fn messages_of_all_kinds_do_no_harm() {
    let (seed, count) = (setting("FUZZ_SEED", 1), setting("FUZZ_REQUESTS", FEW) / 10);
    let node = Devnet::builder().spawn().expect("a node on any free port");
    let mut report = Report::start("messages", seed);
    socket::try_messages(&node, seed, count, &mut report);
    report.print();
    oracle::still_sound(&mut Client::new(node.port()));
}
