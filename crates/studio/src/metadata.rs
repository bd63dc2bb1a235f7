//! The metadata that a contract answers: `data:application/json;base64,…` decoded.

use serde_json::Value;

/// The JSON behind a `data:` address.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub fn decode(uri: &str) -> Result<Value, String> {
    let encoded = uri
        .strip_prefix("data:application/json;base64,")
        .ok_or("it is no data address with base64 JSON")?;
    let bytes = base64(encoded).ok_or("its base64 is broken")?;
    serde_json::from_slice(&bytes).map_err(|error| format!("its JSON is broken ({error})"))
}

/// Standard base64 with padding (RFC 4648 §4).
fn base64(text: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| {
        Some(match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        })
    };
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    for (at, block) in bytes.chunks_exact(4).enumerate() {
        let last = (at + 1) * 4 == bytes.len();
        let padding = block.iter().rev().take_while(|digit| **digit == b'=').count();
        if padding > 2 || (padding > 0 && !last) {
            return None;
        }
        let mut bits = 0u32;
        for digit in &block[..4 - padding] {
            bits = bits << 6 | u32::from(value(*digit)?);
        }
        bits <<= 6 * padding;
        out.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(out)
}
