//! What is refused, and that failures of source and sink come through.

use std::io;

use colophon_unixfs::{Cid, DirectoryBuilder, Discard, Entry, Error, FileBuilder, Sink};

use crate::samples;

#[test]
fn what_cannot_be_a_name() {
    let file = samples::entry(b"x");
    let mut directory = DirectoryBuilder::new();
    for name in ["", ".", "..", "/", "a/b", "/a", "a/", "\0", "a\0b"] {
        let refused = directory.insert(name, file);
        assert!(
            matches!(&refused, Err(Error::Name(named)) if named == name),
            "{name:?}: {refused:?}"
        );
    }
    for name in ["...", ".hidden", " ", "\\", "a:b", "*", "\n", "\u{202e}", "COM1"] {
        directory.insert(name, file).expect(name);
    }
    assert_eq!(directory.len(), 9);
}

#[test]
fn a_name_is_taken_once() {
    let mut directory = DirectoryBuilder::new();
    directory.insert("a", samples::entry(b"first")).expect("free");
    let before = directory.clone().finish(&mut Discard).expect("no IO");
    let refused = directory.insert("a", samples::entry(b"second"));
    assert!(matches!(&refused, Err(Error::Duplicate(name)) if name == "a"));
    assert_eq!(
        refused.expect_err("refused").to_string(),
        "the directory has an entry \"a\" already; names must be unique"
    );
    assert_eq!(directory.finish(&mut Discard).expect("no IO"), before, "nothing has changed");
}

#[test]
fn sizes_beyond_64_bits() {
    let cid = samples::entry(b"x").cid();
    for huge in [Entry::new(cid, u64::MAX, 1), Entry::new(cid, 1, u64::MAX)] {
        let mut directory = DirectoryBuilder::new();
        directory.insert("a", huge).expect("a name");
        directory.insert("b", huge).expect("a name");
        assert!(matches!(directory.finish(&mut Discard), Err(Error::TooLarge)));
    }
}

#[test]
fn a_known_hash_is_an_entry_up_to_one_chunk() {
    let content = vec![3; 1 << 20];
    let whole = samples::entry(&content);
    assert_eq!(Entry::of_small_file(*whole.cid().digest(), 1 << 20), Some(whole));
    assert_eq!(Entry::of_small_file(*whole.cid().digest(), (1 << 20) + 1), None);
}

/// Fails at the block of this number.
struct Full(usize);

impl Sink for Full {
    fn put(&mut self, _: &Cid, _: &[u8]) -> io::Result<()> {
        self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("full"))?;
        Ok(())
    }
}

#[test]
fn a_sink_that_fails_ends_it_at_any_block() {
    let names = samples::names("full", 1_500, 180, 180);
    let make = |sink: &mut Full| -> Result<Entry, Error> {
        let mut file = FileBuilder::new();
        file.read_from(&vec![1; 2_500_000][..], sink)?;
        let file = file.finish(sink)?;
        let mut directory = DirectoryBuilder::new();
        for name in &names {
            directory.insert(name, file)?;
        }
        directory.finish(sink)
    };
    let mut blocks = Full(usize::MAX);
    make(&mut blocks).expect("room");
    let blocks = usize::MAX - blocks.0;
    assert!(blocks > 100, "four of the file and many shards: {blocks}");
    for room in [0, 1, 2, 3, 4, 5, blocks / 2, blocks - 1] {
        let error = make(&mut Full(room)).expect_err("full");
        assert!(matches!(&error, Error::Io(_)), "{room}: {error}");
        assert_eq!(error.to_string(), "full");
    }
    make(&mut Full(blocks)).expect("just enough");
}

#[test]
fn a_source_that_fails_is_heard() {
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("torn cable"))
        }
    }
    let error = FileBuilder::new().read_from(Broken, &mut Discard).expect_err("it fails");
    assert_eq!(error.to_string(), "torn cable");
}
