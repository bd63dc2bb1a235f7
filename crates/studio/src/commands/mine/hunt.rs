//! The search for one nonce, while the chain is watched.

use std::time::{Duration, Instant};

use alloy_primitives::B256;
use colophon_miner::{search, Best, End, Progress, Verdict};

use super::screen::Screen;
use super::Digger;
use crate::chain::bindings::Minter;
use crate::chain::CallError;
use crate::error::{Error, Result};
use crate::output::grouped;
use crate::store::search::Search;

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);
/// How often the chain is asked for its challenge.
const ASK: Duration = Duration::from_secs(1);
/// How often the place of the search is written down.
const SAVE: Duration = Duration::from_secs(5);

/// What is to be met.
pub(super) struct Target {
    pub(super) challenge: B256,
    pub(super) difficulty: u64,
}

impl Digger<'_> {
    /// What the sale asks for now: difficulties fall between solutions, so the time matters.
    pub(super) fn target(&mut self) -> Result<Target> {
        let node = &self.session.node;
        self.clock.see(node.head_time()?);
        node.as_of(Some(self.clock.now()));
        let call = Minter::challengeCall { saleId: self.sale.number(), buyer: self.recipient };
        let found = node.view(self.sale.minter(), &call).map_err(|error| match error {
            CallError::Revert { .. } => error.while_doing("asking for the challenge of the sale"),
            CallError::Node(error) => error.into(),
        })?;
        Ok(Target { challenge: found.challenge, difficulty: found.difficulty })
    }

    /// Searches until a nonce meets the difficulty; nothing when another challenge came in between.
    ///
    /// # Errors
    /// The sale is not open; the node before the search. Later a node that is away is waited for.
    pub(super) fn hunt(&mut self, pieces: usize) -> Result<Option<(B256, Best, u64)>> {
        self.require_open()?;
        let target = self.target()?;
        let file = self.file.clone();
        let mut saved = Search::load(&file, target.challenge, self.first_nonce)?;
        if saved.done() > 0 {
            let done = grouped(saved.done().into());
            self.out.log(format!("going on where the search stopped, after {done} hashes"));
        }
        let job = saved.job(target.difficulty);
        let piece = self.tally.pieces.len() + 1;
        let screen = Screen::new(self.out, piece, pieces, saved.done());
        let (threads, began) = (self.threads, Instant::now());
        let mut seen = Watch { target, moved: false, failed: None, asked: began, saved: began };
        let mut last = Progress { hashes: 0, from: job.from, best: job.best };
        let end = search(&job, threads, TICK, &mut |progress| {
            last = *progress;
            self.watch(&mut seen, &mut saved, progress);
            screen.show(progress.hashes, seen.target.difficulty, began.elapsed());
            if seen.moved || seen.failed.is_some() {
                Verdict::Stop
            } else {
                Verdict::GoOn(seen.target.difficulty)
            }
        });
        screen.end();
        self.count(last.hashes, began);
        saved.save(&file, &last)?;
        match end {
            _ if seen.moved => {
                self.late();
                Ok(None)
            }
            End::Found(best) => Ok(Some((seen.target.challenge, best, seen.target.difficulty))),
            End::Stopped => Err(seen.failed.unwrap_or_else(|| {
                Error::Other("all nonces were looked at: give another --first-nonce".into())
            })),
        }
    }

    /// Now and then: asks for the challenge, and writes down how far the search is.
    fn watch(&mut self, seen: &mut Watch, saved: &mut Search, progress: &Progress) {
        if seen.saved.elapsed() > SAVE {
            seen.saved = Instant::now();
            seen.failed = saved.save(&self.file, progress).err();
        }
        if seen.asked.elapsed() < ASK {
            return;
        }
        match self.target() {
            Ok(target) => {
                seen.moved = target.challenge != seen.target.challenge;
                if !seen.moved {
                    seen.target = target;
                }
            }
            // The search is worth more than the question: it is asked again.
            Err(Error::Network(error)) => self.out.log(format!("{error}; the search goes on")),
            Err(error) => seen.failed = Some(error),
        }
        seen.asked = Instant::now();
    }

    /// Refuses to search for a sale that sells nothing now.
    fn require_open(&mut self) -> Result<()> {
        let node = &self.session.node;
        self.clock.see(node.head_time()?);
        node.as_of(Some(self.clock.now()));
        let call = Minter::saleStateCall { saleId: self.sale.number() };
        let state = node
            .view(self.sale.minter(), &call)
            .map_err(|error| error.while_doing("asking for the state of the sale"))?;
        let why = match state.status {
            2 => return Ok(()),
            1 => format!("it begins at {}", self.terms.start),
            3 => "it is paused".into(),
            4 => "it is sold out".into(),
            5 => "it has ended".into(),
            6 => "it was closed".into(),
            other => format!("its state {other} is unknown"),
        };
        Err(self.refused(why))
    }
}

/// What was seen while searching.
struct Watch {
    target: Target,
    moved: bool,
    failed: Option<Error>,
    asked: Instant,
    saved: Instant,
}
