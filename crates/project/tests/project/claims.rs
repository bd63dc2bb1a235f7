//! What files claim, as records: standings, hashes of every kind, evidence.

use std::path::Path;

use colophon_project::record::{self, Declared, Prompts};
use colophon_provenance::record::Record;
use colophon_provenance::token_id::TokenId;
use colophon_readers::claims::Signature;
use colophon_readers::Picture;
use serde_json::Value;

/// A small PNG with text chunks.
fn picture(texts: &[(&str, &str)]) -> Picture {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 2, 1);
    encoder.set_color(png::ColorType::Rgb);
    for (keyword, text) in texts {
        encoder.add_itxt_chunk((*keyword).to_owned(), (*text).to_owned()).unwrap();
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[255, 0, 0, 0, 255, 0]).unwrap();
    writer.finish().unwrap();
    colophon_readers::parse(Path::new("x.png"), &out).unwrap()
}

fn record(picture: &Picture, prompts: Prompts<'_>) -> Record {
    record::build(picture, &Declared::default(), prompts).unwrap().record
}

fn fields(record: &Record) -> Value {
    serde_json::from_slice(record.canonical()).unwrap()
}

fn standing(record: &Record, at: &str) -> &'static str {
    record.standing(at).unwrap().as_str()
}

const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn novelai() -> Picture {
    picture(&[
        ("Software", "NovelAI"),
        ("Source", "NovelAI Diffusion V4.5"),
        ("Generation time", "3.1"),
        (
            "Comment",
            r#"{"prompt": "an owl", "uc": "dull", "seed": 7, "steps": 28, "scale": 5.0, "signed_hash": "AAAA", "request_type": "x", "v4_prompt": {"caption": {"base_caption": "an owl"}}}"#,
        ),
    ])
}

#[test]
fn a_wrong_signature_leaves_claims_and_says_so() {
    let picture = novelai();
    let record = record(&picture, Prompts::Public);
    assert_eq!(standing(&record, "/prompt/positive"), "claimed");
    let signature = &fields(&record)["evidence"]["signature"];
    assert_eq!((&signature["kind"], &signature["status"]), (&"novelai".into(), &"invalid".into()));
    assert!(picture.notes.iter().any(|note| note.contains("signature of NovelAI is wrong")));
}

#[test]
fn a_right_signature_raises_what_it_covers_and_nothing_else() {
    let mut picture = novelai();
    let claims = picture.claims.as_mut().unwrap();
    claims.signature = Some(Signature { kind: "novelai", valid: true });
    let open = record(&picture, Prompts::Public);
    for (at, expected) in [
        ("/prompt/positive", "signed"),
        ("/params/seed", "signed"),
        ("/params/extra/v4_prompt", "signed"),
        ("/params/extra/Generation time", "claimed"),
        ("/model/name", "claimed"),
        ("/software/name", "claimed"),
        ("/evidence/raw_sha256", "recomputed"),
    ] {
        assert_eq!(standing(&open, at), expected, "{at}");
    }
    let (domain, secret) = ([9; 32], [7; 32]);
    let token = TokenId::new(0, 1).unwrap();
    let sealed = record(&picture, Prompts::Committed { domain: &domain, secret: &secret, token });
    assert_eq!(standing(&sealed, "/prompt/commitment"), "signed");
    let text = fields(&sealed).to_string();
    assert!(!text.contains("owl") && !text.contains("dull"), "{text}");
}

#[test]
fn hashes_stand_under_their_own_names() {
    let swarm = format!(
        r#"{{"sui_image_params": {{"prompt": "p", "model": "base", "swarm_version": "0.9"}}, "sui_models": [{{"name": "base", "param": "model", "hash": "0x{HASH}"}}]}}"#
    );
    let swarm = fields(&record(&picture(&[("parameters", &swarm)]), Prompts::Public));
    assert_eq!(swarm["model"]["tensor_sha256"], format!("0x{HASH}"));
    assert_eq!(swarm["model"]["short_hash"], Value::Null, "a tensor hash is no short hash");
    assert_eq!(swarm["software"], serde_json::json!({ "name": "SwarmUI", "version": "0.9" }));
    let invoke = format!(
        r#"{{"positive_prompt": "p", "model": {{"name": "m", "hash": "blake3:{HASH}"}}, "loras": [{{"model": {{"name": "l", "hash": "sha256:{HASH}"}}, "weight": 0.5}}]}}"#
    );
    let invoke = record(&picture(&[("invokeai_metadata", &invoke)]), Prompts::Public);
    let invoke_fields = fields(&invoke);
    assert_eq!(invoke_fields["model"]["blake3"], format!("0x{HASH}"));
    assert_eq!(invoke_fields["adapters"][0]["file_sha256"], format!("0x{HASH}"));
    assert_eq!(standing(&invoke, "/model/blake3"), "claimed");
    assert_eq!(
        Declared::of(&invoke).model,
        None,
        "a claimed hash is no hash of a file that was here"
    );
}

#[test]
fn the_source_that_a_file_names_is_a_claim() {
    let packet = r#"<x><rdf:Description xmlns:Iptc4xmpExt="i" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"/></x>"#;
    let named = record(&picture(&[("XML:com.adobe.xmp", packet)]), Prompts::Public);
    let source = &fields(&named)["source"]["digital_source_type"];
    assert_eq!(source, "compositeWithTrainedAlgorithmicMedia");
    assert_eq!(standing(&named, "/source/digital_source_type"), "claimed");
    let silent = record(&picture(&[]), Prompts::Public);
    assert_eq!(standing(&silent, "/source/digital_source_type"), "declared");
}
