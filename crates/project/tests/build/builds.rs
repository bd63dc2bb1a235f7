//! Builds: golden, reproducible, incremental.

use colophon_models::Hashes;
use colophon_project::build::ModelFile;
use colophon_project::error::Error;
use colophon_project::manifest::{Manifest, ModelStanding};
use colophon_provenance::commitment;
use colophon_provenance::hash::{Keccak as _, Software as Keccak};
use colophon_provenance::record::{Prompt, Record, Standing};
use colophon_provenance::salt;
use colophon_provenance::token_id::TokenId;
use colophon_provenance::tree;
use serde_json::Value;

use crate::craft::{png, settle, Project, SECRET};

/// The manifest of the 24 example pieces; written anew with `UPDATE_GOLDEN=1`.
#[test]
fn the_example_pieces_give_the_golden_build() {
    let project = Project::inkling();
    let outcome = project.build().unwrap();
    assert_eq!((outcome.read, outcome.manifest.pieces.len()), (24, 24));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/inkling.json");
    let got = std::fs::read_to_string(project.path().join("build/manifest.json")).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &got).unwrap();
    }
    assert_eq!(got, std::fs::read_to_string(path).unwrap());
    let loaded = Manifest::load(&project.path().join("build")).unwrap().unwrap();
    assert_eq!(loaded, outcome.manifest);
}

#[test]
fn every_word_can_be_recomputed_from_the_files() {
    let project = Project::planned(5);
    let manifest = project.build().unwrap().manifest;
    let build = project.path().join("build");
    let proofs: Value =
        serde_json::from_slice(&std::fs::read(build.join("proofs.json")).unwrap()).unwrap();
    let domain = commitment::domain_separator(&Keccak, 412_346, &[0xc0; 20]);
    for piece in &manifest.pieces {
        let token = TokenId::new(0, piece.index).unwrap();
        let bytes = std::fs::read(build.join(format!("records/{}.json", piece.index))).unwrap();
        let record = Record::from_canonical(&bytes).unwrap();
        assert_eq!(piece.record_hash.0, Keccak.keccak256(&bytes));
        let planned = &project.plan.as_ref().unwrap().pieces[piece.index as usize];
        let salt = salt::derive(&SECRET, token);
        let word = commitment::commit(
            &Keccak,
            &domain,
            &token.to_word(),
            &salt,
            planned.prompt.as_bytes(),
            b"",
        );
        assert_eq!(piece.prompt_commitment.0, word);
        assert_eq!(record.fields().prompt, Prompt::Committed { commitment: word });
        let extra = &record.fields().params.as_ref().unwrap().extra;
        assert_eq!(extra["trait creature"], format!("beast {}", piece.index));
        assert_eq!(extra["plan commitment"], format!("0x{}", "22".repeat(32)));
        assert_eq!(record.standing("/params/extra/trait creature"), Some(Standing::Declared));
        assert_eq!(record.standing("/params/seed"), Some(Standing::Claimed));
        let words =
            [token.to_word(), piece.sha256.0, piece.prompt_commitment.0, piece.record_hash.0];
        let proof: Vec<[u8; 32]> = proofs["proofs"][piece.index as usize]["proof"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| {
                word.as_str().unwrap().parse::<colophon_project::hex_bytes::Hash>().unwrap().0
            })
            .collect();
        let leaf = tree::leaf(&Keccak, &words);
        assert!(tree::verify(&Keccak, &manifest.root.0, leaf, proof.into_iter()));
    }
    assert_eq!(proofs["root"], manifest.root.to_string());
}

#[test]
fn metadata_is_what_wallets_read_and_gives_no_prompt_away() {
    let mut project = Project::planned(2);
    project.config.collection.description = Some("a \"quoted\"\n</script> text".into());
    let manifest = project.build().unwrap().manifest;
    let bytes = std::fs::read(project.path().join("build/metadata/1.json")).unwrap();
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(json["name"], "Inkling #1");
    assert_eq!(json["description"], "a \"quoted\"\n</script> text");
    assert_eq!(json["image"], format!("ipfs://{}", manifest.pieces[1].cid));
    assert_eq!(
        json["attributes"][0],
        serde_json::json!({ "trait_type": "creature", "value": "beast 1" })
    );
    assert_eq!(
        json["attributes"][1],
        serde_json::json!({ "trait_type": "\"quoted\"\n", "value": "a\\b" })
    );
    let provenance = &json["properties"]["provenance"];
    assert_eq!(provenance["content_sha256"], manifest.pieces[1].sha256.to_string());
    assert_eq!(provenance["record_hash"], manifest.pieces[1].record_hash.to_string());
    assert_eq!(provenance["standings"]["content"], "recomputed");
    assert_eq!(provenance["standings"]["model"], "claimed");
    for (name, bytes) in project.built() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("secret wording"), "the prompt is in {name}");
        assert!(!text.contains(project.path().to_str().unwrap()), "a path is in {name}");
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let (one, other) = (Project::planned(9), Project::planned(9));
    // Names do not matter with a plan, but they are in the manifest; times and places are not.
    one.build().unwrap();
    other.build().unwrap();
    assert_eq!(one.built(), other.built());
    let third = Project::planned(9);
    third.build_with(&[8; 32]).unwrap();
    let hashes =
        |project: &Project| Manifest::load(&project.path().join("build")).unwrap().unwrap().root;
    assert_ne!(hashes(&one), hashes(&third));
}

