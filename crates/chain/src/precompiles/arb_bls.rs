//! `ArbBLS` at 0x67, a registry of keys that never came to Nitro: it has no methods, and whoever calls it loses the gas.

use super::dispatch::Method;

pub(super) const METHODS: &[Method] = &[];
