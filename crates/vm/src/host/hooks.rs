//! The functions a program may import, with their types.

use std::fmt;

/// A wasm value type that host functions use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float (console only).
    F32,
    /// 64-bit float (console only).
    F64,
}

impl fmt::Display for HookType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        })
    }
}

/// A host function: name and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Name in its module.
    pub name: &'static str,
    /// Parameters.
    pub params: &'static [HookType],
    /// Results: none or one.
    pub results: &'static [HookType],
}

/// Module of the functions that every chain offers.
pub const VM_HOOKS: &str = "vm_hooks";
/// Module of the functions that only debug chains offer.
pub const CONSOLE: &str = "console";
/// The function that programs with growing memory must import.
pub const PAY_FOR_MEMORY_GROW: &str = "pay_for_memory_grow";

const I32: HookType = HookType::I32;
const I64: HookType = HookType::I64;
const F32: HookType = HookType::F32;
const F64: HookType = HookType::F64;

const fn hook(
    name: &'static str,
    params: &'static [HookType],
    results: &'static [HookType],
) -> Hook {
    Hook { name, params, results }
}

/// The 42 functions of module `vm_hooks`.
pub const HOOKS: [Hook; 42] = [
    hook("read_args", &[I32], &[]),
    hook("write_result", &[I32, I32], &[]),
    hook("exit_early", &[I32], &[]),
    hook("storage_load_bytes32", &[I32, I32], &[]),
    hook("storage_cache_bytes32", &[I32, I32], &[]),
    hook("storage_flush_cache", &[I32], &[]),
    hook("transient_load_bytes32", &[I32, I32], &[]),
    hook("transient_store_bytes32", &[I32, I32], &[]),
    hook("call_contract", &[I32, I32, I32, I32, I64, I32], &[I32]),
    hook("delegate_call_contract", &[I32, I32, I32, I64, I32], &[I32]),
    hook("static_call_contract", &[I32, I32, I32, I64, I32], &[I32]),
    hook("create1", &[I32, I32, I32, I32, I32], &[]),
    hook("create2", &[I32, I32, I32, I32, I32, I32], &[]),
    hook("read_return_data", &[I32, I32, I32], &[I32]),
    hook("return_data_size", &[], &[I32]),
    hook("emit_log", &[I32, I32, I32], &[]),
    hook("account_balance", &[I32, I32], &[]),
    hook("account_code", &[I32, I32, I32, I32], &[I32]),
    hook("account_code_size", &[I32], &[I32]),
    hook("account_codehash", &[I32, I32], &[]),
    hook("evm_gas_left", &[], &[I64]),
    hook("evm_ink_left", &[], &[I64]),
    hook("block_basefee", &[I32], &[]),
    hook("chainid", &[], &[I64]),
    hook("block_coinbase", &[I32], &[]),
    hook("block_gas_limit", &[], &[I64]),
    hook("block_number", &[], &[I64]),
    hook("block_timestamp", &[], &[I64]),
    hook("contract_address", &[I32], &[]),
    hook("math_div", &[I32, I32], &[]),
    hook("math_mod", &[I32, I32], &[]),
    hook("math_pow", &[I32, I32], &[]),
    hook("math_add_mod", &[I32, I32, I32], &[]),
    hook("math_mul_mod", &[I32, I32, I32], &[]),
    hook("msg_reentrant", &[], &[I32]),
    hook("msg_sender", &[I32], &[]),
    hook("msg_value", &[I32], &[]),
    hook("native_keccak256", &[I32, I32, I32], &[]),
    hook("tx_gas_price", &[I32], &[]),
    hook("tx_ink_price", &[], &[I32]),
    hook("tx_origin", &[I32], &[]),
    hook(PAY_FOR_MEMORY_GROW, &[I32], &[]),
];

/// The functions of module `console`.
pub const CONSOLE_HOOKS: [Hook; 9] = [
    hook("log_txt", &[I32, I32], &[]),
    hook("log_i32", &[I32], &[]),
    hook("log_i64", &[I64], &[]),
    hook("log_f32", &[F32], &[]),
    hook("log_f64", &[F64], &[]),
    hook("tee_i32", &[I32], &[I32]),
    hook("tee_i64", &[I64], &[I64]),
    hook("tee_f32", &[F32], &[F32]),
    hook("tee_f64", &[F64], &[F64]),
];

/// Finds an importable function; the console only on debug chains.
pub fn find(module: &str, name: &str, debug: bool) -> Option<&'static Hook> {
    let hooks: &'static [Hook] = match module {
        VM_HOOKS => &HOOKS,
        CONSOLE if debug => &CONSOLE_HOOKS,
        _ => return None,
    };
    hooks.iter().find(|hook| hook.name == name)
}
