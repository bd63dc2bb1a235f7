//! From a file on disk to what it is and what it says about itself. Bounded in time and memory; a field that cannot
//! be recovered is absent, never guessed.

#![forbid(unsafe_code)]

pub mod claims;
pub mod comfyui;
pub mod error;
pub mod exif;
pub mod infotext;
pub mod jpeg;
pub mod json;
pub mod pixels;
pub mod png;
pub mod riff;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use claims::Claims;
use error::{Damage, ReadError};
use pixels::{PixelHashes, Rgba};

/// Largest picture file that is read, in bytes.
pub const MAX_FILE: u64 = 512 << 20;

/// The kind of picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

impl Kind {
    /// What the first bytes say; names and extensions are not looked at.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            _ if bytes.starts_with(&png::SIGNATURE) => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// Media type, as in a record.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// Usual file extension, with the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => ".png",
            Self::Jpeg => ".jpg",
            Self::WebP => ".webp",
        }
    }
}

/// A picture: what was recomputed from its bytes, and what it claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it was read from.
    pub path: PathBuf,
    /// Kind of file.
    pub kind: Kind,
    /// SHA-256 of the exact bytes.
    pub sha256: [u8; 32],
    /// Size in bytes.
    pub bytes: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixel hashes, where the definition gives them.
    pub pixels: Option<PixelHashes>,
    /// SHA-256 of the C2PA manifest store, if there is one (found, not validated).
    pub c2pa_sha256: Option<[u8; 32]>,
    /// What the metadata claims.
    pub claims: Option<Claims>,
    /// What was left unread, and why.
    pub notes: Vec<String>,
}

/// Reads the picture at `path`.
///
/// # Errors
/// [`ReadError`] when it cannot be read, is too large, is no picture or is damaged.
pub fn read(path: &Path) -> Result<Picture, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if meta.is_dir() {
        return Err(ReadError::Folder { path: path.to_owned() });
    }
    if meta.len() > MAX_FILE {
        return Err(ReadError::TooLarge {
            path: path.to_owned(),
            bytes: meta.len(),
            limit: MAX_FILE,
        });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    parse(path, &bytes)
}

/// Reads a picture from its bytes; `path` only names it.
///
/// # Errors
/// [`ReadError`] when it is no picture or is damaged.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<Picture, ReadError> {
    parse_with(path, bytes, &mut |_| {})
}

/// As [`parse`], and shows the decoded pixels to `seen` where the picture was decoded, so that nobody decodes it again.
///
/// # Errors
/// As [`parse`].
pub fn parse_with(
    path: &Path,
    bytes: &[u8],
    seen: &mut dyn FnMut(&Rgba),
) -> Result<Picture, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned() });
    }
    let kind =
        Kind::sniff(bytes).ok_or_else(|| ReadError::NotAPicture { path: path.to_owned() })?;
    let damaged = |damage| ReadError::Damaged { path: path.to_owned(), damage };
    let mut picture = Picture {
        path: path.to_owned(),
        kind,
        sha256: Sha256::digest(bytes).into(),
        bytes: bytes.len() as u64,
        width: 0,
        height: 0,
        pixels: None,
        c2pa_sha256: None,
        claims: None,
        notes: Vec::new(),
    };
    match kind {
        Kind::Png => from_png(&mut picture, bytes, seen).map_err(damaged)?,
        Kind::Jpeg => {
            let jpeg = jpeg::walk(bytes).map_err(damaged)?;
            (picture.width, picture.height) = (jpeg.width, jpeg.height);
            if jpeg.has_c2pa {
                picture
                    .notes
                    .push("a C2PA manifest store is present; JPEG stores are not read yet".into());
            }
            from_exif(&mut picture, jpeg.exif.as_deref());
        }
        Kind::WebP => {
            let webp = riff::walk(bytes).map_err(damaged)?;
            (picture.width, picture.height) = (webp.width, webp.height);
            picture.c2pa_sha256 = webp.c2pa.map(|store| Sha256::digest(store).into());
            from_exif(&mut picture, webp.exif.as_deref());
        }
    }
    if let Some(claims) = &mut picture.claims {
        picture.notes.append(&mut claims.notes);
    }
    Ok(picture)
}

fn from_png(
    picture: &mut Picture,
    bytes: &[u8],
    seen: &mut dyn FnMut(&Rgba),
) -> Result<(), Damage> {
    let png = png::walk(bytes)?;
    (picture.width, picture.height) = (png.width, png.height);
    picture.notes = png.notes;
    picture.c2pa_sha256 = png.c2pa.map(|store| Sha256::digest(store).into());
    if let Some(decoded) = pixels::decode_png(bytes)? {
        picture.pixels = Some(decoded.hash());
        seen(&decoded);
    }
    if picture.pixels.is_none() {
        picture.notes.push(
            "no pixel hash: the definition covers 8-bit pictures of up to 50 million pixels".into(),
        );
    }
    let text = |keyword: &str| png.texts.iter().find(|text| text.keyword == keyword);
    if let Some(found) = text("parameters") {
        infotext_or_note(picture, &found.text, found.raw.clone());
    } else if let Some(found) = text("prompt") {
        comfyui_or_note(picture, &found.text, found.raw.clone());
    } else if let Some(other) = png.texts.iter().find_map(|text| foreign(&text.keyword)) {
        picture
            .notes
            .push(format!("metadata of {other} is present; this version does not read it"));
    }
    if picture.claims.is_none() {
        from_exif(picture, png.exif.as_deref());
    }
    Ok(())
}

/// Tools whose text chunks are known by keyword and not read yet.
fn foreign(keyword: &str) -> Option<&'static str> {
    match keyword {
        "invokeai_metadata" | "invokeai_graph" | "sd-metadata" | "Dream" => Some("InvokeAI"),
        "Software" | "Comment" | "Description" => Some("another tool"),
        _ => None,
    }
}

fn infotext_or_note(picture: &mut Picture, text: &str, raw: Vec<u8>) {
    if text.contains("\"sui_image_params\"") {
        picture.notes.push("metadata of SwarmUI is present; this version does not read it".into());
    } else {
        picture.claims = Some(infotext::read(text, raw));
    }
}

fn comfyui_or_note(picture: &mut Picture, text: &str, raw: Vec<u8>) {
    match comfyui::read(text, raw) {
        Ok(claims) => picture.claims = Some(claims),
        Err(why) => picture.notes.push(why),
    }
}

/// ComfyUI writes `prompt:{…}` into Model (and the tags below it); A1111 writes its infotext into UserComment.
fn from_exif(picture: &mut Picture, exif: Option<&[u8]>) {
    let Some(tiff) = exif else { return };
    for tag in (exif::MAKE - 8..=exif::MODEL).rev() {
        let Some(raw) = exif::field(tiff, tag) else { continue };
        let text = std::str::from_utf8(raw).ok().and_then(|text| text.strip_prefix("prompt:"));
        if let Some(text) = text {
            return comfyui_or_note(picture, text.trim_end_matches('\0'), raw.to_vec());
        }
    }
    let Some(raw) = exif::field(tiff, exif::USER_COMMENT) else { return };
    match exif::user_comment(raw) {
        Some(text) if text.trim().is_empty() => {}
        Some(text) => infotext_or_note(picture, &text, raw.to_vec()),
        None => picture.notes.push("the EXIF user comment is no text".into()),
    }
}
