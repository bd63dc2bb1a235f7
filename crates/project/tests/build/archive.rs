//! Archives: every block there, the root as promised.

use std::collections::HashMap;

use colophon_project::build::car;
use colophon_project::observe::Silent;
use sha2::{Digest, Sha256};

use crate::craft::{png, Project};

fn varint(bytes: &mut &[u8]) -> usize {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let (byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return value;
        }
    }
}

/// Header, and blocks by id; each block must be what its id says.
fn parse(mut bytes: &[u8]) -> (Vec<u8>, HashMap<Vec<u8>, Vec<u8>>) {
    let length = varint(&mut bytes);
    let (header, mut rest) = bytes.split_at(length);
    let mut blocks = HashMap::new();
    while !rest.is_empty() {
        let length = varint(&mut rest);
        let (block, after) = rest.split_at(length);
        let (id, content) = block.split_at(36);
        assert_eq!(Sha256::digest(content).as_slice(), &id[4..]);
        blocks.insert(id.to_vec(), content.to_vec());
        rest = after;
    }
    (header.to_vec(), blocks)
}

#[test]
fn an_archive_holds_the_collection_and_appears_whole() {
    let project = Project::planned(6);
    // Larger than a block.
    let piece = &project.plan.as_ref().unwrap().pieces[2];
    let text = format!("{}\nSteps: 1, Sampler: e, Seed: {}, Version: v", piece.prompt, piece.seed);
    let large = png(24, 16, 4, &[("parameters", &text), ("filler", &"x".repeat(3 << 20))]);
    project.put("out-4.png", &large);
    let manifest = project.build().unwrap().manifest;
    assert!(manifest.pieces[2].cid.starts_with("bafybei"));
    let path = project.path().join("build/collection.car");
    let export = || car::export(project.path(), &project.outputs(), &manifest, &path, &Silent);
    let archive = export().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(archive.bytes, bytes.len() as u64);
    let (header, blocks) = parse(&bytes);
    assert_eq!(blocks.len(), archive.blocks);
    let root = &header[header.len() - 36 - 9..header.len() - 9];
    assert!(blocks.contains_key(root), "the root is among the blocks");
    assert!(blocks
        .values()
        .any(|block| block.starts_with(b"{\"adapters\"") || block.starts_with(b"{\"content\"")));
    export().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    // A picture that is no longer the one that was built.
    project.put("out-1.png", &png(24, 16, 9, &[]));
    let error = export().unwrap_err().to_string();
    assert!(error.contains("out-1.png is not what was built"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "the old archive is as it was");
}
