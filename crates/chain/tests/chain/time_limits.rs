//! Executions that leave nothing behind end by the clock, wherever they are; transactions end by their gas alone.

use std::time::{Duration, Instant};

use alloy_primitives::{hex, Bytes};
use stylus_chain::{
    trace::{TraceError, TraceOptions},
    BlockId, BlockOverrides, CallError, CallRequest, Chain, Clock, Config, StateOverrides,
};

use crate::support::{call, deploy, estimate, program, programs as text, request, transact, NOW};

/// JUMPDEST, then back.
const ENDLESS_EVM: [u8; 3] = hex!("5b5f56");
/// Calls itself without data and without end, by gas that is always enough.
const ENDLESS_CALLS: [u8; 12] = hex!("5b5f5f5f5f5f305af1505f56");
const ENDLESS_PROGRAM: &str = "(loop (br 0)) (i32.const 0)";

/// A chain whose calls have a moment and as much gas as they like.
fn hurried(limit: Duration) -> Chain {
    let config = Config {
        clock: Clock::Fixed(NOW),
        evm_timeout: Some(limit),
        rpc_gas_cap: 100_000_000_000,
        ..Config::default()
    };
    Chain::new(config).expect("genesis")
}

/// Everything that can be asked for without end.
fn endless(chain: &mut Chain) -> Vec<(&'static str, CallRequest)> {
    let wasm = program(chain, &text::program(ENDLESS_PROGRAM));
    let nested = program(chain, &text::program(text::PROXY));
    let host = program(
        chain,
        &text::program("(loop (call $load (i32.const 512) (i32.const 544)) (br 0)) (i32.const 0)"),
    );
    let bulk = program(
        chain,
        &text::program(
            "(loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 65536)) (br 0)) (i32.const 0)",
        ),
    );
    let evm = deploy(chain, &ENDLESS_EVM);
    let calls = deploy(chain, &ENDLESS_CALLS);
    let through = |to: alloy_primitives::Address| Bytes::copy_from_slice(to.as_slice());
    vec![
        ("a program", request(wasm, Bytes::new())),
        ("a program in a program", request(nested, through(wasm))),
        ("EVM code in a program", request(nested, through(evm))),
        ("host calls", request(host, Bytes::new())),
        ("memory.fill", request(bulk, Bytes::new())),
        ("EVM code", request(evm, Bytes::new())),
        ("EVM calls", request(calls, Bytes::new())),
    ]
}

#[test]
fn calls_and_estimates_are_given_up() {
    let limit = Duration::from_millis(20);
    let mut chain = hurried(limit);
    for (what, request) in endless(&mut chain) {
        let start = Instant::now();
        let error = call(&chain, &request).expect_err(what);
        assert_eq!(error, CallError::TimedOut(limit), "{what}");
        assert_eq!(error.to_string(), "execution aborted (timeout = 20ms)");
        assert!(start.elapsed() >= limit, "{what}");
        let error = estimate(&chain, &request).expect_err(what);
        assert_eq!(error, CallError::TimedOut(limit * 6), "{what}");
        let none = StateOverrides::default();
        let error = chain.access_list(&request, BlockId::Latest, &none).expect_err(what);
        assert_eq!(error, CallError::TimedOut(limit), "{what}");
    }
}

#[test]
fn traces_are_given_up_and_may_ask_for_a_time_of_their_own() {
    let mut chain = hurried(Duration::from_millis(20));
    let none = (StateOverrides::default(), BlockOverrides::default());
    for (what, request) in endless(&mut chain) {
        for timeout in [None, Some(Duration::from_millis(5))] {
            let options = TraceOptions { timeout, ..TraceOptions::default() };
            let trace = chain.trace_call(&request, BlockId::Latest, &none.0, &none.1, options);
            assert_eq!(trace.expect_err(what), TraceError::TimedOut, "{what}");
        }
    }
}

#[test]
fn without_a_limit_the_gas_decides() {
    let config = Config { clock: Clock::Fixed(NOW), evm_timeout: None, ..Config::default() };
    let mut chain = Chain::new(config).expect("genesis");
    for (what, request) in endless(&mut chain) {
        let limited = CallRequest { gas: Some(1_000_000), ..request };
        assert!(call(&chain, &limited).is_ok(), "{what}");
    }
}

#[test]
fn transactions_have_no_clock() {
    let mut chain = hurried(Duration::from_nanos(1));
    let wasm = program(&mut chain, &text::program(ENDLESS_PROGRAM));
    let receipt = transact(&mut chain, wasm, Bytes::new());
    assert_eq!((receipt.success, receipt.gas_used), (false, 20_000_000));
    assert_eq!(receipt.failure.as_deref(), Some("out of gas"));
}

#[test]
fn limits_are_written_as_go_writes_them() {
    for (milliseconds, text) in [
        (5_000, "5s"),
        (1_500, "1.5s"),
        (90_000, "1m30s"),
        (60_000, "1m0s"),
        (3_600_000, "1h0m0s"),
        (250, "250ms"),
    ] {
        let error = CallError::TimedOut(Duration::from_millis(milliseconds));
        assert_eq!(error.to_string(), format!("execution aborted (timeout = {text})"));
    }
}
