//! `init`: a new project that works as it is. Nothing that is there is changed, but for lines added to `.gitignore`.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::disk;
use crate::error::{Error, Result};

const TEMPLATE: &str = include_str!("template.toml");

/// The weights beside the project file, which the template names.
pub const MODEL: &str = "inkling-1.safetensors";

/// Up to this supply the template's tables have room for no two pieces with the same combination.
const UNIQUE_UP_TO: u32 = 2_000;

/// What must not reach a repository by accident, and why.
const IGNORED: [(&str, &str); 4] = [
    ("/.colophon/", "secrets, deployments, journal of Colophon"),
    ("/plan/", "prompts and seeds; can be made again"),
    ("/outputs/", "pictures; they are published elsewhere"),
    ("/build/", "can be made again"),
];

/// What the project file is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Name of the collection.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// How many pieces.
    pub supply: u32,
}

impl Default for Answers {
    fn default() -> Self {
        Self { name: "Inkling".into(), symbol: "INK".into(), supply: 100 }
    }
}

/// What was made, as paths inside the project, and what was left alone because it was there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// New files and folders.
    pub made: Vec<PathBuf>,
    /// What was there.
    pub kept: Vec<PathBuf>,
}

/// The text of the project file.
#[must_use]
pub fn text(answers: &Answers) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let unique = answers.supply <= UNIQUE_UP_TO;
    let filled = |line: &str| match line.trim_end() {
        "name = @NAME@" => format!("name = {}", quoted(&answers.name)),
        "symbol = @SYMBOL@" => format!("symbol = {}", quoted(&answers.symbol)),
        "supply = @SUPPLY@" => format!("supply = {}", answers.supply),
        "unique = @UNIQUE@" => format!("unique = {unique}"),
        other => other.to_owned(),
    };
    TEMPLATE.lines().map(|line| filled(line) + "\n").collect()
}

/// Makes a project in `folder`, with `weights` as its model file.
///
/// # Errors
/// [`Error::Project`] when there is a project file; [`Error::Config`] when an answer cannot stand in one; [`Error::File`].
pub fn init(folder: &Path, answers: &Answers, weights: &[u8]) -> Result<Made> {
    let file = folder.join(config::FILE);
    if std::fs::symlink_metadata(&file).is_ok() {
        return Err(Error::Project(format!(
            "{} is there already and stays as it is; edit it, or choose another folder with --project",
            file.display()
        )));
    }
    let text = text(answers);
    let config = Config::parse(&text, &file)?;
    let mut made = Made::default();
    let mut put = |name: &str, bytes: &[u8]| -> Result<()> {
        let there = disk::read(&folder.join(name))?.is_some();
        if !there {
            disk::write(&folder.join(name), bytes)?;
        }
        if there { &mut made.kept } else { &mut made.made }.push(name.into());
        Ok(())
    };
    put(MODEL, weights)?;
    put(config::FILE, text.as_bytes())?;
    let outputs = folder.join(&config.outputs);
    let there = outputs.is_dir();
    disk::make_folder(&outputs)?;
    if there { &mut made.kept } else { &mut made.made }.push(config.outputs);
    if ignore(folder)? {
        made.made.push(".gitignore".into());
    } else {
        made.kept.push(".gitignore".into());
    }
    Ok(made)
}

/// Adds the lines that `.gitignore` lacks; whether there were any.
fn ignore(folder: &Path) -> Result<bool> {
    let path = folder.join(".gitignore");
    let before = disk::read(&path)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&before);
    let has = |line: &str| {
        text.lines().any(|there| there.trim().trim_matches('/') == line.trim_matches('/'))
    };
    let lacking: Vec<_> = IGNORED.iter().filter(|(line, _)| !has(line)).collect();
    if lacking.is_empty() {
        return Ok(false);
    }
    let mut bytes = before.clone();
    if !before.is_empty() && !before.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    for (line, why) in lacking {
        bytes.extend(format!("# {why}\n{line}\n").bytes());
    }
    disk::write(&path, &bytes)?;
    Ok(true)
}
