//! Call objects, overrides and log filters: JSON as the chain's own request types.

use std::collections::BTreeMap;

use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_eips::eip7702::{Authorization, SignedAuthorization};
use alloy_primitives::{Address, Bytes, B256, U256};
use serde_json::Value;
use stylus_chain::block::{BlockId, LogFilter, LogRange};
use stylus_chain::call::{AccountOverride, BlockOverrides, CallRequest, StateOverrides};

use super::blocks_ref::ByNumber;
use super::values::{criterion, kind_of, Fields, Wanted, Wrong};

/// Most positions that a topic filter can name: a log has no more topics.
const MAX_TOPICS: usize = 4;

/// Most addresses, and most topics at one position, that a filter can name: every event is compared with each of them.
const MAX_ALTERNATIVES: usize = 1_000;

/// A call object and what the chain's type has no room for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) request: CallRequest,
    /// `data` and `input` are both there and differ: fine for a call, refused for a transaction.
    pub(crate) two_inputs: bool,
}

impl Wanted for Call {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let fields = Fields::of(value, "ethapi.TransactionArgs")?;
        let data: Option<Bytes> = fields.get("data")?;
        let input: Option<Bytes> = fields.get("input")?;
        let two_inputs = matches!((&data, &input), (Some(data), Some(input)) if data != input);
        let chain_id: Option<U256> = fields.get("chainId")?;
        let request = CallRequest {
            from: fields.get("from")?,
            to: fields.get("to")?,
            gas: fields.get("gas")?,
            gas_price: fields.get("gasPrice")?,
            max_fee_per_gas: fields.get("maxFeePerGas")?,
            max_priority_fee_per_gas: fields.get("maxPriorityFeePerGas")?,
            value: fields.get("value")?.unwrap_or_default(),
            input: input.or(data).unwrap_or_default(),
            nonce: fields.get("nonce")?,
            // An id beyond 64 bits is certainly another chain's.
            chain_id: chain_id.map(|id| u64::try_from(id).unwrap_or(u64::MAX)),
            access_list: fields.get("accessList")?,
            authorization_list: fields.get("authorizationList")?,
            skip_l1_charging: fields.get("skipL1Charging")?.unwrap_or_default(),
        };
        Ok(Self { request, two_inputs })
    }
}

impl Wanted for AccessList {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let items = value.as_array().ok_or(Wrong::kind(kind_of(value), "types.AccessList"))?;
        items.iter().map(access_list_item).collect::<Result<Vec<_>, _>>().map(Self)
    }
}

fn access_list_item(value: &Value) -> Result<AccessListItem, Wrong> {
    let fields = Fields::of(value, "types.AccessTuple")?;
    let missing = |name| Wrong::text(format!("missing required field '{name}' for AccessTuple"));
    Ok(AccessListItem {
        address: fields.get("address")?.ok_or_else(|| missing("address"))?,
        storage_keys: fields.get("storageKeys")?.ok_or_else(|| missing("storageKeys"))?,
    })
}

impl Wanted for SignedAuthorization {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let fields = Fields::of(value, "types.SetCodeAuthorization")?;
        let missing =
            |name| Wrong::text(format!("missing required field '{name}' for SetCodeAuthorization"));
        let authorization = Authorization {
            chain_id: fields.get("chainId")?.ok_or_else(|| missing("chainId"))?,
            address: fields.get("address")?.ok_or_else(|| missing("address"))?,
            nonce: fields.get("nonce")?.ok_or_else(|| missing("nonce"))?,
        };
        let parity: u64 = fields.get("yParity")?.ok_or_else(|| missing("yParity"))?;
        let parity = u8::try_from(parity)
            .map_err(|_| Wrong::kind("hex number > 8 bits", "hexutil.Uint8"))?;
        let r = fields.get("r")?.ok_or_else(|| missing("r"))?;
        let s = fields.get("s")?.ok_or_else(|| missing("s"))?;
        Ok(Self::new_unchecked(authorization, parity, r, s))
    }
}

/// Changed accounts of one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides(pub(crate) StateOverrides);

impl Wanted for Overrides {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let accounts =
            value.as_object().ok_or(Wrong::kind(kind_of(value), "override.StateOverride"))?;
        let mut all = StateOverrides::new();
        for (key, change) in accounts {
            let address = Address::from_json(&Value::String(key.clone()))?;
            all.insert(address, account_override(change)?);
        }
        Ok(Self(all))
    }
}

fn account_override(value: &Value) -> Result<AccountOverride, Wrong> {
    let fields = Fields::of(value, "override.OverrideAccount")?;
    Ok(AccountOverride {
        balance: fields.get("balance")?,
        nonce: fields.get("nonce")?,
        code: fields.get("code")?,
        state: slots(&fields, "state")?,
        state_diff: slots(&fields, "stateDiff")?,
        move_precompile_to: fields.get("movePrecompileToAddress")?,
    })
}

