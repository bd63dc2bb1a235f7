//! The Minter's refusals as sentences with what to do.

use alloy_primitives::{Bytes, B256};
use alloy_sol_types::SolInterface;
use colophon_project::moment;

use crate::chain::bindings::Minter::MinterErrors as E;
use crate::output::grouped;

/// What a refusal of the Minter says; none when the data is none of its errors.
pub(super) fn explain(data: &Bytes) -> Option<String> {
    let error = E::abi_decode(data).ok()?;
    let text = selling(&error)
        .or_else(|| conditions(&error))
        .or_else(|| money(&error))
        .or_else(|| terms(&error));
    Some(text.unwrap_or_else(|| super::inner(&format!("{error:?}"))))
}

/// What a status of a sale means.
#[must_use]
pub(crate) fn status(number: u8) -> &'static str {
    match number {
        1 => "upcoming",
        2 => "open",
        3 => "paused",
        4 => "sold out",
        5 => "ended",
        6 => "closed",
        _ => "unknown",
    }
}

/// A moment for people.
#[must_use]
pub(crate) fn when(seconds: u64) -> String {
    moment::written(seconds).unwrap_or_else(|| format!("second {seconds}"))
}

/// Whether and how many.
fn selling(error: &E) -> Option<String> {
    Some(match error {
        E::UnknownSale(e) => {
            format!(
                "there is no sale 0x{:x}; check its name, the collection and the network",
                e.saleId
            )
        }
        E::SaleExists(e) => format!("the sale 0x{:x} exists already", e.saleId),
        E::NotCollectionOwner(e) => format!(
            "{} is not the owner of the collection, {} is; use the owner's key",
            e.caller, e.owner
        ),
        E::NotOpen(e) => format!("the sale is not open: it is {}", status(e.status)),
        E::NotOver(e) => format!(
            "the sale is not over: it is {}; wait until it is sold out or ended, or close it",
            status(e.status)
        ),
        E::InvalidQuantity(e) => format!(
            "{} pieces cannot be bought at once here; ask for 1{}",
            e.quantity,
            if e.max > 1 { format!(" to {}", grouped(e.max.into())) } else { String::new() }
        ),
        E::SaleLimitExceeded(e) => {
            format!("{} pieces were asked for, and the sale has {} left", e.requested, e.left)
        }
        E::WalletLimitExceeded(e) => format!(
            "{} pieces were asked for, and {} may get {} more in this sale",
            e.requested, e.account, e.left
        ),
        E::InvalidRecipient(e) => format!("{} cannot be the recipient", e.recipient),
        _ => return None,
    })
}

/// Allow-lists, vouchers, work.
fn conditions(error: &E) -> Option<String> {
    Some(match error {
        E::NotAllowed(e) => format!(
            "{} is not on the allow-list, or the proof is not of this list (its root is {}); give the file of this sale \
             with --allowlist",
            e.account, e.root
        ),
        E::AllowanceExceeded(e) => format!(
            "{} pieces were asked for, and the allow-list gives {} {} more",
            e.requested, e.account, e.left
        ),
        E::AllowanceWindow(e) => format!(
            "the allow-list lets this account buy from {} until {}, and it is {}",
            when(e.start),
            if e.end == 0 { "the end".into() } else { when(e.end) },
            when(e.timestamp)
        ),
        E::VoucherRequired(e) => {
            format!("the sale asks for a voucher that {} has signed; give it with --voucher", e.signer)
        }
        E::InvalidSigner(e) => format!(
            "the voucher is not signed by {}, the signer of the sale, or it was changed (the signature is that of {})",
            e.signer, e.recovered
        ),
        E::InvalidSignature(_) => "the signature of the voucher is malformed".into(),
        E::SignerRefused(e) => format!("the signer of the sale, the contract {}, does not confirm the voucher", e.signer),
        E::VoucherUsed(e) => format!("the voucher with the nonce 0x{:x} was used or revoked; ask for another", e.nonce),
        E::VoucherExpired(e) => format!(
            "the voucher was good until {}, and it is {}; ask for another",
            when(e.expiry),
            when(e.timestamp)
        ),
        E::VoucherForAnother(e) => {
            format!("the voucher is for {}, and the pieces are for {}", e.buyer, e.recipient)
        }
        E::VoucherEpoch(e) => format!(
            "all vouchers of epoch {} were revoked, vouchers of epoch {} are good now; ask for another",
            e.given, e.current
        ),
        E::VoucherWords(_) => "the voucher names a content hash without a record hash, or the other way round".into(),
        E::InsufficientWork(e) => format!(
            "the sale asks for work: {} hashes are expected for the challenge {}; `colophon mine` finds it",
            grouped(e.difficulty.into()),
            e.challenge
        ),
        E::NotSigner(e) => format!(
            "{} is neither the owner of the collection nor the signer of the sale ({})",
            e.caller, e.signer
        ),
        _ => return None,
    })
}

