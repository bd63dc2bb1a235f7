//! The answers of the named tracers: host calls, frames, accounts, selectors.

use std::collections::BTreeMap;

use alloy_primitives::{hex, Address, B256};
use serde_json::{json, Map, Value};
use stylus_chain::trace::{
    AccountTrace, CallFrame, FrameKind, HostCall, StateTrace, Trace, Transfer,
};
use stylus_chain::{is_precompile, revert};

use super::super::encode::{quantity, wide};

/// Entries of the stylusTracer.
pub(super) fn host_calls(calls: &[HostCall]) -> Value {
    calls.iter().map(host_call).collect()
}

fn host_call(call: &HostCall) -> Value {
    let mut shape = json!({
        "name": call.name,
        "args": call.args,
        "outs": call.outs,
        "startInk": call.start_ink,
        "endInk": call.end_ink,
    });
    // Entries that open a frame always show what it did.
    if let Some(address) = call.address {
        shape["address"] = json!(address);
        shape["steps"] = host_calls(&call.steps);
    }
    shape
}

/// The callTracer's answer.
pub(super) fn calls(trace: &Trace, only_top: bool, with_logs: bool) -> Value {
    let mut shape = frame(&trace.root, only_top, with_logs, false);
    shape["beforeEVMTransfers"] = trace.before.iter().map(transfer).collect();
    shape["afterEVMTransfers"] = trace.after.iter().map(transfer).collect();
    shape
}

fn transfer(transfer: &Transfer) -> Value {
    json!({
        "purpose": transfer.purpose,
        "from": transfer.from,
        "to": transfer.to,
        "value": wide(transfer.value),
    })
}

fn frame(frame_of: &CallFrame, only_top: bool, with_logs: bool, undone: bool) -> Value {
    let CallFrame { kind, error, output, .. } = frame_of;
    let undone = undone || error.is_some();
    let mut shape = json!({
        "type": kind.name(),
        "from": frame_of.from,
        "gas": quantity(frame_of.gas),
        "gasUsed": quantity(frame_of.gas_used),
        "input": frame_of.input,
    });
    if !(kind.is_create() && error.is_some()) {
        shape["to"] = json!(frame_of.to);
    }
    if let Some(value) = frame_of.value {
        shape["value"] = wide(value);
    }
    if !output.is_empty() {
        shape["output"] = json!(output);
    }
    if let Some(error) = error {
        shape["error"] = json!(error);
        if let Some(reason) = reason(output) {
            shape["revertReason"] = json!(reason);
        }
    }
    if !only_top && !frame_of.calls.is_empty() {
        shape["calls"] =
            frame_of.calls.iter().map(|call| frame(call, false, with_logs, undone)).collect();
    }
    if with_logs && !undone && !frame_of.logs.is_empty() {
        shape["logs"] = logs(frame_of);
    }
    shape
}

fn logs(frame: &CallFrame) -> Value {
    let shape = |(log, position): &(alloy_primitives::Log, usize)| {
        json!({
            "address": log.address,
            "topics": log.topics(),
            "data": log.data.data,
            "position": quantity(*position as u64),
        })
    };
    frame.logs.iter().map(shape).collect()
}

/// What Solidity's own two errors say.
fn reason(output: &[u8]) -> Option<String> {
    const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
    const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];
    if !(output.starts_with(&ERROR) || output.starts_with(&PANIC)) {
        return None;
    }
    revert::message(output).strip_prefix("execution reverted: ").map(ToOwned::to_owned)
}

/// The prestateTracer's answer: every account that was looked at, as it was.
pub(super) fn before(state: &StateTrace) -> Value {
    let shown = state.before.iter().filter(|(address, account)| {
        // Contracts that were about to be created were nothing.
        !(account.is_empty() && state.created.contains(address))
    });
    shown.map(|(address, found)| (key(*address), account(found))).collect()
}

/// The same in the diff mode: only what changed, before and after.
pub(super) fn difference(state: &StateTrace) -> Value {
    let (mut before, mut after) = (Map::new(), Map::new());
    for (address, old) in &state.before {
        let created = old.is_empty() && state.created.contains(address);
        let destroyed = state.destroyed.contains(address);
        let new = state.after.get(address).cloned().unwrap_or_default();
        if destroyed && !created {
            before.insert(key(*address), account(old));
            continue;
        }
        if destroyed || *old == new {
            continue;
        }
        let changed = |(slot, value): &(&B256, &B256)| new.storage.get(*slot) != Some(*value);
        let slots = |map: BTreeMap<B256, B256>| -> BTreeMap<B256, B256> {
            map.into_iter().filter(|(_, value)| !value.is_zero()).collect()
        };
        let kept: BTreeMap<B256, B256> =
            old.storage.iter().filter(changed).map(|(slot, value)| (*slot, *value)).collect();
        let fresh = kept.keys().filter_map(|slot| Some((*slot, *new.storage.get(slot)?))).collect();
        after.insert(key(*address), changes(old, &new, &slots(fresh)));
        if !created {
            let old = AccountTrace { storage: slots(kept), ..old.clone() };
            before.insert(key(*address), account(&old));
        }
    }
    json!({ "pre": before, "post": after })
}

/// Addresses as names of fields are in lower case.
fn key(address: Address) -> String {
    format!("{address:#x}")
}

fn account(found: &AccountTrace) -> Value {
    let mut shape = json!({ "balance": wide(found.balance) });
    if !found.code.is_empty() {
        shape["code"] = json!(found.code);
    }
    if found.nonce != 0 {
        shape["nonce"] = json!(found.nonce);
    }
    if !found.storage.is_empty() {
        shape["storage"] = json!(found.storage);
    }
    shape
}

/// Fields of an account that are not what they were.
fn changes(old: &AccountTrace, new: &AccountTrace, storage: &BTreeMap<B256, B256>) -> Value {
    let mut shape = json!({});
    if new.balance != old.balance {
        shape["balance"] = wide(new.balance);
    }
    if new.code != old.code && !new.code.is_empty() {
        shape["code"] = json!(new.code);
    }
    if new.nonce != old.nonce && new.nonce != 0 {
        shape["nonce"] = json!(new.nonce);
    }
    if !storage.is_empty() {
        shape["storage"] = json!(storage);
    }
    shape
}

/// The 4byteTracer's answer: how often each selector was called with so many bytes behind it. Precompiles do not count.
pub(super) fn selectors(trace: &Trace) -> Value {
    let mut counts = BTreeMap::new();
    count(&trace.root, trace.arbos, &mut counts);
    json!(counts)
}

fn count(frame: &CallFrame, arbos: u64, counts: &mut BTreeMap<String, u64>) {
    let is_call = matches!(
        frame.kind,
        FrameKind::Call | FrameKind::CallCode | FrameKind::DelegateCall | FrameKind::StaticCall
    );
    if let (true, Some((selector, rest))) = (is_call, frame.input.split_first_chunk::<4>())
        && !is_precompile(frame.to, arbos)
    {
        let key = format!("{}-{}", hex::encode_prefixed(selector), rest.len());
        *counts.entry(key).or_default() += 1;
    }
    for call in &frame.calls {
        count(call, arbos, counts);
    }
}
