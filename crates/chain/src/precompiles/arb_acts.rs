//! `ArbosActs` at 0xa4b05: what the chain does itself. Nobody can call it.

use alloy_sol_types::SolError;

use super::{
    abi::IArbosActs::{self, *},
    call::{Answer, Fault},
    dispatch::{methods, Method},
};

pub(super) const METHODS: &[Method] = methods! { IArbosActs:
    startBlockCall Write |_, _| refuse();
    batchPostingReportCall Write |_, _| refuse();
    batchPostingReportV2Call Write @50 |_, _| refuse();
};

fn refuse<T>() -> Answer<T> {
    Err(Fault::Declared(CallerNotArbOS {}.abi_encode().into()))
}
