//! Records: what goes in, what is held back, and what does not fit a field.

use std::path::Path;

use colophon_cli::readers::{self, Picture};
use colophon_cli::record::{self, Declared, Prompts};
use colophon_provenance::token_id::TokenId;
use serde_json::Value;

use crate::craft::png_with;

const SECRET: [u8; 32] = [7; 32];
const DOMAIN: [u8; 32] = [9; 32];

fn picture(infotext: &str) -> Picture {
    readers::parse(Path::new("x.png"), &png_with(&[("parameters", infotext)])).unwrap()
}

fn committed(token: u32) -> Prompts<'static> {
    Prompts::Committed { domain: &DOMAIN, secret: &SECRET, token: TokenId::new(0, token).unwrap() }
}

fn json(picture: &Picture, prompts: Prompts<'_>) -> Value {
    let built = record::build(picture, &Declared::default(), prompts).unwrap();
    serde_json::from_slice(built.record.canonical()).unwrap()
}

#[test]
fn a_committed_prompt_appears_nowhere_in_the_record() {
    let picture = picture(
        "a secret owl\nNegative prompt: dull\nSteps: 1, Sampler: e, Seed: 2, Hires prompt: a secret owl at night, \
         Note: it is a secret owl, Wildcard: forest, Version: v1",
    );
    let text = json(&picture, committed(0)).to_string();
    for hidden in ["secret owl", "dull", "Hires"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    let fields = json(&picture, committed(0));
    assert_eq!(fields["params"]["extra"]["Wildcard"], "forest");
    assert_eq!(fields["prompt"]["mode"], "committed");
    let open = json(&picture, Prompts::Public);
    assert_eq!(open["prompt"]["positive"], "a secret owl");
    assert_eq!(open["params"]["extra"]["Hires prompt"], "a secret owl at night");
}

#[test]
fn commitments_differ_by_token_secret_and_text() {
    let one = picture("owl\nSteps: 1, Sampler: e, Seed: 2");
    let commitment = |picture: &Picture, prompts| record::prompt_commitment(picture, prompts);
    let base = commitment(&one, committed(0));
    assert_eq!(base, commitment(&one, committed(0)));
    assert_ne!(base, commitment(&one, committed(1)));
    let other = [8; 32];
    let prompts =
        Prompts::Committed { domain: &DOMAIN, secret: &other, token: TokenId::new(0, 0).unwrap() };
    assert_ne!(base, commitment(&one, prompts));
    assert_ne!(
        base,
        commitment(&picture("owl \u{e9}\nSteps: 1, Sampler: e, Seed: 2"), committed(0))
    );
    assert_eq!(commitment(&one, Prompts::Public), [0; 32]);
    assert_eq!(
        commitment(&readers::parse(Path::new("x"), &png_with(&[])).unwrap(), committed(0)),
        [0; 32]
    );
}

#[test]
fn what_does_not_fit_a_field_is_kept_verbatim() {
    let fields = json(
        &picture(
            "p\nSteps: many, Sampler: e, Seed: 0x10, CFG scale: 7.0.0, Clip skip: 02, Size: 0x4, Model hash: xyz, Model: m",
        ),
        Prompts::Public,
    );
    let extra = &fields["params"]["extra"];
    for (key, value) in [
        ("steps", "many"),
        ("seed", "0x10"),
        ("cfg_scale", "7.0.0"),
        ("clip_skip", "02"),
        ("width", "0"),
        ("model hash", "xyz"),
    ] {
        assert_eq!(extra[key], value, "{key}");
    }
    assert_eq!(fields["params"]["height"], 4);
    assert_eq!(fields["model"]["name"], "m");
    assert_eq!(fields["params"]["steps"], Value::Null);
}

#[test]
fn every_field_has_its_standing() {
    let picture = picture("p\nSteps: 1, Sampler: e, Seed: 18446744073709551616, Model: m, Lora hashes: \"l: 7c6bad76eb54\", Version: v1");
    let built = record::build(
        &picture,
        &Declared { creator: Some([1; 20]), ..Declared::default() },
        committed(0),
    )
    .unwrap();
    let standing = |pointer| built.record.standing(pointer).unwrap().as_str();
    assert_eq!(standing("/content/sha256"), "recomputed");
    assert_eq!(standing("/evidence/raw_sha256"), "recomputed");
    assert_eq!(standing("/model/name"), "claimed");
    assert_eq!(standing("/adapters/0/short_hash"), "claimed");
    assert_eq!(standing("/params/seed"), "claimed");
    assert_eq!(standing("/creator/address"), "declared");
    let fields: Value = serde_json::from_slice(built.record.canonical()).unwrap();
    assert_eq!(fields["params"]["seed"], "18446744073709551616", "seeds beyond 2^53 are text");
}

#[test]
fn a_record_is_built_again_from_file_and_record() {
    let picture = picture("p\nSteps: 1, Sampler: e, Seed: 2");
    let declared = Declared {
        creator: Some([1; 20]),
        model_name: Some("named".into()),
        ..Declared::default()
    };
    let built = record::build(&picture, &declared, committed(3)).unwrap();
    let again = record::build(&picture, &Declared::of(&built.record), committed(3)).unwrap();
    assert_eq!(built.record.canonical(), again.record.canonical());
    let sealed = Prompts::Sealed { commitment: &built.commitment };
    let without_secret = record::build(&picture, &Declared::of(&built.record), sealed).unwrap();
    assert_eq!(built.hash(), without_secret.hash());
}

#[test]
fn large_files_have_a_content_id_too() {
    let filler = "x".repeat(1 << 20);
    let picture = readers::parse(Path::new("x"), &png_with(&[("filler", &filler)])).unwrap();
    let cid = json(&picture, Prompts::Public)["content"]["cid"].clone();
    assert!(cid.as_str().unwrap().starts_with("bafybei"), "{cid}");
    assert_eq!(cid, picture.entry.cid().to_string());
}
