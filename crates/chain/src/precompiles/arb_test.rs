//! `ArbosTest` at 0x69: burns gas.

use super::{
    abi::IArbosTest::{self, *},
    call::Fault,
    dispatch::{methods, Method},
};

pub(super) const METHODS: &[Method] = methods! { IArbosTest:
    burnArbGasCall Pure |call, arguments| {
        let gas = u64::try_from(arguments.amount).map_err(|_| Fault::Plain)?;
        // More than there is takes all and is no failure.
        let _ = call.burn(gas);
        Ok(burnArbGasReturn {})
    };
};
