//! `colophon airdrop`: moves pieces to the addresses of a list. Everything is checked first; several transfers are under
//! way at once, and the journal knows them all.

mod list;
mod share;

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::chain::bindings::Collection;
use crate::chain::reason::explain;
use crate::chain::send::{confirm, Limits, Sender, Step};
use crate::chain::CallError;
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::Result;
use crate::output::{ether, grouped, Output, Report};
use crate::store::journal::{Journal, State};
use crate::store::Project;
use list::{List, Problems};

/// Gas of a transfer to an address that holds nothing yet: measured, shown as an estimate.
const TRANSFER: u64 = 82_000;

/// One token on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gift {
    /// Line of the list.
    line: usize,
    token: u64,
    to: Address,
}

/// What is given, from whom, of what.
struct Airdrop<'a> {
    session: &'a Session,
    collection: Address,
    from: Address,
    gifts: Vec<Gift>,
    scope: String,
}

/// Checks a list, shows the costs, and moves the pieces.
///
/// # Errors
/// Input, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Airdrop, out: Output) -> Result<Report> {
    let limits = Limits::resolve(&args.signing)?;
    let list = List::read(&args.list)?;
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let view = Project::view(&session.folder);
    let collection = session.collection(&view)?;
    let id = identity(&session, collection, args.series, &list);
    let place = (&session, collection, signer.address());
    let gifts = share::gifts(place, &view, &args.list, &list, (args.series, id))?;
    let airdrop = Airdrop {
        session: &session,
        collection,
        from: signer.address(),
        gifts,
        scope: format!("airdrop/{id}"),
    };
    let node = &session.node;
    let done =
        airdrop.check(&args.list, Journal::peek(&view, node.chain_id, collection)?.as_ref())?;
    let left: Vec<Gift> =
        airdrop.gifts.iter().filter(|gift| !done.contains(&gift.token)).copied().collect();
    let price = node.gas_price()?;
    let gas = left.len() as u64 * TRANSFER;
    let costs = format!(
        "  {} tokens to send, {} are there already\n  ≈ {} gas at {} wei: {}\n",
        left.len(),
        done.len(),
        grouped(gas.into()),
        grouped(price),
        ether(u128::from(gas) * price)
    );
    let plan = json!({ "tokens": left.len(), "done": done.len(), "gas": gas, "gas_price_wei": price.to_string() });
    if !left.is_empty() {
        let question = format!("Send from {} on chain {}?", signer.address(), node.chain_id);
        if !confirm(args.signing.broadcast, out, &costs, &question)? {
            let text = format!("{costs}\nnothing was sent: add --broadcast to send\n");
            return Ok(Report::new(text, json!({ "sent": false, "costs": plan })));
        }
    }
    let project = Project::open(&session.folder)?;
    let mut journal = Journal::open(&project, node.chain_id, Some(collection), out)?;
    share::keep(&project, &session, collection, id, &list, &airdrop.gifts)?;
    let scope = airdrop.scope.clone();
    let mut sender = Sender {
        node,
        signer: &signer,
        journal: &mut journal,
        scope,
        out,
        limits,
        spent: Vec::new(),
    };
    airdrop.send(&left, &mut sender)?;
    Ok(airdrop.report(left.len(), done.len(), &sender))
}

/// The same list for the same collection is the same undertaking.
fn identity(session: &Session, collection: Address, series: u32, list: &List) -> B256 {
    let mut hasher = Sha256::new();
    let chain = session.node.chain_id;
    hasher.update(format!("colophon/airdrop/1\0{chain}\0{collection}\0"));
    match list {
        List::Tokens(rows) => {
            rows.iter().for_each(|(_, token, to)| hasher.update(format!("{token},{to}\n")))
        }
        List::Counts(rows) => {
            hasher.update(format!("{series}\0"));
            rows.iter().for_each(|(_, to, count)| hasher.update(format!("{to},{count}\n")));
        }
    }
    let hash: [u8; 32] = hasher.finalize().into();
    hash.into()
}

