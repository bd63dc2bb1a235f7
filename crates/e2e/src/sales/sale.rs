//! One sale: its terms, the list of everything that happened in it, and what follows from that list.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::sale::work::Pace;

use crate::bindings::Minter::{Payee, Terms};

/// Pieces that somebody bought at once.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// Who got them.
    pub recipient: Address,
    /// Who paid.
    pub payer: Address,
    /// How many.
    pub quantity: u32,
    /// What was paid for all.
    pub paid: u128,
    /// The sale's price of one at that time.
    pub price: u128,
    /// What one was paid with.
    pub unit: u128,
    /// When.
    pub at: u64,
    /// The voucher's nonce and the epoch at that time.
    pub voucher: Option<(U256, u32)>,
    /// How many the allowance allowed in all.
    pub allowance: Option<u32>,
    /// How many the voucher was good for.
    pub most: Option<u32>,
}

/// Where a sale stands: the numbers of `State.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Status {
    Upcoming = 1,
    Open,
    Paused,
    SoldOut,
    Ended,
    Closed,
}

/// A sale.
#[derive(Clone, Debug)]
pub struct Sale {
    pub id: U256,
    pub terms: Terms,
    /// The terms as they were at the creation.
    pub first: Terms,
    pub payees: Vec<Payee>,
    pub paused: bool,
    pub closed: bool,
    pub purchases: Vec<Purchase>,
    /// Pieces minted to the recipient of what was not sold.
    pub unsold: u32,
    pub epoch: u32,
    /// Nonces that were used or revoked.
    pub spent: BTreeSet<U256>,
    /// Those of them that were revoked.
    pub revoked: BTreeSet<U256>,
    pub difficulty: u64,
    pub last_solved: B256,
    pub last_solved_at: u64,
    pub revealed: bool,
    /// What had become releasable at the last release.
    pub distributed: u128,
    /// The remainder was given.
    pub settled_up: bool,
    /// What each payee was credited.
    pub credits: Vec<u128>,
    /// What was given back to whom.
    pub refunds: BTreeMap<Address, u128>,
}

/// Whose turn it is with the money of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earnings {
    /// The payees may have this much in all so far.
    Payees(u128),
    /// The reveal did not come: everything goes back.
    Buyers,
}

impl Sale {
    /// A sale that begins.
    pub fn new(id: U256, terms: Terms, payees: Vec<Payee>, now: u64) -> Self {
        Self {
            id,
            first: terms.clone(),
            credits: vec![0; payees.len()],
            payees,
            paused: false,
            closed: false,
            purchases: Vec::new(),
            unsold: 0,
            epoch: 0,
            spent: BTreeSet::new(),
            revoked: BTreeSet::new(),
            difficulty: terms.workDifficulty,
            last_solved: B256::ZERO,
            last_solved_at: if terms.workInterval == 0 { 0 } else { terms.start.max(now) },
            revealed: false,
            distributed: 0,
            settled_up: false,
            refunds: BTreeMap::new(),
            terms,
        }
    }

    /// Pieces sold.
    pub fn sold(&self) -> u32 {
        self.purchases.iter().map(|one| one.quantity).sum()
    }

    /// Pieces that can still be minted by this sale.
    pub fn left(&self) -> u32 {
        self.terms.limit - self.sold() - self.unsold
    }

    /// Everything received.
    pub fn paid(&self) -> u128 {
        self.purchases.iter().map(|one| one.paid).sum()
    }

    /// The sale's price at the last purchase.
    pub fn last_price(&self) -> u128 {
        self.purchases.last().map_or(0, |one| one.price)
    }

    /// Pieces that somebody got.
    pub fn bought(&self, account: Address) -> u32 {
        self.purchases.iter().filter(|one| one.recipient == account).map(|one| one.quantity).sum()
    }

    /// Whether the Minter counts pieces by recipient: only where a condition needs it.
    pub fn counts(&self) -> bool {
        self.terms.walletLimit != 0 || !self.terms.allowRoot.is_zero()
    }

    /// Whether the pieces are assigned by a seed that is revealed later.
    pub fn is_blind(&self) -> bool {
        !self.terms.seedCommitment.is_zero()
    }

    /// Where it stands.
    pub fn status(&self, now: u64) -> Status {
        match () {
            () if self.closed => Status::Closed,
            () if self.sold() == self.terms.limit => Status::SoldOut,
            () if self.terms.end != 0 && now >= self.terms.end => Status::Ended,
            () if self.paused => Status::Paused,
            () if now < self.terms.start => Status::Upcoming,
            () => Status::Open,
        }
    }

    /// Whether nothing can be bought any more.
    pub fn is_over(&self, now: u64) -> bool {
        self.status(now) >= Status::SoldOut
    }

    /// Whether it was blind, and the reveal did not come in time.
    pub fn has_failed(&self, now: u64) -> bool {
        self.is_blind() && !self.revealed && now > self.terms.revealBy
    }

    /// Whether what the payees may have will not change any more.
    pub fn is_final(&self, now: u64) -> bool {
        self.is_over(now) && (!self.is_blind() || self.revealed)
    }

    /// Who may have how much.
    pub fn earnings(&self, now: u64) -> Earnings {
        match () {
            () if self.has_failed(now) => Earnings::Buyers,
            () if self.is_blind() && !self.revealed => Earnings::Payees(0),
            () if !self.terms.settles => Earnings::Payees(self.paid()),
            () if !self.is_over(now) => Earnings::Payees(0),
            () => Earnings::Payees(u128::from(self.sold()) * self.last_price()),
        }
    }

    /// What an account can get back now, counted from its purchases.
    pub fn refundable(&self, account: Address, now: u64) -> u128 {
        if self.refunds.contains_key(&account) {
            return 0;
        }
        let own = self.purchases.iter().filter(|one| one.payer == account);
        match self.earnings(now) {
            Earnings::Buyers => own.map(|one| one.paid).sum(),
            Earnings::Payees(_) if self.terms.settles && self.is_final(now) => {
                own.map(|one| one.paid - u128::from(one.quantity) * self.last_price()).sum()
            }
            Earnings::Payees(_) => 0,
        }
    }

    /// What each payee is credited by a release now; nothing where there is nothing to release.
    pub fn credits_now(&self, now: u64) -> Option<Vec<u128>> {
        let Earnings::Payees(total) = self.earnings(now) else { return None };
        let share = |of: u128, bps: u16| {
            (U256::from(of) * U256::from(bps) / U256::from(10_000)).to::<u128>()
        };
        let mut credits: Vec<u128> = self
            .payees
            .iter()
            .map(|payee| share(total, payee.bps).saturating_sub(share(self.distributed, payee.bps)))
            .collect();
        if self.is_final(now) && !self.settled_up {
            credits[0] +=
                total - self.payees.iter().map(|payee| share(total, payee.bps)).sum::<u128>();
        }
        credits.iter().any(|credit| *credit > 0).then_some(credits)
    }

    /// The difficulty at a time; 0 without proof of work.
    pub fn difficulty(&self, at: u64) -> u64 {
        let t = &self.terms;
        if t.workInterval == 0 {
            return 0;
        }
        let pace = Pace { interval: t.workInterval, half_life: t.workHalfLife };
        let since = at.saturating_sub(self.last_solved_at);
        match self.last_solved.is_zero() {
            true => pace.before_first(t.workDifficulty, since),
            false => pace.difficulty(self.difficulty, since),
        }
    }
}
