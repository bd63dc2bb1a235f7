//! Blocks, transactions, receipts and logs as JSON, field by field as a Nitro node shows them.

use alloy_consensus::Transaction as _;
use alloy_eips::eip2718::Typed2718 as _;
use alloy_eips::eip2930::AccessList;
use alloy_eips::eip7702::SignedAuthorization;
use alloy_primitives::{Bytes, Log, B256, U256};
use serde_json::{json, Map, Value};
use stylus_chain::block::{Block, Envelope, LogRecord, Receipt, TransactionRecord};
use stylus_chain::Waiting;

use super::start;

/// A number as a quantity: `0x`, no leading zeros.
pub(crate) fn quantity(number: impl Into<u128>) -> Value {
    Value::String(format!("{:#x}", number.into()))
}

/// A 256-bit number as a quantity.
pub(crate) fn wide(number: U256) -> Value {
    Value::String(format!("{number:#x}"))
}

/// How a block is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BlockView {
    /// Whole transactions instead of their hashes.
    pub(crate) full: bool,
    /// Asked for as `pending`: hash, nonce and miner are not known yet.
    pub(crate) pending: bool,
    /// It is not on the chain yet, and neither are its transactions.
    pub(crate) unsealed: bool,
}

pub(crate) fn block(block: &Block, view: BlockView) -> Value {
    let started =
        block
            .start
            .iter()
            .map(|it| if view.full { start::transaction(block) } else { json!(it.hash) });
    let shown = |it: &TransactionRecord| match view {
        BlockView { full: false, .. } => json!(it.hash),
        BlockView { unsealed: false, .. } => transaction(it),
        BlockView { unsealed: true, .. } => unsealed(it),
    };
    let sent = block.transactions.iter().map(shown);
    let transactions: Vec<Value> = started.chain(sent).collect();
    let mut fields = header_fields(block);
    fields.insert("size".to_owned(), quantity(block.size));
    fields.insert("transactions".to_owned(), Value::Array(transactions));
    fields.insert("uncles".to_owned(), json!([]));
    if view.pending {
        for unknown in ["hash", "nonce", "miner"] {
            fields.insert(unknown.to_owned(), Value::Null);
        }
    }
    Value::Object(fields)
}

/// A header as `newHeads` sends it.
pub(crate) fn header(block: &Block) -> Value {
    Value::Object(header_fields(block))
}

