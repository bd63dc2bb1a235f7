//! The cache saves a pass over a file that has not changed, and never gives the hashes of another.

use std::path::Path;
use std::time::{Duration, SystemTime};

use colophon_models::{cache, Cache};

use crate::craft::{file, read, read_cached, Made};

/// A file that has not changed for a while: younger ones are not remembered.
fn settled(bytes: &[u8]) -> Made {
    let made = file("m.safetensors", bytes);
    std::thread::sleep(Duration::from_millis(80));
    made
}

fn folder(made: &Made) -> std::path::PathBuf {
    made.folder.path().join("cache")
}

#[test]
fn a_second_reading_comes_from_the_cache() {
    let made = settled(b"weights");
    let first = read_cached(&made.path, &mut Cache::open(&folder(&made)));
    let second = read_cached(&made.path, &mut Cache::open(&folder(&made)));
    assert_eq!((first.cached, second.cached), (false, true));
    assert_eq!(first.hashes, second.hashes);
    // The same file by another way.
    let detour = made.folder.path().join("cache/../m.safetensors");
    assert!(read_cached(&detour, &mut Cache::open(&folder(&made))).cached);
}

#[test]
fn another_content_is_read_again() {
    let made = settled(b"weights");
    let times = std::fs::metadata(&made.path).unwrap().modified().unwrap();
    let first = read_cached(&made.path, &mut Cache::open(&folder(&made)));
    std::fs::write(&made.path, b"WEIGHTS").unwrap();
    let file = std::fs::File::options().write(true).open(&made.path).unwrap();
    // Size and time of change as before: only the system's own time tells.
    file.set_modified(times).unwrap();
    drop(file);
    let second = read_cached(&made.path, &mut Cache::open(&folder(&made)));
    assert!(!second.cached);
    assert_ne!(first.hashes.sha256, second.hashes.sha256);
    assert_eq!(second.hashes, read(&made.path).hashes);
}

#[test]
fn a_file_that_changed_just_now_is_not_remembered() {
    let made = file("m.safetensors", b"weights");
    let file = std::fs::File::options().write(true).open(&made.path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(3600)).unwrap();
    drop(file);
    read_cached(&made.path, &mut Cache::open(&folder(&made)));
    assert!(!read_cached(&made.path, &mut Cache::open(&folder(&made))).cached);
}

fn spoil(path: &Path, spoilt: impl FnOnce(String) -> String) {
    let text = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, spoilt(text)).unwrap();
}

#[test]
fn a_damaged_cache_is_ignored_with_a_note() {
    for spoilt in [
        |_: String| String::new(),
        |text: String| text[..text.len() / 2].to_owned(),
        |text: String| text.replace("model-cache/1", "model-cache/9"),
        |text: String| text.replacen("\"sha256\": \"", "\"sha256\": \"00", 1),
        // Valid in form: one digit of a hash is another.
        |text: String| {
            let at = text.find("\"sha256\": \"").unwrap() + 11;
            let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        },
        |_: String| "[".repeat(1 << 16),
    ] {
        let made = settled(b"weights");
        let right = read_cached(&made.path, &mut Cache::open(&folder(&made))).hashes;
        spoil(&folder(&made).join(cache::FILE), spoilt);
        let mut cache = Cache::open(&folder(&made));
        assert!(cache.take_notes().join("").contains("is ignored"));
        let again = read_cached(&made.path, &mut cache);
        assert_eq!((again.cached, again.hashes), (false, right));
        assert_eq!(cache.take_notes(), Vec::<String>::new());
        assert!(read_cached(&made.path, &mut Cache::open(&folder(&made))).cached, "repaired");
    }
}

#[test]
fn a_cache_that_cannot_be_written_costs_nothing_but_time() {
    let made = settled(b"weights");
    // A file stands where the folder should be.
    std::fs::write(folder(&made), b"").unwrap();
    let mut cache = Cache::open(&folder(&made));
    cache.take_notes();
    let model = read_cached(&made.path, &mut cache);
    assert_eq!(model.hashes, read(&made.path).hashes);
    assert!(cache.take_notes().join("").contains("cannot be written"));
}

#[test]
fn files_that_are_gone_are_forgotten() {
    let made = settled(b"weights");
    let other = made.folder.path().join("other.safetensors");
    std::fs::write(&other, b"other weights").unwrap();
    std::thread::sleep(Duration::from_millis(80));
    let mut cache = Cache::open(&folder(&made));
    read_cached(&other, &mut cache);
    std::fs::remove_file(&other).unwrap();
    read_cached(&made.path, &mut cache);
    let text = std::fs::read_to_string(folder(&made).join(cache::FILE)).unwrap();
    assert!(text.contains("m.safetensors") && !text.contains("other.safetensors"), "{text}");
}
