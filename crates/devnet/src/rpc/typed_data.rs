//! Typed data (EIP-712) as wallets send it: JSON to the hash that is signed. The library expands types into trees, so
//! what would grow without bound is refused first.

use std::collections::HashMap;

use alloy_dyn_abi::TypedData;
use alloy_primitives::B256;
use serde_json::Value;

use super::values::{kind_of, Wanted, Wrong};

/// Longest text that is read, in bytes.
const MAX_TEXT: usize = 1 << 20;
/// Most types that one object may define.
const MAX_TYPES: usize = 256;
/// Most members that the primary type may have once all types are written out in it.
const MAX_MEMBERS: usize = 10_000;
/// Deepest nesting of types.
const MAX_DEPTH: usize = 32;
/// Longest name of a member's type.
const MAX_NAME: usize = 128;
/// Most dimensions of an array.
const MAX_DIMENSIONS: usize = 8;

/// The hash that stands for typed data in a signature: `keccak256(0x1901 ‖ domain separator ‖ hash of the message)`.
pub(crate) struct TypedHash(pub(crate) B256);

impl Wanted for TypedHash {
    /// An object, or a text that holds one.
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let parsed;
        let object = match value {
            Value::Object(_) => value,
            Value::String(text) if text.len() > MAX_TEXT => {
                return Err(Wrong::text(format!("typed data is longer than {MAX_TEXT} bytes")));
            }
            Value::String(text) => {
                parsed = serde_json::from_str(text)
                    .map_err(|error| Wrong::text(format!("typed data is no JSON: {error}")))?;
                &parsed
            }
            other => return Err(Wrong::kind(kind_of(other), "apitypes.TypedData")),
        };
        check(object)?;
        let wrong = |error: &dyn std::fmt::Display| Wrong::text(format!("typed data: {error}"));
        let data: TypedData = serde_json::from_value(object.clone()).map_err(|e| wrong(&e))?;
        data.eip712_signing_hash().map(Self).map_err(|e| wrong(&e))
    }
}

/// The members' types of each type, by its name.
type Types<'a> = HashMap<&'a str, Vec<&'a str>>;

fn check(object: &Value) -> Result<(), Wrong> {
    let field = |name: &str| {
        let missing = || Wrong::text(format!("typed data has no field \"{name}\""));
        object.get(name).filter(|value| !value.is_null()).ok_or_else(missing)
    };
    let primary = field("primaryType")?;
    let primary =
        primary.as_str().ok_or_else(|| Wrong::text("\"primaryType\" of typed data is no text"))?;
    field("domain")?;
    field("message")?;
    let types = read_types(field("types")?)?;
    if !types.contains_key(primary) {
        return Err(Wrong::text(format!(
            "typed data does not define its primary type {primary:?}"
        )));
    }
    let members = members(&types, primary, 0, &mut HashMap::new())?;
    if members > MAX_MEMBERS {
        return Err(Wrong::text(format!(
            "the primary type of typed data has more than {MAX_MEMBERS} members"
        )));
    }
    Ok(())
}

fn read_types(value: &Value) -> Result<Types<'_>, Wrong> {
    let wrong = || {
        Wrong::text("\"types\" of typed data is not {\"Name\": [{\"name\": …, \"type\": …}, …], …}")
    };
    let types = value.as_object().ok_or_else(wrong)?;
    if types.len() > MAX_TYPES {
        return Err(Wrong::text(format!("typed data defines more than {MAX_TYPES} types")));
    }
    let mut all = Types::with_capacity(types.len());
    for (name, members) in types {
        let members = members.as_array().ok_or_else(wrong)?.iter();
        let members = members.map(|member| member.get("type")?.as_str());
        let members = members.collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
        for kind in &members {
            let dimensions = kind.bytes().filter(|byte| *byte == b'[').count();
            if kind.len() > MAX_NAME || dimensions > MAX_DIMENSIONS || kind.contains('(') {
                let shown: String = kind.chars().take(40).collect();
                return Err(Wrong::text(format!("typed data has a member of type {shown:?}")));
            }
        }
        all.insert(name, members);
    }
    Ok(all)
}

/// Members of a type with those of its members' types; a type that holds itself has too many.
fn members<'a>(
    types: &Types<'a>,
    name: &'a str,
    depth: usize,
    known: &mut HashMap<&'a str, usize>,
) -> Result<usize, Wrong> {
    if let Some(count) = known.get(name) {
        return Ok(*count);
    }
    let Some(own) = types.get(name) else { return Ok(1) };
    if depth == MAX_DEPTH {
        return Err(Wrong::text(format!(
            "types of typed data are nested deeper than {MAX_DEPTH}, or hold themselves"
        )));
    }
    let mut count = 1_usize;
    for kind in own {
        let root = kind.split('[').next().unwrap_or(kind);
        count = count.saturating_add(members(types, root, depth + 1, known)?);
    }
    known.insert(name, count);
    Ok(count)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;
    use serde_json::json;

    use super::*;

    fn refusal(value: &Value) -> String {
        match TypedHash::from_json(value) {
            Ok(_) => String::new(),
            Err(wrong) => wrong.argument(0).message,
        }
    }

    fn mail() -> Value {
        json!({
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"},
                ],
                "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
                "Mail": [
                    {"name": "from", "type": "Person"}, {"name": "to", "type": "Person"},
                    {"name": "contents", "type": "string"},
                ],
            },
            "primaryType": "Mail",
            "domain": {
                "name": "Ether Mail", "version": "1", "chainId": 1,
                "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
            },
            "message": {
                "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
                "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
                "contents": "Hello, Bob!",
            },
        })
    }

    #[test]
    fn the_example_of_the_standard_has_its_hash() {
        let wanted = hex!("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
        for value in [mail(), Value::String(mail().to_string())] {
            assert_eq!(TypedHash::from_json(&value).ok().map(|hash| hash.0), Some(wanted.into()));
        }
    }

    #[test]
    fn types_that_double_at_every_level_are_refused_at_once() {
        let mut data = mail();
        for level in 0..30 {
            let next = json!(format!("T{}", level + 1));
            data["types"][format!("T{level}")] =
                json!([{"name": "a", "type": next}, {"name": "b", "type": next}]);
        }
        data["types"]["T30"] = json!([]);
        data["primaryType"] = json!("T0");
        assert!(refusal(&data).contains("more than 10000 members"), "{}", refusal(&data));
    }

    #[test]
    fn types_that_hold_themselves_are_refused() {
        let mut data = mail();
        data["types"]["Person"] = json!([{"name": "mail", "type": "Mail[]"}]);
        assert!(refusal(&data).contains("hold themselves"), "{}", refusal(&data));
    }

    #[test]
    fn what_is_no_typed_data_is_named() {
        let with = |field: &str, value: Value| {
            let mut data = mail();
            data[field] = value;
            refusal(&data)
        };
        assert!(with("primaryType", json!("Letter")).contains("primary type \"Letter\""));
        assert!(with("message", Value::Null).contains("no field \"message\""));
        assert!(with("message", json!({"contents": 5})).contains("typed data:"));
        assert!(with("types", json!({"Mail": 5})).contains("\"types\" of typed data is not"));
        let deep = format!("uint8{}", "[]".repeat(9));
        let types = json!({"Mail": [{"name": "a", "type": deep}]});
        assert!(with("types", types).contains("member of type"));
        assert!(refusal(&json!("{")).contains("no JSON"));
        assert!(refusal(&json!(5)).contains("cannot unmarshal number"));
    }
}
