//! `colophon mine`: searches for proofs of work and mints with them.

mod clock;
mod deliver;
mod hunt;
mod screen;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use alloy_primitives::{Address, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use colophon_project::amount;
use serde_json::{json, Value};

use crate::chain::bindings::{Minter, Pass};
use crate::chain::send::{Limits, Spent};
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::{ChainError, Error, Result};
use crate::output::{ether, grouped, Output, Report};
use crate::plan::address;
use crate::sale::{pass, Ground, Named};
use crate::store::search::Search;
use crate::store::Project;
use clock::Clock;

/// One who mines.
struct Digger<'a> {
    session: &'a Session,
    signer: &'a PrivateKeySigner,
    signing: &'a cli::Signing,
    limits: Limits,
    out: Output,
    sale: Named,
    terms: Minter::Terms,
    recipient: Address,
    pass: Pass,
    threads: NonZeroUsize,
    first_nonce: u64,
    /// The most for a piece; none until the first price is known.
    most: Option<U256>,
    clock: Clock,
    /// Where the search is kept.
    file: PathBuf,
    tally: Tally,
}

/// What came of it so far.
#[derive(Default)]
struct Tally {
    pieces: Vec<Mined>,
    hashes: u64,
    seconds: f64,
    /// How often somebody else was faster.
    lost: u32,
    spent: Vec<Spent>,
}

/// A piece that was mined.
struct Mined {
    token: U256,
    nonce: u64,
    solution: B256,
    difficulty: u64,
    paid: u128,
    transaction: B256,
}

/// Mines pieces of a sale.
///
/// # Errors
/// Project, key, network, chain; a sale without proof of work.
pub fn run(global: &cli::Global, args: &cli::Mine, out: Output) -> Result<Report> {
    if args.pieces == 0 {
        return Err(Error::Usage("--pieces 0 mines nothing; give at least 1".into()));
    }
    let limits = Limits::resolve(&args.signing)?;
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let sale = Ground::of(&session, &args.network, &args.minter).sale(&args.sale)?;
    let found = sale.read(&session.node)?;
    if found.terms.workInterval == 0 {
        return Err(Error::Usage(format!(
            "the sale {} has no proof of work: `colophon buy` buys there",
            sale.called()
        )));
    }
    let recipient = match &args.recipient {
        Some(text) => address("--for", text)?,
        None => signer.address(),
    };
    let coin = found.terms.currency.is_zero();
    let most = args
        .max_price
        .as_deref()
        .map(|text| amount::parse(text, coin).map(U256::from))
        .transpose()
        .map_err(|why| Error::Usage(format!("--max-price: {why}")))?;
    let shown = pass::pass(&sale, recipient, args.allowlist.as_deref(), args.voucher.as_deref())?;
    // Makes the folder, with the line that keeps it out of repositories.
    let project = Project::open(&session.folder)?;
    let key = (sale.collection(), sale.hex());
    let file = Search::path(&project, session.node.chain_id, (key.0, &key.1, recipient));
    drop(project);
    let processors = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut digger = Digger {
        session: &session,
        signer: &signer,
        signing: &args.signing,
        limits,
        out,
        sale,
        terms: found.terms,
        recipient,
        pass: shown,
        threads: args.threads.unwrap_or(processors),
        first_nonce: args.first_nonce,
        most,
        clock: Clock::new(),
        file,
        tally: Tally::default(),
    };
    digger.dig(args.pieces as usize)
}

impl Digger<'_> {
    /// Mines `pieces` pieces, those that an earlier run has sent and never heard of counted.
    fn dig(&mut self, pieces: usize) -> Result<Report> {
        if self.signing.broadcast {
            self.finish()?;
        }
        while self.tally.pieces.len() < pieces {
            let Some((challenge, best, difficulty)) = self.hunt(pieces)? else { continue };
            match self.deliver(challenge, best, difficulty)? {
                deliver::Answer::Minted => {}
                deliver::Answer::Late => self.late(),
                deliver::Answer::Shown(text, json) => return Ok(self.shown(text, json, best.nonce)),
            }
        }
        Ok(self.report())
    }

    /// Somebody else's solution was taken.
    fn late(&mut self) {
        self.tally.lost += 1;
        self.out.log("somebody else was faster: the search begins anew with the new challenge");
    }

    /// The head of every result.
    fn head(&self) -> Value {
        json!({
            "sale": self.sale.hex(),
            "name": self.sale.name,
            "minter": self.sale.minter().to_string(),
            "collection": self.sale.collection().to_string(),
            "recipient": self.recipient.to_string(),
            "threads": self.threads,
        })
    }

    fn shown(&self, text: String, costs: Value, nonce: u64) -> Report {
        let mut json = self.head();
        json["sent"] = json!(false);
        json["nonce"] = json!(nonce.to_string());
        json["costs"] = costs;
        Report::new(text, json)
    }

    fn report(&self) -> Report {
        let Tally { pieces, hashes, seconds, lost, spent } = &self.tally;
        let mut text = String::new();
        for one in pieces {
            text.push_str(&format!(
                "token {} for {}: nonce {} at a difficulty of {}\n",
                one.token,
                self.price(one.paid),
                one.nonce,
                grouped(one.difficulty.into())
            ));
        }
        let rate = if *seconds > 0.0 { *hashes as f64 / seconds } else { 0.0 };
        text.push_str(&format!(
            "{} hashes in {seconds:.1} s, {} a second\n{}",
            grouped((*hashes).into()),
            screen::rate(rate),
            spent_table(spent)
        ));
        let list: Vec<Value> = pieces.iter().map(Mined::json).collect();
        let mut json = self.head();
        json["sent"] = json!(true);
        json["pieces"] = json!(list);
        json["hashes"] = json!(hashes);
        json["seconds"] = json!(seconds);
        json["hashes_per_second"] = json!(rate.round());
        json["restarts"] = json!(lost);
        json["transactions"] = spent_json(spent);
        Report::new(text, json)
    }

    fn price(&self, paid: u128) -> String {
        if self.terms.currency.is_zero() {
            ether(paid)
        } else {
            format!("{} of the token {}", grouped(paid), self.terms.currency)
        }
    }

    /// An error of the chain about this sale.
    fn refused(&self, reason: String) -> Error {
        let doing = format!("mining a piece of the sale {}", self.sale.called());
        ChainError::WouldRevert { doing, reason }.into()
    }

    /// Counts what a search has done.
    fn count(&mut self, hashes: u64, began: Instant) {
        self.tally.hashes += hashes;
        self.tally.seconds += began.elapsed().as_secs_f64();
    }
}

impl Mined {
    fn json(&self) -> Value {
        json!({
            "token": self.token.to_string(),
            "nonce": self.nonce.to_string(),
            "solution": self.solution,
            "difficulty": self.difficulty.to_string(),
            "paid": self.paid.to_string(),
            "transaction": self.transaction,
        })
    }
}
