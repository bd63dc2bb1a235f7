//! Text inside a JSON string, so that neither JSON nor the page or picture around it can be broken out of.

use crate::hex;
use crate::sink::Sink;

/// Writes `text` as the inside of a JSON string (without the quotes around it).
///
/// The quotation mark and the backslash get a backslash. Control bytes and DEL, the characters `<`, `>` and `&` that HTML
/// and SVG react to, and the line separators U+2028 and U+2029 that end a line in JavaScript, become `\u....`.
/// Everything else is written as it is: `text` is meant to be UTF-8 that [`crate::text`] has accepted, and a parser
/// gives the same text back.
pub fn json<S: Sink + ?Sized>(sink: &mut S, text: &[u8]) {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| is_special(*byte)) {
        let Some((plain, [byte, tail @ ..])) = rest.split_at_checked(at) else { break };
        sink.put(plain);
        rest = match (*byte, tail) {
            (b'"' | b'\\', _) => {
                sink.put(&[b'\\', *byte]);
                tail
            }
            (0xe2, [0x80, last @ (0xa8 | 0xa9), after @ ..]) => {
                // U+2028 ends in 0xa8, U+2029 in 0xa9.
                unicode(sink, *b"20", last.wrapping_sub(0x80));
                after
            }
            (0xe2, _) => {
                sink.put(&[0xe2]);
                tail
            }
            (other, _) => {
                unicode(sink, *b"00", other);
                tail
            }
        };
    }
    sink.put(rest);
}

/// Whether a byte may need an escape; 0xe2 begins U+2028 and U+2029, and much else.
const fn is_special(byte: u8) -> bool {
    matches!(byte, 0..=0x1f | b'"' | b'\\' | b'<' | b'>' | b'&' | 0x7f | 0xe2)
}

/// Writes `\u`, two digits, and one byte as two more digits.
fn unicode<S: Sink + ?Sized>(sink: &mut S, [high, low]: [u8; 2], last: u8) {
    sink.put(&[b'\\', b'u', high, low]);
    hex::lower(sink, &[last]);
}
