//! What is asked of a contract.

use alloy_primitives::{Address, Bytes, U256};
use stylus_chain::CallRequest;

/// A message to a contract, or a creation: sent by [`Devnet::send`](crate::Devnet::send), or only executed by
/// [`Devnet::call`](crate::Devnet::call).
#[derive(Clone, Debug, Default)]
#[must_use = "a message does nothing until it is sent or called"]
pub struct Message {
    request: CallRequest,
}

impl Message {
    /// A message to this account, without data, from the first account.
    pub fn to(account: Address) -> Self {
        Self { request: CallRequest { to: Some(account), ..CallRequest::default() } }
    }

    /// A creation with this init code.
    pub fn create(init_code: impl Into<Bytes>) -> Self {
        Self { request: CallRequest { input: init_code.into(), ..CallRequest::default() } }
    }

    /// Call data, for example `alloy`'s `abi_encode()`.
    pub fn data(mut self, data: impl Into<Bytes>) -> Self {
        self.request.input = data.into();
        self
    }

    /// Another sender; it needs no key, but a balance.
    pub fn from(mut self, sender: Address) -> Self {
        self.request.from = Some(sender);
        self
    }

    /// Wei sent along.
    pub fn value(mut self, wei: U256) -> Self {
        self.request.value = wei;
        self
    }

    /// Gas limit; by default an estimate for transactions and the node's cap for calls.
    pub fn gas(mut self, limit: u64) -> Self {
        self.request.gas = Some(limit);
        self
    }

    pub(super) fn request(self) -> CallRequest {
        self.request
    }
}
