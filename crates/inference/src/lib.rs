//! The picture model `inkling/1`: 178,000 integer weights that draw a picture of 32 × 32 cells in 15 colours from one of 200 concepts,
//! or from one over another.
//!
//! # The core
//!
//! Without features there is no heap, no float, no `unsafe`, and no dependency but `colophon-provenance`, which has none; every function is
//! total and none can panic (built for WebAssembly with optimisation, nothing of the panic machinery remains). A contract can
//! compile it as it is: weights are borrowed slices, Keccak-256 comes from the caller, results are arrays.
//!
//! ```text
//! latent 64 ─ dense ─ 4×4×48 ─ convolution ─ 8×8×40 ─ convolution ─ 16×16×30 ─ convolution ─ 32×32×15 ─ strongest ─ 32×32
//! ```
//!
//! Weights and activations are 8-bit, sums 32-bit. A layer is `clamp(max(v, v >> 3) >> shift, -128, 127)` of its sums `v`; each convolution
//! is 3 × 3 with a border of zeros, followed by depth to space: channel `(dy·2 + dx)·C + ch` goes to cell `(2y + dy, 2x + dx)`, channel `ch`.
//! The strongest of the 15 last channels is the colour; where several are equal, the first. `A over B` takes rows 0 and 1 of what the dense layer makes of `A`,
//! rows 2 and 3 of `B`. A seed other than 0 moves each number of a latent by up to 8, by `keccak256("inkling/1" ‖ uint256(seed) ‖ counter)`.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`shape`] | sizes, and the types of what flows between the layers |
//! | [`weights`] | `Weights::new(&Parts)`, `Latents::new(&[i8])`: lengths and values checked, typed errors |
//! | [`latent`] | `latent(&K, &Latents, concept, &seed)`, `drift` |
//! | [`network`] | `draw(&Weights, &top, bottom)`, and each layer: `base`, `splice`, `middle`, `fine`, `logits`, `paint` |
//!
//! # Feature `std`
//!
//! | module | what is in it |
//! | --- | --- |
//! | `host::container` | the safetensors container: bounded, typed errors |
//! | `host::model` | an `inkling/1` weights file: tensors, concept names, palette, hash |
//! | `host::prompt` | `cat-face`, `cat face`, `cat-face over castle`; unknown names are answered with the nearest ones |
//! | `host::png`, `host::zlib` | palette PNG of 512 × 512 pixels, with the bytes that Pillow and zlib would write |
//! | `host::generator` | `Generator::open(weights)?.draw(prompt, seed)?`: a picture and its file, from any number of threads |
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use colophon_inference::host::generator::Generator;
//!
//! let weights = std::fs::read("../../examples/inkling/inkling-1.safetensors")?;
//! let generator = Generator::open(&weights)?;
//! let piece = generator.draw("cat face over castle", 1592)?;
//! assert_eq!(piece.prompt, "cat-face over castle");
//! let committed = std::fs::read("../../examples/inkling/pieces/16-cat-face-over-castle.png")?;
//! assert!(piece.png == committed);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `cargo run --release -p colophon-inference --example speed` prints pieces and multiplications a second.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "std")]
pub mod host;
pub mod latent;
mod layers;
pub mod network;
pub mod shape;
pub mod weights;
