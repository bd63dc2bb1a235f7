//! 256-bit arithmetic with the EVM's rules; the result replaces the first operand.

use alloy_primitives::U256;

use super::{
    frame::{Host, Hosted},
    pricing::{self, HOSTIO, POINTER},
};

fn finish(
    host: &mut Host<'_, '_>,
    name: &'static str,
    at: u32,
    operands: &[U256],
    result: U256,
) -> Hosted<()> {
    host.write_u256(at, result)?;
    let args: Vec<u8> = operands.iter().flat_map(|word| word.to_be_bytes::<32>()).collect();
    host.trace(name, &[&args], &[&result.to_be_bytes::<32>()]);
    Ok(())
}

pub(super) fn div(host: &mut Host<'_, '_>, a: u32, b: u32) -> Hosted<()> {
    host.buy_ink(pricing::DIVISION)?;
    let (x, y) = (host.read_u256(a)?, host.read_u256(b)?);
    finish(host, "math_div", a, &[x, y], x.checked_div(y).unwrap_or_default())
}

pub(super) fn modulo(host: &mut Host<'_, '_>, a: u32, b: u32) -> Hosted<()> {
    host.buy_ink(pricing::DIVISION)?;
    let (x, y) = (host.read_u256(a)?, host.read_u256(b)?);
    finish(host, "math_mod", a, &[x, y], x.checked_rem(y).unwrap_or_default())
}

pub(super) fn pow(host: &mut Host<'_, '_>, base: u32, exponent: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + 3 * POINTER)?;
    let y = host.read_u256(exponent)?;
    host.buy_ink(pricing::pow(&y.to_be_bytes::<32>()))?;
    let x = host.read_u256(base)?;
    finish(host, "math_pow", base, &[x, y], x.wrapping_pow(y))
}

pub(super) fn add_mod(host: &mut Host<'_, '_>, a: u32, b: u32, m: u32) -> Hosted<()> {
    host.buy_ink(pricing::ADD_MOD)?;
    let (x, y, z) = (host.read_u256(a)?, host.read_u256(b)?, host.read_u256(m)?);
    finish(host, "math_add_mod", a, &[x, y, z], x.add_mod(y, z))
}

pub(super) fn mul_mod(host: &mut Host<'_, '_>, a: u32, b: u32, m: u32) -> Hosted<()> {
    host.buy_ink(pricing::MUL_MOD)?;
    let (x, y, z) = (host.read_u256(a)?, host.read_u256(b)?, host.read_u256(m)?);
    finish(host, "math_mul_mod", a, &[x, y, z], x.mul_mod(y, z))
}