/// Prices, payments, payouts.
fn money(error: &E) -> Option<String> {
    Some(match error {
        E::PriceTooHigh(e) => format!(
            "the price is {}, above the {} that was allowed",
            grouped(e.price.saturating_to()),
            grouped(e.maxPrice.saturating_to())
        ),
        E::InsufficientPayment(e) => format!(
            "{} wei were sent, and the price is {} wei",
            grouped(e.value.saturating_to()),
            grouped(e.price.saturating_to())
        ),
        E::PriceIsSettled(_) => {
            "everybody pays the last price in this sale, so no voucher and no allow-list may have a price of its own".into()
        }
        E::NothingToRelease(_) => "the sale has earned nothing that is not released already, or its money is not due yet".into(),
        E::NothingOwed(e) => format!("nothing is owed to {}", e.account),
        E::NothingToRefund(e) => format!("nothing is to be paid back to {}", e.account),
        E::NotSettled(_) => "the sale does not settle before it is over".into(),
        E::TransferFailed(e) => format!(
            "{} of {} could not be paid to {}: the receiver or the token refuses",
            grouped(e.amount.saturating_to()),
            e.currency,
            e.account
        ),
        E::TransferMismatch(e) => format!(
            "the token {} delivered {} instead of {}; tokens that take a fee cannot be used",
            e.currency,
            grouped(e.received.saturating_to()),
            grouped(e.expected.saturating_to())
        ),
        _ => return None,
    })
}

/// Terms that cannot stand.
fn terms(error: &E) -> Option<String> {
    Some(match error {
        E::InvalidCollection(e) => format!("{} is no collection that the Minter understands", e.collection),
        E::InvalidWindow(e) if e.end == 0 => {
            "a sale that settles needs an end: buyers must know when the surplus comes back".to_owned()
        }
        E::InvalidWindow(e) => format!(
            "a sale from {} until {} cannot be made: the end must come after the start and after now, {}",
            when(e.start),
            when(e.end),
            when(e.timestamp)
        ),
        E::InvalidLimit(e) => format!("a limit of {} pieces is not possible; at most {}", e.limit, e.max),
        E::InvalidCurrency(e) => format!("there is no token at {}", e.currency),
        E::InvalidWork(e) => format!(
            "work every {} s from {} hashes with a half-life of {} s is out of range",
            e.interval,
            grouped(e.difficulty.into()),
            e.halfLife
        ),
        E::InvalidReveal(e) => format!(
            "a reveal until {} does not fit a sale that ends {}: it is due at the end or up to 365 days after",
            when(e.revealBy),
            when(e.end)
        ),
        E::InvalidPayee(e) => format!("payee {} ({}, {} bps) is refused: zero, twice, or the Minter itself", e.index, e.account, e.bps),
        E::InvalidAmendment(e) => amendment(e.field).into(),
        E::SeriesNeedsVouchers(e) => format!(
            "series {} has no root, so only vouchers that name the words of a piece can sell it; name a signer",
            e.series
        ),
        E::NotBlind(_) => "the sale is not blind, so there is nothing to open".into(),
        E::AlreadyRevealed(_) => "the seed of the sale is open already".into(),
        E::RevealTooLate(e) => format!(
            "the seed was due until {}, and it is {}; buyers get their money back with `colophon refund`",
            when(e.revealBy),
            when(e.timestamp)
        ),
        E::WrongSeed(e) => wrong_seed(e.commitment, e.expected),
        E::NoUnsoldRecipient(_) => "the sale names nobody who gets what is not sold".into(),
        _ => return None,
    })
}

fn amendment(field: u8) -> &'static str {
    match field {
        1 => "the limit may only go down, and not below what is sold",
        2 => "the end may only come earlier, not before now, and never in a blind sale",
        3 => "an allow-list may be replaced, and neither added nor removed",
        4 => "the signer may be replaced, and neither added nor removed",
        _ => "this may not be changed",
    }
}

fn wrong_seed(commitment: B256, expected: B256) -> String {
    format!("the seed is not that of the commitment {expected}: it gives {commitment}")
}
