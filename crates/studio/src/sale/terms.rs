//! The terms of a sale as the Minter takes them, and in what two sales differ.

use std::path::Path;

use alloy_primitives::{Address, B256};
use colophon_project::config::{Price, Sale};
use colophon_project::plan::Plan;
use colophon_provenance::sale::price::Curve;
use colophon_provenance::sale::split::WHOLE;

use super::named::OnChain;
use crate::chain::bindings::Minter::{Payee, Terms};
use crate::error::{Error, ProjectError, Result};
use crate::plan::address;

/// What the terms need beside `colophon.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    /// Who owns the collection; gets the money of a sale without a split.
    pub owner: Address,
    /// Root of the allow-list; zero for none.
    pub root: B256,
    /// Commitment of the plan; zero when the sale is not blind.
    pub commitment: B256,
}

/// The terms of a sale.
///
/// # Errors
/// An address with a wrong checksum.
pub fn terms(sale: &Sale, beside: &Beside) -> Result<(Terms, Vec<Payee>)> {
    let read = |key: &str, text: &Option<String>| {
        text.as_deref().map_or(Ok(Address::ZERO), |text| address(key, text))
    };
    let (curve, start_price, floor, period) = match sale.price {
        Price::Fixed(price) => (Curve::Fixed, price, price, 0),
        Price::Falling { from, to, curve, period } => (curve, from, to, period),
    };
    let terms = Terms {
        currency: read("currency", &sale.currency)?,
        curve: curve as u8,
        settles: sale.settles,
        startPrice: start_price,
        floorPrice: floor,
        period,
        start: sale.start,
        end: sale.end,
        limit: sale.limit,
        walletLimit: sale.wallet_limit,
        allowRoot: beside.root,
        signer: read("signer", &sale.signer)?,
        workInterval: sale.work.map_or(0, |work| work.interval),
        workHalfLife: sale.work.map_or(0, |work| work.half_life),
        workDifficulty: sale.work.map_or(0, |work| work.difficulty),
        seedCommitment: beside.commitment,
        revealBy: sale.reveal_by.unwrap_or(0),
        unsoldRecipient: read("unsold", &sale.unsold)?,
    };
    let mut payees = Vec::with_capacity(sale.split.len().max(1));
    for share in &sale.split {
        payees.push(Payee { account: address("split account", &share.account)?, bps: share.bps });
    }
    if payees.is_empty() {
        payees.push(Payee { account: beside.owner, bps: WHOLE });
    }
    Ok((terms, payees))
}

/// The commitment that a blind sale is bound to: that of the plan.
///
/// # Errors
/// [`ProjectError::Conflict`] without a plan.
pub fn commitment(folder: &Path) -> Result<B256> {
    let plan = plan(folder)?;
    word(&plan.assignment.commitment)
}

/// The plan of a project that sells blind.
///
/// # Errors
/// [`ProjectError::Conflict`] without one.
pub fn plan(folder: &Path) -> Result<Plan> {
    Plan::load(folder)?.ok_or_else(|| {
        let text = "a blind sale is bound to the committed seed of the plan, and there is no plan; run `colophon plan` first";
        Error::from(ProjectError::Conflict(text.into()))
    })
}

/// A word of the plan.
///
/// # Errors
/// [`ProjectError::Conflict`] when it is none.
pub fn word(text: &str) -> Result<B256> {
    text.parse().map_err(|_| {
        ProjectError::Conflict(format!(
            "the plan holds {text:?} where a hash belongs; make it again"
        ))
        .into()
    })
}

/// In what a sale on chain differs from what is wanted, as `what: on chain, not wanted`. A wanted limit of 0 is whatever the
/// series had left.
#[must_use]
pub fn differences(found: &OnChain, terms: &Terms, payees: &[Payee]) -> Vec<String> {
    let have = &found.terms;
    let mut list = Vec::new();
    let mut compare = |name: &str, have: String, want: String| {
        if have != want {
            list.push(format!("{name} is {have}, not {want}"));
        }
    };
    compare("currency", have.currency.to_string(), terms.currency.to_string());
    compare("curve", have.curve.to_string(), terms.curve.to_string());
    compare("settles", have.settles.to_string(), terms.settles.to_string());
    compare("price", have.startPrice.to_string(), terms.startPrice.to_string());
    compare("floor", have.floorPrice.to_string(), terms.floorPrice.to_string());
    compare("period", have.period.to_string(), terms.period.to_string());
    compare("start", have.start.to_string(), terms.start.to_string());
    compare("end", have.end.to_string(), terms.end.to_string());
    if terms.limit != 0 {
        compare("limit", have.limit.to_string(), terms.limit.to_string());
    }
    compare("wallet_limit", have.walletLimit.to_string(), terms.walletLimit.to_string());
    compare("allow-list", have.allowRoot.to_string(), terms.allowRoot.to_string());
    compare("signer", have.signer.to_string(), terms.signer.to_string());
    compare("work interval", have.workInterval.to_string(), terms.workInterval.to_string());
    compare("work half_life", have.workHalfLife.to_string(), terms.workHalfLife.to_string());
    compare("work difficulty", have.workDifficulty.to_string(), terms.workDifficulty.to_string());
    compare("commitment", have.seedCommitment.to_string(), terms.seedCommitment.to_string());
    compare("reveal_by", have.revealBy.to_string(), terms.revealBy.to_string());
    compare("unsold", have.unsoldRecipient.to_string(), terms.unsoldRecipient.to_string());
    let split = |payees: &[Payee]| {
        let shares: Vec<String> =
            payees.iter().map(|payee| format!("{} {} bps", payee.account, payee.bps)).collect();
        shares.join(" + ")
    };
    compare("split", split(&found.payees), split(payees));
    list
}
