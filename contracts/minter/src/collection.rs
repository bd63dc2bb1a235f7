//! What the Minter asks of a Collection, of which it knows no more than the ABI.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::sol;
use colophon_provenance::token_id::TOKENS_PER_SERIES;
use colophon_wire::{Malformed, Reader};

use crate::{
    calls,
    data::call,
    errors::{refuse, InvalidCollection, UnexpectedAnswer},
    pass::Words,
};

sol! {
    /// The functions of a Collection that a sale needs, and the refusals that a quote foretells.
    interface ICollection {
        error MissingRole(address caller, uint8 role);
        error SoldOut(uint32 series, uint32 requested, uint32 left);
        function owner() external view returns (address owner);
        function rolesOf(address account) external view returns (uint8 roles);
        function series(uint32 series) external view returns (
            bytes32 modelHash, bytes32 root, uint32 supply, uint32 minted, address receiver, uint16 bps, bool frozen
        );
        function mint(uint32 series, address to, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash)
            external returns (uint256 tokenId);
        function mintBatch(uint32 series, address to, uint32 count) external returns (uint256 firstTokenId);
    }
}
use ICollection::{
    mintBatchCall, mintCall, ownerCall, rolesOfCall, seriesCall, MissingRole, SoldOut,
};

/// The role that lets an account mint.
const MINTER_ROLE: u8 = 1;

/// A Collection, by its address.
#[derive(Clone, Copy)]
pub(crate) struct Collection(pub(crate) Address);

/// What a series has.
pub(crate) struct Series {
    /// Root of its records; zero: none.
    pub(crate) root: B256,
    /// Pieces to mint.
    pub(crate) left: u32,
}

impl Collection {
    /// Who may make sales of it.
    ///
    /// # Errors
    ///
    /// `InvalidCollection`, or what the Collection reverts with.
    pub(crate) fn owner(self) -> Result<Address, Vec<u8>> {
        let answer = self.ask(&call!(ownerCall))?;
        Reader::new(&answer).address().map_err(|_| self.invalid())
    }

    /// A series.
    ///
    /// # Errors
    ///
    /// `InvalidCollection`, or what the Collection reverts with: `UnknownSeries`.
    pub(crate) fn series(self, series: u32) -> Result<Series, Vec<u8>> {
        let answer = self.ask(&call!(seriesCall, series))?;
        read_series(&answer).map_err(|_| self.invalid())
    }

    /// Why the Collection would refuse to mint so many pieces, if it would for lack of the role or of pieces.
    ///
    /// # Errors
    ///
    /// `MissingRole`, `SoldOut`: what the Collection would revert with; `InvalidCollection`.
    pub(crate) fn foretell(
        self,
        minter: Address,
        series: u32,
        quantity: u32,
    ) -> Result<(), Vec<u8>> {
        let roles = self.ask(&call!(rolesOfCall, minter))?;
        let roles = Reader::new(&roles).amount(8).map_err(|_| self.invalid())? as u8;
        if roles & MINTER_ROLE == 0 && self.owner()? != minter {
            return Err(refuse!(MissingRole, minter, MINTER_ROLE));
        }
        let left = self.series(series)?.left;
        if quantity > left {
            return Err(refuse!(SoldOut, series, quantity, left));
        }
        Ok(())
    }

    /// Mints one piece with these words, or the next pieces of the series. Returns the id of the first.
    ///
    /// # Errors
    ///
    /// What the Collection, or a receiver, reverts with; `UnexpectedAnswer`.
    pub(crate) fn mint(
        self,
        series: u32,
        recipient: Address,
        quantity: u32,
        words: Option<&Words>,
    ) -> Result<U256, Vec<u8>> {
        let call = match words {
            Some([content, prompt, record]) => {
                call!(mintCall, series, recipient, *content, *prompt, *record)
            }
            None => call!(mintBatchCall, series, recipient, quantity),
        };
        let answer = calls::run(self.0, &call, U256::ZERO, None)?;
        let first = Reader::new(&answer).number(256).unwrap_or(U256::MAX);
        let start = U256::from(u64::from(series) * u64::from(TOKENS_PER_SERIES));
        if first.wrapping_sub(start) >= U256::from(TOKENS_PER_SERIES) {
            return Err(refuse!(UnexpectedAnswer, self.0));
        }
        Ok(first)
    }

    /// Asks without letting anything be written.
    #[inline(never)]
    fn ask(self, question: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        // A contract without the function says nothing at all; neither does an account without code.
        calls::ask(self.0, question).map_err(|refusal| {
            if refusal.is_empty() {
                self.invalid()
            } else {
                refusal
            }
        })
    }

    fn invalid(self) -> Vec<u8> {
        refuse!(InvalidCollection, self.0)
    }
}

fn read_series(answer: &[u8]) -> Result<Series, Malformed> {
    let mut words = Reader::new(answer);
    words.word()?;
    let (root, supply, minted) = (words.hash()?, words.uint32()?, words.uint32()?);
    Ok(Series { root, left: supply.saturating_sub(minted) })
}
