//! `colophon sale show` and `sale list`: what a sale sells, to whom, for how much, and what it has earned.

use std::fmt::Write;

use alloy_primitives::Address;
use console::style;
use serde_json::{json, Value};

use super::create::known;
use super::head;
use crate::chain::bindings::Minter::State;
use crate::chain::reason::minter::{status, when};
use crate::cli;
use crate::commands::session::Session;
use crate::error::Result;
use crate::output::{ether, grouped, table, visible, Report};
use crate::sale::{Ground, Named, OnChain};
use crate::store::Project;

/// An amount with its currency.
pub(crate) fn money(amount: u128, currency: Address) -> String {
    if currency.is_zero() {
        ether(amount)
    } else {
        format!("{} of the token {currency}", grouped(amount))
    }
}

/// Shows one sale.
///
/// # Errors
/// Usage, network, chain.
pub(super) fn run(global: &cli::Global, args: &cli::ShowSale) -> Result<Report> {
    let session = Session::open(global, &args.network)?;
    let named = Ground::of(&session, &args.network, &args.minter).sale(&args.sale)?;
    let found = named.read(&session.node)?;
    Ok(report(&named, &found, "show"))
}

/// A sale in both forms.
pub(super) fn report(named: &Named, found: &OnChain, action: &str) -> Report {
    let mut json = head(named, action);
    if let (Some(json), Some(more)) = (json.as_object_mut(), fields(found).as_object()) {
        json.extend(more.clone());
    }
    Report::new(text(named, found), json)
}

fn text(named: &Named, found: &OnChain) -> String {
    let (terms, state) = (&found.terms, &found.state);
    let name = named.name.as_deref().map_or_else(|| "sale".into(), visible);
    let mut text = format!("{} is {}\n", style(name).bold(), status(state.status));
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    line("id", named.hex());
    line(
        "sells",
        format!(
            "series {} of {}, phase {}",
            named.id.series(),
            named.collection(),
            named.id.phase()
        ),
    );
    line("minter", format!("{} on chain {}", named.minter(), named.place.chain_id));
    line("price", price(found));
    line("sold", format!("{} of {}, {} left", state.sold, terms.limit, state.remaining));
    line("open", window(terms.start, terms.end));
    for condition in conditions(found) {
        line("condition", condition);
    }
    line("taken", money(state.paid, terms.currency));
    if state.sold > 0 && terms.settles {
        line("last price", money(state.lastPrice, terms.currency));
    }
    for payee in &found.payees {
        let (whole, part) = (payee.bps / 100, payee.bps % 100);
        line("split", format!("{whole}.{part:02} % to {}", payee.account));
    }
    if !terms.unsoldRecipient.is_zero() {
        line("unsold", format!("goes to {}", terms.unsoldRecipient));
    }
    text
}

fn window(start: u64, end: u64) -> String {
    let start = if start == 0 { "at once".into() } else { format!("from {}", when(start)) };
    let end = if end == 0 { "without end".into() } else { format!("until {}", when(end)) };
    format!("{start}, {end}")
}

fn price(found: &OnChain) -> String {
    let (terms, state) = (&found.terms, &found.state);
    let now = money(state.price, terms.currency);
    let mut text = if state.nextPriceAt == 0 {
        now
    } else {
        let next = money(state.nextPrice, terms.currency);
        format!("{now}; {next} from {} on", when(state.nextPriceAt))
    };
    if terms.settles {
        text.push_str("; everybody pays the last price, what is above it is paid back");
    }
    text
}

/// What a buyer has to meet, in words.
pub(crate) fn conditions(found: &OnChain) -> Vec<String> {
    let (terms, state) = (&found.terms, &found.state);
    let mut list = Vec::new();
    if !terms.allowRoot.is_zero() {
        list.push(format!("on the allow-list with the root {}", terms.allowRoot));
    }
    if !terms.signer.is_zero() {
        list.push(format!("a voucher of epoch {}, signed by {}", state.epoch, terms.signer));
    }
    if terms.workInterval != 0 {
        list.push(format!(
            "proof of work: {} hashes are expected now, one piece every {} s is aimed at",
            grouped(state.difficulty.into()),
            terms.workInterval
        ));
    }
    if terms.walletLimit != 0 {
        list.push(format!("at most {} for each recipient", terms.walletLimit));
    }
    if !terms.seedCommitment.is_zero() {
        list.push(if state.revealed {
            "blind, and the seed is open".into()
        } else {
            format!(
                "blind: the seed is opened until {}, or the money goes back",
                when(terms.revealBy)
            )
        });
    }
    list
}

