//! The ink meter: every basic block pays for all its instructions when it is entered.

use wasmparser::Operator;

use super::{get, i32_const, i64_const, if_then, prices, set, type_arity, Globals};
use crate::validate::module::Module;

/// True for the instructions that close a basic block.
fn ends_block(op: &Operator<'_>) -> bool {
    matches!(
        op,
        Operator::End
            | Operator::Else
            | Operator::Return
            | Operator::Loop { .. }
            | Operator::Br { .. }
            | Operator::BrTable { .. }
            | Operator::BrIf { .. }
            | Operator::If { .. }
            | Operator::Call { .. }
            | Operator::CallIndirect { .. }
    )
}

/// Writes a charge before every block.
pub(super) fn apply<'a>(
    code: &[Operator<'a>],
    module: &Module<'_>,
    globals: Globals,
) -> Vec<Operator<'a>> {
    let mut out = Vec::with_capacity(code.len() * 3);
    for block in code.split_inclusive(ends_block) {
        let price = |op| prices::price(op, |ty| type_arity(module, ty).0);
        let cost = block.iter().map(price).fold(prices::BLOCK_HEADER, u64::saturating_add);
        out.extend(charge(cost, globals));
        out.extend_from_slice(block);
    }
    out
}

/// Instructions of a charge.
pub(super) const CHARGE_LENGTH: usize = 12;

/// What the charge that the code begins with takes, if it begins with one. Nothing else reads the global.
pub(super) fn price_of(code: &[Operator<'_>], globals: Globals) -> Option<u64> {
    match code {
        [Operator::GlobalGet { global_index }, Operator::I64Const { value }, ..]
            if *global_index == globals.ink_left =>
        {
            Some(value.cast_unsigned())
        }
        _ => None,
    }
}

/// If less than `cost` is left, notes it and traps; else takes it.
fn charge<'a>(cost: u64, globals: Globals) -> [Operator<'a>; CHARGE_LENGTH] {
    [
        get(globals.ink_left),
        i64_const(cost),
        Operator::I64LtU,
        if_then(),
        i32_const(1),
        set(globals.ink_status),
        Operator::Unreachable,
        Operator::End,
        get(globals.ink_left),
        i64_const(cost),
        Operator::I64Sub,
        set(globals.ink_left),
    ]
}
