//! Which token goes to whom. A list of counts is shared out once, lowest ids first, and kept: a later run must not share
//! out what is left anew.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::token_id::TokenId;
use serde::{Deserialize, Serialize};

use super::list::{List, Problems};
use super::Gift;
use crate::chain::bindings::Collection;
use crate::commands::session::Session;
use crate::error::Result;
use crate::store::{self, Project};

/// `airdrop-ID.json`
#[derive(Serialize, Deserialize)]
struct Kept {
    /// `colophon/airdrop-plan/1`
    schema: String,
    gifts: Vec<KeptGift>,
}

#[derive(Serialize, Deserialize)]
struct KeptGift {
    line: usize,
    token: u64,
    to: Address,
}

fn file(project: &Project, session: &Session, collection: Address, id: B256) -> PathBuf {
    let short = &hex::encode(id)[..16];
    project.collection(session.node.chain_id, collection).join(format!("airdrop-{short}.json"))
}

/// Tokens and receivers, as the list names them or as they were shared out.
///
/// # Errors
/// A list that asks for more than there is.
pub(super) fn gifts(
    (session, collection, from): (&Session, Address, Address),
    project: &Project,
    path: &Path,
    list: &List,
    (series, id): (u32, B256),
) -> Result<Vec<Gift>> {
    let rows = match list {
        List::Tokens(rows) => {
            return Ok(rows.iter().map(|&(line, token, to)| Gift { line, token, to }).collect());
        }
        List::Counts(rows) => rows,
    };
    if let Some(kept) = store::read_json::<Kept>(&file(project, session, collection, id))? {
        let gift = |kept: &KeptGift| Gift { line: kept.line, token: kept.token, to: kept.to };
        return Ok(kept.gifts.iter().map(gift).collect());
    }
    let held = held(session, collection, from, series)?;
    let (total, mut tokens) = (held.len(), held.into_iter());
    let (mut gifts, mut problems) = (Vec::new(), Problems::default());
    for &(line, to, count) in rows {
        let mine: Vec<u64> = tokens.by_ref().take(count as usize).collect();
        if mine.len() < count as usize {
            problems.add(
                line,
                format!("{count} pieces are asked for, and {} of the {total} that {from} holds in series {series} are left", mine.len()),
            );
        }
        gifts.extend(mine.into_iter().map(|token| Gift { line, token, to }));
    }
    problems.check(path)?;
    Ok(gifts)
}

/// Keeps what was shared out.
///
/// # Errors
/// The disk.
pub(super) fn keep(
    project: &Project,
    session: &Session,
    collection: Address,
    id: B256,
    list: &List,
    gifts: &[Gift],
) -> Result<()> {
    let path = file(project, session, collection, id);
    if matches!(list, List::Tokens(_)) || path.exists() {
        return Ok(());
    }
    let gifts =
        gifts.iter().map(|gift| KeptGift { line: gift.line, token: gift.token, to: gift.to });
    let kept = Kept { schema: "colophon/airdrop-plan/1".into(), gifts: gifts.collect() };
    store::write_json(&path, &kept)
}

/// The tokens of a series that an account holds, in order.
fn held(session: &Session, collection: Address, owner: Address, series: u32) -> Result<Vec<u64>> {
    let node = &session.node;
    let info = node
        .view(collection, &Collection::seriesCall { series })
        .map_err(|error| error.while_doing(format!("asking for series {series}")))?;
    let ids: Vec<u64> = (0..info.minted)
        .filter_map(|index| TokenId::new(series, index).ok())
        .map(TokenId::as_u64)
        .collect();
    let calls: Vec<_> =
        ids.iter().map(|id| Collection::ownerOfCall { tokenId: U256::from(*id) }).collect();
    let owners = node.views(collection, &calls)?;
    let own = |(id, found): (u64, Result<Address, _>)| (found.ok() == Some(owner)).then_some(id);
    Ok(ids.into_iter().zip(owners).filter_map(own).collect())
}
