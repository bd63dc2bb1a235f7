//! Decoders: PNG, GIF and lossless WebP exactly, JPEG and lossy WebP for the difference hash alone. AVIF is not decoded.

use std::io::Cursor;

use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::{rows, PixelHashes, Rgba, MAX_PIXELS, MAX_STREAMED};
use crate::container::Found;
use crate::error::Damage;
use crate::Kind;

/// What decoding gave.
#[derive(Debug, Default)]
pub struct Decoded {
    /// The pixels, where they fit into memory.
    pub pixels: Option<Rgba>,
    /// Their hashes.
    pub hashes: Option<PixelHashes>,
    /// Why something is absent.
    pub note: Option<String>,
}

impl Decoded {
    fn of(pixels: Rgba, lossless: bool) -> Self {
        let hashes = Some(pixels.hash(lossless));
        Self { pixels: Some(pixels), hashes, note: None }
    }

    fn absent(why: impl Into<String>) -> Self {
        Self { pixels: None, hashes: None, note: Some(format!("no pixel hash: {}", why.into())) }
    }
}

/// Decodes `bytes`, the file that `found` describes, and hashes its pixels. Animated pictures are known by their first
/// picture.
///
/// # Errors
/// [`Damage`] when the pixels of a PNG are broken. Other decoders are less strict than what shows pictures, so that a
/// failure of theirs is a note.
pub fn decode(kind: Kind, bytes: &[u8], found: &Found<'_>) -> Result<Decoded, Damage> {
    let count = u64::from(found.width) * u64::from(found.height);
    let most = if kind == Kind::Png { MAX_STREAMED } else { MAX_PIXELS };
    if count > most {
        return Ok(Decoded::absent(format!(
            "{} × {} pixels are more than the {} million that are decoded",
            found.width,
            found.height,
            most / 1_000_000
        )));
    }
    let decoded = match kind {
        Kind::Png => return decode_png(bytes, count),
        Kind::Jpeg => decode_jpeg(bytes).map(|pixels| Decoded::of(pixels, false)),
        Kind::WebP => {
            decode_webp(bytes).map(|pixels| Decoded::of(pixels, found.lossless && !found.animated))
        }
        Kind::Gif => decode_gif(bytes).map(|pixels| Decoded::of(pixels, !found.animated)),
        Kind::Avif => Err("AVIF is not decoded".into()),
    };
    let decoded = decoded.and_then(|decoded| {
        let pixels = decoded.pixels.as_ref().map(|pixels| (pixels.width, pixels.height));
        if pixels == Some((found.width, found.height)) {
            Ok(decoded)
        } else {
            Err("the decoder found other dimensions".to_owned())
        }
    });
    Ok(decoded.unwrap_or_else(Decoded::absent))
}

pub(super) fn broken(why: png::DecodingError) -> Damage {
    Damage::somewhere(format!("its pixels cannot be decoded ({})", lower_first(&why.to_string())))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// A PNG decoder that expands palettes and adds alpha. The walker has checked the checksums of all chunks before.
pub(super) fn open(bytes: &[u8]) -> Result<png::Reader<Cursor<&[u8]>>, Damage> {
    let limits = png::Limits { bytes: 4 * MAX_PIXELS as usize };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.ignore_checksums(true);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    decoder.read_info().map_err(broken)
}

/// Appends `row` as RGBA.
pub(super) fn expand(color: png::ColorType, row: &[u8], rgba: &mut Vec<u8>) -> Result<(), Damage> {
    match color {
        png::ColorType::Rgba => rgba.extend_from_slice(row),
        png::ColorType::GrayscaleAlpha => {
            rgba.extend(row.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]));
        }
        other => return Err(Damage::somewhere(format!("its decoder answered {other:?} pixels"))),
    }
    Ok(())
}

fn decode_png(bytes: &[u8], count: u64) -> Result<Decoded, Damage> {
    let mut reader = open(bytes)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    if info.bit_depth == png::BitDepth::Sixteen {
        return Ok(Decoded::absent("the definition covers 8-bit pictures"));
    }
    if count > MAX_PIXELS {
        let hashes = rows::hash_png(bytes)?;
        let reason = "an interlaced picture of more than 50 million pixels is not decoded";
        return Ok(match hashes {
            Some(_) => Decoded { hashes, ..Decoded::default() },
            None => Decoded::absent(reason),
        });
    }
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| Damage::somewhere("its dimensions overflow the memory of this machine"))?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).map_err(broken)?;
    buffer.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => buffer,
        color => {
            let mut rgba = Vec::with_capacity(count as usize * 4);
            expand(color, &buffer, &mut rgba)?;
            rgba
        }
    };
    Ok(Decoded::of(Rgba { width, height, bytes: rgba }, true))
}

fn decode_jpeg(bytes: &[u8]) -> Result<Rgba, String> {
    let options = DecoderOptions::new_safe()
        .set_max_width(65_535)
        .set_max_height(65_535)
        .jpeg_set_max_scans(100)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder =
        JpegDecoder::new_with_options(zune_core::bytestream::ZCursor::new(bytes), options);
    let rgba = decoder.decode().map_err(|why| format!("its decoder says {why:?}"))?;
    let info = decoder.info().ok_or("its decoder found no dimensions")?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    complete(width, height, rgba)
}

fn decode_webp(bytes: &[u8]) -> Result<Rgba, String> {
    let failed = |why: image_webp::DecodingError| {
        format!("its decoder says {}", lower_first(&why.to_string()))
    };
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(failed)?;
    decoder.set_memory_limit(4 * MAX_PIXELS as usize);
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err("its decoder found other dimensions".into());
    }
    let size = decoder.output_buffer_size().ok_or("its dimensions overflow")?;
    let mut buffer = vec![0; size];
    decoder.read_image(&mut buffer).map_err(failed)?;
    let rgba = if decoder.has_alpha() {
        buffer
    } else {
        buffer.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect()
    };
    complete(width, height, rgba)
}

/// The first picture of a GIF, if it covers the screen.
fn decode_gif(bytes: &[u8]) -> Result<Rgba, String> {
    let failed =
        |why: gif::DecodingError| format!("its decoder says {}", lower_first(&why.to_string()));
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(failed)?;
    let (width, height) = (u32::from(decoder.width()), u32::from(decoder.height()));
    let frame = decoder.read_next_frame().map_err(failed)?.ok_or("there is no picture in it")?;
    if (u32::from(frame.width), u32::from(frame.height), frame.left, frame.top)
        != (width, height, 0, 0)
    {
        return Err("its first picture does not cover the screen".into());
    }
    complete(width, height, frame.buffer.to_vec())
}

fn complete(width: u32, height: u32, bytes: Vec<u8>) -> Result<Rgba, String> {
    if bytes.len() as u64 == u64::from(width) * u64::from(height) * 4 {
        Ok(Rgba { width, height, bytes })
    } else {
        Err("its decoder gave too few pixels".into())
    }
}
