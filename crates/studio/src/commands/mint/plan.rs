//! The plan of a series: token ids, records, commitments, tree; found again when an earlier run has made it.

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::commitment;
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::record::Record;
use colophon_provenance::royalty;
use colophon_provenance::token_id::{TokenId, TOKENS_PER_SERIES};
use sha2::{Digest, Sha256};

use super::model::Decided;
use super::{conflict, Place};
use crate::chain::bindings::Collection;
use crate::chain::CallError;
use crate::cli;
use crate::commands::deploy::check_text;
use crate::error::{ChainError, Error, InputError, Result};
use crate::model::record_hashes;
use crate::plan::address;
use crate::readers::Picture;
use crate::record::{self, Declared, Prompts};
use crate::store::journal::Journal;
use crate::store::series::{Piece, Series, State};
use crate::store::Project;

/// What the options mean.
pub(super) struct Wanted {
    series: Option<u32>,
    pub(super) only: u32,
    pub(super) supply: Option<u32>,
    pub(super) royalty: u16,
    pub(super) receiver: Option<Address>,
    pub(super) words: u32,
    pub(super) media_base: Option<String>,
    pub(super) media_extension: Option<String>,
    pub(super) to: Option<Address>,
    public_prompts: bool,
    pub(super) batch: u32,
}

impl Wanted {
    /// Reads the options.
    ///
    /// # Errors
    /// [`Error::Usage`].
    pub(super) fn resolve(args: &cli::Mint) -> Result<Self> {
        // The words of a build are under its root already; those of a folder cost no more now than later.
        let usual = if args.folder.is_some() { "all" } else { "none" };
        let words = match args.words.as_deref().unwrap_or(usual) {
            "all" => u32::MAX,
            "none" => 0,
            number => number.parse().map_err(|_| {
                Error::Usage(format!(
                    "--words {number:?} is not understood; use all, none or a number"
                ))
            })?,
        };
        if args.batch == Some(0) {
            return Err(Error::Usage("--batch 0 mints nothing; give at least 1".into()));
        }
        if args.series.is_some() && words != u32::MAX {
            return Err(Error::Usage(
                "a series that exists keeps its root, so new pieces in it need their words on chain: use --words all".into(),
            ));
        }
        royalty::check_bps(args.royalty)
            .map_err(|error| Error::Usage(format!("--royalty is refused: {error}")))?;
        if let Some(base) = &args.media_base {
            check_text("media-base", base, 256, false)?;
        }
        if let Some(extension) = &args.media_extension {
            check_text("media-extension", extension, 16, false)?;
        }
        let read = |option, text: &Option<String>| {
            text.as_deref().map(|text| address(option, text)).transpose()
        };
        Ok(Self {
            series: args.series,
            only: args.only.unwrap_or(u32::MAX),
            supply: args.supply,
            royalty: args.royalty,
            receiver: read("--royalty-receiver", &args.royalty_receiver)?,
            words,
            media_base: args.media_base.clone(),
            media_extension: args.media_extension.clone(),
            to: read("--to", &args.to)?,
            public_prompts: args.public_prompts,
            batch: args.batch.unwrap_or(super::batches::BATCH),
        })
    }
}

/// A series ready to be minted.
pub(super) struct Plan {
    pub(super) series: Series,
    pub(super) records: Vec<Record>,
    /// Index of the first new piece; 0 for a new series.
    pub(super) first: u32,
    pub(super) is_new: bool,
    pub(super) supply: u32,
    pub(super) royalty: u16,
    pub(super) receiver: Address,
    pub(super) to: Address,
    pub(super) media: Option<(String, String)>,
    /// Most pieces of one batch.
    pub(super) batch: u32,
    /// How many pieces are anchored once they are minted: the first ones.
    pub(super) anchor: u32,
    /// How many of the new pieces are minted now: the first ones.
    pub(super) only: u32,
}

