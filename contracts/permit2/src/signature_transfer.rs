//! Transfers by signature, each of which works once and leaves no allowance behind.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_wire::{Malformed, Reader};
use stylus_sdk::prelude::*;

use crate::{
    contract::Permit2,
    errors::{plain, with},
    hashes::{self, Terms, Witness},
    interface::IPermit2::{InvalidAmount, LengthMismatch},
    signatures, token,
};

/// What an owner signed for one token, and what the spender asks for.
struct Transfer {
    token: Address,
    most: U256,
    to: Address,
    amount: U256,
}

impl Transfer {
    /// Refuses more than was signed.
    fn check(&self) -> Result<(), Vec<u8>> {
        if self.amount > self.most {
            return Err(with::<InvalidAmount>(self.most));
        }
        Ok(())
    }
}

/// What comes after the permit and the transfers: the owner, a witness if there is one, and the signature.
struct Signed<'a> {
    owner: Address,
    witness: Option<Witness<'a>>,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    fn read(arguments: &mut Reader<'a>, witnessed: bool) -> Result<Self, Malformed> {
        let owner = arguments.address()?;
        let witness = if witnessed {
            Some(Witness { word: arguments.hash()?, type_text: arguments.bytes()? })
        } else {
            None
        };
        Ok(Self { owner, witness, signature: arguments.bytes()? })
    }
}

impl Permit2 {
    /// `permitTransferFrom` and `permitWitnessTransferFrom` for one token.
    pub(crate) fn transfer_signed(
        &mut self,
        arguments: &mut Reader<'_>,
        witnessed: bool,
    ) -> Result<(), Vec<u8>> {
        let (token, most) = (arguments.address()?, arguments.number(256)?);
        let (nonce, deadline) = (arguments.number(256)?, arguments.number(256)?);
        let (to, amount) = (arguments.address()?, arguments.number(256)?);
        let signed = Signed::read(arguments, witnessed)?;
        self.check_deadline(deadline)?;
        let transfer = Transfer { token, most, to, amount };
        transfer.check()?;
        let owner = signed.owner;
        let permitted = hashes::token_permissions(self.vm(), token, most);
        self.accept(false, permitted, nonce, deadline, signed)?;
        token::transfer_from(token, owner, to, amount)
    }

    /// The same for several tokens; nothing is moved where nothing is asked for.
    pub(crate) fn transfer_signed_batch(
        &mut self,
        arguments: &mut Reader<'_>,
        witnessed: bool,
    ) -> Result<(), Vec<u8>> {
        let mut permit = arguments.tail()?;
        let (count, permitted) = permit.array()?;
        let (nonce, deadline) = (permit.number(256)?, permit.number(256)?);
        let (asked, details) = arguments.array()?;
        let signed = Signed::read(arguments, witnessed)?;
        self.check_deadline(deadline)?;
        if count != asked {
            return Err(plain::<LengthMismatch>());
        }
        let (transfers, hash) = self.read_transfers(count, permitted, details)?;
        let owner = signed.owner;
        self.accept(true, hash, nonce, deadline, signed)?;
        for transfer in transfers {
            transfer.check()?;
            if !transfer.amount.is_zero() {
                token::transfer_from(transfer.token, owner, transfer.to, transfer.amount)?;
            }
        }
        Ok(())
    }

    /// The transfers of a batch, and the hash of what was permitted.
    fn read_transfers(
        &self,
        count: usize,
        mut permitted: Reader<'_>,
        mut details: Reader<'_>,
    ) -> Result<(Vec<Transfer>, B256), Vec<u8>> {
        let (mut transfers, mut hashes) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (token, most) = (permitted.address()?, permitted.number(256)?);
            let (to, amount) = (details.address()?, details.number(256)?);
            hashes.push(hashes::token_permissions(self.vm(), token, most));
            transfers.push(Transfer { token, most, to, amount });
        }
        Ok((transfers, hashes::array(self.vm(), &hashes)))
    }

    /// Uses the nonce and checks the signature. Whoever calls is the spender that was signed for.
    fn accept(
        &mut self,
        batch: bool,
        permitted: B256,
        nonce: U256,
        deadline: U256,
        signed: Signed<'_>,
    ) -> Result<(), Vec<u8>> {
        self.use_nonce(signed.owner, nonce)?;
        let vm = self.vm();
        let terms = Terms { spender: vm.msg_sender(), nonce, deadline, witness: signed.witness };
        let digest = hashes::to_sign(vm, hashes::transfer(vm, batch, permitted, &terms));
        signatures::check(vm, signed.owner, digest, signed.signature)
    }
}
