//! `ArbOwnerPublic` at 0x6b: what anybody may know about the owners' settings.

use alloy_primitives::Address;

use super::{
    abi::IArbOwnerPublic::{self, *},
    call::{Answer, Call, Fault, READ_GAS},
    dispatch::{methods, Method},
};
use crate::arbos::Number;

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
        let pending = version > call.ctx.chain.arbos;
        let (version, time) = if pending { (version, time) } else { (0, 0) };
        Ok(getScheduledUpgradeReturn { version, time })
    };
    isCalldataPriceIncreaseEnabledCall View @40 |call, _| {
        Ok(call.arbos().number(Number::Features)?.bit(0))
    };
    isNativeTokenOwnerCall View @41 |call, arguments| {
        call.arbos().native_token_owners().contains(arguments.account)
    };
    getAllNativeTokenOwnersCall View @41 |call, _| call.arbos().native_token_owners().all();
    getNativeTokenManagementFromCall View @50 |call, _| number(call, Number::NativeTokenTime);
    getTransactionFilteringFromCall View @60 |call, _| number(call, Number::FilteringTime);
    isTransactionFiltererCall View @60 |call, arguments| {
        call.arbos().transaction_filterers().contains(arguments.account)
    };
    getAllTransactionFilterersCall View @60 |call, _| call.arbos().transaction_filterers().all();
    getFilteredFundsRecipientCall View @60 |call, _| call.arbos().filtered_funds_recipient();
    getMaxStylusContractFragmentsCall View @60 |call, _| {
        Ok(call.arbos().params()?.max_fragment_count)
    };
    getCollectTipsCall View @60 |call, _| Ok(number(call, Number::CollectTips)? != 0);
    getParentGasFloorPerTokenCall View @50 |call, _| number(call, Number::L1GasFloor);
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
