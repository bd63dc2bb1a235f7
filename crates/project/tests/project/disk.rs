//! Files that appear whole.

use colophon_project::disk;

#[test]
fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/file.txt");
    disk::write(&path, b"one").unwrap();
    disk::write(&path, b"two").unwrap();
    assert_eq!(disk::read(&path).unwrap().unwrap(), b"two");
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert_eq!(disk::read(&folder.path().join("none")).unwrap(), None);
}

#[cfg(unix)]
#[test]
fn a_secret_is_for_its_owner_and_is_never_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seed");
    disk::write_secret(&path, b"one").unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(disk::write_secret(&path, b"two").is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"one");
}
