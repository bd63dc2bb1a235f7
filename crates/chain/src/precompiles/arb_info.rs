//! `ArbInfo` at 0x65: balances and code.

use super::{
    abi::IArbInfo,
    call::COPY_GAS,
    dispatch::{methods, Method},
};

const BALANCE_GAS: u64 = 700;
const CODE_GAS: u64 = 2_100;

pub(super) const METHODS: &[Method] = methods! { IArbInfo:
    getBalanceCall View |call, arguments| {
        call.burn(BALANCE_GAS)?;
        Ok(call.balance(arguments.account))
    };
    getCodeCall View |call, arguments| {
        call.burn(CODE_GAS)?;
        let code = call.code(arguments.account);
        call.burn(COPY_GAS * code.len().div_ceil(32) as u64)?;
        Ok(code)
    };
};
