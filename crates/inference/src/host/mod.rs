//! The host side: the weights file, prompts, PNG files, the generator that joins them.

pub mod container;
pub mod generator;
pub mod model;
pub mod png;
pub mod prompt;
pub mod zlib;
