//! Taking attestations, one or many.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;
use colophon_provenance::attestation::Attestation;
use colophon_wire::{Answer, Malformed, Reader};
use stylus_sdk::prelude::*;

use crate::{
    contract::Attestations,
    errors::{
        refuse, AlreadyAttested, BatchRefused, Expired, InvalidBatchSize, InvalidSchema,
        InvalidSubject, IssuedTooEarly, NotNewer, NotYetValid,
    },
    events,
};

/// The most attestations of a batch.
const MAX_BATCH: usize = 32;

/// Reads the seven words of an attestation.
pub(crate) fn read(arguments: &mut Reader<'_>) -> Result<Attestation, Malformed> {
    Ok(Attestation {
        subject: *arguments.word()?,
        schema: *arguments.word()?,
        value_hash: *arguments.word()?,
        issuer: arguments.address()?.into_array(),
        issued_at: read_time(arguments)?,
        expiry: read_time(arguments)?,
        nonce: *arguments.word()?,
    })
}

/// Reads a `uint64`.
pub(crate) fn read_time(arguments: &mut Reader<'_>) -> Result<u64, Malformed> {
    let [time, ..] = *arguments.number(64)?.as_limbs();
    Ok(time)
}

/// Reads a `uint8`.
pub(crate) fn read_small(arguments: &mut Reader<'_>) -> Result<u8, Malformed> {
    Ok(arguments.number(8)?.byte(0))
}

impl Attestations {
    /// `attest(attestation, scheme, signature)`, and an element of `attestBatch`.
    pub(crate) fn attest(&mut self, arguments: &mut Reader<'_>) -> Result<B256, Vec<u8>> {
        let attestation = read(arguments)?;
        let (scheme, signature) = (read_small(arguments)?, arguments.bytes()?);
        let issuer = Address::from(attestation.issuer);
        self.check_words(&attestation)?;
        let id = B256::from(attestation.digest(self, &self.domain()));
        if self.origins.get(id) != U256::ZERO {
            return Err(refuse::<AlreadyAttested>(&[id.into()]));
        }
        let key = self.key(issuer, attestation.schema.into(), attestation.subject.into());
        self.check_order(key, issuer, attestation.issued_at)?;
        self.check_signature(issuer, id, scheme, signature)?;
        self.file(key, id, &attestation);
        events::attested(self.vm(), id, &attestation, scheme);
        Ok(id)
    }

    /// `attestBatch(attestations)`: all of them, or none.
    pub(crate) fn attest_batch(
        &mut self,
        arguments: &mut Reader<'_>,
    ) -> Result<Vec<B256>, Vec<u8>> {
        let (count, mut elements) = arguments.array()?;
        if count == 0 || count > MAX_BATCH {
            return Err(refuse::<InvalidBatchSize>(&[U256::from(count), U256::from(MAX_BATCH)]));
        }
        let mut ids = Vec::with_capacity(count);
        for index in 0..count {
            let mut element = elements.tail()?;
            let id = self.attest(&mut element).map_err(|reason| because(index, reason))?;
            ids.push(id);
        }
        Ok(ids)
    }

    /// What can be said of an attestation by its words and the time.
    fn check_words(&self, attestation: &Attestation) -> Result<(), Vec<u8>> {
        let now = self.now();
        if attestation.subject == [0; 32] {
            return Err(refuse::<InvalidSubject>(&[]));
        }
        if attestation.schema == [0; 32] {
            return Err(refuse::<InvalidSchema>(&[]));
        }
        let (issued_at, expiry) = (attestation.issued_at, attestation.expiry);
        if issued_at > now {
            return Err(refuse::<NotYetValid>(&[U256::from(issued_at), U256::from(now)]));
        }
        if expiry != 0 && expiry <= now {
            return Err(refuse::<Expired>(&[U256::from(expiry), U256::from(now)]));
        }
        Ok(())
    }

    /// An attestation comes after what its issuer revoked at once, and after the one in whose place it comes.
    fn check_order(&self, key: B256, issuer: Address, issued_at: u64) -> Result<(), Vec<u8>> {
        let time = self.revoked_before(issuer);
        if issued_at < time {
            return Err(refuse::<IssuedTooEarly>(&[U256::from(issued_at), U256::from(time)]));
        }
        if let Some(earlier) = self.latest(key) {
            let [.., latest] = *self.origins.get(earlier).as_limbs();
            if issued_at <= latest {
                return Err(refuse::<NotNewer>(&[U256::from(issued_at), U256::from(latest)]));
            }
        }
        Ok(())
    }
}

/// `BatchRefused`; what does not decode has no reason, and is refused without one.
fn because(index: usize, reason: Vec<u8>) -> Vec<u8> {
    if reason.is_empty() {
        return reason;
    }
    let words = 3 + reason.len().div_ceil(32);
    Answer::with_selector(BatchRefused::SELECTOR, words)
        .size(index)
        .size(64)
        .bytes(&reason)
        .into_bytes()
}
