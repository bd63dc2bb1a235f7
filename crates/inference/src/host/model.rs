//! An `inkling/1` weights file: which tensors it must hold, the names of its concepts, its palette, its hash.

use std::{
    collections::BTreeMap,
    string::{String, ToString as _},
    vec::Vec,
};

use sha2::{Digest as _, Sha256};

use super::container::{Container, ContainerError, Tensor};
use crate::{
    shape::{COLOURS, LATENT},
    weights::{Latents, Parts, Weights, WeightsError},
};

/// The format that a weights file must name.
pub const FORMAT: &str = "inkling/1";

/// The most concepts that a file may hold.
pub const MAX_CONCEPTS: u64 = 1 << 16;

/// Tensors with fixed shapes: name, type, shape.
const TENSORS: [(&str, &str, &[u64]); 10] = [
    ("fc.weight", "I8", &[64, 768]),
    ("fc.bias", "I32", &[768]),
    ("c1.weight", "I8", &[3, 3, 48, 160]),
    ("c1.bias", "I32", &[160]),
    ("c2.weight", "I8", &[3, 3, 40, 120]),
    ("c2.bias", "I32", &[120]),
    ("c3.weight", "I8", &[3, 3, 30, 60]),
    ("c3.bias", "I32", &[60]),
    ("palette", "U8", &[15, 3]),
    ("shifts", "U8", &[4]),
];

/// Red, green and blue of each palette index.
pub type Palette = [[u8; 3]; COLOURS];

/// A checked weights file, owned.
#[derive(Clone, Debug)]
pub struct Model {
    numbers: Numbers,
    concepts: BTreeMap<String, usize>,
    names: Vec<String>,
    palette: Palette,
    sha256: [u8; 32],
}

/// Why a file is not an `inkling/1` model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The container is damaged.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// The header's metadata lack a key.
    #[error("the header's __metadata__ lacks {0:?}")]
    Metadata(&'static str),
    /// The file holds a model of another kind.
    #[error("the file holds a model of format {0:?}; this program draws with {FORMAT:?}")]
    Format(String),
    /// A tensor is missing.
    #[error("tensor {0:?} is missing")]
    Missing(&'static str),
    /// There is a tensor that the format does not have.
    #[error("tensor {0:?} does not belong to {FORMAT}")]
    Unexpected(String),
    /// A tensor has the wrong type of numbers.
    #[error("tensor {tensor:?} is of type {found}; {FORMAT} has {wanted}")]
    Dtype {
        /// Its name.
        tensor: &'static str,
        /// The type it has.
        found: String,
        /// The type it must have.
        wanted: &'static str,
    },
    /// A tensor has the wrong shape.
    #[error("tensor {tensor:?} has the shape {found:?}; {FORMAT} has {wanted:?}")]
    Shape {
        /// Its name.
        tensor: &'static str,
        /// The shape it has.
        found: Vec<u64>,
        /// The shape it must have.
        wanted: Vec<u64>,
    },
    /// A tensor's bytes are fewer or more than its type and shape need.
    #[error("tensor {tensor:?} has {found} bytes; its type and shape need {wanted}")]
    Size {
        /// Its name.
        tensor: &'static str,
        /// The bytes it has.
        found: usize,
        /// The bytes it must have.
        wanted: u64,
    },
    /// There are no concepts, or too many.
    #[error("the file holds {0} latents; it must be between 1 and {MAX_CONCEPTS}")]
    Concepts(u64),
    /// There are not as many names as latents.
    #[error("the header names {names} concepts, but there are {latents} latents")]
    ConceptCount {
        /// Names in the header.
        names: usize,
        /// Latents in the file.
        latents: usize,
    },
    /// A concept's name is not made of lower-case letters, digits and single hyphens, or is the word that joins two.
    #[error("concept {at} is named {name:?}; names are lower-case words and digits joined by single hyphens, none of them \"over\"")]
    ConceptName {
        /// Its place.
        at: usize,
        /// Its name.
        name: String,
    },
    /// Two concepts have one name.
    #[error("two concepts are named {0:?}")]
    DuplicateConcept(String),
    /// The numbers are not those of a network.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl Model {
    /// Reads and checks a whole weights file.
    ///
    /// # Errors
    /// [`ModelError`] names what is wrong.
    pub fn parse(file: &[u8]) -> Result<Self, ModelError> {
        let container = Container::parse(file)?;
        let metadata = |key| container.metadata.get(key).ok_or(ModelError::Metadata(key));
        let format = metadata("format")?;
        if format != FORMAT {
            return Err(ModelError::Format(format.clone()));
        }
        let names = metadata("concepts")?.split(',').map(String::from).collect::<Vec<_>>();
        let numbers = Numbers::read(&container)?;
        let latents = Latents::new(&numbers.latents)?.len();
        if names.len() != latents {
            return Err(ModelError::ConceptCount { names: names.len(), latents });
        }
        numbers.weights()?;
        let palette = bytes(&container, "palette")?.as_chunks::<3>().0;
        Ok(Self {
            concepts: places(&names)?,
            names,
            // Its shape has been checked.
            palette: palette.try_into().unwrap_or_default(),
            numbers,
            sha256: Sha256::digest(file).into(),
        })
    }

    /// The weights of the network.
    ///
    /// # Errors
    /// None for a model that [`Self::parse`] accepted: the same checks have passed there.
    pub fn weights(&self) -> Result<Weights<'_>, WeightsError> {
        self.numbers.weights()
    }

    /// The latents of all concepts.
    ///
    /// # Errors
    /// None for a model that [`Self::parse`] accepted.
    pub fn latents(&self) -> Result<Latents<'_>, WeightsError> {
        Latents::new(&self.numbers.latents)
    }

    /// The place of the concept of this name.
    #[must_use]
    pub fn concept(&self, name: &str) -> Option<usize> {
        self.concepts.get(name).copied()
    }

    /// The names of all concepts, in the order of their latents.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The colours.
    #[must_use]
    pub const fn palette(&self) -> &Palette {
        &self.palette
    }

    /// SHA-256 of the file.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

