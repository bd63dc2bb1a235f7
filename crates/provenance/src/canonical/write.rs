//! Values to the bytes of RFC 8785.

use alloc::vec::Vec;

use super::{Object, Value};
use crate::decimal;
use crate::hex;
use crate::sink::Sink;

/// The canonical bytes of a value.
#[must_use]
pub fn write(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    value_into(&mut bytes, value);
    bytes
}

fn value_into(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Int(number) => {
            if number.get() < 0 {
                out.push(b'-');
            }
            decimal::u64(out, number.get().unsigned_abs());
        }
        Value::Text(text) => text_into(out, text),
        Value::List(values) => {
            out.push(b'[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                value_into(out, value);
            }
            out.push(b']');
        }
        Value::Object(object) => object_into(out, object),
    }
}

fn object_into(out: &mut Vec<u8>, object: &Object) {
    out.push(b'{');
    for (at, (key, value)) in object.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        text_into(out, key);
        out.push(b':');
        value_into(out, value);
    }
    out.push(b'}');
}

/// A string as RFC 8785 §3.2.2.2 writes it: the two-character escapes where JSON has them, `\u00..` for the other
/// control characters, everything else as it is.
fn text_into(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.put(&[b'\\', byte]),
            0x08 => out.put(b"\\b"),
            b'\t' => out.put(b"\\t"),
            b'\n' => out.put(b"\\n"),
            0x0c => out.put(b"\\f"),
            b'\r' => out.put(b"\\r"),
            0..=0x1f => {
                out.put(b"\\u00");
                hex::lower(out, &[byte]);
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}
