//! Content ids: CIDv1 over SHA-256, of raw blocks and of dag-pb blocks, in binary and in text.

use std::fmt;

use colophon_provenance::cid::raw_sha256;
use sha2::{Digest, Sha256};

/// The length of a binary id: version, codec, hash function, hash length, and 32 bytes of hash.
pub const BINARY_LEN: usize = 36;

/// The hash function SHA-256 (0x12) and its length (0x20), as a multihash begins.
const MULTIHASH: [u8; 2] = [0x12, 0x20];

/// How a text begins: multibase `b`, then the 30 bits of the header that no bit of the hash shares a digit with.
const RAW_PREFIX: &str = "bafkrei";
/// See [`RAW_PREFIX`].
const DAG_PB_PREFIX: &str = "bafybei";

/// What the bytes of a block are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Codec {
    /// Content itself.
    Raw = 0x55,
    /// Links, and a UnixFS message that says what they are.
    DagPb = 0x70,
}

/// The id of a block. Ids order by codec, then hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cid {
    codec: Codec,
    digest: [u8; 32],
}

impl Cid {
    /// The id of this block.
    #[must_use]
    pub fn of(codec: Codec, block: &[u8]) -> Self {
        Self::from_digest(codec, Sha256::digest(block).into())
    }

    /// The id of the block with this SHA-256.
    #[must_use]
    pub const fn from_digest(codec: Codec, digest: [u8; 32]) -> Self {
        Self { codec, digest }
    }

    /// What the block is.
    #[must_use]
    pub const fn codec(&self) -> Codec {
        self.codec
    }

    /// The SHA-256 of the block.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The binary form, which links and archives hold.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; BINARY_LEN] {
        let mut bytes = [0; BINARY_LEN];
        bytes[..2].copy_from_slice(&[1, self.codec as u8]);
        bytes[2..4].copy_from_slice(&MULTIHASH);
        bytes[4..].copy_from_slice(&self.digest);
        bytes
    }
}

/// The text form: multibase base32 in lower case, 59 characters, ready for `ipfs://`.
impl fmt::Display for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Ids of both codecs agree in all bits but the second byte's, and its digits are all in the prefix.
        let text = raw_sha256(&self.digest);
        let digits = std::str::from_utf8(&text[RAW_PREFIX.len()..]).map_err(|_| fmt::Error)?;
        f.write_str(match self.codec {
            Codec::Raw => RAW_PREFIX,
            Codec::DagPb => DAG_PB_PREFIX,
        })?;
        f.write_str(digits)
    }
}

impl fmt::Debug for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cid({self})")
    }
}
