//! Names of functions from JSON ABIs, by selector.

use std::collections::BTreeMap;
use std::path::PathBuf;

use alloy_primitives::{keccak256, FixedBytes};
use serde_json::Value;

use crate::error::{Error, InputError, Result};

/// Selectors with the signatures that they stand for.
#[derive(Debug, Clone, Default)]
pub struct Selectors(BTreeMap<FixedBytes<4>, String>);

impl Selectors {
    /// Reads ABI files: a list of entries, or an object that has one as `abi`.
    ///
    /// # Errors
    /// [`InputError::Unreadable`]; [`Error::Usage`] for a file that holds no ABI.
    pub fn read(files: &[PathBuf]) -> Result<Self> {
        let mut found = Self::default();
        for path in files {
            let text = std::fs::read(path).map_err(|source| {
                Error::from(InputError::Unreadable { path: path.clone(), source })
            })?;
            let entries = serde_json::from_slice(&text).ok().and_then(entries);
            let entries = entries.ok_or_else(|| {
                Error::Usage(format!(
                    "{} holds no JSON ABI; give the list of functions that a compiler writes",
                    path.display()
                ))
            })?;
            found.0.extend(entries.iter().filter_map(function));
        }
        Ok(found)
    }

    /// The signature behind a selector, if an ABI names it.
    #[must_use]
    pub fn name(&self, selector: FixedBytes<4>) -> Option<String> {
        self.0.get(&selector).cloned()
    }
}

fn entries(mut json: Value) -> Option<Vec<Value>> {
    let list = if json.is_object() { json.get_mut("abi")?.take() } else { json };
    match list {
        Value::Array(entries) => Some(entries),
        _ => None,
    }
}

/// Selector and signature of an entry that is a function.
fn function(entry: &Value) -> Option<(FixedBytes<4>, String)> {
    if entry.get("type")?.as_str()? != "function" {
        return None;
    }
    let inputs = entry.get("inputs")?.as_array()?;
    let types: Option<Vec<String>> = inputs.iter().map(type_of).collect();
    let signature = format!("{}({})", entry.get("name")?.as_str()?, types?.join(","));
    Some((FixedBytes::from_slice(&keccak256(&signature)[..4]), signature))
}

/// The canonical type of a parameter: a tuple by its components.
fn type_of(parameter: &Value) -> Option<String> {
    let written = parameter.get("type")?.as_str()?;
    let Some(array) = written.strip_prefix("tuple") else { return Some(written.to_owned()) };
    let parts = parameter.get("components")?.as_array()?;
    let parts: Option<Vec<String>> = parts.iter().map(type_of).collect();
    Some(format!("({}){array}", parts?.join(",")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

    use alloy_primitives::hex;
    use serde_json::json;

    use super::*;

    #[test]
    fn selectors_of_plain_and_nested_types() {
        let transfer = json!({ "type": "function", "name": "transfer",
            "inputs": [{ "type": "address" }, { "type": "uint256" }] });
        let (selector, name) = function(&transfer).unwrap();
        assert_eq!(
            (selector, name.as_str()),
            (hex!("a9059cbb").into(), "transfer(address,uint256)")
        );
        let tuple = json!({ "type": "function", "name": "f", "inputs": [
            { "type": "tuple[2]", "components": [{ "type": "bool" }, { "type": "bytes" }] }] });
        assert_eq!(function(&tuple).unwrap().1, "f((bool,bytes)[2])");
        assert_eq!(function(&json!({ "type": "event", "name": "f", "inputs": [] })), None);
        assert_eq!(entries(json!({ "abi": [1] })).unwrap().len(), 1);
        assert_eq!((entries(json!({})), entries(json!("abi"))), (None, None));
    }
}
