//! AVIF container: dimensions, EXIF and XMP items, C2PA box. Pixels are not decoded.

use std::borrow::Cow;

use super::bmff::{self, Boxed};
use super::{big_endian, Found};
use crate::error::Damage;

/// Most boxes on one level, and most items.
const MOST: usize = 4_096;

/// User type of the box that holds a C2PA store.
const C2PA: [u8; 16] = [
    0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81,
];

/// Walks the boxes of an AVIF file.
///
/// # Errors
/// [`Damage`] when a box or an item does not fit, or there is no picture.
pub fn walk(bytes: &[u8]) -> Result<Found<'_>, Damage> {
    let mut found = Found::default();
    let mut meta = None;
    for one in bmff::boxes(bytes, MOST)? {
        match &one.kind {
            b"meta" if meta.is_none() => meta = Some(one),
            b"moov" => found.animated = true,
            b"uuid" => found.c2pa = found.c2pa.or_else(|| store(one.data)),
            _ => {}
        }
    }
    let meta = meta.ok_or_else(|| Damage::at(bytes.len(), "there is no meta box"))?;
    let inner =
        meta.data.get(4..).ok_or_else(|| Damage::at(meta.start, "the meta box is empty"))?;
    let (width, height) = size(inner)
        .filter(|(width, height)| *width > 0 && *height > 0)
        .ok_or_else(|| Damage::at(meta.start, "the meta box gives no dimensions"))?;
    (found.width, found.height) = (width, height);
    items(&mut found, bytes, inner).ok_or_else(|| {
        Damage::at(meta.start, "the file is truncated: an item lies outside of it")
    })?;
    Ok(found)
}

/// The store in a C2PA box: version and flags, purpose `manifest`, an offset of eight bytes, the store.
fn store(data: &[u8]) -> Option<Cow<'_, [u8]>> {
    let rest = data.strip_prefix(&C2PA)?.get(4..)?;
    let purpose = rest.strip_prefix(b"manifest\0")?;
    Some(Cow::Borrowed(purpose.get(8..)?))
}

/// Dimensions of the primary item, by its properties.
fn size(meta: &[u8]) -> Option<(u32, u32)> {
    let primary = bmff::find(meta, b"pitm").and_then(|one| {
        let wide = if one.data.first()? == &0 { 2 } else { 4 };
        big_endian(one.data, 4, wide)
    });
    let properties = bmff::find(meta, b"iprp")?.data;
    let all = bmff::boxes(bmff::find(properties, b"ipco")?.data, MOST).ok()?;
    let of = |one: &Boxed<'_>| {
        let side = |at| u32::try_from(big_endian(one.data, at, 4)?).ok();
        if one.kind == *b"ispe" {
            side(4).zip(side(8))
        } else {
            None
        }
    };
    let owned = primary
        .zip(bmff::find(properties, b"ipma"))
        .and_then(|(id, one)| associations(one.data, id))
        .unwrap_or_default();
    let direct = owned.iter().filter_map(|at| all.get(at.checked_sub(1)?)).find_map(of);
    direct.or_else(|| all.iter().find_map(of))
}

/// Indices (from 1) of the properties of item `wanted`.
fn associations(data: &[u8], wanted: u64) -> Option<Vec<usize>> {
    let (version, wide) = (*data.first()?, data.get(3)? & 1 == 1);
    let count = big_endian(data, 4, 4)?;
    let id_size = if version == 0 { 2 } else { 4 };
    let mut at = 8;
    for _ in 0..count.min(MOST as u64) {
        let id = big_endian(data, at, id_size)?;
        let length = usize::from(*data.get(at + id_size)?);
        at += id_size + 1;
        let step = if wide { 2 } else { 1 };
        if id == wanted {
            let mask = if wide { 0x7fff } else { 0x7f };
            let index = |n: usize| Some((big_endian(data, at + n * step, step)? & mask) as usize);
            return (0..length).map(index).collect();
        }
        at += length * step;
    }
    None
}

