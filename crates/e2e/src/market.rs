//! A chain on which the Minter stands beside the Collection and has its role: sales are opened here, and every refusal is
//! checked to have changed nothing.

use std::sync::OnceLock;

use alloy_primitives::{address, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use stylus_chain::{config::MNEMONIC_ACCOUNTS, Clock, Config, Receipt, Status};

use crate::{
    bindings::{Collection, Minter, OddCoin},
    programs::{Build, Contract},
    solidity,
    world::{word, World, ARTIST, STRANGER},
};

/// When the chain begins; its clock stands still unless a test moves it.
pub const DAWN: u64 = 1_900_000_000;
/// When the sales of [`terms`] begin and end.
pub const START: u64 = DAWN + 1_000;
/// See [`START`].
pub const END: u64 = START + 10_000;

/// Buys.
pub const BUYER: Address = MNEMONIC_ACCOUNTS[4];
/// Buys, too.
pub const OTHER: Address = MNEMONIC_ACCOUNTS[5];
/// Pays for others.
pub const PAYER: Address = MNEMONIC_ACCOUNTS[6];
/// Gets nine tenths of what [`payees`] get.
pub const CREATOR: Address = address!("00000000000000000000000000000000c0ffee01");
/// Gets a tenth.
pub const PLATFORM: Address = address!("00000000000000000000000000000000c0ffee02");

/// The series whose records are anchored: 1,000 pieces without words of their own.
pub const ROOTED: u32 = 0;
/// The series without a root: 10 pieces that need words.
pub const WORDED: u32 = 1;

/// The price of [`terms`].
pub const PRICE: u128 = 1_000_003;
/// The price of a condition that names none.
pub const SALE_PRICE: u128 = u128::MAX;

/// One price, no condition, no limit, from [`START`] to [`END`].
pub fn terms() -> Minter::Terms {
    Minter::Terms {
        startPrice: PRICE,
        floorPrice: PRICE,
        start: START,
        end: END,
        ..Minter::Terms::default()
    }
}

/// Two payees: 90 % and 10 %.
pub fn payees() -> Vec<Minter::Payee> {
    vec![
        Minter::Payee { account: CREATOR, bps: 9_000 },
        Minter::Payee { account: PLATFORM, bps: 1_000 },
    ]
}

/// `collection << 64 | series << 32 | phase`.
pub fn sale_id(collection: Address, series: u32, phase: u32) -> U256 {
    (U256::from_be_slice(collection.as_slice()) << 64)
        | U256::from(u64::from(series) << 32 | u64::from(phase))
}

/// The chain, the Minter, and the number of the next phase.
#[derive(Clone)]
pub struct Market {
    /// The chain with the Collection.
    pub world: World,
    /// The Minter.
    pub minter: Address,
    /// The number of the next phase that [`Market::open`] takes.
    pub phase: u32,
}

/// Everything that a refused transaction must leave as it was.
#[derive(Debug, PartialEq)]
struct Standing {
    minter: Vec<(U256, U256)>,
    collection: Vec<(U256, U256)>,
    balance: U256,
}

impl Market {
    /// A market on the development chain; built once a run, then copied.
    pub fn new(build: Build) -> Self {
        static RELEASE: OnceLock<Market> = OnceLock::new();
        static SOURCE: OnceLock<Market> = OnceLock::new();
        let built = match build {
            Build::Release => &RELEASE,
            Build::Source => &SOURCE,
        };
        built.get_or_init(|| Self::on(build, Config::default().chain_id)).clone()
    }

    /// A market on a chain of this id.
    pub fn on(build: Build, chain_id: u64) -> Self {
        let config = Config { clock: Clock::Fixed(DAWN), chain_id, ..Config::default() };
        let mut world = World::on(build, config);
        let minter = world.deploy_program(Contract::Minter);
        world.ok(ARTIST, Collection::setRolesCall { account: minter, roles: 1 });
        world.create_series(word(9), 1_000);
        world.create_series(B256::ZERO, 10);
        Self { world, minter, phase: 0 }
    }

    /// Moves the clock: the next transaction and the next question happen at this second.
    pub fn at(&mut self, timestamp: u64) {
        self.world.chain.set_time(timestamp).expect("time goes forward");
    }

    /// The second of the next transaction.
    pub fn now(&self) -> u64 {
        self.world.chain.pending_timestamp()
    }

    /// Opens a sale of [`ROOTED`] with [`payees`], and moves the clock to its start.
    pub fn open(&mut self, terms: Minter::Terms) -> U256 {
        self.open_in(ROOTED, terms, payees())
    }

    /// Opens a sale of a series, and moves the clock to its start if that is yet to come.
    pub fn open_in(
        &mut self,
        series: u32,
        terms: Minter::Terms,
        payees: Vec<Minter::Payee>,
    ) -> U256 {
        let id = self.next_id(series);
        self.phase += 1;
        let start = terms.start;
        self.ok(ARTIST, Minter::createSaleCall { saleId: id, terms, payees });
        self.at(start.max(self.now()));
        id
    }

    /// The id that the next sale of a series gets.
    pub fn next_id(&self, series: u32) -> U256 {
        sale_id(self.world.collection, series, self.phase)
    }

    /// A transaction to the Minter, whatever happens.
    pub fn send<C: SolCall>(&mut self, from: Address, value: U256, call: &C) -> Receipt {
        self.world.transact(from, Some(self.minter), value, call.abi_encode().into())
    }

    /// A transaction to the Minter that must succeed: its decoded answer and its receipt.
    #[track_caller]
    pub fn ok<C: SolCall>(&mut self, from: Address, call: C) -> (C::Return, Receipt) {
        let receipt = self.send(from, U256::ZERO, &call);
        assert!(
            receipt.success,
            "{}: {:?} {}",
            C::SIGNATURE,
            receipt.failure,
            decoded(&receipt.output)
        );
        (C::abi_decode_returns(&receipt.output).expect("the answer decodes"), receipt)
    }

    /// A transaction without value that must revert with exactly this error and change nothing.
    #[track_caller]
    pub fn refused<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        self.refused_with(from, U256::ZERO, call, &error.abi_encode());
    }

    /// A transaction with value that must revert with exactly these bytes and change nothing.
    #[track_caller]
    pub fn refused_with<C: SolCall>(&mut self, from: Address, value: U256, call: C, data: &[u8]) {
        self.refused_raw(from, value, call.abi_encode().into(), data);
    }

    /// The same with any calldata.
    #[track_caller]
    pub fn refused_raw(&mut self, from: Address, value: U256, calldata: Bytes, data: &[u8]) {
        let before = self.standing();
        let purse = self.coins(from);
        let receipt = self.world.transact(from, Some(self.minter), value, calldata);
        assert!(!receipt.success, "it was not refused: wanted {}", decoded(data));
        assert_eq!(
            receipt.output.as_ref(),
            data,
            "got {}, wanted {}",
            decoded(&receipt.output),
            decoded(data)
        );
        assert!(receipt.logs.is_empty(), "a refused transaction has no events");
        assert!(self.standing() == before, "it was refused and changed the state");
        assert_eq!(
            self.coins(from) + receipt.fee(),
            purse,
            "it was refused and cost more than gas"
        );
    }

    /// Asks the Minter, at the second of the next transaction; must succeed.
    #[track_caller]
    pub fn view<C: SolCall>(&self, call: C) -> C::Return {
        let outcome = self.world.ask_next(STRANGER, self.minter, call.abi_encode());
        assert_eq!(outcome.status, Status::Success, "{}: {}", C::SIGNATURE, outcome.output);
        C::abi_decode_returns(&outcome.output).expect("the answer decodes")
    }

    /// Asks the Minter; must revert with exactly this error.
    #[track_caller]
    pub fn view_refused<C: SolCall, E: SolError>(&self, call: C, error: E) {
        let outcome = self.world.ask_next(STRANGER, self.minter, call.abi_encode());
        assert_eq!(outcome.status, Status::Revert, "{} was not refused", C::SIGNATURE);
        assert_eq!(outcome.output, Bytes::from(error.abi_encode()), "{}", C::SIGNATURE);
    }

    /// Where a sale stands at the second of the next transaction.
    pub fn state(&self, sale: U256) -> Minter::State {
        self.view(Minter::saleStateCall { saleId: sale })
    }

    /// What an account is owed, in the chain's coin.
    pub fn owed(&self, account: Address) -> u128 {
        self.owed_in(account, Address::ZERO)
    }

    /// What an account is owed in a currency.
    pub fn owed_in(&self, account: Address, currency: Address) -> u128 {
        self.view(Minter::owedCall { account, currency }).try_into().expect("an amount")
    }

    /// What an account gets back from a sale.
    pub fn refundable(&self, sale: U256, account: Address) -> u128 {
        self.view(Minter::refundableCall { saleId: sale, account })
    }

    /// Wei of an account.
    pub fn coins(&self, account: Address) -> U256 {
        self.world.chain.head().state().balance(account)
    }

    /// What an account has of a currency: zero is the chain's coin.
    pub fn balance(&self, currency: Address, account: Address) -> U256 {
        if currency.is_zero() {
            return self.coins(account);
        }
        let call = OddCoin::balanceOfCall { account };
        let outcome = self.world.ask(STRANGER, currency, call.abi_encode());
        OddCoin::balanceOfCall::abi_decode_returns(&outcome.output).unwrap_or_default()
    }

    /// Deploys a Solidity counterpart.
    pub fn deploy(&mut self, contract: &str) -> Address {
        self.world.deploy(solidity::bytecode(contract))
    }

    /// A transaction to a counterpart, which must succeed.
    pub fn tell<C: SolCall>(&mut self, from: Address, to: Address, call: C) -> C::Return {
        let receipt = self.world.send(from, to, call.abi_encode());
        assert!(receipt.success, "{}: {}", C::SIGNATURE, decoded(&receipt.output));
        C::abi_decode_returns(&receipt.output).expect("the answer decodes")
    }

    /// Asks a counterpart.
    pub fn hear<C: SolCall>(&self, from: Address, call: C) -> C::Return {
        let outcome = self.world.ask(STRANGER, from, call.abi_encode());
        C::abi_decode_returns(&outcome.output).expect("the counterpart answers")
    }

    fn standing(&self) -> Standing {
        let state = self.world.chain.head().state();
        Standing {
            minter: state.slots(self.minter),
            collection: state.slots(self.world.collection),
            balance: state.balance(self.minter),
        }
    }
}

/// Revert data as its error's name and arguments, as far as they are known.
pub fn decoded(data: &[u8]) -> String {
    use alloy_sol_types::SolInterface;
    if let Ok(error) = Minter::MinterErrors::abi_decode(data) {
        return format!("{error:?}");
    }
    if let Ok(error) = Collection::CollectionErrors::abi_decode(data) {
        return format!("{error:?}");
    }
    Bytes::copy_from_slice(data).to_string()
}
