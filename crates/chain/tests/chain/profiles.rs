//! Profiles of transactions and calls: to the last unit of gas what the receipt shows, frame by frame and line by line.

use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_primitives::{hex, Address, Bytes, B256, U256};
use stylus_chain::{
    profile::{Detail, Frame, FunctionNames, GasReport, Machine, Profile},
    trace::TraceError,
    BlockId, BlockOverrides, Chain, Config, Receipt, StateOverrides,
};

use crate::support::{
    activate, activation, chain, deploy, program, program_code, programs, request, send, sign::Tx,
    transact, ARB_WASM,
};

/// Checks that everything adds up, in the profile and in the folded stacks.
fn adds_up(profile: &Profile) {
    let before = profile.intrinsic.total() + profile.parent_chain_gas;
    assert_eq!(profile.gas_used, before + profile.root.gas_used - profile.refund);
    for frame in profile.frames() {
        frame_adds_up(frame);
    }
    let folded = profile.folded(|_| None);
    let inks = folded.lines().map(|line| line.rsplit_once(' ').expect("ink").1);
    let sum: u64 = inks.map(|ink| ink.parse::<u64>().expect("a number")).sum();
    let whole = (profile.gas_used + profile.refund) * u64::from(profile.ink_price);
    assert_eq!(sum, whole, "{folded}");
}

fn frame_adds_up(frame: &Frame) {
    let below: u64 = frame.calls.iter().map(|call| call.gas_used).sum();
    assert!(frame.gas_used >= below, "{frame:?}");
    let Some(program) = &frame.program else { return };
    let price = u64::from(program.ink_price);
    let entry = program.entry;
    let whole = entry.init_gas + entry.memory_gas + program.return_data_gas;
    let ink = program.code_ink() + program.host_ink() + program.rounding_ink + program.lost_ink;
    assert_eq!(frame.own_gas() * price, whole * price + ink, "{frame:?}");
    let opened: u64 =
        program.paths.iter().flat_map(|path| path.host.values()).map(|used| used.callee_gas).sum();
    assert_eq!(opened, below, "{frame:?}");
}

/// The profile of a transaction that was sent, both ways; they agree with the receipt and with each other.
fn profiled(chain: &Chain, receipt: &Receipt) -> Profile {
    let of =
        |detail| chain.profile_transaction(receipt.transaction_hash, detail).expect("a profile");
    let (coarse, fine) = (of(Detail::Programs), of(Detail::Functions));
    for profile in [&coarse, &fine] {
        assert_eq!(profile.gas_used, receipt.gas_used);
        assert_eq!(profile.parent_chain_gas, receipt.gas_used_for_l1);
        assert_eq!(profile.failure.is_none(), receipt.success);
        adds_up(profile);
    }
    let sums = |profile: &Profile| -> Vec<(u64, u64, u64)> {
        let programs = profile.frames().into_iter().filter_map(|frame| frame.program.as_ref());
        programs.map(|one| (one.code_ink(), one.host_ink(), one.lost_ink)).collect()
    };
    assert_eq!(sums(&coarse), sums(&fine));
    fine
}

#[test]
fn a_program_its_storage_and_its_entry() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    for (kind, receipt) in [
        ("set", transact(&mut chain, counter, vec![0, 1, 2, 3, 4])),
        ("changed", transact(&mut chain, counter, vec![0, 1, 2, 3, 4])),
    ] {
        let profile = profiled(&chain, &receipt);
        assert_eq!((profile.intrinsic.zero_bytes, profile.intrinsic.other_bytes), (1, 4));
        assert_eq!(profile.intrinsic.call_data, 4 + 4 * 16);
        let root = &profile.root;
        assert_eq!((root.machine, root.to), (Machine::Program, counter));
        assert_eq!(root.selector, Some(hex!("00010203").into()));
        let parts = root.program.as_ref().expect("a program");
        assert!(!parts.entry.cached && parts.entry.init_gas > 8_832, "{:?}", parts.entry);
        let storage = parts.storage;
        assert_eq!((storage.cold_reads, storage.flushes, storage.cached_writes), (1, 1, 1));
        let slots = (storage.slots_set, storage.slots_changed);
        assert_eq!(slots, if kind == "set" { (1, 0) } else { (0, 1) });
        assert_eq!(storage.write_gas, if kind == "set" { 20_000 } else { 2_900 });
        assert_eq!(parts.paths[1].name, "user_entrypoint");
    }
}

