//! JSON values as the types of the protocol, refused in the words of a Nitro node: clients and tests match on them.

use std::sync::LazyLock;

use alloy_primitives::{hex, Address, Bytes, B256, U256};
use serde_json::{Map, Value};

use super::error::RpcError;

/// Why a value is not of the wanted type.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// The reason alone.
    Text(String),
    /// A refusal that is not the argument's: it could be read, and means nothing.
    Refused(String),
    /// "cannot unmarshal `what` into … of type `wanted`".
    Type { what: String, wanted: &'static str },
}

impl Wrong {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn kind(what: impl Into<String>, wanted: &'static str) -> Self {
        Self::Type { what: what.into(), wanted }
    }

    /// The sentence; `field` is `Type.field` inside an object.
    fn sentence(self, field: Option<&str>) -> String {
        match self {
            Self::Text(text) | Self::Refused(text) => text,
            Self::Type { what, wanted } => match field {
                None => format!("json: cannot unmarshal {what} into Go value of type {wanted}"),
                Some(field) => {
                    format!("json: cannot unmarshal {what} into Go struct field {field} of type {wanted}")
                }
            },
        }
    }

    /// As the refusal of argument `position`.
    pub(crate) fn argument(self, position: usize) -> RpcError {
        if let Self::Refused(text) = self {
            return RpcError::refused(text);
        }
        RpcError::params(format!("invalid argument {position}: {}", self.sentence(None)))
    }

    /// As the refusal of something inside an argument that the method itself reads.
    pub(crate) fn refusal(self) -> RpcError {
        RpcError::refused(self.sentence(None))
    }

    /// As the refusal of a field of an object; keeps the innermost name.
    pub(crate) fn field(self, field: &str) -> Self {
        Self::Text(self.sentence(Some(field)))
    }
}

/// A type that an argument or a field can have.
pub(crate) trait Wanted: Sized {
    fn from_json(value: &Value) -> Result<Self, Wrong>;
}

/// What Go calls the JSON type of a value.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Digits after `0x`; `Err` holds the reason.
fn after_prefix(text: &str) -> Result<&str, &'static str> {
    let rest = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    rest.ok_or("hex string without 0x prefix")
}

/// A quantity: no leading zeros; the empty text counts as zero, as Go decodes it inside objects.
fn quantity(text: &str) -> Result<U256, &'static str> {
    if text.is_empty() {
        return Ok(U256::ZERO);
    }
    let digits = after_prefix(text)?;
    if digits.is_empty() {
        return Err("hex string \"0x\"");
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return Err("hex number with leading zero digits");
    }
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err("invalid hex string");
    }
    if digits.len() > 64 {
        return Err("hex number > 256 bits");
    }
    U256::from_str_radix(digits, 16).map_err(|_| "invalid hex string")
}

/// A quantity of at most 64 bits where the empty text is refused: block numbers.
pub(crate) fn block_number(text: &str) -> Result<u64, Wrong> {
    if text.is_empty() {
        return Err(Wrong::text("empty hex string"));
    }
    let number = quantity(text).map_err(|reason| {
        Wrong::text(if reason.ends_with("256 bits") { "hex number > 64 bits" } else { reason })
    })?;
    u64::try_from(number).map_err(|_| Wrong::text("hex number > 64 bits"))
}

fn data(text: &str) -> Result<Vec<u8>, &'static str> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let digits = after_prefix(text)?;
    if digits.len() % 2 == 1 {
        return Err("hex string of odd length");
    }
    hex::decode(digits).map_err(|_| "invalid hex string")
}

/// Bytes of a certain length, in the words of a filter's criteria.
pub(crate) fn criterion<const N: usize>(text: &str, what: &str) -> Result<[u8; N], String> {
    if text.is_empty() {
        return Err("empty hex string".to_owned());
    }
    let bytes = data(text)?;
    let have = bytes.len();
    bytes.try_into().map_err(|_| {
        format!("hex has invalid length {have} after decoding; expected {N} for {what}")
    })
}

