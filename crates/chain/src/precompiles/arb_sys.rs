//! `ArbSys` at 0x64: the chain's own block numbers, aliases, and messages to the parent chain.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;

use super::{
    abi::IArbSys,
    call::{Answer, Call, Fault},
    dispatch::{methods, missing, Method},
};
use crate::{arbos::ARBOS_VERSION, revert::InvalidBlockNumber};

/// Added to the ArbOS version for historical reasons.
const VERSION_OFFSET: u64 = 55;
/// Blocks whose hashes are kept.
const HASHES_KEPT: u64 = 256;
/// What is added to the address of a contract of the parent chain.
const ALIAS_OFFSET: U256 = U256::from_limbs([0x0000_0000_0000_1111, 0, 0x1111_0000, 0]);

pub(super) const METHODS: &[Method] = methods! { IArbSys:
    arbBlockNumberCall View |call, _| Ok(U256::from(call.ctx.chain.number));
    arbBlockHashCall View |call, arguments| block_hash(call, arguments.number);
    arbChainIDCall View |call, _| Ok(U256::from(call.ctx.cfg.chain_id));
    arbOSVersionCall View |_, _| Ok(U256::from(VERSION_OFFSET + ARBOS_VERSION));
    getStorageGasAvailableCall View |_, _| Ok(U256::ZERO);
    // A transaction's call is at depth 1 on the node's count, a contract's call at depth 2.
    isTopLevelCallCall View |call, _| Ok(call.depth < 2);
    mapL1SenderContractAddressToL2AliasCall Pure |_, arguments| Ok(alias(arguments.sender));
    // No transaction of this chain comes from a contract of a parent chain.
    wasMyCallersAddressAliasedCall View |_, _| Ok(false);
    myCallersAddressWithoutAliasingCall View |call, _| callers_address(call);
    withdrawEthCall Payable |_, _| missing("ArbSys.withdrawEth");
    sendTxToL1Call Payable |_, _| missing("ArbSys.sendTxToL1");
    // Only for the zero address, which nobody is.
    sendMerkleTreeStateCall View |_, _| Err(Fault::Plain);
};

fn block_hash(call: &mut Call<'_>, requested: U256) -> Answer<B256> {
    let current = call.ctx.chain.number;
    let known = u64::try_from(requested)
        .ok()
        .filter(|number| *number < current && number.saturating_add(HASHES_KEPT) >= current)
        .and_then(|number| call.ctx.chain.hashes.own(number));
    known.ok_or_else(|| {
        let error = InvalidBlockNumber { requested, current: U256::from(current) };
        Fault::Declared(error.abi_encode().into())
    })
}

/// Address + 0x1111000000000000000000000000000000001111, modulo 2^160.
fn alias(sender: Address) -> Address {
    let sum = U256::from_be_slice(sender.as_slice()).wrapping_add(ALIAS_OFFSET);
    Address::from_word(B256::from(sum))
}

/// The account that called the caller. Somebody who sends a transaction was called by nobody.
fn callers_address(call: &Call<'_>) -> Answer<Address> {
    if call.depth == 0 {
        return Ok(Address::ZERO);
    }
    missing("ArbSys.myCallersAddressWithoutAliasing for contracts")
}

#[cfg(test)]
mod tests {
    use alloy_primitives::address;

    use super::*;

    #[test]
    fn aliases_wrap_around() {
        assert_eq!(
            alias(address!("fefefefefefefefefefefefefefefefefefefefe")),
            address!("100ffefefefefefefefefefefefefefefeff100f")
        );
        assert_eq!(alias(Address::ZERO), address!("1111000000000000000000000000000000001111"));
    }
}