/// Takes EXIF and XMP; `None` when an item lies outside of the file.
fn items<'a>(found: &mut Found<'a>, bytes: &'a [u8], meta: &'a [u8]) -> Option<()> {
    let Some(places) = bmff::find(meta, b"iloc") else { return Some(()) };
    let idat = bmff::find(meta, b"idat").map(|one| one.data);
    let places = locations(places.data)?;
    for place in &places {
        place.bytes(bytes, idat)?;
    }
    let Some(infos) = bmff::find(meta, b"iinf") else { return Some(()) };
    let head = if infos.data.first()? == &0 { 6 } else { 8 };
    for info in bmff::boxes(infos.data.get(head..)?, MOST).ok()? {
        let Some((id, kind, content)) = info_of(info.data) else { continue };
        let Some(place) = places.iter().find(|place| place.id == id) else { continue };
        let data = place.bytes(bytes, idat)?;
        match &kind {
            // An offset of four bytes to the TIFF header comes first.
            b"Exif" if found.exif.is_none() => {
                let skip = big_endian(data, 0, 4).and_then(|skip| usize::try_from(skip).ok());
                found.exif = skip.and_then(|skip| data.get(skip.checked_add(4)?..));
            }
            b"mime" if content == b"application/rdf+xml" => {
                found.xmp.get_or_insert(Cow::Borrowed(data));
            }
            _ => {}
        }
    }
    Some(())
}

/// Id, type and content type of an item.
fn info_of(data: &[u8]) -> Option<(u64, [u8; 4], &[u8])> {
    let id_size = match data.first()? {
        2 => 2,
        3 => 4,
        _ => return None,
    };
    let id = big_endian(data, 4, id_size)?;
    let kind = data.get(4 + id_size + 2..4 + id_size + 6)?.try_into().ok()?;
    let mut strings = data.get(4 + id_size + 6..)?.split(|byte| *byte == 0);
    let _name = strings.next();
    Some((id, kind, strings.next().unwrap_or_default()))
}

/// Where the bytes of an item are.
struct Location {
    id: u64,
    in_idat: bool,
    start: u64,
    length: u64,
    pieces: u64,
}

impl Location {
    /// The bytes, for items of one piece; an item of several pieces gives none of them.
    fn bytes<'a>(&self, file: &'a [u8], idat: Option<&'a [u8]>) -> Option<&'a [u8]> {
        if self.pieces != 1 {
            return Some(&[]);
        }
        let whole = if self.in_idat { idat? } else { file };
        let start = usize::try_from(self.start).ok()?;
        let length = usize::try_from(self.length).ok()?;
        let end = if length == 0 { whole.len() } else { start.checked_add(length)? };
        whole.get(start..end)
    }
}

/// The places that an `iloc` box names.
fn locations(data: &[u8]) -> Option<Vec<Location>> {
    let version = *data.first()?;
    let sizes = [data.get(4)? >> 4, data.get(4)? & 15, data.get(5)? >> 4, data.get(5)? & 15];
    let [offset, length, base, index] = sizes.map(usize::from);
    if [offset, length, base, index].iter().any(|size| ![0, 4, 8].contains(size)) {
        return None;
    }
    let (id_size, counted) = if version < 2 { (2, 2) } else { (4, 4) };
    let count = big_endian(data, 6, counted)?;
    let mut at = 6 + counted;
    let mut found = Vec::new();
    for _ in 0..count.min(MOST as u64) {
        let id = big_endian(data, at, id_size)?;
        at += id_size;
        let mut in_idat = false;
        if version > 0 {
            in_idat = big_endian(data, at, 2)? & 15 == 1;
            at += 2;
        }
        at += 2;
        let from = big_endian(data, at, base)?;
        let pieces = big_endian(data, at + base, 2)?;
        at += base + 2;
        let mut item = Location { id, in_idat, start: from, length: 0, pieces };
        for piece in 0..pieces {
            at += if version > 0 { index } else { 0 };
            if piece == 0 {
                item.start = from.checked_add(big_endian(data, at, offset)?)?;
                item.length = big_endian(data, at + offset, length)?;
            }
            at += offset + length;
            data.get(..at)?;
        }
        found.push(item);
    }
    Some(found)
}
