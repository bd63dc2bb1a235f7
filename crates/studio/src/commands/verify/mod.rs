//! `colophon verify`: recompute what can be recomputed, compare it with the chain, name every word that differs.

mod gateway;
mod given;
mod held;
mod model;
mod more;
mod words;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::Path;
use std::rc::Rc;

use alloy_primitives::Address;
use colophon_models::ModelFile;
use colophon_provenance::batch::Batch;
use colophon_provenance::token_id::TokenId;
use console::style;
use serde_json::{json, Value};

use crate::cli;
use crate::commands::session::Session;
use crate::error::{Error, InputError, Result};
use crate::output::{short, table, visible, Output, Report};
use crate::store::series::Series;
use crate::store::{secret, Project};
use given::Given;
pub(crate) use held::Held;
pub use words::{Verdict, Word};

/// What verification works with.
pub(crate) struct Evidence<'a> {
    pub(crate) session: &'a Session,
    pub(crate) project: &'a Project,
    pub(crate) collection: Address,
    pub(crate) secret: Option<[u8; 32]>,
    pub(crate) model: Option<ModelFile>,
    /// What a stranger has; nothing where a whole folder is verified.
    given: Given,
    /// Whether one token is looked at, with everything that can be compared.
    single: bool,
    cache: RefCell<HashMap<u32, Option<Rc<Known>>>>,
}

/// A series of the project with its tree.
pub(crate) struct Known {
    pub(crate) series: Series,
    /// None when no piece is under a root.
    pub(crate) tree: Option<Batch>,
}

impl Known {
    /// The proof of a piece that is under the root.
    fn path(&self, index: u32) -> Option<Vec<[u8; 32]>> {
        let under = self.series.under_root();
        let at = under.binary_search_by_key(&index, |piece| piece.index).ok()?;
        self.tree.as_ref()?.proof(at)
    }
}

impl Evidence<'_> {
    /// What the project knows of a series; read and hashed once.
    fn known(&self, number: u32) -> Result<Option<Rc<Known>>> {
        if let Some(known) = self.cache.borrow().get(&number) {
            return Ok(known.clone());
        }
        let folder =
            Series::folder(self.project, self.session.node.chain_id, self.collection, number);
        let known = match Series::load(&folder)? {
            None => None,
            Some(series) => {
                let tree = if series.rooted > 0 { Some(series.tree()?) } else { None };
                Some(Rc::new(Known { series, tree }))
            }
        };
        self.cache.borrow_mut().insert(number, known.clone());
        Ok(known)
    }
}

/// Verifies one token against a file, or a whole folder.
///
/// # Errors
/// Input, project, network, chain; differences are in the report, as its failure.
pub fn run(global: &cli::Global, args: &cli::Verify, out: Output) -> Result<Report> {
    let mut cache = crate::model::cache(&global.project);
    let read = |path| crate::model::read(path, cache.as_mut(), out);
    let model = args.model.as_deref().map(read).transpose()?;
    // Files are read first: a file that is refused needs no node.
    let held = args.file.as_deref().map(Held::read).transpose()?;
    let folder = args.all.as_deref().map(Held::folder).transpose()?;
    let given = Given::files(args)?;
    let session = Session::open(global, &args.network)?;
    let project = Project::view(&session.folder);
    let collection = session.collection(&project)?;
    let secret = secret::load(&project)?;
    let mut evidence = Evidence {
        session: &session,
        project: &project,
        collection,
        secret,
        model,
        given,
        single: args.all.is_none(),
        cache: RefCell::default(),
    };
    if let (Some(folder), Some(files)) = (&args.all, folder) {
        return all(&evidence, folder, &files, out);
    }
    let token =
        args.token.ok_or_else(|| Error::Usage("name a token, or a folder with --all".into()))?;
    one(&mut evidence, args, token, held)
}

