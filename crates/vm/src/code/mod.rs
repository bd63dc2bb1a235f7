//! Program code as it lies on the chain: prefixes, what they allow, and the way back to wasm.

mod compress;
mod prelude;

use alloy_primitives::Address;

pub use compress::{compress, decompress, BrotliError};
pub use prelude::{init_code, init_code_payload, INIT_PRELUDE_LENGTH};

use crate::params::Params;

/// Prefix of a complete program: prefix, dictionary byte, brotli stream.
pub const PROGRAM_PREFIX: [u8; 3] = [0xef, 0xf0, 0x00];
/// Prefix of a fragment: prefix, raw bytes.
pub const FRAGMENT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x01];
/// Prefix of a root: prefix, dictionary byte, decompressed length, addresses of the fragments.
pub const ROOT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x02];

const ROOT_HEADER: usize = 8;
const ADDRESS_LENGTH: usize = 20;

/// What a code's prefix says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A complete program.
    Program,
    /// A part of a program; never run by itself.
    Fragment,
    /// A program split in fragments.
    Root,
}

impl CodeKind {
    /// True if a contract with this code runs as a program.
    pub fn is_executable(self) -> bool {
        self != Self::Fragment
    }
}

/// Why code could not be turned into wasm. All of these make an activation revert without data and keep its remaining gas.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The prefix is missing or not known to this ArbOS version.
    #[error("the code has no Stylus program prefix")]
    NotAProgram,
    /// A fragment was given where a program is needed.
    #[error("fragmented stylus programs cannot be activated directly")]
    Fragment,
    /// The header is cut off or its length is wrong.
    #[error("the root's header is malformed: {length} bytes are not 8 plus a multiple of 20")]
    MalformedRoot {
        /// Length of the code.
        length: usize,
    },
    /// The compression dictionary is not available.
    #[error("unsupported dictionary type {0}: only 0 (none) can be read; compress the program without a dictionary")]
    Dictionary(u8),
    /// The root promises more than programs may have.
    #[error("the root declares {length} bytes, the limit is {limit}")]
    RootTooLarge {
        /// Declared length.
        length: u32,
        /// Largest program.
        limit: u32,
    },
    /// The root names too many fragments.
    #[error("the root names {count} fragments, the limit is {limit}")]
    TooManyFragments {
        /// Fragments named.
        count: usize,
        /// Largest number.
        limit: u8,
    },
    /// The root names no fragment.
    #[error("the root names no fragment")]
    NoFragments,
    /// An address named by the root holds no fragment.
    #[error("the code at {0} is not a program fragment")]
    NotAFragment(Address),
    /// The joined fragments have another length than the root says.
    #[error("the fragments hold {found} bytes, the root declares {declared}")]
    RootLength {
        /// Length declared by the root.
        declared: u32,
        /// Length found.
        found: usize,
    },
    /// The stream is not brotli, is cut off, or holds too much.
    #[error(transparent)]
    Brotli(#[from] BrotliError),
}

/// A root: where the parts of a program are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Bytes of the program when decompressed.
    pub length: u32,
    /// Contracts that hold the fragments, in order.
    pub fragments: Vec<Address>,
}

/// What the prefix says about a code, on a chain of this ArbOS version. A prefix counts only if something follows it.
pub fn kind(code: &[u8], arbos_version: u64) -> Option<CodeKind> {
    let (prefix, rest) = code.split_first_chunk::<3>()?;
    if rest.is_empty() {
        return None;
    }
    match *prefix {
        PROGRAM_PREFIX if arbos_version >= 30 => Some(CodeKind::Program),
        FRAGMENT_PREFIX if arbos_version >= 60 => Some(CodeKind::Fragment),
        ROOT_PREFIX if arbos_version >= 60 => Some(CodeKind::Root),
        _ => None,
    }
}

/// True if a contract with this code runs as a program instead of EVM code.
pub fn is_program(code: &[u8], arbos_version: u64) -> bool {
    kind(code, arbos_version).is_some_and(CodeKind::is_executable)
}

