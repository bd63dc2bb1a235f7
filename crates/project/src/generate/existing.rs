//! Whether a file that is there is a whole picture of the generator: every chunk with its checksum, and the text that says what
//! was drawn, with which seed, by which model.

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Whether `bytes` are a whole PNG file whose `parameters` are `text`.
pub(super) fn is_whole(bytes: &[u8], text: &str) -> bool {
    let wanted = [b"parameters\0", text.as_bytes()].concat();
    let Some(mut rest) = bytes.strip_prefix(SIGNATURE) else { return false };
    let (mut told, mut drawn) = (false, false);
    while let Some((name, content, after)) = chunk(rest) {
        rest = after;
        match name {
            b"tEXt" => told |= content == wanted,
            b"IDAT" => drawn = true,
            b"IEND" => return told && drawn && rest.is_empty(),
            _ => {}
        }
    }
    false
}

/// The next chunk with a right checksum, and what comes after it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (body, rest) = rest.split_at_checked(length.checked_add(4)?)?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let (name, content) = body.split_first_chunk::<4>()?;
    (crc32fast::hash(body) == u32::from_be_bytes(*sum)).then_some((name, content, rest))
}
