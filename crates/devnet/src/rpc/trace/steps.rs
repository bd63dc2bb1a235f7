//! The default tracer's answer: every instruction of the EVM.

use alloy_primitives::hex;
use serde_json::{json, Map, Value};
use stylus_chain::trace::{Step, Trace};
use stylus_chain::Status;

use super::super::encode::wide;

/// The steps; `limit` is in bytes of the answer, and the step that crosses it is the last. Zero means none.
pub(super) fn steps(trace: &Trace, limit: u64) -> Value {
    let mut shown = Vec::new();
    let mut bytes = 0u64;
    for found in &trace.steps {
        if limit != 0 && bytes > limit {
            break;
        }
        let shape = step(found);
        if limit != 0 {
            bytes = bytes.saturating_add(shape.to_string().len() as u64);
        }
        shown.push(shape);
    }
    let output = match &trace.status {
        Status::Success | Status::Revert => trace.output.clone(),
        Status::Halt(_) => Default::default(),
    };
    json!({
        "gas": trace.gas_used,
        "failed": trace.status != Status::Success,
        "returnValue": output,
        "structLogs": shown,
    })
}

fn step(step: &Step) -> Value {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("pc", json!(step.pc));
    put("op", json!(step.name()));
    put("gas", json!(step.gas));
    put("gasCost", json!(step.cost));
    put("depth", json!(step.depth));
    if let Some(error) = &step.error {
        put("error", json!(error));
    }
    if let Some(stack) = &step.stack {
        put("stack", stack.iter().map(|item| wide(*item)).collect());
    }
    if let Some(data) = step.return_data.as_ref().filter(|data| !data.is_empty()) {
        put("returnData", json!(data));
    }
    if let Some(memory) = step.memory.as_ref().filter(|memory| !memory.is_empty()) {
        put("memory", memory.chunks_exact(32).map(|word| json!(hex::encode(word))).collect());
    }
    if let Some(storage) = &step.storage {
        let slots: Map<String, Value> = storage
            .iter()
            .map(|(slot, value)| (format!("{slot:064x}"), json!(format!("{value:064x}"))))
            .collect();
        put("storage", Value::Object(slots));
    }
    if step.refund != 0 {
        put("refund", json!(step.refund));
    }
    Value::Object(fields)
}
