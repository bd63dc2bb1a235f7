//! The sixteen real ComfyUI files, where they are present: what is read from each, against values that were read off its
//! graph by hand (`samples.json`; prompts by their SHA-256).

use std::path::{Path, PathBuf};

use colophon_readers as readers;
use colophon_readers::claims::{Claims, Pass};
use colophon_readers::Picture;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// The folder with the files, if this machine has it.
fn samples() -> Option<PathBuf> {
    let given = std::env::var_os("COLOPHON_SAMPLES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    let folder = given.unwrap_or(beside).join("comfyui");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: {} is absent; set COLOPHON_SAMPLES to the folder of sample files",
        folder.display()
    );
    None
}

fn sha(text: Option<&String>) -> Option<String> {
    text.map(|text| hex::encode(Sha256::digest(text)))
}

fn later(pass: &Pass) -> String {
    let text = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".into());
    format!(
        "{} {} {} {} {} {}",
        text(&pass.seed),
        text(&pass.steps),
        text(&pass.sampler),
        text(&pass.scheduler),
        text(&pass.cfg_scale),
        &sha(pass.positive.as_ref()).unwrap_or_else(|| "-".repeat(16))[..16]
    )
}

fn adapters(claims: &Claims) -> Vec<String> {
    let line = |a: &readers::claims::Adapter| {
        let name = a.named.name.as_deref().unwrap_or("-");
        format!("{} {name} {}", a.kind.name(), a.weight.as_deref().unwrap_or("-"))
    };
    claims.adapters.iter().map(line).collect()
}

fn summary(picture: &Picture, claims: &Claims) -> Value {
    let main = &claims.main;
    let inputs: Vec<String> =
        claims.inputs.iter().map(|input| format!("{} {}", input.role, input.sha256)).collect();
    let extra: serde_json::Map<String, Value> =
        claims.extra.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    json!({
        "model": claims.model.name, "adapters": adapters(claims),
        "positive_sha256": sha(main.positive.as_ref()), "negative_sha256": sha(main.negative.as_ref()),
        "seed": main.seed, "steps": main.steps, "sampler": main.sampler, "scheduler": main.scheduler,
        "cfg": main.cfg_scale, "size": [main.width, main.height],
        "later": claims.more.iter().map(later).collect::<Vec<_>>(),
        "inputs": inputs, "extra": extra, "notes": picture.notes,
    })
}

#[test]
fn real_files_give_what_was_read_off_their_graphs_by_hand() {
    let Some(folder) = samples() else { return };
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples.json");
    let expected: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    let expected = expected.as_object().unwrap();
    assert_eq!(expected.len(), 16);
    for (name, expected) in expected {
        let picture = readers::read(&folder.join(name)).unwrap();
        let claims =
            picture.claims.as_ref().unwrap_or_else(|| panic!("{name}: {:?}", picture.notes));
        let got = summary(&picture, claims);
        for (field, expected) in expected.as_object().unwrap() {
            assert_eq!(&got[field], expected, "{name}: {field}");
        }
        assert_eq!(claims.format.name(), "comfyui");
        assert!(picture.pixels.is_some(), "{name} was decoded");
    }
}
