//! An attestation in storage: three words, of which two are often zero and then cost nothing.
//!
//! The word of its origin has the issuer in the lowest 160 bits, above it the count (32 bits) and `issuedAt` (64 bits). The word of its
//! end has `expiry` in the lowest 64 bits, above it `revokedAt` (64 bits), and one bit for *superseded*.

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::attestation::Attestation;

use crate::contract::{address_in, Attestations};

/// What is kept of an attestation, but for the hash of its value.
pub(crate) struct Filed {
    pub(crate) issuer: Address,
    /// The how-manieth it is, from 1, of its issuer about its subject and schema.
    pub(crate) count: u32,
    pub(crate) issued_at: u64,
    pub(crate) expiry: u64,
    /// When it was revoked, alone or with everything before a time; 0: it was not.
    pub(crate) revoked_at: u64,
    pub(crate) superseded: bool,
}

impl Filed {
    /// Whether it counts at `now`.
    pub(crate) fn is_valid(&self, now: u64) -> bool {
        !self.superseded && self.revoked_at == 0 && (self.expiry == 0 || now < self.expiry)
    }
}

impl Attestations {
    /// The id of the latest attestation under a key.
    pub(crate) fn latest(&self, key: B256) -> Option<B256> {
        let id = self.latest.get(key);
        (id != B256::ZERO).then_some(id)
    }

    /// What is kept under an id.
    pub(crate) fn filed(&self, id: B256) -> Option<Filed> {
        let origin = self.origins.get(id);
        let [_, _, three, issued_at] = *origin.as_limbs();
        if origin == U256::ZERO {
            return None;
        }
        let issuer = address_in(origin);
        let [expiry, mut revoked_at, superseded, _] = *self.ends.get(id).as_limbs();
        if revoked_at == 0 {
            revoked_at = self.revoked_with_all(issuer, issued_at);
        }
        let (count, superseded) = ((three >> 32) as u32, superseded != 0);
        Some(Filed { issuer, count, issued_at, expiry, revoked_at, superseded })
    }

    /// Files an attestation as the latest under `key`, in the place of another. Whoever calls has checked it.
    pub(crate) fn file(&mut self, key: B256, id: B256, attestation: &Attestation) {
        let mut count = 1;
        if let Some(earlier) = self.latest(key) {
            let [_, _, three, _] = *self.origins.get(earlier).as_limbs();
            count = (three >> 32).wrapping_add(1);
            let [expiry, revoked_at, _, _] = *self.ends.get(earlier).as_limbs();
            self.ends.insert(earlier, U256::from_limbs([expiry, revoked_at, 1, 0]));
        }
        let issuer: U256 = Address::from(attestation.issuer).into_word().into();
        let [one, two, three, _] = *issuer.as_limbs();
        let origin = U256::from_limbs([one, two, three | count << 32, attestation.issued_at]);
        self.origins.insert(id, origin);
        self.latest.insert(key, id);
        if attestation.value_hash != [0; 32] {
            self.values.insert(id, attestation.value_hash.into());
        }
        if attestation.expiry != 0 {
            self.ends.insert(id, U256::from(attestation.expiry));
        }
    }

    /// Marks an attestation as revoked now.
    pub(crate) fn mark_revoked(&mut self, id: B256) {
        let [expiry, _, superseded, _] = *self.ends.get(id).as_limbs();
        let end = U256::from_limbs([expiry, self.now(), superseded, 0]);
        self.ends.insert(id, end);
    }

    /// The time before which everything of an issuer is revoked.
    pub(crate) fn revoked_before(&self, issuer: Address) -> u64 {
        let [time, ..] = *self.before.get(issuer).as_limbs();
        time
    }

    /// When everything of the issuer from that time was revoked; 0: it was not.
    fn revoked_with_all(&self, issuer: Address, issued_at: u64) -> u64 {
        let [time, at, ..] = *self.before.get(issuer).as_limbs();
        if issued_at < time {
            at
        } else {
            0
        }
    }
}
