//! Salts for prompt commitments: one secret, a different salt for every token.
//!
//! Revealing the salt of one token says nothing about the others, so an artist keeps a single secret.

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::hash::Word;
use crate::token_id::TokenId;

/// What the message begins with; a change of the derivation changes the last digit.
pub const LABEL: &[u8] = b"ap/salt/1";

/// `HMAC-SHA256(secret, "ap/salt/1" ‖ uint256(tokenId))`, the token id in big-endian order.
///
/// `secret` must be 32 uniformly random bytes: prompts are guessable, so the salt carries all of the secrecy.
#[must_use]
pub fn derive(secret: &[u8; 32], token: TokenId) -> Word {
    // HMAC pads its key with zeros to the block of the hash, 64 bytes for SHA-256 (RFC 2104 §2).
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(secret) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(LABEL);
    mac.update(&token.to_word());
    mac.finalize().into_bytes().into()
}
