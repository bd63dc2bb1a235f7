//! `ArbOwnerPublic` at 0x6b: what anybody may know about the owners' settings.

use alloy_primitives::Address;

use super::{
    abi::IArbOwnerPublic::{self, *},
    call::{Answer, Call, Fault, READ_GAS},
    dispatch::{methods, Method},
};
use crate::arbos::{Number, ARBOS_VERSION};

pub(super) const METHODS: &[Method] = methods! { IArbOwnerPublic:
    isChainOwnerCall View |call, arguments| call.arbos().owners().contains(arguments.account);
    rectifyChainOwnerCall Write |call, arguments| rectify(call, arguments.account);
    getAllChainOwnersCall View |call, _| call.arbos().owners().all();
    getNetworkFeeAccountCall View |call, _| call.arbos().network_fee_account();
    getInfraFeeAccountCall View |call, _| call.arbos().infra_fee_account();
    getBrotliCompressionLevelCall View |call, _| number(call, Number::BrotliLevel);
    getScheduledUpgradeCall View |call, _| {
        let version = number(call, Number::UpgradeVersion)?;
        let time = number(call, Number::UpgradeTime)?;
        let pending = version > ARBOS_VERSION;
        let (version, time) = if pending { (version, time) } else { (0, 0) };
        Ok(getScheduledUpgradeReturn { version, time })
    };
    isCalldataPriceIncreaseEnabledCall View |_, _| Ok(false);
    getParentGasFloorPerTokenCall View |call, _| number(call, Number::L1GasFloor);
};

/// Repairs an owner's entry. No entry of this chain is ever broken, so it always ends in an error, as on a node whose entry
/// is right; the gas is that of looking.
fn rectify(call: &mut Call<'_>, account: Address) -> Answer<rectifyChainOwnerReturn> {
    if call.arbos().owners().contains(account)? {
        // Its place, who is at that place, the number of owners.
        call.burn(3 * READ_GAS)?;
    }
    Err(Fault::Plain)
}

/// A number of ArbOS in 64 bits.
pub(super) fn number(call: &mut Call<'_>, number: Number) -> Answer<u64> {
    let value = call.arbos().number(number)?;
    Ok(u64::try_from(value).unwrap_or(u64::MAX))
}
