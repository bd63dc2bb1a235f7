//! Other accounts: balance, code, code hash.

use alloy_primitives::{Address, Bytes};

use super::{
    frame::{Host, Hosted},
    io::{length_of, slice},
    pricing::{self, EVM_API, HOSTIO, POINTER},
};

fn access(is_cold: bool) -> u64 {
    if is_cold {
        pricing::COLD_ACCOUNT
    } else {
        pricing::WARM_ACCESS
    }
}

pub(super) fn balance(host: &mut Host<'_, '_>, account: u32, dest: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + EVM_API + 2 * POINTER)?;
    host.require_gas(pricing::COLD_ACCOUNT)?;
    let account = host.read_address(account)?;
    let loaded = host.evm().balance(account);
    host.buy_gas(access(loaded.is_cold))?;
    host.write_u256(dest, loaded.value)?;
    let balance = loaded.value.to_be_bytes::<32>();
    host.trace("account_balance", &[account.as_slice()], &[&balance]);
    Ok(())
}

pub(super) fn code_hash(host: &mut Host<'_, '_>, account: u32, dest: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + EVM_API + 2 * POINTER)?;
    host.require_gas(pricing::COLD_ACCOUNT)?;
    let account = host.read_address(account)?;
    let loaded = host.evm().code_hash(account);
    host.buy_gas(access(loaded.is_cold))?;
    host.write(dest, loaded.value.as_slice())?;
    host.trace("account_codehash", &[account.as_slice()], &[loaded.value.as_slice()]);
    Ok(())
}

pub(super) fn code_size(host: &mut Host<'_, '_>, account: u32) -> Hosted<u32> {
    host.buy_ink(HOSTIO + EVM_API)?;
    host.require_gas(pricing::COLD_ACCOUNT)?;
    let account = host.read_address(account)?;
    let size = length_of(&fetch(host, account)?);
    host.trace("account_code_size", &[account.as_slice()], &[&size.to_be_bytes()]);
    Ok(size)
}

pub(super) fn code(
    host: &mut Host<'_, '_>,
    account: u32,
    offset: u32,
    size: u32,
    dest: u32,
) -> Hosted<u32> {
    host.buy_ink(HOSTIO + EVM_API)?;
    host.require_gas(pricing::COLD_ACCOUNT)?;
    let account = host.read_address(account)?;
    let code = fetch(host, account)?;
    host.pay_for_write(code.len())?;
    let part = slice(&code, offset, size);
    host.write(dest, &part)?;
    let args = [account.as_slice(), &offset.to_be_bytes(), &size.to_be_bytes()];
    host.trace("account_code", &args, &[&part]);
    Ok(length_of(&part))
}

/// The account's code, paid for unless it is the one fetched last.
fn fetch(host: &mut Host<'_, '_>, account: Address) -> Hosted<Bytes> {
    if let Some((last, code)) = &host.frame().last_code
        && *last == account
    {
        return Ok(code.clone());
    }
    let loaded = host.evm().code(account);
    let units = host.env().max_code_size / pricing::CODE_UNIT_BYTES;
    let touch = pricing::CODE_UNIT.saturating_mul(units).saturating_add(access(loaded.is_cold));
    host.buy_gas(touch)?;
    if !loaded.value.is_empty() || host.params().remembers_empty_code() {
        host.frame().last_code = Some((account, loaded.value.clone()));
    }
    Ok(loaded.value)
}
