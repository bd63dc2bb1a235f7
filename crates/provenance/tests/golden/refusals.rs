//! What is refused in a record, where, and in which words.

use colophon_provenance::canonical::{MAX_BYTES, MAX_DEPTH};
use colophon_provenance::record::{
    Cid, Count, Problem, Prompt, Record, RecordError, SignatureStatus, Standing,
};
use serde_json::{json, Value};

use super::samples::{full, minimal};

fn refusal(json: &str) -> RecordError {
    Record::from_json(json.as_bytes()).expect_err(json)
}

/// The full record with one change at a JSON pointer; `null` takes the key out.
fn changed(pointer: &str, to: Value) -> String {
    let record = Record::new(full()).expect("a sound record");
    let mut json: Value = serde_json::from_slice(record.canonical()).expect("JSON");
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match json.pointer_mut(parent).expect("the parent is there") {
        Value::Object(object) if to.is_null() => {
            drop(object.remove(key).expect("the key is there"))
        }
        Value::Object(object) => drop(object.insert(key.to_owned(), to)),
        Value::Array(values) => values[key.parse::<usize>().expect("a position")] = to,
        _ => unreachable!("a pointer leads through objects and lists"),
    }
    json.to_string()
}

#[test]
fn fields_out_of_range() {
    let wrong_cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5f";
    let cases = [
        ("/content/sha256", json!("0xB94d")),
        ("/content/sha256", json!("b9".repeat(32))),
        ("/content/sha256", json!(format!("0x{}", "B9".repeat(32)))),
        ("/content/sha256", json!(format!("0x{}", "b9".repeat(31)))),
        ("/content/sha256", json!(format!("0x{}", "b9".repeat(33)))),
        ("/content/bytes", json!(-1)),
        ("/content/bytes", json!("11")),
        ("/content/width", json!(0)),
        ("/content/width", json!(4_294_967_296_u64)),
        ("/content/media_type", json!("image/PNG")),
        ("/content/media_type", json!("image")),
        ("/content/media_type", json!("image/.png")),
        ("/content/media_type", json!("-/png")),
        ("/content/media_type", json!("image/png; a=b")),
        ("/content/dhash64", json!("0x0123")),
        ("/content/cid", json!(wrong_cid)),
        ("/content/cid", json!("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKoGWf")),
        ("/model/name", json!("")),
        ("/model/name", json!("a\nb")),
        ("/model/name", json!("x".repeat(1_025))),
        ("/model/short_hash", json!("0x31e35c80")),
        ("/adapters/0/kind", json!("Lora")),
        ("/adapters/0/weight", json!(".8")),
        ("/adapters/0/weight", json!("0.8.1")),
        ("/adapters/0/weight", json!("NaN")),
        ("/adapters/0/weight", json!("1".repeat(65))),
        ("/adapters/0/weight", json!("1e")),
        ("/adapters/0/weight", json!("")),
        ("/adapters/0/weight", json!(1)),
        ("/prompt/mode", json!("secret")),
        ("/params/seed", json!("1")),
        ("/params/seed", json!("+9007199254740992")),
        ("/params/seed", json!("09007199254740992")),
        ("/params/steps", json!(-1)),
        ("/params/steps", json!(4_294_967_296_u64)),
        ("/inputs/0/role", json!("other")),
        ("/source/digital_source_type", json!("http://cv.iptc.org/x")),
        ("/source/digital_source_type", json!("")),
        ("/source/digital_source_type", json!("x".repeat(65))),
        ("/source/human_oversight", json!("none")),
        ("/creator/address", json!("0xab")),
        ("/rights/data_mining/aiTraining", json!("constraint")),
        ("/evidence/signature/status", json!("signed")),
    ];
    for (pointer, to) in cases {
        let error = refusal(&changed(pointer, to.clone()));
        assert_eq!(error.at, pointer, "{to}: {error}");
        assert!(matches!(error.problem, Problem::Invalid(_)), "{to}: {error:?}");
    }
}

