//! Transfers against an allowance that was given before, in a transaction or by a signed permit.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_wire::Reader;
use stylus_sdk::prelude::*;

use crate::{
    allowances::{Allowance, Key},
    contract::Permit2,
    errors::{plain, with},
    events, hashes,
    interface::IPermit2::{ExcessiveInvalidation, InvalidNonce, SignatureExpired},
    signatures, token,
};

/// The most permits that can be invalidated at once.
const MOST_INVALIDATED: u16 = u16::MAX;

/// One token of a permit.
struct Details {
    token: Address,
    allowance: Allowance,
}

/// A permit that was checked: what it allows whom.
struct Permit {
    spender: Address,
    details: Vec<Details>,
}

impl Permit2 {
    /// `approve(token, spender, amount, expiration)`
    pub(crate) fn approve(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (token, spender) = (arguments.address()?, arguments.address()?);
        let (amount, expiration) = (arguments.number(160)?, arguments.number(48)?);
        let key = Key { owner: self.vm().msg_sender(), token, spender };
        self.approve_until(key, amount, expiration);
        events::approval(self.vm(), key, amount, expiration);
        Ok(())
    }

    /// `permit(owner, permitSingle, signature)`, or the other one for a batch.
    pub(crate) fn permit(
        &mut self,
        arguments: &mut Reader<'_>,
        batch: bool,
    ) -> Result<(), Vec<u8>> {
        let owner = arguments.address()?;
        let permit = if batch {
            self.read_batch(owner, arguments)?
        } else {
            self.read_single(owner, arguments)?
        };
        for Details { token, allowance } in permit.details {
            let key = Key { owner, token, spender: permit.spender };
            self.approve_by_permit(key, allowance)?;
            let Allowance { amount, expiration, nonce } = allowance;
            events::permit(self.vm(), key, amount, expiration, nonce);
        }
        Ok(())
    }

    /// Reads and checks a permit for one token; its members lie in the head of the arguments.
    fn read_single(&self, owner: Address, arguments: &mut Reader<'_>) -> Result<Permit, Vec<u8>> {
        let (details, hash) = self.read_details(arguments)?;
        let (spender, deadline) = (arguments.address()?, arguments.number(256)?);
        let hash = hashes::permit(self.vm(), false, hash, spender, deadline);
        self.check_permit(owner, hash, deadline, arguments.bytes()?)?;
        Ok(Permit { spender, details: Vec::from([details]) })
    }

    /// The same for several tokens.
    fn read_batch(&self, owner: Address, arguments: &mut Reader<'_>) -> Result<Permit, Vec<u8>> {
        let mut members = arguments.tail()?;
        let (count, mut elements) = members.array()?;
        let (mut details, mut hashes) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (element, hash) = self.read_details(&mut elements)?;
            details.push(element);
            hashes.push(hash);
        }
        let (spender, deadline) = (members.address()?, members.number(256)?);
        let hash = hashes::array(self.vm(), &hashes);
        let hash = hashes::permit(self.vm(), true, hash, spender, deadline);
        self.check_permit(owner, hash, deadline, arguments.bytes()?)?;
        Ok(Permit { spender, details })
    }

    /// One `PermitDetails` and its hash.
    fn read_details(&self, arguments: &mut Reader<'_>) -> Result<(Details, B256), Vec<u8>> {
        let token = arguments.address()?;
        let (amount, expiration) = (arguments.number(160)?, arguments.number(48)?);
        let nonce = arguments.number(48)?;
        let members = [token.into_word().into(), amount, expiration, nonce];
        let hash = hashes::details(self.vm(), members);
        Ok((Details { token, allowance: Allowance { amount, expiration, nonce } }, hash))
    }

    fn check_permit(
        &self,
        owner: Address,
        hash: B256,
        deadline: U256,
        signature: &[u8],
    ) -> Result<(), Vec<u8>> {
        self.check_deadline(deadline)?;
        signatures::check(self.vm(), owner, hashes::to_sign(self.vm(), hash), signature)
    }

    /// Refuses a signature after its last second.
    ///
    /// # Errors
    ///
    /// `SignatureExpired`.
    pub(crate) fn check_deadline(&self, deadline: U256) -> Result<(), Vec<u8>> {
        if self.now() > deadline {
            return Err(with::<SignatureExpired>(deadline));
        }
        Ok(())
    }

    /// `transferFrom(from, to, amount, token)`, and an element of `transferFrom(transferDetails)`.
    pub(crate) fn transfer(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (from, to) = (arguments.address()?, arguments.address()?);
        let (amount, token) = (arguments.number(160)?, arguments.address()?);
        self.spend(Key { owner: from, token, spender: self.vm().msg_sender() }, amount)?;
        token::transfer_from(token, from, to, amount)
    }

    /// `transferFrom(transferDetails)`
    pub(crate) fn transfer_batch(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (count, mut elements) = arguments.array()?;
        (0..count).try_for_each(|_| self.transfer(&mut elements))
    }

    /// `lockdown(approvals)`: takes back what was allowed.
    pub(crate) fn lockdown(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let owner = self.vm().msg_sender();
        let (count, mut elements) = arguments.array()?;
        for _ in 0..count {
            let key = Key { owner, token: elements.address()?, spender: elements.address()? };
            let allowance = self.allowance_of(key);
            self.set_allowance(key, Allowance { amount: U256::ZERO, ..allowance });
            events::lockdown(self.vm(), key);
        }
        Ok(())
    }

    /// `invalidateNonces(token, spender, newNonce)`: permits below the new number are never valid again.
    pub(crate) fn invalidate_nonces(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (token, spender) = (arguments.address()?, arguments.address()?);
        let new = arguments.number(48)?;
        let key = Key { owner: self.vm().msg_sender(), token, spender };
        let allowance = self.allowance_of(key);
        let old = allowance.nonce;
        if new <= old {
            return Err(plain::<InvalidNonce>());
        }
        if new.wrapping_sub(old) > U256::from(MOST_INVALIDATED) {
            return Err(plain::<ExcessiveInvalidation>());
        }
        self.set_allowance(key, Allowance { nonce: new, ..allowance });
        events::nonce_invalidation(self.vm(), key, new, old);
        Ok(())
    }
}
