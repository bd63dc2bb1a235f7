//! What the owner lets others do: bit 0 to mint, bit 1 to revise. The owner may do both without a role.

use alloc::{vec, vec::Vec};
use alloy_primitives::{aliases::U8, Address};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU8},
};

use crate::{
    encoding::emit,
    errors::{Error, UnknownRoles},
    events::RolesSet,
};

/// May mint.
pub const MINTER: u8 = 1;
/// May revise.
pub const REVISER: u8 = 2;
/// Every bit that means something.
pub const KNOWN: u8 = MINTER | REVISER;

/// The roles of every account.
#[storage]
pub struct Roles {
    granted: StorageMap<Address, StorageU8>,
}

impl Roles {
    /// The bits of an account; 0 for an account without roles.
    #[must_use]
    pub fn of(&self, account: Address) -> u8 {
        self.granted.get(account).byte(0)
    }

    /// Replaces the bits of an account.
    ///
    /// # Errors
    /// [`UnknownRoles`] when a bit outside [`KNOWN`] is set.
    pub fn set(&mut self, account: Address, roles: u8) -> Result<(), Error> {
        if roles & !KNOWN != 0 {
            return Err(UnknownRoles { roles, known: KNOWN }.into());
        }
        self.granted.setter(account).set(U8::from(roles));
        emit(self.vm(), &RolesSet { account, roles });
        Ok(())
    }
}
