//! The prompt commitment: an EIP-712 digest bound to chain, collection and token.
//!
//! Domain `{name: "Colophon", version: "1", chainId, verifyingContract: collection}`, struct
//! `PromptCommitment(uint256 tokenId,bytes32 salt,bytes32 positiveHash,bytes32 negativeHash)`. The two text hashes
//! are Keccak-256 of the UTF-8 bytes as they are: never trimmed, never normalised. The salt keeps a guessable prompt
//! secret; binding it to chain, collection and token keeps a commitment from being copied to another place.

use crate::hash::{Keccak, Word};

/// The EIP-712 type of the domain.
pub const DOMAIN_TYPE: &str =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
/// The name in the domain.
pub const DOMAIN_NAME: &str = "Colophon";
/// The version in the domain.
pub const DOMAIN_VERSION: &str = "1";
/// The EIP-712 type of the committed struct.
pub const PROMPT_TYPE: &str =
    "PromptCommitment(uint256 tokenId,bytes32 salt,bytes32 positiveHash,bytes32 negativeHash)";

/// Keccak-256 of [`DOMAIN_TYPE`].
pub const DOMAIN_TYPE_HASH: Word = [
    0x8b, 0x73, 0xc3, 0xc6, 0x9b, 0xb8, 0xfe, 0x3d, 0x51, 0x2e, 0xcc, 0x4c, 0xf7, 0x59, 0xcc, 0x79,
    0x23, 0x9f, 0x7b, 0x17, 0x9b, 0x0f, 0xfa, 0xca, 0xa9, 0xa7, 0x5d, 0x52, 0x2b, 0x39, 0x40, 0x0f,
];
/// Keccak-256 of [`DOMAIN_NAME`].
pub const DOMAIN_NAME_HASH: Word = [
    0x09, 0x83, 0x10, 0xb9, 0xee, 0xf1, 0x88, 0x48, 0xe0, 0xf0, 0xc1, 0x86, 0xfe, 0x30, 0xbe, 0xb4,
    0x3e, 0x60, 0x89, 0x54, 0x99, 0x98, 0xa6, 0xc5, 0x5f, 0x9c, 0xd0, 0xb8, 0x7d, 0x4e, 0x3d, 0x69,
];
/// Keccak-256 of [`DOMAIN_VERSION`].
pub const DOMAIN_VERSION_HASH: Word = [
    0xc8, 0x9e, 0xfd, 0xaa, 0x54, 0xc0, 0xf2, 0x0c, 0x7a, 0xdf, 0x61, 0x28, 0x82, 0xdf, 0x09, 0x50,
    0xf5, 0xa9, 0x51, 0x63, 0x7e, 0x03, 0x07, 0xcd, 0xcb, 0x4c, 0x67, 0x2f, 0x29, 0x8b, 0x8b, 0xc6,
];
/// Keccak-256 of [`PROMPT_TYPE`].
pub const PROMPT_TYPE_HASH: Word = [
    0x89, 0x0c, 0xee, 0x25, 0x63, 0xbd, 0xae, 0x45, 0x6b, 0xa4, 0xd4, 0x75, 0x31, 0xbd, 0x35, 0x16,
    0x04, 0x11, 0xe4, 0x4c, 0xe3, 0xdb, 0x50, 0x97, 0x5c, 0xbf, 0x95, 0x36, 0xd1, 0x3f, 0xb3, 0x6b,
];

/// The EIP-712 domain separator of the collection at `collection` on chain `chain_id`.
#[must_use]
pub fn domain_separator<K: Keccak + ?Sized>(
    keccak: &K,
    chain_id: u64,
    collection: &[u8; 20],
) -> Word {
    separator(keccak, &DOMAIN_NAME_HASH, chain_id, collection)
}

/// The EIP-712 domain separator of any contract of this project: the Keccak-256 of its name, version 1, its chain and its
/// address.
#[must_use]
pub fn separator<K: Keccak + ?Sized>(
    keccak: &K,
    name_hash: &Word,
    chain_id: u64,
    contract: &[u8; 20],
) -> Word {
    let mut chain = [0; 32];
    if let Some(tail) = chain.last_chunk_mut() {
        *tail = chain_id.to_be_bytes();
    }
    let mut address = [0; 32];
    if let Some(tail) = address.last_chunk_mut() {
        *tail = *contract;
    }
    let words = [DOMAIN_TYPE_HASH, *name_hash, DOMAIN_VERSION_HASH, chain, address];
    keccak.keccak256(words.as_flattened())
}

/// The EIP-712 hash of the struct: token id (big-endian), salt, and the Keccak-256 of the two texts.
#[must_use]
pub fn struct_hash<K: Keccak + ?Sized>(
    keccak: &K,
    token_id: &Word,
    salt: &Word,
    positive_hash: &Word,
    negative_hash: &Word,
) -> Word {
    let words = [PROMPT_TYPE_HASH, *token_id, *salt, *positive_hash, *negative_hash];
    keccak.keccak256(words.as_flattened())
}

/// `keccak256(0x19 ‖ 0x01 ‖ domain separator ‖ struct hash)`.
#[must_use]
pub fn digest<K: Keccak + ?Sized>(keccak: &K, domain_separator: &Word, struct_hash: &Word) -> Word {
    let mut bytes = [0; 66];
    let parts = [0x19, 0x01].iter().chain(domain_separator).chain(struct_hash);
    for (to, from) in bytes.iter_mut().zip(parts) {
        *to = *from;
    }
    keccak.keccak256(&bytes)
}

/// The commitment to a prompt: the digest over `token_id` (big-endian), `salt` and the two texts.
///
/// A prompt without a negative part has the empty text there.
#[must_use]
pub fn commit<K: Keccak + ?Sized>(
    keccak: &K,
    domain_separator: &Word,
    token_id: &Word,
    salt: &Word,
    positive: &[u8],
    negative: &[u8],
) -> Word {
    let positive_hash = keccak.keccak256(positive);
    let negative_hash = keccak.keccak256(negative);
    let hash = struct_hash(keccak, token_id, salt, &positive_hash, &negative_hash);
    digest(keccak, domain_separator, &hash)
}
