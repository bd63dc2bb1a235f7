//! The Minter, a Collection that answers as it is told, and sales that nobody objects to.

use alloy_primitives::{fixed_bytes, Address, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_minter::{router, IMinter, Minter};
use motsu::prelude::*;
use stylus_sdk::{
    prelude::*,
    storage::{StorageBytes, StorageMap},
    ArbResult,
};

extern crate alloc;

/// The time of every block here: 1 January 2025.
pub(crate) const NOW: u64 = 1_735_689_600;
/// The series that is sold.
pub(crate) const SERIES: u32 = 7;

/// The Minter, callable by the tests' chain.
#[storage]
pub(crate) struct Seller {
    minter: Minter,
}

// SAFETY: every test makes it the contract of its own address, at slot 0, and it holds nothing else.
unsafe impl TopLevelStorage for Seller {}

#[public]
impl Seller {
    /// Handles every call.
    #[payable]
    #[fallback]
    pub(crate) fn answer(&mut self, input: &[u8]) -> ArbResult {
        router::answer(&mut self.minter, input)
    }
}

/// A Collection: what it answers to each selector is set by the test.
#[storage]
pub(crate) struct Scripted {
    answers: StorageMap<FixedBytes<4>, StorageBytes>,
}

// SAFETY: every test makes it the contract of its own address, at slot 0.
unsafe impl TopLevelStorage for Scripted {}

#[public]
impl Scripted {
    /// Handles every call.
    #[fallback]
    fn fallback(&mut self, input: &[u8]) -> ArbResult {
        let selector = FixedBytes::<4>::from_slice(&input[..4]);
        match self.answers.getter(selector).get_bytes() {
            answer if answer.is_empty() => Err(Vec::new()),
            answer => Ok(answer),
        }
    }
}

impl Scripted {
    /// From now on the call of `selector` succeeds with these words.
    pub(crate) fn answers(&mut self, selector: FixedBytes<4>, words: &[U256]) {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes::<32>()).collect();
        self.answers.setter(selector).set_bytes(bytes);
    }

    /// Answers as the Collection of `owner`, whose series has a root and `left` pieces to mint.
    pub(crate) fn plays(&mut self, owner: Address, left: u32) {
        self.answers(OWNER, &[owner.into_word().into()]);
        self.has(U256::from(1), left);
        self.answers(MINT_BATCH, &[U256::from(SERIES) * U256::from(1_000_000)]);
    }

    /// Answers with a series of 10,000 pieces.
    pub(crate) fn has(&mut self, root: U256, left: u32) {
        let (supply, minted) = (U256::from(10_000), U256::from(10_000 - left));
        let zero = U256::ZERO;
        self.answers(SERIES_OF, &[U256::from(9), root, supply, minted, zero, zero, zero]);
    }
}

/// `owner()`
pub(crate) const OWNER: FixedBytes<4> = fixed_bytes!("8da5cb5b");
/// `series(uint32)`
pub(crate) const SERIES_OF: FixedBytes<4> = fixed_bytes!("16cfcd97");
/// `mintBatch(uint32,address,uint32)`
pub(crate) const MINT_BATCH: FixedBytes<4> = fixed_bytes!("ddf82b7c");

/// The id of a phase.
pub(crate) fn sale_id(collection: Address, phase: u32) -> U256 {
    let collection: U256 = collection.into_word().into();
    (collection << 64) | (U256::from(SERIES) << 32) | U256::from(phase)
}

/// Terms that nobody objects to: one price of 100, open since now, for a day.
pub(crate) fn terms() -> IMinter::Terms {
    IMinter::Terms {
        currency: Address::ZERO,
        curve: 0,
        settles: false,
        startPrice: 100,
        floorPrice: 100,
        period: 0,
        start: NOW,
        end: NOW + 86_400,
        limit: 50,
        walletLimit: 0,
        allowRoot: Default::default(),
        signer: Address::ZERO,
        workInterval: 0,
        workHalfLife: 0,
        workDifficulty: 0,
        seedCommitment: Default::default(),
        revealBy: 0,
        unsoldRecipient: Address::ZERO,
    }
}

/// Payees with these shares.
pub(crate) fn payees(shares: &[u16]) -> Vec<IMinter::Payee> {
    let accounts = (1..).map(Address::with_last_byte);
    accounts.zip(shares).map(|(account, bps)| IMinter::Payee { account, bps: *bps }).collect()
}

/// Creates the sale `id` as `sender`.
pub(crate) fn create(
    seller: &Contract<Seller>,
    sender: Address,
    id: U256,
    terms: IMinter::Terms,
    payees: Vec<IMinter::Payee>,
) -> Result<(), Vec<u8>> {
    let call = IMinter::createSaleCall { saleId: id, terms, payees }.abi_encode();
    send(seller, sender, &call).map(drop)
}

/// Sends calldata.
pub(crate) fn send(
    seller: &Contract<Seller>,
    sender: Address,
    calldata: &[u8],
) -> Result<Vec<u8>, Vec<u8>> {
    seller.sender(sender).answer(calldata).motsu_res()
}

/// The state of a sale.
pub(crate) fn state(seller: &Contract<Seller>, id: U256) -> IMinter::State {
    let call = IMinter::saleStateCall { saleId: id }.abi_encode();
    let answer = send(seller, Address::with_last_byte(0xee), &call).unwrap();
    IMinter::saleStateCall::abi_decode_returns(&answer, true).unwrap().state
}

/// The price and the reason that a quote gives.
pub(crate) fn quote(seller: &Contract<Seller>, id: U256, quantity: u32) -> (U256, Vec<u8>) {
    let buyer = Address::with_last_byte(0xbb);
    let call = IMinter::quoteCall { saleId: id, buyer, quantity, data: Default::default() };
    let answer = send(seller, buyer, &call.abi_encode()).unwrap();
    let answer = IMinter::quoteCall::abi_decode_returns(&answer, true).unwrap();
    (answer.price, answer.reason.into())
}

/// Revert data of an error.
pub(crate) fn revert<E: SolError>(error: E) -> Vec<u8> {
    error.abi_encode()
}
