//! Requests that change nothing (calls, estimates) and their answers; the same request type is sent as a
//! transaction for unlocked accounts.

use std::collections::BTreeMap;

use alloy_eips::{eip2930::AccessList, eip7702::SignedAuthorization};
use alloy_primitives::{Address, Bytes, Log, B256, U256};

/// A call object as JSON-RPC knows it. Absent fields have the meaning that Nitro gives them.
#[derive(Clone, Debug, Default)]
pub struct CallRequest {
    /// Caller; absent means the zero address.
    pub from: Option<Address>,
    /// Callee; absent means a creation.
    pub to: Option<Address>,
    /// Gas limit; absent or above the RPC cap means the cap (50,000,000).
    pub gas: Option<u64>,
    /// Legacy price in wei per gas. All fee fields absent: the call is free and `BASEFEE` is 0.
    pub gas_price: Option<u128>,
    /// EIP-1559 fee cap in wei per gas.
    pub max_fee_per_gas: Option<u128>,
    /// EIP-1559 tip in wei per gas; Arbitrum ignores it.
    pub max_priority_fee_per_gas: Option<u128>,
    /// Wei sent along.
    pub value: U256,
    /// Call data or init code.
    pub input: Bytes,
    /// Nonce; calls ignore it, a transaction takes the account's when absent.
    pub nonce: Option<u64>,
    /// Chain id; must be the chain's when present.
    pub chain_id: Option<u64>,
    /// EIP-2930 access list.
    pub access_list: Option<AccessList>,
    /// EIP-7702 authorizations.
    pub authorization_list: Option<Vec<SignedAuthorization>>,
    /// Leave out what the bytes would cost on the parent chain.
    pub skip_l1_charging: bool,
}

impl CallRequest {
    /// True if the request names a price, so that fees are taken and checked.
    pub fn has_price(&self) -> bool {
        self.gas_price.is_some_and(|fee| fee > 0)
            || self.max_fee_per_gas.is_some_and(|fee| fee > 0)
            || self.max_priority_fee_per_gas.is_some_and(|fee| fee > 0)
    }
}

/// Changes of one account for the length of one call.
#[derive(Clone, Debug, Default)]
pub struct AccountOverride {
    /// Balance in wei.
    pub balance: Option<U256>,
    /// Nonce.
    pub nonce: Option<u64>,
    /// Code.
    pub code: Option<Bytes>,
    /// The whole storage: slots that are not named become zero.
    pub state: Option<BTreeMap<B256, B256>>,
    /// Single slots.
    pub state_diff: Option<BTreeMap<B256, B256>>,
    /// Moves the precompile of this address to another one.
    pub move_precompile_to: Option<Address>,
}

/// Changed accounts of one call, in address order.
pub type StateOverrides = BTreeMap<Address, AccountOverride>;

/// Changed block fields of one call.
#[derive(Clone, Debug, Default)]
pub struct BlockOverrides {
    /// The chain's own block number; as on Nitro this does not change what `NUMBER` answers.
    pub number: Option<U256>,
    /// Timestamp in seconds.
    pub time: Option<u64>,
    /// Gas limit in the header.
    pub gas_limit: Option<u64>,
    /// Address that `COINBASE` answers.
    pub coinbase: Option<Address>,
    /// Base fee in wei.
    pub base_fee: Option<U256>,
    /// Value that `PREVRANDAO` answers.
    pub prev_randao: Option<B256>,
    /// Hashes that `BLOCKHASH` answers.
    pub block_hashes: BTreeMap<u64, B256>,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It returned.
    Success,
    /// It reverted; the output is the revert data.
    Revert,
    /// It failed and used all its gas; the text is the node's, for example `out of gas`.
    Halt(String),
}

/// What a call did, nothing of which lasts.
#[derive(Clone, Debug)]
pub struct CallOutcome {
    /// How it ended.
    pub status: Status,
    /// Return data, or revert data.
    pub output: Bytes,
    /// Gas that a transaction of this kind would pay, after refunds.
    pub gas_used: u64,
    /// The most gas that was in use at one time: gas used before refunds.
    pub max_gas_used: u64,
    /// Refund that was granted, already taken off `gas_used`.
    pub refund: u64,
    /// Events of a successful execution.
    pub logs: Vec<Log>,
    /// Address of the contract for a creation that succeeded.
    pub created: Option<Address>,
}

/// The answer to a request for an access list.
#[derive(Clone, Debug)]
pub struct AccessListOutcome {
    /// Accounts and slots that the call touches.
    pub access_list: AccessList,
    /// Gas used when the list is sent along.
    pub gas_used: u64,
    /// Why the call failed, if it did.
    pub error: Option<String>,
}
