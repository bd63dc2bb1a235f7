//! Where ArbOS keeps what: a tree of spaces, each with its own hashed key.

use alloy_primitives::{keccak256, B256, U256};

pub(super) const VERSION: u64 = 0;
pub(super) const NETWORK_FEE_ACCOUNT: u64 = 3;
pub(super) const CHAIN_ID: u64 = 4;
pub(super) const INFRA_FEE_ACCOUNT: u64 = 6;

const L1_PRICING: u8 = 0;
const L2_PRICING: u8 = 1;
const OWNERS: u8 = 4;
const PROGRAMS: u8 = 8;

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
        Self(keccak256([self.0.as_slice(), &[id]].concat()).to_vec())
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
    /// Price of a unit of data on the parent chain, wei.
    L1PricePerUnit,
    /// ArbOS version that was scheduled.
    UpgradeVersion,
    /// Time at which it was to take effect.
    UpgradeTime,
}

impl Number {
    pub(super) fn slot(self) -> U256 {
        let root = Space::root();
        let l2 = |offset| Space::root().child(L2_PRICING).at(offset);
        match self {
            Self::UpgradeVersion => root.at(1),
            Self::UpgradeTime => root.at(2),
            Self::BrotliLevel => root.at(7),
            Self::SpeedLimit => l2(0),
            Self::BlockGasLimit => l2(1),
            Self::BaseFee => l2(2),
            Self::MinBaseFee => l2(3),
            Self::GasBacklog => l2(4),
            Self::PricingInertia => l2(5),
            Self::BacklogTolerance => l2(6),
            Self::TxGasLimit => l2(7),
            Self::L1PricePerUnit => root.child(L1_PRICING).at(7),
        }
    }
}

pub(super) fn owners() -> Space {
    Space::root().child(OWNERS)
}

pub(super) fn cache_managers() -> Space {
    Space::root().child(PROGRAMS).child(4)
}

pub(super) fn params() -> U256 {
    Space::root().child(PROGRAMS).child(0).at(0)
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
