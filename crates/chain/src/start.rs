//! The internal transaction that Nitro puts at the start of every block (type 0x6a). It costs nothing, has no signature, and
//! tells ArbOS how the parent chain and the clock went on.

use alloy_primitives::{address, keccak256, Address, Bytes, B256, U256};
use alloy_rlp::Encodable;
use alloy_sol_types::{sol, SolCall};

/// EIP-2718 type of the internal transaction.
pub const START_TYPE: u8 = 0x6a;

/// Sender and receiver of the internal transaction.
pub const START_ACCOUNT: Address = address!("00000000000000000000000000000000000a4b05");

sol! {
    /// The method of `ArbosActs` that the transaction stands for.
    function startBlock(uint256 l1BaseFee, uint64 l1BlockNumber, uint64 l2BlockNumber, uint64 timePassed);
}

/// The internal transaction of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartTransaction {
    /// Hash of the transaction: keccak256 of [`StartTransaction::encoded`].
    pub hash: B256,
    /// Chain id that it names.
    pub chain_id: u64,
    /// Call data: selector and arguments of `startBlock`.
    pub input: Bytes,
}

impl StartTransaction {
    /// The transaction that starts a block of these numbers, `time_passed` seconds after the last one.
    pub(crate) fn new(chain_id: u64, l1_number: u64, number: u64, time_passed: u64) -> Self {
        let call = startBlockCall {
            l1BaseFee: U256::ZERO,
            l1BlockNumber: l1_number,
            l2BlockNumber: number,
            timePassed: time_passed,
        };
        let mut start = Self { hash: B256::ZERO, chain_id, input: call.abi_encode().into() };
        start.hash = keccak256(start.encoded());
        start
    }

    /// Its bytes in a block: the type, then the list of chain id and call data.
    pub fn encoded(&self) -> Vec<u8> {
        let fields: [&dyn Encodable; 2] = [&self.chain_id, &self.input];
        let mut bytes = vec![START_TYPE];
        alloy_rlp::encode_list::<&dyn Encodable, dyn Encodable>(&fields, &mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;

    use super::*;

    #[test]
    fn is_a_call_of_start_block_in_an_envelope() {
        let start = StartTransaction::new(412_346, 7, 9, 3);
        assert_eq!(start.input[..4], hex!("6bf6a42d"));
        assert_eq!(start.input.len(), 4 + 4 * 32);
        assert_eq!((start.input[67], start.input[99], start.input[131]), (7, 9, 3));
        let bytes = start.encoded();
        // Type, list of 3 + 1 + 134 bytes, the chain id in three bytes, call data of 132.
        assert_eq!(bytes[..9], hex!("6af88a83064abab884"));
        assert_eq!(bytes.len(), 9 + 132);
        assert_eq!(start.hash, keccak256(&bytes));
    }
}