/// The tensors that the core takes, as numbers.
#[derive(Clone, Debug)]
struct Numbers {
    fc: (Vec<i8>, Vec<i32>),
    c1: (Vec<i8>, Vec<i32>),
    c2: (Vec<i8>, Vec<i32>),
    c3: (Vec<i8>, Vec<i32>),
    latents: Vec<i8>,
    shifts: Vec<u8>,
}

impl Numbers {
    fn read(container: &Container<'_>) -> Result<Self, ModelError> {
        let surplus = |name: &str| name != "latents" && TENSORS.iter().all(|known| known.0 != name);
        if let Some(name) = container.tensors.keys().find(|name| surplus(name)) {
            return Err(ModelError::Unexpected(name.clone()));
        }
        for (name, dtype, shape) in TENSORS {
            check(tensor(container, name)?, name, dtype, shape)?;
        }
        let latents = tensor(container, "latents")?;
        let count = latents.shape.first().copied().unwrap_or(0);
        check(latents, "latents", "I8", &[count, LATENT as u64])?;
        if !(1..=MAX_CONCEPTS).contains(&count) {
            return Err(ModelError::Concepts(count));
        }
        let layer = |weight, bias| -> Result<_, ModelError> {
            Ok((signed(bytes(container, weight)?), words(bytes(container, bias)?)))
        };
        Ok(Self {
            fc: layer("fc.weight", "fc.bias")?,
            c1: layer("c1.weight", "c1.bias")?,
            c2: layer("c2.weight", "c2.bias")?,
            c3: layer("c3.weight", "c3.bias")?,
            latents: signed(latents.bytes),
            shifts: bytes(container, "shifts")?.to_vec(),
        })
    }

    fn weights(&self) -> Result<Weights<'_>, WeightsError> {
        Weights::new(&Parts {
            fc_weight: &self.fc.0,
            fc_bias: &self.fc.1,
            c1_weight: &self.c1.0,
            c1_bias: &self.c1.1,
            c2_weight: &self.c2.0,
            c2_bias: &self.c2.1,
            c3_weight: &self.c3.0,
            c3_bias: &self.c3.1,
            shifts: &self.shifts,
        })
    }
}

fn tensor<'c, 'a>(
    container: &'c Container<'a>,
    name: &'static str,
) -> Result<&'c Tensor<'a>, ModelError> {
    container.tensors.get(name).ok_or(ModelError::Missing(name))
}

fn bytes<'a>(container: &Container<'a>, name: &'static str) -> Result<&'a [u8], ModelError> {
    tensor(container, name).map(|tensor| tensor.bytes)
}

/// Type, shape and size of a tensor.
fn check(
    found: &Tensor<'_>,
    tensor: &'static str,
    wanted: &'static str,
    shape: &[u64],
) -> Result<(), ModelError> {
    if found.dtype != wanted {
        return Err(ModelError::Dtype { tensor, found: found.dtype.clone(), wanted });
    }
    if found.shape != shape {
        let (found, wanted) = (found.shape.clone(), shape.to_vec());
        return Err(ModelError::Shape { tensor, found, wanted });
    }
    let width = if wanted == "I32" { 4 } else { 1 };
    let wanted = shape.iter().fold(width, |size: u64, side| size.saturating_mul(*side));
    if found.bytes.len() as u64 != wanted {
        return Err(ModelError::Size { tensor, found: found.bytes.len(), wanted });
    }
    Ok(())
}

fn signed(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|byte| byte.cast_signed()).collect()
}

fn words(bytes: &[u8]) -> Vec<i32> {
    bytes.as_chunks().0.iter().map(|word| i32::from_le_bytes(*word)).collect()
}

/// The place of each name, all of them well formed and none twice.
fn places(names: &[String]) -> Result<BTreeMap<String, usize>, ModelError> {
    let mut places = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let word = |word: &str| !word.is_empty() && word.bytes().all(plain) && word != "over";
        if !name.split('-').all(word) {
            return Err(ModelError::ConceptName { at, name: name.clone() });
        }
        if places.insert(name.clone(), at).is_some() {
            return Err(ModelError::DuplicateConcept(name.to_string()));
        }
    }
    Ok(places)
}
