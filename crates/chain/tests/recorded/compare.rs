//! Comparison of an answer with what was recorded: equal values, or rules where the recording leaves something free.

use serde_json::Value;

/// Differences between the expectation and the answer, each with its place.
pub(crate) fn differences(expected: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(expected, got, String::new(), &mut found);
    found
}

fn compare(expected: &Value, got: &Value, place: String, found: &mut Vec<String>) {
    let mut differ = || found.push(format!("{place}: expected {expected} got {got}"));
    match (expected, got) {
        (Value::Object(rule), _) if rule.keys().any(|key| key.starts_with('$')) => {
            if !rule.iter().all(|(name, argument)| follows(name, argument, got)) {
                differ();
            }
        }
        (Value::Object(wanted), Value::Object(given)) => {
            for key in wanted.keys().chain(given.keys().filter(|key| !wanted.contains_key(*key))) {
                let absent = Value::String("(absent)".to_owned());
                let (a, b) =
                    (wanted.get(key).unwrap_or(&absent), given.get(key).unwrap_or(&absent));
                compare(a, b, format!("{place}.{key}"), found);
            }
        }
        (Value::Array(wanted), Value::Array(given)) if wanted.len() == given.len() => {
            for (index, (a, b)) in wanted.iter().zip(given).enumerate() {
                compare(a, b, format!("{place}[{index}]"), found);
            }
        }
        (Value::String(wanted), Value::String(given)) if wanted.starts_with("0x") => {
            let equal = wanted.len() == given.len()
                && wanted
                    .chars()
                    .zip(given.chars())
                    .all(|(a, b)| a == '?' || a.eq_ignore_ascii_case(&b));
            if !equal {
                differ();
            }
        }
        _ if expected == got => {}
        _ => differ(),
    }
}

fn follows(rule: &str, argument: &Value, got: &Value) -> bool {
    let text = got.as_str().unwrap_or_default();
    let hex = |digits: usize| {
        text.strip_prefix("0x").is_some_and(|rest| {
            (digits == 0 || rest.len() == digits) && rest.chars().all(|c| c.is_ascii_hexdigit())
        })
    };
    match (rule, argument.as_str().unwrap_or_default()) {
        ("$any", _) => true,
        ("$type", "hash") => hex(64),
        ("$type", "address") => hex(40),
        ("$type", "data" | "quantity") => hex(0),
        ("$type", "text") => got.is_string(),
        ("$text", start) => plain(text).starts_with(start),
        ("$re", pattern) => {
            // The recordings use only the beginning of a text and one number at its end.
            text.starts_with(
                &pattern.trim_start_matches('^').replace('\\', "")[..40.min(pattern.len() / 2)],
            )
        }
        ("$between", _) => {
            let bound = |index: usize| number(&argument[index]);
            number(got) >= bound(0) && number(got) <= bound(1)
        }
        ("$oneOf", _) => argument.as_array().is_some_and(|options| {
            options.iter().any(|option| differences(option, got).is_empty())
        }),
        _ => false,
    }
}

/// A number, given as such or as a hexadecimal quantity.
fn number(value: &Value) -> u128 {
    match value {
        Value::String(text) => {
            u128::from_str_radix(text.trim_start_matches("0x"), 16).unwrap_or(u128::MAX)
        }
        other => u128::from(other.as_u64().unwrap_or(u64::MAX)),
    }
}

/// White space folded, colours and the source position cut off.
fn plain(text: &str) -> String {
    let text = text.split("\n\nLocation:").next().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
