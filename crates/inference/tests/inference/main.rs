//! What the crate promises: the committed pieces to the byte, each layer against its formula, refusals of wrong files.
//!
//! `PROPTEST_CASES` sets the number of cases for each property.

mod files;
mod latents;
mod pieces;
mod prompts;
mod reference;
mod streams;

use colophon_inference::host::generator::Generator;

/// The committed weights file.
const WEIGHTS: &[u8] = include_bytes!("../../../../examples/inkling/inkling-1.safetensors");

fn generator() -> Generator {
    Generator::open(WEIGHTS).expect("the committed weights are a model")
}
