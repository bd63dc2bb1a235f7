//! Why a program is refused, in the words that tools look for.

/// The wasm is invalid, uses a feature that programs may not use, or breaks a limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The WebAssembly validator refused it.
    #[error("{0}")]
    Invalid(String),
    /// A section that programs may not have.
    #[error("unsupported section type {0}")]
    Section(String),
    /// The binary format's version is not 1.
    #[error("wasm format version not supported {0}")]
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
    #[error("Non-constant global initializer")]
    GlobalInitializer,
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
    #[error("frame too large: {size} > {limit}-word limit")]
    FrameSize {
        /// Its frame.
        size: u32,
        /// Largest frame.
        limit: u32,
    },
    /// A function holds too many values at once.
    #[error("too many values on the stack at once in func {function}: {size} > {limit}")]
    FrameContention {
        /// Index of the function, imports not counted.
        function: usize,
        /// Its values.
        size: u32,
        /// Largest number.
        limit: u32,
    },
    /// An instruction of the bulk memory proposal other than `memory.copy` and `memory.fill`.
    #[error("bulk-memory-operations extension not fully supported {0}")]
    BulkMemory(String),
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
    /// A name is too long.
    #[error("wasm {what} too long: {have} > {limit}")]
    TooLong {
        /// `name` (of an export) or `module name`.
        what: &'static str,
        /// Its bytes.
        have: usize,
        /// Largest number.
        limit: usize,
    },
    /// The export that should be the entry point is no function.
    #[error("export {name} must be a function but is a {kind}")]
    NotAFunction {
        /// Name of the export.
        name: &'static str,
        /// What it is.
        kind: String,
    },
    /// The program starts with more pages than are left in this transaction.
    #[error("memory exceeds limit: {have} > {limit}")]
    Pages {
        /// Initial pages.
        have: u16,
        /// Pages left.
        limit: u16,
    },
    /// A cost of entering the program does not fit its 16 bits.
    #[error("out of range integral type conversion attempted")]
    Cost {
        /// Which, in the node's words.
        what: &'static str,
        /// The cost in gas.
        have: u64,
    },
    /// The entry point is missing.
    #[error("missing export with name user_entrypoint")]
    MissingEntrypoint,
}

impl ParseError {
    /// What the node was doing, where it says so: a line of its own before the reason.
    #[must_use]
    pub fn stage(&self) -> Option<&'static str> {
        match self {
            Self::Invalid(_) => Some("failed to validate user"),
            Self::FrameSize { .. } | Self::FrameContention { .. } | Self::BulkMemory(_) => {
                Some("depth checker failure")
            }
            Self::Cost { what, .. } => Some(what),
            _ => None,
        }
    }
}

/// The wasm is valid but cannot be made executable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// An imported function does not exist.
    #[error("No such import {name} in {module} for {program}")]
    NoSuchImport {
        /// The program's own name, `user` without one.
        program: String,
        /// Module of the import.
        module: String,
        /// Name of the import.
        name: String,
    },
    /// An imported function has another type.
    #[error(
        "Import {name} for {program} has different function signature than export.\n    \
         expected {expected} in {module}\n    but have {found}"
    )]
    ImportType {
        /// The program's own name, `user` without one.
        program: String,
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
    #[error("No implementation for floating point operation {operation} in {program}")]
    FloatingPoint {
        /// The operation.
        operation: &'static str,
        /// The program's own name, `user` without one.
        program: String,
    },
    /// A data segment lies outside the memory.
    #[error("Out-of-bounds data memory init with offset {offset} and size {size}")]
    DataOutOfBounds {
        /// Where it begins, sign-extended from 32 bits.
        offset: u64,
        /// Its bytes.
        size: usize,
    },
    /// An element segment lies outside the table.
    #[error("Out of bounds element segment at offset {offset} and length {length} for table of length {table}")]
    ElementsOutOfBounds {
        /// Where it begins, sign-extended from 32 bits.
        offset: u64,
        /// Its functions.
        length: usize,
        /// Entries of the table.
        table: u64,
    },
    /// The interpreter cannot hold the rewritten program.
    #[error("the program cannot be compiled: {0}")]
    Engine(String),
}
