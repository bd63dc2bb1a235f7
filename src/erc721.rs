//! ERC-721: OpenZeppelin's state machine behind one funnel, and our own question to receivers.

use alloc::vec::Vec;
use alloy_primitives::{aliases::U64, Address, U256};
use openzeppelin_stylus::token::erc721::{
    self, ERC721IncorrectOwner, ERC721InvalidReceiver, IErc721,
};
use stylus_sdk::{abi::Bytes, prelude::*};

use crate::{collection::Collection, errors::Error, receiver::Delivery};

#[public]
impl IErc721 for Collection {
    type Error = Error;

    /// How many tokens an account has.
    ///
    /// Returns: (uint256 balance)
    ///
    /// # Errors
    /// `ERC721InvalidOwner` for the zero address.
    fn balance_of(&self, owner: Address) -> Result<U256, Error> {
        Ok(self.erc721.balance_of(owner)?)
    }

    /// Who has a token.
    ///
    /// Returns: (address owner)
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    fn owner_of(&self, token_id: U256) -> Result<Address, Error> {
        Ok(self.erc721.owner_of(token_id)?)
    }

    /// Transfers a token; a contract that gets it is asked.
    ///
    /// # Errors
    /// Those of [`Self::transfer_from`], and the receiver's refusal.
    fn safe_transfer_from(
        &mut self,
        from: Address,
        to: Address,
        token_id: U256,
    ) -> Result<(), Error> {
        self.safe_transfer_from_with_data(from, to, token_id, Vec::new().into())
    }

    /// Transfers a token; a contract that gets it is asked and told `data`.
    ///
    /// # Errors
    /// Those of [`Self::transfer_from`], and the receiver's refusal.
    #[selector(name = "safeTransferFrom")]
    fn safe_transfer_from_with_data(
        &mut self,
        from: Address,
        to: Address,
        token_id: U256,
        data: Bytes,
    ) -> Result<(), Error> {
        self.transfer_from(from, to, token_id)?;
        self.ask_receiver(&Delivery { from, to, first: token_id, count: 1, data: &data })
    }

    /// Transfers a token, by its owner, its approved account or an operator of its owner.
    ///
    /// # Errors
    /// `ERC721InvalidReceiver` for the zero address, `ERC721NonexistentToken`, `ERC721InsufficientApproval`,
    /// `ERC721IncorrectOwner` when it is not `from` that has the token.
    fn transfer_from(&mut self, from: Address, to: Address, token_id: U256) -> Result<(), Error> {
        if to.is_zero() {
            let refused = ERC721InvalidReceiver { receiver: to };
            return Err(erc721::Error::InvalidReceiver(refused).into());
        }
        let owner = self.update(to, token_id, self.vm().msg_sender())?;
        if owner != from {
            let wrong = ERC721IncorrectOwner { sender: from, token_id, owner };
            return Err(erc721::Error::IncorrectOwner(wrong).into());
        }
        Ok(())
    }

    /// Lets an account transfer one token, until it changes hands; zero withdraws.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`, `ERC721InvalidApprover`.
    fn approve(&mut self, to: Address, token_id: U256) -> Result<(), Error> {
        Ok(self.erc721.approve(to, token_id)?)
    }

    /// Lets an operator transfer every token of the caller, or no longer.
    ///
    /// # Errors
    /// `ERC721InvalidOperator` for the zero address.
    fn set_approval_for_all(&mut self, operator: Address, approved: bool) -> Result<(), Error> {
        Ok(self.erc721.set_approval_for_all(operator, approved)?)
    }

    /// The account that may transfer a token, besides its owner and their operators; zero for none.
    ///
    /// Returns: (address approved)
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    fn get_approved(&self, token_id: U256) -> Result<Address, Error> {
        Ok(self.erc721.get_approved(token_id)?)
    }

    /// Whether an operator may transfer every token of an owner.
    ///
    /// Returns: (bool approved)
    fn is_approved_for_all(&self, owner: Address, operator: Address) -> bool {
        self.erc721.is_approved_for_all(owner, operator)
    }
}

impl Collection {
    /// The one way by which ownership changes: mint (from nobody), transfer, burn (to nobody). Keeps the count of live
    /// tokens, and returns who had the token.
    ///
    /// `auth` is the account that asks, to be checked; zero skips the check.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`, `ERC721InsufficientApproval`.
    pub(crate) fn update(
        &mut self,
        to: Address,
        id: U256,
        auth: Address,
    ) -> Result<Address, Error> {
        let from = self.erc721._update(to, id, auth)?;
        // A transfer does not touch the count: to read it would cost 2,100 gas.
        if from.is_zero() {
            self.live.set(self.live.get().wrapping_add(U64::from(1)));
        }
        if to.is_zero() {
            self.live.set(self.live.get().wrapping_sub(U64::from(1)));
        }
        Ok(from)
    }
}