impl Airdrop<'_> {
    /// Asks the chain about every token and every receiver, and returns the tokens that are where they belong.
    fn check(&self, path: &std::path::Path, journal: Option<&Journal>) -> Result<HashSet<u64>> {
        let node = &self.session.node;
        let (mut problems, mut done, mut open) = (Problems::default(), HashSet::new(), Vec::new());
        let calls: Vec<_> = self
            .gifts
            .iter()
            .map(|gift| Collection::ownerOfCall { tokenId: U256::from(gift.token) })
            .collect();
        for (gift, owner) in self.gifts.iter().zip(node.views(self.collection, &calls)?) {
            let known = journal.and_then(|journal| journal.find(&self.scope, &name(gift)));
            let state = known.map(|known| known.entry.state);
            match owner {
                // What is under way, or was and is no more, is settled by the sender.
                _ if state == Some(State::Intent) => {}
                Ok(owner) if state == Some(State::Done) && owner == self.from => {}
                // Whoever has it now, it was sent.
                Ok(_) if state == Some(State::Done) => {
                    done.insert(gift.token);
                }
                Ok(owner) if owner == gift.to => {
                    done.insert(gift.token);
                }
                Ok(owner) if owner == self.from => open.push(*gift),
                Ok(owner) => problems.add(
                    gift.line,
                    format!(
                        "token {} belongs to {owner}, and the key is that of {}",
                        gift.token, self.from
                    ),
                ),
                Err(CallError::Revert { .. }) => {
                    problems.add(gift.line, format!("token {} does not exist", gift.token));
                }
                Err(error) => return Err(error.while_doing("asking for the owner of a token")),
            }
        }
        self.receivers(&open, &mut problems)?;
        problems.check(path)?;
        Ok(done)
    }

    /// Contracts may refuse: every transfer to one is simulated.
    fn receivers(&self, gifts: &[Gift], problems: &mut Problems) -> Result<()> {
        let node = &self.session.node;
        let unique: Vec<Address> =
            gifts.iter().map(|gift| gift.to).collect::<HashSet<_>>().into_iter().collect();
        let codes: HashMap<Address, bool> = unique
            .iter()
            .copied()
            .zip(node.codes(&unique)?.iter().map(|code| !code.is_empty()))
            .collect();
        let to_contracts: Vec<&Gift> =
            gifts.iter().filter(|gift| codes.get(&gift.to) == Some(&true)).collect();
        let calls = to_contracts.iter().map(|gift| self.step(gift).call(self.from)).collect();
        for (gift, answer) in to_contracts.into_iter().zip(node.estimates(calls)) {
            match answer {
                Ok(_) => {}
                Err(CallError::Revert { data, message }) => problems.add(
                    gift.line,
                    format!(
                        "the contract {} refuses token {}: {}",
                        gift.to,
                        gift.token,
                        explain(&data, &message)
                    ),
                ),
                Err(error) => return Err(error.while_doing("simulating a transfer")),
            }
        }
        Ok(())
    }

    fn step(&self, gift: &Gift) -> Step {
        let call = Collection::safeTransferFrom_0Call {
            from: self.from,
            to: gift.to,
            tokenId: U256::from(gift.token),
        };
        Step {
            name: name(gift),
            purpose: format!("sending token {} to {}", gift.token, gift.to),
            to: Some(self.collection),
            data: call.abi_encode().into(),
            value: U256::ZERO,
        }
    }

    fn send(&self, gifts: &[Gift], sender: &mut Sender<'_>) -> Result<()> {
        let steps: Vec<Step> = gifts.iter().map(|gift| self.step(gift)).collect();
        let bar = sender.out.bar(steps.len() as u64, "sending", "{msg} {wide_bar} {pos}/{len}");
        sender.send_all(&steps, &mut |_, _| {
            bar.inc(1);
            Ok(())
        })?;
        bar.finish_and_clear();
        Ok(())
    }

    fn report(&self, sent: usize, before: usize, sender: &Sender<'_>) -> Report {
        let gas: u64 = sender.spent.iter().map(|step| step.gas).sum();
        let mut text = format!("{sent} tokens were sent, {before} were there already\n");
        if sent > 0 {
            text.push_str(&spent_table(&sender.spent));
            let _ = writeln!(text, "  {} gas a token", grouped((gas / sent as u64).into()));
        }
        let list: Vec<_> = self
            .gifts
            .iter()
            .map(|gift| json!({ "token": gift.token, "to": gift.to.to_string() }))
            .collect();
        Report::new(
            text,
            json!({
                "sent": sent > 0,
                "chain_id": self.session.node.chain_id,
                "collection": self.collection.to_string(),
                "from": self.from.to_string(),
                "tokens": list,
                "gas": gas,
                "transactions": spent_json(&sender.spent),
            }),
        )
    }
}

fn name(gift: &Gift) -> String {
    format!("send {}", gift.token)
}
