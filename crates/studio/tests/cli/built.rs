//! What `build/` holds, minted and verified: by the artist, and by a stranger in an empty folder who asks chain and gateway.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use colophon_project::build::{build, Inputs, Place};
use colophon_project::config::Config;
use colophon_project::hex_bytes::Address;
use colophon_project::manifest::Manifest;
use colophon_project::observe::Silent;
use colophon_unixfs::{Cid, DirectoryBuilder, Entry, FileBuilder, Sink};
use serde_json::Value;

use crate::stage::{command, Run, Stage};

const MINT: [&str; 4] = ["mint", "--batch", "2", "--broadcast"];

/// A deployed project with a build of `count` example pieces.
pub(crate) fn built(count: usize) -> (Stage, Manifest) {
    let stage = Stage::new();
    let outputs = stage.pieces(count);
    let deployed = stage.deploy();
    let address = |name: &str| deployed[name].as_str().unwrap().parse::<Address>().unwrap();
    let secret = [7; 32];
    std::fs::write(stage.path().join(".colophon/secret"), hex::encode(secret)).unwrap();
    let inputs = Inputs {
        project: stage.path(),
        outputs: &outputs,
        config: &Config::default(),
        name: "Inkling",
        plan: None,
        place: Place {
            chain_id: 412_346,
            collection: address("collection"),
            owner: address("owner"),
            series: 0,
        },
        secret: &secret,
        model: None,
        adapters: &[],
    };
    let manifest = build(&inputs, &Silent).unwrap().manifest;
    (stage, manifest)
}

/// Blocks by id.
#[derive(Default)]
struct Blocks(HashMap<String, Vec<u8>>);

impl Sink for Blocks {
    fn put(&mut self, cid: &Cid, block: &[u8]) -> std::io::Result<()> {
        self.0.insert(cid.to_string(), block.to_vec());
        Ok(())
    }
}

impl Blocks {
    fn file(&mut self, path: &Path) -> Entry {
        let mut builder = FileBuilder::new();
        builder.read_from(std::fs::File::open(path).unwrap(), self).unwrap();
        builder.finish(self).unwrap()
    }

    fn folder(&mut self, entries: Vec<(String, Entry)>) -> Entry {
        let mut builder = DirectoryBuilder::new();
        for (name, entry) in entries {
            builder.insert(name, entry).unwrap();
        }
        builder.finish(self).unwrap()
    }

    /// The published folder of a build.
    fn of(stage: &Stage, manifest: &Manifest) -> Self {
        let mut blocks = Self::default();
        let build = stage.path().join("build");
        let named = |folder: &str| {
            let pieces = manifest.pieces.iter();
            pieces.map(|piece| (format!("{}.json", piece.index), build.join(folder))).collect()
        };
        let mut top = Vec::new();
        for folder in ["metadata", "records"] {
            let files: Vec<(String, std::path::PathBuf)> = named(folder);
            let files = files.into_iter().map(|(name, at)| {
                let entry = blocks.file(&at.join(&name));
                (name, entry)
            });
            let files = files.collect();
            top.push((folder.to_owned(), blocks.folder(files)));
        }
        let media = manifest.pieces.iter().map(|piece| {
            let entry = blocks.file(&stage.path().join("pieces").join(&piece.file));
            (format!("{}{}", piece.index, piece.extension), entry)
        });
        let media = media.collect();
        top.push(("media".to_owned(), blocks.folder(media)));
        top.push(("proofs.json".to_owned(), blocks.file(&build.join("proofs.json"))));
        let root = blocks.folder(top);
        assert_eq!(root.cid().to_string(), manifest.cids.collection);
        blocks
    }

    /// Serves them; what is asked for without `format=raw` is not there.
    fn serve(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let blocks = Arc::new(self.0);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let blocks = Arc::clone(&blocks);
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    let asked = line.split(' ').nth(1).unwrap_or_default();
                    let cid =
                        asked.strip_prefix("/ipfs/").and_then(|it| it.strip_suffix("?format=raw"));
                    let block = cid.and_then(|cid| blocks.get(cid));
                    let (status, body) =
                        block.map_or(("404 Not Found", &[][..]), |it| ("200 OK", it));
                    let head = format!(
                        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
                });
            }
        });
        url
    }
}

/// Runs `verify` in an empty folder, with nothing but the address of node and collection.
fn stranger(stage: &Stage, manifest: &Manifest, args: &[&str]) -> Run {
    let empty = tempfile::TempDir::new().unwrap();
    let output = command(empty.path())
        .args(["verify", "--json", "--rpc-url", &stage.node.rpc_url()])
        .args(["--collection", &manifest.collection.to_string()])
        .args(args)
        .output()
        .unwrap();
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0, "nothing is written");
    Run::of(output)
}

/// Verdicts by word.
fn verdicts(run: &Run) -> HashMap<String, String> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let words = report["tokens"][0]["words"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    words.iter().map(|word| (text(&word["word"]), text(&word["verdict"]))).collect()
}

