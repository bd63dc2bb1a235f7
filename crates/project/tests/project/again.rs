//! Records that are made again, to be compared with those that were made before.

use std::path::Path;

use colophon_project::record::{self, Built, Declared, Prompts};
use colophon_provenance::record::{Record, SignatureStatus};
use colophon_readers::credentials::{Credentials, Outcome};
use colophon_readers::Picture;

/// A grey picture with a text chunk of so many bytes.
fn picture(filler: usize) -> Picture {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 2, 2);
    encoder.add_text_chunk("filler".into(), "x".repeat(filler)).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[1, 2, 3, 4]).unwrap();
    writer.finish().unwrap();
    colophon_readers::parse(Path::new("x.png"), &out).unwrap()
}

/// A picture with a store of which a check said this.
fn signed(outcome: Option<Outcome>) -> Picture {
    let credentials =
        outcome.map(|outcome| Credentials { outcome, issuer: None, generator: None, time: None });
    Picture { c2pa_sha256: Some([5; 32]), credentials, ..picture(1) }
}

fn build(picture: &Picture) -> Built {
    record::build(picture, &Declared::default(), Prompts::Public).unwrap()
}

fn status(record: &Record) -> SignatureStatus {
    let evidence = record.fields().evidence.as_ref().unwrap();
    let signature = evidence.signature.as_ref().unwrap();
    assert_eq!((evidence.format.as_str(), signature.kind.as_str()), ("c2pa", "c2pa"));
    assert_eq!(evidence.c2pa_store_sha256, Some([5; 32]));
    assert!(!std::str::from_utf8(record.canonical()).unwrap().contains("\"signed\""));
    signature.status
}

#[test]
fn a_record_of_a_large_file_has_its_id_and_one_without_it_is_followed() {
    let large = picture((3 << 20) + 1);
    let built = build(&large);
    let id = built.record.fields().content.cid.as_ref().unwrap();
    assert_eq!(id.as_str(), large.entry.cid().to_string());
    assert!(id.is_dag_pb());
    let again = record::rebuild(&large, &built.record, Prompts::Public).unwrap();
    assert_eq!(again.hash(), built.hash());
    let mut before = built.record.fields().clone();
    before.content.cid = None;
    let before = Record::new(before).unwrap();
    assert_ne!(built.hash(), record::rebuild(&large, &before, Prompts::Public).unwrap().hash());
    let again = record::rebuild(&large, &before, Prompts::Public).unwrap();
    assert_eq!(again.record.canonical(), before.canonical());
    let other = picture((3 << 20) + 2);
    let again = record::rebuild(&other, &before, Prompts::Public).unwrap();
    assert_ne!(again.record.canonical(), before.canonical());
}

#[test]
fn a_record_says_what_a_check_of_the_store_said() {
    let invalid = Outcome::Invalid { codes: vec!["assertion.dataHash.mismatch".into()] };
    let unreadable = Outcome::Unreadable { why: "it ends early".into() };
    for (outcome, expected) in [
        (None, SignatureStatus::Unchecked),
        (Some(Outcome::Valid), SignatureStatus::Valid),
        (Some(Outcome::Trusted), SignatureStatus::Valid),
        (Some(invalid), SignatureStatus::Invalid),
        (Some(unreadable), SignatureStatus::Unchecked),
    ] {
        let built = build(&signed(outcome.clone()));
        assert_eq!(status(&built.record), expected, "{outcome:?}");
        // A program that checks nothing, or one that checks later, makes the same record again.
        for now in [None, Some(Outcome::Valid)] {
            let again = record::rebuild(&signed(now), &built.record, Prompts::Public).unwrap();
            assert_eq!(again.hash(), built.hash());
        }
        let other = Picture { c2pa_sha256: Some([6; 32]), ..signed(None) };
        let again = record::rebuild(&other, &built.record, Prompts::Public).unwrap();
        assert_ne!(again.hash(), built.hash());
    }
}
