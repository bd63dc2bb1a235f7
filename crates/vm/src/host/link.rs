//! Connecting a program's imports with the host functions.

use wasmi::{Caller, Extern, Func, Store, F32, F64};

use super::{
    accounts, calls, console, env,
    frame::{Frame, Host},
    hooks::{CONSOLE, VM_HOOKS},
    io, math, storage,
};

/// Wraps a host function: enters the frame, and turns a halt into the interpreter's error.
macro_rules! wrap {
    ($store:expr, $function:expr $(, $arg:ident: $ty:ty)*) => {
        Some(Func::wrap($store, |caller: Caller<'_, Frame<'a>> $(, $arg: $ty)*| {
            Host::enter(caller)
                .and_then(|mut host| $function(&mut host $(, $arg)*))
                .map_err(wasmi::Error::host)
        }))
    };
}

/// The host function behind an import, or `None` if there is none of this name.
pub(crate) fn link<'a>(store: &mut Store<Frame<'a>>, module: &str, name: &str) -> Option<Extern> {
    let function = match module {
        VM_HOOKS => state(store, name)
            .or_else(|| requests(store, name))
            .or_else(|| getters(store, name))
            .or_else(|| arithmetic(store, name)),
        CONSOLE => debug(store, name),
        _ => None,
    };
    function.map(Extern::Func)
}

fn state<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        "read_args" => wrap!(store, io::read_args, dest: u32),
        "write_result" => wrap!(store, io::write_result, at: u32, length: u32),
        "exit_early" => wrap!(store, io::exit_early, status: u32),
        "storage_load_bytes32" => wrap!(store, storage::load, key: u32, dest: u32),
        "storage_cache_bytes32" => wrap!(store, storage::cache, key: u32, value: u32),
        "storage_flush_cache" => wrap!(store, storage::flush, clear: u32),
        "transient_load_bytes32" => wrap!(store, storage::transient_load, key: u32, dest: u32),
        "transient_store_bytes32" => wrap!(store, storage::transient_store, key: u32, value: u32),
        "read_return_data" => {
            wrap!(store, io::read_return_data, dest: u32, offset: u32, size: u32)
        }
        "return_data_size" => wrap!(store, io::return_data_size),
        "emit_log" => wrap!(store, io::emit_log, at: u32, length: u32, topics: u32),
        "native_keccak256" => wrap!(store, io::native_keccak256, at: u32, length: u32, dest: u32),
        "pay_for_memory_grow" => wrap!(store, io::pay_for_memory_grow, pages: u32),
        _ => None,
    }
}

fn requests<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        "call_contract" => {
            wrap!(store, calls::call_contract, to: u32, data: u32, length: u32, value: u32, gas: u64, out: u32)
        }
        "delegate_call_contract" => {
            wrap!(store, calls::delegate_call_contract, to: u32, data: u32, length: u32, gas: u64, out: u32)
        }
        "static_call_contract" => {
            wrap!(store, calls::static_call_contract, to: u32, data: u32, length: u32, gas: u64, out: u32)
        }
        "create1" => {
            wrap!(store, calls::create1, code: u32, length: u32, value: u32, address: u32, out: u32)
        }
        "create2" => {
            wrap!(store, calls::create2, code: u32, length: u32, value: u32, salt: u32, address: u32, out: u32)
        }
        "account_balance" => wrap!(store, accounts::balance, account: u32, dest: u32),
        "account_code" => {
            wrap!(store, accounts::code, account: u32, offset: u32, size: u32, dest: u32)
        }
        "account_code_size" => wrap!(store, accounts::code_size, account: u32),
        "account_codehash" => wrap!(store, accounts::code_hash, account: u32, dest: u32),
        _ => None,
    }
}

fn getters<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        "evm_gas_left" => wrap!(store, env::evm_gas_left),
        "evm_ink_left" => wrap!(store, env::evm_ink_left),
        "block_basefee" => wrap!(store, env::block_basefee, dest: u32),
        "chainid" => wrap!(store, env::chainid),
        "block_coinbase" => wrap!(store, env::block_coinbase, dest: u32),
        "block_gas_limit" => wrap!(store, env::block_gas_limit),
        "block_number" => wrap!(store, env::block_number),
        "block_timestamp" => wrap!(store, env::block_timestamp),
        "contract_address" => wrap!(store, env::contract_address, dest: u32),
        "msg_reentrant" => wrap!(store, env::msg_reentrant),
        "msg_sender" => wrap!(store, env::msg_sender, dest: u32),
        "msg_value" => wrap!(store, env::msg_value, dest: u32),
        "tx_gas_price" => wrap!(store, env::tx_gas_price, dest: u32),
        "tx_ink_price" => wrap!(store, env::tx_ink_price),
        "tx_origin" => wrap!(store, env::tx_origin, dest: u32),
        _ => None,
    }
}

fn arithmetic<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        "math_div" => wrap!(store, math::div, a: u32, b: u32),
        "math_mod" => wrap!(store, math::modulo, a: u32, b: u32),
        "math_pow" => wrap!(store, math::pow, base: u32, exponent: u32),
        "math_add_mod" => wrap!(store, math::add_mod, a: u32, b: u32, m: u32),
        "math_mul_mod" => wrap!(store, math::mul_mod, a: u32, b: u32, m: u32),
        _ => None,
    }
}

fn debug<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        "log_txt" => wrap!(store, console::log_txt, at: u32, length: u32),
        "log_i32" => wrap!(store, console::log, value: i32),
        "log_i64" => wrap!(store, console::log, value: i64),
        "log_f32" => wrap!(store, |host: &mut Host<'_, '_>, value: F32| {
            console::log(host, f32::from(value))
        }, value: F32),
        "log_f64" => wrap!(store, |host: &mut Host<'_, '_>, value: F64| {
            console::log(host, f64::from(value))
        }, value: F64),
        "tee_i32" => wrap!(store, console::tee, value: i32),
        "tee_i64" => wrap!(store, console::tee, value: i64),
        "tee_f32" => wrap!(store, |host: &mut Host<'_, '_>, value: F32| {
            console::tee(host, f32::from(value)).map(F32::from)
        }, value: F32),
        "tee_f64" => wrap!(store, |host: &mut Host<'_, '_>, value: F64| {
            console::tee(host, f64::from(value)).map(F64::from)
        }, value: F64),
        _ => None,
    }
}
