//! Calls and creations: prices, the gas that is passed on, and what comes back.

use alloy_primitives::{Address, Bytes, B256, U256};

use super::{
    evm::{CallKind, CreateResult, SubResult, SubStatus},
    frame::{fail, Host, Hosted},
    io::length_of,
    pricing::{self, EVM_API, HOSTIO, POINTER},
};

const STATUS_SUCCESS: u8 = 0;
/// Every failure has this status; 1 is never seen.
const STATUS_FAILURE: u8 = 2;

/// What a call asks for.
struct Request {
    kind: CallKind,
    target: Address,
    value: U256,
    input: Bytes,
    gas: u64,
}

/// What a call gave.
struct Answer {
    succeeded: bool,
    output: Bytes,
    cost: u64,
    steps: Vec<super::trace::HostCall>,
}

impl Answer {
    fn refused(cost: u64) -> Self {
        Self { succeeded: false, output: Bytes::new(), cost, steps: Vec::new() }
    }
}

pub(super) fn call_contract(
    host: &mut Host<'_, '_>,
    target: u32,
    data: u32,
    length: u32,
    value: u32,
    gas: u64,
    return_length: u32,
) -> Hosted<u32> {
    let value = Some(value);
    call(host, "call_contract", CallKind::Call, target, (data, length), value, gas, return_length)
}

pub(super) fn delegate_call_contract(
    host: &mut Host<'_, '_>,
    target: u32,
    data: u32,
    length: u32,
    gas: u64,
    return_length: u32,
) -> Hosted<u32> {
    let name = "delegate_call_contract";
    call(host, name, CallKind::Delegate, target, (data, length), None, gas, return_length)
}

pub(super) fn static_call_contract(
    host: &mut Host<'_, '_>,
    target: u32,
    data: u32,
    length: u32,
    gas: u64,
    return_length: u32,
) -> Hosted<u32> {
    let name = "static_call_contract";
    call(host, name, CallKind::Static, target, (data, length), None, gas, return_length)
}

#[expect(clippy::too_many_arguments, reason = "the host function has as many")]
fn call(
    host: &mut Host<'_, '_>,
    name: &'static str,
    kind: CallKind,
    target: u32,
    (data, length): (u32, u32),
    value: Option<u32>,
    gas: u64,
    return_length: u32,
) -> Hosted<u32> {
    host.buy_ink(HOSTIO + EVM_API + 3 * POINTER)?;
    host.pay_for_read(length)?;
    host.pay_for_read(length)?;
    let target = host.read_address(target)?;
    let value = value.map(|at| host.read_u256(at)).transpose()?;
    let input = host.read_bytes(data, length)?;
    let request =
        Request { kind, target, value: value.unwrap_or_default(), input: input.clone(), gas };
    let answer = perform(host, request);
    host.check_time()?;
    host.buy_gas(answer.cost)?;
    let size = length_of(&answer.output);
    host.frame().return_data = answer.output;
    host.write_u32(return_length, size)?;
    let status = if answer.succeeded { STATUS_SUCCESS } else { STATUS_FAILURE };
    let value = value.map(|value| value.to_be_bytes::<32>());
    let args = [
        target.as_slice(),
        &gas.to_be_bytes(),
        value.as_ref().map_or(&[][..], |value| value),
        &input,
    ];
    host.trace_with(name, &args, &[&size.to_be_bytes(), &[status]], Some(target), answer.steps);
    Ok(u32::from(status))
}

fn perform(host: &mut Host<'_, '_>, request: Request) -> Answer {
    let has_value = !request.value.is_zero();
    if has_value && host.env().is_static {
        return Answer::refused(0);
    }
    let left = host.gas();
    let Some(base) = call_base(host, request.target, has_value, left) else {
        return Answer::refused(left);
    };
    let mut gas = (all_but_one_64th(left - base)).min(request.gas);
    if has_value {
        gas = gas.saturating_add(pricing::CALL_STIPEND);
    }
    let Request { kind, target, value, input, .. } = request;
    let result = host.evm().call(kind, target, value, input, gas);
    let SubResult { status, output, gas_left, refund, steps } = result;
    host.profile_callee(gas.saturating_sub(gas_left));
    let succeeded = status == SubStatus::Success;
    if succeeded {
        let frame = host.frame();
        frame.refund = frame.refund.saturating_add(refund);
    }
    let output = if status == SubStatus::Halt { Bytes::new() } else { output };
    // The callee's stipend is paid for too, as far as it was used.
    let cost = base.saturating_add(gas.saturating_sub(gas_left));
    Answer { succeeded, output, cost, steps }
}