#[test]
fn what_has_not_changed_is_not_done_again() {
    let project = Project::planned(9);
    let first = project.build().unwrap();
    assert_eq!((first.read, first.unchanged), (9, false));
    assert!(first.written >= 18);
    let before = project.built();
    assert!(project.build().unwrap().unchanged);
    // Touched, with the same bytes: read again, nothing else.
    let file = project.outputs().join("out-3.png");
    std::fs::write(&file, std::fs::read(&file).unwrap()).unwrap();
    settle();
    let touched = project.build().unwrap();
    assert_eq!((touched.unchanged, touched.read, touched.written), (false, 1, 0));
    assert_eq!(project.built(), before);
    assert!(project.build().unwrap().unchanged);
    // A damaged file of the build is made again.
    std::fs::write(project.path().join("build/records/4.json"), b"{}").unwrap();
    let mended = project.build().unwrap();
    assert_eq!((mended.read, mended.written), (0, 1));
    assert_eq!(project.built(), before);
}

#[test]
fn a_changed_picture_changes_its_own_files_and_the_sums() {
    let project = Project::planned(30);
    let before = project.build().unwrap().manifest;
    let piece = &project.plan.as_ref().unwrap().pieces[4];
    let text = format!(
        "{}\nSteps: 2, Sampler: e, Seed: {}, Model: inkling-1, Model hash: f19d18ee8d, Version: v",
        piece.prompt, piece.seed
    );
    project.put("out-26.png", &png(24, 16, 77, &[("parameters", &text)]));
    settle();
    let outcome = project.build().unwrap();
    // Record, metadata, proofs, contact sheet, manifest.
    assert_eq!((outcome.read, outcome.written), (1, 5));
    for (old, new) in before.pieces.iter().zip(&outcome.manifest.pieces) {
        assert_eq!(old == new, old.index != 4);
    }
    // The sheet that was mended is the sheet that is drawn anew.
    let mended = project.built();
    std::fs::remove_dir_all(project.path().join("build")).unwrap();
    std::fs::remove_dir_all(project.path().join(".colophon")).unwrap();
    project.build().unwrap();
    assert_eq!(project.built(), mended);
}

#[test]
fn what_the_user_put_into_the_folder_stays() {
    let project = Project::planned(2);
    project.build().unwrap();
    std::fs::write(project.path().join("build/notes.txt"), b"mine").unwrap();
    std::fs::write(project.path().join("build/collection.car"), b"of an older build").unwrap();
    std::fs::remove_file(project.path().join("build/manifest.json")).unwrap();
    project.build().unwrap();
    assert_eq!(std::fs::read(project.path().join("build/notes.txt")).unwrap(), b"mine");
    assert!(!project.path().join("build/collection.car").exists(), "an archive of older files");
}

#[test]
fn a_build_that_cannot_be_says_why() {
    let project = Project::planned(3);
    std::fs::remove_file(project.outputs().join("out-1.png")).unwrap();
    let error = project.build().unwrap_err();
    assert!(matches!(error, Error::Invalid { count: 1, .. }), "{error}");
    assert!(!project.path().join("build").exists());
    let empty = Project::new();
    assert!(empty.build().unwrap_err().to_string().contains("holds no pictures"));
    empty.put("a.png", &png(4, 4, 1, &[]));
    assert!(empty.build().unwrap_err().to_string().contains("name no model"));
}

#[test]
fn the_model_is_a_file_a_claim_or_a_name() {
    let mut project = Project::new();
    project.put("a.png", &png(4, 4, 1, &[]));
    project.config.model.name = Some("handmade".into());
    let word = project.build().unwrap().manifest.model;
    assert_eq!((word.standing, word.source.as_str()), (ModelStanding::Declared, "handmade"));
    let claimed = Project::inkling();
    let word = claimed.build().unwrap().manifest.model;
    assert_eq!((word.standing, word.source.as_str()), (ModelStanding::Claimed, "f19d18ee8d"));
    let mut sha256 = [0; 32];
    hex::decode_to_slice(
        "f19d18ee8d83e35a27d3c30923637f3aef677bdb617a337818e6ebe101a762dc",
        &mut sha256,
    )
    .unwrap();
    let mut file = ModelFile {
        name: "inkling-1.safetensors".into(),
        hashes: Hashes {
            bytes: 1,
            sha256,
            tensor_sha256: None,
            blake3: [3; 32],
            legacy_sha256: None,
            crc32: None,
        },
    };
    let outputs = claimed.outputs();
    let mut inputs = claimed.inputs(&SECRET, &outputs);
    inputs.model = Some(&file);
    let word = colophon_project::build::build(&inputs, &colophon_project::observe::Silent).unwrap();
    assert_eq!(word.manifest.model.standing, ModelStanding::Recomputed);
    assert_eq!(word.manifest.model.hash.0, sha256);
    file.hashes.sha256[0] ^= 1;
    let mut inputs = claimed.inputs(&SECRET, &outputs);
    inputs.model = Some(&file);
    let error = colophon_project::build::build(&inputs, &colophon_project::observe::Silent);
    assert!(error
        .unwrap_err()
        .to_string()
        .contains("is not the model that 00-cat-face.png claims"));
}
