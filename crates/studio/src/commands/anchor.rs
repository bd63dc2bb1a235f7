//! `colophon anchor`: the words of a piece, with the proof that they are under the root of its series.

use std::collections::btree_map::{BTreeMap, Entry};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_provenance::batch::Batch;
use colophon_provenance::token_id::TokenId;
use serde_json::json;

use crate::chain::bindings::Collection;
use crate::chain::send::{confirm, Limits, Sender, Spent, Step};
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::{Error, ProjectError, Result};
use crate::output::{ether, grouped, Output, Report};
use crate::store::journal::Journal;
use crate::store::series::{Piece, Series};
use crate::store::Project;

/// A token that is to be anchored.
struct Wanted {
    token: u64,
    piece: Piece,
    proof: Vec<B256>,
}

/// Anchors tokens; those that are anchored already are left as they are.
///
/// # Errors
/// Project, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Anchor, out: Output) -> Result<Report> {
    let mut ids = args.tokens.clone();
    ids.sort_unstable();
    ids.dedup();
    let limits = Limits::resolve(&args.signing)?;
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let view = Project::view(&session.folder);
    let collection = session.collection(&view)?;
    let node = &session.node;
    let wanted = wanted(&session, &view, collection, &ids)?;
    if wanted.is_empty() {
        return Ok(nothing(&ids, collection));
    }
    let steps: Vec<Step> = wanted
        .iter()
        .map(|wanted| step(collection, wanted.token, &wanted.piece, wanted.proof.clone()))
        .collect();
    let mut gas = 0;
    let calls = steps.iter().map(|step| step.call(signer.address())).collect();
    for (step, answer) in steps.iter().zip(node.estimates(calls)) {
        gas += answer.map_err(|error| error.while_doing(step.purpose.clone()))?;
    }
    let price = node.gas_price()?;
    let costs = format!(
        "  {} gas at {} wei: {}\n",
        grouped(gas.into()),
        grouped(price),
        ether(u128::from(gas) * price)
    );
    let question = format!("Send from {} on chain {}?", signer.address(), node.chain_id);
    if !confirm(args.signing.broadcast, out, &costs, &question)? {
        let text = format!("{costs}\nnothing was sent: add --broadcast to send\n");
        let mut json = json!({ "sent": false, "tokens": ids, "gas": gas });
        if let [token] = ids.as_slice() {
            json["token"] = json!(token);
        }
        return Ok(Report::new(text, json));
    }
    let project = Project::open(&session.folder)?;
    let mut journal = Journal::open(&project, node.chain_id, Some(collection), out)?;
    let scope = format!("anchor/{collection}");
    let mut sender = Sender {
        node,
        signer: &signer,
        journal: &mut journal,
        scope,
        out,
        limits,
        spent: Vec::new(),
    };
    sender.send_all(&steps, &mut |_, _| Ok(()))?;
    Ok(report(collection, &wanted, &sender.spent))
}

fn nothing(ids: &[u64], collection: Address) -> Report {
    let mut text = String::new();
    for token in ids {
        text.push_str(&format!("token {token} has its words on chain already\n"));
    }
    let mut json = json!({ "sent": false, "tokens": ids, "collection": collection.to_string() });
    if let [token] = ids {
        json["token"] = json!(token);
    }
    Report::new(text, json)
}

/// What is not anchored yet, with its proof; each series is read once.
fn wanted(
    session: &Session,
    project: &Project,
    collection: Address,
    ids: &[u64],
) -> Result<Vec<Wanted>> {
    let mut series: BTreeMap<u32, (Series, Batch)> = BTreeMap::new();
    let mut wanted = Vec::new();
    for &token in ids {
        let id = TokenId::from_u64(token).map_err(|error| Error::Usage(error.to_string()))?;
        session.owner_of(collection, U256::from(token))?;
        let words = session
            .node
            .view(collection, &Collection::provenanceOfCall { tokenId: U256::from(token) })
            .map_err(|error| error.while_doing("reading the words of the token"))?;
        if !words.recordHash.is_zero() {
            continue;
        }
        let missing = || ProjectError::NoRecord { token, folder: session.folder.clone() };
        let (found, tree) = match series.entry(id.series()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let folder =
                    Series::folder(project, session.node.chain_id, collection, id.series());
                let found = Series::load(&folder)?.ok_or_else(missing)?;
                let tree = found.tree()?;
                free.insert((found, tree))
            }
        };
        let under = found.under_root();
        let at =
            under.binary_search_by_key(&id.index(), |piece| piece.index).map_err(|_| missing())?;
        let proof = tree.proof(at).unwrap_or_default().into_iter().map(B256::from).collect();
        wanted.push(Wanted { token, piece: under[at].clone(), proof });
    }
    Ok(wanted)
}

/// The transaction that anchors a token.
pub(super) fn step(collection: Address, token: u64, piece: &Piece, proof: Vec<B256>) -> Step {
    let call = Collection::anchorCall {
        tokenId: U256::from(token),
        contentHash: piece.content_hash,
        promptCommitment: piece.prompt_commitment,
        recordHash: piece.record_hash,
        proof,
    };
    Step {
        name: format!("anchor {token}"),
        purpose: format!("anchoring token {token}"),
        to: Some(collection),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    }
}

fn report(collection: Address, wanted: &[Wanted], spent: &[Spent]) -> Report {
    let mut text = String::new();
    let mut list = Vec::new();
    for Wanted { token, piece, proof } in wanted {
        text.push_str(&format!(
            "token {token} is anchored\n  content {}\n  prompt  {}\n  record  {}\n",
            piece.content_hash, piece.prompt_commitment, piece.record_hash
        ));
        list.push(json!({
            "token": token,
            "content_hash": piece.content_hash,
            "prompt_commitment": piece.prompt_commitment,
            "record_hash": piece.record_hash,
            "proof": proof,
        }));
    }
    text.push_str(&spent_table(spent));
    let mut json = json!({
        "sent": true,
        "collection": collection.to_string(),
        "anchored": list,
        "transactions": spent_json(spent),
    });
    // One token: its words stand at the top, too.
    if let [only] = list.as_slice()
        && let (Some(json), Some(only)) = (json.as_object_mut(), only.as_object())
    {
        json.extend(only.clone());
    }
    Report::new(text, json)
}
