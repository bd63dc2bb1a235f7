//! Bodies: one request or a batch, and what can be wrong with the text around them.

use serde_json::{json, Value};

use crate::{grammar::Grammar, random::Random};

/// A body and what its answer must look like.
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: Expected,
}

/// What is known about the answer beforehand.
pub(crate) enum Expected {
    /// One answer with this id.
    One(Value),
    /// A batch's answers; those with ids carry these, in order.
    Batch(Vec<Value>),
    /// No answer.
    Nothing,
    /// Some answer or none, in any case JSON-RPC.
    Some,
}

/// A body of any kind.
pub(crate) fn body(random: &mut Random, grammar: &Grammar) -> Body {
    match random.below(20) {
        0..=12 => one(random, grammar),
        13 | 14 => batch(random, grammar),
        15 => damaged(random, grammar),
        16 => odd_envelope(random, grammar),
        17 => deep(random),
        18 => plain(value_text(random)),
        _ => Body {
            bytes: (0..random.below(60)).map(|_| random.next() as u8).collect(),
            expected: Expected::Some,
        },
    }
}

fn plain(text: String) -> Body {
    Body { bytes: text.into_bytes(), expected: Expected::Some }
}

fn value_text(random: &mut Random) -> String {
    crate::grammar::value(random, 3).to_string()
}

fn id(random: &mut Random) -> Value {
    match random.below(4) {
        0 => json!(format!("id {}", random.below(1_000))),
        1 => Value::Null,
        _ => json!(random.next()),
    }
}

fn request(random: &mut Random, grammar: &Grammar, id: Option<&Value>) -> Value {
    let (method, params) = grammar.request(random);
    let mut request = json!({ "jsonrpc": "2.0", "method": method, "params": params });
    if let Some(id) = id {
        request["id"] = id.clone();
    }
    request
}

fn one(random: &mut Random, grammar: &Grammar) -> Body {
    if random.one_in(20) {
        let bytes = request(random, grammar, None).to_string().into_bytes();
        return Body { bytes, expected: Expected::Nothing };
    }
    let id = id(random);
    let bytes = request(random, grammar, Some(&id)).to_string().into_bytes();
    Body { bytes, expected: Expected::One(id) }
}

fn batch(random: &mut Random, grammar: &Grammar) -> Body {
    let (mut items, mut ids) = (Vec::new(), Vec::new());
    for _ in 0..=random.below(6) {
        match random.below(6) {
            0 => items.push(request(random, grammar, None)),
            1 => items.push(json!(random.pick(&[0, 7, -1]))),
            _ => {
                let id = id(random);
                items.push(request(random, grammar, Some(&id)));
                ids.push(id);
            }
        }
    }
    ids.retain(|id| !id.is_null());
    Body { bytes: json!(items).to_string().into_bytes(), expected: Expected::Batch(ids) }
}

/// Cut off, or with a few bytes changed.
fn damaged(random: &mut Random, grammar: &Grammar) -> Body {
    let mut bytes = one(random, grammar).bytes;
    if random.one_in(2) {
        bytes.truncate(random.below(bytes.len()));
    } else {
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            let any = random.next() as u8;
            bytes[at] =
                random.pick(&[0, 0xff, 0xc0, b'"', b'{', b']', b'\\', b',', b'9', b' ', any]);
        }
    }
    Body { bytes, expected: Expected::Some }
}

/// Members that are missing, repeated, of another type, or unknown.
fn odd_envelope(random: &mut Random, grammar: &Grammar) -> Body {
    let (method, params) = grammar.request(random);
    let odd = [
        r#""id":1,"id":2"#,
        r#""id":{"a":1}"#,
        r#""id":[]"#,
        r#""id":123456789012345678901234567890"#,
        r#""id":1,"jsonrpc":"1.0""#,
        r#""id":1,"method":7"#,
        r#""id":1,"params":{}"#,
        r#""id":1,"unknown":null"#,
        r#""ID":1"#,
        r#""id":1,"method":"\ud800""#,
    ];
    let odd = random.pick(&odd);
    plain(format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params},{odd}}}"#))
}

/// Nested far deeper than anything that is asked for.
fn deep(random: &mut Random) -> Body {
    let depth = random.pick(&[100, 127, 128, 129, 1_000, 50_000]);
    let (open, close) = random.pick(&[("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")]);
    let inside = format!("{}1{}", open.repeat(depth), close.repeat(depth));
    plain(match random.below(3) {
        0 => inside,
        1 => format!(r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{inside}]}}"#),
        _ => format!(r#"{{"jsonrpc":"2.0","id":{inside},"method":"eth_call"}}"#),
    })
}
