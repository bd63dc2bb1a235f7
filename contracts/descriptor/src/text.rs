//! A Solidity `string` as it arrives: bytes that nobody has checked yet.

use alloc::vec::Vec;

use alloy_sol_types::{abi::token::PackedSeqToken, private::SolTypeValue, SolType, SolValue, Word};
use stylus_sdk::abi::{AbiType, ConstString};

/// The bytes of a Solidity `string`.
///
/// The SDK maps `string` to Rust's `String`, whose decoder refuses invalid UTF-8 with empty revert data and brings the standard
/// library's checker into the program. `Text` lets any bytes in, so that the contract can say which text is wrong, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub Vec<u8>);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().into())
    }
}

impl AbiType for Text {
    type SolType = Self;

    const ABI: ConstString = ConstString::new("string");
    const EXPORT_ABI_ARG: ConstString = ConstString::new("string calldata");
    const EXPORT_ABI_RET: ConstString = ConstString::new("string memory");
}

impl SolType for Text {
    type RustType = Self;
    type Token<'a> = PackedSeqToken<'a>;

    const SOL_NAME: &'static str = "string";
    const ENCODED_SIZE: Option<usize> = None;
    const PACKED_ENCODED_SIZE: Option<usize> = None;

    fn valid_token(_: &Self::Token<'_>) -> bool {
        true
    }

    fn detokenize(token: Self::Token<'_>) -> Self {
        Self(token.0.into())
    }
}

impl SolValue for Text {
    type SolType = Self;
}

impl SolTypeValue<Self> for Text {
    fn stv_to_tokens(&self) -> PackedSeqToken<'_> {
        PackedSeqToken(&self.0)
    }

    fn stv_abi_encoded_size(&self) -> usize {
        // Offset, length and the bytes, padded to whole words; an empty text has no third part.
        64 + self.0.len().next_multiple_of(32)
    }

    fn stv_abi_packed_encoded_size(&self) -> usize {
        self.0.len()
    }

    fn stv_eip712_data_word(&self) -> Word {
        stylus_sdk::crypto::keccak(&self.0)
    }

    fn stv_abi_encode_packed_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
}

#[cfg(feature = "export-abi")]
impl stylus_sdk::abi::export::internal::InnerTypes for Text {}
