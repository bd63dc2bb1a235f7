//! What the crate promises, seen from outside: golden vectors, properties, archives read back, refusals, folders.

mod archive;
mod folders;
mod golden;
mod properties;
mod refusals;
mod samples;