#[test]
fn a_build_is_minted_under_its_root_and_verified() {
    let (stage, manifest) = built(6);
    let dry = stage.run(&["mint"]).fine();
    assert!(dry.stdout.contains("mint 6 under the root"), "{}", dry.stdout);
    assert!(dry.stdout.contains("3 transactions, about 1 s"), "{}", dry.stdout);
    let mut args = MINT.to_vec();
    args.extend(["--words", "2", "--json"]);
    let minted = stage.run(&args).json();
    assert_eq!(minted["root"], manifest.root.to_string());
    let steps: Vec<&str> = minted["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["step"].as_str().unwrap())
        .collect();
    let wanted = [
        "create series",
        "set media",
        "mint 0 to 1",
        "mint 2 to 3",
        "mint 4 to 5",
        "anchor 0",
        "anchor 1",
    ];
    assert_eq!(steps, wanted);
    let image = stage.run(&["show", "5", "--json"]).json()["metadata"]["image"].clone();
    assert_eq!(image, format!("ipfs://{}/media/5.png", manifest.cids.collection));
    let all = stage.run(&["verify", "--all", "pieces", "--json"]).json();
    assert_eq!(all["verdict"], "agrees");
    assert_eq!(all["tokens"].as_array().unwrap().len(), 6);
    let sent = stage.sent();
    assert!(stage.run(&args).json()["transactions"].as_array().unwrap().is_empty());
    args[5] = "3";
    assert_eq!(stage.run(&args).json()["transactions"][0]["step"], "create series");
    assert_eq!(stage.sent(), sent + 1, "the third piece alone was anchored");
}

#[test]
fn a_build_that_does_not_fit_is_refused() {
    let stage = Stage::new();
    stage.deploy();
    let none = stage.run(&MINT);
    assert_eq!(none.code, 4, "{}", none.stderr);
    assert!(none.stderr.contains("run `colophon build` first"), "{}", none.stderr);
    let (stage, _) = built(2);
    std::fs::write(stage.path().join("build/records/1.json"), b"{}").unwrap();
    let damaged = stage.run(&MINT);
    assert_eq!(damaged.code, 4, "{}", damaged.stderr);
    assert!(damaged.stderr.contains("1.json is damaged"), "{}", damaged.stderr);
    let (other, _) = built(2);
    std::fs::remove_dir_all(stage.path().join("build")).unwrap();
    std::fs::rename(other.path().join("build"), stage.path().join("build")).unwrap();
    let foreign = stage.run(&MINT);
    assert_eq!(foreign.code, 4, "{}", foreign.stderr);
    assert!(foreign.stderr.contains("the build is bound to the collection"), "{}", foreign.stderr);
}

#[test]
fn a_stranger_verifies_everything_with_chain_and_gateway() {
    let (stage, manifest) = built(3);
    stage.run(&MINT).fine();
    let url = Blocks::of(&stage, &manifest).serve();
    let run = stranger(&stage, &manifest, &["2", "--gateway", &url]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let verdicts = verdicts(&run);
    for word in
        ["model", "content hash", "record hash", "series root", "pixels", "content id", "metadata"]
    {
        assert_eq!(verdicts[word], "agrees", "{word}: {}", run.stdout);
    }
    assert_eq!(verdicts["prompt"], "cannot tell", "it is sealed");
}

#[test]
fn a_gateway_that_lies_is_found_out() {
    let (stage, manifest) = built(3);
    stage.run(&MINT).fine();
    let mut blocks = Blocks::of(&stage, &manifest);
    blocks.0.get_mut(&manifest.pieces[1].cid).unwrap()[100] ^= 1;
    let huge = &manifest.pieces[2].metadata_cid;
    blocks.0.insert(huge.clone(), vec![0; 5 << 20]);
    blocks.0.remove(&manifest.cids.proofs);
    let url = blocks.serve();
    let run = stranger(&stage, &manifest, &["1", "--gateway", &url]);
    assert!(run.stdout.contains("the gateway lies"), "{}", run.stdout);
    assert_eq!(run.code, 10, "{}{}", run.stdout, run.stderr);
    let run = stranger(&stage, &manifest, &["2", "--gateway", &url]);
    assert!(run.stdout.contains("the gateway gives more than a block"), "{}", run.stdout);
    assert!(run.stdout.contains("the gateway answers 404"), "{}", run.stdout);
    let dead = stranger(&stage, &manifest, &["2", "--gateway", "http://127.0.0.1:1"]);
    assert!(dead.stdout.contains("the gateway does not answer"), "{}", dead.stdout);
    assert_eq!(stranger(&stage, &manifest, &["2", "--gateway", "ftp://x"]).code, 2);
}

#[test]
fn a_stranger_verifies_with_the_files_that_were_handed_over() {
    let (stage, manifest) = built(3);
    stage.run(&MINT).fine();
    let path = |name: &str| stage.path().join(name).display().to_string();
    let (file, record, proof, metadata) = (
        path("pieces/01-castle.png"),
        path("build/records/1.json"),
        path("build/proofs.json"),
        path("build/metadata/1.json"),
    );
    let nothing = stranger(&stage, &manifest, &["1"]);
    assert_eq!(nothing.code, 10, "{}", nothing.stderr);
    let args =
        ["1", "--file", &file, "--record", &record, "--proof", &proof, "--metadata", &metadata];
    let run = stranger(&stage, &manifest, &args);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(verdicts(&run)["series root"], "agrees");
    assert_eq!(verdicts(&run)["metadata"], "agrees");
    // Those of another token do not lead to the root.
    let run = stranger(&stage, &manifest, &["2", "--record", &record, "--proof", &proof]);
    assert_eq!(run.code, 9, "{}", run.stderr);
    assert!(run.stderr.contains("does not agree with the chain in: series root"), "{}", run.stderr);
    let other = path("pieces/00-cat-face.png");
    let args = ["1", "--file", &other, "--record", &record, "--proof", &proof];
    let run = stranger(&stage, &manifest, &args);
    assert_eq!(run.code, 9, "{}", run.stderr);
    assert_eq!(verdicts(&run)["pixels"], "differs");
    let no_record = stranger(&stage, &manifest, &["1", "--record", &proof]);
    assert_eq!(no_record.code, 3, "{}", no_record.stderr);
}
