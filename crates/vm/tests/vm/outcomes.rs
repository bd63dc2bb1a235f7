//! How frames end, what they return, what they see of their surroundings, and what a tracer sees of them.

use alloy_primitives::{hex, Bytes, U256};
use stylus_vm::{Env, HostCall, Outcome, Status};

use crate::util::{
    chain::{address, Chain, CALLER, PROGRAM},
    probe::{self, PLENTY},
};

fn run(body: &str) -> Outcome {
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    chain.call(1_000_000, 0, &[1, 2, 3])
}

const RESULT: &str =
    "(i32.store (i32.const 0) (i32.const 0x0403)) (call $write_result (i32.const 0) (i32.const 2))";

#[test]
fn the_status_decides_and_the_last_result_is_the_data() {
    for (ending, status) in [
        ("(i32.const 0)", Status::Success),
        ("(i32.const 1)", Status::Revert),
        ("(i32.const 255)", Status::Revert),
        ("(i32.const -1)", Status::Revert),
        ("(call $exit_early (i32.const 0)) (i32.const 1)", Status::Success),
        ("(call $exit_early (i32.const 7)) (i32.const 0)", Status::Revert),
        ("(return (i32.const 0)) (unreachable)", Status::Success),
    ] {
        let outcome = run(&format!("{RESULT} {ending}"));
        assert_eq!((outcome.status, &outcome.output[..]), (status, &[3, 4][..]), "{ending}");
        assert!(outcome.gas_left > 900_000);
        assert!(run(ending).output.is_empty());
    }
    let twice = format!("(call $write_result (i32.const 8) (i32.const 9)) {RESULT} (i32.const 0)");
    assert_eq!(run(&twice).output[..], [3, 4]);
}

#[test]
fn traps_and_failed_host_calls_revert_without_data_and_keep_the_gas() {
    for trap in [
        "(unreachable)",
        "(drop (i32.load (i32.const -1)))",
        "(drop (i32.div_u (i32.const 1) (local.get $x)))",
        "(drop (i64.div_s (i64.const -9223372036854775808) (i64.const -1)))",
        "(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))",
        "(call $read_args (i32.const -1))",
        "(call $write_result (i32.const 65535) (i32.const 2))",
        "(call $msg_sender (i32.const 65530))",
        "(call $emit_log (i32.const 0) (i32.const 160) (i32.const 5))",
        "(call $emit_log (i32.const 0) (i32.const 31) (i32.const 1))",
        "(call $math_div (i32.const 0) (i32.const -31))",
    ] {
        let outcome = run(&format!("{RESULT} {trap} (i32.const 0)"));
        assert_eq!(outcome.status, Status::Failure, "{trap}");
        assert!(outcome.status.is_revert());
        assert!(outcome.output.is_empty(), "{trap}");
        assert!(outcome.gas_left > 900_000, "{trap}: {}", outcome.gas_left);
        assert!(outcome.reason.is_some_and(|reason| !reason.is_empty()));
    }
}

#[test]
fn an_indirect_call_of_another_type_or_of_nothing_is_a_trap() {
    let items = |index: u32| {
        format!(
            "(type $t (func (param i64))) (table 3 funcref) (elem (i32.const 0) $f) (func $f) {}",
            probe::entry(&format!(
                "(call_indirect (type $t) (i64.const 0) (i32.const {index})) (i32.const 0)"
            ))
        )
    };
    for index in [0, 1, 3, u32::MAX] {
        let mut chain = Chain::new(51);
        chain.deploy(PROGRAM, &probe::module(&items(index)));
        assert_eq!(chain.call(PLENTY, 0, &[]).status, Status::Failure, "{index}");
    }
}

#[test]
fn running_out_of_ink_takes_everything() {
    for body in
        ["(loop (br 0))", "(loop (call $write_result (i32.const 0) (i32.const 1000)) (br 0))"]
    {
        let outcome = run(&format!("{RESULT} {body} (i32.const 0)"));
        assert_eq!((outcome.status, outcome.gas_left), (Status::OutOfInk, 0));
        assert!(outcome.output.is_empty());
        assert_eq!(outcome.refund, 0);
    }
}

#[test]
fn a_size_is_paid_before_the_memory_is_looked_at() {
    // Four gigabytes outside the memory: the ink for them comes first.
    let outcome = run("(call $write_result (i32.const 0) (i32.const -1)) (i32.const 0)");
    assert_eq!(outcome.status, Status::OutOfInk);
    let outcome =
        run("(call $native_keccak256 (i32.const 0) (i32.const -1) (i32.const 0)) (i32.const 0)");
    assert_eq!(outcome.status, Status::OutOfInk);
}

