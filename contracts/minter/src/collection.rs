//! What the Minter asks of a Collection, of which it knows no more than the ABI.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall};
use colophon_provenance::token_id::TokenId;
use colophon_wire::{Answer, Malformed, Reader};
use stylus_sdk::call::RawCall;

use crate::{
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
        let answer = self.ask(Answer::with_selector(ownerCall::SELECTOR, 0))?;
        Reader::new(&answer).address().map_err(|_| self.invalid())
    }

    /// A series.
    ///
    /// # Errors
    ///
    /// `InvalidCollection`, or what the Collection reverts with: `UnknownSeries`.
    pub(crate) fn series(self, series: u32) -> Result<Series, Vec<u8>> {
        let question = Answer::with_selector(seriesCall::SELECTOR, 1).amount(series.into());
        let answer = self.ask(question)?;
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
        let question = Answer::with_selector(rolesOfCall::SELECTOR, 1).address(minter);
        let roles = self.ask(question)?;
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
        let (selector, size) = match words {
            Some(_) => (mintCall::SELECTOR, 5),
            None => (mintBatchCall::SELECTOR, 3),
        };
        let call = Answer::with_selector(selector, size).amount(series.into()).address(recipient);
        let call = match words {
            Some(words) => words.iter().fold(call, |call, word| call.hash(*word)),
            None => call.amount(quantity.into()),
        };
        // SAFETY: no storage value is held across the call, and the cache is emptied before it.
        let answer =
            unsafe { RawCall::new().clear_storage_cache().call(self.0, &call.into_bytes()) }?;
        let unexpected = || refuse!(UnexpectedAnswer, self.0);
        let first = Reader::new(&answer).number(256).map_err(|_| unexpected())?;
        match TokenId::from_limbs(first.as_limbs()) {
            Ok(id) if id.series() == series => Ok(first),
            _ => Err(unexpected()),
        }
    }

    /// Asks without letting anything be written.
    #[inline(never)]
    fn ask(self, question: Answer) -> Result<Vec<u8>, Vec<u8>> {
        // SAFETY: no storage value is held across the call, and the cache is emptied before it.
        let answer = unsafe {
            RawCall::new_static().clear_storage_cache().call(self.0, &question.into_bytes())
        };
        // A contract without the function says nothing at all; neither does an account without code.
        answer.map_err(|refusal| if refusal.is_empty() { self.invalid() } else { refusal })
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
