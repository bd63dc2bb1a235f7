//! Profiling: every function tells the host when it begins, and after each call that it has the control again. The pass runs
//! after the others, so that what it adds is neither metered nor counted.

use wasmparser::{Operator, ValType};

use super::i32_const;
use crate::validate::module::{Body, Module};

/// Module of the two functions that profiled code imports. No program can: validation knows no such module.
pub(crate) const MODULE: &str = "stylus_profile";
/// A function begins; takes its index, answers the depth of the call stack.
pub(crate) const ENTER: &str = "enter";
/// A call has returned; takes the depth that `enter` answered.
pub(crate) const BACK: &str = "back";

/// Stand for the two until the module is written, when the imports move all functions up by two.
pub(super) const ENTER_INDEX: u32 = u32::MAX;
pub(super) const BACK_INDEX: u32 = u32::MAX - 1;

/// Writes the reports into one function. A call that leaves by a branch or a return needs no report of its own, because its
/// caller's does.
pub(super) fn apply<'a>(body: &Body<'a>, module: &Module<'_>, local_index: usize) -> Body<'a> {
    let imports = u32::try_from(module.imports.len()).unwrap_or(u32::MAX);
    let index = imports.saturating_add(u32::try_from(local_index).unwrap_or(u32::MAX));
    let params = module.function_type(index).map_or(0, |ty| ty.params().len() as u64);
    let depth = u32::try_from(params.saturating_add(body.local_count())).unwrap_or(u32::MAX);
    let mut locals = body.locals.clone();
    locals.push((1, ValType::I32));
    let mut code = Vec::with_capacity(body.code.len() + 8);
    code.push(i32_const(index));
    code.push(Operator::Call { function_index: ENTER_INDEX });
    code.push(Operator::LocalSet { local_index: depth });
    for op in &body.code {
        code.push(op.clone());
        let own = match op {
            Operator::Call { function_index } => *function_index >= imports,
            Operator::CallIndirect { .. } => true,
            _ => false,
        };
        if own {
            code.push(Operator::LocalGet { local_index: depth });
            code.push(Operator::Call { function_index: BACK_INDEX });
        }
    }
    Body { locals, code }
}