fn fields(found: &OnChain) -> Value {
    let (terms, state) = (&found.terms, &found.state);
    let payees: Vec<Value> = found
        .payees
        .iter()
        .map(|payee| json!({ "account": payee.account.to_string(), "bps": payee.bps }))
        .collect();
    json!({
        "status": status(state.status),
        "currency": terms.currency.to_string(),
        "price": state.price.to_string(),
        "next_price": state.nextPrice.to_string(),
        "next_price_at": state.nextPriceAt,
        "sold": state.sold,
        "remaining": state.remaining,
        "paid": state.paid.to_string(),
        "last_price": state.lastPrice.to_string(),
        "terms": {
            "curve": terms.curve,
            "settles": terms.settles,
            "start_price": terms.startPrice.to_string(),
            "floor_price": terms.floorPrice.to_string(),
            "period": terms.period,
            "start": terms.start,
            "end": terms.end,
            "limit": terms.limit,
            "wallet_limit": terms.walletLimit,
            "allow_root": terms.allowRoot,
            "signer": terms.signer.to_string(),
            "work_interval": terms.workInterval,
            "work_half_life": terms.workHalfLife,
            "work_difficulty": terms.workDifficulty.to_string(),
            "seed_commitment": terms.seedCommitment,
            "reveal_by": terms.revealBy,
            "unsold_recipient": terms.unsoldRecipient.to_string(),
        },
        "payees": payees,
        "epoch": state.epoch,
        "work": work(state),
        "revealed": state.revealed,
        "conditions": conditions(found),
    })
}

fn work(state: &State) -> Value {
    json!({
        "difficulty": state.difficulty.to_string(),
        "last_solved": state.lastSolved,
        "last_solved_at": state.lastSolvedAt,
    })
}

/// Lists the sales of the collection: those of `colophon.toml`, and in each series the phases from 0 on that are there.
///
/// # Errors
/// Network, chain.
pub(super) fn list(global: &cli::Global, args: &cli::ListSales) -> Result<Report> {
    let session = Session::open(global, &args.network)?;
    let ground = Ground::of(&session, &args.network, &args.minter);
    let collection = session.collection(&Project::view(&session.folder))?;
    let mut places: Vec<(u32, u32)> =
        session.config.sales.values().map(|sale| (sale.series, sale.phase)).collect();
    let series: std::collections::BTreeSet<u32> =
        places.iter().map(|place| place.0).chain([0]).collect();
    let first = ground.phase(collection, 0, 0)?;
    let there = !session.node.code(first.minter())?.is_empty();
    for series in series {
        for phase in 0..u32::MAX {
            if !there || !known(&session, &ground.phase(collection, series, phase)?)? {
                break;
            }
            places.push((series, phase));
        }
    }
    places.sort_unstable();
    places.dedup();
    let (mut rows, mut sales) = (Vec::new(), Vec::new());
    for (series, phase) in places {
        let named = ground.phase(collection, series, phase)?;
        let found =
            if there && known(&session, &named)? { Some(named.read(&session.node)?) } else { None };
        rows.push(row(&named, found.as_ref()));
        let mut one = report_json(&named, found.as_ref());
        one["called"] = json!(named.called());
        sales.push(one);
    }
    let text = if rows.is_empty() {
        "there is no sale; add [sale.NAME] to colophon.toml and run `colophon sale create NAME`\n"
            .into()
    } else {
        table(&["sale", "series", "phase", "state", "sold", "price"], &rows, &[1, 2])
    };
    let json = json!({
        "action": "list",
        "chain_id": session.node.chain_id,
        "collection": collection.to_string(),
        "minter": first.minter().to_string(),
        "sales": sales,
    });
    Ok(Report::new(text, json))
}

fn row(named: &Named, found: Option<&OnChain>) -> Vec<String> {
    let (state, sold, price) = match found {
        Some(found) => (
            status(found.state.status).to_owned(),
            format!("{} of {}", found.state.sold, found.terms.limit),
            money(found.state.price, found.terms.currency),
        ),
        None => ("not created".to_owned(), String::new(), String::new()),
    };
    let name = named.name.as_deref().map_or_else(|| "-".to_owned(), visible);
    vec![name, named.id.series().to_string(), named.id.phase().to_string(), state, sold, price]
}

fn report_json(named: &Named, found: Option<&OnChain>) -> Value {
    match found {
        Some(found) => report(named, found, "show").json,
        None => head(named, "show"),
    }
}
