//! What kind of claim an attestation makes: the Keccak-256 of a name. Anybody can make one up; these have a meaning here.

use crate::hash::{Keccak, Word};

/// The name of the schema that panels count: a person looked at the piece and approves of it. The value is free.
pub const APPROVAL_NAME: &str = "colophon/approval/1";
/// The schema of that name.
pub const APPROVAL: Word = [
    0x01, 0x15, 0x24, 0xdd, 0x19, 0xf0, 0x26, 0xb3, 0x41, 0xf4, 0x91, 0xec, 0xbc, 0xad, 0x3c, 0xb5,
    0xb1, 0x99, 0xa2, 0x9d, 0xdc, 0x29, 0xd2, 0x1a, 0xd5, 0x07, 0x2b, 0xbb, 0x50, 0x61, 0xc2, 0x9f,
];

/// The schema of a name.
#[must_use]
pub fn of_name<K: Keccak + ?Sized>(keccak: &K, name: &str) -> Word {
    keccak.keccak256(name.as_bytes())
}

#[cfg(all(test, feature = "keccak"))]
mod tests {
    use super::*;
    use crate::hash::Software;

    #[test]
    fn the_constant_is_the_hash_of_the_name() {
        assert_eq!(APPROVAL, of_name(&Software, APPROVAL_NAME));
    }
}
