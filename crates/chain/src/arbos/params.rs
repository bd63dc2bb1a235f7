//! The parameters of programs in one storage word, which later versions fill further.

use alloy_primitives::{B256, U256};
use stylus_vm::params::Params;

/// Version that stores the size of the largest program.
const STORES_WASM_SIZE: u64 = 40;
/// Version that stores the number of fragments.
const STORES_FRAGMENTS: u64 = 60;

/// Reads big-endian fields from left to right.
struct Fields([u8; 32], usize);

impl Fields {
    fn take(&mut self, bytes: usize) -> u32 {
        let end = (self.1 + bytes).min(32);
        let value = self.0[self.1.min(end)..end]
            .iter()
            .fold(0, |value, byte| (value << 8) | u32::from(*byte));
        self.1 = end;
        value
    }

    fn put(&mut self, value: u32, bytes: usize) {
        let end = (self.1 + bytes).min(32);
        let start = self.1.min(end);
        self.0[start..end].copy_from_slice(&value.to_be_bytes()[4 - (end - start)..]);
        self.1 = end;
    }
}

/// The word for these parameters.
pub(super) fn pack(params: &Params) -> U256 {
    let mut fields = Fields([0; 32], 0);
    fields.put(params.version.into(), 2);
    fields.put(params.ink_price, 3);
    fields.put(params.max_stack_depth, 4);
    fields.put(params.free_pages.into(), 2);
    fields.put(params.page_gas.into(), 2);
    fields.put(params.page_limit.into(), 2);
    fields.put(params.min_init_gas.into(), 1);
    fields.put(params.min_cached_init_gas.into(), 1);
    fields.put(params.init_cost_scalar.into(), 1);
    fields.put(params.cached_cost_scalar.into(), 1);
    fields.put(params.expiry_days.into(), 2);
    fields.put(params.keepalive_days.into(), 2);
    fields.put(params.block_cache_size.into(), 2);
    if params.arbos_version >= STORES_WASM_SIZE {
        fields.put(params.max_wasm_size, 4);
    }
    if params.arbos_version >= STORES_FRAGMENTS {
        fields.put(params.max_fragment_count.into(), 1);
    }
    B256::from(fields.0).into()
}

/// The parameters in a word of a chain of this version. The gas of activations is stored elsewhere.
pub(super) fn unpack(word: U256, arbos: u64) -> Params {
    let mut fields = Fields(word.to_be_bytes(), 0);
    // Every field is read with the width of its type, so the conversions keep all bits.
    let mut short = |bytes| fields.take(bytes);
    let mut params = Params::for_arbos(arbos).unwrap_or_default();
    params.version = short(2) as u16;
    params.ink_price = short(3);
    params.max_stack_depth = short(4);
    params.free_pages = short(2) as u16;
    params.page_gas = short(2) as u16;
    params.page_limit = short(2) as u16;
    params.min_init_gas = short(1) as u8;
    params.min_cached_init_gas = short(1) as u8;
    params.init_cost_scalar = short(1) as u8;
    params.cached_cost_scalar = short(1) as u8;
    params.expiry_days = short(2) as u16;
    params.keepalive_days = short(2) as u16;
    params.block_cache_size = short(2) as u16;
    if arbos >= STORES_WASM_SIZE {
        params.max_wasm_size = short(4);
    }
    if arbos >= STORES_FRAGMENTS {
        params.max_fragment_count = short(1) as u8;
    }
    params
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arbos::ARBOS_VERSIONS;

    #[test]
    fn parameters_survive_packing() {
        for arbos in ARBOS_VERSIONS {
            let mut params = Params::for_arbos(arbos).expect("known version");
            assert_eq!(unpack(pack(&params), arbos), params);
            params.ink_price = 0xff_ffff;
            params.page_limit = 0xffff;
            params.min_init_gas = 255;
            if arbos >= STORES_WASM_SIZE {
                params.max_wasm_size = u32::MAX;
            }
            if arbos >= STORES_FRAGMENTS {
                params.max_fragment_count = 255;
            }
            assert_eq!(unpack(pack(&params), arbos), params);
        }
    }
}