impl Plan {
    /// Makes the plan, or finds that of an earlier run of the same command.
    ///
    /// # Errors
    /// Input, usage, chain.
    pub(super) fn make(
        place: &Place<'_>,
        project: &Project,
        wanted: &Wanted,
        pictures: &[Picture],
        model: &Decided,
        secret: &[u8; 32],
    ) -> Result<Self> {
        let receiver = wanted.receiver.unwrap_or(place.sender);
        let to = wanted.to.unwrap_or(place.sender);
        let media = media(wanted, pictures)?;
        let supply = wanted.supply.unwrap_or(pictures.len() as u32);
        if supply < pictures.len() as u32 || supply > TOKENS_PER_SERIES {
            return Err(Error::Usage(format!(
                "a supply of {supply} does not fit: the folder has {} pictures, and a series has at most {TOKENS_PER_SERIES}",
                pictures.len()
            )));
        }
        let id = identity(place, wanted, pictures, model, (receiver, to, supply, &media));
        let (number, first, known) = find(place, project, wanted, id, pictures.len() as u32)?;
        let mut plan = Self {
            series: Series {
                schema: Series::SCHEMA.into(),
                series: number,
                plan: id,
                state: State::Planned,
                model: model.word.clone(),
                root: B256::ZERO,
                rooted: 0,
                public_prompts: wanted.public_prompts,
                pieces: Vec::new(),
            },
            records: Vec::new(),
            first,
            is_new: wanted.series.is_none(),
            supply,
            royalty: wanted.royalty,
            receiver,
            to,
            media,
            batch: wanted.batch,
            anchor: 0,
            only: wanted.only,
        };
        plan.fill(place, wanted, pictures, model, secret)?;
        if let Some(known) = known {
            plan.adopt(known)?;
        }
        Ok(plan)
    }

    fn fill(
        &mut self,
        place: &Place<'_>,
        wanted: &Wanted,
        pictures: &[Picture],
        model: &Decided,
        secret: &[u8; 32],
    ) -> Result<()> {
        let chain = place.session.node.chain_id;
        let domain = commitment::domain_separator(&Keccak, chain, &place.collection.0 .0);
        let declared = Declared {
            creator: Some(place.sender.0 .0),
            model: model.file.as_ref().map(record_hashes),
            model_name: model.name.clone(),
            adapters: model.adapters.clone(),
            placed: Vec::new(),
            extra: Vec::new(),
        };
        for (at, picture) in pictures.iter().enumerate() {
            let index = self.first + at as u32;
            let token = TokenId::new(self.series.series, index)
                .map_err(|error| Error::Usage(error.to_string()))?;
            let prompts = if wanted.public_prompts {
                Prompts::Public
            } else {
                Prompts::Committed { domain: &domain, secret, token }
            };
            let built = record::build(picture, &declared, prompts)?;
            self.series.pieces.push(Piece {
                index,
                file: picture.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                content_hash: picture.sha256.into(),
                prompt_commitment: built.commitment.into(),
                record_hash: built.hash().into(),
                words: (at as u64) < u64::from(wanted.words),
            });
            self.records.push(built.record);
        }
        if self.is_new {
            self.series.rooted = self.series.pieces.len() as u32;
            self.series.root = self.series.tree()?.root().into();
        }
        Ok(())
    }

    /// Goes on with the plan of an earlier run, which must say the same.
    pub(super) fn adopt(&mut self, known: Series) -> Result<()> {
        let same = self.series.pieces.iter().all(|piece| known.piece(piece.index) == Some(piece));
        if !same || (self.is_new && known.root != self.series.root) {
            return Err(conflict(format!(
                "series {} was begun with another secret or another version of this program; restore .colophon/secret",
                known.series
            )));
        }
        self.series = known;
        Ok(())
    }

    /// The pieces of this run.
    pub(super) fn fresh(&self) -> &[Piece] {
        let from =
            self.series.pieces.iter().position(|piece| piece.index >= self.first).unwrap_or(0);
        &self.series.pieces[from..(from + self.records.len()).min(self.series.pieces.len())]
    }

    /// Those of them that are minted now.
    pub(super) fn now(&self) -> &[Piece] {
        let all = self.fresh();
        &all[..(self.only as usize).min(all.len())]
    }

    /// The undertaking's name in the journal.
    pub(super) fn scope(&self) -> String {
        scope(self.series.plan)
    }

    /// Puts the plan on disk before anything is sent. Does nothing when an earlier run did.
    pub(super) fn write(
        &self,
        place: &Place<'_>,
        project: &Project,
        journal: &Journal,
    ) -> Result<()> {
        let folder = place.folder(project, self.series.series);
        let existing = Series::load(&folder)?;
        match existing {
            Some(known) if known.plan == self.series.plan => Ok(()),
            Some(mut known) if !self.is_new => {
                known.plan = self.series.plan;
                known.state = State::Planned;
                known.pieces.retain(|piece| piece.index < self.first);
                known.pieces.extend_from_slice(self.fresh());
                known.extend(&folder, &self.records)
            }
            Some(known) if journal.begun(&scope(known.plan)) => Err(conflict(format!(
                "another minting was begun as series {}; run its command again to finish it, or remove {}",
                known.series,
                folder.display()
            ))),
            _ => self.series.create(&folder, &self.records),
        }
    }

