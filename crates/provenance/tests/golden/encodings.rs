//! Content ids, escapes, base64, and what is refused in texts.

use colophon_provenance::text::{self, TextError};
use colophon_provenance::{base64, cid, escape};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use super::{golden, hex};

/// Texts that have broken programs of this kind before.
pub(super) const HOSTILE: [&str; 24] = [
    "",
    "plain",
    "O'Brien & Söhne <art@example.org>",
    "\"quoted\" and \\back\\slashed\\",
    "</script><script>alert(1)</script>",
    "]]></style><svg onload=alert(1)>",
    "\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1b}\u{1f}",
    "\u{7f}\u{80}\u{9f}\u{a0}",
    "line\u{2028}separator\u{2029}here",
    "\u{2027}\u{202a}\u{e2}\u{20a8}\u{2030}",
    "right\u{202e}gnp.live",
    "\u{2066}isolated\u{2069}",
    "\u{feff}byte order mark",
    "e\u{301} is not \u{e9}",
    "\u{d7ff}\u{e000}\u{fffd}\u{ffff}\u{10000}\u{10ffff}",
    "🦑 ink \u{1f468}\u{200d}\u{1f3a8}",
    "{\"nested\": \"json\"}",
    "\\u0022 is not a quote",
    "${injection} `ticks` %s {0}",
    "masterpiece\nNegative prompt: worst quality\nSteps: 20, Sampler: Euler a",
    "data:text/html;base64,PHNjcmlwdD4=",
    "\u{2028}",
    "trailing backslash \\",
    "<!--<![CDATA[&amp;&#x22;",
];

fn verdict(answer: Result<(), TextError>) -> Value {
    match answer {
        Ok(()) => json!("accepted"),
        Err(TextError::TooLong { len, max }) => json!({ "too long": len, "max": max }),
        Err(TextError::NotUtf8 { at }) => json!({ "not UTF-8 at": at }),
        Err(TextError::Control { at }) => json!({ "control at": at }),
        Err(TextError::Reordering { at }) => json!({ "reordering at": at }),
    }
}

#[test]
fn texts() {
    let valid = HOSTILE.iter().map(|text| {
        let mut escaped = Vec::new();
        escape::json(&mut escaped, text.as_bytes());
        json!({
            "text": text,
            "escaped": String::from_utf8(escaped).expect("UTF-8 stays UTF-8"),
            "line": verdict(text::check(text.as_bytes(), 64)),
            "lines": verdict(text::check_lines(text.as_bytes(), 1_024)),
        })
    });
    let bytes: [&[u8]; 16] = [
        b"\xff",
        b"ok\xc3",
        b"ok\xc3(",
        b"\xc0\x80",
        b"\xc1\xbf",
        b"\xe0\x9f\xbf",
        b"\xe2\x82",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf0\x8f\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf5\x80\x80\x80",
        b"\x80",
        b"a\xe2\x80\xaeb\xff",
        b"\xf0\x9f\xa6\x91\xf0\x9f",
        b"\x41\x0a\x42",
    ];
    let raw = bytes.iter().map(|bytes| {
        let lines = verdict(text::check_lines(bytes, 1_024));
        json!({ "bytes": hex(bytes), "line": verdict(text::check(bytes, 1_024)), "lines": lines })
    });
    let found = json!({ "texts": valid.collect::<Vec<_>>(), "bytes": raw.collect::<Vec<_>>() });
    golden("texts", &found);
}

#[test]
fn cids() {
    let files: [&[u8]; 5] = [b"", b"hello world", b"\0", b"colophon", &[0xff; 1_000]];
    let cases: Vec<Value> = files
        .iter()
        .map(|file| {
            let digest: [u8; 32] = Sha256::digest(file).into();
            let cid = cid::raw_sha256(&digest);
            json!({
                "file": hex(file),
                "sha256": hex(&digest),
                "cid": core::str::from_utf8(&cid).expect("base32 is ASCII"),
            })
        })
        .collect();
    let fixture = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";
    assert_eq!(cases[1]["cid"], fixture, "the fixture of the profile unixfs-v1-2025");
    golden("cids", &Value::Array(cases));
}

#[test]
fn base64_of_every_length() {
    let bytes: Vec<u8> = (0..=255).rev().collect();
    let cases: Vec<Value> = [0, 1, 2, 3, 4, 5, 6, 31, 32, 255, 256]
        .into_iter()
        .map(|len| {
            let mut encoded = Vec::new();
            base64::encode(&mut encoded, &bytes[..len]);
            assert_eq!(encoded.len(), base64::encoded_len(len));
            let encoded = String::from_utf8(encoded).expect("base64 is ASCII");
            json!({ "bytes": hex(&bytes[..len]), "base64": encoded })
        })
        .collect();
    golden("base64", &Value::Array(cases));
}
