//! Profiles: they change nothing, they add up, and they know which function spent the ink.

use stylus_vm::{Outcome, Status};

use crate::util::{
    chain::{Chain, BURNER, IDENTITY, PROGRAM, REVERTER},
    probe::{self, PLENTY},
};

/// Calls, recursion, a table, a leaking branch, an early return, memory, storage, and calls of other contracts.
fn busy() -> Vec<u8> {
    let (identity, reverter, burner) = (IDENTITY, REVERTER, BURNER);
    let data = |at: u32, address: alloy_primitives::Address| {
        let bytes: String = address.iter().map(|byte| format!("\\{byte:02x}")).collect();
        format!("(data (i32.const {at}) \"{bytes}\")")
    };
    probe::module(&format!(
        "{} {} {}
         (table 4 funcref) (elem (i32.const 0) $leaf $early $leak $msg_reentrant)
         (type $number (func (result i32)))
         (func $leaf (type $number) (i32.const 7))
         (func $early (type $number) (return (i32.const 8)))
         (func $leak (type $number) (br 0 (i32.const 9)))
         (func $deep (param i32) (result i32)
           (if (result i32) (i32.eqz (local.get 0)) (then (call $leaf))
             (else (call $deep (i32.sub (local.get 0) (i32.const 1))))))
         (func $store (param i32)
           (i32.store (i32.const 96) (local.get 0))
           (call $storage_load_bytes32 (i32.const 96) (i32.const 128))
           (call $storage_cache_bytes32 (i32.const 96) (i32.const 96)))
         (func $outside (param i32)
           (drop (call $call_contract (local.get 0) (i32.const 0) (i32.const 40) (i32.const 480)
             (i64.const 3000) (i32.const 512))))
         {}",
        data(800, identity),
        data(832, reverter),
        data(864, burner),
        probe::entry(
            "(drop (call $deep (i32.const 20)))
             (local.set $x (i32.const 12))
             (loop
               (drop (call_indirect (type $number) (i32.and (local.get $x) (i32.const 3))))
               (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))
             (call $store (i32.const 1)) (call $store (i32.const 1)) (call $store (i32.const 2))
             (call $storage_flush_cache (i32.const 0))
             (call $outside (i32.const 800)) (call $outside (i32.const 832)) (call $outside (i32.const 864))
             (drop (memory.grow (i32.const 3)))
             (call $write_result (i32.const 0) (i32.const 64))
             (i32.const 0)"
        )
    ))
}

fn run(wasm: &[u8], gas: u64, profile: bool) -> Outcome {
    let mut chain = Chain::new(51);
    chain.profile = profile;
    chain.deploy(PROGRAM, wasm);
    chain.call(gas, 0, &[1, 2, 3])
}

/// The profile of an outcome, which must add up to the gas that the frame took.
fn adds_up(outcome: &Outcome, gas: u64) {
    let profile = outcome.profile.as_ref().expect("a profile");
    let price = u64::from(profile.ink_price);
    let entry = profile.entry;
    let whole = entry.init_gas + entry.memory_gas + profile.return_data_gas + profile.callee_gas();
    let ink = profile.code_ink() + profile.host_ink() + profile.rounding_ink + profile.lost_ink;
    assert_eq!(profile.gas_used, gas - outcome.gas_left);
    assert_eq!(profile.gas_used * price, whole * price + ink, "{gas} gas");
    assert!(profile.rounding_ink < price);
}

#[test]
fn a_profiled_program_takes_the_same_ink_at_every_limit() {
    let wasm = busy();
    let all = run(&wasm, PLENTY, false);
    assert_eq!(all.status, Status::Success, "{:?}", all.reason);
    let used = PLENTY - all.gas_left;
    // Every way to run out: before the entry, in code, in a host call, in a callee, with nothing left.
    for gas in (0..=used + 200).step_by(197).chain([used - 1, used, PLENTY]) {
        let (plain, profiled) = (run(&wasm, gas, false), run(&wasm, gas, true));
        let seen = |outcome: &Outcome| {
            (
                outcome.status,
                outcome.output.clone(),
                outcome.gas_left,
                outcome.ink_left,
                outcome.refund,
            )
        };
        assert_eq!(seen(&plain), seen(&profiled), "{gas} gas");
        adds_up(&profiled, gas);
        assert!(plain.profile.is_none());
    }
}

#[test]
fn ink_is_booked_on_the_function_that_spent_it() {
    let profile = *run(&busy(), PLENTY, true).profile.expect("a profile");
    let imports = u32::try_from(stylus_vm::host::hooks::HOOKS.len()).expect("few");
    let of = |index: u32| {
        let mine = profile.paths.iter().filter(move |path| path.function == Some(imports + index));
        mine.fold((0, 0), |(count, ink), path| (count + path.count, ink + path.ink))
    };
    // leaf: header and two instructions; the table calls each of three functions three times, and the host three times.
    assert_eq!(of(0), (4, 4 * (2_450 + 2)));
    assert_eq!(of(1), (3, 3 * (2_450 + 2)));
    assert_eq!(of(2), (3, 3 * (2_450 + 1 + 765)));
    assert_eq!(of(3).0, 21, "recursion");
    assert_eq!((of(4).0, of(5).0, of(6).0), (3, 3, 1));
    assert_eq!(profile.paths[0].ink, 0, "nothing runs outside of functions");
    let entry = &profile.paths[1];
    assert_eq!((entry.function, entry.parent), (Some(imports + 6), Some(0)));
    assert_eq!(entry.host["msg_reentrant"].count, 3, "also through the table");
    assert_eq!(entry.host["pay_for_memory_grow"].ink, 20_000_000, "two of four pages are free");
    let outside = profile.paths.iter().find(|path| path.function == Some(imports + 5));
    let called = outside.expect("a path").host["call_contract"];
    assert_eq!((called.count, called.callee_gas), (3, 21 + 3_000));
    let gas: Vec<u64> = profile.callees.iter().map(|callee| callee.gas).collect();
    assert_eq!(gas, [21, 0, 3_000]);
}

#[test]
fn storage_is_counted_by_kind() {
    let profile = *run(&busy(), PLENTY, true).profile.expect("a profile");
    let used = profile.storage;
    assert_eq!((used.cold_reads, used.warm_reads, used.cached_reads), (2, 0, 1));
    assert_eq!((used.cached_writes, used.flushes, used.slots_set), (3, 1, 2));
    assert_eq!((used.cold_writes, used.slots_changed, used.slots_rewritten), (0, 0, 0));
    assert_eq!((used.read_gas, used.write_gas, used.refund), (2 * (2_100 + 5), 2 * 20_000, 0));
    assert_eq!((profile.grown_pages, profile.entry.pages, profile.entry.cached), (3, 1, false));
}

#[test]
fn without_a_profiled_build_all_code_is_one_path() {
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &busy());
    chain.profile = true;
    let outcome = chain.call(PLENTY, 0, &[]);
    adds_up(&outcome, PLENTY);
    let profile = outcome.profile.expect("a profile");
    assert_eq!(profile.paths.len(), 1);
    let detailed = run(&busy(), PLENTY, true).profile.expect("a profile");
    assert_eq!(profile.code_ink(), detailed.code_ink());
    assert_eq!(profile.host_ink(), detailed.host_ink());
}
