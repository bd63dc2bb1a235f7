//! How fields become canonical JSON and come back: one trait for values, one for keys, one macro for sections.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::{Problem, RecordError};
use super::standing::Standing;
use crate::canonical::{Object, Value};

/// A type that is one JSON value.
pub(super) trait Field: Sized {
    /// The value.
    fn to_value(&self) -> Value;

    /// Reads the value; `at` is the JSON pointer to it.
    fn from_value(value: Value, at: &str) -> Result<Self, RecordError>;
}

/// A type that is a key of an object, or its absence.
pub(super) trait Slot: Sized {
    /// Writes the key.
    fn put(&self, key: &str, object: &mut Object);

    /// Reads the key.
    fn take(reader: &mut Reader, key: &str) -> Result<Self, RecordError>;
}

/// An object whose keys are taken out one by one.
pub(super) struct Reader {
    object: Object,
    at: String,
}

impl Reader {
    /// Opens an object that must have keys.
    pub(super) fn open(value: Value, at: String) -> Result<Self, RecordError> {
        match value {
            Value::Object(object) if object.is_empty() => {
                Err(RecordError { at, problem: Problem::Empty })
            }
            Value::Object(object) => Ok(Self { object, at }),
            _ => Err(RecordError { at, problem: Problem::Invalid("an object") }),
        }
    }

    /// Takes a key that may be absent.
    pub(super) fn optional<T: Field>(&mut self, key: &str) -> Result<Option<T>, RecordError> {
        let Some(value) = self.object.remove(key) else { return Ok(None) };
        T::from_value(value, &child(&self.at, key)).map(Some)
    }

    /// Takes a key that must be there.
    pub(super) fn required<T: Field>(&mut self, key: &str) -> Result<T, RecordError> {
        self.optional(key)?.ok_or_else(|| self.wrong(key, Problem::Missing))
    }

    /// A problem at a key.
    pub(super) fn wrong(&self, key: &str, problem: Problem) -> RecordError {
        RecordError { at: child(&self.at, key), problem }
    }

    /// Refuses keys that nobody took.
    pub(super) fn finish(self) -> Result<(), RecordError> {
        match self.object.iter().next() {
            None => Ok(()),
            Some((key, _)) => Err(self.wrong(key, Problem::UnknownKey)),
        }
    }
}

/// The JSON pointer to a key of the object at `at` (RFC 6901 §3).
pub(super) fn child(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The text of a value, or the words for what was expected.
pub(super) fn text(value: Value, at: &str, expected: &'static str) -> Result<String, RecordError> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(RecordError::new(at, Problem::Invalid(expected))),
    }
}

impl<T: Field> Slot for T {
    fn put(&self, key: &str, object: &mut Object) {
        object.insert(key.to_owned(), self.to_value());
    }

    fn take(reader: &mut Reader, key: &str) -> Result<Self, RecordError> {
        reader.required(key)
    }
}

impl<T: Field> Slot for Option<T> {
    fn put(&self, key: &str, object: &mut Object) {
        if let Some(field) = self {
            field.put(key, object);
        }
    }

    fn take(reader: &mut Reader, key: &str) -> Result<Self, RecordError> {
        reader.optional(key)
    }
}

/// A list; an empty one is left out.
impl<T: Field> Slot for Vec<T> {
    fn put(&self, key: &str, object: &mut Object) {
        if !self.is_empty() {
            let values = self.iter().map(Field::to_value).collect();
            object.insert(key.to_owned(), Value::List(values));
        }
    }

    fn take(reader: &mut Reader, key: &str) -> Result<Self, RecordError> {
        let Some(value) = reader.object.remove(key) else { return Ok(Self::new()) };
        let at = child(&reader.at, key);
        match value {
            Value::List(values) if values.is_empty() => {
                Err(RecordError { at, problem: Problem::Empty })
            }
            Value::List(values) => values
                .into_iter()
                .enumerate()
                .map(|(index, value)| T::from_value(value, &child(&at, &index.to_string())))
                .collect(),
            _ => Err(RecordError { at, problem: Problem::Invalid("a list") }),
        }
    }
}

/// An object with keys of one's own choice; an empty one is left out.
impl<T: Field> Slot for BTreeMap<String, T> {
    fn put(&self, key: &str, object: &mut Object) {
        let mut entries = Object::new();
        for (name, field) in self {
            entries.insert(name.clone(), field.to_value());
        }
        if !entries.is_empty() {
            object.insert(key.to_owned(), Value::Object(entries));
        }
    }

    fn take(reader: &mut Reader, key: &str) -> Result<Self, RecordError> {
        let Some(value) = reader.object.remove(key) else { return Ok(Self::new()) };
        let entries = Reader::open(value, child(&reader.at, key))?;
        let mut fields = Self::new();
        for (name, value) in entries.object.into_entries() {
            let field = T::from_value(value, &child(&entries.at, &name))?;
            fields.insert(name, field);
        }
        Ok(fields)
    }
}

impl Field for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        text(value, at, "a string")
    }
}

impl Field for Standing {
    fn to_value(&self) -> Value {
        Value::Text(self.as_str().to_owned())
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        const EXPECTED: &str = "declared, claimed, recomputed, signed or reexecuted";
        let word = text(value, at, EXPECTED)?;
        let found = Self::ALL.into_iter().find(|standing| standing.as_str() == word);
        found.ok_or_else(|| RecordError::new(at, Problem::Invalid(EXPECTED)))
    }
}

/// Declares a section: a plain struct whose fields are keys of the same name.
macro_rules! section {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl Field for $name {
            fn to_value(&self) -> Value {
                let mut object = Object::new();
                $(self.$field.put(stringify!($field), &mut object);)*
                Value::Object(object)
            }

            fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
                let mut reader = Reader::open(value, at.to_owned())?;
                let section = Self { $($field: Slot::take(&mut reader, stringify!($field))?,)* };
                reader.finish()?;
                Ok(section)
            }
        }
    };
}

/// Declares an enum that is one of a few words.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $expected:literal {
        $($(#[$doc:meta])* $variant:ident = $word:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// The word for it in a record.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl Field for $name {
            fn to_value(&self) -> Value {
                Value::Text(self.as_str().to_owned())
            }

            fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
                let word = text(value, at, $expected)?;
                Self::parse(&word).ok_or_else(|| RecordError::new(at, Problem::Invalid($expected)))
            }
        }
    };
}

pub(super) use {section, words};
