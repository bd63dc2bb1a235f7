//! A hundred thousand modules that nobody would write, of which an ordinary run tries a few. Every case follows from two numbers,
//! so what is found once is found again:
//!
//! ```sh
//! FUZZ_MODULES=100000 FUZZ_SEED=7 cargo test --release -p stylus-vm --test fuzz -- --nocapture
//! FUZZ_SEED=7 FUZZ_FIRST=4711 FUZZ_MODULES=1 cargo test -p stylus-vm --test fuzz   # one case again
//! ```
//!
//! Nothing may panic, abort or hang; two runs must end alike; a tracer must not change the ink; more gas must not change what a
//! program that never asks for it takes.

// The chain in memory, shared with the tests of the machine, which use more of it.
#[allow(dead_code)]
#[path = "../vm/util/mod.rs"]
mod util;

// Whole modules in text, valid and nearly valid.
mod generate;
// The instructions and operands that functions are made of.
mod body;
// Damage to bytes: of a module, of its sections, of deployed code.
mod mutate;
// What must hold for every case.
mod oracle;
// Reproducible randomness.
mod random;
// What happened to how many, the slowest, the memory; and the guard against hanging.
mod report;

use random::Random;
use report::Report;

/// Cases of an ordinary run.
const FEW: u64 = 2_000;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn modules_of_all_kinds_do_no_harm() {
    let (seed, first) = (setting("FUZZ_SEED", 1), setting("FUZZ_FIRST", 0));
    let count = setting("FUZZ_MODULES", FEW);
    let mut report = Report::start("modules", seed);
    let corpus = mutate::corpus();
    for index in first..first + count {
        report.begin(index);
        let mut random = Random::of_case(seed, index);
        let ended = oracle::try_case(&mut random, &corpus);
        report.end(&ended);
    }
    report.print();
    if count >= FEW {
        // Cases that are all refused, or all accepted, would try little.
        for kind in ["Success", "Revert", "Failure", "OutOfInk", "decode: Brotli", "Parse: Invalid"]
        {
            assert!(report.count(kind) > 0, "no case ended as {kind}");
        }
        assert!(report.count_run() * 4 > count, "{} of {count} ran", report.count_run());
    }
}
