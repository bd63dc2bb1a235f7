//! What is known about the block and the chain.

use alloy_primitives::{address, Address, B256, U256};
use stylus_sdk::{call::RawCall, stylus_core::Host};

/// Answers the hash of the block whose number it is given. A program has no host call for that, so the development chain places
/// nine bytes of EVM code here: `PUSH0 CALLDATALOAD BLOCKHASH PUSH0 MSTORE PUSH1 32 PUSH0 RETURN`.
const BLOCK_HASHES: Address = address!("B10C4A5400000000000000000000000000000001");

/// Difficulty of every block of an Arbitrum chain.
pub(crate) const DIFFICULTY: U256 = U256::from_limbs([1, 0, 0, 0]);

/// Number of the block, as the opcode `NUMBER` answers it on Arbitrum: the parent chain's.
pub(crate) fn number(vm: &dyn Host) -> U256 {
    U256::from(vm.block_number())
}

/// Hash of a block by that number, as the opcode `BLOCKHASH` answers it: zero unless it is one of the last 256.
pub(crate) fn hash(number: U256) -> B256 {
    // SAFETY: this program has no storage that a call could change behind its back.
    let answer = unsafe { RawCall::new_static().call(BLOCK_HASHES, &number.to_be_bytes::<32>()) };
    answer.ok().and_then(|hash| B256::try_from(hash.as_slice()).ok()).unwrap_or_default()
}