#[test]
fn frames_of_both_machines() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let proxy = program(&mut chain, &programs::program(programs::PROXY));
    let evm = deploy(&mut chain, &hex!("5f5f5f5f5f5f3560601c5af100"));
    let input: Vec<u8> = [evm.as_slice(), counter.as_slice()].concat();
    let receipt = transact(&mut chain, proxy, input);
    let profile = profiled(&chain, &receipt);
    let seen: Vec<_> =
        profile.frames().iter().map(|frame| (frame.machine, frame.to, frame.opened_by)).collect();
    assert_eq!(
        seen,
        [
            (Machine::Program, proxy, None),
            (Machine::Evm, evm, Some(1)),
            (Machine::Program, counter, None)
        ]
    );
    // EVM code in front that hands on all but the first 20 bytes: EVM, program, EVM, program.
    let forwarder =
        deploy(&mut chain, &hex!("60143603601460003760006000601436036000600060003560601c5af100"));
    let input = [proxy.as_slice(), evm.as_slice(), counter.as_slice()].concat();
    let receipt = transact(&mut chain, forwarder, input);
    let machines: Vec<_> =
        profiled(&chain, &receipt).frames().iter().map(|frame| frame.machine).collect();
    assert_eq!(machines, [Machine::Evm, Machine::Program, Machine::Evm, Machine::Program]);
    // EVM code in front, and a value that comes with a stipend.
    let receipt = transact(&mut chain, evm, counter.to_vec());
    assert_eq!(profiled(&chain, &receipt).root.calls.len(), 1);
    let giving = deploy(&mut chain, &hex!("5f5f5f5f60015f3560601c5af100"));
    let tx = Tx { to: Some(giving), input: proxy.to_vec().into(), value: U256::from(9), ..roomy() };
    let receipt = send(&mut chain, tx);
    profiled(&chain, &receipt);
}

fn roomy() -> Tx {
    Tx { gas: 20_000_000, ..Tx::default() }
}

#[test]
fn creations_precompiles_lists_and_plain_payments() {
    let mut chain = chain();
    let creator = program(&mut chain, &programs::program(programs::CREATOR));
    let receipt = transact(&mut chain, creator, hex!("60016000f3"));
    let profile = profiled(&chain, &receipt);
    assert_eq!((profile.root.calls.len(), profile.root.calls[0].selector), (1, None));
    let code = program_code(&programs::program(programs::ECHO));
    let receipt =
        send(&mut chain, Tx { input: stylus_vm::code::init_code(&code).into(), ..roomy() });
    let words = receipt_words(&chain, &receipt);
    assert_eq!(profiled(&chain, &receipt).intrinsic.creation, 32_000 + 2 * words);
    let receipt = activate(&mut chain, receipt.contract_address.expect("an address"));
    assert_eq!(profiled(&chain, &receipt).root.machine, Machine::Precompile);
    let receipt = send(&mut chain, Tx { to: Some(Address::repeat_byte(7)), ..roomy() });
    assert_eq!(profiled(&chain, &receipt).root.machine, Machine::Nothing);
    assert_eq!(receipt.gas_used, 21_000);
    let list =
        |address| AccessList(vec![AccessListItem { address, storage_keys: vec![B256::ZERO; 2] }]);
    let tx = Tx { to: Some(creator), access_list: Some(list(creator)), ..roomy() };
    let receipt = send(&mut chain, tx);
    assert_eq!(profiled(&chain, &receipt).intrinsic.access_list, 2_400 + 2 * 1_900);
}

fn receipt_words(chain: &Chain, receipt: &Receipt) -> u64 {
    use alloy_consensus::Transaction as _;
    let record = chain.transaction(receipt.transaction_hash).expect("a transaction");
    (record.envelope.input().len() as u64).div_ceil(32)
}

#[test]
fn failures_and_refunds() {
    let mut chain = chain();
    let endless = program(&mut chain, &programs::program("(loop (br 0)) (i32.const 0)"));
    let tx = Tx { to: Some(endless), gas: 300_000, ..Tx::default() };
    let receipt = send(&mut chain, tx);
    let profile = profiled(&chain, &receipt);
    assert_eq!(profile.failure.as_deref(), Some("out of gas"));
    let parts = profile.root.program.as_ref().expect("a program");
    assert!(parts.lost_ink < 10_000_000, "nearly all was spent: {}", parts.lost_ink);
    // Not even the entry could be paid.
    let receipt = send(&mut chain, Tx { to: Some(endless), gas: 22_000, ..Tx::default() });
    let profile = profiled(&chain, &receipt);
    let parts = profile.root.program.as_ref().expect("a program");
    assert_eq!((parts.entry.init_gas, parts.lost_ink), (0, 1_000 * 10_000));
    let refuses = program(&mut chain, &programs::program("(i32.const 1)"));
    let receipt = transact(&mut chain, refuses, vec![]);
    assert_eq!(profiled(&chain, &receipt).failure.as_deref(), Some("execution reverted"));
    // Sets a slot, and empties it again in the next transaction.
    let slot = deploy(&mut chain, &hex!("5f355f5500"));
    transact(&mut chain, slot, B256::repeat_byte(1).to_vec());
    let receipt = transact(&mut chain, slot, vec![]);
    assert_eq!(profiled(&chain, &receipt).refund, 4_800);
}

