//! `[sale.NAME]`: what is sold, when, for how much, to whom, and who gets the money. Amounts are in the smallest unit of
//! the currency, times in unix seconds. Whether the terms may stand on chain the Minter decides; what is certain to be
//! refused is refused here, with its line.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use colophon_provenance::sale::price::Curve;
use colophon_provenance::sale::split::{MAX_PAYEES, WHOLE};
use toml::de::DeValue;

use super::check;
use super::reader::{kind, nearest, Item, Section};
use crate::{amount, moment};

/// A sale as the project file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// Series that is sold.
    pub series: u32,
    /// Number of the sale among those of its series.
    pub phase: u32,
    /// Address of an ERC-20; the chain's coin if absent.
    pub currency: Option<String>,
    /// What a piece costs.
    pub price: Price,
    /// Whether everybody pays the last price in the end.
    pub settles: bool,
    /// First second; 0 for at once.
    pub start: u64,
    /// The second after the last; 0 for no end.
    pub end: u64,
    /// Pieces of this sale; 0 for what the series has left.
    pub limit: u32,
    /// Pieces for each recipient; 0 for no limit.
    pub wallet_limit: u32,
    /// Who gets the money; none stands for the owner of the collection.
    pub split: Vec<Share>,
    /// List of those who may buy, relative to the project folder unless absolute.
    pub allowlist: Option<PathBuf>,
    /// Address of the key or contract that signs vouchers.
    pub signer: Option<String>,
    /// Proof of work.
    pub work: Option<Work>,
    /// Last second of a reveal; the sale is blind, bound to the committed seed of the plan.
    pub reveal_by: Option<u64>,
    /// Address that gets what is not sold.
    pub unsold: Option<String>,
}

/// What a piece costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// Always the same.
    Fixed(u128),
    /// Falls from one price to another.
    Falling {
        /// At the start.
        from: u128,
        /// Where it stays in the end.
        to: u128,
        /// How it falls.
        curve: Curve,
        /// Seconds: the whole way of a line, the half-life of a halving price.
        period: u32,
    },
}

/// One payee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Address.
    pub account: String,
    /// Hundredths of a percent.
    pub bps: u16,
}

/// Proof of work that buyers must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Seconds between solutions that are aimed at.
    pub interval: u32,
    /// Seconds in which the difficulty halves when nobody solves.
    pub half_life: u32,
    /// Expected number of hashes at the start.
    pub difficulty: u64,
}

type Table<'a, 't> = Section<'a, 't>;

pub(super) fn sales(root: &Table<'_, '_>) -> BTreeMap<String, Sale> {
    let mut phases: Vec<(u32, u32, String)> = Vec::new();
    root.sections("sale")
        .into_iter()
        .filter_map(|(name, section)| {
            let sale = section.is_there().then(|| sale(&section)).flatten()?;
            let place = (sale.series, sale.phase);
            if let Some((.., other)) = phases.iter().find(|known| (known.0, known.1) == place) {
                let (series, phase) = place;
                let text = format!(
                    "{} and [sale.{other}] are both phase {phase} of series {series}; give one of them another phase",
                    section.name
                );
                section.problems.add(section.at, text);
            }
            phases.push((place.0, place.1, name.clone()));
            Some((name, sale))
        })
        .collect()
}

fn sale(section: &Table<'_, '_>) -> Option<Sale> {
    let currency = check::address(section, "currency");
    let coin = section.item("currency").is_none();
    let price = price(section, coin);
    let small = |key, most| section.number(key, 0..=most).and_then(|n| u32::try_from(n).ok());
    let pieces = u64::from(u32::MAX);
    let sale = price.map(|price| Sale {
        series: small("series", pieces).unwrap_or(0),
        phase: small("phase", pieces).unwrap_or(0),
        currency,
        price,
        settles: section.flag("settles").unwrap_or(false),
        start: time(section, "start").unwrap_or(0),
        end: time(section, "end").unwrap_or(0),
        limit: small("limit", super::sections::MAX_SUPPLY).unwrap_or(0),
        wallet_limit: small("wallet_limit", super::sections::MAX_SUPPLY).unwrap_or(0),
        split: split(section),
        allowlist: section.words("allowlist").map(|(path, _)| path.into()),
        signer: check::address(section, "signer"),
        work: work(section),
        reveal_by: blind(section),
        unsold: check::address(section, "unsold"),
    });
    if let Some(sale) = &sale {
        together(section, sale);
        section.finish();
    }
    sale
}