/// One token, with everything that can be had about it.
fn one(
    evidence: &mut Evidence<'_>,
    args: &cli::Verify,
    token: u64,
    held: Option<Held>,
) -> Result<Report> {
    let id = TokenId::from_u64(token).map_err(|error| Error::Usage(error.to_string()))?;
    evidence.session.owner_of(evidence.collection, alloy_primitives::U256::from(token))?;
    if let Some(url) = &args.gateway {
        evidence.given.fetch(url, evidence.session, evidence.collection, id, held.is_some())?;
    }
    let held = held.or_else(|| evidence.given.held.take());
    let words = token_words(evidence, token, held.as_ref())?;
    let mut text = words_table(token, held.as_ref(), &words);
    for note in &evidence.given.missing {
        let _ = writeln!(text, "  {} {}", style("note").yellow(), visible(note));
    }
    let _ = writeln!(text, "\n{}", verdict(&words));
    let mut report = Report::new(
        text,
        json!({
            "collection": evidence.collection.to_string(),
            "chain_id": evidence.session.node.chain_id,
            "tokens": [token_json(token, &words)],
            "notes": evidence.given.missing,
            "verdict": verdict_word(&words),
        }),
    );
    report.failure = match differing(&words) {
        Some(names) => {
            Some(Error::Differs(format!("token {token} does not agree with the chain in: {names}")))
        }
        None if untold(&words) => Some(Error::Untold(format!(
            "nothing of token {token} could be compared; give the file with --file, or --gateway, --record and --proof"
        ))),
        None => None,
    };
    Ok(report)
}

/// The words of one token.
///
/// # Errors
/// Project, network, chain.
pub(crate) fn token_words(
    evidence: &Evidence<'_>,
    token: u64,
    held: Option<&Held>,
) -> Result<Vec<Word>> {
    let id = TokenId::from_u64(token).map_err(|error| Error::Usage(error.to_string()))?;
    words::compare(evidence, id, held)
}

fn all(evidence: &Evidence<'_>, folder: &Path, files: &[Held], out: Output) -> Result<Report> {
    let tokens = minted_from(evidence, files, folder)?;
    let bar = out.bar(tokens.len() as u64, "verifying", "{msg} {wide_bar} {pos}/{len}");
    let (mut rows, mut list, mut bad) = (Vec::new(), Vec::new(), Vec::new());
    for (token, held) in &tokens {
        let words = token_words(evidence, *token, Some(held))?;
        let name = visible(&held.name());
        let state = match differing(&words) {
            Some(names) => {
                bad.push(format!("token {token}: {names}"));
                style(format!("differs: {names}")).red().to_string()
            }
            None => style(verdict_word(&words)).green().to_string(),
        };
        let known = words.iter().filter(|word| word.verdict == Verdict::Agrees).count();
        rows.push(vec![token.to_string(), name, format!("{known}/{}", words.len()), state]);
        list.push(token_json(*token, &words));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let mut text = table(&["token", "file", "words", "verdict"], &rows, &[0, 2]);
    let good = tokens.len() - bad.len();
    let _ = writeln!(text, "\n{good} of {} pieces agree with the chain", tokens.len());
    let verdict = if bad.is_empty() { "agrees" } else { "differs" };
    let json = json!({ "collection": evidence.collection.to_string(), "chain_id": evidence.session.node.chain_id, "tokens": list, "verdict": verdict });
    let mut report = Report::new(text, json);
    if !bad.is_empty() {
        report.failure = Some(Error::Differs(format!(
            "{} of {} pieces do not agree with the chain: {}",
            bad.len(),
            tokens.len(),
            bad.join("; ")
        )));
    }
    Ok(report)
}

/// Which token each picture of a folder is: by file name within the series that was minted from it, so that a changed
/// file is compared with the piece it was.
fn minted_from<'f>(
    evidence: &Evidence<'_>,
    files: &'f [Held],
    folder: &Path,
) -> Result<Vec<(u64, &'f Held)>> {
    let base = evidence.project.collection(evidence.session.node.chain_id, evidence.collection);
    // Of several series with the same file names: the one with the most of these very files, then the latest.
    let mut best = None;
    for series in series_in(&base)? {
        let known: HashSet<[u8; 32]> =
            series.pieces.iter().map(|piece| piece.content_hash.0).collect();
        let rank =
            (files.iter().filter(|held| known.contains(&held.sha256)).count(), series.series);
        if let Some(pairs) = pairs(&series, files)
            && best.as_ref().is_none_or(|(most, _)| rank > *most)
        {
            best = Some((rank, pairs));
        }
    }
    best.map(|(_, pairs)| pairs)
        .ok_or_else(|| InputError::NotMinted { path: folder.to_owned() }.into())
}

