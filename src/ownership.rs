//! Who owns the collection: one account, handed on in two steps (as OpenZeppelin's `Ownable2Step`), never given up.
//!
//! There is no `renounceOwnership`: a collection without an owner could neither create a series nor point to another
//! Descriptor, and nobody could tell that from an accident.

use alloc::{vec, vec::Vec};
use alloy_primitives::Address;
use stylus_sdk::{prelude::*, storage::StorageAddress};

use crate::{
    encoding::emit,
    errors::{Error, InvalidOwner, NotOwner, NotPendingOwner},
    events::{OwnershipTransferStarted, OwnershipTransferred},
};

/// The owner, and the account to which the ownership was offered (zero: nobody).
#[storage]
pub struct Ownership {
    owner: StorageAddress,
    pending: StorageAddress,
}

impl Ownership {
    /// The owner; zero before construction.
    #[must_use]
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// The account that may accept the ownership; zero when there is no offer.
    #[must_use]
    pub fn pending(&self) -> Address {
        self.pending.get()
    }

    /// Refuses everybody but the owner.
    ///
    /// # Errors
    /// [`NotOwner`].
    pub fn require_owner(&self) -> Result<(), Error> {
        let (caller, owner) = (self.vm().msg_sender(), self.owner());
        if caller != owner {
            return Err(NotOwner { caller, owner }.into());
        }
        Ok(())
    }

    /// Sets the first owner.
    ///
    /// # Errors
    /// [`InvalidOwner`] for the zero address.
    pub fn construct(&mut self, owner: Address) -> Result<(), Error> {
        if owner.is_zero() {
            return Err(InvalidOwner { owner }.into());
        }
        self.change(owner);
        Ok(())
    }

    /// Offers the ownership; zero withdraws an offer, and a new offer replaces an older one.
    ///
    /// # Errors
    /// [`NotOwner`].
    pub fn offer(&mut self, to: Address) -> Result<(), Error> {
        self.require_owner()?;
        self.pending.set(to);
        let started = OwnershipTransferStarted { previousOwner: self.owner(), newOwner: to };
        emit(self.vm(), &started);
        Ok(())
    }

    /// Takes up an offer.
    ///
    /// # Errors
    /// [`NotPendingOwner`].
    pub fn accept(&mut self) -> Result<(), Error> {
        let (caller, pending) = (self.vm().msg_sender(), self.pending());
        if caller != pending {
            return Err(NotPendingOwner { caller, pendingOwner: pending }.into());
        }
        self.pending.set(Address::ZERO);
        self.change(caller);
        Ok(())
    }

    fn change(&mut self, to: Address) {
        let from = self.owner();
        self.owner.set(to);
        emit(self.vm(), &OwnershipTransferred { previousOwner: from, newOwner: to });
    }
}
