//! What a browser signs when a passkey is asked for a digest (WebAuthn Level 3), as far as a chain needs to know it.
//!
//! The signature is over `authenticatorData ‖ sha256(clientDataJSON)`. Browsers write the client data by the serialisation of the
//! standard (§5.8.1.1), which begins with type, challenge and origin in this order, so that a verifier needs no JSON parser
//! (§5.8.1.2): here the bytes before the origin must be exactly those. A challenge elsewhere in the text counts for nothing.

use crate::hash::Word;

/// What the client data begins with.
pub const BEFORE_CHALLENGE: &[u8] = br#"{"type":"webauthn.get","challenge":""#;
/// What follows the challenge.
pub const AFTER_CHALLENGE: &[u8] = br#"","origin":""#;
/// Digits of a challenge of 32 bytes in Base64 for addresses, without padding.
pub const CHALLENGE_LEN: usize = 43;
/// The shortest authenticator data: hash of the relying party, flags, counter.
pub const MIN_AUTHENTICATOR_DATA: usize = 37;
/// The flag that says that a person was there.
pub const USER_PRESENT: u8 = 1;

/// Why an assertion is not one of this digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyError {
    /// The client data does not begin as it must; the place of the first byte that is wrong or missing.
    ClientData(usize),
    /// The authenticator data is too short; its length.
    AuthenticatorData(usize),
    /// Nobody was there; the flags.
    NotPresent(u8),
}

/// The challenge of a digest, in Base64 for addresses (RFC 4648 §5), without padding.
#[must_use]
pub fn challenge(digest: &Word) -> [u8; CHALLENGE_LEN] {
    let mut digits = [0; CHALLENGE_LEN];
    for (group, chunk) in digits.chunks_mut(4).zip(digest.chunks(3)) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, to) in (0_u32..).zip(group) {
            *to = digit((bits >> (18 - 6 * at.min(3))) as u8 & 63);
        }
    }
    digits
}

/// A digit, computed: a table would be data that every call of a contract pays for.
const fn digit(value: u8) -> u8 {
    match value {
        0..=25 => b'A' + value,
        26..=51 => b'a' + (value - 26),
        52..=61 => b'0' + (value - 52),
        62 => b'-',
        _ => b'_',
    }
}

/// Checks that the client data is of an assertion, whose challenge is the digest.
///
/// # Errors
///
/// [`PasskeyError::ClientData`].
pub fn check_client_data(json: &[u8], digest: &Word) -> Result<(), PasskeyError> {
    let challenge = challenge(digest);
    let wanted = BEFORE_CHALLENGE.iter().chain(&challenge).chain(AFTER_CHALLENGE);
    for (at, wanted) in wanted.enumerate() {
        if json.get(at) != Some(wanted) {
            return Err(PasskeyError::ClientData(at));
        }
    }
    Ok(())
}

/// Checks that somebody was there when the authenticator signed.
///
/// # Errors
///
/// [`PasskeyError::AuthenticatorData`], [`PasskeyError::NotPresent`].
pub fn check_authenticator_data(data: &[u8]) -> Result<(), PasskeyError> {
    let flags = match data.get(32) {
        Some(flags) if data.len() >= MIN_AUTHENTICATOR_DATA => *flags,
        _ => return Err(PasskeyError::AuthenticatorData(data.len())),
    };
    if flags & USER_PRESENT == 0 {
        return Err(PasskeyError::NotPresent(flags));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: Word = [0xfb; 32];
    const TEXT: &str = r#"{"type":"webauthn.get","challenge":"-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s","origin":"https://example.org","crossOrigin":false}"#;

    #[test]
    fn the_challenge_is_the_digest() {
        assert_eq!(&challenge(&DIGEST), b"-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s");
        assert_eq!(challenge(&[0; 32]), [b'A'; 43]);
        assert_eq!(check_client_data(TEXT.as_bytes(), &DIGEST), Ok(()));
    }

    #[test]
    fn every_byte_before_the_origin_counts() {
        let end = BEFORE_CHALLENGE.len() + CHALLENGE_LEN + AFTER_CHALLENGE.len();
        for at in 0..TEXT.len() {
            let mut text = [0; TEXT.len()];
            text.copy_from_slice(TEXT.as_bytes());
            text[at] ^= 1;
            let expected = if at < end { Err(PasskeyError::ClientData(at)) } else { Ok(()) };
            assert_eq!(check_client_data(&text, &DIGEST), expected);
            let cut = &TEXT.as_bytes()[..at];
            assert_eq!(check_client_data(cut, &DIGEST).is_ok(), at >= end);
        }
    }

    #[test]
    fn a_person_must_have_been_there() {
        let mut data = [0; 37];
        assert_eq!(check_authenticator_data(&data), Err(PasskeyError::NotPresent(0)));
        data[32] = 0x1d;
        assert_eq!(check_authenticator_data(&data), Ok(()));
        assert_eq!(check_authenticator_data(&data[..36]), Err(PasskeyError::AuthenticatorData(36)));
        assert_eq!(check_authenticator_data(&[]), Err(PasskeyError::AuthenticatorData(0)));
    }
}