fn slots(fields: &Fields<'_>, key: &str) -> Result<Option<BTreeMap<B256, B256>>, Wrong> {
    let Some(value) = fields.raw(key) else { return Ok(None) };
    let map =
        value.as_object().ok_or(Wrong::kind(kind_of(value), "map[common.Hash]common.Hash"))?;
    let pair = |(slot, word): (&String, &Value)| -> Result<(B256, B256), Wrong> {
        Ok((B256::from_json(&Value::String(slot.clone()))?, B256::from_json(word)?))
    };
    map.iter().map(pair).collect::<Result<_, _>>().map(Some)
}

/// Changed block fields of one call; takes the names of geth and those that older clients send.
#[derive(Debug, Clone, Default)]
pub(crate) struct BlockChanges(pub(crate) BlockOverrides);

impl Wanted for BlockChanges {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let fields = Fields::of(value, "override.BlockOverrides")?;
        Ok(Self(BlockOverrides {
            number: fields.get("number")?,
            time: fields.get("time")?,
            gas_limit: fields.get("gasLimit")?,
            coinbase: fields.get("feeRecipient")?.or(fields.get("coinbase")?),
            base_fee: fields.get("baseFeePerGas")?.or(fields.get("baseFee")?),
            prev_randao: fields.get("prevRandao")?.or(fields.get("random")?),
            block_hashes: block_hashes(&fields)?,
        }))
    }
}

fn block_hashes(fields: &Fields<'_>) -> Result<BTreeMap<u64, B256>, Wrong> {
    let Some(value) = fields.raw("blockHash") else { return Ok(BTreeMap::new()) };
    let map = value.as_object().ok_or(Wrong::kind(kind_of(value), "map[uint64]common.Hash"))?;
    let pair = |(number, hash): (&String, &Value)| -> Result<(u64, B256), Wrong> {
        let number = number.parse().or_else(|_| u64::from_json(&Value::String(number.clone())))?;
        Ok((number, B256::from_json(hash)?))
    };
    map.iter().map(pair).collect()
}

/// A log filter; the range is as the client gave it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter(pub(crate) LogFilter);

impl Wanted for Filter {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let fields = Fields::of(value, "filters.input")?;
        let from: Option<ByNumber> =
            fields.raw("fromBlock").map(ByNumber::from_json).transpose()?;
        let to: Option<ByNumber> = fields.raw("toBlock").map(ByNumber::from_json).transpose()?;
        let range = match fields.get::<B256>("blockHash")? {
            Some(_) if from.is_some() || to.is_some() => {
                return Err(Wrong::text(
                    "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other",
                ));
            }
            Some(hash) => LogRange::Block(hash),
            None => LogRange::Blocks(
                from.map_or(BlockId::Latest, |from| from.0),
                to.map_or(BlockId::Latest, |to| to.0),
            ),
        };
        let addresses = fields.raw("address").map(addresses).transpose()?.unwrap_or_default();
        Ok(Self(LogFilter { range, addresses, topics: topics(&fields)? }))
    }
}

fn addresses(value: &Value) -> Result<Vec<Address>, Wrong> {
    let read = |text: &str| criterion::<20>(text, "address").map(Address::from);
    match value {
        Value::String(text) => {
            let one = read(text).map_err(|why| Wrong::text(format!("invalid address: {why}")))?;
            Ok(vec![one])
        }
        Value::Array(items) if items.len() > MAX_ALTERNATIVES => Err(too_many()),
        Value::Array(items) => {
            let one = |(index, item): (usize, &Value)| {
                let text = item
                    .as_str()
                    .ok_or_else(|| Wrong::text(format!("non-string address at index {index}")))?;
                let wrong = |why| Wrong::text(format!("invalid address at index {index}: {why}"));
                read(text).map_err(wrong)
            };
            items.iter().enumerate().map(one).collect()
        }
        _ => Err(Wrong::text("invalid addresses in query")),
    }
}

fn too_many() -> Wrong {
    Wrong::Refused("exceed max addresses or topics per search position".to_owned())
}

fn topics(fields: &Fields<'_>) -> Result<Vec<Vec<B256>>, Wrong> {
    let Some(value) = fields.raw("topics") else { return Ok(Vec::new()) };
    let wrong = || Wrong::kind(kind_of(value), "[]interface {}").field("input.topics");
    let positions = value.as_array().ok_or_else(wrong)?;
    let topics = positions.iter().map(alternatives).collect::<Result<Vec<_>, _>>()?;
    if topics.len() > MAX_TOPICS {
        return Err(Wrong::Refused("exceed max topics".to_owned()));
    }
    Ok(topics)
}

fn topic(value: &Value) -> Result<B256, Wrong> {
    let text = value.as_str().ok_or_else(|| Wrong::text("invalid topic(s)"))?;
    criterion::<32>(text, "topic").map(B256::from).map_err(Wrong::text)
}

/// The topics that match at one position. `null`, alone or among others, matches any.
fn alternatives(value: &Value) -> Result<Vec<B256>, Wrong> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) if items.iter().any(Value::is_null) => Ok(Vec::new()),
        Value::Array(items) if items.len() > MAX_ALTERNATIVES => Err(too_many()),
        Value::Array(items) => items.iter().map(topic).collect(),
        one => topic(one).map(|topic| vec![topic]),
    }
}
