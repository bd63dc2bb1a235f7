//! Why the Collection says no: one error per reason, with what was given and what was wanted, and the one enum that
//! carries them all. The refusals of ERC-721 have the names of ERC-6093 and come from OpenZeppelin's state machine.

use alloc::vec::Vec;
use alloy_sol_types::sol;
use openzeppelin_stylus::token::erc721;

use crate::encoding::revert_data;

sol! {
    /// Only the owner may do this.
    #[derive(Debug, PartialEq)]
    error NotOwner(address caller, address owner);

    /// Only the account to which the ownership was offered may accept it.
    #[derive(Debug, PartialEq)]
    error NotPendingOwner(address caller, address pendingOwner);

    /// This address cannot own the collection.
    #[derive(Debug, PartialEq)]
    error InvalidOwner(address owner);

    /// The caller is not the owner and lacks the role, a bit that `setRoles` gives.
    #[derive(Debug, PartialEq)]
    error MissingRole(address caller, uint8 role);

    /// A bit that means nothing was given; `known` has every bit that does.
    #[derive(Debug, PartialEq)]
    error UnknownRoles(uint8 roles, uint8 known);

    /// There is no such series: they count from 0 and there are `count`.
    #[derive(Debug, PartialEq)]
    error UnknownSeries(uint32 series, uint32 count);

    /// A series has 1 to `max` pieces.
    #[derive(Debug, PartialEq)]
    error InvalidSupply(uint32 supply, uint32 max);

    /// More pieces were asked for than are left to mint.
    #[derive(Debug, PartialEq)]
    error SoldOut(uint32 series, uint32 requested, uint32 left);

    /// A batch of no pieces.
    #[derive(Debug, PartialEq)]
    error EmptyBatch(uint32 series);

    /// The series has no root, so its tokens cannot be minted without their words, nor anchored later.
    #[derive(Debug, PartialEq)]
    error SeriesWithoutRoot(uint32 series);

    /// The series is frozen.
    #[derive(Debug, PartialEq)]
    error FrozenSeries(uint32 series);

    /// The royalty is above `max` basis points: the whole price, or what a frozen series has now.
    #[derive(Debug, PartialEq)]
    error RoyaltyTooHigh(uint16 bps, uint16 max);

    /// A royalty above zero needs somebody who gets it.
    #[derive(Debug, PartialEq)]
    error InvalidRoyaltyReceiver(address receiver, uint16 bps);

    /// A model hash of zero is no hash.
    #[derive(Debug, PartialEq)]
    error ZeroModelHash();

    /// A content hash of zero is no hash.
    #[derive(Debug, PartialEq)]
    error ZeroContentHash();

    /// A record hash of zero is no hash.
    #[derive(Debug, PartialEq)]
    error ZeroRecordHash();

    /// The words of this token are on chain already.
    #[derive(Debug, PartialEq)]
    error AlreadyAnchored(uint256 tokenId);

    /// The words of this token are not on chain yet: anchor them before the first revision.
    #[derive(Debug, PartialEq)]
    error NotAnchored(uint256 tokenId);

    /// The proof does not lead from the leaf of these words to the root of the series.
    #[derive(Debug, PartialEq)]
    error InvalidProof(uint256 tokenId, bytes32 leaf, bytes32 root);

    /// Not while a receiver is being asked.
    #[derive(Debug, PartialEq)]
    error ReentrantCall();

    /// This address cannot describe the collection.
    #[derive(Debug, PartialEq)]
    error InvalidDescriptor(address descriptor);

    /// The Collection has no such function, and there is no contract at the Descriptor's address to ask.
    #[derive(Debug, PartialEq)]
    error UnknownSelector(bytes4 selector, address descriptor);
}

/// Declares [`Error`] with one variant per Solidity error, and what a wrapper needs: conversion from each, to revert
/// data, and the list that `cargo stylus export-abi` prints.
macro_rules! wrapper {
    ($($name:ident),* $(,)?) => {
        /// Everything that the Collection reverts with.
        #[derive(Debug)]
        #[allow(missing_docs)] // Each variant is documented where its Solidity error is declared.
        pub enum Error {
            Erc721(erc721::Error),
            /// The revert data of a receiver, passed on unchanged.
            Receiver(Vec<u8>),
            $($name($name),)*
        }

        impl From<Error> for Vec<u8> {
            fn from(error: Error) -> Self {
                match error {
                    Error::Erc721(error) => error.into(),
                    Error::Receiver(data) => data,
                    $(Error::$name(error) => revert_data(&error),)*
                }
            }
        }

        impl From<erc721::Error> for Error {
            fn from(error: erc721::Error) -> Self {
                Self::Erc721(error)
            }
        }

        $(impl From<$name> for Error {
            fn from(error: $name) -> Self {
                Self::$name(error)
            }
        })*

        #[cfg(feature = "export-abi")]
        impl stylus_sdk::abi::export::internal::InnerTypes for Error {
            fn inner_types() -> Vec<stylus_sdk::abi::export::internal::InnerType> {
                use alloy_sol_types::SolError;
                use stylus_sdk::abi::export::internal::InnerType;
                let mut types = erc721::Error::inner_types();
                $(types.push(InnerType {
                    name: alloc::format!("error {};", $name::SIGNATURE.replace(',', ", ")),
                    id: core::any::TypeId::of::<$name>(),
                });)*
                types
            }
        }
    };
}

wrapper! {
    NotOwner,
    NotPendingOwner,
    InvalidOwner,
    MissingRole,
    UnknownRoles,
    UnknownSeries,
    InvalidSupply,
    SoldOut,
    EmptyBatch,
    SeriesWithoutRoot,
    FrozenSeries,
    RoyaltyTooHigh,
    InvalidRoyaltyReceiver,
    ZeroModelHash,
    ZeroContentHash,
    ZeroRecordHash,
    AlreadyAnchored,
    NotAnchored,
    InvalidProof,
    ReentrantCall,
    InvalidDescriptor,
    UnknownSelector,
}
