//! A program ready to run.

use wasmi::{Engine, Module};

/// A compiled program. Clones share it. Each has an interpreter of its own, so that dropping the last clone frees its code.
#[derive(Clone, Debug)]
pub struct Program {
    module: Module,
}

impl Program {
    pub(crate) fn new(module: Module) -> Self {
        Self { module }
    }

    pub(crate) fn module(&self) -> &Module {
        &self.module
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.module.engine()
    }
}
