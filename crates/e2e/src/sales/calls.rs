//! Actions as transactions.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;

use super::{
    action::{Act, Action},
    cast::{word, Cast},
    stage::Actors,
};
use crate::bindings::{Collection, Minter};

/// One transaction of an action.
#[derive(Debug)]
pub struct Call {
    pub from: Address,
    pub to: Address,
    pub data: Vec<u8>,
}

/// The transactions of an action, in order.
pub fn calls(cast: &Cast, action: &Action) -> Vec<Call> {
    let by = action.by;
    let one = |to: Address, data: Vec<u8>| vec![Call { from: by, to, data }];
    match action.act.clone() {
        Act::Mood { actor, mood } => {
            one(actor, Actors::setMoodCall { value: mood as u8 }.abi_encode())
        }
        Act::TokenMood { token, mood } => {
            one(token, Actors::setMoodCall { value: mood as u8 }.abi_encode())
        }
        Act::Role { collection, given } => {
            let call =
                Collection::setRolesCall { account: cast.domain.minter, roles: given.into() };
            one(cast.collections[collection], call.abi_encode())
        }
        Act::HandOver { collection, to } => {
            let call = Collection::transferOwnershipCall { newOwner: to };
            let place = cast.collections[collection];
            let accept = Collection::acceptOwnershipCall {}.abi_encode();
            vec![
                Call { from: by, to: place, data: call.abi_encode() },
                Call { from: to, to: place, data: accept },
            ]
        }
        Act::Series { collection, root, supply } => {
            let call = Collection::createSeriesCall {
                modelHash: word(7),
                root,
                supply,
                royaltyReceiver: by,
                royaltyBps: 500,
            };
            one(cast.collections[collection], call.abi_encode())
        }
        Act::Direct { collection, series, count } => {
            let call = Collection::mintBatchCall { series, to: by, count };
            one(cast.collections[collection], call.abi_encode())
        }
        call => one(cast.domain.minter, calldata(call)),
    }
}

/// The calldata of a call of the Minter; nothing for what is none.
fn calldata(act: Act) -> Vec<u8> {
    match act {
        Act::Create { sale, terms, payees } => {
            Minter::createSaleCall { saleId: sale, terms, payees }.abi_encode()
        }
        Act::Amend { sale, limit, end, root, signer } => {
            Minter::amendSaleCall { saleId: sale, limit, end, allowRoot: root, signer }.abi_encode()
        }
        Act::Pause { sale, paused } => Minter::setPausedCall { saleId: sale, paused }.abi_encode(),
        Act::Close { sale } => Minter::closeSaleCall { saleId: sale }.abi_encode(),
        Act::Revoke { sale, nonce } => {
            Minter::revokeVoucherCall { saleId: sale, nonce }.abi_encode()
        }
        Act::RevokeAll { sale } => Minter::revokeAllVouchersCall { saleId: sale }.abi_encode(),
        Act::Mint { sale, to: None, quantity, max, data } => {
            Minter::mintCall { saleId: sale, quantity, maxPrice: max, data }.abi_encode()
        }
        Act::Mint { sale, to: Some(recipient), quantity, max, data } => {
            Minter::mintForCall { saleId: sale, recipient, quantity, maxPrice: max, data }
                .abi_encode()
        }
        Act::MintUnsold { sale, quantity } => {
            Minter::mintUnsoldCall { saleId: sale, quantity }.abi_encode()
        }
        Act::Reveal { sale, seed, promise } => {
            Minter::revealCall { saleId: sale, seed, promiseHash: promise }.abi_encode()
        }
        Act::Release { sale } => Minter::releaseCall { saleId: sale }.abi_encode(),
        Act::Withdraw { account, currency } => {
            Minter::withdrawCall { account, currency }.abi_encode()
        }
        Act::Refund { sale, account } => Minter::refundCall { saleId: sale, account }.abi_encode(),
        Act::Mood { .. }
        | Act::TokenMood { .. }
        | Act::Role { .. }
        | Act::HandOver { .. }
        | Act::Series { .. }
        | Act::Direct { .. } => Vec::new(),
    }
}
