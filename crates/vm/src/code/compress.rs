//! Brotli, with a bound on what comes out.

use brotli::{
    enc::{BrotliEncoderParams, StandardAlloc},
    BrotliCompress, BrotliDecompressStream, BrotliResult, BrotliState,
};

/// Quality and window that deployment tools use.
const QUALITY: i32 = 11;
const WINDOW_BITS: i32 = 22;

/// Why a stream could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrotliError {
    /// The stream breaks the format.
    #[error("the compressed program is not a brotli stream")]
    Malformed,
    /// The stream ends before its last block.
    #[error("the compressed program is cut off")]
    Truncated,
    /// More comes out than is allowed.
    #[error("the program is larger than {limit} bytes when decompressed")]
    TooLarge {
        /// The bound.
        limit: usize,
    },
    /// The compressor failed.
    #[error("the program could not be compressed: {0}")]
    Encoder(String),
}

/// Decompresses a stream to at most `limit` bytes. Bytes after its end are ignored.
///
/// # Errors
///
/// [`BrotliError`] when the stream is malformed, cut off or holds more than `limit` bytes.
pub fn decompress(stream: &[u8], limit: usize) -> Result<Vec<u8>, BrotliError> {
    let mut state = BrotliState::new(
        StandardAlloc::default(),
        StandardAlloc::default(),
        StandardAlloc::default(),
    );
    // One byte more than allowed: a stream of exactly `limit` bytes can then reach its end, and a longer one shows itself.
    let mut output = vec![0_u8; limit.saturating_add(1)];
    let (mut available_in, mut offset_in) = (stream.len(), 0);
    let (mut available_out, mut offset_out, mut written) = (output.len(), 0, 0);
    let result = BrotliDecompressStream(
        &mut available_in,
        &mut offset_in,
        stream,
        &mut available_out,
        &mut offset_out,
        &mut output,
        &mut written,
        &mut state,
    );
    match result {
        _ if offset_out > limit => Err(BrotliError::TooLarge { limit }),
        BrotliResult::ResultSuccess => {
            output.truncate(offset_out);
            Ok(output)
        }
        BrotliResult::NeedsMoreInput => Err(BrotliError::Truncated),
        BrotliResult::NeedsMoreOutput => Err(BrotliError::TooLarge { limit }),
        BrotliResult::ResultFailure => Err(BrotliError::Malformed),
    }
}

/// Compresses a program the way deployment tools do: quality 11, window 22.
///
/// # Errors
///
/// [`BrotliError::Encoder`] if the compressor gives up.
pub fn compress(mut wasm: &[u8]) -> Result<Vec<u8>, BrotliError> {
    let params = BrotliEncoderParams { quality: QUALITY, lgwin: WINDOW_BITS, ..Default::default() };
    let mut stream = Vec::new();
    BrotliCompress(&mut wasm, &mut stream, &params)
        .map_err(|error| BrotliError::Encoder(error.to_string()))?;
    Ok(stream)
}