/// Gas of opening the call, or `None` if there is less. The callee is warm afterwards if its access could be paid.
fn call_base(host: &mut Host<'_, '_>, target: Address, has_value: bool, left: u64) -> Option<u64> {
    let within = |gas: u64| (gas <= left).then_some(gas);
    let mut base = within(pricing::WARM_ACCESS)?;
    if host.evm().warm(target) {
        base = within(base + pricing::COLD_ACCOUNT - pricing::WARM_ACCESS)?;
    }
    if has_value {
        if host.evm().is_empty(target) {
            base = within(base + pricing::NEW_ACCOUNT)?;
        }
        base = within(base + pricing::CALL_VALUE)?;
    }
    Some(base)
}

/// ⌊gas · 63 / 64⌋, multiplied first.
fn all_but_one_64th(gas: u64) -> u64 {
    gas - gas.div_ceil(64)
}

pub(super) fn create1(
    host: &mut Host<'_, '_>,
    code: u32,
    length: u32,
    endowment: u32,
    address: u32,
    revert_length: u32,
) -> Hosted<()> {
    host.buy_ink(HOSTIO + EVM_API + 3 * POINTER)?;
    create(host, "create1", (code, length), endowment, None, address, revert_length)
}

pub(super) fn create2(
    host: &mut Host<'_, '_>,
    code: u32,
    length: u32,
    endowment: u32,
    salt: u32,
    address: u32,
    revert_length: u32,
) -> Hosted<()> {
    host.buy_ink(HOSTIO + EVM_API + 4 * POINTER)?;
    create(host, "create2", (code, length), endowment, Some(salt), address, revert_length)
}

fn create(
    host: &mut Host<'_, '_>,
    name: &'static str,
    (code, length): (u32, u32),
    endowment: u32,
    salt: Option<u32>,
    address_at: u32,
    revert_length: u32,
) -> Hosted<()> {
    host.pay_for_read(length)?;
    host.pay_for_read(length)?;
    let code = host.read_bytes(code, length)?;
    let endowment = host.read_u256(endowment)?;
    let salt = salt.map(|at| host.read_word(at)).transpose()?;
    host.refuse_static(name)?;
    let left = host.gas();
    let result = perform_create(host, endowment, code.clone(), salt, left)?;
    host.check_time()?;
    let CreateResult { status, address, output, gas_left, refund, steps } = result;
    let address = if status == SubStatus::Success { address } else { Address::ZERO };
    let output = if status == SubStatus::Revert { output } else { Bytes::new() };
    // A 64th stays with the program and is not part of the cost.
    host.buy_gas(left.saturating_sub(gas_left))?;
    let frame = host.frame();
    if status == SubStatus::Success {
        frame.refund = frame.refund.saturating_add(refund);
    }
    let size = length_of(&output);
    frame.return_data = output;
    if let Some(trace) = &mut frame.trace {
        trace.extend(steps);
    }
    host.write(address_at, address.as_slice())?;
    host.write_u32(revert_length, size)?;
    let salt = salt.as_ref().map_or(&[][..], |salt| salt.as_slice());
    let args = [&endowment.to_be_bytes::<32>()[..], salt, &code];
    host.trace(name, &args, &[address.as_slice(), &size.to_be_bytes()]);
    Ok(())
}

/// Runs the creation. In the answer, the gas left includes the 64th that was held back.
fn perform_create(
    host: &mut Host<'_, '_>,
    endowment: U256,
    code: Bytes,
    salt: Option<B256>,
    left: u64,
) -> Hosted<CreateResult> {
    let words = (code.len() as u64).div_ceil(32);
    let hashing = if salt.is_some() { words.saturating_mul(pricing::CREATE2_WORD) } else { 0 };
    let base = pricing::CREATE.saturating_add(hashing);
    let Some(after) = left.checked_sub(base) else {
        return fail(format!("a creation costs {base} gas, {left} are left"));
    };
    let held_back = after / 64;
    let mut result = host.evm().create(endowment, code, salt, after - held_back);
    host.profile_callee((after - held_back).saturating_sub(result.gas_left));
    result.gas_left = result.gas_left.saturating_add(held_back);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::all_but_one_64th;

    #[test]
    fn sixty_three_64ths_round_down() {
        for gas in [0_u64, 1, 63, 64, 65, 127, 128, 1_000_003, u64::from(u32::MAX)] {
            assert_eq!(all_but_one_64th(gas), gas * 63 / 64, "{gas}");
        }
        assert_eq!(all_but_one_64th(u64::MAX), u64::MAX - (1 << 58));
    }
}
