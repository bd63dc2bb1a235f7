//! `ArbFunctionTable` at 0x68, kept for contracts of the time before Nitro: always empty.

use alloy_primitives::U256;

use super::{
    abi::IArbFunctionTable::{self, *},
    call::Fault,
    dispatch::{methods, Method},
};

pub(super) const METHODS: &[Method] = methods! { IArbFunctionTable:
    uploadCall Write |_, _| Ok(uploadReturn {});
    sizeCall View |_, _| Ok(U256::ZERO);
    getCall View |_, _| Err(Fault::Plain);
};
