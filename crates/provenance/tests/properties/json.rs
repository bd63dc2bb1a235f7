//! Canonical JSON, against an implementation of RFC 8785 by others.

use colophon_provenance::canonical::{self, Object, SafeInt, Value, MAX_BYTES, MAX_INT};
use proptest::prelude::*;

use crate::any_text;

fn any_value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![Just(MAX_INT), Just(-MAX_INT), Just(0), -MAX_INT..=MAX_INT]
        .prop_map(|number| Value::Int(SafeInt::new(number).expect("in range")));
    let leaf = prop_oneof![number, any_text(12).prop_map(Value::Text)];
    leaf.prop_recursive(6, 48, 6, |inner| {
        let entries = prop::collection::vec((any_text(4), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Value::List),
            entries.prop_map(|entries| {
                let mut object = Object::new();
                for (key, value) in entries {
                    object.insert(key, value);
                }
                Value::Object(object)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_bytes_are_those_of_another_implementation(value in any_value()) {
        let bytes = canonical::write(&value);
        let theirs: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        prop_assert_eq!(&bytes, &serde_json_canonicalizer::to_vec(&theirs).expect("JSON"));
    }

    #[test]
    fn canonical_bytes_read_back(value in any_value()) {
        let bytes = canonical::write(&value);
        prop_assert_eq!(canonical::parse(&bytes), Ok(value.clone()));
    }

    #[test]
    fn any_spelling_reads_back(value in any_value()) {
        let bytes = canonical::write(&value);
        let theirs: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let pretty = serde_json::to_string_pretty(&theirs).expect("JSON");
        // Every character beyond ASCII as an escape, the large ones as pairs.
        let mut ascii = String::new();
        for character in pretty.chars() {
            if character.is_ascii() {
                ascii.push(character);
            } else {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    ascii.push_str(&format!("\\u{unit:04X}"));
                }
            }
        }
        prop_assert_eq!(canonical::parse(pretty.as_bytes()), Ok(value.clone()));
        prop_assert_eq!(canonical::parse(ascii.as_bytes()), Ok(value.clone()));
    }

    #[test]
    fn what_is_read_is_what_another_parser_reads(
        value in any_value(),
        at: prop::sample::Index,
        byte: u8,
        cut: bool,
    ) {
        let mut bytes = canonical::write(&value);
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        if let Ok(read) = canonical::parse(&bytes) {
            let theirs: serde_json::Value = serde_json::from_slice(&bytes).expect("they read it too");
            let ours = canonical::write(&read);
            prop_assert_eq!(ours, serde_json_canonicalizer::to_vec(&theirs).expect("JSON"));
        }
    }

    #[test]
    fn bytes_of_any_kind_do_no_harm(bytes: Vec<u8>) {
        let _ = canonical::parse(&bytes);
    }
}

#[test]
fn integers_up_to_the_edge() {
    assert_eq!(MAX_INT, 9_007_199_254_740_991);
    for number in [MAX_INT + 1, -MAX_INT - 1, i64::MAX, i64::MIN] {
        assert_eq!(SafeInt::new(number), None);
        assert!(canonical::parse(number.to_string().as_bytes()).is_err());
    }
}

/// A text of the largest size, with as many keys as fit, in the worst order: it must not take long.
#[test]
fn the_largest_object_is_read_in_good_time() {
    let mut text = String::from("{");
    let mut key = 99_999;
    while text.len() < MAX_BYTES - 16 {
        text.push_str(&format!("\"{key:05}\":0,"));
        key -= 1;
    }
    text.pop();
    text.push('}');
    let started = std::time::Instant::now();
    let value = canonical::parse(text.as_bytes()).expect("JSON");
    assert!(canonical::write(&value).len() == text.len());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
