//! Connecting a program's imports with the host functions.

use wasmi::{Caller, Extern, Func, Store, F32, F64};

use super::{
    accounts, calls, console, env,
    frame::{Frame, Host},
    hooks::{self, CONSOLE, VM_HOOKS},
    io, math, storage,
};
use crate::instrument::{profile, slices};

/// Wraps a host function: enters the frame, and turns a halt into the interpreter's error.
macro_rules! wrap {
    ($store:expr, $name:expr, $function:expr $(, $arg:ident: $ty:ty)*) => {
        Some(Func::wrap($store, move |caller: Caller<'_, Frame<'a>> $(, $arg: $ty)*| {
            Host::enter(caller)
                .and_then(|mut host| {
                    let result = $function(&mut host $(, $arg)*);
                    host.profile($name);
                    result
                })
                .map_err(wasmi::Error::host)
        }))
    };
}

/// The host function behind an import, or `None` if there is none of this name.
pub(crate) fn link<'a>(store: &mut Store<Frame<'a>>, module: &str, name: &str) -> Option<Extern> {
    if module == profile::MODULE {
        return reports(store, name).map(Extern::Func);
    }
    if module == slices::MODULE {
        return meter(store, name).map(Extern::Func);
    }
    // Validation has refused the console where it is not to be had.
    let name = hooks::find(module, name, true)?.name;
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

/// The next slice of ink, and the growth of a memory that was paid for; no host calls, and free.
fn meter<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        slices::REFILL => Some(Func::wrap(store, |caller: Caller<'_, Frame<'a>>, price: u64| {
            Host::enter(caller).and_then(|mut host| host.refill(price)).map_err(wasmi::Error::host)
        })),
        slices::GROW => Some(Func::wrap(store, |caller: Caller<'_, Frame<'a>>, pages: u32| {
            Host::enter(caller).map(|mut host| host.grow(pages)).map_err(wasmi::Error::host)
        })),
        _ => None,
    }
}

/// What profiled code tells; no host call, and free.
fn reports<'a>(store: &mut Store<Frame<'a>>, name: &str) -> Option<Func> {
    match name {
        profile::ENTER => {
            Some(Func::wrap(store, |caller: Caller<'_, Frame<'a>>, function: u32| {
                Host::enter(caller)
                    .map(|mut host| host.function_begins(function))
                    .map_err(wasmi::Error::host)
            }))
        }
        profile::BACK => Some(Func::wrap(store, |caller: Caller<'_, Frame<'a>>, depth: u32| {
            Host::enter(caller)
                .map(|mut host| host.call_returned(depth))
                .map_err(wasmi::Error::host)
        })),
        _ => None,
    }
}

fn state<'a>(store: &mut Store<Frame<'a>>, name: &'static str) -> Option<Func> {
    match name {
        "read_args" => wrap!(store, name, io::read_args, dest: u32),
        "write_result" => wrap!(store, name, io::write_result, at: u32, length: u32),
        "exit_early" => wrap!(store, name, io::exit_early, status: u32),
        "storage_load_bytes32" => wrap!(store, name, storage::load, key: u32, dest: u32),
        "storage_cache_bytes32" => wrap!(store, name, storage::cache, key: u32, value: u32),
        "storage_flush_cache" => wrap!(store, name, storage::flush, clear: u32),
        "transient_load_bytes32" => {
            wrap!(store, name, storage::transient_load, key: u32, dest: u32)
        }
        "transient_store_bytes32" => {
            wrap!(store, name, storage::transient_store, key: u32, value: u32)
        }
        "read_return_data" => {
            wrap!(store, name, io::read_return_data, dest: u32, offset: u32, size: u32)
        }
        "return_data_size" => wrap!(store, name, io::return_data_size),
        "emit_log" => wrap!(store, name, io::emit_log, at: u32, length: u32, topics: u32),
        "native_keccak256" => {
            wrap!(store, name, io::native_keccak256, at: u32, length: u32, dest: u32)
        }
        "pay_for_memory_grow" => wrap!(store, name, io::pay_for_memory_grow, pages: u32),
        _ => None,
    }
}

