//! What traces show of programs, EVM code and precompiles, and how they fail.

use alloy_primitives::{hex, Address, Bytes, B256, U256};
use stylus_chain::{
    trace::{FrameKind, HostCall, StepOptions, Trace, TraceError, TraceOptions},
    BlockId, BlockOverrides, Chain, StateOverrides,
};

use crate::support::{
    activate, chain, deploy, program, program_code, programs, request, send, sign::Tx, transact,
    word, ARB_WASM,
};

const HOST_CALLS: TraceOptions =
    TraceOptions { host_calls: true, state: false, steps: None, profile: None, timeout: None };

fn traced(chain: &Chain, to: Address, input: impl Into<Bytes>, options: TraceOptions) -> Trace {
    let (accounts, header) = (StateOverrides::default(), BlockOverrides::default());
    let request = request(to, input);
    chain.trace_call(&request, BlockId::Latest, &accounts, &header, options).expect("a trace")
}

fn names(calls: &[HostCall]) -> Vec<&str> {
    calls.iter().map(|call| call.name).collect()
}

#[test]
fn a_replay_sees_what_the_transaction_saw() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let first = transact(&mut chain, counter, vec![]);
    let second = transact(&mut chain, counter, vec![]);
    let of = |hash| chain.trace_transaction(hash, HOST_CALLS).expect("a trace");
    for (receipt, count) in [(first, 1), (second, 2)] {
        let trace = of(receipt.transaction_hash);
        assert_eq!(trace.gas_used, receipt.gas_used);
        assert_eq!(trace.output, Bytes::from(word(count)));
        let loaded = &trace.host_calls[2];
        assert_eq!(loaded.name, "storage_load_bytes32");
        assert_eq!(loaded.outs, Bytes::from(word(count - 1)), "the state before the block");
    }
}

#[test]
fn host_calls_are_bracketed_and_their_ink_falls() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let calls = traced(&chain, counter, vec![1, 2], HOST_CALLS).host_calls;
    assert_eq!(
        names(&calls),
        [
            "user_entrypoint",
            "read_args",
            "storage_load_bytes32",
            "storage_cache_bytes32",
            "storage_flush_cache",
            "write_result",
            "user_returned"
        ]
    );
    assert_eq!(calls[0].args, Bytes::from(2_u32.to_be_bytes()));
    assert_eq!(calls[6].outs, Bytes::from(0_u32.to_be_bytes()));
    assert_eq!((calls[6].start_ink, calls[6].end_ink), (calls[0].start_ink, calls[0].start_ink));
    let inks: Vec<u64> =
        calls[1..6].iter().flat_map(|call| [call.start_ink, call.end_ink]).collect();
    assert!(inks.is_sorted_by(|before, after| before > after), "{inks:?}");
}

#[test]
fn frames_nest_across_both_machines() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let proxy = program(&mut chain, &programs::program(programs::PROXY));
    let evm = deploy(&mut chain, &hex!("5f5f5f5f5f5f3560601c5af100"));
    let input: Vec<u8> = [evm.as_slice(), counter.as_slice()].concat();
    let trace = traced(&chain, proxy, input, HOST_CALLS);
    let call = trace.host_calls.iter().find(|call| call.name == "call_contract").expect("a call");
    assert_eq!(call.address, Some(evm));
    assert_eq!(names(&call.steps), ["evm_call_contract"]);
    let inner = &call.steps[0];
    assert_eq!((inner.address, inner.start_ink, inner.end_ink), (Some(counter), 0, 0));
    assert_eq!(inner.steps.first().map(|step| step.name), Some("user_entrypoint"));
    let root = &trace.root;
    assert_eq!((root.to, root.calls[0].to, root.calls[0].calls[0].to), (proxy, evm, counter));
}

#[test]
fn a_creation_stands_before_the_host_call_that_made_it() {
    let mut chain = chain();
    let creator = program(&mut chain, &programs::program(programs::CREATOR));
    let trace = traced(&chain, creator, hex!("60016000f3"), HOST_CALLS);
    let names = names(&trace.host_calls);
    let at = names.iter().position(|name| *name == "evm_create1").expect("an entry");
    assert_eq!(names[at + 1], "create1");
    let created = Address::from_slice(&trace.output);
    assert_eq!(trace.host_calls[at].address, Some(created));
    let frame = &trace.root.calls[0];
    assert_eq!((frame.kind, frame.to, frame.value), (FrameKind::Create, created, Some(U256::ZERO)));
    assert_eq!(frame.output, Bytes::from(vec![0]), "the new contract's code");
}

#[test]
fn failures_keep_the_nodes_words_at_every_depth() {
    let mut chain = chain();
    let invalid = deploy(&mut chain, &hex!("fe"));
    let jump = deploy(&mut chain, &hex!("5f56"));
    let sleeping = deploy(&mut chain, &program_code(&programs::program(programs::ECHO)));
    let outer = deploy(&mut chain, &hex!("5f5f5f5f5f5f3560601c617530f100"));
    for (callee, text) in [
        (invalid, "invalid opcode: INVALID"),
        (jump, "invalid jump destination"),
        (sleeping, "ProgramNotActivated()"),
    ] {
        let trace = traced(&chain, outer, callee.to_vec(), TraceOptions::default());
        let frame = &trace.root.calls[0];
        assert!(frame.error.as_deref().is_some_and(|error| error.contains(text)), "{frame:?}");
        assert_eq!((frame.gas, frame.gas_used, frame.reverted), (30_000, 30_000, false));
        assert_eq!(trace.root.error, None);
    }
}

