//! `ArbAggregator` at 0x6d: who posts batches to the parent chain, and who is paid for it.

use alloy_primitives::{Address, U256};

use super::{
    abi::IArbAggregator::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};
use crate::arbos::BATCH_POSTER;

pub(super) const METHODS: &[Method] = methods! { IArbAggregator:
    getPreferredAggregatorCall View |_, _| {
        Ok(getPreferredAggregatorReturn { _0: BATCH_POSTER, _1: true })
    };
    getDefaultAggregatorCall View |_, _| Ok(BATCH_POSTER);
    getBatchPostersCall View |call, _| call.arbos().batch_posters().set().all();
    addBatchPosterCall Write |call, arguments| {
        owners_only(call)?;
        call.arbos().batch_posters().add(arguments.poster)?;
        Ok(addBatchPosterReturn {})
    };
    getFeeCollectorCall View |call, arguments| fee_collector(call, arguments.poster);
    setFeeCollectorCall Write |call, arguments| {
        let collector = fee_collector(call, arguments.poster)?;
        if call.caller != arguments.poster && call.caller != collector {
            owners_only(call)?;
        }
        call.arbos().batch_posters().set_pay_to(arguments.poster, arguments.collector)?;
        Ok(setFeeCollectorReturn {})
    };
    // These two do nothing since Nitro.
    getTxBaseFeeCall View |_, _| Ok(U256::ZERO);
    setTxBaseFeeCall Write |_, _| Ok(setTxBaseFeeReturn {});
};

fn owners_only(call: &mut Call<'_>) -> Answer<()> {
    let caller = call.caller;
    if call.arbos().owners().contains(caller)? {
        Ok(())
    } else {
        Err(Fault::Plain)
    }
}

fn fee_collector(call: &mut Call<'_>, poster: Address) -> Answer<Address> {
    let mut arbos = call.arbos();
    let mut posters = arbos.batch_posters();
    if !posters.set().contains(poster)? {
        return Err(Fault::Plain);
    }
    posters.pay_to(poster)
}
