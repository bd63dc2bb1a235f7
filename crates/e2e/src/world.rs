//! A chain on which both programs stand, with one artist, and the calls that tests make.

use alloy_primitives::{address, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use stylus_chain::{
    BlockId, BlockOverrides, CallOutcome, CallRequest, Chain, Config, Receipt, StateOverrides,
    Status,
};

use crate::{
    bindings::{Arbitrum, Collection, Descriptor},
    programs::{Build, Contract},
};

/// Owner of the Collection.
pub const ARTIST: Address = stylus_chain::config::MNEMONIC_ACCOUNTS[0];
/// Holds the minter role.
pub const MINTER: Address = stylus_chain::config::MNEMONIC_ACCOUNTS[1];
/// Holds the reviser role.
pub const CURATOR: Address = stylus_chain::config::MNEMONIC_ACCOUNTS[2];
/// Holds nothing.
pub const STRANGER: Address = stylus_chain::config::MNEMONIC_ACCOUNTS[3];

/// ArbWasm.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// ArbWasmCache.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// ArbOwner.
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// StylusDeployer.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");

/// The chain and where things are on it. A clone is cheap, and goes its own way.
#[derive(Clone)]
pub struct World {
    /// The chain.
    pub chain: Chain,
    /// Which build the programs are.
    pub build: Build,
    /// The Collection: owned by [`ARTIST`], constructed, wired to the Descriptor.
    pub collection: Address,
    /// The Descriptor, with the Collection configured as "Inkling" / "INK".
    pub descriptor: Address,
}

/// A non-zero word for tests: the number in the last byte, and something in front.
pub fn word(n: u8) -> B256 {
    let mut bytes = [0xc0; 32];
    bytes[31] = n;
    B256::from(bytes)
}

/// Calldata of a Stylus constructor: its fixed selector, then the ABI-encoded arguments.
pub fn constructor(owner: Address, descriptor: Address) -> Vec<u8> {
    let mut data = vec![0x55, 0x85, 0x25, 0x8d];
    data.extend_from_slice(owner.into_word().as_slice());
    data.extend_from_slice(descriptor.into_word().as_slice());
    data
}

impl World {
    /// Both programs deployed, activated, constructed and configured; roles given; no series yet.
    pub fn new(build: Build) -> Self {
        Self::on(build, Config::default())
    }

    /// The same on a chain with these settings.
    pub fn on(build: Build, config: Config) -> Self {
        let chain = Chain::new(config).expect("genesis");
        let mut world = Self { chain, ..Self::empty(build) };
        world.descriptor = world.deploy_program(Contract::Descriptor);
        world.collection = world.deploy_program(Contract::Collection);
        let collection = world.collection;
        let built = world.send(ARTIST, collection, constructor(ARTIST, world.descriptor));
        assert!(built.success, "constructor: {:?} {}", built.failure, built.output);
        let configure = Descriptor::configureCall {
            collection,
            name: "Inkling".into(),
            symbol: "INK".into(),
            description: "Pieces by a small model.".into(),
            image: String::new(),
            externalLink: String::new(),
        };
        let configured = world.send(ARTIST, world.descriptor, configure.abi_encode());
        assert!(configured.success, "configure: {:?} {}", configured.failure, configured.output);
        world.ok(ARTIST, Collection::setRolesCall { account: MINTER, roles: 1 });
        world.ok(ARTIST, Collection::setRolesCall { account: CURATOR, roles: 2 });
        world
    }

    /// A chain without our programs.
    pub fn empty(build: Build) -> Self {
        let chain = Chain::new(Config::default()).expect("genesis");
        Self { chain, build, collection: Address::ZERO, descriptor: Address::ZERO }
    }

    /// A world with series 0: no root, supply 10, 5 % to the artist.
    pub fn with_series(build: Build) -> Self {
        Self::with_supply(build, 10)
    }

    /// The same with another supply.
    pub fn with_supply(build: Build, supply: u32) -> Self {
        let mut world = Self::new(build);
        world.create_series(B256::ZERO, supply);
        world
    }

    /// Creates a series with 5 % to the artist; answers its number.
    pub fn create_series(&mut self, root: B256, supply: u32) -> u32 {
        self.ok(
            ARTIST,
            Collection::createSeriesCall {
                modelHash: word(0xee),
                root,
                supply,
                royaltyReceiver: ARTIST,
                royaltyBps: 500,
            },
        )
        .0
    }

    /// Mints a piece with words of series 0 as [`MINTER`]; answers its id.
    pub fn mint(&mut self, to: Address) -> U256 {
        self.ok(MINTER, mint_call(0, to)).0
    }

    /// Sends a transaction and answers its receipt, whatever happened.
    pub fn send(&mut self, from: Address, to: Address, data: impl Into<Bytes>) -> Receipt {
        self.transact(from, Some(to), U256::ZERO, data.into())
    }

    /// The same with value and an optional callee.
    pub fn transact(
        &mut self,
        from: Address,
        to: Option<Address>,
        value: U256,
        input: Bytes,
    ) -> Receipt {
        let request = CallRequest {
            from: Some(from),
            to,
            value,
            input,
            gas: Some(32_000_000),
            ..CallRequest::default()
        };
        let hash =
            self.chain.send_unsigned(from, &request).expect("the chain takes the transaction");
        self.chain.receipt(hash).expect("a receipt exists at once").clone()
    }

    /// Asks without changing anything.
    pub fn ask(&self, from: Address, to: Address, data: impl Into<Bytes>) -> CallOutcome {
        self.ask_in(from, to, data, &BlockOverrides::default())
    }

    /// Asks as a transaction of the next block would.
    pub fn ask_next(&self, from: Address, to: Address, data: impl Into<Bytes>) -> CallOutcome {
        let time = Some(self.chain.pending_timestamp());
        self.ask_in(from, to, data, &BlockOverrides { time, ..BlockOverrides::default() })
    }

    fn ask_in(
        &self,
        from: Address,
        to: Address,
        data: impl Into<Bytes>,
        block: &BlockOverrides,
    ) -> CallOutcome {
        let request = CallRequest {
            from: Some(from),
            to: Some(to),
            input: data.into(),
            ..CallRequest::default()
        };
        self.chain
            .call(&request, BlockId::Latest, &StateOverrides::default(), block)
            .expect("the chain answers")
    }

    /// A transaction to the Collection that must succeed: its decoded answer and its receipt.
    pub fn ok<C: SolCall>(&mut self, from: Address, call: C) -> (C::Return, Receipt)
    where
        C::Return: Sized,
    {
        let receipt = self.send(from, self.collection, call.abi_encode());
        assert!(receipt.success, "{}: {:?} {}", C::SIGNATURE, receipt.failure, receipt.output);
        (C::abi_decode_returns(&receipt.output).expect("the answer decodes"), receipt)
    }

    /// A transaction to the Collection that must revert with exactly this error.
    pub fn refused<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        let receipt = self.send(from, self.collection, call.abi_encode());
        assert!(!receipt.success, "{} was not refused", C::SIGNATURE);
        assert_eq!(
            receipt.output,
            Bytes::from(error.abi_encode()),
            "{} / {}",
            C::SIGNATURE,
            E::SIGNATURE
        );
        assert!(receipt.logs.is_empty());
    }

    /// Asks the Collection; must succeed.
    pub fn view<C: SolCall>(&self, call: C) -> C::Return {
        let outcome = self.ask(STRANGER, self.collection, call.abi_encode());
        assert_eq!(outcome.status, Status::Success, "{}: {}", C::SIGNATURE, outcome.output);
        C::abi_decode_returns(&outcome.output).expect("the answer decodes")
    }

    /// Asks the Collection; must revert with exactly this error.
    pub fn view_refused<C: SolCall, E: SolError>(&self, call: C, error: E) {
        let outcome = self.ask(STRANGER, self.collection, call.abi_encode());
        assert_eq!(outcome.status, Status::Revert, "{} was not refused", C::SIGNATURE);
        assert_eq!(
            outcome.output,
            Bytes::from(error.abi_encode()),
            "{} / {}",
            C::SIGNATURE,
            E::SIGNATURE
        );
    }

    /// Deploys plain init code (EVM); answers the address.
    pub fn deploy(&mut self, init_code: Bytes) -> Address {
        let receipt = self.transact(ARTIST, None, U256::ZERO, init_code);
        assert!(receipt.success, "deployment: {:?}", receipt.failure);
        receipt.contract_address.expect("a creation has an address")
    }

    /// Deploys one of our programs and activates it if its code is new to the chain; does not construct it.
    pub fn deploy_program(&mut self, contract: Contract) -> Address {
        let address = self.deploy(init_code(&contract.code(self.build)));
        let fee = U256::from(10).pow(U256::from(18));
        let call = Arbitrum::activateProgramCall { program: address };
        let activated = self.transact(ARTIST, Some(ARB_WASM), fee, call.abi_encode().into());
        let active = activated.output == Arbitrum::ProgramUpToDate {}.abi_encode();
        assert!(
            activated.success || active,
            "activation: {:?} {}",
            activated.failure,
            activated.output
        );
        address
    }

    /// Puts a program into the chain's cache, as a cache manager does.
    pub fn cache(&mut self, program: Address) {
        let dev = stylus_chain::config::DEV_ACCOUNT;
        let manager = Arbitrum::addWasmCacheManagerCall { manager: dev };
        assert!(self.send(dev, ARB_OWNER, manager.abi_encode()).success, "addWasmCacheManager");
        let call = Arbitrum::cacheProgramCall { addr: program };
        let cached = self.send(dev, ARB_WASM_CACHE, call.abi_encode());
        assert!(cached.success, "cacheProgram: {:?}", cached.failure);
    }
}

/// A mint with words that differ from piece to piece only by series.
pub fn mint_call(series: u32, to: Address) -> Collection::mintCall {
    Collection::mintCall {
        series,
        to,
        contentHash: word(1),
        promptCommitment: word(2),
        recordHash: word(3),
    }
}

/// Init code that returns `code`: copy what follows, return it.
pub fn init_code(code: &[u8]) -> Bytes {
    let length = u16::try_from(code.len()).expect("code fits two bytes").to_be_bytes();
    let mut init = vec![0x61, length[0], length[1], 0x80, 0x60, 0x0c, 0x60, 0, 0x39, 0x60, 0, 0xf3];
    init.extend_from_slice(code);
    init.into()
}

/// The events of one kind in a receipt, decoded, in order.
pub fn events<E: SolEvent>(receipt: &Receipt, emitter: Address) -> Vec<E> {
    receipt
        .logs
        .iter()
        .filter(|log| {
            log.address == emitter && log.data.topics().first() == Some(&E::SIGNATURE_HASH)
        })
        .map(|log| E::decode_log_data(&log.data).expect("the event decodes"))
        .collect()
}
