//! The JSON of a header, read once, with names that stand twice refused: readers differ in which one they take, so a
//! header could show a checker one thing and a program another.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::Deserialize;

use super::HeaderError;

/// Separates our own refusal from the texts of the JSON library.
const DUPLICATE: &str = "\u{1}duplicate\u{1}";

/// What a header holds.
#[derive(Debug, Default)]
pub(super) struct Raw<'a> {
    pub(super) tensors: Vec<Tensor<'a>>,
    pub(super) metadata: BTreeMap<String, String>,
    /// Names of metadata entries that are no texts.
    pub(super) not_text: Vec<String>,
}

/// One tensor.
#[derive(Debug)]
pub(super) struct Tensor<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) kind: Cow<'a, str>,
    /// Numbers in it; absent when the product of its shape exceeds 64 bits.
    pub(super) numbers: Option<u64>,
    pub(super) offsets: (u64, u64),
}

/// Reads the whole text.
pub(super) fn parse(text: &str) -> Result<Raw<'_>, HeaderError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let raw = reader.deserialize_map(Top).and_then(|raw| reader.end().map(|()| raw));
    let mut raw = raw.map_err(|error| understood(&error.to_string()))?;
    raw.tensors.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    match raw.tensors.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(HeaderError::Duplicate(pair[0].name.clone().into_owned())),
        None => Ok(raw),
    }
}

fn understood(message: &str) -> HeaderError {
    match message.split(DUPLICATE).nth(1) {
        Some(name) => HeaderError::Duplicate(name.to_owned()),
        None => HeaderError::Json(message.to_owned()),
    }
}

fn twice<E: serde::de::Error>(name: &str) -> E {
    E::custom(format_args!("{DUPLICATE}{name}{DUPLICATE}"))
}

struct Top;

impl<'de> Visitor<'de> for Top {
    type Value = Raw<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw<'de>, A::Error> {
        let mut raw = Raw::default();
        let mut has_metadata = false;
        while let Some(Name(name)) = map.next_key()? {
            if name == "__metadata__" {
                if std::mem::replace(&mut has_metadata, true) {
                    return Err(twice("__metadata__"));
                }
                map.next_value_seed(Metadata(&mut raw))?;
            } else {
                raw.tensors.push(map.next_value_seed(Fields(name))?);
            }
        }
        Ok(raw)
    }
}

/// A name without a copy where the text holds no escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Fills the metadata.
struct Metadata<'r, 'a>(&'r mut Raw<'a>);

impl<'de> DeserializeSeed<'de> for Metadata<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Metadata<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if self.0.metadata.contains_key(&name) || self.0.not_text.contains(&name) {
                return Err(twice(&name));
            }
            match map.next_value::<Text>()? {
                Text::Text(text) => drop(self.0.metadata.insert(name, text)),
                // The list is searched above: it must stay short.
                Text::Other if self.0.not_text.len() >= 100 => {
                    return Err(A::Error::custom("over 100 metadata entries are not texts"));
                }
                Text::Other => self.0.not_text.push(name),
            }
        }
        Ok(())
    }
}

/// A text, or anything else, which is passed over without being kept.
enum Text {
    Text(String),
    Other,
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
        Ok(Text::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
        Ok(Text::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
        Ok(Text::Other)
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::Other)
    }
}

/// The product of a shape's sides, which are not kept; absent when it exceeds 64 bits.
struct Product(Option<u64>);

impl<'de> Deserialize<'de> for Product {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_seq(ProductVisitor)
    }
}

struct ProductVisitor;

impl<'de> Visitor<'de> for ProductVisitor {
    type Value = Product;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of sides")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Product, A::Error> {
        let mut product = Some(1u64);
        let mut empty = false;
        while let Some(side) = seq.next_element::<u64>()? {
            empty |= side == 0;
            product = product.and_then(|product| product.checked_mul(side));
        }
        Ok(Product(if empty { Some(0) } else { product }))
    }
}

/// The fields of the tensor with this name.
struct Fields<'a>(Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Fields<'de> {
    type Value = Tensor<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Tensor<'de>, D::Error> {
        // The derived reader refuses a field that stands twice.
        #[derive(Deserialize)]
        struct Plain<'a> {
            #[serde(borrow)]
            dtype: Cow<'a, str>,
            shape: Product,
            data_offsets: (u64, u64),
        }
        let plain = Plain::deserialize(reader)?;
        Ok(Tensor {
            name: self.0,
            kind: plain.dtype,
            numbers: plain.shape.0,
            offsets: plain.data_offsets,
        })
    }
}
