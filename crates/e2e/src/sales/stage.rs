//! The cast on a chain: the built programs, the actors and the tokens, and how an action becomes a transaction.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_chain::{
    config::Clock, BlockId, BlockOverrides, CallRequest, Chain, Config, Receipt, StateOverrides,
    Status,
};

use super::{
    action::Action,
    calls::calls,
    cast::{word, Cast, TOKENS_EACH},
    codec::Domain,
    runs::BEGINNING,
};
use crate::{
    bindings::{Collection, Minter},
    programs::{Build, Contract},
    solidity::bytecode,
    world::{constructor, World, ARTIST},
};

sol! {
    /// `tests/solidity/Actors.sol`: what an `Actor` and a `Money` have in common, and what each has for itself.
    interface Actors {
        function prepare(address minter, bytes[] calldata script) external;
        function setMood(uint8 value) external;
        function act(address target, bytes calldata data) external payable;
        function give(address to, uint256 amount) external;
        function balanceOf(address account) external view returns (uint256);
        function breaches() external view returns (uint256);
        function attempts() external view returns (uint256);
    }
}

/// The chain with everybody on it.
pub struct Stage {
    pub world: World,
    pub cast: Cast,
    /// Where every story begins.
    start: u64,
}

impl Stage {
    /// Deploys everything.
    pub fn new(build: Build) -> Self {
        let mut world = World::empty(build);
        let clock = Clock::Fixed(BEGINNING);
        let config = Config { clock, evm_timeout: None, ..Config::default() };
        let chain_id = config.chain_id;
        world.chain = Chain::new(config).expect("genesis");
        world.descriptor = world.deploy_program(Contract::Descriptor);
        let minter = world.deploy_program(Contract::Minter);
        let collections: Vec<Address> =
            (0..2).map(|_| world.deploy_program(Contract::Collection)).collect();
        let cast = Cast::new(Domain { chain: chain_id, minter }, collections);
        let mut stage = Self { world, cast, start: 0 };
        stage.put_code();
        stage.fund();
        stage.own();
        stage.start = stage.world.chain.snapshot();
        stage
    }

    /// Goes back to where every story begins.
    pub fn reset(&mut self) {
        assert!(self.world.chain.revert(self.start), "the snapshot is there");
        self.start = self.world.chain.snapshot();
    }

    /// Actors and tokens stand at fixed addresses.
    fn put_code(&mut self) {
        let parts: [(&str, Vec<Address>); 2] =
            [("Actor", self.cast.actors.to_vec()), ("Money", self.cast.tokens.to_vec())];
        for (name, places) in parts {
            let deployed = self.world.deploy(bytecode(name));
            let code = self.world.chain.head().state().code(deployed);
            for place in places {
                self.world.chain.set_code(place, code.clone());
                let prepare = Actors::prepareCall {
                    minter: self.cast.domain.minter,
                    script: self.script(place),
                };
                self.must(ARTIST, place, prepare.abi_encode());
            }
        }
    }

    /// Everything that changes something, as somebody might try it from inside a call.
    fn script(&self, own: Address) -> Vec<Bytes> {
        let sale = U256::from(1);
        [
            Minter::withdrawCall { account: own, currency: Address::ZERO }.abi_encode(),
            Minter::releaseCall { saleId: sale }.abi_encode(),
            Minter::refundCall { saleId: sale, account: own }.abi_encode(),
            Minter::mintCall { saleId: sale, quantity: 1, maxPrice: U256::MAX, data: Bytes::new() }
                .abi_encode(),
            Minter::mintUnsoldCall { saleId: sale, quantity: 1 }.abi_encode(),
            Minter::closeSaleCall { saleId: sale }.abi_encode(),
            Minter::setPausedCall { saleId: sale, paused: true }.abi_encode(),
            Minter::revokeAllVouchersCall { saleId: sale }.abi_encode(),
            Minter::revealCall { saleId: sale, seed: word(1), promiseHash: word(2) }.abi_encode(),
        ]
        .map(Bytes::from)
        .to_vec()
    }

    fn fund(&mut self) {
        let senders: Vec<Address> = self.cast.senders().collect();
        for sender in senders {
            self.world.chain.set_balance(sender, U256::from(1) << 120);
        }
        let poor = self.cast.buyers[self.cast.buyers.len() - 1];
        let payees = self.cast.payees;
        let rich = self.cast.accounts().filter(|one| *one != poor && !payees.contains(one));
        let rich: Vec<Address> = rich.collect();
        for token in self.cast.tokens {
            for to in rich.iter().copied() {
                let give = Actors::giveCall { to, amount: TOKENS_EACH };
                self.must(ARTIST, token, give.abi_encode());
            }
        }
    }

    fn own(&mut self) {
        let minter = self.cast.domain.minter;
        for (collection, owner) in self.cast.collections.clone().into_iter().zip(self.cast.artists)
        {
            self.must(ARTIST, collection, constructor(owner, self.world.descriptor));
            let call = Collection::setRolesCall { account: minter, roles: 1 };
            self.must(owner, collection, call.abi_encode());
        }
    }

    /// A transaction that has no reason to fail.
    fn must(&mut self, from: Address, to: Address, data: Vec<u8>) {
        let receipt = self.world.send(from, to, data);
        assert!(
            receipt.success,
            "{}: {:?} {}",
            self.cast.name(to),
            receipt.failure,
            receipt.output
        );
    }

    /// Sends an action; answers the receipt of its last transaction.
    pub fn send(&mut self, action: &Action) -> Receipt {
        let mut last = None;
        for call in calls(&self.cast, action) {
            self.world.chain.set_time(action.at).expect("time goes on");
            let is_actor = self.cast.is_actor(call.from);
            let (from, to, data) = match is_actor {
                false => (call.from, call.to, call.data),
                true => {
                    let act = Actors::actCall { target: call.to, data: call.data.into() };
                    (self.cast.stranger, call.from, act.abi_encode())
                }
            };
            last = Some(self.world.transact(from, Some(to), action.value, data.into()));
        }
        last.expect("an action is at least one transaction")
    }

    /// Asks a view at a time.
    pub fn ask(&self, at: u64, to: Address, data: Vec<u8>) -> Result<Bytes, Bytes> {
        let request = CallRequest { to: Some(to), input: data.into(), ..CallRequest::default() };
        let block = BlockOverrides { time: Some(at), ..BlockOverrides::default() };
        let outcome = self
            .world
            .chain
            .call(&request, BlockId::Latest, &StateOverrides::default(), &block)
            .expect("the chain answers");
        match outcome.status {
            Status::Success => Ok(outcome.output),
            _ => Err(outcome.output),
        }
    }

    /// Asks a view, and says who did not answer.
    pub fn told<C: SolCall>(&self, at: u64, to: Address, call: &C) -> Result<C::Return, String> {
        let answer = self
            .ask(at, to, call.abi_encode())
            .map_err(|reason| format!("{} of {}: {reason}", C::SIGNATURE, self.cast.name(to)))?;
        C::abi_decode_returns(&answer).map_err(|error| format!("{}: {error}", C::SIGNATURE))
    }

    /// Asks a view that has to answer.
    pub fn view<C: SolCall>(&self, at: u64, to: Address, call: &C) -> C::Return {
        self.told(at, to, call).unwrap_or_else(|reason| panic!("{reason}"))
    }
}
