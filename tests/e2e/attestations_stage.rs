//! A chain with the program on it, whose clock stands where the tests put it, and what they ask of it.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{sol, SolCall, SolError};
use colophon_e2e::{solidity, Attestations, Build, Contract, World, ARTIST, STRANGER};
use colophon_provenance::{
    attestation::{self, domain_separator, schema},
    hash::Software,
};
use stylus_chain::{config::Clock, Chain, Config, Receipt, Status};

use crate::attestations_signers::Key;

pub(crate) use Attestations::Attestation;

sol! {
    /// `tests/solidity/Issuers.sol`.
    interface Issuer {
        enum Say { Yes, No, Empty, Short, Dirty, Long, RevertData, RevertEmpty, BurnGas, CallBack }
        error NotToday(bytes32 digest);
        function setSay(Say value) external;
        function setQuestion(bytes calldata value) external;
        function act(address target, bytes calldata data) external returns (bytes memory);
    }

    /// The same file.
    interface Owned {
        function setAnswer(bytes calldata value) external;
    }
}

/// When the tests begin.
pub(crate) const START: u64 = 1_800_000_000;
/// The schema that panels count.
pub(crate) const APPROVAL: B256 = B256::new(schema::APPROVAL);

pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) contract: Address,
    pub(crate) verifier: Address,
}

impl Stage {
    pub(crate) fn new(build: Build) -> Self {
        Self::on(build, Config::default().chain_id)
    }

    /// On a chain with this id: the same addresses, whatever the id.
    pub(crate) fn on(build: Build, chain_id: u64) -> Self {
        let config = Config { chain_id, clock: Clock::Fixed(START), ..Config::default() };
        let mut world = World::empty(build);
        world.chain = Chain::new(config).expect("genesis");
        let verifier = world.deploy_program(Contract::Ed25519);
        let contract = world.deploy_program(Contract::Attestations);
        let mut stage = Self { world, contract, verifier };
        let built = stage.construct(verifier);
        assert!(built.success, "constructor: {:?} {}", built.failure, built.output);
        stage
    }

    /// Calls the constructor.
    pub(crate) fn construct(&mut self, verifier: Address) -> Receipt {
        let mut data = vec![0x55, 0x85, 0x25, 0x8d];
        data.extend_from_slice(verifier.into_word().as_slice());
        self.world.send(ARTIST, self.contract, data)
    }

    pub(crate) fn issuer_contract(&mut self) -> Address {
        self.world.deploy(solidity::bytecode("Issuer"))
    }

    pub(crate) fn set_time(&mut self, time: u64) {
        self.world.chain.set_time(time).expect("time goes on");
    }

    /// The domain separator, by the shared rules.
    pub(crate) fn domain(&self) -> [u8; 32] {
        let chain = self.world.chain.config().chain_id;
        domain_separator(&Software, chain, &self.contract.into_array())
    }

    pub(crate) fn digest(&self, one: &Attestation) -> B256 {
        rules(one).digest(&Software, &self.domain()).into()
    }

    /// The call that hands in what `key` signs.
    pub(crate) fn signed(&self, key: &Key, one: &Attestation) -> Attestations::attestCall {
        let signature = key.sign(self.digest(one)).into();
        Attestations::attestCall { attestation: one.clone(), scheme: key.scheme(), signature }
    }

    /// A stranger hands in what `key` signs, and it is taken.
    pub(crate) fn attest(&mut self, key: &Key, one: &Attestation) -> B256 {
        let call = self.signed(key, one);
        let (id, _) = self.ok(STRANGER, call);
        assert_eq!(id, self.digest(one), "the id is the digest");
        id
    }

    /// A transaction that must succeed.
    pub(crate) fn ok<C: SolCall>(&mut self, from: Address, call: C) -> (C::Return, Receipt) {
        let receipt = self.world.send(from, self.contract, call.abi_encode());
        assert!(receipt.success, "{}: {:?} {}", C::SIGNATURE, receipt.failure, receipt.output);
        (C::abi_decode_returns(&receipt.output).expect("the answer decodes"), receipt)
    }

    /// A transaction that must revert with exactly this error, and change nothing.
    pub(crate) fn refused<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        self.refused_with(from, call.abi_encode(), &error.abi_encode(), C::SIGNATURE);
    }

    /// The same for any calldata and revert data.
    pub(crate) fn refused_with(&mut self, from: Address, data: Vec<u8>, error: &[u8], what: &str) {
        let before = self.slots();
        let receipt = self.world.send(from, self.contract, data);
        assert!(!receipt.success, "{what} was not refused");
        assert_eq!(receipt.output, Bytes::copy_from_slice(error), "{what}");
        assert!(receipt.logs.is_empty(), "{what} left events");
        assert_eq!(self.slots(), before, "{what} changed storage");
    }

    /// A view that must succeed.
    pub(crate) fn view<C: SolCall>(&self, call: C) -> C::Return {
        let outcome = self.world.ask(STRANGER, self.contract, call.abi_encode());
        assert_eq!(outcome.status, Status::Success, "{}: {}", C::SIGNATURE, outcome.output);
        C::abi_decode_returns(&outcome.output).expect("the answer decodes")
    }

    /// A view that must revert with exactly this error.
    pub(crate) fn view_refused<C: SolCall, E: SolError>(&self, call: C, error: E) {
        let outcome = self.world.ask(STRANGER, self.contract, call.abi_encode());
        assert_eq!(outcome.status, Status::Revert, "{} was not refused", C::SIGNATURE);
        assert_eq!(outcome.output, Bytes::from(error.abi_encode()), "{}", C::SIGNATURE);
    }

    pub(crate) fn is_valid(&self, id: B256) -> bool {
        self.view(Attestations::isValidCall { id })
    }

    pub(crate) fn latest(&self, one: &Attestation) -> Attestations::attestationOfReturn {
        let (issuer, schema, subject) = (one.issuer, one.schema, one.subject);
        self.view(Attestations::attestationOfCall { issuer, schema, subject })
    }

    pub(crate) fn history(&self, one: &Attestation) -> u32 {
        let (issuer, schema, subject) = (one.issuer, one.schema, one.subject);
        self.view(Attestations::historyOfCall { issuer, schema, subject })
    }

    /// Everything in the contract's storage.
    pub(crate) fn slots(&self) -> Vec<(U256, U256)> {
        self.world.chain.head().state().slots(self.contract)
    }
}

/// An approval of `subject` that was issued at the start and does not expire.
pub(crate) fn approval(issuer: Address, subject: B256) -> Attestation {
    Attestation {
        subject,
        schema: APPROVAL,
        valueHash: B256::ZERO,
        issuer,
        issuedAt: START,
        expiry: 0,
        nonce: U256::ZERO,
    }
}

/// The same in the words of the shared rules.
fn rules(one: &Attestation) -> attestation::Attestation {
    attestation::Attestation {
        subject: one.subject.0,
        schema: one.schema.0,
        value_hash: one.valueHash.0,
        issuer: one.issuer.into_array(),
        issued_at: one.issuedAt,
        expiry: one.expiry,
        nonce: one.nonce.to_be_bytes(),
    }
}
