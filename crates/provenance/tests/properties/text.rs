//! Escapes and the check of texts, against `serde_json` and the standard library.

use colophon_provenance::escape;
use colophon_provenance::text::{check, check_lines, check_prompt, TextError};
use proptest::prelude::*;

use crate::any_text;

fn escaped(text: &str) -> String {
    let mut inside = Vec::new();
    escape::json(&mut inside, text.as_bytes());
    String::from_utf8(inside).expect("UTF-8 stays UTF-8")
}

/// The rules of a text, written with the decoder of the standard library.
fn reference(bytes: &[u8], max: usize, lines: bool) -> Result<(), TextError> {
    if bytes.len() > max {
        return Err(TextError::TooLong { len: bytes.len(), max });
    }
    let (valid, end) = match core::str::from_utf8(bytes) {
        Ok(text) => (text, Ok(())),
        Err(error) => {
            let at = error.valid_up_to();
            let valid = core::str::from_utf8(&bytes[..at]).expect("valid up to here");
            (valid, Err(TextError::NotUtf8 { at }))
        }
    };
    for (at, character) in valid.char_indices() {
        match character {
            '\n' if lines => {}
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                return Err(TextError::Reordering { at });
            }
            other if other.is_control() => return Err(TextError::Control { at }),
            _ => {}
        }
    }
    end
}

/// The rules of a prompt, written likewise.
fn prompt_reference(bytes: &[u8], max: usize) -> Result<(), TextError> {
    if bytes.len() > max {
        return Err(TextError::TooLong { len: bytes.len(), max });
    }
    let not_utf8 = core::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    match (bytes.iter().position(|byte| *byte == 0), not_utf8) {
        (Some(zero), Some(at)) if at < zero => Err(TextError::NotUtf8 { at }),
        (Some(at), _) => Err(TextError::Control { at }),
        (None, Some(at)) => Err(TextError::NotUtf8 { at }),
        (None, None) => Ok(()),
    }
}

fn agree(bytes: &[u8]) {
    assert_eq!(check(bytes, 64), reference(bytes, 64, false), "{bytes:?}");
    assert_eq!(check_lines(bytes, 64), reference(bytes, 64, true), "{bytes:?}");
    assert_eq!(check_prompt(bytes, 64), prompt_reference(bytes, 64), "{bytes:?}");
}

proptest! {
    #[test]
    fn an_escaped_text_reads_back(text in any_text(64)) {
        let inside = escaped(&text);
        let read: String = serde_json::from_str(&format!("\"{inside}\"")).expect(&inside);
        prop_assert_eq!(read, text);
    }

    #[test]
    fn an_escaped_text_is_inert(text in any_text(64)) {
        let inside = escaped(&text);
        let breaks_out = |one: char| {
            one < ' ' || matches!(one, '<' | '>' | '&' | '\u{7f}' | '\u{2028}' | '\u{2029}')
        };
        prop_assert!(!inside.contains(breaks_out), "{}", inside);
        prop_assert!(!inside.replace("\\\\", "").replace("\\\"", "").contains('"'));
    }

    #[test]
    fn bytes_that_are_no_text_do_not_stop_the_escape(bytes: Vec<u8>) {
        let mut inside = Vec::new();
        escape::json(&mut inside, &bytes);
        prop_assert!(inside.len() >= bytes.len());
        prop_assert!(!inside.iter().any(|byte| *byte < b' ' || b"<>&\x7f".contains(byte)));
    }

    #[test]
    fn texts_are_judged_as_the_rules_say(text in any_text(40)) {
        agree(text.as_bytes());
    }

    #[test]
    fn bytes_are_judged_as_the_rules_say(
        text in any_text(12),
        at: prop::sample::Index,
        byte: u8,
    ) {
        let mut bytes = text.into_bytes();
        if bytes.is_empty() {
            bytes.push(byte);
        } else {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        agree(&bytes);
    }

    #[test]
    fn the_length_counts_bytes(text in any_text(8), max in 0_usize..64) {
        let too_long = matches!(check(text.as_bytes(), max), Err(TextError::TooLong { .. }));
        prop_assert_eq!(too_long, text.len() > max);
    }
}

#[test]
fn every_sequence_of_up_to_three_bytes() {
    agree(&[]);
    for a in 0..=u8::MAX {
        agree(&[a]);
        for b in 0..=u8::MAX {
            agree(&[a, b]);
            // The third byte matters only by its kind.
            for c in [b'\n', b'A', 0x7f, 0x80, 0xa7, 0xa8, 0xae, 0xbf, 0xc0, 0xe2, 0xff] {
                agree(&[a, b, c]);
            }
        }
    }
}

#[test]
fn every_kind_of_four_bytes() {
    for a in 0xe0..=u8::MAX {
        for b in 0..=u8::MAX {
            for c in [0x7f, 0x80, 0xbf, 0xc0] {
                for d in [b'A', 0x7f, 0x80, 0xbf, 0xc0] {
                    agree(&[a, b, c, d]);
                }
            }
        }
    }
}

#[test]
fn every_character() {
    for character in '\0'..=char::MAX {
        let mut bytes = [0; 4];
        let text = character.encode_utf8(&mut bytes);
        agree(text.as_bytes());
    }
}
