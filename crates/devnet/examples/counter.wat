;; A counter as the smallest useful Stylus program. Call data: nothing answers the count, 01 adds one (at most 255) and
;; emits the new count as a topic, anything else reverts with Error("no such function").
(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "storage_load_bytes32" (func $storage_load (param i32 i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $storage_cache (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $storage_flush (param i32)))
  (import "vm_hooks" "emit_log" (func $emit_log (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  ;; 0: the slot's key; 32: its value; 64: call data; 128: the error.
  (data (i32.const 128) "\08\c3\79\a0")
  (data (i32.const 163) "\20")
  (data (i32.const 195) "\10no such function")

  (func $count (call $storage_load (i32.const 0) (i32.const 32)))

  (func $add
    (call $count)
    (i32.store8 (i32.const 63) (i32.add (i32.load8_u (i32.const 63)) (i32.const 1)))
    (call $storage_cache (i32.const 0) (i32.const 32))
    (call $storage_flush (i32.const 0))
    (call $emit_log (i32.const 32) (i32.const 32) (i32.const 1)))

  (func (export "user_entrypoint") (param $length i32) (result i32)
    (if (i32.eqz (local.get $length)) (then
      (call $count)
      (call $write_result (i32.const 32) (i32.const 32))
      (return (i32.const 0))))
    (call $read_args (i32.const 64))
    (if (i32.eq (i32.load8_u (i32.const 64)) (i32.const 1)) (then
      (call $add)
      (call $write_result (i32.const 32) (i32.const 32))
      (return (i32.const 0))))
    (call $write_result (i32.const 128) (i32.const 100))
    (i32.const 1)))
