//! What a block's body is on the wire: roots over its transactions and receipts, its size. The internal transaction comes
//! first where there is one.

use alloy_consensus::{proofs, Header, ReceiptEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Bloom, Log, B256};
use alloy_rlp::Encodable;

use super::mined::Mined;
use crate::start::{StartTransaction, START_TYPE};

/// Root over the transactions of a block.
pub(super) fn transactions_root(start: Option<&StartTransaction>, mined: &[Mined]) -> B256 {
    let started = start.iter().map(|start| start.encoded());
    let sent = mined.iter().map(|mined| mined.envelope.encoded_2718());
    proofs::ordered_trie_root_encoded(&started.chain(sent).collect::<Vec<_>>())
}

/// Root over the receipts of a block. The internal transaction's says success, no gas and no events.
pub(super) fn receipts_root(started: bool, receipts: &[ReceiptEnvelope]) -> B256 {
    let started = started.then(start_receipt).into_iter();
    let sent = receipts.iter().map(Encodable2718::encoded_2718);
    proofs::ordered_trie_root_encoded(&started.chain(sent).collect::<Vec<_>>())
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
    mined: &[Mined],
) -> u64 {
    let start = start.map_or(0, |start| start.encoded().as_slice().length());
    let sent: usize = mined.iter().map(|mined| mined.envelope.network_len()).sum();
    let transactions = list_length(start + sent);
    list_length(header.length() + transactions + list_length(0)) as u64
}

fn list_length(payload: usize) -> usize {
    alloy_rlp::length_of_length(payload) + payload
}
