//! Endless WebAssembly programs, one for each kind of instruction and host call.

/** Host functions that the loops use: name and type. */
const HOST = {
  read_args: "(param i32)", write_result: "(param i32 i32)", native_keccak256: "(param i32 i32 i32)",
  storage_load_bytes32: "(param i32 i32)", storage_cache_bytes32: "(param i32 i32)", storage_flush_cache: "(param i32)",
  transient_load_bytes32: "(param i32 i32)", transient_store_bytes32: "(param i32 i32)", emit_log: "(param i32 i32 i32)",
  account_balance: "(param i32 i32)", account_code_size: "(param i32) (result i32)", account_codehash: "(param i32 i32)",
  account_code: "(param i32 i32 i32 i32) (result i32)", call_contract: "(param i32 i32 i32 i32 i64 i32) (result i32)",
  static_call_contract: "(param i32 i32 i32 i64 i32) (result i32)", create1: "(param i32 i32 i32 i32 i32)",
  msg_sender: "(param i32)", block_timestamp: "(result i64)", evm_ink_left: "(result i64)", return_data_size: "(result i32)",
  math_div: "(param i32 i32)", math_mod: "(param i32 i32)", math_pow: "(param i32 i32)", math_add_mod: "(param i32 i32 i32)",
  math_mul_mod: "(param i32 i32 i32)", pay_for_memory_grow: "(param i32)", contract_address: "(param i32)",
};

/** A program that repeats a body for ever; `setup` comes once before. Memory of 16 pages; addresses of precompiles at 0 and 32. */
function program(body, setup = "") {
  const imports = Object.entries(HOST).map(([name, type]) => `(import "vm_hooks" "${name}" (func $${name} ${type}))`).join("\n");
  return `(module ${imports}
    (memory (export "memory") 16 17)
    (data (i32.const 19) "\\04")
    (data (i32.const 64) "\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\f1")
    (data (i32.const 96) "\\7f\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\f3")
    (global $g (mut i64) (i64.const 7))
    (type $unary (func (param i32) (result i32)))
    (table 1 funcref) (elem (i32.const 0) $f)
    (func $f (type $unary) (local.get 0))
    (func (export "user_entrypoint") (param $p i32) (result i32) (local $a i32) (local $b i32) (local $x i64) (local $y i64)
      (local.set $a (i32.const 305419896)) (local.set $b (i32.const 77)) (local.set $x (i64.const 81985529216486895)) (local.set $y (i64.const 8191))
      ${setup}
      (loop $l ${body} (br $l)) (i32.const 0)))`;
}

const many = (text, count = 100) => Array(count).fill(text).join("\n");

/** All programs: name → text. */
export function programs() {
  const all = {
    "empty loop": program(""),
    "counting loop": program("(local.set $a (i32.add (local.get $a) (i32.const 1)))"),
    nop: program(many("nop", 1000)),
    "const, drop": program(many("(drop (i32.const 1))", 1000)),
    "blocks": program(many("(block)", 500)),
    "nested ifs": program(many("(if (i32.const 0) (then nop) (else nop))", 200)),
    select: program(many("(local.set $a (select (local.get $a) (local.get $b) (local.get $a)))")),
    "global.get, set": program(many("(global.set $g (i64.add (global.get $g) (i64.const 1)))")),
    "br_table": program(many("(block (block (block (br_table 0 1 2 (local.get $b)))))")),
    "br_if": program(many("(block (br_if 0 (local.get $a)))")),
    "call": program(many("(local.set $a (call $f (local.get $a)))")),
    "call_indirect": program(many("(local.set $a (call_indirect (type $unary) (local.get $a) (i32.const 0)))")),
    "memory.size": program(many("(drop (memory.size))")),
    "memory.grow 0": program(many("(drop (memory.grow (i32.const 0)))")),
    "memory.fill of nothing": program(many("(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))")),
    "memory.fill 512 KiB": program("(memory.fill (i32.const 0) (i32.const 0) (i32.const 524288))"),
    "memory.copy of nothing": program(many("(memory.copy (i32.const 0) (i32.const 9) (i32.const 0))")),
    "memory.copy 8": program(many("(memory.copy (i32.const 256) (i32.const 512) (i32.const 8))")),
    "memory.copy 512 KiB": program("(memory.copy (i32.const 1) (i32.const 500000) (i32.const 524288))"),
    "new page": program("(drop (memory.grow (i32.const 1)))"),
  };
  for (const type of ["i32", "i64"]) {
    const [a, b] = type === "i32" ? ["$a", "$b"] : ["$x", "$y"];
    for (const op of ["add", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "shl", "shr_s", "rotl"]) {
      all[`${type}.${op}`] = program(many(`(local.set ${a} (${type}.${op} (local.get ${a}) (local.get ${b})))`));
    }
    for (const op of ["clz", "ctz", "popcnt", "eqz"]) all[`${type}.${op}`] = program(many(`(drop (${type}.${op} (local.get ${a})))`));
    all[`${type}.lt_u`] = program(many(`(drop (${type}.lt_u (local.get ${a}) (local.get ${b})))`));
    for (const op of ["load", "load8_s", "load16_u"]) all[`${type}.${op}`] = program(many(`(local.set ${a} (${type}.${op} (local.get $b)))`));
    for (const op of ["store", "store8"]) all[`${type}.${op}`] = program(many(`(${type}.${op} (local.get $b) (local.get ${a}))`));
  }
  return { ...all, ...hostCalls() };
}

