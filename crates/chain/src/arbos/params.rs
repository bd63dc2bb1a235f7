//! The parameters of programs in one storage word.

use alloy_primitives::{B256, U256};
use stylus_vm::params::Params;

use super::ARBOS_VERSION;

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
    fields.put(params.max_wasm_size, 4);
    B256::from(fields.0).into()
}

/// The parameters in a word.
pub(super) fn unpack(word: U256) -> Params {
    let mut fields = Fields(word.to_be_bytes(), 0);
    // Every field is read with the width of its type, so the conversions keep all bits.
    let mut short = |bytes| fields.take(bytes);
    let mut params = Params::for_arbos(ARBOS_VERSION).unwrap_or_default();
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
    params.max_wasm_size = short(4);
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_packing() {
        let mut params = Params::for_arbos(ARBOS_VERSION).expect("known version");
        assert_eq!(unpack(pack(&params)), params);
        params.ink_price = 0xff_ffff;
        params.page_limit = 0xffff;
        params.max_wasm_size = u32::MAX;
        params.min_init_gas = 255;
        assert_eq!(unpack(pack(&params)), params);
    }
}
