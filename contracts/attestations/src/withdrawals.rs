//! Taking attestations back: one, or everything that was issued before a time.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::attestation::{Revocation, RevocationBefore};
use colophon_wire::Reader;
use stylus_sdk::prelude::*;

use crate::{
    claims::{read_small, read_time},
    contract::Attestations,
    errors::{
        refuse, AlreadyRevoked, AlreadySuperseded, NotIssuer, NothingToRevoke, TimeInFuture,
        TimeNotLater, UnknownAttestation,
    },
    events,
};

impl Attestations {
    /// `revoke(subject, schema)`: the caller's latest about it.
    pub(crate) fn revoke(&mut self, arguments: &mut Reader<'_>) -> Result<B256, Vec<u8>> {
        let (subject, schema) = (arguments.hash()?, arguments.hash()?);
        let issuer = self.vm().msg_sender();
        let Some(id) = self.latest(self.key(issuer, schema, subject)) else {
            let words = [issuer.into_word().into(), schema.into(), subject.into()];
            return Err(refuse::<NothingToRevoke>(&words));
        };
        self.withdraw(id, issuer)?;
        Ok(id)
    }

    /// `revokeSigned(revocation, scheme, signature)`.
    pub(crate) fn revoke_signed(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (id, issuer) = (arguments.hash()?, arguments.address()?);
        let revocation =
            Revocation { id: id.0, issuer: issuer.into_array(), nonce: *arguments.word()? };
        let (scheme, signature) = (read_small(arguments)?, arguments.bytes()?);
        let digest = revocation.digest(self, &self.domain()).into();
        self.check_signature(issuer, digest, scheme, signature)?;
        self.withdraw(id, issuer)
    }

    /// `revokeAllBefore(time)`: whatever the caller issued.
    pub(crate) fn revoke_all_before(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let time = read_time(arguments)?;
        self.withdraw_before(self.vm().msg_sender(), time)
    }

    /// `revokeAllBeforeSigned(revocation, scheme, signature)`.
    pub(crate) fn revoke_all_before_signed(
        &mut self,
        arguments: &mut Reader<'_>,
    ) -> Result<(), Vec<u8>> {
        let (time, issuer) = (read_time(arguments)?, arguments.address()?);
        let revocation =
            RevocationBefore { time, issuer: issuer.into_array(), nonce: *arguments.word()? };
        let (scheme, signature) = (read_small(arguments)?, arguments.bytes()?);
        let digest = revocation.digest(self, &self.domain()).into();
        self.check_signature(issuer, digest, scheme, signature)?;
        self.withdraw_before(issuer, time)
    }

    /// Revokes an attestation of `issuer`, who asked for it.
    fn withdraw(&mut self, id: B256, issuer: Address) -> Result<(), Vec<u8>> {
        let Some(filed) = self.filed(id) else {
            return Err(refuse::<UnknownAttestation>(&[id.into()]));
        };
        if filed.issuer != issuer {
            let words = [issuer.into_word().into(), filed.issuer.into_word().into()];
            return Err(refuse::<NotIssuer>(&words));
        }
        if filed.revoked_at != 0 {
            return Err(refuse::<AlreadyRevoked>(&[id.into(), U256::from(filed.revoked_at)]));
        }
        if filed.superseded {
            return Err(refuse::<AlreadySuperseded>(&[id.into()]));
        }
        self.mark_revoked(id);
        events::revoked(self.vm(), id, issuer);
        Ok(())
    }

    /// Revokes everything of `issuer`, who asked for it, that was or will be issued before a time. The time only grows, so a
    /// signature that is used again changes nothing; and it is not beyond the next second, because milliseconds in the place of
    /// seconds would silence an issuer for good.
    fn withdraw_before(&mut self, issuer: Address, time: u64) -> Result<(), Vec<u8>> {
        let (current, now) = (self.revoked_before(issuer), self.now());
        if time <= current {
            return Err(refuse::<TimeNotLater>(&[U256::from(time), U256::from(current)]));
        }
        if time > now.saturating_add(1) {
            return Err(refuse::<TimeInFuture>(&[U256::from(time), U256::from(now)]));
        }
        self.before.insert(issuer, U256::from_limbs([time, now, 0, 0]));
        events::revoked_before(self.vm(), issuer, time);
        Ok(())
    }
}
