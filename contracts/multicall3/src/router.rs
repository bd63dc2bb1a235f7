//! Where a call enters the program and finds its function.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::{vec, vec::Vec};

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_wire::{text_refusal, Answer, Reader};
use stylus_sdk::{host::VM, prelude::*, stylus_core::Host, ArbResult};

use crate::{
    calls::{append_data, append_results, run, words, Shape},
    chain,
    interface::IMulticall3::{
        aggregate3Call, aggregate3ValueCall, aggregateCall, blockAndAggregateCall, getBasefeeCall,
        getBlockHashCall, getBlockNumberCall, getChainIdCall, getCurrentBlockCoinbaseCall,
        getCurrentBlockDifficultyCall, getCurrentBlockGasLimitCall, getCurrentBlockTimestampCall,
        getEthBalanceCall, getLastBlockHashCall, tryAggregateCall, tryBlockAndAggregateCall,
    },
};

/// The program's way to the chain; there is nothing in storage.
#[storage]
pub struct Multicall3;

/// Runs one call.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let multicall = unsafe { Multicall3::new(U256::ZERO, 0, host) };
    answer(multicall.vm(), &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for a selector that is not in the table, for arguments that do not decode, and for value sent to a view.
pub fn answer(vm: &dyn Host, calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    let mut arguments = Reader::new(arguments);
    match *selector {
        aggregateCall::SELECTOR => aggregate(vm, &mut arguments),
        tryAggregateCall::SELECTOR => {
            let may_fail = !arguments.boolean()?;
            results(&mut arguments, Shape::Plain { may_fail })
        }
        tryBlockAndAggregateCall::SELECTOR => {
            let may_fail = !arguments.boolean()?;
            block_and_results(vm, &mut arguments, may_fail)
        }
        blockAndAggregateCall::SELECTOR => block_and_results(vm, &mut arguments, false),
        aggregate3Call::SELECTOR => results(&mut arguments, Shape::Failing),
        aggregate3ValueCall::SELECTOR => aggregate_with_value(vm, &mut arguments),
        _ if vm.msg_value() != U256::ZERO => Err(Vec::new()),
        selector => view(vm, selector, &mut arguments),
    }
}

/// The number of the block and what each call gave back; all must succeed.
fn aggregate(vm: &dyn Host, arguments: &mut Reader<'_>) -> ArbResult {
    let (outcomes, _) = run(arguments, Shape::Plain { may_fail: false })?;
    let answer = Answer::with_capacity(2 + words(&outcomes)).number(chain::number(vm)).size(64);
    Ok(append_data(answer, &outcomes).into_bytes())
}

/// What became of each call.
fn results(arguments: &mut Reader<'_>, shape: Shape) -> ArbResult {
    let (outcomes, _) = run(arguments, shape)?;
    let answer = Answer::with_capacity(1 + words(&outcomes)).size(32);
    Ok(append_results(answer, &outcomes).into_bytes())
}

/// The same for calls that send value: all of the value that came along, and no more.
fn aggregate_with_value(vm: &dyn Host, arguments: &mut Reader<'_>) -> ArbResult {
    let (outcomes, sum) = run(arguments, Shape::Paying)?;
    if sum != vm.msg_value() {
        return Err(text_refusal("Multicall3: value mismatch"));
    }
    let answer = Answer::with_capacity(1 + words(&outcomes)).size(32);
    Ok(append_results(answer, &outcomes).into_bytes())
}

/// Number and hash of the block (the hash of a block is not known inside of it: zero), and what became of each call.
fn block_and_results(vm: &dyn Host, arguments: &mut Reader<'_>, may_fail: bool) -> ArbResult {
    let (outcomes, _) = run(arguments, Shape::Plain { may_fail })?;
    let number = chain::number(vm);
    let answer = Answer::with_capacity(3 + words(&outcomes));
    let answer = answer.number(number).hash(chain::hash(number)).size(96);
    Ok(append_results(answer, &outcomes).into_bytes())
}

/// A question about the block, the chain or an account.
fn view(vm: &dyn Host, selector: [u8; 4], arguments: &mut Reader<'_>) -> ArbResult {
    let answer = match selector {
        getBlockHashCall::SELECTOR => chain::hash(arguments.number(256)?).into(),
        getLastBlockHashCall::SELECTOR => {
            chain::hash(chain::number(vm).wrapping_sub(U256::from(1))).into()
        }
        getBlockNumberCall::SELECTOR => chain::number(vm),
        getCurrentBlockCoinbaseCall::SELECTOR => vm.block_coinbase().into_word().into(),
        getCurrentBlockDifficultyCall::SELECTOR => chain::DIFFICULTY,
        getCurrentBlockGasLimitCall::SELECTOR => U256::from(vm.block_gas_limit()),
        getCurrentBlockTimestampCall::SELECTOR => U256::from(vm.block_timestamp()),
        getEthBalanceCall::SELECTOR => vm.balance(arguments.address()?),
        getBasefeeCall::SELECTOR => vm.block_basefee(),
        getChainIdCall::SELECTOR => U256::from(vm.chain_id()),
        _ => return Err(Vec::new()),
    };
    Ok(Answer::with_capacity(1).number(answer).into_bytes())
}
