//! Random sales with hostile people: the model alone, and the built program beside it. `docs/minter.md` has the commands for
//! millions of actions.
//!
//! | variable | meaning | if absent |
//! | --- | --- | --- |
//! | `COLOPHON_SALES_SEED` | seed of all runs | a fixed one; the model also runs with the seed of the day |
//! | `COLOPHON_SALES_ACTIONS` | actions of the model alone | 20,000 |
//! | `COLOPHON_SALES_REPLAYED` | actions of model and program side by side | 1,500 |
#![allow(clippy::print_stderr)] // Seeds and counts belong in the log of every run.

use std::{
    env,
    time::{SystemTime, UNIX_EPOCH},
};

use alloy_primitives::{Address, U256};
use colophon_e2e::{
    sales::{
        cast::Cast,
        codec::Mining,
        invariants::{broken, Before},
        runs::{self, Story},
        sale::Sale,
        stage::Stage,
        tally::Tally,
    },
    Build,
};

/// What every long run must have seen done.
const DONE: [&str; 18] = [
    "createSale",
    "amendSale",
    "setPaused",
    "closeSale",
    "revokeVoucher",
    "revokeAllVouchers",
    "mint",
    "mintFor",
    "mintUnsold",
    "reveal",
    "release",
    "withdraw",
    "refund",
    "(mood)",
    "(token mood)",
    "(role)",
    "(hand over)",
    "(direct mint)",
];

/// What every long run must have seen refused, each by this name alone; and more that must have happened.
const REFUSED: [&str; 49] = [
    "AllowanceExceeded",
    "AllowanceWindow",
    "AlreadyRevealed",
    "ERC721InvalidReceiver",
    "InsufficientPayment",
    "InsufficientWork",
    "InvalidAmendment",
    "InvalidCollection",
    "InvalidCurrency",
    "InvalidCurve",
    "InvalidLimit",
    "InvalidPayee",
    "InvalidPayeeCount",
    "InvalidPeriod",
    "InvalidPrice",
    "InvalidQuantity",
    "InvalidRecipient",
    "InvalidReveal",
    "InvalidSaleId",
    "InvalidShares",
    "InvalidSignature",
    "InvalidSigner",
    "InvalidWindow",
    "InvalidWork",
    "MalformedPass",
    "MissingRole",
    "NoUnsoldRecipient",
    "NotAllowed",
    "NotBlind",
    "NotCollectionOwner",
    "NotOpen",
    "NotOver",
    "NotSettled",
    "NotSigner",
    "NothingOwed",
    "NothingToRefund",
    "NothingToRelease",
    "PriceIsSettled",
    "PriceOverflow",
    "PriceTooHigh",
    "Refused",
    "RevealTooLate",
    "SaleExists",
    "SaleLimitExceeded",
    "SeriesNeedsVouchers",
    "SignerRefused",
    "SoldOut",
    "TransferFailed",
    "TransferMismatch",
];

/// The same, later in the alphabet.
const ALSO: [&str; 13] = [
    "UnexpectedValue",
    "UnknownSale",
    "UnknownSeries",
    "VoucherEpoch",
    "VoucherExpired",
    "VoucherForAnother",
    "VoucherRequired",
    "VoucherUsed",
    "VoucherWords",
    "WalletLimitExceeded",
    "WrongSeed",
    "release while paused",
    "refund while paused",
];

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    let digits = text.replace('_', "");
    let parsed = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    Some(parsed.unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn seed() -> u64 {
    number("COLOPHON_SALES_SEED").unwrap_or(0xc010_f05e)
}

/// Everything that must occur in a run of some length occurred.
fn saw_everything(tally: &Tally) {
    let missing: Vec<&str> =
        DONE.into_iter().filter(|kind| tally.of(Some(kind), "done") == 0).collect();
    assert!(missing.is_empty(), "never done: {missing:?}");
    let seen = |name: &str| tally.seen.get(name).is_some_and(|count| *count > 0);
    let missing: Vec<&str> = REFUSED.into_iter().chain(ALSO).filter(|name| !seen(name)).collect();
    assert!(missing.is_empty(), "never seen: {missing:?}");
}

#[test]
fn the_model_keeps_its_invariants() {
    let actions = number("COLOPHON_SALES_ACTIONS").unwrap_or(20_000);
    eprintln!("model: {actions} actions, seed {:#x}", seed());
    let tally = runs::pure(seed(), actions);
    eprintln!("{tally}");
    saw_everything(&tally);
}

#[test]
fn the_model_keeps_its_invariants_today() {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
    let day = seconds / 86_400;
    eprintln!("model: 5,000 actions, seed of the day {day:#x}");
    eprintln!("{}", runs::pure(day, 5_000));
}

#[test]
fn what_is_broken_is_found() {
    let mut story = Story::new(7, Cast::pretended(), Mining::Pretended);
    for _ in 0..300 {
        let action = story.draw();
        story.tell(&action, &mut Tally::default());
    }
    let whole = story.model;
    let id = *whole.sales.iter().find(|(_, sale)| sale.sold() > 0).expect("something was sold").0;
    let before = Before::note(&whole, Some(id));
    assert!(broken(&whole, &before).is_empty());
    type Damage = fn(&mut Sale);
    let damages: [Damage; 7] = [
        |sale| sale.purchases.truncate(sale.purchases.len() - 1),
        |sale| sale.purchases[0].paid += 1,
        |sale| sale.credits[0] += 1,
        |sale| sale.terms.startPrice += 1,
        |sale| sale.terms.limit += 1,
        |sale| sale.terms.limit = 0,
        |sale| sale.unsold = sale.terms.limit,
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        let mut model = whole.clone();
        damage(model.sales.get_mut(&id).expect("the sale is there"));
        assert!(!broken(&model, &before).is_empty(), "damage {number} is not found");
    }
    let mut model = whole;
    let minter = model.cast.domain.minter;
    model.give(Address::ZERO, minter, U256::from(1));
    assert!(!broken(&model, &before).is_empty(), "one wei too much is not found");
}

#[test]
fn the_program_does_what_the_model_does() {
    let actions = number("COLOPHON_SALES_REPLAYED").unwrap_or(1_500);
    eprintln!("model and program: {actions} actions, seed {:#x}", seed());
    let tally = runs::compared(&mut Stage::new(Build::Release), seed(), actions);
    eprintln!("{tally}");
    let nested = tally.seen.get("calls from inside a call, refused");
    assert!(nested.is_some_and(|stories| *stories > 0), "nobody called from inside a call");
}
