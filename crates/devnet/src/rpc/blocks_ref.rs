//! Which block an argument means: tags, numbers, hashes and the objects of EIP-1898.

use alloy_primitives::B256;
use serde_json::Value;
use stylus_chain::block::BlockId;

use super::values::{block_number, kind_of, Fields, Wanted, Wrong};

/// A block by tag or number; hashes are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByNumber(pub(crate) BlockId);

/// A block by tag, number, hash or EIP-1898 object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByAny(pub(crate) BlockId);

/// A number that any signed 64-bit counter can hold, as Nitro demands.
fn signed(text: &str, beyond: &str) -> Result<BlockId, Wrong> {
    let number = block_number(text)?;
    if i64::try_from(number).is_err() {
        return Err(Wrong::text(beyond));
    }
    Ok(BlockId::Number(number))
}

fn tag(text: &str) -> Option<BlockId> {
    Some(match text {
        "latest" => BlockId::Latest,
        "pending" => BlockId::Pending,
        "earliest" => BlockId::Earliest,
        "safe" => BlockId::Safe,
        "finalized" => BlockId::Finalized,
        _ => return None,
    })
}

impl Wanted for ByNumber {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let Some(text) = value.as_str() else {
            return Err(Wrong::text("hex string without 0x prefix"));
        };
        tag(text).map_or_else(|| signed(text, "block number larger than int64"), Ok).map(Self)
    }
}

impl Wanted for ByAny {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        match value {
            Value::String(text) => any_text(text, value).map(Self),
            Value::Object(_) | Value::Null => any_object(value).map(Self),
            other => Err(Wrong::kind(kind_of(other), "string")),
        }
    }
}

fn any_text(text: &str, value: &Value) -> Result<BlockId, Wrong> {
    if let Some(tag) = tag(text) {
        return Ok(tag);
    }
    if text.len() == 66 {
        return B256::from_json(value).map(BlockId::Hash);
    }
    signed(text, "blocknumber too high")
}

fn any_object(value: &Value) -> Result<BlockId, Wrong> {
    let fields = Fields::of(value, "rpc.BlockNumberOrHash")?;
    let number = fields.raw("blockNumber").map(ByNumber::from_json).transpose()?;
    let hash: Option<B256> = fields.get("blockHash")?;
    match (number, hash) {
        (Some(_), Some(_)) => Err(Wrong::text(
            "cannot specify both BlockHash and BlockNumber, choose one or the other",
        )),
        (Some(ByNumber(number)), None) => Ok(number),
        (None, Some(hash)) => Ok(BlockId::Hash(hash)),
        (None, None) => {
            Err(Wrong::Refused("invalid arguments; neither block nor hash specified".to_owned()))
        }
    }
}
