//! A sale as purchases see it: its four hot words, taken apart, and where it stands.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_provenance::sale::{
    price::{Curve, Price},
    sale_id::SaleId,
    work::Pace,
};

use stylus_sdk::prelude::*;

use crate::{
    collection::Collection,
    contract::Minter,
    errors::{refuse, InvalidSaleId, NotCollectionOwner, NotOver, UnknownSale},
    record::{half, halves, pair, part},
};

/// Where a sale stands.
pub(crate) mod status {
    /// Before its start.
    pub(crate) const UPCOMING: u8 = 1;
    /// Pieces can be bought.
    pub(crate) const OPEN: u8 = 2;
    /// Stopped for now.
    pub(crate) const PAUSED: u8 = 3;
    /// All pieces are sold: from here on a sale is over.
    pub(crate) const SOLD_OUT: u8 = 4;
    /// Past its end.
    pub(crate) const ENDED: u8 = 5;
    /// Closed by the owner.
    pub(crate) const CLOSED: u8 = 6;
}

/// The conditions of a sale, a bit each; never changed.
pub(crate) mod condition {
    /// Everybody pays the last price.
    pub(crate) const SETTLES: u8 = 1;
    /// The seed is revealed when the sale is over.
    pub(crate) const BLIND: u8 = 2;
    /// Buyers must be on the allow-list.
    pub(crate) const ALLOW_LIST: u8 = 4;
    /// Buyers need a voucher.
    pub(crate) const VOUCHERS: u8 = 8;
    /// Buyers must have worked.
    pub(crate) const WORK: u8 = 16;
    /// The series has no root: every piece needs its words.
    pub(crate) const WORDS: u8 = 32;
}

/// What happened to a sale, a bit each; set once, but for the pause.
pub(crate) mod mark {
    /// It exists. So the word is never zero, and the first purchase costs no more than the next.
    pub(crate) const CREATED: u8 = 1;
    /// Buying is stopped.
    pub(crate) const PAUSED: u8 = 2;
    /// Closed for good.
    pub(crate) const CLOSED: u8 = 4;
    /// The seed was revealed.
    pub(crate) const REVEALED: u8 = 8;
    /// The first payee got what did not divide.
    pub(crate) const REMAINDER: u8 = 16;
}

/// The longest time from start to purchase that is kept. No price changes after that: 128 half-lives of at most 2^32 s.
const LONGEST: u64 = (1 << 40) - 1;

/// What changes with every purchase.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    /// All that was received, in the smallest unit of the currency.
    pub(crate) paid: u128,
    /// Pieces.
    pub(crate) sold: u32,
    /// Vouchers of another epoch are void.
    pub(crate) epoch: u32,
    /// Seconds from the start to the last purchase, which say what it cost.
    pub(crate) last: u64,
    /// See [`mark`].
    pub(crate) marks: u8,
}

impl Progress {
    /// As it is stored.
    pub(crate) fn word(&self) -> U256 {
        let last = self.last.min(LONGEST) | u64::from(self.marks) << 40;
        let upper = half(pair(self.sold, self.epoch), last);
        halves(upper, self.paid)
    }

    fn of(word: U256) -> Self {
        let [low, high, counts, last] = word.into_limbs();
        Self {
            paid: half(low, high),
            sold: counts as u32,
            epoch: (counts >> 32) as u32,
            last: last & LONGEST,
            marks: (last >> 40) as u8,
        }
    }
}

/// A sale that exists.
pub(crate) struct Sale {
    pub(crate) id: U256,
    pub(crate) price: Price,
    pub(crate) start: u64,
    /// 0: none.
    pub(crate) end: u64,
    /// Zero: the chain's coin.
    pub(crate) currency: Address,
    /// See [`condition`].
    pub(crate) conditions: u8,
    pub(crate) payees: u8,
    pub(crate) limit: u32,
    /// 0: none.
    pub(crate) wallet_limit: u32,
    pub(crate) pace: Pace,
    pub(crate) progress: Progress,
}

impl Sale {
    /// Whether it has one of these conditions.
    pub(crate) fn has(&self, conditions: u8) -> bool {
        self.conditions & conditions != 0
    }

    /// Whether this happened to it.
    pub(crate) fn is(&self, mark: u8) -> bool {
        self.progress.marks & mark != 0
    }

