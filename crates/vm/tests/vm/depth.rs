//! The stack counter: how deep programs get, and what a branch out of a function leaks.

use stylus_vm::Status;

use crate::util::{
    chain::{Chain, PROGRAM},
    probe::{self, PLENTY},
};

/// A chain of `n` calls below the first, with `locals` declared locals in each frame. The entry point's frame is 7 words.
fn recursion(n: u32, locals: &str) -> Status {
    let items = format!(
        "(func $rec (param i32) (result i32) {locals}
           (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
             (else (call $rec (i32.sub (local.get 0) (i32.const 1))))))
         (func (export \"user_entrypoint\") (param i32) (result i32)
           (drop (call $rec (i32.const {n}))) (i32.const 0))"
    );
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::module(&items));
    chain.call(PLENTY, 0, &[]).status
}

#[test]
fn frames_of_eight_words_nest_2_748_times() {
    assert_eq!(recursion(2_748, ""), Status::Success);
    assert_eq!(recursion(2_749, ""), Status::OutOfStack);
}

#[test]
fn frames_of_eleven_words_nest_1_998_times() {
    assert_eq!(recursion(1_998, "(local i32 i64 i32)"), Status::Success);
    assert_eq!(recursion(1_999, "(local i32 i64 i32)"), Status::OutOfStack);
}

/// Calls a void function with this body in a loop.
fn repeated(body: &str, rounds: u32) -> Status {
    let items = format!(
        "(func $f {body}) {}",
        probe::entry(&format!(
            "(local.set $x (i32.const {rounds}))
             (loop (call $f) (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))
             (i32.const 0)"
        ))
    );
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::module(&items));
    chain.call(PLENTY, 0, &[]).status
}

#[test]
fn a_branch_to_the_outermost_label_leaks_its_frame() {
    // The frame is the header's two operands and four words; the entry point takes two more operands and four locals.
    let frame = 6;
    let most = (22_000 - 10) / frame;
    assert_eq!(repeated("(br 0)", 1_000), Status::Success);
    assert_eq!(repeated("(br 0)", most - 1), Status::Success);
    assert_eq!(repeated("(br 0)", most + 1), Status::OutOfStack);
    for body in ["(nop)", "(return)", "(block (br 0))", "(block (br 0)) (return)"] {
        assert_eq!(repeated(body, 20_000), Status::Success, "{body}");
    }
}

#[test]
fn running_out_of_stack_takes_all_gas_and_gives_no_data() {
    let items = format!(
        "(func $f (call $f)) {}",
        probe::entry("(call $write_result (i32.const 0) (i32.const 5)) (call $f) (i32.const 0)")
    );
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::module(&items));
    let outcome = chain.call(PLENTY, 0, &[]);
    assert_eq!((outcome.status, outcome.gas_left), (Status::OutOfStack, 0));
    assert!(outcome.output.is_empty());
}

#[test]
fn earlier_versions_go_twelve_times_as_deep() {
    let items = format!(
        "(func $rec (param i32) (if (local.get 0) (then (call $rec (i32.sub (local.get 0) (i32.const 1))))))
         {}",
        probe::entry("(call $rec (i32.const 30000)) (i32.const 0)")
    );
    for (arbos, status) in [(40, Status::Success), (50, Status::OutOfStack)] {
        let mut chain = Chain::new(arbos);
        chain.deploy(PROGRAM, &probe::module(&items));
        assert_eq!(chain.call(PLENTY, 0, &[]).status, status, "ArbOS {arbos}");
    }
}

#[test]
fn every_program_frame_starts_with_the_whole_stack() {
    use crate::util::chain::address;
    let items = format!(
        "(func $rec (param i32) (if (local.get 0) (then (call $rec (i32.sub (local.get 0) (i32.const 1)))) (else (call $inner))))
         (func $inner
           (i32.store8 (i32.const 19) (i32.const 0x88))
           (drop (call $delegate_call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 64)))
           (drop (call $read_return_data (i32.const 32) (i32.const 0) (i32.const 1)))
           (call $write_result (i32.const 32) (i32.const 1)))
         {}",
        probe::entry("(call $rec (i32.const 2000)) (i32.const 0)")
    );
    let leaf = format!(
        "(func $rec (param i32) (if (local.get 0) (then (call $rec (i32.sub (local.get 0) (i32.const 1))))))
         {}",
        probe::entry(
            "(call $rec (i32.const 2000)) (i32.store8 (i32.const 0) (i32.const 9))
             (call $write_result (i32.const 0) (i32.const 1)) (i32.const 0)"
        )
    );
    let mut chain = Chain::new(51);
    chain.deploy(address(0x88), &probe::module(&leaf));
    chain.deploy(PROGRAM, &probe::module(&items));
    let outcome = chain.call(PLENTY, 0, &[]);
    assert_eq!((outcome.status, &outcome.output[..]), (Status::Success, &[9][..]));
}
