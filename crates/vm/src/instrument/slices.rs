//! The form in which a metered program runs.
//!
//! What activation counts is the node's form, where every charge reads the ink, compares it with the price and traps. The form
//! that runs takes the same ink at the same places, so nothing that a program or a caller can see differs, but:
//!
//! - the ink global holds a slice of the frame's ink; when a slice is used up, the program calls the host, which gives the
//!   next one. That is where an execution can be stopped by the clock;
//! - every function keeps a copy of the global in a local, so that a charge is a subtraction, a store and one branch;
//! - the host makes the memory grow: the interpreter's own instruction takes native stack whenever it runs.

use wasmparser::{BlockType, Operator};

use super::{dynamic, get, i64_const, meter, prices, set, Globals};

/// Import that gives the next slice. Programs cannot import from a module of this name.
pub(crate) const MODULE: &str = "stylus_meter";
/// Its name; it takes the ink that the slice did not cover.
pub(crate) const REFILL: &str = "refill";
/// Name of the import that does what `memory.grow` does.
pub(crate) const GROW: &str = "grow";
/// Stand for the two until the module is written.
pub(super) const REFILL_INDEX: u32 = u32::MAX - 2;
pub(super) const GROW_INDEX: u32 = u32::MAX - 3;
/// Slices are smaller than this, so a charge below it that exceeds the slice leaves a negative number.
const LARGEST_PRICE: u64 = 1 << 62;

/// Rewrites a function's charges. `copy` is the index of an added 64-bit local.
pub(super) fn apply<'a>(code: &[Operator<'a>], globals: Globals, copy: u32) -> Vec<Operator<'a>> {
    let reload = [get(globals.ink_left), Operator::LocalSet { local_index: copy }];
    let mut out = Vec::with_capacity(code.len());
    out.extend(reload.clone());
    let mut rest = code;
    while let Some((op, after)) = rest.split_first() {
        if let Some(price) = meter::price_of(rest, globals) {
            charge(&mut out, &[i64_const(price)], price, globals, copy);
            rest = &rest[meter::CHARGE_LENGTH..];
            continue;
        }
        if dynamic::is_charge(rest, globals) {
            out.push(set(globals.scratch));
            charge(&mut out, &bulk_price(globals), 0, globals, copy);
            out.push(get(globals.scratch));
            rest = &rest[dynamic::CHARGE_LENGTH..];
            continue;
        }
        rest = after;
        if matches!(op, Operator::MemoryGrow { .. }) {
            out.push(Operator::Call { function_index: GROW_INDEX });
            continue;
        }
        out.push(op.clone());
        if matches!(op, Operator::Call { .. } | Operator::CallIndirect { .. }) {
            out.extend(reload.clone());
        }
    }
    out
}

/// Ink for the bytes whose number is in the scratch global.
fn bulk_price<'a>(globals: Globals) -> [Operator<'a>; 4] {
    [get(globals.scratch), Operator::I64ExtendI32U, i64_const(prices::BULK_BYTE), Operator::I64Mul]
}

/// Takes a price off the slice; the host does the rest when that is not enough. `least` is what the price is at least.
fn charge<'a>(
    out: &mut Vec<Operator<'a>>,
    price: &[Operator<'a>],
    least: u64,
    globals: Globals,
    copy: u32,
) {
    let get_copy = || Operator::LocalGet { local_index: copy };
    out.push(get_copy());
    out.extend_from_slice(price);
    out.extend([Operator::I64Sub, Operator::LocalTee { local_index: copy }, set(globals.ink_left)]);
    let tested = least < LARGEST_PRICE;
    if tested {
        out.extend([get_copy(), i64_const(0), Operator::I64LtS]);
        out.push(Operator::If { blockty: BlockType::Empty });
    }
    out.extend_from_slice(price);
    out.push(Operator::Call { function_index: REFILL_INDEX });
    out.extend([get(globals.ink_left), Operator::LocalSet { local_index: copy }]);
    if tested {
        out.push(Operator::End);
    }
}