    /// Where it stands at a time.
    pub(crate) fn status(&self, now: u64) -> u8 {
        if self.is(mark::CLOSED) {
            status::CLOSED
        } else if self.left() == 0 {
            status::SOLD_OUT
        } else if self.end != 0 && now >= self.end {
            status::ENDED
        } else if self.is(mark::PAUSED) {
            status::PAUSED
        } else if now < self.start {
            status::UPCOMING
        } else {
            status::OPEN
        }
    }

    /// Whether nothing can be bought any more, ever.
    pub(crate) fn is_over(&self, now: u64) -> bool {
        self.status(now) >= status::SOLD_OUT
    }

    /// Refuses to go on before the sale is over.
    ///
    /// # Errors
    ///
    /// `NotOver`.
    pub(crate) fn require_over(&self, now: u64) -> Result<(), Vec<u8>> {
        if !self.is_over(now) {
            return Err(refuse!(NotOver, self.id, self.status(now)));
        }
        Ok(())
    }

    /// How many pieces it can still sell.
    pub(crate) fn left(&self) -> u32 {
        self.limit.saturating_sub(self.progress.sold)
    }

    /// Seconds since the start; 0 before it.
    pub(crate) fn elapsed(&self, now: u64) -> u64 {
        now.saturating_sub(self.start)
    }

    /// What the sale asked when the last piece was sold; 0 when none was.
    pub(crate) fn last_price(&self) -> u128 {
        match self.progress.sold {
            0 => 0,
            _ => self.price.at(self.progress.last),
        }
    }

    /// The collection and the series.
    pub(crate) fn series(&self) -> (Collection, u32) {
        series(self.id)
    }
}

/// The collection and the series of a sale that exists.
fn series(sale_id: U256) -> (Collection, u32) {
    let collection = Address::from_word((sale_id >> 64_usize).into());
    (Collection(collection), (sale_id.as_limbs()[0] >> 32) as u32)
}

impl Minter {
    /// A sale.
    ///
    /// # Errors
    ///
    /// `UnknownSale`.
    pub(crate) fn find(&self, id: U256) -> Result<Sale, Vec<u8>> {
        let record = self.sales.getter(id);
        let progress = Progress::of(record.progress.get());
        if progress.marks == 0 {
            return Err(refuse!(UnknownSale, id));
        }
        let [floor, floor_high, start_price, start_high] = record.prices.get().into_limbs();
        let (currency, kinds, start) = part(record.opening.get());
        let [end, pieces, wallet, half_life] = record.limits.get().into_limbs();
        let [curve, conditions, payees, _] = kinds.to_le_bytes();
        Ok(Sale {
            id,
            price: Price {
                curve: match curve {
                    0 => Curve::Fixed,
                    1 => Curve::Linear,
                    _ => Curve::Exponential,
                },
                start: half(start_price, start_high),
                floor: half(floor, floor_high),
                period: pieces as u32,
            },
            start,
            end,
            currency,
            conditions,
            payees,
            limit: (pieces >> 32) as u32,
            wallet_limit: wallet as u32,
            pace: Pace { interval: (wallet >> 32) as u32, half_life: half_life as u32 },
            progress,
        })
    }

    /// Records what changed.
    pub(crate) fn set_progress(&mut self, id: U256, progress: &Progress) {
        self.sales.setter(id).progress.set(progress.word());
    }

    /// A sale of which the caller owns the collection.
    ///
    /// # Errors
    ///
    /// `UnknownSale`, `NotCollectionOwner`, `InvalidCollection`.
    pub(crate) fn find_own(&self, id: U256) -> Result<Sale, Vec<u8>> {
        let sale = self.find(id)?;
        self.require_owner(sale.series().0)?;
        Ok(sale)
    }

    /// Refuses everybody but the owner of a collection.
    ///
    /// # Errors
    ///
    /// `NotCollectionOwner`, `InvalidCollection`.
    pub(crate) fn require_owner(&self, collection: Collection) -> Result<(), Vec<u8>> {
        let (caller, owner) = (self.vm().msg_sender(), collection.owner()?);
        if caller != owner {
            return Err(refuse!(NotCollectionOwner, caller, owner));
        }
        Ok(())
    }
}

/// Takes the id of a new sale apart.
///
/// # Errors
///
/// `InvalidSaleId`: a bit above the collection, or no collection.
pub(crate) fn parse(id: U256) -> Result<(Collection, u32), Vec<u8>> {
    match SaleId::from_word(&id.to_be_bytes()) {
        Ok(parts) if *parts.collection() != [0; 20] => Ok(series(id)),
        _ => Err(refuse!(InvalidSaleId, id)),
    }
}