#[test]
fn the_edges_of_what_fields_take() {
    for (pointer, to) in [
        ("/model/name", json!("x".repeat(1_024))),
        ("/adapters/0/weight", json!("1".repeat(64))),
        ("/source/digital_source_type", json!("x".repeat(64))),
        ("/content/width", json!(u32::MAX)),
        ("/params/seed", json!("9007199254740992")),
        ("/params/seed", json!(9_007_199_254_740_991_i64)),
    ] {
        Record::from_json(changed(pointer, to).as_bytes()).expect(pointer);
    }
}

#[test]
fn content_ids_follow_from_the_file() {
    let raw = |digest| {
        let cid = colophon_provenance::cid::raw_sha256(&digest);
        Cid::new(core::str::from_utf8(&cid).expect("base32 is ASCII")).expect("a CID")
    };
    let dag_pb = Cid::new("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi");
    let of_file = |cid: &Option<Cid>, bytes: u64| {
        let mut draft = full();
        draft.content.cid.clone_from(cid);
        draft.content.bytes = Count::new(bytes).expect("small");
        Record::new(draft).map(|_| ()).map_err(|error| (error.at, error.problem))
    };
    let mismatch = Err(("/content/cid".to_owned(), Problem::CidMismatch));
    let own = Some(raw(full().content.sha256));
    let block = 1 << 20;

    assert_eq!(of_file(&own, block), Ok(()));
    assert_eq!(of_file(&Some(raw([1; 32])), block), mismatch);
    assert_eq!(of_file(&dag_pb, block), mismatch);
    assert_eq!(of_file(&dag_pb, block + 1), Ok(()));
    assert_eq!(of_file(&own, block + 1), mismatch, "more than one block has a dag-pb root");
    assert_eq!(of_file(&None, block + 1), Ok(()));
    assert!(dag_pb.is_some());
}

#[test]
fn times() {
    for wrong in [
        "2026-11-21",
        "2026-11-21T09:30:00",
        "2026-11-21t09:30:00z",
        "2026-11-21T09:30:00+01:00",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-04-00T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T23:60:00Z",
        "2026-11-21T23:59:60Z",
        "2026-11-21T09:30:00.Z",
        "2026-11-21T09:30:00.0123456789Z",
        "2026-11-21T09:30:00,5Z",
        "+026-11-21T09:30:00Z",
        "2026-11-21T09:30:00é",
        "",
    ] {
        let error = refusal(&changed("/source/created", json!(wrong)));
        assert_eq!(error.at, "/source/created", "{wrong}");
    }
    for right in
        ["2024-02-29T23:59:59Z", "2000-02-29T00:00:00.5Z", "2026-11-21T09:30:00.123456789Z"]
    {
        Record::from_json(changed("/source/created", json!(right)).as_bytes()).expect(right);
    }
}

#[test]
fn keys() {
    for pointer in
        ["/content/sha256", "/content", "/prompt", "/prompt/positive", "/adapters/0/kind"]
    {
        let error = refusal(&changed(pointer, Value::Null));
        assert_eq!((error.at.as_str(), error.problem), (pointer, Problem::Missing));
    }
    let error = refusal(&changed("/model/short_hash_kind", Value::Null));
    assert_eq!(error.at, "/model/short_hash_kind");
    assert_eq!(refusal(&changed("/model/short_hash", Value::Null)).problem, Problem::Missing);
    for pointer in ["/surprise", "/content/md5", "/prompt/commitment", "/rights/data_mining/x"] {
        let error = refusal(&changed(pointer, json!("x")));
        assert_eq!((error.at.as_str(), error.problem), (pointer, Problem::UnknownKey));
    }
    let error = refusal(&changed("/a~b", json!("x")));
    assert_eq!((error.at.as_str(), error.problem), ("/a~0b", Problem::UnknownKey));
    for (pointer, empty) in [
        ("/model", json!({})),
        ("/adapters", json!([])),
        ("/params/extra", json!({})),
        ("/rights/data_mining", json!({})),
    ] {
        let error = refusal(&changed(pointer, empty));
        assert_eq!((error.at.as_str(), error.problem), (pointer, Problem::Empty));
    }
    let error = refusal(&changed("/spec", json!("ap/2")));
    assert_eq!((error.at.as_str(), error.problem), ("/spec", Problem::UnknownSpec("ap/2".into())));
}

