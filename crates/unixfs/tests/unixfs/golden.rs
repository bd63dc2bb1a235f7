//! Golden vectors, among them those that the profile publishes. `tests/js/unixfs.mjs` computes the same by other means.

use colophon_unixfs::directory::symlink;
use colophon_unixfs::{DirectoryBuilder, Discard, Entry, FileBuilder, Sink};
use rand_chacha::rand_core::RngCore as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::archive;
use crate::samples;

/// The vectors of one kind; none would be no test.
fn vectors(kind: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../../vectors/unixfs.json")).expect("JSON");
    let of_kind = all[kind].as_array().expect("a list").clone();
    assert!(!of_kind.is_empty(), "{kind}");
    of_kind
}

fn number(vector: &Value, key: &str) -> usize {
    usize::try_from(vector[key].as_u64().expect(key)).expect(key)
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().expect(key)
}

fn same_entry(vector: &Value, root: &Entry) {
    assert_eq!(text(vector, "cid"), root.cid().to_string());
    assert_eq!(vector["size"], root.size());
    assert_eq!(vector["cumulative"], root.cumulative());
}

fn same_archive(vector: &Value, (root, car): &(Entry, Vec<u8>)) {
    same_entry(vector, root);
    assert_eq!(number(vector, "car_blocks"), archive::parse(car).1.len());
    let hash = Sha256::digest(car).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(text(vector, "car_sha256"), hash);
}

#[test]
fn files() {
    for vector in vectors("files") {
        let content = samples::bytes(text(&vector, "seed"), number(&vector, "size"));
        same_archive(&vector, &samples::archive(|sink| samples::file(&content, sink)));
    }
}

/// 1,024 MiB and one chunk more: the second is the first, continued.
#[test]
fn the_largest_files_of_the_profile() {
    let all: Value = serde_json::from_str(include_str!("../../vectors/unixfs.json")).expect("JSON");
    let large = &all["large"];
    let mut stream = samples::key_stream(text(large, "seed"));
    let mut chunk = vec![0; 1 << 20];
    let mut file = FileBuilder::new();
    let mut fed = 0;
    assert_eq!(large["files"].as_array().map(Vec::len), Some(2));
    for vector in large["files"].as_array().expect("a list") {
        while fed < number(vector, "size") {
            stream.fill_bytes(&mut chunk);
            file.push(&chunk, &mut Discard).expect("no IO");
            fed += chunk.len();
        }
        same_entry(vector, &file.clone().finish(&mut Discard).expect("no IO"));
    }
}

#[test]
fn directories() {
    let mut sharded = 0;
    for vector in vectors("directories") {
        let [count, length, last] = ["count", "length", "last"].map(|key| number(&vector, key));
        let names = samples::names(text(&vector, "seed"), count, length, last);
        same_archive(
            &vector,
            &samples::archive(|sink| {
                let file = samples::file(b"x", sink);
                let mut directory = DirectoryBuilder::new();
                for name in names {
                    directory.insert(name, file).expect("names are different");
                }
                assert_eq!(directory.len(), count);
                sharded += usize::from(directory.is_sharded());
                directory.finish(sink).expect("no IO")
            }),
        );
    }
    assert!(0 < sharded && sharded < vectors("directories").len(), "both kinds are tested");
}

/// A text is a file, a list a symbolic link, an object a directory.
fn tree(what: &Value, sink: &mut impl Sink) -> Entry {
    match what {
        Value::String(content) => samples::file(content.as_bytes(), sink),
        Value::Array(target) => {
            symlink(target[0].as_str().expect("a target"), sink).expect("no IO")
        }
        Value::Object(entries) => {
            let mut directory = DirectoryBuilder::new();
            let mut names: Vec<_> = entries.keys().collect();
            names.sort();
            for name in names {
                let entry = tree(&entries[name], sink);
                directory.insert(name, entry).expect("names are different");
            }
            directory.finish(sink).expect("no IO")
        }
        other => panic!("what is {other}?"),
    }
}

#[test]
fn trees() {
    for vector in vectors("trees") {
        same_archive(&vector, &samples::archive(|sink| tree(&vector["tree"], sink)));
    }
}
