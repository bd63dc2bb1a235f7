//! `ArbSys` at 0x64: the chain's own block numbers, aliases, and messages to the parent chain.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;

use super::{
    abi::IArbSys::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};
use crate::revert::InvalidBlockNumber;

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
    arbOSVersionCall View |call, _| Ok(U256::from(VERSION_OFFSET + call.ctx.chain.arbos));
    getStorageGasAvailableCall View |_, _| Ok(U256::ZERO);
    // A transaction's call is at depth 1 on the node's count, a contract's call at depth 2.
    isTopLevelCallCall View |call, _| Ok(call.depth < 2);
    mapL1SenderContractAddressToL2AliasCall Pure |_, arguments| Ok(alias(arguments.sender));
    // No transaction of this chain comes from a contract of a parent chain.
    wasMyCallersAddressAliasedCall View |_, _| Ok(false);
    myCallersAddressWithoutAliasingCall View |call, _| Ok(callers_address(call));
    withdrawEthCall Payable |call, arguments| send(call, arguments.destination, &[]);
    sendTxToL1Call Payable |call, arguments| send(call, arguments.destination, &arguments.data);
    sendMerkleTreeStateCall View |call, _| tree(call);
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
fn callers_address(call: &Call<'_>) -> Address {
    call.ctx.chain.callers.last().copied().unwrap_or_default()
}

/// Hands a message and the wei that came along to the parent chain: its hash goes into the tree, the wei are gone. The
/// answer is the message's place in the tree.
fn send(call: &mut Call<'_>, destination: Address, data: &[u8]) -> Answer<U256> {
    let (caller, value, number) = (call.caller, call.value, U256::from(call.ctx.chain.number));
    let (l1_number, timestamp) = (call.ctx.block.number, call.ctx.block.timestamp);
    let words = [number, l1_number, timestamp, value].map(|word: U256| word.to_be_bytes::<32>());
    let content = [caller.as_slice(), destination.as_slice(), &words.concat(), data].concat();
    let hash = call.arbos().messages().hash(&content)?;
    let updates = call.arbos().messages().append(hash)?;
    let position = U256::from(call.arbos().messages().size()?.saturating_sub(1));
    call.burn_value()?;
    for update in updates {
        let position = (U256::from(update.level) << 192) | U256::from(update.leaf);
        call.emit(&SendMerkleUpdate { reserved: U256::ZERO, hash: update.hash, position })?;
    }
    call.emit(&L2ToL1Tx {
        caller,
        destination,
        hash: hash.into(),
        position,
        arbBlockNum: number,
        ethBlockNum: l1_number,
        timestamp,
        callvalue: value,
        data: data.to_vec().into(),
    })?;
    Ok(position)
}

/// The tree of messages, for the zero address alone.
fn tree(call: &mut Call<'_>) -> Answer<sendMerkleTreeStateReturn> {
    if call.caller != Address::ZERO {
        return Err(Fault::Plain);
    }
    let mut arbos = call.arbos();
    let mut messages = arbos.messages();
    let root = messages.root()?;
    let size = U256::from(messages.size()?);
    Ok(sendMerkleTreeStateReturn { size, root, partials: messages.partials()? })
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
