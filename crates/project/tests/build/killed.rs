//! Builds that are killed: run again, they end in the same bytes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::craft::{Project, SECRET};

const FOLDER: &str = "COLOPHON_TEST_KILLED";
const PIECES: u32 = 150;

/// What the process that is killed does; nothing when the tests are run.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let mut project = Project::new();
    project.plan = Some(crate::craft::plan(PIECES));
    let folder = Path::new(&folder);
    let outputs = folder.join("outputs");
    let mut inputs = project.inputs(&SECRET, &outputs);
    inputs.project = folder;
    colophon_project::build::build(&inputs, &colophon_project::observe::Silent).unwrap();
}

#[test]
fn a_killed_build_is_finished_by_the_next() {
    let want = Project::planned(PIECES);
    let started = std::time::Instant::now();
    want.build().unwrap();
    let whole = started.elapsed();
    let project = Project::planned(PIECES);
    let mut killed = 0;
    let rounds = 24;
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::child", "--quiet"])
            .env(FOLDER, project.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(2_000) + whole * round / (rounds - 4));
        let _ = child.kill();
        killed += u32::from(!child.wait().unwrap().success());
        // What is there is whole: the manifest fits its own pieces, or there is none.
        colophon_project::manifest::Manifest::load(&project.path().join("build")).unwrap();
        // Every other round begins from a build that is not the one wanted.
        if round % 2 == 1 {
            let _ = std::fs::remove_file(project.path().join("build/records/7.json"));
        }
    }
    project.build().unwrap();
    assert!(project.built() == want.built(), "the bytes differ");
    assert!(killed > 0, "no process was killed in time");
    let beside: Vec<_> = std::fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".build"))
        .collect();
    assert!(beside.is_empty(), "left over: {beside:?}");
}
