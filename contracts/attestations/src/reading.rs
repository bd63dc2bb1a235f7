//! The views, as answers.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::attestation::{issuer, Scheme, DOMAIN_NAME, DOMAIN_VERSION};
use colophon_wire::{Answer, Reader};
use stylus_sdk::prelude::*;

use crate::{
    claims::{read, read_small},
    contract::Attestations,
    errors::{refuse, InvalidSignatureLength, UnknownScheme},
};

/// Name, version, chain and contract.
const DOMAIN_FIELDS: u8 = 0x0f;
/// ERC-165, and ERC-5267 (`eip712Domain`).
const INTERFACES: [u32; 2] = [0x01ff_c9a7, 0x84b0_196e];

impl Attestations {
    /// `attestationOf(issuer, schema, subject)`; zeros when there is none.
    pub(crate) fn attestation_of(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let key = self.key(arguments.address()?, arguments.hash()?, arguments.hash()?);
        let id = self.latest(key).unwrap_or_default();
        Ok(self.describe(Answer::with_capacity(6).hash(id), id, false))
    }

    /// `attestation(id)`; zeros when there is none.
    pub(crate) fn attestation(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let id = arguments.hash()?;
        let issuer = self.filed(id).map(|filed| filed.issuer).unwrap_or_default();
        Ok(self.describe(Answer::with_capacity(7).address(issuer), id, true))
    }

    /// Appends hash of the value, `issuedAt`, `expiry`, `revokedAt`, whether it is superseded (if asked for), and whether it is valid.
    fn describe(&self, answer: Answer, id: B256, superseded: bool) -> Answer {
        let filed = self.filed(id);
        let [issued_at, expiry, revoked_at] = filed
            .as_ref()
            .map(|filed| [filed.issued_at, filed.expiry, filed.revoked_at])
            .unwrap_or_default()
            .map(U256::from);
        let answer =
            answer.hash(self.values.get(id)).number(issued_at).number(expiry).number(revoked_at);
        let answer = if superseded {
            answer.boolean(filed.as_ref().is_some_and(|filed| filed.superseded))
        } else {
            answer
        };
        answer.boolean(filed.is_some_and(|filed| filed.is_valid(self.now())))
    }

    /// `isValid(id)`
    pub(crate) fn is_valid(&self, id: B256) -> bool {
        self.filed(id).is_some_and(|filed| filed.is_valid(self.now()))
    }

    /// `historyOf(issuer, schema, subject)`
    pub(crate) fn history_of(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let key = self.key(arguments.address()?, arguments.hash()?, arguments.hash()?);
        let latest = self.latest(key).and_then(|id| self.filed(id));
        let count = latest.map_or(0, |filed| filed.count);
        Ok(Answer::with_capacity(1).number(U256::from(count)))
    }

    /// `approvals(panel, recordHash)`
    pub(crate) fn approvals(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let (panel, record) = (arguments.hash()?, arguments.hash()?);
        let quorum = self.quorum(panel)?;
        let valid = self.count(panel, &quorum, record, quorum.members);
        let answer = Answer::with_capacity(3).size(valid.into());
        Ok(answer.size(quorum.threshold.into()).size(quorum.members.into()))
    }

    /// `approved(panel, recordHash)`
    pub(crate) fn approved(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let (panel, record) = (arguments.hash()?, arguments.hash()?);
        let quorum = self.quorum(panel)?;
        let enough = self.count(panel, &quorum, record, quorum.threshold) == quorum.threshold;
        Ok(Answer::with_capacity(1).boolean(enough))
    }

    /// `panelOf(collection, series)`
    pub(crate) fn panel_of(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let (collection, series) = (arguments.address()?, arguments.number(32)?);
        let panel = self.series_panels.getter(collection).get(series);
        Ok(Answer::with_capacity(1).hash(panel))
    }

    /// `digestOf(attestation)`
    pub(crate) fn digest_of(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let digest = read(arguments)?.digest(self, &self.domain());
        Ok(Answer::with_capacity(1).hash(digest.into()))
    }

    /// `issuerOf(scheme, publicKey)`
    pub(crate) fn issuer_of(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let (number, key) = (read_small(arguments)?, arguments.bytes()?);
        let length = match Scheme::from_u8(number) {
            Some(Scheme::P256 | Scheme::Passkey) => 64,
            Some(Scheme::Ed25519) => 32,
            _ => 0,
        };
        let scheme = Scheme::from_u8(number).filter(|_| length != 0);
        let scheme = scheme.ok_or_else(|| refuse::<UnknownScheme>(&[U256::from(number)]))?;
        let issuer = issuer::of_key(self, scheme, key).filter(|_| key.len() == length);
        let issuer = issuer.ok_or_else(|| {
            refuse::<InvalidSignatureLength>(&[U256::from(number), U256::from(key.len())])
        })?;
        Ok(Answer::with_capacity(1).address(Address::from(issuer)))
    }

    /// `eip712Domain()` (ERC-5267)
    pub(crate) fn eip712_domain(&self) -> Answer {
        const HEAD: usize = 7 * 32;
        let mut fields = B256::ZERO;
        fields.0[0] = DOMAIN_FIELDS;
        Answer::with_capacity(12)
            .hash(fields)
            .size(HEAD)
            .size(HEAD + 64)
            .number(U256::from(self.vm().chain_id()))
            .address(self.vm().contract_address())
            .hash(B256::ZERO)
            .size(HEAD + 128)
            .bytes(DOMAIN_NAME.as_bytes())
            .bytes(DOMAIN_VERSION.as_bytes())
            .size(0)
    }

    /// `supportsInterface(interfaceId)` (ERC-165). What follows the four bytes must be zero.
    pub(crate) fn supports_interface(&self, arguments: &mut Reader<'_>) -> Result<Answer, Vec<u8>> {
        let [a, b, c, d, rest @ ..] = *arguments.word()?;
        if rest != [0; 28] {
            return Err(Vec::new());
        }
        let supported = INTERFACES.contains(&u32::from_be_bytes([a, b, c, d]));
        Ok(Answer::with_capacity(1).boolean(supported))
    }
}
