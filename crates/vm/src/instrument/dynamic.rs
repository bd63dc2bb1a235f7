//! The dynamic meter: `memory.fill` and `memory.copy` pay for every byte just before they run.

use wasmparser::Operator;

use super::{get, i32_const, i64_const, if_then, prices, set, Globals};

/// Writes a charge before every bulk instruction; its length is on top of the stack.
pub(super) fn apply<'a>(code: Vec<Operator<'a>>, globals: Globals) -> Vec<Operator<'a>> {
    let mut out = Vec::with_capacity(code.len());
    for op in code {
        if matches!(op, Operator::MemoryFill { .. } | Operator::MemoryCopy { .. }) {
            out.extend(charge(globals));
        }
        out.push(op);
    }
    out
}

/// Instructions of a charge.
pub(super) const CHARGE_LENGTH: usize = 17;

/// True if the code begins with a charge. Only a charge puts a length aside and then reads the ink.
pub(super) fn is_charge(code: &[Operator<'_>], globals: Globals) -> bool {
    matches!(
        code,
        [Operator::GlobalSet { global_index: set }, Operator::GlobalGet { global_index: get }, ..]
            if *set == globals.scratch && *get == globals.ink_left
    )
}

/// Takes the ink first, then compares: less ink than before means that it was enough. A length of 32 bits times 100 cannot
/// overflow 64 bits, so one wrap-around is seen for certain.
fn charge<'a>(globals: Globals) -> [Operator<'a>; CHARGE_LENGTH] {
    [
        set(globals.scratch),
        get(globals.ink_left),
        get(globals.ink_left),
        get(globals.scratch),
        Operator::I64ExtendI32U,
        i64_const(prices::BULK_BYTE),
        Operator::I64Mul,
        Operator::I64Sub,
        set(globals.ink_left),
        get(globals.ink_left),
        Operator::I64LtU,
        if_then(),
        i32_const(1),
        set(globals.ink_status),
        Operator::Unreachable,
        Operator::End,
        get(globals.scratch),
    ]
}
