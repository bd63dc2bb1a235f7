//! `colophon reveal`: opens prompt commitments for good. The openings are files that anyone can check; the Collection is
//! asked to tell marketplaces that they should look again.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use colophon_provenance::salt;
use colophon_provenance::token_id::TokenId;
use serde_json::json;

use crate::chain::bindings::Collection;
use crate::chain::send::{confirm, Limits, Sender, Step};
use crate::chain::CallError;
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::{Error, InputError, ProjectError, Result};
use crate::opening::Opening;
use crate::output::{visible, Output, Report};
use crate::readers;
use crate::store::journal::Journal;
use crate::store::series::Series;
use crate::store::{self, secret, Project};

/// Opens what was asked for, or says what would be opened.
///
/// # Errors
/// Project, input, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Reveal, out: Output) -> Result<Report> {
    let limits = Limits::resolve(&args.signing)?;
    let session = Session::open(global, &args.network)?;
    let view = Project::view(&session.folder);
    let collection = session.collection(&view)?;
    let secret = secret::load(&view)?.ok_or_else(|| {
        ProjectError::Conflict(format!(
            "{} has no secret, so nothing can be opened; run the command in the folder where the pieces were minted",
            session.folder.display()
        ))
    })?;
    let files = match &args.files {
        Some(folder) => folder.clone(),
        None => session.folder.join(&session.config.outputs),
    };
    let maker = Maker { session: &session, view: &view, collection, secret, files };
    let openings = maker.openings(args)?;
    let folder =
        if args.out.is_absolute() { args.out.clone() } else { session.folder.join(&args.out) };
    let what = describe(&openings, &folder);
    if !confirm(args.signing.broadcast, out, &what, "Open these prompts for good?")? {
        let text = format!("{what}\nnothing was opened: add --broadcast (or --yes) to open\n");
        let tokens: Vec<u64> = openings.iter().map(|opening| opening.token).collect();
        return Ok(Report::new(text, json!({ "opened": false, "tokens": tokens })));
    }
    let project = Project::open(&session.folder)?;
    for opening in &openings {
        store::write_json(&folder.join(format!("{}.json", opening.token)), opening)?;
    }
    let signer = session.signer(&args.signing, out)?;
    let mut journal = Journal::open(&project, session.node.chain_id, Some(collection), out)?;
    let mut sender = Sender {
        node: &session.node,
        signer: &signer,
        journal: &mut journal,
        scope: scope(&openings),
        out,
        limits,
        spent: Vec::new(),
    };
    let note = tell(&mut sender, collection, &openings)?;
    Ok(report(&openings, &folder, note.as_deref(), &sender))
}

/// The same openings are the same undertaking.
fn scope(openings: &[Opening]) -> String {
    let all: Vec<u8> = openings.iter().flat_map(|opening| opening.commitment.0).collect();
    format!("reveal/{}", alloy_primitives::keccak256(all))
}

/// Makes openings.
struct Maker<'a> {
    session: &'a Session,
    view: &'a Project,
    collection: Address,
    secret: [u8; 32],
    files: PathBuf,
}