#[test]
fn entering_costs_memory_and_init_gas() {
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program("(i32.const 0)"));
    let entry = 8_832 + u64::from(slot.init_cost) + 352 + u64::from(slot.cached_init_cost);
    assert_eq!(stylus_vm::entry_gas(&chain.params, &slot, false), entry);
    let outcome = chain.call(entry + 10, 0, &[]);
    // The program is one block of two instructions.
    assert_eq!((outcome.ink_left, outcome.gas_left), (100_000 - 2_452, 9));
    let outcome = chain.call(entry - 1, 0, &[]);
    assert_eq!((outcome.status, outcome.gas_left), (Status::OutOfInk, 0));
    let (program, mut slot) = chain.programs[&PROGRAM].clone();
    slot.cached = true;
    chain.programs.insert(PROGRAM, (program, slot));
    let cached = 352 + u64::from(slot.cached_init_cost);
    assert_eq!(chain.call(100_000, 0, &[]).gas_left, 100_000 - cached - 1);
}

#[test]
fn return_data_costs_at_least_what_memory_does_in_the_evm() {
    // 24,000 bytes: 750 words, 2,250 + 1,098 gas. Entering costs more already, so only a cached program shows it.
    let body = "(call $write_result (i32.const 0) (i32.const 24000)) (i32.const 0)";
    for (arbos, capped) in [(51, true), (30, false)] {
        let mut chain = Chain::new(arbos);
        chain.deploy(PROGRAM, &probe::program(body));
        let (program, mut slot) = chain.programs[&PROGRAM].clone();
        slot.cached = true;
        chain.programs.insert(PROGRAM, (program, slot));
        let used = 100_000 - chain.call(100_000, 0, &[]).gas_left;
        assert_eq!(used == 3_348, capped, "ArbOS {arbos}: {used}");
        assert!(used <= 3_348);
        let least = if capped { Status::OutOfInk } else { Status::Success };
        assert_eq!(chain.call(3_347, 0, &[]).status, least);
    }
}

#[test]
fn the_surroundings_are_answered() {
    let words = ["block_basefee", "msg_value", "tx_gas_price"];
    let addresses = ["block_coinbase", "contract_address", "msg_sender", "tx_origin"];
    let numbers = ["chainid", "block_gas_limit", "block_number", "block_timestamp"];
    let mut body = String::new();
    for (index, name) in words.iter().enumerate() {
        body += &format!("(call ${name} (i32.const {}))", index * 32);
    }
    for (index, name) in addresses.iter().enumerate() {
        body += &format!("(call ${name} (i32.const {}))", 96 + index * 20);
    }
    for (index, name) in numbers.iter().enumerate() {
        body += &format!("(i64.store (i32.const {}) (call ${name}))", 176 + index * 8);
    }
    body += "(i32.store (i32.const 208) (call $tx_ink_price)) (i32.store (i32.const 212) (call $msg_reentrant))
        (call $write_result (i32.const 0) (i32.const 216)) (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(&body));
    let output = chain.call(PLENTY, 7, &[]).output;
    let Env { coinbase, chain_id, gas_limit, block_number, timestamp, .. } = chain.env.clone();
    let mut expected = Vec::new();
    for value in [100_000_000_u64, 7, 123] {
        expected.extend(U256::from(value).to_be_bytes::<32>());
    }
    for at in [coinbase, PROGRAM, CALLER, CALLER] {
        expected.extend(at);
    }
    for number in [chain_id, gas_limit, block_number, timestamp] {
        expected.extend(number.to_le_bytes());
    }
    expected.extend(10_000_u32.to_le_bytes());
    expected.extend(0_u32.to_le_bytes());
    assert_eq!(output[..], expected);
}

#[test]
fn arithmetic_follows_the_evm() {
    let max = U256::MAX;
    let one = U256::from(1);
    let cases: [(&str, &[U256], U256); 12] = [
        ("math_div", &[U256::from(17), U256::from(5)], U256::from(3)),
        ("math_div", &[max, U256::ZERO], U256::ZERO),
        ("math_mod", &[U256::from(17), U256::from(5)], U256::from(2)),
        ("math_mod", &[max, U256::ZERO], U256::ZERO),
        ("math_pow", &[U256::from(3), U256::from(5)], U256::from(243)),
        ("math_pow", &[U256::from(2), U256::from(256)], U256::ZERO),
        ("math_pow", &[U256::ZERO, U256::ZERO], one),
        ("math_pow", &[max, max], max),
        (
            "math_add_mod",
            &[max, max, U256::from(10)],
            (max % U256::from(10)) * U256::from(2) % U256::from(10),
        ),
        ("math_add_mod", &[max, one, U256::ZERO], U256::ZERO),
        ("math_mul_mod", &[max, max, max - one], one),
        ("math_mul_mod", &[max, max, U256::ZERO], U256::ZERO),
    ];
    for (name, operands, expected) in cases {
        let args: String =
            (0..operands.len()).map(|index| format!("(i32.const {})", index * 32)).collect();
        let body = format!(
            "(call $read_args (i32.const 0)) (call ${name} {args}) (call $write_result (i32.const 0) (i32.const 32)) (i32.const 0)"
        );
        let mut chain = Chain::new(51);
        chain.deploy(PROGRAM, &probe::program(&body));
        let input: Vec<u8> = operands.iter().flat_map(|word| word.to_be_bytes::<32>()).collect();
        let output = chain.call(PLENTY, 0, &input).output;
        assert_eq!(U256::from_be_slice(&output), expected, "{name} {operands:?}");
    }
}

