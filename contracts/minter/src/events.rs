//! Events, as logs.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use colophon_wire::Answer;
use stylus_sdk::stylus_core::Host;

use crate::{
    interface::IMinter::{
        Credited, Refunded, Released, Revealed, SaleAmended, SaleClosed, SaleCreated, SalePaused,
        Sold, Solved, Unsold, VoucherRevoked, VouchersRevoked, Withdrawn,
    },
    order::Order,
};

/// The topics of an event of a sale, to which indexed accounts and the data are appended.
fn of_sale(event: B256, sale_id: U256) -> Answer {
    Answer::with_capacity(8).hash(event).number(sale_id)
}

/// `SaleCreated`, whose data are the answer of `sale(saleId)`.
pub(crate) fn sale_created(vm: &dyn Host, sale_id: U256, terms: &[u8]) {
    let mut log = of_sale(SaleCreated::SIGNATURE_HASH, sale_id).into_bytes();
    log.extend_from_slice(terms);
    vm.emit_log(&log, 2);
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
    let log = of_sale(SaleAmended::SIGNATURE_HASH, sale_id).amount(limit.into());
    emit(vm, 2, log.amount(end.into()).hash(allow_root).address(signer));
}

/// `SalePaused`
pub(crate) fn sale_paused(vm: &dyn Host, sale_id: U256, paused: bool) {
    emit(vm, 2, of_sale(SalePaused::SIGNATURE_HASH, sale_id).boolean(paused));
}

/// `SaleClosed`
pub(crate) fn sale_closed(vm: &dyn Host, sale_id: U256) {
    emit(vm, 2, of_sale(SaleClosed::SIGNATURE_HASH, sale_id));
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
    let log = of_sale(Sold::SIGNATURE_HASH, sale_id).address(order.recipient).address(payer);
    emit(vm, 4, log.number(first).amount(order.quantity.into()).amount(paid));
}

/// `Unsold`
pub(crate) fn unsold(vm: &dyn Host, sale_id: U256, recipient: Address, first: U256, quantity: u32) {
    let log = of_sale(Unsold::SIGNATURE_HASH, sale_id).address(recipient);
    emit(vm, 3, log.number(first).amount(quantity.into()));
}

/// `VoucherRevoked`
pub(crate) fn voucher_revoked(vm: &dyn Host, sale_id: U256, nonce: U256) {
    emit(vm, 2, of_sale(VoucherRevoked::SIGNATURE_HASH, sale_id).number(nonce));
}

/// `VouchersRevoked`
pub(crate) fn vouchers_revoked(vm: &dyn Host, sale_id: U256, epoch: u32) {
    emit(vm, 2, of_sale(VouchersRevoked::SIGNATURE_HASH, sale_id).amount(epoch.into()));
}

/// `Solved`
pub(crate) fn solved(
    vm: &dyn Host,
    sale_id: U256,
    buyer: Address,
    solution: B256,
    difficulty: u64,
) {
    let log = of_sale(Solved::SIGNATURE_HASH, sale_id).address(buyer);
    emit(vm, 3, log.hash(solution).amount(difficulty.into()));
}

/// `Revealed`
pub(crate) fn revealed(vm: &dyn Host, sale_id: U256, seed: B256, promise: B256) {
    emit(vm, 2, of_sale(Revealed::SIGNATURE_HASH, sale_id).hash(seed).hash(promise));
}

/// `Released`
pub(crate) fn released(vm: &dyn Host, sale_id: U256, amount: u128) {
    emit(vm, 2, of_sale(Released::SIGNATURE_HASH, sale_id).amount(amount));
}

/// `Refunded`
pub(crate) fn refunded(vm: &dyn Host, sale_id: U256, account: Address, amount: u128) {
    emit(vm, 3, of_sale(Refunded::SIGNATURE_HASH, sale_id).address(account).amount(amount));
}

/// `Credited`
pub(crate) fn credited(vm: &dyn Host, account: Address, currency: Address, amount: u128) {
    let log = Answer::with_capacity(4).hash(Credited::SIGNATURE_HASH);
    emit(vm, 3, log.address(account).address(currency).amount(amount));
}

/// `Withdrawn`
pub(crate) fn withdrawn(vm: &dyn Host, account: Address, currency: Address, amount: U256) {
    let log = Answer::with_capacity(4).hash(Withdrawn::SIGNATURE_HASH);
    emit(vm, 3, log.address(account).address(currency).number(amount));
}

/// A log begins with its topics.
fn emit(vm: &dyn Host, topics: usize, log: Answer) {
    vm.emit_log(&log.into_bytes(), topics);
}
