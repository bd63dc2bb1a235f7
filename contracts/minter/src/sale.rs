//! A sale as purchases see it: its first words, taken apart, and where it stands.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_provenance::sale::{
    price::{Curve, Price},
    work::Pace,
};

use stylus_sdk::prelude::*;

use crate::{
    collection::Collection,
    contract::Minter,
    errors::{refuse, InvalidSaleId, NotCollectionOwner, NotOver, UnknownSale},
    record::{half, halves, pair, part, word, Record},
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
    /// The currency is a token.
    pub(crate) const TOKEN: u8 = 64;
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
    pub(crate) record: Record,
    pub(crate) rules: Rules,
    /// Zero: the chain's coin.
    pub(crate) currency: Address,
    pub(crate) pace: Pace,
    pub(crate) progress: Progress,
}

/// What every purchase goes by.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) start: u64,
    /// 0: none.
    pub(crate) end: u64,
    pub(crate) period: u32,
    pub(crate) limit: u32,
    /// 0: none.
    pub(crate) wallet_limit: u32,
    pub(crate) curve: u8,
    /// See [`condition`].
    pub(crate) conditions: u8,
    pub(crate) payees: u8,
}

impl Rules {
    /// As they are stored.
    pub(crate) fn word(&self) -> U256 {
        let kinds = u32::from_le_bytes([self.curve, self.conditions, self.payees, 0]);
        let (pieces, last) = (pair(self.period, self.limit), pair(self.wallet_limit, kinds));
        U256::from_limbs([self.start, self.end, pieces, last])
    }

    fn of(word: U256) -> Self {
        let [start, end, pieces, last] = word.into_limbs();
        let [curve, conditions, payees, _] = ((last >> 32) as u32).to_le_bytes();
        Self {
            start,
            end,
            period: pieces as u32,
            limit: (pieces >> 32) as u32,
            wallet_limit: last as u32,
            curve,
            conditions,
            payees,
        }
    }
}

impl Sale {
    /// Whether it has one of these conditions.
    pub(crate) fn has(&self, conditions: u8) -> bool {
        self.rules.conditions & conditions != 0
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
        } else if self.rules.end != 0 && now >= self.rules.end {
            status::ENDED
        } else if self.is(mark::PAUSED) {
            status::PAUSED
        } else if now < self.rules.start {
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
        self.rules.limit.saturating_sub(self.progress.sold)
    }

    /// Seconds since the start; 0 before it.
    pub(crate) fn elapsed(&self, now: u64) -> u64 {
        now.saturating_sub(self.rules.start)
    }

    /// The collection and the series.
    pub(crate) fn series(&self) -> (Collection, u32) {
        series(self.id)
    }
}

/// The collection and the series of a sale: `colophon_provenance::sale::sale_id` describes the id.
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
        let record = self.record(id);
        let progress = Progress::of(self.read(&record, word::PROGRESS));
        if progress.marks == 0 {
            return Err(refuse!(UnknownSale, id));
        }
        let rules = Rules::of(self.read(&record, word::RULES));
        let mut payment = (Address::ZERO, 0, 0);
        if rules.conditions & (condition::TOKEN | condition::WORK) != 0 {
            payment = part(self.read(&record, word::PAYMENT));
        }
        let (currency, interval, half_life) = payment;
        let pace = Pace { interval, half_life: half_life as u32 };
        Ok(Sale { id, record, rules, currency, pace, progress })
    }

    /// What a piece costs over time.
    pub(crate) fn price(&self, sale: &Sale) -> Price {
        let [floor, floor_high, start, start_high] =
            self.read(&sale.record, word::PRICES).into_limbs();
        Price {
            curve: match sale.rules.curve {
                0 => Curve::Fixed,
                1 => Curve::Linear,
                _ => Curve::Exponential,
            },
            start: half(start, start_high),
            floor: half(floor, floor_high),
            period: sale.rules.period,
        }
    }

    /// What the sale asked when the last piece was sold; 0 when none was.
    pub(crate) fn last_price(&self, sale: &Sale) -> u128 {
        match sale.progress.sold {
            0 => 0,
            _ => self.price(sale).at(sale.progress.last),
        }
    }

    /// Records what changed.
    pub(crate) fn set_progress(&mut self, record: &Record, progress: &Progress) {
        self.write(record, word::PROGRESS, &progress.word());
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
    let parts = series(id);
    if id >> 224_usize != U256::ZERO || parts.0 .0.is_zero() {
        return Err(refuse!(InvalidSaleId, id));
    }
    Ok(parts)
}
