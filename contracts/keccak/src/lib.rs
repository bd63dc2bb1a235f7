//! Keccak-256, under the name and with the interface of `tiny-keccak`, of which it has what the contracts' libraries use.
//!
//! openzeppelin-stylus 0.3.0 turns on the software hash of `alloy-primitives`, so every access to a mapping would hash in
//! WebAssembly: about ten times the gas of the host's function, and a kilobyte of every program. Here the program asks
//! the host; native code uses the well-known `sha3`.

#![cfg_attr(target_arch = "wasm32", no_std)]

/// Absorbs bytes and gives a digest.
pub trait Hasher {
    /// Absorbs more bytes.
    fn update(&mut self, input: &[u8]);

    /// Writes the digest over the first 32 bytes of `output`. A shorter `output` stays as it is.
    fn finalize(self, output: &mut [u8]);
}

pub use hash::Keccak;

#[cfg(target_arch = "wasm32")]
mod hash {
    //! The host's hash.

    extern crate alloc;

    use alloc::vec::Vec;

    #[link(wasm_import_module = "vm_hooks")]
    extern "C" {
        fn native_keccak256(bytes: *const u8, len: usize, output: *mut u8);
    }

    /// Keccak-256: what was absorbed, for the host takes it as a whole.
    #[derive(Clone)]
    pub struct Keccak(Vec<u8>);

    impl Keccak {
        /// Keccak with 256 bits.
        #[must_use]
        pub fn v256() -> Self {
            // The preimage of a mapping's slot: a key and a slot.
            Self(Vec::with_capacity(64))
        }
    }

    impl super::Hasher for Keccak {
        fn update(&mut self, input: &[u8]) {
            self.0.extend_from_slice(input);
        }

        fn finalize(self, output: &mut [u8]) {
            if let Some(digest) = output.first_chunk_mut::<32>() {
                // SAFETY: the host reads `len` bytes of a live vector and writes 32 bytes, which `digest` has.
                unsafe { native_keccak256(self.0.as_ptr(), self.0.len(), digest.as_mut_ptr()) };
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod hash {
    //! The hash in software.

    use sha3::Digest;

    /// Keccak-256.
    #[derive(Clone)]
    pub struct Keccak(sha3::Keccak256);

    impl Keccak {
        /// Keccak with 256 bits.
        #[must_use]
        pub fn v256() -> Self {
            Self(sha3::Keccak256::new())
        }
    }

    impl super::Hasher for Keccak {
        fn update(&mut self, input: &[u8]) {
            self.0.update(input);
        }

        fn finalize(self, output: &mut [u8]) {
            if let Some(digest) = output.first_chunk_mut::<32>() {
                *digest = self.0.finalize().into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(parts: &[&[u8]]) -> [u8; 32] {
        let mut keccak = Keccak::v256();
        for part in parts {
            keccak.update(part);
        }
        let mut output = [0; 32];
        keccak.finalize(&mut output);
        output
    }

    #[test]
    fn it_is_ethereums_hash() {
        let empty = [
            0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7,
            0x03, 0xc0, 0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04,
            0x5d, 0x85, 0xa4, 0x70,
        ];
        assert_eq!(digest(&[]), empty);
        assert_eq!(digest(&[b"transfer(address,uint256)"])[..4], [0xa9, 0x05, 0x9c, 0xbb]);
    }

    #[test]
    fn parts_are_joined() {
        assert_eq!(
            digest(&[b"transfer(", b"", b"address,uint256)"])[..4],
            [0xa9, 0x05, 0x9c, 0xbb]
        );
    }

    #[test]
    fn a_short_output_stays_as_it_is() {
        let mut output = [7; 31];
        Keccak::v256().finalize(&mut output);
        assert_eq!(output, [7; 31]);
    }
}
