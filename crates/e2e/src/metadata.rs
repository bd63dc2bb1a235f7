//! Token and collection metadata as a wallet decodes it.

use base64::{engine::general_purpose::STANDARD, Engine};

/// Decodes a `data:application/json;base64,` URI; fails the test if it is none or not JSON.
pub fn decode(uri: &str) -> serde_json::Value {
    let encoded = uri
        .strip_prefix("data:application/json;base64,")
        .unwrap_or_else(|| panic!("not a base64 JSON data URI: {uri}"));
    let bytes = STANDARD.decode(encoded).expect("base64 with padding");
    let text = String::from_utf8(bytes).expect("metadata is UTF-8");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The value of one attribute.
pub fn attribute<'a>(json: &'a serde_json::Value, trait_type: &str) -> &'a serde_json::Value {
    json["attributes"]
        .as_array()
        .and_then(|list| list.iter().find(|entry| entry["trait_type"] == trait_type))
        .map(|entry| &entry["value"])
        .unwrap_or_else(|| panic!("no attribute {trait_type:?} in {json}"))
}
