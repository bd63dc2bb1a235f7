//! From a file on disk to what it is and what it says about itself. Bounded in time and memory; a field that cannot
//! be recovered is absent, never guessed.

#![forbid(unsafe_code)]

pub mod claims;
pub mod container;
pub mod credentials;
pub mod error;
pub mod json;
pub mod pixels;
pub mod python;
pub mod stealth;
pub mod tools;

use std::path::{Path, PathBuf};

use colophon_unixfs::{Discard, Entry, FileBuilder};
use sha2::{Digest, Sha256};

use claims::Claims;
use credentials::Credentials;
use error::{Damage, ReadError};
use pixels::{PixelHashes, Rgba};

/// Most notes about one file; a graph can give one for every node.
const MAX_NOTES: usize = 100;

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
    /// GIF.
    Gif,
    /// AVIF.
    Avif,
}

impl Kind {
    /// What the first bytes say; names and extensions are not looked at.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            _ if bytes.starts_with(&container::png::SIGNATURE) => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ if is_avif(bytes) => Some(Self::Avif),
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
            Self::Gif => "image/gif",
            Self::Avif => "image/avif",
        }
    }

    /// Usual file extension, with the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => ".png",
            Self::Jpeg => ".jpg",
            Self::WebP => ".webp",
            Self::Gif => ".gif",
            Self::Avif => ".avif",
        }
    }
}

/// Whether the file type box names the brand of AVIF, first or among the compatible ones.
fn is_avif(bytes: &[u8]) -> bool {
    let Some([a, b, c, d, b'f', b't', b'y', b'p', rest @ ..]) = bytes.get(..bytes.len().min(256))
    else {
        return false;
    };
    let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
    let brands = rest.get(..length.saturating_sub(8)).unwrap_or(rest);
    brands
        .chunks_exact(4)
        .enumerate()
        .any(|(at, brand)| at != 1 && matches!(brand, b"avif" | b"avis"))
}

/// Keys of issuers that sign what they write into pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuers {
    /// Ed25519 key of NovelAI.
    pub novelai: [u8; 32],
    /// Certificates of the authorities that issuers of C2PA stores are trusted by; without them none is trusted.
    pub c2pa: Option<credentials::Anchors>,
}

impl Default for Issuers {
    /// The keys that the issuers have published, and no authority.
    fn default() -> Self {
        Self { novelai: tools::novelai::PUBLIC_KEY, c2pa: None }
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
    /// Id, size and structure of the file as IPFS stores it (profile `unixfs-v1-2025`).
    pub entry: Entry,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixel hashes, where the definition gives them.
    pub pixels: Option<PixelHashes>,
    /// SHA-256 of the C2PA manifest store, if there is one.
    pub c2pa_sha256: Option<[u8; 32]>,
    /// What a check of that store said; absent in a build without the feature `c2pa`.
    pub credentials: Option<Credentials>,
    /// Digital source type that an XMP packet names, or else a C2PA store (last part of the IPTC address).
    pub digital_source_type: Option<String>,
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
    read_trusting(&Issuers::default(), path)
}

/// As [`read`], with other keys than the published ones.
///
/// # Errors
/// As [`read`].
pub fn read_trusting(issuers: &Issuers, path: &Path) -> Result<Picture, ReadError> {
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
    parse_trusting(issuers, path, &bytes, &mut |_| {})
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
    parse_trusting(&Issuers::default(), path, bytes, seen)
}

/// As [`parse_with`], with other keys than the published ones.
///
/// # Errors
/// As [`parse`].
pub fn parse_trusting(
    issuers: &Issuers,
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
    let mut found = container::walk(kind, bytes).map_err(damaged)?;
    let decoded = pixels::decode(kind, bytes, &found).map_err(damaged)?;
    let mut notes = std::mem::take(&mut found.notes);
    notes.extend(decoded.note);
    let xmp = tools::xmp_of(&found, &mut notes);
    let digital_source_type = xmp.as_ref().and_then(|xmp| xmp.digital_source_type());
    let digital_source_type = digital_source_type
        .map(str::to_owned)
        .or_else(|| found.c2pa.as_ref().and_then(|store| container::jumbf::source_type(store)));
    let pixels = decoded.pixels.as_ref();
    let mut source = tools::Source { found: &found, xmp, pixels, issuers, notes };
    let mut claims = source.claims();
    let mut notes = source.notes;
    if let Some(claims) = &mut claims {
        notes.append(&mut claims.notes);
    }
    if notes.len() > MAX_NOTES {
        let more = notes.len() - MAX_NOTES;
        notes.truncate(MAX_NOTES);
        notes.push(format!("{more} more notes were left out"));
    }
    if let Some(pixels) = pixels {
        seen(pixels);
    }
    let sha256 = Sha256::digest(bytes).into();
    let store = found.c2pa.as_deref();
    Ok(Picture {
        path: path.to_owned(),
        kind,
        sha256,
        bytes: bytes.len() as u64,
        entry: entry(sha256, bytes).map_err(damaged)?,
        width: found.width,
        height: found.height,
        pixels: decoded.hashes,
        c2pa_sha256: store.map(|store| Sha256::digest(store).into()),
        credentials: store
            .and_then(|store| credentials::check(store, kind, bytes, issuers.c2pa.as_ref())),
        digital_source_type,
        claims,
        notes,
    })
}

/// A small file's id follows from its hash; a larger one is hashed again, block by block.
fn entry(sha256: [u8; 32], bytes: &[u8]) -> Result<Entry, Damage> {
    if let Some(entry) = Entry::of_small_file(sha256, bytes.len() as u64) {
        return Ok(entry);
    }
    let mut file = FileBuilder::new();
    let whole = file.push(bytes, &mut Discard).and_then(|()| file.finish(&mut Discard));
    whole.map_err(|error| Damage::somewhere(format!("has no content id: {error}")))
}
