//! JSON as Python's `json.dumps` writes it: what NovelAI signs, and how nested values are kept as text.

use std::collections::HashMap;
use std::fmt::Write;

use crate::json::Json;

/// The text that `json.dumps(json.loads(text))` gives: `, ` and `: `, ASCII only, floats in their shortest form; of
/// duplicate keys the place of the first and the value of the last.
#[must_use]
pub fn dumps(value: &Json) -> String {
    let mut out = String::new();
    put(value, &mut out);
    out
}

/// As [`dumps`] of an object without the key `left_out`.
#[must_use]
pub fn dumps_without(fields: &[(String, Json)], left_out: &str) -> String {
    let mut out = String::new();
    object(fields, Some(left_out), &mut out);
    out
}

/// The depth is bounded by the parser that made the value.
fn put(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(text) => out.push_str(&number(text)),
        Json::String(text) => string(text, out),
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                put(item, out);
            }
            out.push(']');
        }
        Json::Object(fields) => object(fields, None, out),
    }
}

fn object(fields: &[(String, Json)], left_out: Option<&str>, out: &mut String) {
    let last: HashMap<&str, &Json> = fields.iter().map(|(key, value)| (&key[..], value)).collect();
    let mut written = HashMap::new();
    out.push('{');
    for (key, _) in fields {
        if left_out == Some(key) || written.insert(&key[..], ()).is_some() {
            continue;
        }
        out.push_str(if written.len() > 1 { ", " } else { "" });
        string(key, out);
        out.push_str(": ");
        if let Some(value) = last.get(&key[..]) {
            put(value, out);
        }
    }
    out.push('}');
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

/// An integer keeps its digits; anything else is a float in Python's shortest form.
fn number(text: &str) -> String {
    if matches!(text, "NaN" | "Infinity" | "-Infinity") {
        return text.to_owned();
    }
    if !text.contains(['.', 'e', 'E']) {
        return if text == "-0" { "0".into() } else { text.to_owned() };
    }
    text.parse().map(float).unwrap_or_else(|_| text.to_owned())
}

/// `repr` of a float: plain from 1e-4 to below 1e16, else with an exponent of at least two digits.
fn float(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}
