//! The hash that identifies everything on chain: Keccak-256, supplied by whoever calls.

/// One 32-byte word of the EVM: a hash, a salt, or a 256-bit number in big-endian order.
pub type Word = [u8; 32];

/// A source of Keccak-256.
///
/// A contract implements it with the host function of its virtual machine, which costs a few units of gas and
/// no code; a host program uses `hash::Software`, of the feature `keccak`.
pub trait Keccak {
    /// The Keccak-256 (Ethereum's, not FIPS 202 SHA-3) of `bytes`.
    fn keccak256(&self, bytes: &[u8]) -> Word;
}

impl<K: Keccak + ?Sized> Keccak for &K {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        (**self).keccak256(bytes)
    }
}

/// Keccak-256 in software, for programs that have no host to ask.
#[cfg(feature = "keccak")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Software;

#[cfg(feature = "keccak")]
impl Keccak for Software {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        use sha3::Digest;
        sha3::Keccak256::digest(bytes).into()
    }
}
