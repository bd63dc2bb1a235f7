//! What a program's shape makes it cost: entering it, storing its native code, and activating it. Each term is rounded down
//! for itself.

use crate::{
    instrument::Instrumented,
    params::Params,
    validate::{limits::ADDED_GLOBALS, module::Module},
};

/// Gas of an activation besides the module's own: the constant and the records of the chain, for versions before 59.
pub const ACTIVATION_GAS: u64 = 1_747_826;
/// The part of it that is burnt before anything is looked at.
pub const ACTIVATION_UPFRONT_GAS: u64 = 1_659_168;

const MIN_INIT_UNIT: u64 = 128;
const MIN_CACHED_INIT_UNIT: u64 = 32;
const SCALAR_PERCENT: u64 = 2;
const MODULE_GAS_FACTOR: u64 = 28;

/// The numbers that costs are computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Local functions.
    pub functions: u64,
    /// Parameters and results of local functions.
    pub type_values: u64,
    /// Bytes of wasm.
    pub wasm_bytes: u64,
    /// Globals, the four added ones included.
    pub globals: u64,
    /// Bytes of data segments, their headers not counted.
    pub data_bytes: u64,
    /// Bytes of data segments with their headers.
    pub data_ranges: u64,
    /// Bytes of element segments with their headers.
    pub element_ranges: u64,
    /// Initial pages.
    pub pages: u64,
    /// Operators after the rewriting.
    pub operators: u64,
}

/// `value × numerator / denominator`, rounded down, saturating.
const fn part(value: u64, numerator: u64, denominator: u64) -> u64 {
    value.saturating_mul(numerator) / denominator
}

fn sum(terms: &[u64]) -> u64 {
    terms.iter().copied().fold(0, u64::saturating_add)
}

impl Shape {
    pub(crate) fn of(module: &Module<'_>, code: &Instrumented<'_>) -> Self {
        let values = |ty: &u32| {
            module
                .types
                .get(*ty as usize)
                .map_or(0, |ty| (ty.params().len() + ty.results().len()) as u64)
        };
        Self {
            functions: module.functions.len() as u64,
            type_values: module.functions.iter().map(values).sum(),
            wasm_bytes: module.length as u64,
            globals: (module.globals.len() + ADDED_GLOBALS) as u64,
            data_bytes: module.data.iter().map(|data| data.bytes.len() as u64).sum(),
            data_ranges: module.data.iter().map(|data| data.range).sum(),
            element_ranges: module.elements.iter().map(|element| element.range).sum(),
            pages: u64::from(code.pages),
            operators: code.operators(),
        }
    }

    /// Estimated bytes of native code.
    pub fn asm_estimate(&self) -> u64 {
        sum(&[
            512_000,
            part(self.functions, 996_829, 1_000),
            part(self.type_values, 11_416, 1_000),
            part(self.wasm_bytes, 62_628, 10_000),
        ])
    }

    /// The part of [`Shape::cached_init_cost`] that is for data and element segments.
    pub fn segment_cost(&self) -> u64 {
        part(self.data_ranges.saturating_add(self.element_ranges), 75_244, 100_000)
    }

    /// Gas of entering the program when it is cached.
    pub fn cached_init_cost(&self) -> u64 {
        sum(&[
            part(self.functions, 13_420, 100_000),
            part(self.type_values, 89, 100_000),
            part(self.wasm_bytes, 122, 100_000),
            part(self.globals, 1_628, 1_000),
            self.segment_cost(),
            self.pages.saturating_mul(5),
        ])
    }

    /// Gas of entering it when it is not (in Stylus 1 on top of the cached cost).
    pub fn init_cost(&self, params: &Params) -> u64 {
        sum(&[
            if params.always_charges_cached_init() { 0 } else { self.cached_init_cost() },
            part(self.functions, 8_252, 1_000),
            part(self.type_values, 1_059, 1_000),
            part(self.wasm_bytes, 1_286, 10_000),
        ])
    }

    /// Gas of validating and rewriting.
    pub fn module_gas(&self, params: &Params) -> u64 {
        let wasm =
            if params.charges_wasm_length() { part(self.wasm_bytes, 31_733, 100_000) } else { 0 };
        sum(&[
            wasm,
            part(self.functions, 17_263, 100_000),
            part(self.data_bytes, 17_376, 100_000),
            part(self.element_ranges, 17_376, 100_000),
            self.pages.saturating_mul(2_217),
            part(self.operators, 535, 1_000),
        ])
        .saturating_mul(MODULE_GAS_FACTOR)
    }
}

/// Gas of entering a program that is not cached, from its recorded init cost.
pub fn init_gas(params: &Params, init_cost: u16) -> u64 {
    scaled(params.min_init_gas, MIN_INIT_UNIT, params.init_cost_scalar, init_cost)
}

/// Gas of entering a program that is cached, from its recorded cost.
pub fn cached_gas(params: &Params, cached_init_cost: u16) -> u64 {
    let minimum = params.min_cached_init_gas;
    scaled(minimum, MIN_CACHED_INIT_UNIT, params.cached_cost_scalar, cached_init_cost)
}

fn scaled(minimum: u8, unit: u64, scalar: u8, cost: u16) -> u64 {
    let scaled = (u64::from(cost) * u64::from(scalar) * SCALAR_PERCENT).div_ceil(100);
    u64::from(minimum) * unit + scaled
}

/// Both numbers of `programInitGas`: uncached and cached.
pub fn program_init_gas(params: &Params, init_cost: u16, cached_init_cost: u16) -> (u64, u64) {
    let (init, cached) = (init_gas(params, init_cost), cached_gas(params, cached_init_cost));
    (if params.always_charges_cached_init() { init + cached } else { init }, cached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimum_gas_of_entering_a_program() {
        let now = Params::default();
        assert_eq!(init_gas(&now, 0), 8_832);
        assert_eq!(init_gas(&now, 7_170), 8_832 + 7_170);
        assert_eq!(cached_gas(&now, 1_321), 352 + 1_321);
        assert_eq!(program_init_gas(&now, 100, 10), (8_832 + 100 + 352 + 10, 362));
        let first = Params::for_arbos(30).expect("known version");
        assert_eq!(program_init_gas(&first, 100, 10), (9_216 + 100, 362));
    }

    #[test]
    fn scalars_round_up() {
        let params = Params { init_cost_scalar: 1, ..Params::default() };
        assert_eq!(init_gas(&params, 1), 8_832 + 1);
        assert_eq!(init_gas(&params, 50), 8_832 + 1);
        assert_eq!(init_gas(&params, 51), 8_832 + 2);
    }

    #[test]
    fn a_page_costs_62_076_gas_to_activate() {
        let params = Params::default();
        let with = Shape { pages: 1, ..Shape::default() };
        assert_eq!(with.module_gas(&params), 62_076);
    }

    #[test]
    fn wasm_length_is_free_before_version_32() {
        let shape = Shape { wasm_bytes: 67_913, ..Shape::default() };
        assert_eq!(shape.module_gas(&Params::default()), 603_400);
        assert_eq!(shape.module_gas(&Params::for_arbos(31).expect("known version")), 0);
    }

    #[test]
    fn code_part_of_a_published_contract() {
        let shape = Shape { operators: 71_890, ..Shape::default() };
        assert_eq!(shape.module_gas(&Params::default()), 1_076_908);
    }
}
