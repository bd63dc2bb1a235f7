//! Records: canonical bytes and hashes.

use colophon_provenance::hash::Software;
use colophon_provenance::record::{Draft, Params, Prompt, Record, Seed, Standing};
use serde_json::{json, Value};

use super::encodings::HOSTILE;
use super::samples::{committed, content, full, minimal};
use super::{golden, hex};

/// Seeds at the edge of what JSON can carry.
fn seeds() -> Vec<(String, Draft)> {
    let edge = (1_i128 << 53) - 1;
    [0, -1, edge, edge + 1, -edge, -edge - 1, u64::MAX.into(), i128::MAX, i128::MIN]
        .into_iter()
        .map(|seed| {
            let mut draft = minimal();
            draft.params = Some(Params { seed: Some(Seed(seed)), ..Params::default() });
            draft.stand("/params", Standing::Declared);
            (format!("seed {seed}"), draft)
        })
        .collect()
}

/// Every hostile text as a prompt, and as a key and a value.
fn hostile() -> Vec<(String, Draft)> {
    let all: Vec<(String, Draft)> = HOSTILE
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let prompt =
                Prompt::Public { positive: (*text).into(), negative: Some((*text).into()) };
            let mut draft = Draft::new(content(), prompt);
            draft.stand("/prompt", Standing::Claimed);
            (format!("hostile prompt {at}"), draft)
        })
        .collect();
    let mut keys = minimal();
    // In UTF-16 the emoji (a surrogate pair) comes before U+FB33; in UTF-8 after it.
    let more = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}", "", "/", "~"];
    let extra = HOSTILE.iter().chain(&more).map(|key| ((*key).to_owned(), (*key).to_owned()));
    keys.params = Some(Params { extra: extra.collect(), ..Params::default() });
    keys.stand("/params/extra", Standing::Claimed);
    all.into_iter().chain([("hostile keys".to_owned(), keys)]).collect()
}

#[test]
fn records() {
    let mut drafts = vec![
        ("minimal".to_owned(), minimal()),
        ("committed".to_owned(), committed()),
        ("full".to_owned(), full()),
    ];
    drafts.extend(seeds());
    drafts.extend(hostile());
    let cases: Vec<Value> = drafts
        .into_iter()
        .map(|(name, draft)| {
            let record = Record::new(draft).expect(&name);
            let bytes = record.canonical();
            assert_eq!(Record::from_canonical(bytes).as_ref(), Ok(&record), "{name}");
            let json: Value = serde_json::from_slice(bytes).expect("canonical bytes are JSON");
            let pretty = serde_json::to_vec_pretty(&json).expect("values can be written");
            assert_eq!(Record::from_json(&pretty).as_ref(), Ok(&record), "{name}");
            json!({
                "name": name,
                "record": json,
                "canonical": core::str::from_utf8(bytes).expect("JSON is UTF-8"),
                "hash": hex(&record.hash(&Software)),
            })
        })
        .collect();
    golden("records", &Value::Array(cases));
}

#[test]
fn standings_come_from_the_nearest_pointer() {
    let record = Record::new(full()).expect("a sound record");
    assert_eq!(record.standing("/prompt/positive"), Some(Standing::Signed));
    assert_eq!(record.standing("/prompt/negative"), Some(Standing::Claimed));
    assert_eq!(record.standing("/adapters/0/file_sha256"), Some(Standing::Recomputed));
    assert_eq!(record.standing("/adapters/1/kind"), Some(Standing::Claimed));
    assert_eq!(record.standing("/content/sha256"), Some(Standing::Recomputed));
    assert_eq!(record.standing("/nothing"), None);
    let ladder = Standing::ALL;
    assert!(ladder.is_sorted());
    let words = ladder.map(Standing::as_str);
    assert_eq!(words, ["declared", "claimed", "recomputed", "signed", "reexecuted"]);
}