fn text_of<'a>(value: &'a Value, wanted: &'static str) -> Result<&'a str, Wrong> {
    value.as_str().ok_or(Wrong::kind("non-string", wanted))
}

fn fixed<const N: usize>(value: &Value, wanted: &'static str) -> Result<[u8; N], Wrong> {
    let text = text_of(value, wanted)?;
    if !text.is_empty() {
        let digits = after_prefix(text).map_err(|reason| Wrong::kind(reason, wanted))?;
        if digits.len() % 2 == 1 {
            return Err(Wrong::kind("hex string of odd length", wanted));
        }
        if digits.len() == 2 * N {
            let bytes = data(text).map_err(|reason| Wrong::kind(reason, wanted))?;
            return bytes.try_into().map_err(|_| Wrong::kind("invalid hex string", wanted));
        }
    }
    let have = text.len().saturating_sub(2);
    Err(Wrong::text(format!("hex string has length {have}, want {} for {wanted}", 2 * N)))
}

impl Wanted for Address {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        fixed::<20>(value, "common.Address").map(Self::from)
    }
}

impl Wanted for B256 {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        fixed::<32>(value, "common.Hash").map(Self::from)
    }
}

impl Wanted for Bytes {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let text = text_of(value, "hexutil.Bytes")?;
        data(text).map(Self::from).map_err(|reason| Wrong::kind(reason, "hexutil.Bytes"))
    }
}

impl Wanted for U256 {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let text = text_of(value, "*hexutil.Big")?;
        quantity(text).map_err(|reason| Wrong::kind(reason, "*hexutil.Big"))
    }
}

impl Wanted for u64 {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        const WANTED: &str = "hexutil.Uint64";
        let text = text_of(value, WANTED)?;
        let number = quantity(text).map_err(|reason| {
            let reason = if reason.ends_with("256 bits") { "hex number > 64 bits" } else { reason };
            Wrong::kind(reason, WANTED)
        })?;
        Self::try_from(number).map_err(|_| Wrong::kind("hex number > 64 bits", WANTED))
    }
}

impl Wanted for u128 {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let number = U256::from_json(value)?;
        Self::try_from(number).map_err(|_| Wrong::kind("hex number > 128 bits", "*hexutil.Big"))
    }
}

impl Wanted for bool {
    /// `null` leaves it as it was: false.
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        if value.is_null() {
            return Ok(false);
        }
        value.as_bool().ok_or(Wrong::kind(kind_of(value), "bool"))
    }
}

impl Wanted for String {
    /// `null` leaves it as it was: empty.
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        if value.is_null() {
            return Ok(Self::new());
        }
        value.as_str().map(Self::from).ok_or(Wrong::kind(kind_of(value), "string"))
    }
}

impl<T: Wanted> Wanted for Vec<T> {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let items = value.as_array().ok_or(Wrong::kind(kind_of(value), "[]interface {}"))?;
        items.iter().map(T::from_json).collect()
    }
}

/// The object without fields, which `null` stands for.
static NO_FIELDS: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// An object of named fields, all optional.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    name: &'static str,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// `name` is the type's name in refusals.
    pub(crate) fn of(value: &'a Value, name: &'static str) -> Result<Self, Wrong> {
        if value.is_null() {
            return Ok(Self { name, map: &NO_FIELDS });
        }
        let map = value.as_object().ok_or(Wrong::kind(kind_of(value), name))?;
        Ok(Self { name, map })
    }

    /// The value of a field that is there and not null.
    pub(crate) fn raw(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// A field as a type; absent and null are the same.
    pub(crate) fn get<T: Wanted>(&self, key: &str) -> Result<Option<T>, Wrong> {
        let short = self.name.rsplit('.').next().unwrap_or_default();
        let wrong = |wrong: Wrong| wrong.field(&format!("{short}.{key}"));
        self.raw(key).map(T::from_json).transpose().map_err(wrong)
    }
}