fn requests<'a>(store: &mut Store<Frame<'a>>, name: &'static str) -> Option<Func> {
    match name {
        "call_contract" => {
            wrap!(store, name, calls::call_contract, to: u32, data: u32, length: u32, value: u32, gas: u64, out: u32)
        }
        "delegate_call_contract" => {
            wrap!(store, name, calls::delegate_call_contract, to: u32, data: u32, length: u32, gas: u64, out: u32)
        }
        "static_call_contract" => {
            wrap!(store, name, calls::static_call_contract, to: u32, data: u32, length: u32, gas: u64, out: u32)
        }
        "create1" => {
            wrap!(store, name, calls::create1, code: u32, length: u32, value: u32, address: u32, out: u32)
        }
        "create2" => {
            wrap!(store, name, calls::create2, code: u32, length: u32, value: u32, salt: u32, address: u32, out: u32)
        }
        "account_balance" => wrap!(store, name, accounts::balance, account: u32, dest: u32),
        "account_code" => {
            wrap!(store, name, accounts::code, account: u32, offset: u32, size: u32, dest: u32)
        }
        "account_code_size" => wrap!(store, name, accounts::code_size, account: u32),
        "account_codehash" => wrap!(store, name, accounts::code_hash, account: u32, dest: u32),
        _ => None,
    }
}

fn getters<'a>(store: &mut Store<Frame<'a>>, name: &'static str) -> Option<Func> {
    match name {
        "evm_gas_left" => wrap!(store, name, env::evm_gas_left),
        "evm_ink_left" => wrap!(store, name, env::evm_ink_left),
        "block_basefee" => wrap!(store, name, env::block_basefee, dest: u32),
        "chainid" => wrap!(store, name, env::chainid),
        "block_coinbase" => wrap!(store, name, env::block_coinbase, dest: u32),
        "block_gas_limit" => wrap!(store, name, env::block_gas_limit),
        "block_number" => wrap!(store, name, env::block_number),
        "block_timestamp" => wrap!(store, name, env::block_timestamp),
        "contract_address" => wrap!(store, name, env::contract_address, dest: u32),
        "msg_reentrant" => wrap!(store, name, env::msg_reentrant),
        "msg_sender" => wrap!(store, name, env::msg_sender, dest: u32),
        "msg_value" => wrap!(store, name, env::msg_value, dest: u32),
        "tx_gas_price" => wrap!(store, name, env::tx_gas_price, dest: u32),
        "tx_ink_price" => wrap!(store, name, env::tx_ink_price),
        "tx_origin" => wrap!(store, name, env::tx_origin, dest: u32),
        _ => None,
    }
}

fn arithmetic<'a>(store: &mut Store<Frame<'a>>, name: &'static str) -> Option<Func> {
    match name {
        "math_div" => wrap!(store, name, math::div, a: u32, b: u32),
        "math_mod" => wrap!(store, name, math::modulo, a: u32, b: u32),
        "math_pow" => wrap!(store, name, math::pow, base: u32, exponent: u32),
        "math_add_mod" => wrap!(store, name, math::add_mod, a: u32, b: u32, m: u32),
        "math_mul_mod" => wrap!(store, name, math::mul_mod, a: u32, b: u32, m: u32),
        _ => None,
    }
}

fn debug<'a>(store: &mut Store<Frame<'a>>, name: &'static str) -> Option<Func> {
    match name {
        "log_txt" => wrap!(store, name, console::log_txt, at: u32, length: u32),
        "log_i32" => wrap!(store, name, console::log, value: i32),
        "log_i64" => wrap!(store, name, console::log, value: i64),
        "log_f32" => wrap!(store, name, |host: &mut Host<'_, '_>, value: F32| {
            console::log(host, f32::from(value))
        }, value: F32),
        "log_f64" => wrap!(store, name, |host: &mut Host<'_, '_>, value: F64| {
            console::log(host, f64::from(value))
        }, value: F64),
        "tee_i32" => wrap!(store, name, console::tee, value: i32),
        "tee_i64" => wrap!(store, name, console::tee, value: i64),
        "tee_f32" => wrap!(store, name, |host: &mut Host<'_, '_>, value: F32| {
            console::tee(host, f32::from(value)).map(F32::from)
        }, value: F32),
        "tee_f64" => wrap!(store, name, |host: &mut Host<'_, '_>, value: F64| {
            console::tee(host, f64::from(value)).map(F64::from)
        }, value: F64),
        _ => None,
    }
}
