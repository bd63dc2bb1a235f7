//! `ArbFilteredTransactionsManager` at 0x74 (ArbOS 60): a list of transactions of the parent chain that are not to be carried
//! out. This chain has no parent, so the list is kept and concerns nobody.

use alloy_primitives::B256;

use super::{
    abi::IArbFilteredTransactionsManager::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};

pub(super) const METHODS: &[Method] = methods! { IArbFilteredTransactionsManager:
    addFilteredTransactionCall Write @60 |call, arguments| {
        set(call, arguments.transaction, true)?;
        call.emit(&FilteredTransactionAdded { transaction: arguments.transaction })?;
        Ok(addFilteredTransactionReturn {})
    };
    deleteFilteredTransactionCall Write @60 |call, arguments| {
        set(call, arguments.transaction, false)?;
        call.emit(&FilteredTransactionDeleted { transaction: arguments.transaction })?;
        Ok(deleteFilteredTransactionReturn {})
    };
    isTransactionFilteredCall View @60 |call, arguments| {
        call.arbos().is_filtered(arguments.transaction)
    };
};

/// Whoever may not loses all gas.
fn set(call: &mut Call<'_>, transaction: B256, filtered: bool) -> Answer<()> {
    let caller = call.caller;
    if !call.arbos().transaction_filterers().contains(caller)? {
        return Err(Fault::AllGas);
    }
    call.arbos().set_filtered(transaction, filtered)
}