#[test]
fn steps_show_the_stack_before_and_the_cost_of_the_instruction() {
    let mut chain = chain();
    // Stores 1 in slot 0, reads it back.
    let code = deploy(&mut chain, &hex!("60015f555f5400"));
    let steps = StepOptions { stack: true, storage: true, ..StepOptions::default() };
    let options = TraceOptions { steps: Some(steps), ..TraceOptions::default() };
    let trace = traced(&chain, code, vec![], options);
    let seen: Vec<_> =
        trace.steps.iter().map(|step| (step.pc, step.name(), step.cost, step.depth)).collect();
    let name = |text: &str| text.to_owned();
    assert_eq!(
        seen,
        [
            (0, name("PUSH1"), 3, 1),
            (2, name("PUSH0"), 2, 1),
            (3, name("SSTORE"), 22_100, 1),
            (4, name("PUSH0"), 2, 1),
            (5, name("SLOAD"), 100, 1),
            (6, name("STOP"), 0, 1)
        ]
    );
    assert_eq!(trace.steps[2].stack, Some(vec![U256::from(1), U256::ZERO]));
    let slots = trace.steps[4].storage.clone().expect("slots");
    assert_eq!(slots.get(&U256::ZERO), Some(&U256::from(1)));
    let bounded = StepOptions { most: Some(2), ..steps };
    let options = TraceOptions { steps: Some(bounded), ..TraceOptions::default() };
    assert_eq!(traced(&chain, code, vec![], options).steps.len(), 2);
}

#[test]
fn the_state_before_and_after() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    transact(&mut chain, counter, vec![]);
    let receipt = transact(&mut chain, counter, vec![]);
    let options = TraceOptions { state: true, ..TraceOptions::default() };
    let trace = chain.trace_transaction(receipt.transaction_hash, options).expect("a trace");
    let slot = |accounts: &std::collections::BTreeMap<_, stylus_chain::trace::AccountTrace>| {
        accounts[&counter].storage[&B256::ZERO]
    };
    assert_eq!((slot(&trace.state.before), slot(&trace.state.after)), (word(1), word(2)));
    let (before, after) = (&trace.state.before[&receipt.from], &trace.state.after[&receipt.from]);
    assert_eq!(after.nonce, before.nonce + 1);
    assert_eq!(before.balance - after.balance, receipt.fee());
}

#[test]
fn fees_add_up_and_payments_of_precompiles_are_frames() {
    let mut chain = chain();
    let code = program_code(&programs::program(programs::ECHO));
    let address = deploy(&mut chain, &code);
    let receipt = activate(&mut chain, address);
    let trace = chain
        .trace_transaction(receipt.transaction_hash, TraceOptions::default())
        .expect("a trace");
    let sum: U256 = trace.after.iter().map(|transfer| transfer.value).sum();
    assert_eq!(sum, trace.before[0].value, "what was taken is given back or collected");
    let payments: Vec<_> = trace.root.calls.iter().map(|call| (call.kind, call.from)).collect();
    assert_eq!(payments, [(FrameKind::Payment, ARB_WASM); 2]);
    assert_eq!(trace.root.calls[1].to, receipt.from, "the rest goes back");
    assert_eq!(trace.root.logs.len(), 1);
}

#[test]
fn a_failed_creation_and_unknown_things() {
    let mut chain = chain();
    let receipt =
        send(&mut chain, Tx { input: hex!("5f5ffd").into(), gas: 100_000, ..Tx::default() });
    let trace = chain
        .trace_transaction(receipt.transaction_hash, TraceOptions::default())
        .expect("a trace");
    assert_eq!(trace.root.kind, FrameKind::Create);
    assert_eq!(trace.root.error.as_deref(), Some("execution reverted"));
    assert_eq!(trace.root.gas_used, receipt.gas_used);
    let unknown = chain.trace_transaction(B256::repeat_byte(1), TraceOptions::default());
    assert_eq!(unknown.err(), Some(TraceError::NotFound));
    let call = |at| {
        let (accounts, header) = (StateOverrides::default(), BlockOverrides::default());
        let request = request(Address::ZERO, vec![]);
        chain.trace_call(&request, at, &accounts, &header, TraceOptions::default()).err()
    };
    assert_eq!(call(BlockId::Pending), Some(TraceError::Pending));
    assert_eq!(call(BlockId::Number(99)), Some(TraceError::NoBlock("block #99 not found".into())));
}

#[test]
fn a_trace_is_bounded_by_what_its_answer_takes() {
    let mut chain = chain();
    // JUMPDEST PUSH0 JUMP, for ever: 11 gas for three steps.
    let endless = deploy(&mut chain, &hex!("5b5f56"));
    let (accounts, header) = (StateOverrides::default(), BlockOverrides::default());
    let traced = |gas, steps| {
        let request = stylus_chain::CallRequest { gas: Some(gas), ..request(endless, []) };
        let options = TraceOptions { steps: Some(steps), ..TraceOptions::default() };
        chain.trace_call(&request, BlockId::Latest, &accounts, &header, options)
    };
    // A kilobyte a step: 256 MiB are some 260,000 steps.
    let all = StepOptions::default();
    assert!(traced(500_000, all).is_ok_and(|trace| trace.steps.len() > 100_000));
    assert_eq!(traced(2_000_000, all).expect_err("too many steps"), TraceError::TooLarge);
    let some = StepOptions { most: Some(1_000), ..all };
    assert!(traced(2_000_000, some).is_ok_and(|trace| trace.steps.len() == 1_000));
}
