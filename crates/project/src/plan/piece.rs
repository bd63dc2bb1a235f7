//! A planned piece: what it will be, and what to ask the generator for.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One piece of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPiece {
    /// Its index in the collection, from 0.
    pub index: u32,
    /// What it has.
    pub traits: Traits,
    /// Prompt.
    pub prompt: String,
    /// Negative prompt; empty if there is none.
    pub negative: String,
    /// Seed for the generator.
    pub seed: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Name of the model, if the project names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
}

/// Names and values of traits, in the order of the project file. In JSON an object.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Traits(pub Vec<(String, String)>);

impl Traits {
    /// The value of a trait.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Serialize for Traits {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Traits {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Traits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of traits and values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Traits, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry::<String, String>()? {
                    if pairs.iter().any(|(name, _)| *name == pair.0) {
                        let text = format!("the trait {:?} stands twice", pair.0);
                        return Err(serde::de::Error::custom(text));
                    }
                    pairs.push(pair);
                }
                Ok(Traits(pairs))
            }
        }
        from.deserialize_map(Pairs)
    }
}
