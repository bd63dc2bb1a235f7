//! From a call object to an execution: defaults, overrides, and the rules that a node checks for calls.

use std::collections::BTreeMap;

use alloy_primitives::{Address, TxKind, U256};

use super::{poster, Chain};
use crate::{
    arbos::{version_of, ARBOS_ACCOUNT},
    block::Block,
    call::{AccountOverride, BlockOverrides, CallRequest, StateOverrides},
    error::{CallError, TxError},
    evm::{intrinsic_gas, BlockContext, Deadline, Job, TxContext},
    precompiles::is_precompile,
    state::State,
};

impl Chain {
    /// The execution that a call at this block stands for.
    pub(super) fn job(
        &self,
        request: &CallRequest,
        block: &Block,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
    ) -> Result<Job, CallError> {
        let mut state = block.state.clone();
        let moved = apply_overrides(&mut state, overrides)?;
        let mut context = self.context_of(block);
        override_block(&mut context, block_overrides);
        let mut tx = call_context(request, &context, self.config.rpc_gas_cap)?;
        // The cap limits what is computed: bytes are paid for above it.
        let posting = poster::estimate_gas(&state, &context, request, &tx);
        let cap = self.config.rpc_gas_cap.saturating_add(posting);
        tx.gas_limit = request.gas.unwrap_or(cap).min(cap);
        tx.poster_gas = poster::call_gas(&state, &context, request, &tx);
        let (programs, deadline) = (self.programs.clone(), self.deadline());
        Ok(Job { state, block: context, tx, moved, programs, deadline })
    }

    /// When an execution that starts now and leaves nothing behind must end.
    pub(super) fn deadline(&self) -> Deadline {
        Deadline::after(self.config.evm_timeout)
    }
}

/// Changes the state; the answer lists moved precompiles, new address → old.
fn apply_overrides(
    state: &mut State,
    overrides: &StateOverrides,
) -> Result<BTreeMap<Address, Address>, CallError> {
    let mut moved = BTreeMap::new();
    let arbos = version_of(state);
    for (&address, change) in overrides {
        check_override(arbos, address, change, overrides, &moved)?;
        if let Some(target) = change.move_precompile_to {
            moved.insert(target, address);
        }
        if let Some(balance) = change.balance {
            state.set_balance(address, balance);
        }
        if let Some(nonce) = change.nonce {
            state.set_nonce(address, nonce);
        }
        if let Some(code) = &change.code {
            state.set_code(address, code.clone());
        }
        if change.state.is_some() {
            state.clear_storage(address);
        }
        for (slot, value) in change.state.iter().chain(&change.state_diff).flatten() {
            state.set_storage(address, U256::from_be_bytes(slot.0), U256::from_be_bytes(value.0));
        }
    }
    Ok(moved)
}

fn check_override(
    arbos: u64,
    address: Address,
    change: &AccountOverride,
    all: &StateOverrides,
    moved: &BTreeMap<Address, Address>,
) -> Result<(), CallError> {
    let refuse = |text: String| Err(CallError::BadOverride(text));
    if address == ARBOS_ACCOUNT {
        return refuse("overriding the ArbOS state account is not allowed".to_owned());
    }
    if change.state.is_some() && change.state_diff.is_some() {
        return refuse(format!("account {address} has both 'state' and 'stateDiff'"));
    }
    let Some(target) = change.move_precompile_to else { return Ok(()) };
    if !is_precompile(address, arbos) {
        return refuse(format!("account {address} is not a precompile"));
    }
    if all.contains_key(&target) || moved.contains_key(&target) {
        return refuse(format!("account {target} is already overridden"));
    }
    Ok(())
}

fn override_block(block: &mut BlockContext, change: &BlockOverrides) {
    let small = |value: U256| u64::try_from(value).unwrap_or(u64::MAX);
    block.number = change.number.map_or(block.number, small);
    block.timestamp = change.time.unwrap_or(block.timestamp);
    block.gas_limit = change.gas_limit.unwrap_or(block.gas_limit);
    block.coinbase = change.coinbase.unwrap_or(block.coinbase);
    block.base_fee = change.base_fee.map_or(block.base_fee, small);
    block.prev_randao = change.prev_randao.unwrap_or(block.prev_randao);
    block.hashes.overrides.clone_from(&change.block_hashes);
}

/// The transaction that a call object stands for. Without a price the call is free and the base fee reads 0.
fn call_context(
    request: &CallRequest,
    block: &BlockContext,
    gas_cap: u64,
) -> Result<TxContext, CallError> {
    let dynamic = request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some();
    if request.gas_price.is_some() && dynamic {
        return Err(CallError::TwoPrices);
    }
    let (cap, tip) = prices(request);
    let priced = request.has_price();
    let reported_price = cap.min(u128::from(block.base_fee).saturating_add(tip));
    let authorizations = request.authorization_list.clone().unwrap_or_default();
    Ok(TxContext {
        arbos: block.arbos,
        simulated: true,
        tx_type: tx_type(request, dynamic),
        from: request.from.unwrap_or_default(),
        gas_limit: request.gas.unwrap_or(gas_cap).min(gas_cap),
        price: if priced { u128::from(block.base_fee) } else { 0 },
        reported_price: if priced { reported_price } else { 0 },
        kind: request.to.map_or(TxKind::Create, TxKind::Call),
        value: request.value,
        input: request.input.clone(),
        access_list: request.access_list.clone().unwrap_or_default(),
        authorizations,
        // The limit of 32M binds transactions only.
        compute_cap: u64::MAX,
        poster_gas: 0,
    })
}

/// Fee cap and tip.
pub(super) fn prices(request: &CallRequest) -> (u128, u128) {
    if let Some(price) = request.gas_price {
        return (price, price);
    }
    (request.max_fee_per_gas.unwrap_or(0), request.max_priority_fee_per_gas.unwrap_or(0))
}

fn tx_type(request: &CallRequest, dynamic: bool) -> u8 {
    match () {
        () if request.authorization_list.is_some() => 4,
        () if dynamic => 2,
        () if request.access_list.is_some() => 1,
        () => 0,
    }
}

/// The rules that a node checks before it executes a call.
pub(super) fn check_call(request: &CallRequest, job: &Job) -> Result<(), TxError> {
    let tx = &job.tx;
    super::admission::check_type(tx)?;
    let (cap, tip) = prices(request);
    let base = u128::from(job.block.base_fee);
    let address = tx.from;
    if request.has_price() {
        if tip > cap {
            return Err(TxError::TipAboveCap { address, tip, cap });
        }
        if cap < base {
            return Err(TxError::FeeCapTooLow { address, cap, base });
        }
    }
    if let Some(have) = request.chain_id.filter(|id| *id != job.block.chain_id) {
        return Err(TxError::ChainId { have, want: job.block.chain_id });
    }
    let cost = U256::from(cap).saturating_mul(U256::from(tx.gas_limit)).saturating_add(tx.value);
    let have = job.state.balance(address);
    if have < cost {
        return Err(TxError::Funds { address, have, want: cost });
    }
    let want = intrinsic_gas(tx);
    if tx.gas_limit < want {
        return Err(TxError::IntrinsicGas { have: tx.gas_limit, want });
    }
    super::admission::check_shape(tx)
}
