//! Where a call enters the program and finds its function.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_wire::{Answer, Reader};
use stylus_sdk::{host::VM, prelude::*, ArbResult};

use crate::{
    contract::CacheManager,
    interface::ICacheManager::{
        cacheSizeCall, decayCall, entriesCall, evictAllCall, evictProgramsCall, getEntriesCall,
        getMinBid_0Call, getMinBid_1Call, getMinBid_2Call, getSmallestEntriesCall, isPausedCall,
        pauseCall, placeBidCall, queueSizeCall, setCacheSizeCall, setDecayRateCall, sweepFundsCall,
        unpauseCall,
    },
    views,
};

/// Runs one call.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut manager = unsafe { CacheManager::new(U256::ZERO, 0, host) };
    answer(&mut manager, &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for a selector that is not in the table, for arguments that do not decode, and for value sent to anything
/// but `placeBid`.
pub fn answer(manager: &mut CacheManager, calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    let mut arguments = Reader::new(arguments);
    if *selector == placeBidCall::SELECTOR {
        manager.place_bid(arguments.address()?)?;
        return Ok(Vec::new());
    }
    if manager.vm().msg_value() != U256::ZERO {
        return Err(Vec::new());
    }
    match question(manager, *selector, &mut arguments)? {
        Some(answer) => Ok(answer),
        None => order(manager, *selector, &mut arguments).map(|()| Vec::new()),
    }
}

/// Answers a view. `None` when the selector is none of theirs.
fn question(
    manager: &CacheManager,
    selector: [u8; 4],
    arguments: &mut Reader<'_>,
) -> Result<Option<Vec<u8>>, Vec<u8>> {
    let number = match selector {
        getMinBid_0Call::SELECTOR => manager.min_bid(arguments.number(64)?.saturating_to())?,
        getMinBid_1Call::SELECTOR => manager.min_bid_for(arguments.hash()?)?,
        getMinBid_2Call::SELECTOR => {
            let program = arguments.address()?;
            manager.min_bid_for(manager.vm().code_hash(program))?
        }
        cacheSizeCall::SELECTOR => U256::from(manager.cache_size.get()),
        queueSizeCall::SELECTOR => U256::from(manager.queue_size.get()),
        decayCall::SELECTOR => U256::from(manager.decay.get()),
        isPausedCall::SELECTOR => U256::from(u8::from(manager.paused.get())),
        entriesCall::SELECTOR => return manager.entry_words(arguments.number(256)?).map(Some),
        getEntriesCall::SELECTOR => return Ok(Some(views::list(&manager.all()))),
        getSmallestEntriesCall::SELECTOR => {
            return Ok(Some(manager.smallest(arguments.number(256)?)))
        }
        _ => return Ok(None),
    };
    Ok(Some(Answer::with_capacity(1).number(number).into_bytes()))
}

/// Does what only owners of the chain may ask for.
fn order(
    manager: &mut CacheManager,
    selector: [u8; 4],
    arguments: &mut Reader<'_>,
) -> Result<(), Vec<u8>> {
    match selector {
        setCacheSizeCall::SELECTOR => {
            let size = arguments.number(64)?;
            manager.only_owners()?;
            manager.set_cache_size(size.saturating_to());
        }
        setDecayRateCall::SELECTOR => {
            let decay = arguments.number(64)?;
            manager.only_owners()?;
            manager.set_decay_rate(decay.saturating_to());
        }
        pauseCall::SELECTOR | unpauseCall::SELECTOR => {
            manager.only_owners()?;
            manager.set_paused(selector == pauseCall::SELECTOR);
        }
        evictProgramsCall::SELECTOR => {
            let count = arguments.number(256)?;
            manager.only_owners()?;
            manager.evict_programs(count.saturating_to())?;
        }
        evictAllCall::SELECTOR => {
            manager.only_owners()?;
            manager.evict_programs(usize::MAX)?;
        }
        sweepFundsCall::SELECTOR => {
            manager.only_owners()?;
            manager.sweep_funds()?;
        }
        _ => return Err(Vec::new()),
    }
    Ok(())
}
