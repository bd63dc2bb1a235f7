//! A plain folder, from the survey to the receipt.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use colophon_publish::content::below;
use colophon_publish::observe::Silent;
use colophon_publish::target::Settings;
use colophon_publish::{folder, publish, Content, Error, Options, Publication, Retry, Target};

struct Stage {
    _folder: tempfile::TempDir,
    from: PathBuf,
    to: PathBuf,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("media")).unwrap();
        for (name, bytes) in
            [("media/0.png", "zero"), ("media/1.png", "one"), ("proofs.json", "{}")]
        {
            fs::write(from.join(name), bytes).unwrap();
        }
        Self { _folder: folder, from, to }
    }

    fn target(&self, link: bool) -> Target {
        let settings = folder::Settings { path: self.to.clone(), link, public_url: None };
        Target::new("disk", Settings::Folder(settings), Retry::default()).unwrap()
    }

    fn content(&self) -> Arc<Content> {
        Arc::new(Content::read(below(&self.from).unwrap(), &Silent).unwrap())
    }

    fn publish(&self, link: bool) -> Result<Publication, Error> {
        let (target, content) = (self.target(link), self.content());
        block(async {
            let survey = target.survey(&content, &Silent).await?;
            publish(&target, &content, &survey, Options::default(), &Silent).await
        })
    }
}

fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = walk(folder);
    names.sort();
    names
}

/// Hidden names too.
fn walk(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(walk(&path));
        } else {
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    names
}

#[test]
fn a_publication_and_its_repetition() {
    for link in [false, true] {
        let stage = Stage::new();
        let done = stage.publish(link).unwrap();
        assert_eq!((done.sent_files, done.sent_bytes, done.files), (3, 9, 3));
        assert_eq!(done.verified.len(), 3);
        assert_eq!(files(&stage.to), ["0.png", "1.png", "proofs.json"]);
        assert_eq!(stage.publish(link).unwrap().sent_files, 0);
        let text = serde_json::to_string(&done).unwrap();
        assert_eq!(serde_json::from_str::<Publication>(&text).unwrap(), done);
    }
}

#[test]
fn what_an_interrupted_run_left_is_cleared() {
    let stage = Stage::new();
    fs::create_dir_all(stage.to.join("media")).unwrap();
    fs::write(stage.to.join("media/.0.png.colophon-part"), "ze").unwrap();
    fs::write(stage.to.join("media/1.png"), "on").unwrap();
    let done = stage.publish(false).unwrap();
    assert_eq!(done.sent_files, 3);
    assert_eq!(files(&stage.to), ["0.png", "1.png", "proofs.json"]);
    assert_eq!(fs::read(stage.to.join("media/1.png")).unwrap(), b"one");
}

#[test]
fn a_file_that_changed_after_hashing_is_not_published() {
    let stage = Stage::new();
    let (target, content) = (stage.target(false), stage.content());
    fs::write(stage.from.join("media/0.png"), "nought").unwrap();
    let refused = block(async {
        let survey = target.survey(&content, &Silent).await?;
        target.send(&content, &survey, &Silent).await
    });
    assert!(matches!(refused, Err(Error::Changed { .. })), "{refused:?}");
    assert!(files(&stage.to).iter().all(|name| !name.contains("0.png")));
}

#[test]
fn other_bytes_in_the_sample_are_an_error() {
    let stage = Stage::new();
    stage.publish(false).unwrap();
    let (target, content) = (stage.target(false), stage.content());
    let survey = block(target.survey(&content, &Silent)).unwrap();
    assert!(survey.complete);
    for bytes in ["nought", "zerr", ""] {
        fs::write(stage.to.join("media/0.png"), bytes).unwrap();
        let found = block(publish(&target, &content, &survey, Options::default(), &Silent));
        assert!(
            matches!(found, Err(Error::Differs { ref name, .. }) if name == "media/0.png"),
            "{found:?}"
        );
    }
}