/// The name of a table inside this one.
fn inner(section: &Table<'_, '_>, key: &str) -> String {
    format!("[{}.{key}]", section.name.trim_matches(['[', ']']))
}

/// What fits each other or does not.
fn together(section: &Table<'_, '_>, sale: &Sale) {
    let add = |text: &str| section.problems.add(section.at, format!("{} {text}", section.name));
    if sale.end != 0 && sale.end <= sale.start {
        add("ends before it starts; end is the second after the last");
    }
    if sale.start == 0 && matches!(sale.price, Price::Falling { .. }) {
        add("has a falling price and no start, from which it falls; write start = \"2027-01-31T18:00:00Z\"");
    }
    if sale.start == 0 && sale.work.is_some() {
        add("asks for work and has no start, from which the difficulty falls; write start = \"2027-01-31T18:00:00Z\"");
    }
    if sale.settles && sale.end == 0 {
        add("settles and has no end; write end, or nobody knows when the surplus comes back");
    }
    if let Some(by) = sale.reveal_by {
        if sale.end == 0 {
            add("is blind and has no end; write end, or nobody knows when the seed is due");
        } else if by < sale.end {
            add("must be revealed before it ends; reveal_by is at the end or later");
        }
    }
}

fn price(section: &Table<'_, '_>, coin: bool) -> Option<Price> {
    let [fixed, from, to] = ["price", "from", "to"].map(|key| money(section, key, coin));
    let period = seconds(section, "period");
    let curve = section.text("curve");
    let there = |key| section.item(key).is_some();
    let falls = ["from", "to", "curve", "period"].into_iter().find(|key| there(key));
    let add = |text: String| section.problems.add(section.at, format!("{} {text}", section.name));
    match (there("price"), falls) {
        (false, None) => {
            add("lacks a price; write price = \"0.08 ETH\", or from, to, curve and period for one that falls".into());
            None
        }
        (true, Some(other)) => {
            add(format!("has both price and {other}; a price is fixed, or it falls"));
            None
        }
        (true, None) => fixed.map(Price::Fixed),
        (false, Some(_)) => {
            for key in ["from", "to", "curve", "period"].into_iter().filter(|key| !there(key)) {
                add(format!("lacks {key}; a price that falls has from, to, curve and period"));
            }
            let (text, item) = curve?;
            let curve = match text.as_str() {
                "linear" => Curve::Linear,
                "exponential" => Curve::Exponential,
                other => {
                    let known = ["linear", "exponential"];
                    let hint = nearest(other, known).map_or_else(
                        || format!("use {}", known.join(" or ")),
                        |near| format!("did you mean {near:?}?"),
                    );
                    section.refuse(item, format!("{} curve is {other:?}; {hint}", section.name));
                    return None;
                }
            };
            let (from, to, period) = (from?, to?, period?);
            if from <= to {
                add("has a price that does not fall; from must be above to".into());
            }
            Some(Price::Falling { from, to, curve, period })
        }
    }
}

/// A text or whole number as it was written, read by `read`.
fn value<T>(
    section: &Table<'_, '_>,
    key: &'static str,
    wanted: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    let item: &Item<'_> = section.item(key)?;
    let text = match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        other => {
            let text = format!("{} is {}; write {wanted}", section.named(key), kind(other));
            section.refuse(item, text);
            return None;
        }
    };
    read(&text).map_err(|why| section.refuse(item, format!("{}: {why}", section.named(key)))).ok()
}

fn money(section: &Table<'_, '_>, key: &'static str, coin: bool) -> Option<u128> {
    value(section, key, "an amount in quotes, for example \"0.08 ETH\"", |text| {
        amount::parse(text, coin)
    })
}

