//! Init code that deploys a given code and nothing else, in the 43-byte form that cargo-stylus writes.

/// Bytes before the deployed code.
pub const INIT_PRELUDE_LENGTH: usize = 43;

/// `DUP1; PUSH1 43; PUSH1 0; CODECOPY; PUSH1 0; RETURN` and a version byte, which follow `PUSH32 length`.
const TAIL: [u8; 10] = [0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00];
const PUSH32: u8 = 0x7f;

/// Init code whose deployed code is `code`.
pub fn init_code(code: &[u8]) -> Vec<u8> {
    let mut init = Vec::with_capacity(INIT_PRELUDE_LENGTH + code.len());
    init.push(PUSH32);
    init.extend_from_slice(&[0; 24]);
    init.extend_from_slice(&(code.len() as u64).to_be_bytes());
    init.extend_from_slice(&TAIL);
    init.extend_from_slice(code);
    init
}

/// The code that such init code deploys, or `None` if it has another form.
pub fn init_code_payload(init: &[u8]) -> Option<&[u8]> {
    let (prelude, code) = init.split_first_chunk::<INIT_PRELUDE_LENGTH>()?;
    (prelude[..] == init_code(code)[..INIT_PRELUDE_LENGTH]).then_some(code)
}