    /// Marks the series as minted.
    pub(super) fn finish(&mut self, place: &Place<'_>, project: &Project) -> Result<()> {
        let folder = place.folder(project, self.series.series);
        if let Some(mut known) = Series::load(&folder)? {
            known.state = State::Minted;
            known.save(&folder)?;
        }
        self.series.state = State::Minted;
        Ok(())
    }
}

fn scope(plan: B256) -> String {
    format!("mint/{plan}")
}

/// Everything that makes two runs the same undertaking.
fn identity(
    place: &Place<'_>,
    wanted: &Wanted,
    pictures: &[Picture],
    model: &Decided,
    rest: (Address, Address, u32, &Option<(String, String)>),
) -> B256 {
    let mut hasher = Sha256::new();
    hasher.update(format!(
        "colophon/mint/1\0{}\0{}\0{:?}\0{}\0{}\0{}\0{}\0{rest:?}\0",
        place.session.node.chain_id,
        place.collection,
        wanted.series,
        wanted.words.min(pictures.len() as u32),
        wanted.royalty,
        wanted.public_prompts,
        model.word.hash,
    ));
    pictures.iter().for_each(|picture| hasher.update(picture.sha256));
    model.adapters.iter().for_each(|file| hasher.update(file.hashes.sha256));
    let hash: [u8; 32] = hasher.finalize().into();
    hash.into()
}

/// Series number, index of the first piece, and what an earlier run of the same undertaking left.
fn find(
    place: &Place<'_>,
    project: &Project,
    wanted: &Wanted,
    id: B256,
    count: u32,
) -> Result<(u32, u32, Option<Series>)> {
    let folder = project.collection(place.session.node.chain_id, place.collection);
    let numbers = std::fs::read_dir(&folder).into_iter().flatten().flatten().filter_map(|entry| {
        entry.file_name().to_str()?.strip_prefix("series-")?.parse::<u32>().ok()
    });
    for number in numbers {
        if let Some(known) =
            Series::load(&place.folder(project, number))?.filter(|known| known.plan == id)
        {
            let last = known.pieces.last().map_or(0, |piece| piece.index + 1);
            return Ok((number, last.saturating_sub(count), Some(known)));
        }
    }
    let Some(number) = wanted.series else { return Ok((series_count(place)?, 0, None)) };
    let call = Collection::seriesCall { series: number };
    let info = place
        .session
        .node
        .view(place.collection, &call)
        .map_err(|error| error.while_doing(format!("minting into series {number}")))?;
    if info.supply - info.minted < count {
        return Err(ChainError::WouldRevert {
            doing: format!("minting {count} pieces into series {number}"),
            reason: format!("{} of its {} pieces are left", info.supply - info.minted, info.supply),
        }
        .into());
    }
    Ok((number, info.minted, None))
}

/// How many series there are: asking for one that cannot exist is refused with the count.
pub(super) fn series_count(place: &Place<'_>) -> Result<u32> {
    use alloy_sol_types::SolError;
    match place.session.node.view(place.collection, &Collection::seriesCall { series: u32::MAX }) {
        Err(CallError::Revert { data, .. })
            if Collection::UnknownSeries::abi_decode(&data).is_ok() =>
        {
            Ok(Collection::UnknownSeries::abi_decode(&data).map_or(0, |error| error.count))
        }
        Err(CallError::Node(error)) => Err(error.into()),
        _ => Err(ChainError::Unsafe(format!(
            "the contract at {} is not a Colophon collection",
            place.collection
        ))
        .into()),
    }
}

fn media(wanted: &Wanted, pictures: &[Picture]) -> Result<Option<(String, String)>> {
    let Some(base) = &wanted.media_base else { return Ok(None) };
    let own = pictures.first().map_or(".png", |picture| picture.kind.extension());
    if let Some(extension) = &wanted.media_extension {
        return Ok(Some((base.clone(), extension.clone())));
    }
    match pictures.iter().find(|picture| picture.kind.extension() != own) {
        None => Ok(Some((base.clone(), own.to_owned()))),
        Some(odd) => Err(InputError::Record {
            path: odd.path.clone(),
            why: format!("the first picture is {own}; with --media-base all must be of one kind, or use --media-extension"),
        }
        .into()),
    }
}

/// The token id as the contract takes it.
pub(super) fn token(series: u32, index: u32) -> U256 {
    U256::from(u64::from(series) * u64::from(TOKENS_PER_SERIES) + u64::from(index))
}
