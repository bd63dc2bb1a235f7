//! `colophon anchor`: the words of a piece, with the proof that they are under the root of its series.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
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

/// Anchors a token; says so when it is anchored already.
///
/// # Errors
/// Project, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Anchor, out: Output) -> Result<Report> {
    let token = TokenId::from_u64(args.token).map_err(|error| Error::Usage(error.to_string()))?;
    let session = Session::open(global, &args.network)?;
    let limits = Limits::resolve(&args.signing)?;
    let signer = session.signer(&args.signing, out)?;
    let view = Project::view(&session.folder);
    let collection = session.collection(&view)?;
    session.owner_of(collection, U256::from(args.token))?;
    let node = &session.node;
    let words = node
        .view(collection, &Collection::provenanceOfCall { tokenId: U256::from(args.token) })
        .map_err(|error| error.while_doing("reading the words of the token"))?;
    if !words.recordHash.is_zero() {
        let text = format!("token {} has its words on chain already\n", args.token);
        return Ok(Report::new(
            text,
            json!({ "sent": false, "token": args.token, "collection": collection.to_string() }),
        ));
    }
    let (piece, proof) = leaf(&session, &view, collection, token)?;
    let step = step(collection, args.token, &piece, proof.clone());
    let gas = node
        .estimate(step.call(signer.address()), None)
        .map_err(|error| error.while_doing(step.purpose.clone()))?;
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
        return Ok(Report::new(text, json!({ "sent": false, "token": args.token, "gas": gas })));
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
    sender.send(&step)?;
    Ok(report(args.token, collection, &piece, &proof, &sender.spent))
}

/// The piece as the project knows it, and its proof.
fn leaf(
    session: &Session,
    project: &Project,
    collection: Address,
    token: TokenId,
) -> Result<(Piece, Vec<B256>)> {
    let folder = Series::folder(project, session.node.chain_id, collection, token.series());
    let missing =
        || ProjectError::NoRecord { token: token.as_u64(), folder: session.folder.clone() };
    let series = Series::load(&folder)?.ok_or_else(missing)?;
    let at = series
        .under_root()
        .iter()
        .position(|piece| piece.index == token.index())
        .ok_or_else(missing)?;
    let proof = series.tree()?.proof(at).unwrap_or_default().into_iter().map(B256::from).collect();
    Ok((series.pieces[at].clone(), proof))
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

fn report(
    token: u64,
    collection: Address,
    piece: &Piece,
    proof: &[B256],
    spent: &[Spent],
) -> Report {
    let text = format!(
        "token {token} is anchored\n  content {}\n  prompt  {}\n  record  {}\n{}",
        piece.content_hash,
        piece.prompt_commitment,
        piece.record_hash,
        spent_table(spent)
    );
    let json = json!({
        "sent": true,
        "token": token,
        "collection": collection.to_string(),
        "content_hash": piece.content_hash,
        "prompt_commitment": piece.prompt_commitment,
        "record_hash": piece.record_hash,
        "proof": proof,
        "transactions": spent_json(spent),
    });
    Report::new(text, json)
}
