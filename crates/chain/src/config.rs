//! What a chain is created with: identity, accounts, clock and the numbers that never change afterwards.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alloy_primitives::{address, Address, U256};

pub use crate::arbos::{check_arbos, UnsupportedArbos, ARBOS_VERSIONS};
pub use stylus_vm::params::DEFAULT_ARBOS;

/// Chain id of Nitro's development chain.
pub const DEV_CHAIN_ID: u64 = 412_346;

/// Nitro's development account; its key is public (0xb6b15c8c…59659). Funded, and chain owner from genesis.
pub const DEV_ACCOUNT: Address = address!("3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E");

/// Private key of [`DEV_ACCOUNT`], hex. Public knowledge: never send anything of worth to that account.
pub const DEV_KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";

/// The first 20 accounts of the mnemonic "test test test test test test test test test test test junk"
/// on the path `m/44'/60'/0'/0/i`, as every development node funds them.
pub const MNEMONIC_ACCOUNTS: [Address; 20] = [
    address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    address!("70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    address!("3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    address!("90F79bf6EB2c4f870365E785982E1f101E93b906"),
    address!("15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
    address!("9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
    address!("976EA74026E726554dB657fA54763abd0C3a0aa9"),
    address!("14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
    address!("23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
    address!("a0Ee7A142d267C1f36714E4a8F75612F20a79720"),
    address!("Bcd4042DE499D14e55001CcbB24a551F3b954096"),
    address!("71bE63f3384f5fb98995898A86B02Fb2426c5788"),
    address!("FABB0ac9d68B0B445fB7357272Ff202C5651694a"),
    address!("1CBd3b2770909D4e10f157cABC84C7264073C9Ec"),
    address!("dF3e18d64BC6A983f673Ab319CCaE4f1a57C7097"),
    address!("cd3B766CCDd6AE721141F452C550Ca635964ce71"),
    address!("2546BcD3c84621e976D8185a91A922aE77ECEc30"),
    address!("bDA5747bFD65F08deb54cb465eB87D40e51B197E"),
    address!("dD2FD4581271e230360230F9337D5c0430Bf44C0"),
    address!("8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199"),
];

/// One ether in wei.
pub const ETHER: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Base fee of every block, in wei: 0.1 gwei, the minimum of Arbitrum One.
pub const BASE_FEE: u64 = 100_000_000;

/// Gas limit in every block header: 2^50. The compute of one transaction is capped separately.
pub const BLOCK_GAS_LIMIT: u64 = 1 << 50;

/// Gas of the smallest transaction.
pub const TX_GAS: u64 = 21_000;

/// Gas that one transaction may use at most; a higher limit is legal and the excess comes back.
pub const TX_GAS_CAP: u64 = 32_000_000;

/// Gas of a call or estimate that names none, and the most it may name, unless [`Config::rpc_gas_cap`] says otherwise.
pub const RPC_GAS_CAP: u64 = 50_000_000;

/// How long a call, an estimate or a trace may take, unless [`Config::evm_timeout`] says otherwise; as on Nitro.
pub const EVM_TIMEOUT: Duration = Duration::from_secs(5);

/// Largest encoded transaction that the chain accepts, in bytes.
pub const MAX_TX_BYTES: usize = 95_000;

/// What the `NUMBER` opcode and the `block_number` host function answer. On Arbitrum that is the block
/// number of the parent chain, never the chain's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum L1Number {
    /// The chain's own block number, so that contracts that wait for blocks see them pass.
    MirrorL2,
    /// Always this number. Nitro's `--dev` node without a parent chain shows 0.
    Fixed(u64),
}

/// Where block timestamps come from. A timestamp never decreases from block to block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The computer's clock, whole seconds.
    System,
    /// Stands still at this Unix time unless the test moves it; makes every run equal.
    Fixed(u64),
}

impl Clock {
    /// Seconds since 1970 now.
    pub(crate) fn now(self) -> u64 {
        match self {
            Self::System => {
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
            }
            Self::Fixed(seconds) => seconds,
        }
    }
}

/// Settings of a new chain.
#[derive(Clone, Debug)]
pub struct Config {
    /// Chain id of transactions and of the `CHAINID` opcode.
    pub chain_id: u64,
    /// ArbOS version at genesis, one of [`ARBOS_VERSIONS`]; owners may upgrade to a later one.
    pub arbos: u64,
    /// What `NUMBER` answers.
    pub l1_number: L1Number,
    /// Source of timestamps.
    pub clock: Clock,
    /// Accounts with a balance at genesis, in wei.
    pub balances: Vec<(Address, U256)>,
    /// Price of a unit of data on the parent chain at genesis, wei; 0 means that data is free. Owners change it with
    /// `ArbOwner.setL1PricePerUnit`. Mainnet's is some gwei.
    pub l1_price: U256,
    /// Gas of a call or estimate that names none, and the most it may name.
    pub rpc_gas_cap: u64,
    /// How long a call, an estimate or a trace may take; nothing is no limit. A transaction ends by its gas alone.
    pub evm_timeout: Option<Duration>,
    /// The chain owner at genesis besides the zero address, which Nitro's `--dev` chain also lists.
    pub owner: Address,
    /// Be what `nitro --dev` is: no CREATE2 factory, no StylusDeployer, and every block with a transaction begins with
    /// Nitro's internal one (type 0x6a).
    pub bare: bool,
}

impl Default for Config {
    fn default() -> Self {
        let rich = ETHER * U256::from(10_000u64);
        let balances = std::iter::once(DEV_ACCOUNT)
            .chain(MNEMONIC_ACCOUNTS)
            .map(|account| (account, rich))
            .collect();
        Self {
            chain_id: DEV_CHAIN_ID,
            arbos: DEFAULT_ARBOS,
            l1_number: L1Number::MirrorL2,
            clock: Clock::System,
            balances,
            l1_price: U256::ZERO,
            rpc_gas_cap: RPC_GAS_CAP,
            evm_timeout: Some(EVM_TIMEOUT),
            owner: DEV_ACCOUNT,
            bare: false,
        }
    }
}
