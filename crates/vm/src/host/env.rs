//! The frame's surroundings: block, transaction, message, and what is left to spend.

use alloy_primitives::{Address, U256};

use super::{
    evm::Env,
    frame::{Host, Hosted},
    pricing::{HOSTIO, POINTER},
};

/// A getter that returns a number.
fn number(host: &mut Host<'_, '_>, name: &'static str, of: fn(&Env) -> u64) -> Hosted<u64> {
    host.buy_ink(HOSTIO)?;
    let value = of(host.env());
    host.trace(name, &[], &[&value.to_be_bytes()]);
    Ok(value)
}

/// A getter that writes an address.
fn address(
    host: &mut Host<'_, '_>,
    name: &'static str,
    dest: u32,
    of: fn(&Env) -> Address,
) -> Hosted<()> {
    host.buy_ink(HOSTIO + POINTER)?;
    let value = of(host.env());
    host.write(dest, value.as_slice())?;
    host.trace(name, &[], &[value.as_slice()]);
    Ok(())
}

/// A getter that writes a 256-bit number.
fn word(
    host: &mut Host<'_, '_>,
    name: &'static str,
    dest: u32,
    of: fn(&Env) -> U256,
) -> Hosted<()> {
    host.buy_ink(HOSTIO + POINTER)?;
    let value = of(host.env()).to_be_bytes::<32>();
    host.write(dest, &value)?;
    host.trace(name, &[], &[&value]);
    Ok(())
}

pub(super) fn evm_gas_left(host: &mut Host<'_, '_>) -> Hosted<u64> {
    host.buy_ink(HOSTIO)?;
    let gas = host.gas();
    host.trace("evm_gas_left", &[], &[&gas.to_be_bytes()]);
    Ok(gas)
}

pub(super) fn evm_ink_left(host: &mut Host<'_, '_>) -> Hosted<u64> {
    host.buy_ink(HOSTIO)?;
    let ink = host.ink();
    host.trace("evm_ink_left", &[], &[&ink.to_be_bytes()]);
    Ok(ink)
}

pub(super) fn tx_ink_price(host: &mut Host<'_, '_>) -> Hosted<u32> {
    host.buy_ink(HOSTIO)?;
    let price = host.params().ink_price;
    host.trace("tx_ink_price", &[], &[&price.to_be_bytes()]);
    Ok(price)
}

pub(super) fn msg_reentrant(host: &mut Host<'_, '_>) -> Hosted<u32> {
    host.buy_ink(HOSTIO)?;
    let reentrant = u32::from(host.env().reentrant);
    host.trace("msg_reentrant", &[], &[&reentrant.to_be_bytes()]);
    Ok(reentrant)
}

pub(super) fn chainid(host: &mut Host<'_, '_>) -> Hosted<u64> {
    number(host, "chainid", |env| env.chain_id)
}

pub(super) fn block_gas_limit(host: &mut Host<'_, '_>) -> Hosted<u64> {
    number(host, "block_gas_limit", |env| env.gas_limit)
}

pub(super) fn block_number(host: &mut Host<'_, '_>) -> Hosted<u64> {
    number(host, "block_number", |env| env.block_number)
}

pub(super) fn block_timestamp(host: &mut Host<'_, '_>) -> Hosted<u64> {
    number(host, "block_timestamp", |env| env.timestamp)
}

pub(super) fn block_coinbase(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    address(host, "block_coinbase", dest, |env| env.coinbase)
}

pub(super) fn contract_address(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    address(host, "contract_address", dest, |env| env.address)
}

pub(super) fn msg_sender(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    address(host, "msg_sender", dest, |env| env.caller)
}

pub(super) fn tx_origin(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    address(host, "tx_origin", dest, |env| env.origin)
}

pub(super) fn block_basefee(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    word(host, "block_basefee", dest, |env| env.basefee)
}

pub(super) fn msg_value(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    word(host, "msg_value", dest, |env| env.value)
}

pub(super) fn tx_gas_price(host: &mut Host<'_, '_>, dest: u32) -> Hosted<()> {
    word(host, "tx_gas_price", dest, |env| env.tx_gas_price)
}
