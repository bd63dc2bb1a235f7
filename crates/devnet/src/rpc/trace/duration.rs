//! Lengths of time as Go writes them in JSON: `5s`, `1m30s`, `1.5h`, `300ms`.

use std::time::Duration;

use serde_json::Value;

use crate::rpc::values::{kind_of, Wanted, Wrong};

/// Units and their length in nanoseconds; those of two letters before those that they begin like.
const UNITS: [(&str, f64); 8] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("\u{b5}s", 1e3),
    ("\u{3bc}s", 1e3),
    ("ms", 1e6),
    ("h", 3.6e12),
    ("m", 6e10),
    ("s", 1e9),
];

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GoDuration(pub(super) Duration);

impl Wanted for GoDuration {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let Value::String(text) = value else { return Err(Wrong::kind(kind_of(value), "string")) };
        let invalid = || Wrong::text(format!("time: invalid duration {text:?}"));
        let unsigned = text.strip_prefix('+').unwrap_or(text);
        if unsigned == "0" {
            return Ok(Self(Duration::ZERO));
        }
        let mut rest = unsigned;
        let mut nanoseconds = 0.0;
        while !rest.is_empty() {
            let digits = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .ok_or_else(|| Wrong::text(format!("time: missing unit in duration {text:?}")))?;
            let (number, unit) = rest.split_at(digits);
            let number: f64 = number.parse().map_err(|_| invalid())?;
            let known = UNITS
                .iter()
                .find_map(|(name, length)| Some((number * length, unit.strip_prefix(name)?)));
            let (part, after) = known.ok_or_else(invalid)?;
            nanoseconds += part;
            rest = after;
        }
        let length = Duration::try_from_secs_f64(nanoseconds / 1e9);
        length.ok().filter(|_| !unsigned.is_empty()).map(Self).ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn units_add_up() {
        for (text, milliseconds) in
            [("5s", 5_000), ("1m30s", 90_000), ("1.5h", 5_400_000), ("300ms", 300), ("0", 0)]
        {
            let length = GoDuration::from_json(&json!(text)).expect(text);
            assert_eq!(length.0, Duration::from_millis(milliseconds), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for value in [json!(""), json!("5"), json!("s"), json!("-5s"), json!("1x"), json!(5)] {
            assert!(GoDuration::from_json(&value).is_err(), "{value}");
        }
    }
}