/// The token of each file by its name; `None` when the series lacks one of the names.
fn pairs<'f>(series: &Series, files: &'f [Held]) -> Option<Vec<(u64, &'f Held)>> {
    let by_name: HashMap<&str, u32> =
        series.pieces.iter().map(|piece| (piece.file.as_str(), piece.index)).collect();
    let token = |held: &'f Held| {
        let index = *by_name.get(held.name().as_str())?;
        Some((TokenId::new(series.series, index).ok()?.as_u64(), held))
    };
    files.iter().map(token).collect()
}

fn series_in(folder: &Path) -> Result<Vec<Series>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found = Vec::new();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("series-"))
    {
        found.extend(Series::load(&entry.path())?);
    }
    Ok(found)
}

fn words_table(token: u64, held: Option<&Held>, words: &[Word]) -> String {
    let mut text = format!("token {token}");
    if let Some(held) = held {
        let _ = write!(text, " and {}", visible(&held.path.display().to_string()));
    }
    text.push('\n');
    if let Some(damage) = held.and_then(|held| held.damage.as_ref()) {
        let _ = writeln!(text, "  {} {}", style("note").yellow(), visible(damage));
    }
    let rows: Vec<Vec<String>> = words
        .iter()
        .map(|word| {
            let verdict = match word.verdict {
                Verdict::Agrees => style("agrees").green(),
                Verdict::Differs => style("differs").red().bold(),
                Verdict::CannotTell => style("cannot tell").yellow(),
            };
            let ours = word.ours.clone().unwrap_or_else(|| word.note.clone().unwrap_or_default());
            vec![
                word.name.into(),
                short(&word.chain),
                short(&ours),
                verdict.to_string(),
                word.standing.into(),
            ]
        })
        .collect();
    text.push_str(&table(&["word", "on chain", "recomputed", "verdict", "standing"], &rows, &[]));
    text
}

fn token_json(token: u64, words: &[Word]) -> Value {
    let words: Vec<Value> = words
        .iter()
        .map(|word| {
            json!({
                "word": word.name,
                "chain": word.chain,
                "recomputed": word.ours,
                "verdict": word.verdict.word(),
                "standing": word.standing,
                "note": word.note,
            })
        })
        .collect();
    json!({ "token": token, "words": words })
}

/// The names of the words that differ.
pub(crate) fn differing(words: &[Word]) -> Option<String> {
    let names: Vec<&str> = words
        .iter()
        .filter(|word| word.verdict == Verdict::Differs)
        .map(|word| word.name)
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Whether no word could be compared at all.
fn untold(words: &[Word]) -> bool {
    words.iter().all(|word| word.verdict == Verdict::CannotTell)
}

fn verdict_word(words: &[Word]) -> &'static str {
    if differing(words).is_some() {
        "differs"
    } else if untold(words) {
        "cannot tell"
    } else if words.iter().any(|word| word.verdict == Verdict::CannotTell) {
        "agrees as far as it can be told"
    } else {
        "agrees"
    }
}

fn verdict(words: &[Word]) -> String {
    match differing(words) {
        Some(names) => format!("{}: {names}", style("differs").red().bold()),
        None if untold(words) => style(verdict_word(words)).yellow().bold().to_string(),
        None => style(verdict_word(words)).green().bold().to_string(),
    }
}
