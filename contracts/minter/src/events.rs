//! Events, as logs.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use stylus_sdk::stylus_core::Host;

use crate::{
    data::words,
    interface::IMinter::{
        Credited, Refunded, Released, Revealed, SaleAmended, SaleClosed, SaleCreated, SalePaused,
        Sold, Solved, Unsold, VoucherRevoked, VouchersRevoked, Withdrawn,
    },
    order::Order,
};

/// `SaleCreated`, whose data are the answer of `sale(saleId)`.
pub(crate) fn sale_created(vm: &dyn Host, sale_id: U256, terms: &[u8]) {
    let mut log = words!(SaleCreated::SIGNATURE_HASH, sale_id);
    log.extend_from_slice(terms);
    emit(vm, 2, log);
}

/// `SaleAmended`
pub(crate) fn sale_amended(
    vm: &dyn Host,
    sale_id: U256,
    limit: u32,
    end: u64,
    allow_root: B256,
    signer: Address,
) {
    emit(vm, 2, words!(SaleAmended::SIGNATURE_HASH, sale_id, limit, end, allow_root, signer));
}

/// `SalePaused`
pub(crate) fn sale_paused(vm: &dyn Host, sale_id: U256, paused: bool) {
    emit(vm, 2, words!(SalePaused::SIGNATURE_HASH, sale_id, paused));
}

/// `SaleClosed`
pub(crate) fn sale_closed(vm: &dyn Host, sale_id: U256) {
    emit(vm, 2, words!(SaleClosed::SIGNATURE_HASH, sale_id));
}

/// `Sold`
pub(crate) fn sold(
    vm: &dyn Host,
    sale_id: U256,
    order: Order,
    payer: Address,
    first: U256,
    paid: u128,
) {
    emit(
        vm,
        4,
        words!(Sold::SIGNATURE_HASH, sale_id, order.recipient, payer, first, order.quantity, paid),
    );
}

/// `Unsold`
pub(crate) fn unsold(vm: &dyn Host, sale_id: U256, recipient: Address, first: U256, quantity: u32) {
    emit(vm, 3, words!(Unsold::SIGNATURE_HASH, sale_id, recipient, first, quantity));
}

/// `VoucherRevoked`
pub(crate) fn voucher_revoked(vm: &dyn Host, sale_id: U256, nonce: U256) {
    emit(vm, 2, words!(VoucherRevoked::SIGNATURE_HASH, sale_id, nonce));
}

/// `VouchersRevoked`
pub(crate) fn vouchers_revoked(vm: &dyn Host, sale_id: U256, epoch: u32) {
    emit(vm, 2, words!(VouchersRevoked::SIGNATURE_HASH, sale_id, epoch));
}

/// `Solved`
pub(crate) fn solved(
    vm: &dyn Host,
    sale_id: U256,
    buyer: Address,
    solution: B256,
    difficulty: u64,
) {
    emit(vm, 3, words!(Solved::SIGNATURE_HASH, sale_id, buyer, solution, difficulty));
}

/// `Revealed`
pub(crate) fn revealed(vm: &dyn Host, sale_id: U256, seed: B256, promise: B256) {
    emit(vm, 2, words!(Revealed::SIGNATURE_HASH, sale_id, seed, promise));
}

/// `Released`
pub(crate) fn released(vm: &dyn Host, sale_id: U256, amount: u128) {
    emit(vm, 2, words!(Released::SIGNATURE_HASH, sale_id, amount));
}

/// `Refunded`
pub(crate) fn refunded(vm: &dyn Host, sale_id: U256, account: Address, amount: u128) {
    emit(vm, 3, words!(Refunded::SIGNATURE_HASH, sale_id, account, amount));
}

/// `Credited`
pub(crate) fn credited(vm: &dyn Host, account: Address, currency: Address, amount: u128) {
    emit(vm, 3, words!(Credited::SIGNATURE_HASH, account, currency, amount));
}

/// `Withdrawn`
pub(crate) fn withdrawn(vm: &dyn Host, account: Address, currency: Address, amount: U256) {
    emit(vm, 3, words!(Withdrawn::SIGNATURE_HASH, account, currency, amount));
}

/// A log begins with its topics.
#[inline(never)]
fn emit(vm: &dyn Host, topics: usize, log: Vec<u8>) {
    vm.emit_log(&log, topics);
}