fn header_fields(block: &Block) -> Map<String, Value> {
    let header = &block.header;
    let fields = [
        ("baseFeePerGas", quantity(header.base_fee_per_gas.unwrap_or_default())),
        ("difficulty", wide(header.difficulty)),
        ("extraData", json!(header.extra_data)),
        ("gasLimit", quantity(header.gas_limit)),
        ("gasUsed", quantity(header.gas_used)),
        ("hash", json!(block.hash)),
        ("l1BlockNumber", quantity(block.l1_number)),
        ("logsBloom", json!(header.logs_bloom)),
        ("miner", json!(header.beneficiary)),
        ("mixHash", json!(header.mix_hash)),
        ("nonce", json!(header.nonce)),
        ("number", quantity(header.number)),
        ("parentHash", json!(header.parent_hash)),
        ("receiptsRoot", json!(header.receipts_root)),
        ("sendCount", quantity(block.send_count)),
        ("sendRoot", json!(block.send_root)),
        ("sha3Uncles", json!(header.ommers_hash)),
        ("stateRoot", json!(header.state_root)),
        ("timestamp", quantity(header.timestamp)),
        ("transactionsRoot", json!(header.transactions_root)),
    ];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub(crate) fn transaction(record: &TransactionRecord) -> Value {
    let mut fields = envelope_fields(&record.envelope, record.effective_gas_price);
    fields["blockHash"] = json!(record.block_hash);
    fields["blockNumber"] = quantity(record.block_number);
    fields["from"] = json!(record.from);
    fields["hash"] = json!(record.hash);
    fields["transactionIndex"] = quantity(record.index);
    fields
}

/// A transaction of a block that is not there yet: nobody knows its hash.
pub(crate) fn unsealed(record: &TransactionRecord) -> Value {
    let mut fields = transaction(record);
    fields["blockHash"] = Value::Null;
    fields
}

/// A transaction without a block; its price is the most that it offers.
pub(crate) fn waiting(waiting: &Waiting) -> Value {
    let envelope = &waiting.envelope;
    let mut fields = envelope_fields(envelope, envelope.max_fee_per_gas());
    for unknown in ["blockHash", "blockNumber", "transactionIndex"] {
        fields[unknown] = Value::Null;
    }
    fields["from"] = json!(waiting.from);
    fields["hash"] = json!(waiting.hash);
    fields
}

/// What a transaction says itself; `price` is the gas price of one that only names the most it pays.
fn envelope_fields(envelope: &Envelope, price: u128) -> Value {
    let mut fields = json!({
        "gas": quantity(envelope.gas_limit()),
        "gasPrice": quantity(envelope.gas_price().unwrap_or(price)),
        "input": envelope.input(),
        "nonce": quantity(envelope.nonce()),
        "to": envelope.to(),
        "type": quantity(envelope.ty()),
        "value": wide(envelope.value()),
    });
    if let Some(chain_id) = envelope.chain_id() {
        fields["chainId"] = quantity(chain_id);
    }
    if let Some(list) = envelope.access_list() {
        fields["accessList"] = access_list(list);
    }
    if envelope.is_dynamic_fee() {
        fields["maxFeePerGas"] = quantity(envelope.max_fee_per_gas());
        fields["maxPriorityFeePerGas"] =
            quantity(envelope.max_priority_fee_per_gas().unwrap_or_default());
    }
    if let Some(list) = envelope.authorization_list() {
        fields["authorizationList"] = list.iter().map(authorization).collect();
    }
    signature(envelope, &mut fields);
    fields
}

fn signature(envelope: &Envelope, fields: &mut Value) {
    let signature = envelope.signature();
    let parity = u64::from(signature.v());
    fields["r"] = wide(signature.r());
    fields["s"] = wide(signature.s());
    if envelope.is_legacy() {
        // EIP-155 when the transaction names its chain, the old 27 or 28 otherwise.
        let base = envelope.chain_id().map_or(27, |id| u128::from(id) * 2 + 35);
        fields["v"] = quantity(base + u128::from(parity));
    } else {
        fields["v"] = quantity(parity);
        fields["yParity"] = quantity(parity);
    }
}

pub(crate) fn access_list(list: &AccessList) -> Value {
    list.iter()
        .map(|item| json!({ "address": item.address, "storageKeys": item.storage_keys }))
        .collect()
}

fn authorization(signed: &SignedAuthorization) -> Value {
    json!({
        "chainId": wide(signed.chain_id),
        "address": signed.address,
        "nonce": quantity(signed.nonce),
        "yParity": quantity(signed.y_parity()),
        "r": wide(signed.r()),
        "s": wide(signed.s()),
    })
}

pub(crate) fn receipt(receipt: &Receipt) -> Value {
    let logs: Value = (receipt.first_log_index..)
        .zip(&receipt.logs)
        .map(|(index, log)| {
            log_fields(
                log,
                Place {
                    block_hash: receipt.block_hash,
                    block_number: receipt.block_number,
                    block_timestamp: receipt.block_timestamp,
                    transaction_hash: receipt.transaction_hash,
                    transaction_index: receipt.index,
                    log_index: index,
                },
            )
        })
        .collect();
    json!({
        "blockHash": receipt.block_hash,
        "blockNumber": quantity(receipt.block_number),
        "contractAddress": receipt.contract_address,
        "cumulativeGasUsed": quantity(receipt.cumulative_gas_used),
        "effectiveGasPrice": quantity(receipt.effective_gas_price),
        "from": receipt.from,
        "gasUsed": quantity(receipt.gas_used),
        "gasUsedForL1": quantity(receipt.gas_used_for_l1),
        "l1BlockNumber": quantity(receipt.l1_block_number),
        "logs": logs,
        "logsBloom": receipt.bloom,
        "status": quantity(u8::from(receipt.success)),
        "timeboosted": false,
        "to": receipt.to,
        "transactionHash": receipt.transaction_hash,
        "transactionIndex": quantity(receipt.index),
        "type": quantity(receipt.tx_type),
    })
}

/// Where an event is on the chain.
struct Place {
    block_hash: B256,
    block_number: u64,
    block_timestamp: u64,
    transaction_hash: B256,
    transaction_index: u64,
    log_index: u64,
}

pub(crate) fn log(record: &LogRecord) -> Value {
    log_fields(
        &record.log,
        Place {
            block_hash: record.block_hash,
            block_number: record.block_number,
            block_timestamp: record.block_timestamp,
            transaction_hash: record.transaction_hash,
            transaction_index: record.transaction_index,
            log_index: record.log_index,
        },
    )
}

fn log_fields(log: &Log, place: Place) -> Value {
    json!({
        "address": log.address,
        "topics": log.topics(),
        "data": log.data.data,
        "blockHash": place.block_hash,
        "blockNumber": quantity(place.block_number),
        "blockTimestamp": quantity(place.block_timestamp),
        "transactionHash": place.transaction_hash,
        "transactionIndex": quantity(place.transaction_index),
        "logIndex": quantity(place.log_index),
        "removed": false,
    })
}

/// A storage word, always 32 bytes.
pub(crate) fn word(value: U256) -> Value {
    json!(B256::from(value))
}

/// Bytes as `0x…`.
pub(crate) fn data(bytes: &Bytes) -> Value {
    json!(bytes)
}
