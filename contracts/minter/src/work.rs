//! Proof of work: a nonce that is worth something to one buyer, until the next solution.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256};
use colophon_provenance::sale::work;

use crate::{
    contract::Minter,
    errors::{refuse, InsufficientWork, InvalidQuantity},
    order::{Deal, Order},
    record::{word, Ledger},
    sale::Sale,
};

impl Minter {
    /// What a buyer works on, and how many hashes a solution takes on average in this second.
    pub(crate) fn work_for(&self, sale: &Sale, buyer: Address) -> (B256, u64) {
        let solved = self.read(&sale.record, word::SOLVED);
        let challenge =
            self.place(sale.id).challenge(self, &buyer.into_array(), &solved.to_be_bytes());
        (B256::new(challenge), self.difficulty(sale))
    }

    /// The difficulty in this second.
    pub(crate) fn difficulty(&self, sale: &Sale) -> u64 {
        let ledger = Ledger::of(self.read(&sale.record, word::LEDGER));
        let elapsed = self.now().saturating_sub(ledger.solved_at);
        if self.read(&sale.record, word::SOLVED).is_zero() {
            sale.pace.before_first(ledger.difficulty, elapsed)
        } else {
            sale.pace.difficulty(ledger.difficulty, elapsed)
        }
    }

    /// Checks the work of the recipient: one piece a solution.
    ///
    /// # Errors
    ///
    /// `InvalidQuantity`, `InsufficientWork`.
    pub(crate) fn check_work(
        &self,
        sale: &Sale,
        order: Order,
        nonce: B256,
        deal: &mut Deal,
    ) -> Result<(), Vec<u8>> {
        if order.quantity > 1 {
            return Err(refuse!(InvalidQuantity, order.quantity, 1_u32));
        }
        let (challenge, difficulty) = self.work_for(sale, order.recipient);
        let solution = work::solution(self, &challenge.0, &nonce.0);
        if !work::met(&solution, difficulty) {
            return Err(refuse!(InsufficientWork, B256::new(solution), challenge, difficulty));
        }
        deal.solved = Some((B256::new(solution), difficulty));
        Ok(())
    }
}
