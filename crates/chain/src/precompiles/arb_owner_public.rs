//! `ArbOwnerPublic` at 0x6b: what anybody may know about the owners' settings.

use super::{
    abi::IArbOwnerPublic::{self, *},
    call::{Answer, Call},
    dispatch::{methods, missing, Method},
};
use crate::arbos::Number;

pub(super) const METHODS: &[Method] = methods! { IArbOwnerPublic:
    isChainOwnerCall View |call, arguments| call.arbos().owners().contains(arguments.account);
    rectifyChainOwnerCall Write |_, _| missing("ArbOwnerPublic.rectifyChainOwner");
    getAllChainOwnersCall View |call, _| call.arbos().owners().all();
    getNetworkFeeAccountCall View |call, _| call.arbos().network_fee_account();
    getInfraFeeAccountCall View |call, _| call.arbos().infra_fee_account();
    getBrotliCompressionLevelCall View |call, _| number(call, Number::BrotliLevel);
    getScheduledUpgradeCall View |call, _| Ok(getScheduledUpgradeReturn {
        version: number(call, Number::UpgradeVersion)?,
        time: number(call, Number::UpgradeTime)?,
    });
    isCalldataPriceIncreaseEnabledCall View |_, _| Ok(false);
    getParentGasFloorPerTokenCall View |_, _| missing("ArbOwnerPublic.getParentGasFloorPerToken");
};

/// A number of ArbOS in 64 bits.
pub(super) fn number(call: &mut Call<'_>, number: Number) -> Answer<u64> {
    let value = call.arbos().number(number)?;
    Ok(u64::try_from(value).unwrap_or(u64::MAX))
}
