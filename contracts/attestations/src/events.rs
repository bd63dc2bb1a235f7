//! Events, as topics and data.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use colophon_provenance::attestation::Attestation;
use stylus_sdk::stylus_core::Host;

use crate::interface::IAttestations::{
    Attested, PanelCreated, Revoked, RevokedBefore, SeriesPanelSet,
};

/// `Attested`
pub(crate) fn attested(vm: &dyn Host, id: B256, attestation: &Attestation, scheme: u8) {
    let issuer = Address::from(attestation.issuer).into_word();
    let topics =
        [Attested::SIGNATURE_HASH, attestation.subject.into(), attestation.schema.into(), issuer];
    let data = [
        id.into(),
        U256::from_be_bytes(attestation.value_hash),
        U256::from(attestation.issued_at),
        U256::from(attestation.expiry),
        U256::from_be_bytes(attestation.nonce),
        U256::from(scheme),
    ];
    emit(vm, &topics, &data);
}

/// `Revoked`
pub(crate) fn revoked(vm: &dyn Host, id: B256, issuer: Address) {
    emit(vm, &[Revoked::SIGNATURE_HASH, id, issuer.into_word()], &[]);
}

/// `RevokedBefore`
pub(crate) fn revoked_before(vm: &dyn Host, issuer: Address, time: u64) {
    emit(vm, &[RevokedBefore::SIGNATURE_HASH, issuer.into_word()], &[U256::from(time)]);
}

/// `PanelCreated`
pub(crate) fn panel_created(
    vm: &dyn Host,
    panel: B256,
    creator: Address,
    threshold: u8,
    members: &[[u8; 20]],
) {
    let mut data = Vec::with_capacity(3 + members.len());
    data.extend([U256::from(threshold), U256::from(64), U256::from(members.len())]);
    data.extend(
        members.iter().map(|member| U256::from_be_bytes(Address::from(*member).into_word().0)),
    );
    emit(vm, &[PanelCreated::SIGNATURE_HASH, panel, creator.into_word()], &data);
}

/// `SeriesPanelSet`
pub(crate) fn series_panel_set(vm: &dyn Host, collection: Address, series: U256, panel: B256) {
    let topics = [SeriesPanelSet::SIGNATURE_HASH, collection.into_word(), series.into(), panel];
    emit(vm, &topics, &[]);
}

/// A log begins with its topics.
#[inline(never)]
fn emit(vm: &dyn Host, topics: &[B256], data: &[U256]) {
    let mut bytes = Vec::with_capacity(32 * (topics.len() + data.len()));
    for topic in topics {
        bytes.extend_from_slice(topic.as_slice());
    }
    for word in data {
        bytes.extend_from_slice(&word.to_be_bytes::<32>());
    }
    vm.emit_log(&bytes, topics.len());
}
