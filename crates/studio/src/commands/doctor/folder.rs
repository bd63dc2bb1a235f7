//! The project folder: its file, its secrets, and room on the disk.

use std::path::Path;
use std::process::{Command, Stdio};

use colophon_project::config::{self, Config};

use super::Checks;
use crate::cli;
use crate::commands::env;
use crate::error::{Error, ProjectError};
use crate::store::{secret, Project};

/// Files that hold secrets, inside `.colophon/`.
const SECRETS: [&str; 2] = ["secret", "seed"];

/// Below this a run of thousands of pieces may fill the disk.
const LOW: u64 = 1 << 30;

/// Below this nothing can be written safely.
const FULL: u64 = 16 << 20;

/// Reads `colophon.toml`, and looks whether the files that it names are there.
pub(super) fn config(checks: &mut Checks, folder: &Path) -> Config {
    if !folder.join(config::FILE).exists() {
        let advice = "there is no colophon.toml; flags will do, or run `colophon init`";
        checks.warn("project", advice);
        return Config::default();
    }
    match Config::read(folder) {
        Ok(config) => {
            checks.ok("project", "colophon.toml is understood");
            files(checks, folder, &config);
            config
        }
        Err(error) => {
            checks.problem("project", Error::Usage(error.to_string()));
            Config::default()
        }
    }
}

fn files(checks: &mut Checks, folder: &Path, config: &Config) {
    let workflow = config.generation.comfyui_workflow.iter().map(|file| ("workflow", file));
    let models = config.model.files.iter().map(|file| ("model", file));
    for (name, file) in models.chain(workflow) {
        let path = folder.join(file);
        match std::fs::metadata(&path) {
            Ok(meta) if meta.is_file() => {
                checks.ok(name, format!("{} is there ({} bytes)", file.display(), meta.len()));
            }
            Ok(_) => checks.problem(name, missing(&path, "is not a file")),
            Err(error) => checks.problem(name, missing(&path, &format!("cannot be read: {error}"))),
        }
    }
}

fn missing(path: &Path, why: &str) -> ProjectError {
    ProjectError::Conflict(format!(
        "{}, which colophon.toml names, {why}; correct the path or bring the file",
        path.display()
    ))
}

/// Looks at the project's secrets and at the key file.
pub(super) fn secrets(checks: &mut Checks, folder: &Path, signing: &cli::Signing) {
    let project = Project::view(folder);
    match secret::load(&project) {
        Ok(None) => checks.ok("secret", "none yet; the first `build` or `mint` makes one"),
        Ok(Some(_)) => {
            let clean = SECRETS.iter().map(|name| guarded(checks, "secret", &project.path(name)));
            if clean.filter(|clean| !clean).count() == 0 {
                checks.ok("secret", "is there, for its owner alone and not in git");
            }
        }
        Err(error) => checks.problem("secret", error),
    }
    let keys = [signing.key.key_file.as_ref(), signing.key.password_file.as_ref()];
    for path in keys.into_iter().flatten().filter(|path| path.exists()) {
        if guarded(checks, "key file", path) {
            checks.ok("key file", "is for its owner alone and not in git");
        }
    }
}

/// Whether only its owner can read a file and git has never seen it; otherwise the problem is named.
fn guarded(checks: &mut Checks, name: &'static str, path: &Path) -> bool {
    let Ok(meta) = std::fs::metadata(path) else { return true };
    let open = readable_by_others(&meta);
    if let Some(mode) = open {
        let path = path.display();
        let advice = format!("others can read {path} (mode {mode:03o}); run `chmod 600 {path}`");
        checks.problem(name, ProjectError::Conflict(advice));
    }
    let known = in_git(path);
    if known {
        let advice = format!(
            "git has {} in its history, so it is no secret any more; take it out of the history, and mint nothing more \
             with it",
            path.display()
        );
        checks.problem(name, ProjectError::Conflict(advice));
    }
    open.is_none() && !known
}

#[cfg(unix)]
fn readable_by_others(meta: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = meta.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn readable_by_others(_: &std::fs::Metadata) -> Option<u32> {
    None
}

/// Whether git holds the file now or held it once. Without git, or outside a repository, it does not.
fn in_git(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let says = |args: &[&str]| {
        let mut git = Command::new("git");
        git.arg("-C").arg(folder).args(args).arg("--").arg(name);
        let output = git.stdin(Stdio::null()).stderr(Stdio::null()).output();
        output.is_ok_and(|output| output.status.success() && !output.stdout.is_empty())
    };
    says(&["ls-files", "--cached"]) || says(&["log", "--all", "--max-count=1", "--format=%H"])
}

/// Room on the disk of the project.
#[cfg(unix)]
pub(super) fn disk(checks: &mut Checks, folder: &Path) {
    let Ok(stat) = rustix::fs::statvfs(folder) else { return };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let room = format!("{} MiB free", free >> 20);
    if free < FULL {
        let advice =
            format!("{room} on the disk of the project; make room before anything is written");
        checks.problem("disk", Error::Other(advice));
    } else if free < LOW {
        checks.warn("disk", format!("{room}; pictures, archives and a local chain may need more"));
    } else {
        checks.ok("disk", room);
    }
}

#[cfg(not(unix))]
pub(super) fn disk(_: &mut Checks, _: &Path) {}

/// Whether a variable is set.
pub(super) fn is_set(name: &str) -> bool {
    env(name).is_some()
}
