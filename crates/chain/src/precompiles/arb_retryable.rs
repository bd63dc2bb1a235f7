//! `ArbRetryableTx` at 0x6e: tickets for messages of the parent chain. No parent chain, so there is never a ticket, and
//! every question about one ends as on a node that does not know it.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;

use super::{
    abi::IArbRetryableTx::{self, *},
    call::{Answer, Call, Fault, READ_GAS},
    dispatch::{methods, Method},
};

/// Seconds that a ticket lives: a week.
const LIFETIME: u64 = 7 * 24 * 60 * 60;

pub(super) const METHODS: &[Method] = methods! { IArbRetryableTx:
    // Looks the ticket up twice: for its size and for itself.
    redeemCall Write |call, _| no_ticket(call, 2);
    getLifetimeCall View |_, _| Ok(U256::from(LIFETIME));
    getTimeoutCall View |call, _| no_ticket(call, 1);
    keepaliveCall Write |call, _| no_ticket(call, 1);
    getBeneficiaryCall View |call, _| no_ticket(call, 1);
    cancelCall Write |call, _| no_ticket(call, 1);
    // Nothing is being redeemed.
    getCurrentRedeemerCall View |_, _| Ok(Address::ZERO);
    submitRetryableCall Write |_, _| Err(Fault::Declared(NotCallable {}.abi_encode().into()));
};

fn no_ticket<T>(call: &mut Call<'_>, reads: u64) -> Answer<T> {
    call.burn(READ_GAS * reads)?;
    Err(Fault::Declared(NoTicketWithID {}.abi_encode().into()))
}