function hostCalls() {
  const c = (value) => `(i32.const ${value})`;
  const loops = {
    read_args: `(call $read_args ${c(0)})`,
    "write_result of nothing": `(call $write_result ${c(0)} ${c(0)})`,
    "write_result 512 KiB": `(call $write_result ${c(0)} ${c(524288)})`,
    "keccak of nothing": `(call $native_keccak256 ${c(0)} ${c(0)} ${c(0)})`,
    "keccak 32": `(call $native_keccak256 ${c(0)} ${c(32)} ${c(0)})`,
    "keccak 136": `(call $native_keccak256 ${c(0)} ${c(136)} ${c(0)})`,
    "keccak 512 KiB": `(call $native_keccak256 ${c(0)} ${c(524288)} ${c(0)})`,
    "storage_load, cached": `(call $storage_load_bytes32 ${c(128)} ${c(256)})`,
    "storage_load, cold": `(i64.store ${c(128)} (local.get $x)) (local.set $x (i64.add (local.get $x) (i64.const 1))) (call $storage_load_bytes32 ${c(128)} ${c(256)})`,
    "storage_cache, new keys": `(i64.store ${c(128)} (local.get $x)) (local.set $x (i64.add (local.get $x) (i64.const 1))) (call $storage_cache_bytes32 ${c(128)} ${c(64)})`,
    "storage_cache and flush": `(i64.store ${c(256)} (local.get $x)) (local.set $x (i64.add (local.get $x) (i64.const 1))) (call $storage_cache_bytes32 ${c(128)} ${c(256)}) (call $storage_flush_cache ${c(1)})`,
    "flush of nothing": `(call $storage_flush_cache ${c(1)})`,
    transient_load: `(call $transient_load_bytes32 ${c(128)} ${c(256)})`,
    "transient_store, new keys": `(i64.store ${c(128)} (local.get $x)) (local.set $x (i64.add (local.get $x) (i64.const 1))) (call $transient_store_bytes32 ${c(128)} ${c(64)})`,
    "emit_log of nothing": `(call $emit_log ${c(0)} ${c(0)} ${c(0)})`,
    "emit_log 64 KiB": `(call $emit_log ${c(0)} ${c(65536)} ${c(0)})`,
    account_balance: `(call $account_balance ${c(0)} ${c(256)})`,
    account_codehash: `(call $account_codehash ${c(0)} ${c(256)})`,
    "account_code_size": `(drop (call $account_code_size ${c(256)}))`,
    "account_code 20 KB": `(drop (call $account_code ${c(256)} ${c(0)} ${c(20000)} ${c(1024)}))`,
    "call of an empty account": `(drop (call $call_contract ${c(128)} ${c(0)} ${c(0)} ${c(160)} (i64.const 0) ${c(300)}))`,
    "static call of identity, 64 KiB": `(drop (call $static_call_contract ${c(0)} ${c(0)} ${c(65536)} (i64.const -1) ${c(300)}))`,
    "static call of itself, no gas": `(drop (call $static_call_contract ${c(256)} ${c(0)} ${c(0)} (i64.const 0) ${c(300)}))`,
    "static call of itself, all gas": `(drop (call $static_call_contract ${c(256)} ${c(0)} ${c(0)} (i64.const -1) ${c(300)}))`,
    "create of nothing": `(call $create1 ${c(0)} ${c(0)} ${c(160)} ${c(256)} ${c(300)})`,
    msg_sender: `(call $msg_sender ${c(0)})`,
    block_timestamp: "(drop (call $block_timestamp))",
    evm_ink_left: "(drop (call $evm_ink_left))",
    return_data_size: "(drop (call $return_data_size))",
    math_div: `(call $math_div ${c(64)} ${c(96)})`,
    math_mod: `(call $math_mod ${c(64)} ${c(96)})`,
    math_pow: `(call $math_pow ${c(64)} ${c(96)}) (i64.store ${c(64)} (i64.const -1))`,
    math_add_mod: `(call $math_add_mod ${c(64)} ${c(96)} ${c(96)})`,
    math_mul_mod: `(call $math_mul_mod ${c(64)} ${c(96)} ${c(96)}) (i64.store ${c(64)} (i64.const -1))`,
    "pay_for_memory_grow 0": `(call $pay_for_memory_grow ${c(0)})`,
  };
  return Object.fromEntries(Object.entries(loops).map(([name, body]) => [name, program(body, `(call $contract_address ${c(256)})`)]));
}
