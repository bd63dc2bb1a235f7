//! Names, hashes and directories.

use std::fs;
use std::path::Path;

use colophon_publish::content::{below, Item};
use colophon_publish::observe::Silent;
use colophon_publish::{Content, Error, Source};
use colophon_unixfs::{Cid, Codec, Discard, Entry};

fn item(name: &str) -> Item {
    let entry = Entry::new(Cid::of(Codec::Raw, b"x"), 1, 1);
    Item { name: name.into(), path: "x".into(), sha256: [0; 32], entry }
}

#[test]
fn ids_are_those_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for (name, length) in [("a", 0), ("b/c", 1 << 20), ("b/d", (1 << 20) + 1), ("b/e/f", 3 << 20)] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, vec![7; length]).unwrap();
    }
    fs::write(folder.path().join(".hidden"), "x").unwrap();
    let content = Content::read(below(folder.path()).unwrap(), &Silent).unwrap();
    let wanted = colophon_unixfs::tree::add(folder.path(), &mut Discard).unwrap();
    assert_eq!(content.root(), wanted.cid());
    assert_eq!(content.bytes(), wanted.size());
    assert_eq!(content.top().keys().collect::<Vec<_>>(), ["a", "b"]);
    let inner = colophon_unixfs::tree::add(&folder.path().join("b"), &mut Discard).unwrap();
    assert_eq!(content.top()["b"], inner);
}

#[test]
fn the_order_of_the_sources_does_not_matter() {
    let (one, two) = (["a", "b/c", "b-d"], ["b-d", "a", "b/c"]);
    let root = |names: [&str; 3]| Content::of(names.map(item).to_vec()).unwrap().root();
    assert_eq!(root(one), root(two));
}

#[test]
fn names_that_lead_elsewhere_or_contradict_are_refused() {
    let bad = ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "a\0b"];
    for name in bad {
        let refused = Content::of(vec![item(name)]);
        assert!(matches!(refused, Err(Error::Name { .. })), "{name:?}: {refused:?}");
    }
    for [one, two] in [["a", "a"], ["a", "a/b"], ["a/b", "a/b/c"]] {
        let refused = Content::of(vec![item(one), item(two)]);
        assert!(matches!(refused, Err(Error::Name { .. })), "{one} {two}: {refused:?}");
    }
    let deep = vec!["d"; 40].join("/");
    assert!(matches!(Content::of(vec![item(&deep)]), Err(Error::Name { .. })));
    assert!(matches!(Content::of(Vec::new()), Err(Error::Empty)));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let read = |path: &Path| {
        Content::read(vec![Source { name: "a".into(), path: path.into() }], &Silent).unwrap_err()
    };
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    assert!(read(&missing).to_string().contains("missing"), "{}", read(&missing));
    assert!(matches!(read(folder.path()), Error::Unsuitable { .. }));
}

#[cfg(unix)]
#[test]
fn links_are_refused_even_in_circles() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("circle")).unwrap();
    let refused = below(folder.path()).unwrap_err();
    assert!(refused.to_string().contains("circle"), "{refused}");
}
