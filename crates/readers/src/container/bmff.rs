//! Boxes of the ISO base media file format: the frame of AVIF files and of C2PA stores.

use super::big_endian;
use crate::error::Damage;

/// One box in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boxed<'a> {
    /// Its type.
    pub kind: [u8; 4],
    /// What it holds, after its header.
    pub data: &'a [u8],
    /// Offset of its header in the bytes that were walked.
    pub start: usize,
    /// Offset of what follows it.
    pub end: usize,
}

impl<'a> Boxed<'a> {
    /// The box at `start` of `bytes`; a length of zero reaches to the end.
    ///
    /// # Errors
    /// [`Damage`] when it does not fit.
    pub fn read(bytes: &'a [u8], start: usize) -> Result<Self, Damage> {
        let cut = || Damage::at(start, "the file is truncated inside a box header");
        let head = bytes.get(start..start.saturating_add(8)).ok_or_else(cut)?;
        let kind = [head[4], head[5], head[6], head[7]];
        let (header, length) = match big_endian(head, 0, 4).ok_or_else(cut)? {
            0 => (8, (bytes.len() - start) as u64),
            1 => (16, big_endian(bytes, start + 8, 8).ok_or_else(cut)?),
            length => (8, length),
        };
        let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
        let fits = end.filter(|end| *end <= bytes.len() && *end >= start + header);
        let name = String::from_utf8_lossy(&kind).into_owned();
        let end = fits.ok_or_else(|| {
            let left = bytes.len() - start;
            Damage::at(start, format!("the file is truncated: box {name:?} announces {length} bytes, {left} bytes are left"))
        })?;
        Ok(Self { kind, data: &bytes[start + header..end], start, end })
    }
}

/// All boxes of `bytes`, in order; at most `most`.
///
/// # Errors
/// [`Damage`] when one does not fit.
pub fn boxes(bytes: &[u8], most: usize) -> Result<Vec<Boxed<'_>>, Damage> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if found.len() == most {
            return Err(Damage::at(at, format!("more than {most} boxes in one place")));
        }
        let one = Boxed::read(bytes, at)?;
        at = one.end;
        found.push(one);
    }
    Ok(found)
}

/// The first box of `kind` directly inside `bytes`; `None` if it is absent or the boxes are broken.
#[must_use]
pub fn find<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<Boxed<'a>> {
    boxes(bytes, 4_096).ok()?.into_iter().find(|one| one.kind == *kind)
}
