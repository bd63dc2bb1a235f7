//! The machine, driven through its public interface against a chain in memory.

// The chain, the programs' text, and how to run them.
mod util;

// Codes: prefixes, brotli, fragments, init code.
mod code;
// The price of every instruction and of every kind of block.
mod opcodes;
// The price of every host function.
mod hostcalls;
// Words of stack: maxima, the leak, frames.
mod depth;
// Memory: growth, copying, pages over nested frames.
mod memory;
// The storage cache.
mod storage;
// Calls and creations.
mod calls;
// How frames end, what they return, what they see, what a tracer sees.
mod outcomes;
// What activation costs and what it records.
mod activation;
// What activation refuses.
mod refusals;
// The parts in which ink is dealt.
mod slices;
// Where gas goes.
mod profile;
// Rules that changed between versions.
mod versions;
// Programs and bytes made to do harm.
mod hostile;
// Modules of extreme shapes, and how long it takes to look at them.
mod shapes;
// Recorded answers of a real node; skipped unless a folder is given.
mod vectors;