#[test]
fn logs_reach_the_chain() {
    let body =
        "(i32.store8 (i32.const 31) (i32.const 9)) (i32.store8 (i32.const 32) (i32.const 0xab))
        (call $emit_log (i32.const 0) (i32.const 33) (i32.const 1)) (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    chain.call(PLENTY, 0, &[]);
    let topic = crate::util::chain::word(9);
    assert_eq!(chain.state.logs, [(vec![topic], Bytes::from_static(&[0xab]))]);
}

#[test]
fn a_program_entered_twice_knows_it() {
    // Calls itself once with a byte; the inner frame answers whether it is re-entered.
    let body = "(if (local.get $len) (then
            (i32.store8 (i32.const 0) (call $msg_reentrant)) (call $write_result (i32.const 0) (i32.const 1)) (return (i32.const 0))))
        (call $contract_address (i32.const 0))
        (drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 32) (i64.const -1) (i32.const 64)))
        (i32.store8 (i32.const 100) (call $msg_reentrant))
        (drop (call $read_return_data (i32.const 101) (i32.const 0) (i32.const 1)))
        (call $write_result (i32.const 100) (i32.const 2)) (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    assert_eq!(chain.call(PLENTY, 0, &[]).output[..], [0, 1]);
}

fn names(trace: &[HostCall]) -> Vec<&str> {
    trace.iter().map(|call| call.name).collect()
}

#[test]
fn a_trace_brackets_the_frame_and_lists_finished_calls() {
    let mut chain = Chain::new(51);
    chain.trace = true;
    let body =
        "(call $read_args (i32.const 0)) (call $storage_load_bytes32 (i32.const 0) (i32.const 32))
        (call $write_result (i32.const 32) (i32.const 4)) (i32.const 3)";
    let slot = chain.deploy(PROGRAM, &probe::program(body));
    let outcome = chain.call(1_000_000, 0, &[5]);
    let expected =
        ["user_entrypoint", "read_args", "storage_load_bytes32", "write_result", "user_returned"];
    assert_eq!(names(&outcome.trace), expected);
    let ink = (1_000_000 - stylus_vm::entry_gas(&chain.params, &slot, false)) * 10_000;
    let (first, load, last) = (&outcome.trace[0], &outcome.trace[2], &outcome.trace[4]);
    assert_eq!((first.start_ink, first.end_ink), (ink, ink));
    assert_eq!((last.start_ink, last.end_ink), (ink, ink));
    assert_eq!(first.args[..], hex!("00000001"));
    assert_eq!(last.outs[..], hex!("00000003"));
    assert_eq!(load.start_ink - load.end_ink, 21_068_480);
    assert_eq!((load.args.len(), load.args[0], load.outs.len()), (32, 5, 32));
    assert_eq!(outcome.trace[1].outs[..], [5]);
}

#[test]
fn a_trace_of_a_trap_ends_before_the_call_that_failed() {
    let mut chain = Chain::new(51);
    chain.trace = true;
    chain.deploy(
        PROGRAM,
        &probe::program(
            "(call $read_args (i32.const 0)) (call $msg_sender (i32.const -1)) (i32.const 0)",
        ),
    );
    let outcome = chain.call(PLENTY, 0, &[]);
    assert_eq!(names(&outcome.trace), ["user_entrypoint", "read_args"]);
}

#[test]
fn nested_frames_stand_inside_their_call() {
    let mut chain = Chain::new(51);
    chain.trace = true;
    chain.deploy(address(0x77), &probe::program("(drop (call $msg_reentrant)) (i32.const 0)"));
    let body = "(i32.store8 (i32.const 19) (i32.const 0x77))
        (drop (call $static_call_contract (i32.const 0) (i32.const 32) (i32.const 2) (i64.const 200000) (i32.const 64)))
        (call $create1 (i32.const 0) (i32.const 0) (i32.const 32) (i32.const 64) (i32.const 96)) (i32.const 0)";
    chain.deploy(PROGRAM, &probe::program(body));
    let outcome = chain.call(PLENTY, 0, &[]);
    let expected =
        ["user_entrypoint", "static_call_contract", "evm_create1", "create1", "user_returned"];
    assert_eq!(names(&outcome.trace), expected);
    let call = &outcome.trace[1];
    assert_eq!(call.address, Some(address(0x77)));
    assert_eq!(names(&call.steps), ["user_entrypoint", "msg_reentrant", "user_returned"]);
    assert_eq!(
        call.args[..],
        [address(0x77).as_slice(), &200_000_u64.to_be_bytes(), &[0, 0]].concat()
    );
    assert_eq!(call.outs[..], [0, 0, 0, 0, 0]);
    assert_eq!(outcome.trace[3].outs.len(), 24);
}
