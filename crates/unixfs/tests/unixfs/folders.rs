//! Folders of the file system: what is taken, what is left out, what is refused with its path.
#![cfg(unix)]

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use colophon_unixfs::{tree, Discard, Error};

use crate::{archive, samples};

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("unixfs-{name}"));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_folder_and_its_archive() {
    let root = folder("whole");
    fs::create_dir_all(root.join("sub/empty")).expect("folders");
    fs::create_dir(root.join(".git")).expect("a folder");
    fs::write(root.join(".git/config"), "left out").expect("a file");
    fs::write(root.join(".hidden"), "left out").expect("a file");
    fs::write(root.join("a"), "one").expect("a file");
    fs::write(root.join("sub/large"), samples::bytes("large", 2_500_000)).expect("a file");
    symlink("no/such/place", root.join("sub/link")).expect("a link");
    symlink("..", root.join("sub/loop")).expect("a link");
    let (entry, car) = samples::archive(|sink| tree::add(&root, sink).expect("all is readable"));
    let (cumulative, files) = archive::contents(&car);
    assert_eq!(cumulative, entry.cumulative());
    assert_eq!(entry.size(), 2_500_003);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(paths, ["/a", "/sub/large", "/sub/link", "/sub/loop"]);
    assert_eq!(files["/sub/link"], b"-> no/such/place");
    assert!(files["/sub/large"] == samples::bytes("large", 2_500_000));

    // An empty folder counts, and an archive made again is the same.
    assert_eq!(samples::archive(|sink| tree::add(&root, sink).expect("again")).1, car);
    fs::remove_dir(root.join("sub/empty")).expect("it is empty");
    assert_ne!(tree::add(&root, &mut Discard).expect("readable").cid(), entry.cid());
}

#[test]
fn what_cannot_be_added_is_named() {
    let root = folder("refused");
    let missing = root.join("missing");
    let error = tree::add(&missing, &mut Discard).expect_err("nothing there");
    assert!(matches!(&error, Error::Path { path, .. } if *path == missing));
    assert!(error.to_string().starts_with(&missing.display().to_string()), "{error}");

    let name = std::ffi::OsStr::from_bytes(b"\xff.png");
    fs::write(root.join(name), "x").expect("a file");
    let error = tree::add(&root, &mut Discard).expect_err("no text");
    assert!(matches!(&error, Error::NotUtf8(path) if path.file_name() == Some(name)), "{error}");
    fs::remove_file(root.join(name)).expect("it is there");

    let socket = std::os::unix::net::UnixListener::bind(root.join("socket")).expect("a socket");
    let error = tree::add(&root, &mut Discard).expect_err("a socket");
    assert!(matches!(&error, Error::Special(path) if path.ends_with("socket")), "{error}");
    drop(socket);
}
