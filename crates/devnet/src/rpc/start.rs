//! Nitro's internal transaction at the start of a block, as a bare node shows it: fields without a signature, a receipt
//! without gas.

use alloy_primitives::Bloom;
use serde_json::{json, Value};
use stylus_chain::block::Block;
use stylus_chain::start::{StartTransaction, START_ACCOUNT, START_TYPE};

use super::encode::quantity;

/// The transaction; `null` for a block that has none.
pub(crate) fn transaction(block: &Block) -> Value {
    block.start.as_ref().map_or(Value::Null, |start| fields(block, start))
}

fn fields(block: &Block, start: &StartTransaction) -> Value {
    json!({
        "blockHash": block.hash,
        "blockNumber": quantity(block.number()),
        "chainId": quantity(start.chain_id),
        "from": START_ACCOUNT,
        "gas": quantity(0u8),
        "gasPrice": quantity(0u8),
        "hash": start.hash,
        "input": start.input,
        "nonce": quantity(0u8),
        "r": quantity(0u8),
        "s": quantity(0u8),
        "to": START_ACCOUNT,
        "transactionIndex": quantity(0u8),
        "type": quantity(START_TYPE),
        "v": quantity(0u8),
        "value": quantity(0u8),
    })
}

/// Its receipt; `null` for a block that has none.
pub(crate) fn receipt(block: &Block) -> Value {
    let Some(start) = &block.start else { return Value::Null };
    json!({
        "blockHash": block.hash,
        "blockNumber": quantity(block.number()),
        "contractAddress": null,
        "cumulativeGasUsed": quantity(0u8),
        "effectiveGasPrice": quantity(block.header.base_fee_per_gas.unwrap_or_default()),
        "from": START_ACCOUNT,
        "gasUsed": quantity(0u8),
        "gasUsedForL1": quantity(0u8),
        "l1BlockNumber": quantity(block.l1_number),
        "logs": [],
        "logsBloom": Bloom::ZERO,
        "status": quantity(1u8),
        "timeboosted": false,
        "to": START_ACCOUNT,
        "transactionHash": start.hash,
        "transactionIndex": quantity(0u8),
        "type": quantity(START_TYPE),
    })
}
