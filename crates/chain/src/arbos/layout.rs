//! Where ArbOS keeps what: a tree of spaces, each with its own hashed key.

use std::sync::OnceLock;

use alloy_primitives::{keccak256, B256, U256};

pub(super) const VERSION: u64 = 0;
pub(super) const NETWORK_FEE_ACCOUNT: u64 = 3;
pub(super) const CHAIN_ID: u64 = 4;
pub(super) const INFRA_FEE_ACCOUNT: u64 = 6;

const L1_PRICING: u8 = 0;
const L2_PRICING: u8 = 1;
const ADDRESS_TABLE: u8 = 3;
const OWNERS: u8 = 4;
const MESSAGES: u8 = 5;
const CHAIN_CONFIG: u8 = 7;
const PROGRAMS: u8 = 8;
const FEATURES: u8 = 9;
const NATIVE_TOKEN_OWNERS: u8 = 10;
const TRANSACTION_FILTERERS: u8 = 11;
/// Spaces of our own: Nitro keeps these outside ArbOS' account.
const FILTERED_TRANSACTIONS: u8 = 12;

/// A part of ArbOS' storage. Slots with neighbouring keys lie side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Space(Vec<u8>);

impl Space {
    /// The outermost space.
    pub(super) const fn root() -> Self {
        Self(Vec::new())
    }

    /// A space inside this one.
    pub(super) fn child(&self, id: u8) -> Self {
        self.named(&[id])
    }

    /// A space inside this one whose name is not one byte.
    pub(super) fn named(&self, name: &[u8]) -> Self {
        Self(keccak256([self.0.as_slice(), name].concat()).to_vec())
    }

    /// Slot of a key: the hash of the space and all but the key's last byte, then that byte.
    pub(super) fn slot(&self, key: B256) -> U256 {
        let mut word = keccak256([self.0.as_slice(), &key[..31]].concat());
        word[31] = key[31];
        word.into()
    }

    /// Slot of a small number.
    pub(super) fn at(&self, offset: u64) -> U256 {
        self.slot(B256::from(U256::from(offset)))
    }
}

/// Numbers that precompiles read and owners set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// Level of brotli for posting to the parent chain.
    BrotliLevel,
    /// Gas per second that the base fee aims at.
    SpeedLimit,
    /// Compute gas of a block.
    BlockGasLimit,
    /// Base fee, wei.
    BaseFee,
    /// Least base fee, wei.
    MinBaseFee,
    /// Gas above the speed limit that waits.
    GasBacklog,
    /// How slowly the base fee answers.
    PricingInertia,
    /// Seconds of backlog that leave the base fee alone.
    BacklogTolerance,
    /// Compute gas of a transaction.
    TxGasLimit,
    /// Units over which the parent chain's price finds its balance.
    L1EquilibrationUnits,
    /// How slowly the parent chain's price answers.
    L1Inertia,
    /// Reward of batch posters, wei per unit.
    L1RewardRate,
    /// Time of the last report of a batch, seconds.
    L1LastUpdate,
    /// Rewards that are due, wei, signed.
    L1RewardsDue,
    /// Units paid for since the last report.
    L1Units,
    /// Price of a unit of data on the parent chain, wei.
    L1PricePerUnit,
    /// Surplus at the last report, wei, signed.
    L1LastSurplus,
    /// Gas that a batch is charged on the parent chain, signed.
    L1BatchGas,
    /// Cap of what a batch may cost, in ten-thousandths; 0 for none.
    L1CostCap,
    /// Fees collected for the parent chain, wei.
    L1FeesAvailable,
    /// Least gas for a token of call data on the parent chain.
    L1GasFloor,
    /// ArbOS version that was scheduled.
    UpgradeVersion,
    /// Time from which it takes effect.
    UpgradeTime,
    /// Time from which owners may mint and burn the native token; 0 for never.
    NativeTokenTime,
    /// Time from which transactions may be filtered; 0 for never.
    FilteringTime,
    /// Flags: bit 0 is the higher price of call data (EIP-7623).
    Features,
    /// Extra gas of an activation.
    ActivationGas,
    /// 1 if tips are collected. The last, by which slots are counted.
    CollectTips,
}