#[test]
fn a_section_with_nothing_in_it_is_refused_in_a_draft_too() {
    let mut draft = minimal();
    draft.model = Some(colophon_provenance::record::Model::default());
    let error = Record::new(draft).expect_err("empty");
    assert_eq!((error.at.as_str(), error.problem), ("/model", Problem::Empty));
}

#[test]
fn standings() {
    let without = |pointer: &str| {
        let mut draft = full();
        draft.status.remove(pointer).expect("it was there");
        Record::new(draft).expect_err(pointer)
    };
    assert_eq!(without("/rights").problem, Problem::NoStanding);
    assert_eq!(without("/content").at, "/content/bytes");

    for pointer in [
        "/nothing",
        "/spec",
        "/status",
        "content",
        "/adapters/2",
        "/adapters/00",
        "/adapters/x",
        "/params/extra/Hires/up~scale",
        "/params/extra/~2",
        "/content/",
        "/content/sha256/0",
    ] {
        let mut draft = full();
        draft.stand(pointer, Standing::Declared);
        let error = Record::new(draft).expect_err(pointer);
        assert_eq!(error.problem, Problem::NoSuchField, "{pointer}");
    }

    let mut draft = full();
    draft.stand("/content/bytes", Standing::Claimed);
    let error = Record::new(draft).expect_err("claimed");
    assert_eq!((error.at.as_str(), error.problem), ("/content/bytes", Problem::NotRecomputed));

    let mut draft = full();
    draft.evidence = None;
    draft.status.remove("/evidence");
    let error = Record::new(draft).expect_err("nothing was signed");
    assert_eq!((error.at.as_str(), error.problem), ("/prompt/positive", Problem::NotSigned));

    for status in [SignatureStatus::Invalid, SignatureStatus::Unchecked] {
        let mut draft = full();
        let evidence = draft.evidence.as_mut().expect("there is evidence");
        evidence.signature.as_mut().expect("there is a signature").status = status;
        assert_eq!(Record::new(draft).expect_err("not valid").problem, Problem::NotSigned);
    }

    let word = changed("/status", json!({ "/content": "true" }));
    let error = refusal(&word);
    let invalid = "declared, claimed, recomputed, signed or reexecuted";
    assert_eq!(
        (error.at.as_str(), error.problem),
        ("/status/~1content", Problem::Invalid(invalid))
    );

    let mut draft = minimal();
    draft.status = [(String::new(), Standing::Recomputed)].into();
    assert!(Record::new(draft).is_ok(), "one standing may hold for the whole record");

    let mut draft = minimal();
    draft.prompt = Prompt::Committed { commitment: [0; 32] };
    assert_eq!(Record::new(draft).expect_err("zero").at, "/prompt/commitment");
}

#[test]
fn pointers_are_read_to_the_letter() {
    let mut draft = full();
    let params = draft.params.as_mut().expect("there are parameters");
    params.extra.insert("~".to_owned(), "x".to_owned());
    draft.stand("/params/extra/~0", Standing::Declared);
    assert!(Record::new(draft.clone()).is_ok());
    for wrong in ["/params/extra/~2", "/params/extra/~"] {
        let mut draft = draft.clone();
        draft.stand(wrong, Standing::Declared);
        assert_eq!(Record::new(draft).expect_err(wrong).problem, Problem::NoSuchField);
    }
}

#[test]
fn spellings() {
    let record = Record::new(minimal()).expect("a sound record");
    let canonical = core::str::from_utf8(record.canonical()).expect("JSON is UTF-8");
    for (other, at) in [
        (format!(" {canonical}"), 0),
        (format!("{canonical}\n"), canonical.len()),
        (canonical.replace("ap/1", "ap\\/1"), canonical.find("ap/1").map_or(0, |at| at + 2)),
        (
            canonical.replacen("bytes", "b\\u0079tes", 1),
            canonical.find("bytes").map_or(0, |at| at + 1),
        ),
    ] {
        assert_eq!(Record::from_json(other.as_bytes()).as_ref(), Ok(&record));
        let error = Record::from_canonical(other.as_bytes()).expect_err("not canonical");
        assert_eq!(error.problem, Problem::NotCanonical { at });
    }
}

