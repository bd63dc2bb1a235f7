//! Errors of the Descriptor, and the one enum that carries them.
//!
//! Texts are numbered in the order of the arguments: 0 name, 1 symbol, 2 description, 3 image, 4 external link, 5 media base,
//! 6 media extension. Lengths and positions count bytes.

use alloc::vec::Vec;

use alloy_sol_types::{sol, SolError};

sol! {
    /// `caller` is not `owner`, whom `collection` names as its owner: only the owner may describe a collection.
    #[derive(Debug)]
    error NotCollectionOwner(address collection, address caller, address owner);

    /// There is no contract at `collection`.
    #[derive(Debug)]
    error NoCollection(address collection);

    /// The contract at `collection` answered the call of `selector` with `length` bytes that are not what the function returns.
    #[derive(Debug)]
    error BadCollectionAnswer(address collection, bytes4 selector, uint256 length);

    /// Text number `field` has `length` bytes; at most `max` are allowed.
    #[derive(Debug)]
    error TextTooLong(uint8 field, uint256 length, uint256 max);

    /// Text number `field` has a byte at `position` that is not allowed there: not UTF-8, a control or direction character, or
    /// (in a link) a character or scheme that could break out of it.
    #[derive(Debug)]
    error InvalidText(uint8 field, uint256 position);

    /// Text number `field` must not be empty.
    #[derive(Debug)]
    error TextMissing(uint8 field);
}

/// Declares [`Error`] with one variant per Solidity error, and what the enum needs: conversion to revert data, and the list that
/// `cargo stylus export-abi` prints.
macro_rules! wrapper {
    ($($name:ident),* $(,)?) => {
        /// Every way in which the Descriptor refuses.
        #[derive(Debug)]
        #[allow(missing_docs)] // each variant is documented where its Solidity error is declared
        pub enum Error {
            $($name($name),)*
            /// The collection refused; its revert data, byte for byte.
            Collection(Vec<u8>),
        }

        impl From<Error> for Vec<u8> {
            fn from(error: Error) -> Self {
                match error {
                    $(Error::$name(error) => error.abi_encode(),)*
                    Error::Collection(data) => data,
                }
            }
        }

        #[cfg(feature = "export-abi")]
        impl stylus_sdk::abi::export::internal::InnerTypes for Error {
            fn inner_types() -> Vec<stylus_sdk::abi::export::internal::InnerType> {
                use stylus_sdk::abi::export::internal::InnerType;
                vec![$(InnerType {
                    name: alloc::format!("error {};", $name::SIGNATURE.replace(',', ", ")),
                    id: core::any::TypeId::of::<$name>(),
                }),*]
            }
        }
    };
}

wrapper! {
    NotCollectionOwner,
    NoCollection,
    BadCollectionAnswer,
    TextTooLong,
    InvalidText,
    TextMissing,
}