impl Number {
    /// Its slot, hashed once a process: every call reads a dozen of them.
    pub(super) fn slot(self) -> U256 {
        static SLOTS: [OnceLock<U256>; Number::CollectTips as usize + 1] =
            [const { OnceLock::new() }; Number::CollectTips as usize + 1];
        *SLOTS[self as usize].get_or_init(|| self.hashed())
    }

    fn hashed(self) -> U256 {
        let root = Space::root();
        let l1 = |offset| Space::root().child(L1_PRICING).at(offset);
        let l2 = |offset| Space::root().child(L2_PRICING).at(offset);
        match self {
            Self::UpgradeVersion => root.at(1),
            Self::UpgradeTime => root.at(2),
            Self::BrotliLevel => root.at(7),
            Self::NativeTokenTime => root.at(8),
            Self::FilteringTime => root.at(9),
            Self::CollectTips => root.at(11),
            Self::Features => root.child(FEATURES).at(0),
            Self::ActivationGas => root.child(PROGRAMS).child(5).at(0),
            Self::SpeedLimit => l2(0),
            Self::BlockGasLimit => l2(1),
            Self::BaseFee => l2(2),
            Self::MinBaseFee => l2(3),
            Self::GasBacklog => l2(4),
            Self::PricingInertia => l2(5),
            Self::BacklogTolerance => l2(6),
            Self::TxGasLimit => l2(7),
            Self::L1EquilibrationUnits => l1(1),
            Self::L1Inertia => l1(2),
            Self::L1RewardRate => l1(3),
            Self::L1LastUpdate => l1(4),
            Self::L1RewardsDue => l1(5),
            Self::L1Units => l1(6),
            Self::L1PricePerUnit => l1(7),
            Self::L1LastSurplus => l1(8),
            Self::L1BatchGas => l1(9),
            Self::L1CostCap => l1(10),
            Self::L1FeesAvailable => l1(11),
            Self::L1GasFloor => l1(12),
        }
    }
}

pub(super) fn owners() -> Space {
    Space::root().child(OWNERS)
}

/// Account that receives the rewards of batch posters.
pub(super) fn reward_recipient() -> U256 {
    Space::root().child(L1_PRICING).at(0)
}

pub(super) fn batch_posters() -> Space {
    Space::root().child(L1_PRICING).child(0)
}

/// The constraints on the price of gas, of which a fresh chain has none.
pub(super) fn constraints() -> Space {
    Space::root().child(L2_PRICING).child(0)
}

/// Account that receives what filtered transactions carried.
pub(super) const FILTERED_FUNDS_RECIPIENT: u64 = 10;

pub(super) fn chain_config() -> Space {
    Space::root().child(CHAIN_CONFIG)
}

pub(super) fn native_token_owners() -> Space {
    Space::root().child(NATIVE_TOKEN_OWNERS)
}

pub(super) fn transaction_filterers() -> Space {
    Space::root().child(TRANSACTION_FILTERERS)
}

pub(super) fn filtered_transactions() -> Space {
    Space::root().child(FILTERED_TRANSACTIONS)
}

pub(super) fn address_table() -> Space {
    Space::root().child(ADDRESS_TABLE)
}

pub(super) fn messages() -> Space {
    Space::root().child(MESSAGES)
}

pub(super) fn cache_managers() -> Space {
    Space::root().child(PROGRAMS).child(4)
}

pub(super) fn params() -> U256 {
    static SLOT: OnceLock<U256> = OnceLock::new();
    *SLOT.get_or_init(|| Space::root().child(PROGRAMS).child(0).at(0))
}

/// The version's slot.
pub(super) fn version() -> U256 {
    static SLOT: OnceLock<U256> = OnceLock::new();
    *SLOT.get_or_init(|| Space::root().at(VERSION))
}

pub(super) fn programs() -> Space {
    Space::root().child(PROGRAMS).child(1)
}

pub(super) fn module_hashes() -> Space {
    Space::root().child(PROGRAMS).child(2)
}

pub(super) fn data_pricer() -> Space {
    Space::root().child(PROGRAMS).child(3)
}
