//! Programs of the tests, in WebAssembly text.

/// A program around a body, which finds the length of the call data in `$len`, the call data at 0, and may write from 512 on.
pub(crate) fn program(body: &str) -> String {
    format!(
        r#"(module
            (import "vm_hooks" "read_args" (func $read_args (param i32)))
            (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
            (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
            (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
            (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
            (import "vm_hooks" "call_contract"
                (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
            (import "vm_hooks" "delegate_call_contract"
                (func $delegate (param i32 i32 i32 i64 i32) (result i32)))
            (import "vm_hooks" "static_call_contract"
                (func $static (param i32 i32 i32 i64 i32) (result i32)))
            (import "vm_hooks" "create1" (func $create (param i32 i32 i32 i32 i32)))
            (import "vm_hooks" "read_return_data" (func $returned (param i32 i32 i32) (result i32)))
            (import "vm_hooks" "emit_log" (func $log (param i32 i32 i32)))
            (import "vm_hooks" "msg_sender" (func $sender (param i32)))
            (import "vm_hooks" "contract_address" (func $address (param i32)))
            (import "vm_hooks" "msg_value" (func $value (param i32)))
            (import "vm_hooks" "msg_reentrant" (func $reentrant (result i32)))
            (import "vm_hooks" "block_number" (func $number (result i64)))
            (import "vm_hooks" "tx_gas_price" (func $price (param i32)))
            (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param $len i32) (result i32)
                (local $size i32) (local $status i32)
                (call $read_args (i32.const 0))
                {body}))"#
    )
}

/// Answers with its call data and the status that the last byte says.
pub(crate) const ECHO: &str = "
    (call $write_result (i32.const 0) (local.get $len))
    (if (i32.eqz (local.get $len)) (then (return (i32.const 0))))
    (i32.load8_u (i32.sub (local.get $len) (i32.const 1)))";

/// Adds 1 to slot 0 and answers with the new value.
pub(crate) const COUNTER: &str = "
    (call $load (i32.const 512) (i32.const 544))
    (i32.store8 (i32.const 575) (i32.add (i32.load8_u (i32.const 575)) (i32.const 1)))
    (call $cache (i32.const 512) (i32.const 544))
    (call $flush (i32.const 0))
    (call $write_result (i32.const 544) (i32.const 32))
    (i32.const 0)";

/// Call data: address, then data for it. Calls it and passes on what comes back, status and data.
pub(crate) const PROXY: &str = "
    (local.set $status (call $call (i32.const 0) (i32.const 20)
        (i32.sub (local.get $len) (i32.const 20)) (i32.const 480) (i64.const -1) (i32.const 512)))
    (local.set $size (i32.load (i32.const 512)))
    (drop (call $returned (i32.const 1024) (i32.const 0) (local.get $size)))
    (call $write_result (i32.const 1024) (local.get $size))
    (local.get $status)";

/// The same by delegate call.
pub(crate) const DELEGATOR: &str = "
    (local.set $status (call $delegate (i32.const 0) (i32.const 20)
        (i32.sub (local.get $len) (i32.const 20)) (i64.const -1) (i32.const 512)))
    (local.set $size (i32.load (i32.const 512)))
    (drop (call $returned (i32.const 1024) (i32.const 0) (local.get $size)))
    (call $write_result (i32.const 1024) (local.get $size))
    (local.get $status)";

/// Call data is init code. Creates and answers with the address, or with the revert data and status 1.
pub(crate) const CREATOR: &str = "
    (call $create (i32.const 0) (local.get $len) (i32.const 2048) (i32.const 2080) (i32.const 2112))
    (local.set $size (i32.load (i32.const 2112)))
    (if (local.get $size) (then
        (drop (call $returned (i32.const 1024) (i32.const 0) (local.get $size)))
        (call $write_result (i32.const 1024) (local.get $size))
        (return (i32.const 1))))
    (call $write_result (i32.const 2080) (i32.const 20))
    (i32.const 0)";

/// Answers with caller, own address and value: 20 + 20 + 32 bytes.
pub(crate) const WHO: &str = "
    (call $sender (i32.const 512))
    (call $address (i32.const 532))
    (call $value (i32.const 552))
    (call $write_result (i32.const 512) (i32.const 72))
    (i32.const 0)";

/// Emits an event and calls itself again with all gas.
pub(crate) const ENDLESS: &str = "
    (call $log (i32.const 0) (i32.const 0) (i32.const 0))
    (call $address (i32.const 512))
    (drop (call $call (i32.const 512) (i32.const 0) (i32.const 0) (i32.const 600) (i64.const -1)
        (i32.const 700)))
    (i32.const 0)";