impl Maker<'_> {
    fn openings(&self, args: &cli::Reveal) -> Result<Vec<Opening>> {
        let mut openings = Vec::new();
        if args.all {
            for series in self.all()? {
                for piece in series.pieces.iter().filter(|piece| !piece.prompt_commitment.is_zero())
                {
                    openings.push(self.opening(&series, piece.index)?);
                }
            }
        }
        let mut tokens = args.tokens.clone();
        tokens.sort_unstable();
        tokens.dedup();
        for token in tokens {
            let id = TokenId::from_u64(token).map_err(|error| Error::Usage(error.to_string()))?;
            let folder = self.folder(id.series());
            let series = Series::load(&folder)?.ok_or_else(|| self.unknown(token))?;
            openings.push(self.opening(&series, id.index())?);
        }
        if openings.is_empty() {
            return Err(ProjectError::Conflict(
                "no piece of this project has a committed prompt, so there is nothing to open"
                    .into(),
            )
            .into());
        }
        Ok(openings)
    }

    fn folder(&self, series: u32) -> PathBuf {
        Series::folder(self.view, self.session.node.chain_id, self.collection, series)
    }

    fn unknown(&self, token: u64) -> ProjectError {
        ProjectError::NoRecord { token, folder: self.session.folder.clone() }
    }

    /// All series of the project in this collection, in order.
    fn all(&self) -> Result<Vec<Series>> {
        let folder = self.view.collection(self.session.node.chain_id, self.collection);
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("series-") {
                found.extend(Series::load(&entry.path())?);
            }
        }
        found.sort_by_key(|series| series.series);
        Ok(found)
    }

    /// Opens the commitment of a piece with the prompt that its file carries.
    fn opening(&self, series: &Series, index: u32) -> Result<Opening> {
        let id = TokenId::new(series.series, index)
            .map_err(|error| ProjectError::Conflict(error.to_string()))?;
        let piece = series.piece(index).ok_or_else(|| self.unknown(id.as_u64()))?;
        if piece.prompt_commitment.is_zero() {
            let why =
                if series.public_prompts { "it is public already" } else { "none was committed" };
            return Err(ProjectError::Conflict(format!(
                "the prompt of token {} cannot be opened: {why}",
                id.as_u64()
            ))
            .into());
        }
        let path = self.files.join(&piece.file);
        let picture = readers::read(&path).map_err(InputError::from)?;
        let main = picture.claims.map(|claims| claims.main).unwrap_or_default();
        let place = (self.session.node.chain_id, self.collection);
        let salt = salt::derive(&self.secret, id);
        let (positive, negative) =
            (main.positive.unwrap_or_default(), main.negative.unwrap_or_default());
        let opening = Opening::new(place, id, salt, positive, negative);
        if opening.commitment == piece.prompt_commitment {
            return Ok(opening);
        }
        Err(InputError::Evidence {
            path,
            why: format!("its prompt is not the one that token {} is committed to", id.as_u64()),
        }
        .into())
    }
}

fn describe(openings: &[Opening], folder: &Path) -> String {
    let mut text = format!(
        "{} prompts will be public for good, as files in {}; this cannot be taken back\n",
        openings.len(),
        folder.display()
    );
    for opening in openings.iter().take(5) {
        let _ = writeln!(text, "  {:>9}  {}", opening.token, visible(&opening.positive));
    }
    if openings.len() > 5 {
        let _ = writeln!(text, "  … {} more", openings.len() - 5);
    }
    text
}

/// Asks the Collection for the events of ERC-4906, one for each run of tokens. What says why it does not is a note: the
/// openings are valid without.
fn tell(
    sender: &mut Sender<'_>,
    collection: Address,
    openings: &[Opening],
) -> Result<Option<String>> {
    let mut tokens: Vec<u64> = openings.iter().map(|opening| opening.token).collect();
    tokens.sort_unstable();
    let steps: Vec<Step> = tokens
        .chunk_by(|one, next| one + 1 == *next)
        .filter_map(|run| Some((*run.first()?, *run.last()?)))
        .map(|(first, last)| {
            let call = Collection::emitBatchMetadataUpdateCall {
                fromTokenId: U256::from(first),
                toTokenId: U256::from(last),
            };
            Step {
                name: format!("update {first} to {last}"),
                purpose: format!("telling marketplaces to look at tokens {first} to {last} again"),
                to: Some(collection),
                data: call.abi_encode().into(),
                value: U256::ZERO,
            }
        })
        .collect();
    let Some(first) = steps.first() else { return Ok(None) };
    match sender.node.estimate(first.call(sender.signer.address()), None) {
        Ok(_) => sender.send_all(&steps, &mut |_, _| Ok(())).map(|()| None),
        Err(CallError::Revert { data, message }) => Ok(Some(format!(
            "the collection does not tell marketplaces: {}",
            crate::chain::reason::explain(&data, &message)
        ))),
        Err(error) => Err(error.while_doing(first.purpose.clone())),
    }
}

fn report(openings: &[Opening], folder: &Path, note: Option<&str>, sender: &Sender<'_>) -> Report {
    let mut text = format!("{} prompts are open, in {}\n", openings.len(), folder.display());
    if let Some(note) = note {
        let _ = writeln!(text, "  note: {note}");
    }
    if !sender.spent.is_empty() {
        text.push_str(&spent_table(&sender.spent));
    }
    let list: Vec<_> = openings
        .iter()
        .map(|opening| {
            let file = folder.join(format!("{}.json", opening.token));
            json!({ "token": opening.token, "file": file.display().to_string(), "commitment": opening.commitment })
        })
        .collect();
    Report::new(
        text,
        json!({ "opened": true, "openings": list, "note": note, "transactions": spent_json(&sender.spent) }),
    )
}