/// True if EIP-3541 lets this code be deployed although it may start with 0xEF.
pub fn is_deployable(code: &[u8], arbos_version: u64) -> bool {
    code.first() != Some(&0xef) || kind(code, arbos_version).is_some()
}

/// The wasm of a complete program.
///
/// # Errors
///
/// [`DecodeError`]; a root needs [`root`] and [`assemble`] instead and is refused as [`DecodeError::NotAProgram`].
pub fn decode(code: &[u8], params: &Params) -> Result<Vec<u8>, DecodeError> {
    match kind(code, params.arbos_version) {
        Some(CodeKind::Program) => {
            let (dictionary, stream) = split_dictionary(&code[3..])?;
            check_dictionary(dictionary)?;
            Ok(decompress(stream, params.max_wasm_size as usize)?)
        }
        Some(CodeKind::Fragment) => Err(DecodeError::Fragment),
        Some(CodeKind::Root) | None => Err(DecodeError::NotAProgram),
    }
}

/// Reads a root and checks it against the limits of the chain, in the order in which the chain does.
///
/// # Errors
///
/// [`DecodeError`] when the code is no root or breaks a limit.
pub fn root(code: &[u8], params: &Params) -> Result<Root, DecodeError> {
    if kind(code, params.arbos_version) != Some(CodeKind::Root) {
        return Err(DecodeError::NotAProgram);
    }
    let malformed = DecodeError::MalformedRoot { length: code.len() };
    let Some((header, addresses)) = code.split_first_chunk::<ROOT_HEADER>() else {
        return Err(malformed);
    };
    let (chunks, rest) = addresses.as_chunks::<ADDRESS_LENGTH>();
    if !rest.is_empty() {
        return Err(malformed);
    }
    check_dictionary(header[3])?;
    let length = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
    if length > params.max_wasm_size {
        return Err(DecodeError::RootTooLarge { length, limit: params.max_wasm_size });
    }
    if chunks.len() > usize::from(params.max_fragment_count) {
        let limit = params.max_fragment_count;
        return Err(DecodeError::TooManyFragments { count: chunks.len(), limit });
    }
    if chunks.is_empty() {
        return Err(DecodeError::NoFragments);
    }
    Ok(Root { length, fragments: chunks.iter().map(Address::from).collect() })
}

/// The wasm of a program split in fragments. `codes` are the codes at the root's addresses, in its order.
///
/// # Errors
///
/// [`DecodeError`] when a code is no fragment, or the whole is not what the root says.
pub fn assemble<C: AsRef<[u8]>>(
    root: &Root,
    codes: &[C],
    params: &Params,
) -> Result<Vec<u8>, DecodeError> {
    let mut stream = Vec::new();
    for (index, address) in root.fragments.iter().enumerate() {
        let code = codes.get(index).map(AsRef::as_ref).unwrap_or_default();
        if kind(code, params.arbos_version) != Some(CodeKind::Fragment) {
            return Err(DecodeError::NotAFragment(*address));
        }
        stream.extend_from_slice(&code[3..]);
    }
    let wasm = decompress(&stream, root.length as usize)?;
    if wasm.len() != root.length as usize {
        return Err(DecodeError::RootLength { declared: root.length, found: wasm.len() });
    }
    Ok(wasm)
}

/// The code that deploys a wasm: prefix, no dictionary, brotli at quality 11 with a window of 22 bits.
///
/// # Errors
///
/// [`BrotliError::Encoder`] if the compressor gives up.
pub fn encode(wasm: &[u8]) -> Result<Vec<u8>, BrotliError> {
    let mut code = PROGRAM_PREFIX.to_vec();
    code.push(0);
    code.extend(compress(wasm)?);
    Ok(code)
}

fn split_dictionary(bytes: &[u8]) -> Result<(u8, &[u8]), DecodeError> {
    bytes
        .split_first()
        .map(|(dictionary, stream)| (*dictionary, stream))
        .ok_or(DecodeError::NotAProgram)
}

fn check_dictionary(dictionary: u8) -> Result<(), DecodeError> {
    match dictionary {
        0 => Ok(()),
        other => Err(DecodeError::Dictionary(other)),
    }
}
