//! Bad files: each a sentence, the others go on.

use colophon_project::observe::Silent;
use colophon_project::validate::{validate, Options, Validation};

use crate::craft::{png, settle, Project};

fn check(project: &Project) -> Validation {
    let options = Options::default();
    validate(project.path(), &project.outputs(), None, options, &Silent).unwrap()
}

#[test]
fn a_bad_file_is_named_and_the_rest_goes_on() {
    let project = Project::new();
    let whole = png(8, 8, 1, &[]);
    project.put("good.png", &whole);
    project.put("truncated.png", &whole[..whole.len() / 2]);
    project.put("empty.png", b"");
    project.put("text.png", b"not a picture");
    project.put("notes.txt", b"left alone");
    project.put("no-extension", &png(8, 8, 2, &[]));
    std::fs::create_dir_all(project.outputs().join("day 2/deeper")).unwrap();
    project.put("day 2/deeper/x.png", &png(8, 8, 3, &[]));
    project.put("broken\n\u{202e}gnp.png", b"\x89PNG\r\n\x1a\n");
    settle();
    let found = check(&project);
    let names: Vec<_> = found.readings.iter().map(|reading| reading.file.as_str()).collect();
    assert_eq!(names, ["day 2/deeper/x.png", "good.png", "no-extension"]);
    assert_eq!(found.refused.len(), 4, "{:?}", found.refused);
    assert_eq!(found.ignored, [std::path::Path::new("notes.txt")]);
    for refusal in &found.refused {
        assert!(refusal.why.len() > 10 && !refusal.why.starts_with(' '), "{refusal}");
        assert!(!refusal.to_string().contains(['\n', '\u{202e}']), "names are escaped");
    }
    // The next run comes to the same end.
    let again = check(&project);
    assert_eq!((again.fresh, again.refused), (0, found.refused));
}

#[cfg(unix)]
#[test]
fn links_and_special_files_neither_loop_nor_block() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let project = Project::new();
    let outputs = project.outputs();
    project.put("good.png", &png(8, 8, 1, &[]));
    symlink("loop.png", outputs.join("loop.png")).unwrap();
    symlink("nowhere.png", outputs.join("dangling.png")).unwrap();
    symlink(".", outputs.join("circle")).unwrap();
    symlink("good.png", outputs.join("link.png")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(outputs.join("pipe.png")).status();
    assert!(pipe.unwrap().success());
    std::fs::write(outputs.join(std::ffi::OsStr::from_bytes(b"bad\xff.png")), png(8, 8, 2, &[]))
        .unwrap();
    let found = check(&project);
    let refused = found.refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for (name, why) in [
        ("loop.png", "cannot be followed"),
        ("dangling.png", "cannot be followed"),
        ("circle", "link to a folder"),
        ("pipe.png", "neither a file nor a folder"),
        ("bad", "not UTF-8"),
    ] {
        let line = refused.lines().find(|line| line.starts_with(name)).unwrap_or(&refused);
        assert!(line.contains(why), "{name}: {line}");
    }
    assert_eq!(found.refused.len(), 5);
    // The link is the same picture again.
    assert_eq!(found.exact.count, 1);
}

#[test]
fn a_huge_picture_is_hashed_without_being_held() {
    let project = Project::new();
    // 20,000 × 20,000 pixels in one bit each: 50 MB of zeros that take 50 KB.
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 20_000, 20_000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; 20_000 * 2_500]).unwrap();
    writer.finish().unwrap();
    project.put("huge.png", &bytes);
    let found = check(&project);
    assert_eq!(found.wrong(), 0, "{:?}", found.refused);
    assert!(found.readings[0].content().pixel_sha256.is_some());
    assert!(found.readings[0].notes.is_empty(), "{:?}", found.readings[0].notes);
}
