//! Storage through the frame's cache, and transient storage without one.
//!
//! The cache belongs to one frame and is not refreshed by calls: a slot that a nested call changed still reads as it was, and
//! storing the value that the cache knows is no change. What is not flushed is lost.

use std::collections::BTreeMap;

use alloy_primitives::B256;

use super::{
    evm::Stored,
    frame::{Host, Hosted},
    pricing::{self, EVM_API, HOSTIO, POINTER},
};
use crate::profile::StorageUse;

/// Slots of one frame. The node writes them in the order of a hash map, which is unspecified; here they go in the order of keys.
#[derive(Debug, Default)]
pub(crate) struct StorageCache {
    slots: BTreeMap<B256, Slot>,
    loads: u32,
    stores: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    value: B256,
    /// What the chain holds as far as this frame knows.
    known: Option<B256>,
}

impl Slot {
    fn is_dirty(&self) -> bool {
        self.known != Some(self.value)
    }
}

pub(super) fn load(host: &mut Host<'_, '_>, key: u32, dest: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + 2 * POINTER)?;
    let api = host.params().storage_api_gas();
    host.require_gas(pricing::COLD_SLOAD + pricing::CACHE_ENTRY + api)?;
    let key = host.read_word(key)?;
    let cache = &mut host.frame().storage;
    cache.loads = cache.loads.saturating_add(1);
    let mut gas = pricing::cached_load(cache.loads);
    let value = match cache.slots.get(&key) {
        Some(slot) => {
            let value = slot.value;
            host.profile_storage(|used| used.cached_reads += 1);
            value
        }
        None => {
            let loaded = host.evm().sload(key);
            let access = if loaded.is_cold { pricing::COLD_SLOAD } else { pricing::WARM_ACCESS };
            gas = gas.saturating_add(access).saturating_add(api);
            let slot = Slot { value: loaded.value, known: Some(loaded.value) };
            host.frame().storage.slots.insert(key, slot);
            host.profile_storage(|used| match loaded.is_cold {
                true => used.cold_reads += 1,
                false => used.warm_reads += 1,
            });
            loaded.value
        }
    };
    host.profile_storage(|used| used.read_gas = used.read_gas.saturating_add(gas));
    host.buy_gas(gas)?;
    host.write(dest, value.as_slice())?;
    host.trace("storage_load_bytes32", &[key.as_slice()], &[value.as_slice()]);
    Ok(())
}

pub(super) fn cache(host: &mut Host<'_, '_>, key: u32, value: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + 2 * POINTER)?;
    host.require_gas(pricing::SSTORE_SENTRY + pricing::CACHE_ENTRY)?;
    let (key, value) = (host.read_word(key)?, host.read_word(value)?);
    let cache = &mut host.frame().storage;
    cache.stores = cache.stores.saturating_add(1);
    let gas = pricing::cached_store(cache.stores);
    cache.slots.entry(key).or_insert(Slot { value, known: None }).value = value;
    host.profile_storage(|used| used.cached_writes += 1);
    host.buy_gas(gas)?;
    host.trace("storage_cache_bytes32", &[key.as_slice(), value.as_slice()], &[]);
    Ok(())
}

pub(super) fn flush(host: &mut Host<'_, '_>, clear: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + EVM_API)?;
    host.require_gas(pricing::SSTORE_SENTRY)?;
    host.profile_storage(|used| used.flushes += 1);
    let gas = write_dirty(host)?;
    if clear != 0 {
        host.frame().storage.slots.clear();
    }
    if host.params().charges_flush() {
        host.buy_gas(gas)?;
    }
    host.trace("storage_flush_cache", &[&[u8::from(clear != 0)]], &[]);
    Ok(())
}

/// Writes what changed and gives its price in gas.
fn write_dirty(host: &mut Host<'_, '_>) -> Hosted<u64> {
    let slots = &host.frame().storage.slots;
    let dirty: Vec<(B256, B256)> = slots
        .iter()
        .filter(|(_, slot)| slot.is_dirty())
        .map(|(key, slot)| (*key, slot.value))
        .collect();
    if dirty.is_empty() {
        return Ok(0);
    }
    host.refuse_static("storage_flush_cache")?;
    // One gas more than there is: what costs exactly that is written, and then cannot be paid.
    let budget = host.gas().saturating_add(1);
    let mut total = 0_u64;
    for (key, value) in dirty {
        let stored = host.evm().sstore(key, value);
        let (gas, refund) = store_cost(&stored, value);
        host.profile_storage(|used| note_write(used, &stored, value, gas, refund));
        total = total.saturating_add(gas);
        if total > budget {
            return overrun(host);
        }
        let frame = host.frame();
        frame.refund = frame.refund.saturating_add(refund);
        frame.storage.slots.insert(key, Slot { value, known: Some(value) });
    }
    Ok(total)
}

