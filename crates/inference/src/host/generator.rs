//! The generator: a model that draws prompts, from as many threads as there are.

use std::{format, string::String, vec::Vec};

use colophon_provenance::hash::{Software, Word};

use super::{
    model::{Model, ModelError, FORMAT},
    png::{self, PIXELS},
    prompt::{Prompt, PromptError},
};
use crate::{
    latent, network,
    shape::{IndexMap, Latent},
    weights::WeightsError,
};

/// A model ready to draw.
#[derive(Clone, Debug)]
pub struct Generator {
    model: Model,
}

/// A picture drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The prompt as the file states it.
    pub prompt: String,
    /// The seed.
    pub seed: u64,
    /// The picture as the network gave it: 32 × 32 palette indices, row by row.
    pub index_map: IndexMap,
    /// The picture as a file: 512 × 512 pixels, with prompt, seed and model in a `parameters` text chunk.
    pub png: Vec<u8>,
}

/// Why a picture cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawError {
    /// The prompt is not one for this model.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The model's numbers are not those of a network; cannot happen with a model that was read.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// A prompt was read for another model, which has more concepts.
    #[error("the prompt names concept {0}, which this model does not have")]
    Concept(usize),
}

impl Generator {
    /// Reads the bytes of an `inkling/1` weights file.
    ///
    /// # Errors
    /// [`ModelError`] names what is wrong with the file.
    pub fn open(weights: &[u8]) -> Result<Self, ModelError> {
        Ok(Self { model: Model::parse(weights)? })
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Draws a prompt: the same prompt and seed always give the same bytes.
    ///
    /// # Errors
    /// [`DrawError::Prompt`] if the prompt is not one for this model.
    pub fn draw(&self, prompt: &str, seed: u64) -> Result<Piece, DrawError> {
        let prompt = Prompt::parse(&self.model, prompt)?;
        let index_map = self.index_map(&prompt, &word(seed))?;
        let parameters = self.parameters(&prompt, seed);
        let png = png::encode(&index_map, self.model.palette(), parameters.as_bytes());
        Ok(Piece { prompt: format!("{prompt}"), seed, index_map, png })
    }

    /// The picture alone, for any 256-bit seed (big-endian).
    ///
    /// # Errors
    /// [`DrawError::Concept`] if the prompt was read for another model.
    pub fn index_map(&self, prompt: &Prompt, seed: &Word) -> Result<IndexMap, DrawError> {
        let latents = self.model.latents()?;
        let latent = |concept| -> Result<Latent, DrawError> {
            latent::latent(&Software, &latents, concept, seed).ok_or(DrawError::Concept(concept))
        };
        let bottom = prompt.bottom.map(latent).transpose()?;
        Ok(network::draw(&self.model.weights()?, &latent(prompt.top)?, bottom.as_ref()))
    }

    /// What the file says about itself, in the grammar of A1111's infotext: the text of its `parameters` chunk.
    #[must_use]
    pub fn parameters(&self, prompt: &Prompt, seed: u64) -> String {
        let [a, b, c, d, e, ..] = self.model.sha256();
        let (model, version) = (FORMAT.replace('/', "-"), FORMAT.replace('/', " "));
        format!(
            "{prompt}\nSteps: 1, Sampler: argmax, Seed: {seed}, Size: {PIXELS}x{PIXELS}, \
             Model hash: {a:02x}{b:02x}{c:02x}{d:02x}{e:02x}, Model: {model}, Version: {version}"
        )
    }
}

/// A seed as the 256-bit number that is hashed.
fn word(seed: u64) -> Word {
    let mut word = [0; 32];
    for (to, from) in word.iter_mut().rev().zip(seed.to_le_bytes()) {
        *to = from;
    }
    word
}
