//! Transactions with all the gas that one may have, spent on as much of one thing as it buys: each ends, keeps within its gas, and
//! leaves a chain that goes on. What is counted follows from prices, not from the machine.

use alloy_primitives::{hex, Address, Bytes};
use stylus_chain::{config::TX_GAS_CAP, Chain, Receipt};

use crate::support::{call, chain, deploy, program, programs, request, send, sign::Tx, transact};

/// Spends a whole transaction on a program; its receipt, after checks that hold for all of them.
fn spend(chain: &mut Chain, to: Address, input: impl Into<Bytes>) -> Receipt {
    let gas = TX_GAS_CAP;
    let receipt = send(chain, Tx { to: Some(to), input: input.into(), gas, ..Tx::default() });
    assert!(receipt.gas_used <= gas, "{} of {gas}", receipt.gas_used);
    let head = chain.head().number();
    assert!(transact(chain, Address::repeat_byte(7), []).success, "the chain goes on");
    assert_eq!(chain.head().number(), head + 1);
    receipt
}

/// The same for a loop around a body, which runs until the gas ends.
fn flood(body: &str) -> Receipt {
    let mut chain = chain();
    let text = programs::program(&format!("(loop {body} (br 0)) (i32.const 0)"));
    let address = program(&mut chain, &text);
    let receipt = spend(&mut chain, address, []);
    assert!(!receipt.success, "a loop has no end but that of the gas");
    // A creation fails without taking the rest when there is less left than it costs.
    assert!(receipt.gas_used > TX_GAS_CAP - 40_000, "{}", receipt.gas_used);
    assert!(receipt.logs.is_empty(), "what failed left no event");
    receipt
}

#[test]
fn floods_of_storage_end_with_the_gas() {
    // A new slot each time: the key is counted up in memory.
    flood(
        "(i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
         (call $cache (i32.const 0) (i32.const 0)) (call $flush (i32.const 1))",
    );
    // The cache alone, which is memory of the node until it is flushed.
    flood(
        "(i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
         (call $cache (i32.const 0) (i32.const 0))",
    );
}

#[test]
fn floods_of_events_end_with_the_gas() {
    flood("(call $log (i32.const 0) (i32.const 0) (i32.const 0))");
    flood("(call $log (i32.const 0) (i32.const 65536) (i32.const 4))");
}

#[test]
fn floods_of_results_end_with_the_gas() {
    flood("(call $write_result (i32.const 0) (i32.const 65536))");
    flood("(call $read_args (i32.const 0))");
}

#[test]
fn floods_of_creations_end_with_the_gas() {
    flood(
        "(call $create (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 128) (i32.const 160))",
    );
    // Init code as long as the memory, zeros, which stop at once.
    flood("(call $create (i32.const 0) (i32.const 65536) (i32.const 64) (i32.const 128) (i32.const 160))");
}

#[test]
fn large_answers_copied_in_a_loop_end_with_the_gas() {
    let mut chain = chain();
    let large = program(
        &mut chain,
        &programs::program("(call $write_result (i32.const 0) (i32.const 65536)) (i32.const 0)"),
    );
    let caller = program(
        &mut chain,
        &programs::program(
            "(loop
               (drop (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 512) (i64.const -1) (i32.const 544)))
               (drop (call $returned (i32.const 32) (i32.const 0) (i32.const 65504)))
               (i64.store (i32.const 512) (i64.const 0))
               (call $read_args (i32.const 0))
               (br 0))
             (i32.const 0)",
        ),
    );
    let receipt = spend(&mut chain, caller, large.into_array());
    assert_eq!((receipt.success, receipt.gas_used), (false, TX_GAS_CAP));
}

#[test]
fn recursion_through_programs_code_and_creation_ends() {
    let mut chain = chain();
    let proxy = program(&mut chain, &programs::program(programs::PROXY));
    // Calls the proxy with its own address, and the proxy calls it: EVM, program, EVM, program, …
    let mut code = hex!("3060601b5f525f5f60145f5f73").to_vec();
    code.extend_from_slice(proxy.as_slice());
    code.extend_from_slice(&hex!("5af1503060601b5f5260145ff3"));
    let back = deploy(&mut chain, &code);
    assert!(spend(&mut chain, back, []).success, "the outermost frame keeps a 64th");
    assert!(spend(&mut chain, proxy, back.into_array()).success);
    // Init code that calls the program which creates it, with itself: CODECOPY of all, then CALL.
    let creator = program(&mut chain, &programs::program(programs::CREATOR));
    let mut init = hex!("385f5f39" /* codecopy */).to_vec();
    init.extend_from_slice(&hex!("5f5f385f5f73"));
    init.extend_from_slice(creator.as_slice());
    init.extend_from_slice(&hex!("5af15f5ff3"));
    assert!(spend(&mut chain, creator, init.clone()).success);
    // The same without the limit of a transaction, on a thread with two megabytes of stack.
    let mut request = request(creator, init);
    request.gas = Some(50_000_000);
    call(&chain, &request).expect("a call");
}

#[test]
fn hashing_all_memory_in_a_loop_ends_with_the_gas() {
    let mut chain = chain();
    let hash = program(
        &mut chain,
        "(module (import \"vm_hooks\" \"native_keccak256\" (func $hash (param i32 i32 i32)))
            (memory (export \"memory\") 2 2)
            (func (export \"user_entrypoint\") (param i32) (result i32)
                (loop (call $hash (i32.const 0) (i32.const 131072) (i32.const 0)) (br 0)) (i32.const 0)))",
    );
    let gas = 4_000_000;
    let receipt = send(&mut chain, Tx { to: Some(hash), gas, ..Tx::default() });
    assert_eq!((receipt.success, receipt.gas_used), (false, gas));
}
