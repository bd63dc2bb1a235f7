//! Files that are refused with a sentence, and files that change while they are read.

use std::io::Write;
use std::path::Path;

use colophon_models::{examine, ModelError, Observer};

use crate::craft::{file, safetensors};

fn refused(path: &Path) -> String {
    examine(path, None, &mut ()).unwrap_err().to_string()
}

#[test]
fn files_that_are_no_models() {
    let made = file("empty.safetensors", b"");
    assert!(refused(&made.path).contains("is empty (0 bytes)"));
    assert!(refused(made.folder.path()).contains("is a folder"));
    assert!(refused(Path::new("no-such-file.safetensors")).contains("cannot read"));
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let made = file("lfs.safetensors", pointer);
    assert!(refused(&made.path).contains("git lfs pull"));
    let made = file("page.safetensors", b"\n<!DOCTYPE html><html>sign in</html>");
    assert!(refused(&made.path).contains("a web page"));
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_waited_for() {
    assert!(refused(Path::new("/dev/zero")).contains("no regular file"));
    let folder = tempfile::TempDir::new().unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert!(refused(&socket).contains("no regular file"));
}

/// Does something to the file once the first block has been read.
struct Meddler<F: FnMut()>(Option<F>);

impl<F: FnMut()> Observer for Meddler<F> {
    fn hashed(&mut self, _: u64, _: u64) {
        if let Some(mut meddle) = self.0.take() {
            meddle();
        }
    }
}

/// Reads a file of several blocks while `meddle` changes it.
fn meddled(meddle: impl FnMut(&Path)) -> Result<(), ModelError> {
    let made = file("m.safetensors", &safetensors("{}", &vec![1; 20 << 20]));
    let path = made.path.clone();
    let mut meddle = meddle;
    let mut meddler = Meddler(Some(|| meddle(&path)));
    examine(&made.path, None, &mut meddler).map(drop)
}

#[test]
fn a_file_that_changes_is_refused() {
    let changed =
        |result: Result<(), ModelError>| matches!(result, Err(ModelError::Changed { .. }));
    let append = |path: &Path| {
        let mut file = std::fs::File::options().append(true).open(path).unwrap();
        file.write_all(b"more").unwrap();
    };
    assert!(changed(meddled(append)), "longer");
    let cut = |path: &Path| {
        std::fs::File::options().write(true).open(path).unwrap().set_len(1000).unwrap();
    };
    assert!(changed(meddled(cut)), "shorter");
    let overwrite = |path: &Path| {
        let mut file = std::fs::File::options().write(true).open(path).unwrap();
        file.write_all(b"other bytes, same size").unwrap();
    };
    assert!(changed(meddled(overwrite)), "other bytes");
    let replace = |path: &Path| {
        let other = path.with_extension("new");
        std::fs::write(&other, vec![1; 20 << 20]).unwrap();
        std::fs::rename(other, path).unwrap();
    };
    assert!(changed(meddled(replace)), "another file under the name");
    assert!(matches!(
        meddled(|path| std::fs::remove_file(path).unwrap()),
        Err(ModelError::Unreadable { .. })
    ));
    assert!(meddled(|_| {}).is_ok());
}