fn time(section: &Table<'_, '_>, key: &'static str) -> Option<u64> {
    value(section, key, "a time, for example 2027-01-31T18:00:00Z", moment::parse)
}

/// A span of at least a second.
fn seconds(section: &Table<'_, '_>, key: &'static str) -> Option<u32> {
    value(section, key, "seconds, or for example \"2h\"", |text| match moment::span(text)? {
        0 => Err("it is 0; write at least a second".into()),
        span => Ok(span),
    })
}

fn split(section: &Table<'_, '_>) -> Vec<Share> {
    let Some(item) = section.item("split") else { return Vec::new() };
    let tables = section.list("split", &format!("[{}]", inner(section, "split")));
    let shares: Vec<Option<Share>> = tables
        .iter()
        .map(|table| {
            let account = check::address(table, "account");
            let bps = value(table, "share", "a share in quotes: \"12.5 %\" or \"1250 bps\"", share);
            for key in ["account", "share"].into_iter().filter(|key| table.item(key).is_none()) {
                let text = format!("{} lacks {key}; each entry has account and share", table.name);
                table.problems.add(table.at, text);
            }
            table.finish();
            Some(Share { account: account?, bps: bps? })
        })
        .collect();
    let Some(shares) = shares.into_iter().collect::<Option<Vec<Share>>>() else {
        return Vec::new();
    };
    if item.get_ref().as_array().is_none() {
        return Vec::new();
    }
    let refuse = |text: String| section.refuse(item, format!("{} split {text}", section.name));
    let sum: u32 = shares.iter().map(|share| u32::from(share.bps)).sum();
    if shares.is_empty() || shares.len() > MAX_PAYEES {
        refuse(format!(
            "names {} accounts; name 1 to {MAX_PAYEES}, or leave split out",
            shares.len()
        ));
    } else if sum != u32::from(WHOLE) {
        refuse(format!(
            "adds up to {sum} bps; all shares together are {WHOLE} bps, which is 100 %"
        ));
    }
    for (at, share) in shares.iter().enumerate() {
        let same = |other: &&Share| other.account.eq_ignore_ascii_case(&share.account);
        if shares.iter().take(at).any(|other| same(&other)) {
            refuse(format!("names {} twice; add its shares up", share.account));
        }
    }
    shares
}

/// `12.5 %` or `1250 bps` in hundredths of a percent.
fn share(text: &str) -> Result<u16, String> {
    let wrong = || format!("{text:?} is no share; write for example \"12.5 %\" or \"1250 bps\"");
    let (number, digits) = match (text.trim().strip_suffix('%'), text.trim().strip_suffix("bps")) {
        (Some(number), _) => (number.trim(), 2),
        (None, Some(number)) => (number.trim(), 0),
        (None, None) => return Err(wrong()),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > digits || !plain(whole) || !plain(part) {
        return Err(wrong());
    }
    let bps: u16 = format!("{whole}{part:0<digits$}").parse().map_err(|_| wrong())?;
    match bps {
        1..=WHOLE => Ok(bps),
        _ => Err(format!("{text:?} is out of range; a share is more than 0 and at most 100 %")),
    }
}

fn work(section: &Table<'_, '_>) -> Option<Work> {
    let table = section.section("work", &inner(section, "work"));
    if !table.is_there() {
        return None;
    }
    let (interval, half_life) = (seconds(&table, "interval"), seconds(&table, "half_life"));
    let difficulty = table.number("difficulty", 1..=1 << 63);
    for key in ["interval", "half_life", "difficulty"] {
        if table.item(key).is_none() {
            let text =
                format!("{} lacks {key}; it has interval, half_life and difficulty", table.name);
            table.problems.add(table.at, text);
        }
    }
    table.finish();
    Some(Work { interval: interval?, half_life: half_life?, difficulty: difficulty? })
}

fn blind(section: &Table<'_, '_>) -> Option<u64> {
    let table = section.section("blind", &inner(section, "blind"));
    let by = time(&table, "reveal_by");
    if table.is_there() && table.item("reveal_by").is_none() {
        let text =
            format!("{} lacks reveal_by, after which buyers get their money back", table.name);
        table.problems.add(table.at, text);
    }
    table.finish();
    by
}
