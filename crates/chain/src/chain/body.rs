//! What a block's body is on the wire: roots over its transactions and receipts, its size. The internal transaction comes
//! first where there is one.

use alloy_consensus::{proofs, Header, ReceiptEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Bloom, Log, B256};
use alloy_rlp::Encodable;

use super::send::Mined;
use crate::{
    block::Envelope,
    start::{StartTransaction, START_TYPE},
};

/// Root over the transactions of a block.
pub(super) fn transactions_root(start: Option<&StartTransaction>, envelope: &Envelope) -> B256 {
    let mut encoded: Vec<Vec<u8>> = start.iter().map(|start| start.encoded()).collect();
    encoded.push(envelope.encoded_2718());
    proofs::ordered_trie_root_encoded(&encoded)
}

/// Root over the receipts of a block. The internal transaction's says success, no gas and no events.
pub(super) fn receipts_root(started: bool, receipt: &ReceiptEnvelope) -> B256 {
    let mut encoded: Vec<Vec<u8>> = started.then(start_receipt).into_iter().collect();
    encoded.push(receipt.encoded_2718());
    proofs::ordered_trie_root_encoded(&encoded)
}

fn start_receipt() -> Vec<u8> {
    let (bloom, logs) = (Bloom::ZERO, Vec::<Log>::new());
    let fields: [&dyn Encodable; 4] = [&true, &0_u64, &bloom, &logs];
    let mut bytes = vec![START_TYPE];
    alloy_rlp::encode_list::<&dyn Encodable, dyn Encodable>(&fields, &mut bytes);
    bytes
}

/// Bytes of the encoded block: the list of header, transactions and an empty list of uncles.
pub(super) fn encoded_size(
    header: &Header,
    start: Option<&StartTransaction>,
    mined: Option<&Mined>,
) -> u64 {
    let start = start.map_or(0, |start| start.encoded().as_slice().length());
    let user = mined.map_or(0, |mined| mined.envelope.network_len());
    let transactions = list_length(start + user);
    list_length(header.length() + transactions + list_length(0)) as u64
}

fn list_length(payload: usize) -> usize {
    alloy_rlp::length_of_length(payload) + payload
}
