//! `ArbStatistics` at 0x6f: the block number, and figures of the chain before Nitro, of which there are none.

use alloy_primitives::U256;

use super::{
    abi::IArbStatistics::{self, *},
    dispatch::{methods, Method},
};

pub(super) const METHODS: &[Method] = methods! { IArbStatistics:
    getStatsCall View |call, _| Ok(getStatsReturn {
        number: U256::from(call.ctx.chain.number),
        accounts: U256::ZERO,
        storage_: U256::ZERO,
        gas: U256::ZERO,
        transactions: U256::ZERO,
        contracts: U256::ZERO,
    });
};
