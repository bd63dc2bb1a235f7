//! What the builders store is read back; what a source makes up is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::collections::HashMap;

use colophon_unixfs::read::{cat, find, NotACid, ReadError, Source};
use colophon_unixfs::{Cid, Codec, DirectoryBuilder, Entry, FileBuilder, Sink};
use proptest::prelude::*;

#[derive(Default)]
struct Store(HashMap<Cid, Vec<u8>>);

impl Sink for Store {
    fn put(&mut self, cid: &Cid, block: &[u8]) -> std::io::Result<()> {
        self.0.insert(*cid, block.to_vec());
        Ok(())
    }
}

impl Source for Store {
    type Error = String;

    fn block(&mut self, cid: &Cid) -> Result<Vec<u8>, String> {
        self.0.get(cid).cloned().ok_or_else(|| format!("no block {cid}"))
    }
}

fn file(store: &mut Store, bytes: &[u8]) -> Entry {
    let mut builder = FileBuilder::new();
    builder.push(bytes, store).unwrap();
    builder.finish(store).unwrap()
}

fn folder(store: &mut Store, count: usize) -> Entry {
    let mut builder = DirectoryBuilder::new();
    for at in 0..count {
        let entry = file(store, format!("content of {at}").as_bytes());
        builder.insert(format!("{at}.json"), entry).unwrap();
    }
    builder.finish(store).unwrap()
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 251) as u8).collect()
}

#[test]
fn files_of_every_shape_come_back() {
    for length in [0, 1, 1 << 20, (1 << 20) + 1, (5 << 20) + 7] {
        let mut store = Store::default();
        let whole = bytes(length);
        let cid = file(&mut store, &whole).cid();
        assert!(cat(&mut store, cid, length as u64).unwrap() == whole, "{length}");
        if length > 0 {
            let error = cat(&mut store, cid, length as u64 - 1).unwrap_err();
            assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
        }
    }
}

#[test]
fn entries_are_found_in_plain_and_in_sharded_folders() {
    for count in [3, 9_000] {
        let mut store = Store::default();
        let inner = folder(&mut store, count);
        let mut outer = DirectoryBuilder::new();
        outer.insert("metadata", inner).unwrap();
        let root = outer.finish(&mut store).unwrap().cid();
        for at in [0, 1, count / 2, count - 1] {
            let found = find(&mut store, root, &format!("metadata/{at}.json")).unwrap();
            assert_eq!(cat(&mut store, found, 100).unwrap(), format!("content of {at}").as_bytes());
        }
        let error = find(&mut store, root, &format!("metadata/{count}.json")).unwrap_err();
        assert!(matches!(error, ReadError::NoEntry { .. }), "{error}");
        assert!(find(&mut store, root, "metadata/0.json/x").is_err(), "a file is no folder");
        assert!(cat(&mut store, root, 100).is_err(), "a folder is no file");
    }
}

#[test]
fn other_bytes_than_the_blocks_own_are_refused() {
    let mut store = Store::default();
    let root = folder(&mut store, 9_000).cid();
    let found = find(&mut store, root, "7.json").unwrap();
    store.0.insert(found, b"content of 8".to_vec());
    assert!(
        matches!(cat(&mut store, found, 100), Err(ReadError::WrongBlock { cid }) if cid == found)
    );
    let other = store.0.values().find(|block| block.len() > 1000).unwrap().clone();
    store.0.insert(root, other);
    assert!(matches!(
        find(&mut store, root, "7.json"),
        Err(ReadError::WrongBlock { .. }) | Err(ReadError::NoEntry { .. })
    ));
}

#[test]
fn ids_are_read_from_their_text() {
    for codec in [Codec::Raw, Codec::DagPb] {
        for seed in 0..200u32 {
            let cid = Cid::of(codec, &seed.to_be_bytes());
            assert_eq!(cid.to_string().parse::<Cid>(), Ok(cid));
        }
    }
    let good = Cid::of(Codec::Raw, b"x").to_string();
    for bad in [
        "",
        "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
        &good[..58],
        &format!("{good}a"),
        &good.to_uppercase(),
    ] {
        assert_eq!(bad.parse::<Cid>(), Err(NotACid), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_block_makes_the_reader_panic(block in prop::collection::vec(any::<u8>(), 0..200)) {
        let cid = Cid::of(Codec::DagPb, &block);
        let mut store = Store::default();
        store.0.insert(cid, block);
        let _ = cat(&mut store, cid, 1 << 20);
        let _ = find(&mut store, cid, "a/b");
    }
}