#[test]
fn data_with_a_price() {
    let config = Config { l1_price: U256::from(50_000_000_000_u64), ..Config::default() };
    let mut chain = Chain::new(config).expect("genesis");
    // The first block has no sequencer, so nothing is paid on it.
    chain.mine(1);
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let receipt = transact(&mut chain, counter, vec![5; 100]);
    assert!(profiled(&chain, &receipt).parent_chain_gas > 0);
}

#[test]
fn calls_and_what_does_not_exist() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let of = |to, input: Vec<u8>, at| {
        let (accounts, header) = (StateOverrides::default(), BlockOverrides::default());
        chain.profile_call(&request(to, input), at, &accounts, &header, Detail::Functions)
    };
    let profile = of(counter, vec![1, 2], BlockId::Latest).expect("a profile");
    adds_up(&profile);
    assert_eq!((profile.transaction_hash, profile.root.selector), (None, None));
    let profile = of(ARB_WASM, activation(counter).to_vec(), BlockId::Latest).expect("a profile");
    assert!(profile.failure.is_some());
    adds_up(&profile);
    assert!(of(counter, vec![], BlockId::Number(99)).is_err());
    let unknown = chain.profile_transaction(B256::repeat_byte(9), Detail::Functions);
    assert_eq!(unknown.err(), Some(TraceError::NotFound));
}

#[test]
fn names_of_another_build_and_the_json_form() {
    let mut chain = chain();
    let text = programs::program(programs::COUNTER);
    let counter = program(&mut chain, &text);
    let receipt = transact(&mut chain, counter, Bytes::new());
    let mut profile = profiled(&chain, &receipt);
    let named = text
        .replace("(func (export \"user_entrypoint\")", "(func $count (export \"user_entrypoint\")");
    let names = FunctionNames::of(&wat::parse_str(&named).expect("text"));
    profile.each_frame(|frame| {
        if let Some(program) = &mut frame.program {
            program.rename(&names);
        }
    });
    let folded = profile.folded(|_| None);
    assert!(
        folded.contains(&format!("transaction;{counter};count;storage_flush_cache ")),
        "{folded}"
    );
    let json = serde_json::to_string(&profile).expect("JSON");
    assert!(json.starts_with(r#"{"schema":"stylus-profile/1","transactionHash":"0x"#), "{json}");
    assert_eq!(serde_json::from_str::<Profile>(&json).expect("the same"), profile);
    let table = profile.table(|_| None);
    for part in ["succeeded", "storage_flush_cache × 1", "count", "not cached", "1 cold, 0 warm"] {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[test]
fn many_transactions_in_one_report() {
    let mut chain = chain();
    let counter = program(&mut chain, &programs::program(programs::COUNTER));
    let proxy = program(&mut chain, &programs::program(programs::PROXY));
    let mut report = GasReport::default();
    let mut gas = Vec::new();
    for input in [hex!("aabbccdd").to_vec(), hex!("aabbccdd00").to_vec(), vec![]] {
        let receipt = transact(&mut chain, counter, input);
        let profile = profiled(&chain, &receipt);
        gas.push(profile.root.gas_used);
        report.add(&profile);
    }
    let input = [counter.as_slice(), &hex!("aabbccdd")].concat();
    let receipt = transact(&mut chain, proxy, input);
    report.add(&profiled(&chain, &receipt));
    let rows = report.rows();
    assert_eq!((report.transactions(), rows.len()), (4, 3));
    let row = rows.iter().find(|row| row.contract == counter && row.selector.is_some());
    let row = row.expect("a row");
    assert_eq!((row.calls, row.gas.max), (3, gas[0]), "the first sets the slot");
    let whole = row.entry_percent + row.code_percent + row.host_percent + row.storage_percent;
    assert!((99.0..=100.0).contains(&whole), "{row:?}");
    let outer = rows.iter().find(|row| row.contract == proxy).expect("a row");
    assert!(outer.sub_call_percent > 10.0, "{outer:?}");
    let table =
        report.table(|selector| (selector == hex!("aabbccdd")).then(|| "count()".to_owned()));
    assert!(table.contains("count()") && table.contains(&counter.to_string()), "{table}");
}
