//! Why a program is refused, in the words that tools look for.

/// The wasm is invalid, uses a feature that programs may not use, or breaks a limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The WebAssembly validator refused it.
    #[error("failed to validate user: {0}")]
    Invalid(String),
    /// A section that programs may not have.
    #[error("unsupported section type {0}")]
    Section(String),
    /// The binary format's version is not 1.
    #[error("wasm version {0} is not supported: must be 1")]
    Version(u16),
    /// Something else than a function is imported.
    #[error("unsupported import kind {0}")]
    ImportKind(String),
    /// One import appears with two types.
    #[error("inconsistent imports for {module} {name}")]
    InconsistentImports {
        /// Module of the import.
        module: String,
        /// Name of the import.
        name: String,
    },
    /// An imported name starts with `stylus`.
    #[error("binary imports reserved symbol {0}")]
    ReservedImport(String),
    /// An exported name starts with `stylus`.
    #[error("binary exports reserved symbol {0}")]
    ReservedExport(String),
    /// An export is named like an import.
    #[error("binary exports an import with the same name {0}")]
    ExportShadowsImport(String),
    /// A global's initial value is no constant.
    #[error("the initial value of global {0} is not a plain constant")]
    GlobalInitializer(usize),
    /// An element segment does not list functions at a constant offset.
    #[error("element segment {0} is not a list of functions at a constant offset")]
    Element(usize),
    /// A data segment does not lie at a constant offset.
    #[error("data segment {0} is not at a constant offset")]
    Data(usize),
    /// The program has a start function and the chain is no debug chain.
    #[error("start functions not allowed")]
    StartFunction,
    /// A function's frame is too large.
    #[error("the frame of function {function} takes {size} words, the limit is {limit}")]
    FrameSize {
        /// Index of the function.
        function: u32,
        /// Its frame.
        size: u32,
        /// Largest frame.
        limit: u32,
    },
    /// A function holds too many values at once.
    #[error("function {function} holds {size} values at once, the limit is {limit}")]
    FrameContention {
        /// Index of the function.
        function: u32,
        /// Its values.
        size: u32,
        /// Largest number.
        limit: u32,
    },
    /// There is no memory.
    #[error("missing memory export with name memory")]
    MissingMemory,
    /// The memory is not exported as `memory`.
    #[error("missing memory with export name memory")]
    HiddenMemory,
    /// There are several memories.
    #[error("only one memory is allowed")]
    ManyMemories,
    /// The initial memory is too large.
    #[error("memory size {have} exceeds bound {limit}")]
    MemorySize {
        /// Initial pages.
        have: u64,
        /// Largest number.
        limit: u64,
    },
    /// The declared maximum of the memory is smaller than the initial size.
    #[error("memory maximum {maximum} is less than its initial size {initial}")]
    MemoryMaximum {
        /// Initial pages.
        initial: u64,
        /// Largest size in pages.
        maximum: u64,
    },
    /// The memory may grow but the function that pays for it is not imported.
    #[error("missing import pay_for_memory_grow")]
    MissingPayForMemoryGrow,
    /// A function has a wrong type.
    #[error("wrong type for {name}: {found}")]
    WrongType {
        /// Name of the import or export.
        name: &'static str,
        /// Type found.
        found: String,
    },
    /// Some part is too numerous.
    #[error("too many wasm {what}: {have} > {limit}")]
    TooMany {
        /// Which part.
        what: &'static str,
        /// Number found.
        have: u64,
        /// Largest number.
        limit: u64,
    },
    /// The entry point is missing.
    #[error("missing export with name user_entrypoint")]
    MissingEntrypoint,
}

/// The wasm is valid but cannot be made executable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// An imported function does not exist.
    #[error("No such import {name} in {module} for user")]
    NoSuchImport {
        /// Module of the import.
        module: String,
        /// Name of the import.
        name: String,
    },
    /// An imported function has another type.
    #[error(
        "Import {name} for user has different function signature than export.\n    \
         expected {expected} in {module}\n    but have {found}"
    )]
    ImportType {
        /// Module of the import.
        module: String,
        /// Name of the import.
        name: String,
        /// Type of the host function.
        expected: String,
        /// Type asked for.
        found: String,
    },
    /// A floating point operation.
    #[error("No implementation for floating point operation {0} in user")]
    FloatingPoint(String),
    /// An instruction that programs may not use.
    #[error("opcode not supported: {0}")]
    Opcode(String),
    /// A segment lies outside its memory or table.
    #[error("{what} segment {index} lies outside the {what} it initialises")]
    OutOfBounds {
        /// `memory` or `table`.
        what: &'static str,
        /// Index of the segment.
        index: usize,
    },
    /// The interpreter cannot hold the rewritten program.
    #[error("the program cannot be compiled: {0}")]
    Engine(String),
}
