//! Canonical JSON: the subset of RFC 8785 (JCS) that records use, and its exact bytes.
//!
//! The subset has objects, lists, strings and integers within ±(2^53 − 1). There are no floats, because
//! implementations disagree on them; no `null`, because what is absent is left out; no booleans, because no field of a
//! record needs one. Keys are sorted by UTF-16 code units, as RFC 8785 §3.2.3 demands.

mod parse;
mod write;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

pub use parse::{parse, ParseError, Problem, MAX_BYTES, MAX_DEPTH};
pub use write::write;

/// The largest integer that every JSON implementation reads exactly: 2^53 − 1.
pub const MAX_INT: i64 = (1 << 53) - 1;

/// An integer within ±[`MAX_INT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeInt(i64);

impl SafeInt {
    /// Accepts an integer within ±[`MAX_INT`].
    #[must_use]
    pub fn new(value: i64) -> Option<Self> {
        (-MAX_INT..=MAX_INT).contains(&value).then_some(Self(value))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl From<u32> for SafeInt {
    fn from(value: u32) -> Self {
        Self(value.into())
    }
}

/// A value of canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An integer.
    Int(SafeInt),
    /// A string; never normalised.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Object(Object),
}

/// An object: keys are unique and in canonical order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(BTreeMap<Key, Value>);

impl Object {
    /// An object without keys.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Sets a key; gives the value that it replaced.
    pub fn insert(&mut self, key: String, value: Value) -> Option<Value> {
        self.0.insert(Key(key), value)
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(&Key(key.to_owned()))
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.remove(&Key(key.to_owned()))
    }

    /// All keys and values, in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.0.as_str(), value))
    }

    /// All keys and values, taken out in canonical order.
    pub fn into_entries(self) -> impl Iterator<Item = (String, Value)> {
        self.0.into_iter().map(|(key, value)| (key.0, value))
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A key in the order of RFC 8785: by UTF-16 code units, which differs from the order of UTF-8 bytes above U+FFFF.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(String);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.encode_utf16().cmp(other.0.encode_utf16())
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
