//! `ArbOwner` at 0x70: settings of the chain, for its owners, who pay nothing and leave a trace of every act. Here who owns
//! what, versions and features; prices and programs have files of their own.

use alloy_primitives::{Address, U256};

use super::{
    abi::IArbOwner::{self, *},
    call::{Answer, Call, Fault},
    chain_config,
    dispatch::{methods, Method},
};
use crate::arbos::Number;

/// Seconds that a feature must be announced before: a week.
const NOTICE: u64 = 7 * 24 * 60 * 60;

pub(super) const METHODS: &[Method] = methods! { IArbOwner:
    addChainOwnerCall Write |call, arguments| {
        call.arbos().owners().add(arguments.account)?;
        Ok(addChainOwnerReturn {})
    };
    removeChainOwnerCall Write |call, arguments| remove_owner(call, arguments.account);
    isChainOwnerCall View |call, arguments| call.arbos().owners().contains(arguments.account);
    getAllChainOwnersCall View |call, _| call.arbos().owners().all();
    // Any version is recorded; whether the chain knows it shows when the time has come.
    scheduleArbOSUpgradeCall Write |call, arguments| {
        set(call, Number::UpgradeVersion, arguments.version)?;
        set(call, Number::UpgradeTime, arguments.time)?;
        Ok(scheduleArbOSUpgradeReturn {})
    };
    setNetworkFeeAccountCall Write |call, arguments| {
        call.arbos().set_network_fee_account(arguments.account)?;
        Ok(setNetworkFeeAccountReturn {})
    };
    setInfraFeeAccountCall Write |call, arguments| {
        call.arbos().set_infra_fee_account(arguments.account)?;
        Ok(setInfraFeeAccountReturn {})
    };
    getNetworkFeeAccountCall View |call, _| call.arbos().network_fee_account();
    getInfraFeeAccountCall View |call, _| call.arbos().infra_fee_account();
    setChainConfigCall Write |call, arguments| {
        chain_config::set(call, &arguments.config)?;
        Ok(setChainConfigReturn {})
    };
    setCalldataPriceIncreaseCall Write @40 |call, arguments| {
        let flags = call.arbos().number(Number::Features)?;
        let (bit, on) = (U256::ONE, arguments.on);
        let flags = if on { flags | bit } else { flags & !bit };
        call.arbos().set_number(Number::Features, flags)?;
        Ok(setCalldataPriceIncreaseReturn {})
    };
    setNativeTokenManagementFromCall Write @41 |call, arguments| {
        announce(call, Number::NativeTokenTime, arguments.time)?;
        Ok(setNativeTokenManagementFromReturn {})
    };
    addNativeTokenOwnerCall Write @41 |call, arguments| {
        enabled(call, Number::NativeTokenTime)?;
        call.arbos().native_token_owners().add(arguments.account)?;
        Ok(addNativeTokenOwnerReturn {})
    };
    removeNativeTokenOwnerCall Write @41 |call, arguments| {
        if !call.arbos().native_token_owners().contains(arguments.account)? {
            return Err(Fault::Plain);
        }
        call.arbos().native_token_owners().remove(arguments.account)?;
        Ok(removeNativeTokenOwnerReturn {})
    };
    isNativeTokenOwnerCall View @41 |call, arguments| {
        call.arbos().native_token_owners().contains(arguments.account)
    };
    getAllNativeTokenOwnersCall View @41 |call, _| call.arbos().native_token_owners().all();
    setTransactionFilteringFromCall Write @60 |call, arguments| {
        announce(call, Number::FilteringTime, arguments.time)?;
        Ok(setTransactionFilteringFromReturn {})
    };
    addTransactionFiltererCall Write @60 |call, arguments| {
        let filterer = arguments.account;
        enabled(call, Number::FilteringTime)?;
        call.arbos().transaction_filterers().add(filterer)?;
        call.emit(&TransactionFiltererAdded { filterer })?;
        Ok(addTransactionFiltererReturn {})
    };
    removeTransactionFiltererCall Write @60 |call, arguments| {
        let filterer = arguments.account;
        if !call.arbos().transaction_filterers().contains(filterer)? {
            return Err(Fault::Plain);
        }
        call.arbos().transaction_filterers().remove(filterer)?;
        call.emit(&TransactionFiltererRemoved { filterer })?;
        Ok(removeTransactionFiltererReturn {})
    };
    isTransactionFiltererCall View @60 |call, arguments| {
        call.arbos().transaction_filterers().contains(arguments.account)
    };
    getAllTransactionFilterersCall View @60 |call, _| call.arbos().transaction_filterers().all();
    setFilteredFundsRecipientCall Write @60 |call, arguments| {
        call.arbos().set_filtered_funds_recipient(arguments.account)?;
        call.emit(&FilteredFundsRecipientSet { recipient: arguments.account })?;
        Ok(setFilteredFundsRecipientReturn {})
    };
    getFilteredFundsRecipientCall View @60 |call, _| call.arbos().filtered_funds_recipient();
};

/// Sets a number of 64 bits.
pub(super) fn set(call: &mut Call<'_>, number: Number, value: u64) -> Answer<()> {
    call.arbos().set_number(number, U256::from(value))
}

/// Sets the time from which a feature is on; 0 turns it off. A feature that is off, or that is more than a week away, needs a
/// week's notice; one that comes sooner can only be put off.
fn announce(call: &mut Call<'_>, number: Number, time: u64) -> Answer<()> {
    if time != 0 {
        let stored = super::arb_owner_public::number(call, number)?;
        let now = call.now();
        let soonest = now.saturating_add(NOTICE);
        let early = (stored == 0 || stored > soonest) && time < soonest;
        let brought_forward = stored > now && stored <= soonest && time < stored;
        if early || brought_forward {
            return Err(Fault::Plain);
        }
    }
    set(call, number, time)
}

/// Fails while a feature is off.
fn enabled(call: &mut Call<'_>, number: Number) -> Answer<()> {
    let time = super::arb_owner_public::number(call, number)?;
    if time == 0 || time > call.now() {
        return Err(Fault::Plain);
    }
    Ok(())
}

fn remove_owner(call: &mut Call<'_>, account: Address) -> Answer<removeChainOwnerReturn> {
    if !call.arbos().owners().contains(account)? {
        return Err(Fault::Plain);
    }
    call.arbos().owners().remove(account)?;
    Ok(removeChainOwnerReturn {})
}

/// The trace that every act of an owner leaves.
pub(super) fn emit_owner_acts(call: &mut Call<'_>, method: [u8; 4], data: &[u8]) -> Answer<()> {
    let owner = call.caller;
    call.emit(&OwnerActs { method: method.into(), owner, data: data.to_vec().into() })
}
