//! What the views of the Minter must answer.

use alloy_primitives::{Address, B256, U256};

use super::{curve, model::Model, sale::Sale};
use crate::bindings::Minter::State;

impl Sale {
    /// What `saleState` must answer.
    pub fn state(&self, now: u64) -> State {
        let next = curve::next_price(&self.terms, now);
        State {
            status: self.status(now) as u8,
            sold: self.sold(),
            remaining: self.left(),
            price: curve::price(&self.terms, now),
            nextPrice: next.map_or(curve::price(&self.terms, now), |(_, price)| price),
            nextPriceAt: next.map_or(0, |(at, _)| at),
            paid: self.paid(),
            lastPrice: self.last_price(),
            epoch: self.epoch,
            difficulty: self.difficulty(now),
            lastSolved: self.last_solved,
            lastSolvedAt: self.last_solved_at,
            revealed: self.revealed,
        }
    }
}

impl Model {
    /// What `challenge` must answer for a sale that exists.
    pub fn challenge(&self, sale: &Sale, buyer: Address) -> (B256, u64) {
        let challenge = self.cast.domain.challenge(sale.id, buyer, sale.last_solved);
        (challenge, sale.difficulty(self.now))
    }

    /// What `owed` must answer.
    pub fn owed_to(&self, account: Address, currency: Address) -> U256 {
        self.owed.get(&(account, currency)).copied().unwrap_or_default()
    }
}
