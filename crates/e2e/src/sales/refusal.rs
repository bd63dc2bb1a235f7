//! Why an action is refused: the error's name and the exact revert data.

use std::fmt;

use alloy_primitives::{hex, Bytes};
use alloy_sol_types::{SolError, SolInterface};

use crate::bindings::{Collection, Minter};

/// One reason. Where several conditions fail at once the model names all of them, because which is checked first is not
/// promised.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the error, without arguments.
    pub name: &'static str,
    /// The revert data.
    pub data: Bytes,
    /// Selector and arguments as text, for messages.
    text: String,
}

impl Refusal {
    /// The reason that an error states.
    pub fn of<E: SolError + fmt::Debug>(error: &E) -> Self {
        let name = E::SIGNATURE.split('(').next().unwrap_or_default();
        Self { name, data: error.abi_encode().into(), text: format!("{error:?}") }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Revert data in words: a known error with its arguments, or the bytes.
pub fn in_words(data: &[u8]) -> String {
    if let Ok(error) = Minter::MinterErrors::abi_decode(data) {
        return format!("{error:?}");
    }
    match Collection::CollectionErrors::abi_decode(data) {
        Ok(error) => format!("{error:?}"),
        Err(_) => hex::encode_prefixed(data),
    }
}

/// All reasons against an action, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons(pub Vec<Refusal>);

impl Reasons {
    /// Adds a reason.
    pub fn add<E: SolError + fmt::Debug>(&mut self, error: &E) {
        self.0.push(Refusal::of(error));
    }

    /// Adds a reason if something is the case.
    pub fn when<E: SolError + fmt::Debug>(&mut self, is_so: bool, error: impl FnOnce() -> E) {
        if is_so {
            self.add(&error());
        }
    }

    /// Whether nothing stands against it.
    pub fn none(&self) -> bool {
        self.0.is_empty()
    }
}