/// The slots cost more than there is. The frame is undone, so it does not matter which were written.
fn overrun(host: &mut Host<'_, '_>) -> Hosted<u64> {
    if host.params().flush_overrun_is_out_of_ink() {
        host.out_of_ink()
    } else {
        super::frame::fail("the gas left does not pay for the slots to write")
    }
}

/// Counts one write for a profile.
fn note_write(used: &mut StorageUse, stored: &Stored, new: B256, gas: u64, refund: i64) {
    used.cold_writes += u64::from(stored.is_cold);
    let fresh = stored.present == stored.original && stored.present != new;
    match (fresh, stored.original.is_zero()) {
        (true, true) => used.slots_set += 1,
        (true, false) => used.slots_changed += 1,
        (false, _) => used.slots_rewritten += 1,
    }
    used.write_gas = used.write_gas.saturating_add(gas);
    used.refund = used.refund.saturating_add(refund);
}

/// Gas and refund of one write (EIP-2200, EIP-2929, EIP-3529).
fn store_cost(stored: &Stored, new: B256) -> (u64, i64) {
    let Stored { original, present, is_cold } = *stored;
    let cold = if is_cold { pricing::COLD_SLOAD } else { 0 };
    if present == new {
        return (cold + pricing::WARM_ACCESS, 0);
    }
    if present == original {
        if original.is_zero() {
            return (cold + pricing::SSTORE_SET, 0);
        }
        let refund = if new.is_zero() { pricing::SSTORE_CLEAR_REFUND } else { 0 };
        return (cold + pricing::SSTORE_RESET, refund);
    }
    let mut refund = 0;
    if !original.is_zero() {
        if present.is_zero() {
            refund -= pricing::SSTORE_CLEAR_REFUND;
        }
        if new.is_zero() {
            refund += pricing::SSTORE_CLEAR_REFUND;
        }
    }
    if original == new {
        let paid = if original.is_zero() { pricing::SSTORE_SET } else { pricing::SSTORE_RESET };
        refund += (paid - pricing::WARM_ACCESS).cast_signed();
    }
    (cold + pricing::WARM_ACCESS, refund)
}

pub(super) fn transient_load(host: &mut Host<'_, '_>, key: u32, dest: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + 2 * POINTER + EVM_API)?;
    host.buy_gas(pricing::WARM_ACCESS)?;
    let key = host.read_word(key)?;
    let value = host.evm().tload(key);
    host.write(dest, value.as_slice())?;
    host.trace("transient_load_bytes32", &[key.as_slice()], &[value.as_slice()]);
    Ok(())
}

pub(super) fn transient_store(host: &mut Host<'_, '_>, key: u32, value: u32) -> Hosted<()> {
    host.buy_ink(HOSTIO + 2 * POINTER + EVM_API)?;
    host.buy_gas(pricing::WARM_ACCESS)?;
    let (key, value) = (host.read_word(key)?, host.read_word(value)?);
    host.refuse_static("transient_store_bytes32")?;
    host.evm().tstore(key, value);
    host.trace("transient_store_bytes32", &[key.as_slice(), value.as_slice()], &[]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(byte: u8) -> B256 {
        B256::with_last_byte(byte)
    }

    fn cost(original: u8, present: u8, new: u8) -> (u64, i64) {
        let stored = Stored { original: word(original), present: word(present), is_cold: false };
        store_cost(&stored, word(new))
    }

    #[test]
    fn a_write_costs_what_eip_3529_says() {
        assert_eq!(cost(0, 0, 0), (100, 0));
        assert_eq!(cost(0, 0, 5), (20_000, 0));
        assert_eq!(cost(9, 9, 5), (2_900, 0));
        assert_eq!(cost(9, 9, 0), (2_900, 4_800));
        assert_eq!(cost(9, 5, 6), (100, 0));
        assert_eq!(cost(9, 5, 0), (100, 4_800));
        assert_eq!(cost(9, 0, 5), (100, -4_800));
        assert_eq!(cost(9, 5, 9), (100, 2_800));
        assert_eq!(cost(9, 0, 9), (100, -4_800 + 2_800));
        assert_eq!(cost(0, 5, 0), (100, 19_900));
    }

    #[test]
    fn a_cold_slot_costs_2_100_more() {
        let stored = Stored { original: word(0), present: word(0), is_cold: true };
        assert_eq!(store_cost(&stored, word(5)), (22_100, 0));
        assert_eq!(store_cost(&stored, word(0)), (2_200, 0));
    }
}
