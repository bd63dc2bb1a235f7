//! Where blocks go.

use std::io;

use crate::cid::Cid;

/// Takes blocks as they are finished. A block comes after all blocks that it links to; the same block may come again.
pub trait Sink {
    /// Takes one block.
    ///
    /// # Errors
    ///
    /// Whatever keeps the block from being stored; the builder hands it on and is of no further use.
    fn put(&mut self, cid: &Cid, block: &[u8]) -> io::Result<()>;
}

/// Drops every block: for whoever wants the ids alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl Sink for Discard {
    fn put(&mut self, _: &Cid, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn put(&mut self, cid: &Cid, block: &[u8]) -> io::Result<()> {
        (**self).put(cid, block)
    }
}
