//! Ink is dealt to a running program in parts. Nobody can tell: every price is the same on both sides of a part's end, and a
//! frame ends exactly where its ink does.

use stylus_vm::{Outcome, Status};

use crate::util::{
    chain::{Chain, PROGRAM},
    probe,
};

/// More gas than any of these programs uses.
const PLENTY: u64 = 1 << 33;
/// Rounds that use several parts of 100,000,000 ink, whatever a round does.
const MANY: u32 = 120_000;

/// Things to repeat: blocks, calls of functions, bytes in bulk, and what the host takes, growing by nothing.
const ROUNDS: [&str; 5] = [
    "(local.set $y (i64.mul (local.get $y) (i64.const 3)))",
    "(local.set $x (call $next (local.get $x))) (local.set $x (i32.sub (local.get $x) (i32.const 1)))",
    "(memory.fill (i32.const 4096) (i32.const 7) (local.get $x)) (memory.copy (i32.const 8192) (i32.const 4096) (i32.const 999))",
    "(drop (call $msg_reentrant)) (call $native_keccak256 (i32.const 0) (i32.const 70) (i32.const 64))",
    "(drop (memory.grow (i32.const 0))) (i32.store (i32.const 4096) (memory.size))",
];

/// A program that does this as often as its input says, and answers the ink that it took.
fn repeating(round: &str) -> Vec<u8> {
    let body = probe::probe_body(
        "(call $read_args (i32.const 0))",
        &format!(
            "(local.set $x (i32.load (i32.const 0)))
             (loop {round} (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))"
        ),
    );
    let next = "(func $next (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))";
    probe::module(&format!("{next} {}", probe::entry(&body)))
}

fn run(wasm: &[u8], rounds: u32, gas: u64) -> Outcome {
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, wasm);
    chain.call(gas, 0, &rounds.to_le_bytes())
}

#[test]
fn every_round_costs_the_same() {
    // The length that `memory.fill` pays for is the counter, so its sum over all rounds is known as well.
    for (index, round) in ROUNDS.into_iter().enumerate() {
        let wasm = repeating(round);
        let ink = |rounds| {
            let sum = u64::from(rounds) * (u64::from(rounds) + 1) / 2;
            let bytes = if index == 2 { sum * 100 } else { 0 };
            probe::ink_of(&run(&wasm, rounds, PLENTY)) - bytes
        };
        let rounds = if index == 2 { 2_000 } else { MANY };
        let (one, two) = (ink(1), ink(2));
        assert_eq!(ink(rounds), one + (two - one) * u64::from(rounds - 1), "{round}");
    }
}

#[test]
fn a_frame_ends_exactly_where_its_ink_does() {
    for round in ROUNDS {
        let wasm = repeating(round);
        let rounds = 2_000;
        let used = PLENTY - run(&wasm, rounds, PLENTY).gas_left;
        let ends = |gas| {
            let outcome = run(&wasm, rounds, gas);
            (outcome.status, outcome.gas_left)
        };
        assert_eq!(ends(used), (Status::Success, 0), "{round}");
        assert_eq!(ends(used - 1), (Status::OutOfInk, 0), "{round}");
        // The frame's ink is just a part, or a part and a little.
        for gas in [9_999, 10_000, 10_001, 20_000].map(|part| part + used % 10_000) {
            let expected = if gas < used { Status::OutOfInk } else { Status::Success };
            assert_eq!(ends(gas).0, expected, "{round} with {gas} gas");
        }
    }
}
