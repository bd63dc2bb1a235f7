//! Activation: whether a wasm may run, what entering it will cost from now on, and what finding out costs.

pub mod cost;
pub mod fee;
pub mod slot;

use alloy_primitives::{keccak256, B256};

use crate::{
    instrument::{self, Instrumented},
    params::Params,
    run::{engine, program::Program},
    validate::{
        limits, link,
        module::{self, Module},
        BuildError, ParseError,
    },
};

/// Why a wasm cannot be activated. The chain takes all gas for these; its error text is `program activation failed: ` and this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivationError {
    /// The wasm is invalid or breaks a limit.
    Parse(ParseError),
    /// The wasm cannot be made executable.
    Build(BuildError),
}

impl std::error::Error for ActivationError {}

impl std::fmt::Display for ActivationError {
    /// The node's layout: a headline, then a chain of causes. (The node adds colours and a source position; this does not.)
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const PARSE: &str = "failed to parse wasm\n\nCaused by:\n";
        match self {
            Self::Parse(error) => match error.stage() {
                Some(stage) => write!(f, "{PARSE}   0: {stage}\n   1: {error}"),
                None => write!(f, "{PARSE}    {error}"),
            },
            Self::Build(error) => {
                write!(f, "failed to build user module\n\nCaused by:\n    {error}")
            }
        }
    }
}

impl From<ParseError> for ActivationError {
    fn from(error: ParseError) -> Self {
        Self::Parse(error)
    }
}

impl From<BuildError> for ActivationError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

/// A program that may run, and everything the chain records of it.
#[derive(Clone, Debug)]
pub struct Activation {
    /// The compiled program.
    pub program: Program,
    /// Stylus version under which it was activated.
    pub version: u16,
    /// Stands for the node's hash of the compiled module, which cannot be had without its compiler:
    /// keccak256(version as two bytes, big-endian ‖ wasm).
    pub module_hash: B256,
    /// Initial pages.
    pub footprint: u16,
    /// Gas of entering the program uncached, scaled later by the chain's parameters.
    pub init_cost: u16,
    /// Gas of entering it cached, scaled likewise.
    pub cached_init_cost: u16,
    /// Estimated bytes of native code, which the data fee is for.
    pub asm_estimate: u32,
    /// Gas of validating and rewriting, without the constant part of an activation.
    pub module_gas: u64,
}

/// Activates a wasm. `open_pages` are the pages that frames of the same transaction hold.
///
/// # Errors
///
/// [`ActivationError`] when the wasm may not run.
pub fn activate(
    wasm: &[u8],
    params: &Params,
    debug: bool,
    open_pages: u16,
) -> Result<Activation, ActivationError> {
    let prepared = read(wasm, params, debug)?;
    let (module, code) = (&prepared.module, &prepared.code);
    let shape = cost::Shape::of(module, code);
    let fit = |what, have| u16::try_from(have).map_err(|_| ParseError::Cost { what, have });
    let init_cost = fit("init cost too high", shape.init_cost(params))?;
    let cached_init_cost = fit("cached cost too high", shape.cached_init_cost())?;
    let asm_estimate = u32::try_from(shape.asm_estimate()).unwrap_or(u32::MAX);
    let limit = params.page_limit.saturating_sub(open_pages);
    if code.pages > limit {
        return Err(ParseError::Pages { have: code.pages, limit }.into());
    }
    prepared.check(params, debug)?;
    let program = engine::compile(&prepared)?;
    Ok(Activation {
        program,
        version: params.version,
        module_hash: keccak256([&params.version.to_be_bytes(), wasm].concat()),
        footprint: code.pages,
        init_cost,
        cached_init_cost,
        asm_estimate,
        module_gas: shape.module_gas(params),
    })
}

/// A checked and rewritten wasm.
pub(crate) struct Prepared<'a> {
    pub(crate) module: Module<'a>,
    pub(crate) code: Instrumented<'a>,
}

impl Prepared<'_> {
    /// The limits, and the rules of the executable form.
    fn check(&self, params: &Params, debug: bool) -> Result<(), ActivationError> {
        limits::check(&self.module, &self.code.bodies, params, debug)?;
        link::check(&self.module, debug)?;
        Ok(())
    }
}

/// Takes a wasm apart and rewrites it.
fn read<'a>(wasm: &'a [u8], params: &Params, debug: bool) -> Result<Prepared<'a>, ActivationError> {
    let module = module::parse(wasm, params)?;
    let code = instrument::instrument(&module, debug)?;
    limits::check_entrypoint(&module)?;
    Ok(Prepared { module, code })
}

/// Everything up to compilation.
pub(crate) fn prepare<'a>(
    wasm: &'a [u8],
    params: &Params,
    debug: bool,
) -> Result<Prepared<'a>, ActivationError> {
    let prepared = read(wasm, params, debug)?;
    prepared.check(params, debug)?;
    Ok(prepared)
}