#[test]
fn texts_that_are_no_json_of_the_subset() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let long = format!("\"{}\"", "x".repeat(MAX_BYTES - 1));
    let fits = format!("\"{}\"", "x".repeat(MAX_BYTES - 2));
    for (text, message) in [
        ("", "the record: at byte 0: expected a value"),
        ("1.0", "the record: at byte 0: numbers with a fraction or an exponent are not allowed: write them as a string"),
        ("1e3", "the record: at byte 0: numbers with a fraction or an exponent are not allowed: write them as a string"),
        ("-0", "the record: at byte 0: expected 0 without a sign"),
        ("01", "the record: at byte 0: expected a number without leading zeros"),
        ("-", "the record: at byte 0: expected a digit after '-'"),
        ("9007199254740992", "the record: at byte 0: integers beyond 9007199254740991 are not exact in JSON: write them as a string"),
        ("18446744073709551617", "the record: at byte 0: integers beyond 9007199254740991 are not exact in JSON: write them as a string"),
        ("-99999999999999999999999", "the record: at byte 0: integers beyond 9007199254740991 are not exact in JSON: write them as a string"),
        ("null", "the record: at byte 0: null, true and false are not allowed: leave the key out"),
        ("[true]", "the record: at byte 1: null, true and false are not allowed: leave the key out"),
        ("NaN", "the record: at byte 0: expected a value"),
        ("{\"a\":1,\"a\":2}", "the record: at byte 7: the key \"a\" is there twice"),
        ("{\"a\":1,\"\\u0061\":2}", "the record: at byte 7: the key \"a\" is there twice"),
        ("{\"a\":1,}", "the record: at byte 7: expected a key in quotes"),
        ("{\"a\" 1}", "the record: at byte 5: expected ':'"),
        ("{\"a\":1 2}", "the record: at byte 7: expected ',' or '}'"),
        ("[1,]", "the record: at byte 3: expected a value"),
        ("[1 2]", "the record: at byte 3: expected ',' or ']'"),
        ("{} {}", "the record: at byte 3: something follows the value"),
        ("\"\\ud800\"", "the record: at byte 1: half of a surrogate pair is not a character"),
        ("\"\\udc00\\ud800\"", "the record: at byte 1: half of a surrogate pair is not a character"),
        ("\"\\ud800\\u0041\"", "the record: at byte 1: half of a surrogate pair is not a character"),
        ("\"\\x41\"", "the record: at byte 1: expected an escape of JSON"),
        ("\"\\u00g0\"", "the record: at byte 1: expected four hexadecimal digits after \\u"),
        ("\"\\u+123\"", "the record: at byte 1: expected four hexadecimal digits after \\u"),
        ("\"a\nb\"", "the record: at byte 2: a control character must be escaped"),
        ("\"open", "the record: at byte 5: expected '\"' at the end of the string"),
        ("'single'", "the record: at byte 0: expected a value"),
        ("// comment", "the record: at byte 0: expected a value"),
        ("\u{feff}{}", "the record: at byte 0: expected a value"),
        ("[]", "the record: expected an object"),
        ("{}", "the record: empty: leave the key out"),
        (&deep(MAX_DEPTH), "the record: expected an object"),
        (&deep(MAX_DEPTH + 1), "the record: at byte 16: nested deeper than 16 levels"),
        (&deep(MAX_BYTES / 2), "the record: at byte 16: nested deeper than 16 levels"),
        (&fits, "the record: expected an object"),
        (&long, "the record: at byte 262144: the text is longer than 262144 bytes"),
    ] {
        assert_eq!(refusal(text).to_string(), message, "{}", &text[..text.len().min(40)]);
    }
    let error = Record::from_json(b"{\"a\":\"\xff\"}").expect_err("not UTF-8");
    assert_eq!(error.to_string(), "the record: at byte 6: not UTF-8");
}

#[test]
fn a_record_that_could_not_be_read_back_is_not_made() {
    let mut draft = minimal();
    draft.prompt = Prompt::Public { positive: "x".repeat(MAX_BYTES), negative: None };
    let error = Record::new(draft).expect_err("too long");
    assert!(matches!(error.problem, Problem::TooLong(len) if len > MAX_BYTES));
}
