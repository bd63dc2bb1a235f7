//! Model files on the command line: what they are, what their headers claim, what pictures claim about them.

use std::path::Path;

use crate::stage::{example, run};

/// A safetensors file with this metadata and eight bytes of tensors.
fn weights(folder: &Path, name: &str, metadata: &str) {
    let header = format!(
        r#"{{"__metadata__":{metadata},"w":{{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}}}"#
    );
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend([1; 8]);
    std::fs::write(folder.join(name), bytes).unwrap();
}

#[test]
fn a_model_file_is_inspected() {
    let folder = tempfile::TempDir::new().unwrap();
    let metadata = r#"{"modelspec.title":"Ink","ss_network_dim":"32","ss_steps":"2750",
        "ss_dataset_dirs":"{\"10_alice\": {\"n_repeats\": 10, \"img_count\": 24}}",
        "sshs_model_hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;
    weights(folder.path(), "ink.safetensors", metadata);
    let report = run(folder.path(), &["inspect", "ink.safetensors", "--json"]).json();
    let model = &report["models"][0];
    assert_eq!(
        (&model["container"], &model["tensors"]["count"]),
        (&"safetensors".into(), &1.into())
    );
    assert_eq!(model["lineage"]["spec"]["title"], "Ink");
    assert_eq!(model["lineage"]["training"]["steps"], 2750);
    let own = &model["own_hashes"][0];
    assert_eq!(own["verdict"], "cannot tell");
    assert!(own["why"].as_str().unwrap().contains("hash of nothing"));
    let text = run(folder.path(), &["inspect", "ink.safetensors"]).fine().stdout;
    assert!(text.contains("24 images × 10 (name withheld)"), "{text}");
    assert!(!text.contains("alice"), "{text}");
    let shown = run(folder.path(), &["inspect", "ink.safetensors", "--show-folders"]).fine().stdout;
    assert!(shown.contains("24 images × 10 (10_alice)"), "{shown}");
    assert!(!folder.path().join(".colophon").exists(), "no project, no cache");
}

#[test]
fn hashes_are_remembered_in_a_project() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(".colophon")).unwrap();
    weights(folder.path(), "ink.safetensors", "{}");
    std::thread::sleep(std::time::Duration::from_millis(100));
    let cached = || {
        let report = run(folder.path(), &["inspect", "ink.safetensors", "--json"]).json();
        report["models"][0]["cached"].clone()
    };
    assert_eq!((cached(), cached()), (false.into(), true.into()));
    std::fs::write(folder.path().join(".colophon/cache/models.json"), "{").unwrap();
    let again = run(folder.path(), &["inspect", "ink.safetensors"]).fine();
    assert!(again.stderr.contains("is ignored"), "{}", again.stderr);
}

#[test]
fn models_that_are_refused_do_not_stop_the_others() {
    let folder = tempfile::TempDir::new().unwrap();
    weights(folder.path(), "good.safetensors", "{}");
    std::fs::write(folder.path().join("empty.safetensors"), "").unwrap();
    std::fs::write(folder.path().join("page.ckpt"), "<!DOCTYPE html>").unwrap();
    let files = ["empty.safetensors", "page.ckpt", "good.safetensors"];
    let report = run(folder.path(), &[&["inspect"], &files[..]].concat());
    assert_eq!(report.code, 3);
    assert!(report.stdout.contains("good.safetensors"));
    assert!(report.stderr.contains("is empty") && report.stderr.contains("a web page"));
}

#[test]
fn the_base_and_an_adapter_are_compared_each_with_its_claim() {
    let folder = tempfile::TempDir::new().unwrap();
    weights(folder.path(), "other.safetensors", "{}");
    let model = example().join("inkling-1.safetensors");
    let piece = example().join("pieces/00-cat-face.png");
    let (model, piece) = (model.to_str().unwrap(), piece.to_str().unwrap());
    let args = ["inspect", "--model", model, "--model", "other.safetensors", piece, "--json"];
    let report = run(folder.path(), &args).json();
    let files = &report["files"][0]["model_files"];
    assert_eq!((&files[0]["verdict"], &files[0]["why"]), (&"agrees".into(), &"AutoV2".into()));
    assert_eq!(
        (&files[1]["verdict"], &files[1]["claim"]),
        (&"cannot tell".into(), &"no adapter".into())
    );
    let args = ["inspect", "--model", "other.safetensors", piece, "--json"];
    let report = run(folder.path(), &args).json();
    assert_eq!(report["files"][0]["model_file"]["verdict"], "differs");
}
