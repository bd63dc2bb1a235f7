//! The parts of an ABI, as Solidity's JSON has them, and their order.

use std::fmt;

use serde::Serialize;

use crate::AbiError;

/// One parameter of a function, event or error, or one member of a struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Name, in camel case; empty when the source gives none.
    pub name: String,
    /// Solidity type; `tuple` for a struct, and the like for arrays of it.
    #[serde(rename = "type")]
    pub ty: String,
    /// Name of a struct, as `struct Contract.Name`, so that bindings can give it one too.
    #[serde(rename = "internalType", skip_serializing_if = "Option::is_none")]
    pub internal: Option<String>,
    /// Members of a struct.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Param>,
    /// Whether it is a topic; only in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indexed: Option<bool>,
}

impl Param {
    /// One that is no struct and no topic.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: impl Into<String>) -> Self {
        Self { name: name.into(), ty: ty.into(), ..Self::default() }
    }

    /// The type as selectors spell it: a struct is the list of its members' types.
    #[must_use]
    pub fn canonical(&self) -> String {
        match self.ty.strip_prefix("tuple") {
            Some(array) => format!("({}){array}", list(&self.components)),
            None => self.ty.clone(),
        }
    }
}

/// Types as selectors list them.
fn list(params: &[Param]) -> String {
    params.iter().map(Param::canonical).collect::<Vec<_>>().join(",")
}

/// What a function may do to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mutability {
    /// Neither reads nor writes (no receiver in Rust).
    Pure,
    /// Reads (`&self`).
    View,
    /// Writes (`&mut self`).
    Nonpayable,
    /// Writes, and takes value (`#[payable]`).
    Payable,
}

/// One line of an ABI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Entry {
    /// The constructor.
    Constructor {
        /// Arguments.
        inputs: Vec<Param>,
        /// Whether it takes value.
        state_mutability: Mutability,
    },
    /// Answers every selector that no function has.
    Fallback {
        /// Whether it takes value.
        state_mutability: Mutability,
    },
    /// A function.
    Function {
        /// Name.
        name: String,
        /// Arguments.
        inputs: Vec<Param>,
        /// Results.
        outputs: Vec<Param>,
        /// What it may do.
        state_mutability: Mutability,
    },
    /// An event.
    Event {
        /// Name.
        name: String,
        /// Fields.
        inputs: Vec<Param>,
        /// Whether it has no topic of its own.
        anonymous: bool,
    },
    /// A custom error.
    Error {
        /// Name.
        name: String,
        /// Fields.
        inputs: Vec<Param>,
    },
}

impl Entry {
    /// `name(type,type)`, what selectors and topics are hashed from.
    #[must_use]
    pub fn signature(&self) -> String {
        let (name, inputs): (&str, &[Param]) = match self {
            Self::Constructor { inputs, .. } => ("constructor", inputs),
            Self::Fallback { .. } => ("fallback", &[]),
            Self::Function { name, inputs, .. }
            | Self::Event { name, inputs, .. }
            | Self::Error { name, inputs } => (name, inputs),
        };
        format!("{name}({})", list(inputs))
    }

    /// Position of the kind in the file.
    const fn rank(&self) -> u8 {
        match self {
            Self::Constructor { .. } => 0,
            Self::Fallback { .. } => 1,
            Self::Function { .. } => 2,
            Self::Event { .. } => 3,
            Self::Error { .. } => 4,
        }
    }
}

/// A whole ABI: constructor, fallback, functions, events, errors, each kind by signature, nothing twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Abi {
    entries: Vec<Entry>,
}

impl Abi {
    /// Orders `entries` and drops what is declared twice alike.
    ///
    /// # Errors
    ///
    /// [`AbiError::Conflict`] when two declarations of one kind and signature differ.
    pub fn new(contract: &'static str, mut entries: Vec<Entry>) -> Result<Self, AbiError> {
        entries.sort_by_cached_key(|entry| (entry.rank(), entry.signature()));
        entries.dedup();
        for pair in entries.windows(2) {
            if let [a, b] = pair
                && a.rank() == b.rank()
                && a.signature() == b.signature()
            {
                return Err(AbiError::Conflict { contract, signature: a.signature() });
            }
        }
        Ok(Self { entries })
    }

    /// The entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ty, self.name)
    }
}
