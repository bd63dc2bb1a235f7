//! What can happen: a call of the Minter, or something around it that the Minter will meet.

use alloy_primitives::{Address, Bytes, B256, U256};

use super::cast::{Mood, TokenMood};
use crate::bindings::Minter::{Payee, Terms};

/// One transaction.
#[derive(Clone, Debug)]
pub struct Action {
    /// Timestamp of its block.
    pub at: u64,
    /// Who calls; an actor through its own code.
    pub by: Address,
    /// Wei sent along.
    pub value: U256,
    /// What is called.
    pub act: Act,
}

/// What is called.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // There is one at a time.
pub enum Act {
    Create {
        sale: U256,
        terms: Terms,
        payees: Vec<Payee>,
    },
    Amend {
        sale: U256,
        limit: u32,
        end: u64,
        root: B256,
        signer: Address,
    },
    Pause {
        sale: U256,
        paused: bool,
    },
    Close {
        sale: U256,
    },
    Revoke {
        sale: U256,
        nonce: U256,
    },
    RevokeAll {
        sale: U256,
    },
    /// `mint` without a recipient, `mintFor` with one.
    Mint {
        sale: U256,
        to: Option<Address>,
        quantity: u32,
        max: U256,
        data: Bytes,
    },
    MintUnsold {
        sale: U256,
        quantity: u32,
    },
    Reveal {
        sale: U256,
        seed: B256,
        promise: B256,
    },
    Release {
        sale: U256,
    },
    Withdraw {
        account: Address,
        currency: Address,
    },
    Refund {
        sale: U256,
        account: Address,
    },
    /// An actor changes its mood.
    Mood {
        actor: Address,
        mood: Mood,
    },
    /// A token changes its mood.
    TokenMood {
        token: Address,
        mood: TokenMood,
    },
    /// The owner gives the Minter its role, or takes it.
    Role {
        collection: usize,
        given: bool,
    },
    /// The owner hands the collection over.
    HandOver {
        collection: usize,
        to: Address,
    },
    /// The owner creates a series.
    Series {
        collection: usize,
        root: B256,
        supply: u32,
    },
    /// The owner mints from a series with a root, past the Minter.
    Direct {
        collection: usize,
        series: u32,
        count: u32,
    },
}

impl Act {
    /// The kind, for counting.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Create { .. } => "createSale",
            Self::Amend { .. } => "amendSale",
            Self::Pause { .. } => "setPaused",
            Self::Close { .. } => "closeSale",
            Self::Revoke { .. } => "revokeVoucher",
            Self::RevokeAll { .. } => "revokeAllVouchers",
            Self::Mint { to: None, .. } => "mint",
            Self::Mint { .. } => "mintFor",
            Self::MintUnsold { .. } => "mintUnsold",
            Self::Reveal { .. } => "reveal",
            Self::Release { .. } => "release",
            Self::Withdraw { .. } => "withdraw",
            Self::Refund { .. } => "refund",
            Self::Mood { .. } => "(mood)",
            Self::TokenMood { .. } => "(token mood)",
            Self::Role { .. } => "(role)",
            Self::HandOver { .. } => "(hand over)",
            Self::Series { .. } => "(series)",
            Self::Direct { .. } => "(direct mint)",
        }
    }

    /// Whether the Minter itself is called.
    pub fn is_call(&self) -> bool {
        self.sale().is_some() || matches!(self, Self::Withdraw { .. })
    }

    /// The sale that it is about.
    pub fn sale(&self) -> Option<U256> {
        match self {
            Self::Create { sale, .. }
            | Self::Amend { sale, .. }
            | Self::Pause { sale, .. }
            | Self::Close { sale }
            | Self::Revoke { sale, .. }
            | Self::RevokeAll { sale }
            | Self::Mint { sale, .. }
            | Self::MintUnsold { sale, .. }
            | Self::Reveal { sale, .. }
            | Self::Release { sale }
            | Self::Refund { sale, .. } => Some(*sale),
            _ => None,
        }
    }
}
