//! The machine, driven through its public interface against a chain in memory.

// The chain, the programs' text, and how to run them.
mod util;

// Recorded answers of a real node; skipped unless a folder is given.
mod vectors;
