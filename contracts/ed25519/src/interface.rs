//! The interface, from which the selector comes.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// Ed25519 for other contracts.
    interface IEd25519 {
        /// Whether `r` and `s` (the two halves of the 64 bytes) are a signature of `publicKey` over the 32 bytes of `digest`.
        function verify(bytes32 digest, bytes32 publicKey, bytes32 r, bytes32 s) external pure returns (bool valid);
    }
}
