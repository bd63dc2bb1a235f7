//! Compiled programs that were used lately, so that a call need not validate and compile again.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
};

use alloy_primitives::B256;
use lru::LruCache;

use super::{engine, program::Program};
use crate::{
    activation::{self, cost::Shape, ActivationError},
    code::DecodeError,
    params::Params,
};

/// Programs kept by [`Programs::default`].
const DEFAULT_CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(127);

/// A program depends on its code, on the Stylus version, and on whether the chain is a debug chain. The other parameters
/// decide only whether it may be activated.
type Key = (B256, u16, bool);

/// Why an active program could not be loaded. On a chain whose records are right this does not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The code is no program.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The wasm is not valid.
    #[error(transparent)]
    Activation(#[from] ActivationError),
}

/// A bounded, thread-safe store of compiled programs; the least recently used one goes first.
#[derive(Debug)]
pub struct Programs {
    entries: Mutex<LruCache<Key, Program>>,
}

impl Default for Programs {
    fn default() -> Self {
        Self::new(DEFAULT_CAPACITY)
    }
}

impl Programs {
    /// An empty store for this many programs.
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self { entries: Mutex::new(LruCache::new(capacity)) }
    }

    /// The program of a code hash: from the store, or compiled from the wasm that `decode` gives.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the code cannot be decoded or the wasm is not valid.
    pub fn load(
        &self,
        code_hash: B256,
        params: &Params,
        debug: bool,
        decode: impl FnOnce() -> Result<Vec<u8>, DecodeError>,
    ) -> Result<Program, LoadError> {
        let key = (code_hash, params.version, debug);
        if let Some(program) = self.lock().get(&key) {
            return Ok(program.clone());
        }
        // Compiled without the lock: two threads may do the same work once, but none waits for another's program.
        let wasm = decode()?;
        let prepared = activation::prepare(&wasm, params, debug)?;
        let program = engine::compile(&prepared).map_err(ActivationError::from)?;
        self.lock().put(key, program.clone());
        Ok(program)
    }

    /// The program compiled so that it reports every call, for [`crate::Options::profile`]. It takes the same ink, but more time,
    /// and is not kept. With it comes what
    /// its costs are computed from.
    ///
    /// # Errors
    ///
    /// As [`Programs::load`].
    pub fn load_profiled(
        wasm: &[u8],
        params: &Params,
        debug: bool,
    ) -> Result<(Program, Shape), LoadError> {
        let prepared = activation::prepare(wasm, params, debug)?;
        let program = engine::compile_profiled(&prepared).map_err(ActivationError::from)?;
        Ok((program, Shape::of(&prepared.module, &prepared.code)))
    }

    /// Remembers a program that was compiled by an activation.
    pub fn insert(&self, code_hash: B256, params: &Params, debug: bool, program: Program) {
        self.lock().put((code_hash, params.version, debug), program);
    }

    /// Number of programs held.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// True if none is held.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<Key, Program>> {
        // The list is consistent between any two of its calls, so a panic elsewhere does not spoil it.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
