//! Small programs: the ink that a piece of wasm takes, measured by the program itself.

use stylus_vm::{host::hooks::HOOKS, Outcome, Status};

use super::chain::{Chain, PROGRAM};

/// Gas that no probe uses up.
pub(crate) const PLENTY: u64 = 60_000_000;

/// Import lines for all host functions, each under its own name.
pub(crate) fn imports() -> String {
    let line = |hook: &stylus_vm::host::hooks::Hook| {
        let list = |key: &str, types: &[stylus_vm::host::hooks::HookType]| {
            types.iter().map(|ty| format!(" ({key} {ty})")).collect::<String>()
        };
        let (params, results) = (list("param", hook.params), list("result", hook.results));
        format!("(import \"vm_hooks\" \"{0}\" (func ${0}{params}{results}))\n", hook.name)
    };
    HOOKS.iter().map(line).collect()
}

/// A module with all imports, two pages that may grow, and these items.
pub(crate) fn module(items: &str) -> Vec<u8> {
    wasm(&format!("(module {} (memory (export \"memory\") 1 200) {items})", imports()))
}

/// Text to binary.
pub(crate) fn wasm(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the text is valid")
}

/// A module whose entry point has this body, with locals `$len`, `$x` (i32) and `$y` (i64).
pub(crate) fn program(body: &str) -> Vec<u8> {
    module(&entry(body))
}

/// An entry point with this body.
pub(crate) fn entry(body: &str) -> String {
    format!(
        "(func (export \"user_entrypoint\") (param $len i32) (result i32)
           (local $a i64) (local $b i64) (local $x i32) (local $y i64) {body})"
    )
}

/// The body of a probe: `before`, then what is measured; answers eight bytes, big-endian by way of the host (little-endian
/// here, turned by [`measured`]).
pub(crate) fn probe_body(before: &str, measured: &str) -> String {
    format!(
        "{before}
         (local.set $a (call $evm_ink_left))
         {measured}
         (local.set $b (call $evm_ink_left))
         (i64.store (i32.const 0x400) (i64.sub (local.get $a) (local.get $b)))
         (call $write_result (i32.const 0x400) (i32.const 8))
         (i32.const 0)"
    )
}

/// Runs a probe on a chain and gives the ink.
pub(crate) fn measured(chain: &mut Chain, wasm: &[u8], input: &[u8]) -> u64 {
    chain.deploy(PROGRAM, wasm);
    let outcome = chain.call(PLENTY, 0, input);
    assert_eq!(outcome.status, Status::Success, "{:?}", outcome.reason);
    ink_of(&outcome)
}

/// Reads the eight bytes of a probe's answer.
pub(crate) fn ink_of(outcome: &Outcome) -> u64 {
    u64::from_le_bytes(outcome.output.as_ref().try_into().expect("eight bytes"))
}

/// Ink of `measured` after `before`, on a fresh chain, less the empty probe's 14,860.
pub(crate) fn ink_after(before: &str, measured_body: &str) -> u64 {
    let wasm = program(&probe_body(before, measured_body));
    measured(&mut Chain::new(51), &wasm, &[]) - EMPTY
}

/// Ink of a body, on a fresh chain, less the empty probe's.
pub(crate) fn ink(body: &str) -> u64 {
    ink_after("", body)
}

/// What an empty probe measures.
pub(crate) const EMPTY: u64 = 14_860;
