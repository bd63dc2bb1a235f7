//! The Registry: what it takes, what it refuses, and that a refusal changes nothing.

/// Data sets: files that are under a root, and files that are not.
mod datasets;
/// Collections that are none, revert, lie, or answer too little.
mod hostile;
/// Lineages, their limits and their splits.
mod lineage;
/// Chapters about pieces, and who may write them.
mod lore;
/// Random sequences of actions against a plain model.
mod machine;
/// The model.
mod model;
/// Models: what is kept of them, superseding and withdrawing.
mod models;
/// Prompts: opened once, by whoever holds the salt.
mod reveals;
/// Calldata that does not decode, and value.
mod wire;

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{Build, Contract, Registry, World, STRANGER};
use stylus_chain::{BlockId, Receipt, Status};

/// A chain with a Registry.
struct Desk {
    world: World,
    registry: Address,
}

impl Desk {
    /// Without a Collection.
    fn new(build: Build) -> Self {
        Self::at(World::empty(build))
    }

    /// Beside a Collection with a series of ten.
    fn with_collection(build: Build) -> Self {
        Self::at(World::with_series(build))
    }

    fn at(mut world: World) -> Self {
        let registry = world.deploy_program(Contract::Registry);
        Self { world, registry }
    }

    /// A transaction that must succeed.
    fn ok<C: SolCall>(&mut self, from: Address, call: C) -> (C::Return, Receipt) {
        let receipt = self.world.send(from, self.registry, call.abi_encode());
        assert!(receipt.success, "{}: {:?} {}", C::SIGNATURE, receipt.failure, receipt.output);
        (C::abi_decode_returns(&receipt.output).expect("the answer decodes"), receipt)
    }

    /// A transaction that must revert with exactly this error, and change nothing.
    fn refused<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        let output = self.fails(from, call.abi_encode());
        assert_eq!(output, Bytes::from(error.abi_encode()), "{} / {}", C::SIGNATURE, E::SIGNATURE);
    }

    /// Calldata that must revert and change nothing; answers the revert data.
    fn fails(&mut self, from: Address, data: impl Into<Bytes>) -> Bytes {
        let before = self.slots();
        let receipt = self.world.send(from, self.registry, data);
        assert!(!receipt.success, "was not refused: {}", receipt.output);
        assert!(receipt.logs.is_empty());
        assert_eq!(self.slots(), before, "a refusal changes nothing");
        receipt.output
    }

    fn slots(&self) -> Vec<(U256, U256)> {
        self.world.chain.state_at(BlockId::Latest).expect("a state").slots(self.registry)
    }

    fn view<C: SolCall>(&self, call: C) -> C::Return {
        let outcome = self.world.ask(STRANGER, self.registry, call.abi_encode());
        assert_eq!(outcome.status, Status::Success, "{}: {}", C::SIGNATURE, outcome.output);
        C::abi_decode_returns(&outcome.output).expect("the answer decodes")
    }

    fn view_refused<C: SolCall, E: SolError>(&self, call: C, error: E) {
        let outcome = self.world.ask(STRANGER, self.registry, call.abi_encode());
        assert_eq!(outcome.status, Status::Revert, "{} was not refused", C::SIGNATURE);
        assert_eq!(outcome.output, Bytes::from(error.abi_encode()), "{}", E::SIGNATURE);
    }

    /// Registers a model with these parents; who registers it is paid.
    fn model(&mut self, from: Address, hash: B256, parents: Vec<Registry::Parent>) -> B256 {
        self.ok(from, claim(from, hash, parents)).0
    }
}

/// The claim of a model about which nothing else is known.
fn claim(
    payee: Address,
    model: B256,
    parents: Vec<Registry::Parent>,
) -> Registry::registerModelCall {
    Registry::registerModelCall {
        modelHash: model,
        tensorHash: B256::ZERO,
        parents,
        datasetRoot: B256::ZERO,
        licence: B256::ZERO,
        payee,
        uri: String::new(),
    }
}

/// A parent that was fine-tuned from.
fn base(entry: B256, share: u16) -> Registry::Parent {
    Registry::Parent { entry, kind: 1, weightBps: 0, shareBps: share }
}

/// A hash of a test: never zero, different for each number.
fn hash(number: u64) -> B256 {
    B256::from(U256::from(number) + (U256::from(0xab) << 248))
}
