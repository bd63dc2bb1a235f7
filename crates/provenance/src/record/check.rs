//! The rules that concern a record as a whole.

use alloc::string::{String, ToString};

use super::error::{Problem, RecordError};
use super::field::child;
use super::standing::{self, Standing};
use super::vocabulary::SignatureStatus;
use super::{Draft, Prompt};
use crate::canonical::Value;
use crate::cid;

/// Checks everything that no field can check alone. `value` is the JSON of `draft`.
pub(super) fn rules(draft: &Draft, value: &Value) -> Result<(), RecordError> {
    nothing_empty(value, "")?;
    content_id(draft)?;
    if draft.prompt == (Prompt::Committed { commitment: [0; 32] }) {
        let problem = Problem::Invalid("a commitment other than zero");
        return Err(RecordError::new("/prompt/commitment", problem));
    }
    for pointer in draft.status.keys() {
        if !leads_to_field(value, pointer) {
            let at = child("/status", pointer);
            return Err(RecordError { at, problem: Problem::NoSuchField });
        }
    }
    every_field_stands(draft, value, String::new())?;
    recomputed(draft)?;
    signed(draft)
}

/// What is absent is left out: no object, list or section may be empty.
fn nothing_empty(value: &Value, at: &str) -> Result<(), RecordError> {
    match value {
        Value::Object(object) if object.is_empty() => Err(RecordError::new(at, Problem::Empty)),
        Value::Object(object) => {
            object.iter().try_for_each(|(key, value)| nothing_empty(value, &child(at, key)))
        }
        Value::List(values) if values.is_empty() => Err(RecordError::new(at, Problem::Empty)),
        Value::List(values) => values
            .iter()
            .enumerate()
            .try_for_each(|(index, value)| nothing_empty(value, &child(at, &index.to_string()))),
        Value::Int(_) | Value::Text(_) => Ok(()),
    }
}

/// A file of one block has the content id of its hash; a larger one has a dag-pb root.
fn content_id(draft: &Draft) -> Result<(), RecordError> {
    let Some(given) = &draft.content.cid else { return Ok(()) };
    let one_block = cid::raw_sha256(&draft.content.sha256);
    let is_one_block = given.as_str().as_bytes() == one_block;
    let small = draft.content.bytes.get() <= cid::MAX_RAW_BYTES;
    let fits = if small { is_one_block } else { given.is_dag_pb() };
    if fits {
        Ok(())
    } else {
        Err(RecordError::new("/content/cid", Problem::CidMismatch))
    }
}

/// Whether a pointer leads to something that can have a standing.
fn leads_to_field(value: &Value, pointer: &str) -> bool {
    if pointer.is_empty() {
        return true;
    }
    let mut parts = pointer.split('/');
    if parts.next() != Some("") {
        return false;
    }
    let mut place = value;
    for (depth, part) in parts.enumerate() {
        if depth == 0 && (part == "spec" || part == "status") {
            return false;
        }
        let found = match place {
            Value::Object(object) => unescape(part).and_then(|key| object.get(&key)),
            Value::List(values) => index(part).and_then(|index| values.get(index)),
            Value::Int(_) | Value::Text(_) => None,
        };
        match found {
            Some(inner) => place = inner,
            None => return false,
        }
    }
    true
}

/// A part of a pointer as a key; only `~0` and `~1` may follow a tilde.
fn unescape(part: &str) -> Option<String> {
    let mut key = String::new();
    let mut characters = part.chars();
    while let Some(character) = characters.next() {
        key.push(match character {
            '~' => match characters.next() {
                Some('0') => '~',
                Some('1') => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(key)
}

/// A part of a pointer as a position: digits without leading zeros.
fn index(part: &str) -> Option<usize> {
    let number: usize = part.parse().ok()?;
    (number.to_string() == part).then_some(number)
}

/// Each value has a standing, its own or from around it.
fn every_field_stands(draft: &Draft, value: &Value, at: String) -> Result<(), RecordError> {
    match value {
        Value::Object(object) => object.iter().try_for_each(|(key, value)| {
            let inner = child(&at, key);
            if inner == "/spec" || inner == "/status" {
                return Ok(());
            }
            every_field_stands(draft, value, inner)
        }),
        Value::List(values) => values.iter().enumerate().try_for_each(|(index, value)| {
            every_field_stands(draft, value, child(&at, &index.to_string()))
        }),
        Value::Int(_) | Value::Text(_) => match standing::nearest(&draft.status, &at) {
            Some(_) => Ok(()),
            None => Err(RecordError { at, problem: Problem::NoStanding }),
        },
    }
}

/// Hash and length of the file come from the file itself.
fn recomputed(draft: &Draft) -> Result<(), RecordError> {
    for pointer in ["/content/sha256", "/content/bytes"] {
        if standing::nearest(&draft.status, pointer) < Some(Standing::Recomputed) {
            return Err(RecordError::new(pointer, Problem::NotRecomputed));
        }
    }
    Ok(())
}

/// Whoever says `signed` must have found a signature that is right.
fn signed(draft: &Draft) -> Result<(), RecordError> {
    let signature = draft.evidence.as_ref().and_then(|evidence| evidence.signature.as_ref());
    if signature.is_some_and(|signature| signature.status == SignatureStatus::Valid) {
        return Ok(());
    }
    let mut signed = draft.status.iter().filter(|(_, standing)| **standing == Standing::Signed);
    match signed.next() {
        None => Ok(()),
        Some((pointer, _)) => Err(RecordError::new(pointer, Problem::NotSigned)),
    }
}
