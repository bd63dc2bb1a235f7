//! Whose signature it is, by each scheme.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_provenance::attestation::{
    issuer,
    passkey::{self, PasskeyError},
    Scheme,
};
use colophon_signatures::{account, sha256, verify_p256, Fault};
use colophon_wire::{Answer, Malformed, Reader};
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{
    contract::Attestations,
    errors::{
        refuse, HighS, InvalidSignature, InvalidSignatureLength, InvalidV, IssuerRefused,
        MalformedPasskey, SchemeUnavailable, ShortAuthenticatorData, UnknownScheme, UserNotPresent,
        WrongClientData, WrongSigner,
    },
    interface::IEd25519::verifyCall,
};

/// What a passkey gives.
struct Assertion<'a> {
    authenticator_data: &'a [u8],
    client_data: &'a [u8],
    signature: [u8; 64],
    key: [u8; 64],
}

impl Attestations {
    /// Checks that `issuer` signed `digest`. An account that calls itself needs no signature.
    ///
    /// # Errors
    ///
    /// Those of signatures in `errors.rs`.
    pub(crate) fn check_signature(
        &self,
        issuer: Address,
        digest: B256,
        scheme: u8,
        signature: &[u8],
    ) -> Result<(), Vec<u8>> {
        match Scheme::from_u8(scheme) {
            None => Err(refuse::<UnknownScheme>(&[U256::from(scheme)])),
            Some(Scheme::Account) => self.check_account(issuer, digest, signature),
            Some(Scheme::P256) => self.check_p256(issuer, digest, signature),
            Some(Scheme::Passkey) => self.check_passkey(issuer, digest, signature),
            Some(Scheme::Ed25519) => self.check_ed25519(issuer, digest, signature),
        }
    }

    fn check_account(
        &self,
        issuer: Address,
        digest: B256,
        signature: &[u8],
    ) -> Result<(), Vec<u8>> {
        if signature.is_empty() && self.vm().msg_sender() == issuer {
            return Ok(());
        }
        let owner: U256 = issuer.into_word().into();
        account(self.vm(), issuer, digest, signature).map_err(|fault| match fault {
            Fault::Length(length) => wrong_length(Scheme::Account, length),
            Fault::V(v) => refuse::<InvalidV>(&[U256::from(v)]),
            Fault::HighS(s) => refuse::<HighS>(&[s.into()]),
            Fault::Unrecoverable => invalid(Scheme::Account),
            Fault::Signer(signer) => refuse::<WrongSigner>(&[signer.into_word().into(), owner]),
            Fault::Wallet { answer, length } => {
                refuse::<IssuerRefused>(&[owner, answer.into(), U256::from(length)])
            }
        })
    }

    /// `r ‖ s ‖ x ‖ y` over SHA-256 of the digest, as WebCrypto signs the digest.
    fn check_p256(&self, issuer: Address, digest: B256, signature: &[u8]) -> Result<(), Vec<u8>> {
        let (signature, key) = split::<64, 64>(signature)
            .ok_or_else(|| wrong_length(Scheme::P256, signature.len()))?;
        self.check_key(issuer, Scheme::P256, key)?;
        check_p256_hash(Scheme::P256, digest.as_slice(), signature, key)
    }

    /// What a browser gives for a passkey that is asked for the digest.
    fn check_passkey(
        &self,
        issuer: Address,
        digest: B256,
        signature: &[u8],
    ) -> Result<(), Vec<u8>> {
        let assertion =
            read_assertion(signature).map_err(|Malformed| refuse::<MalformedPasskey>(&[]))?;
        self.check_key(issuer, Scheme::Passkey, &assertion.key)?;
        passkey::check_client_data(assertion.client_data, &digest.0)
            .and_then(|()| passkey::check_authenticator_data(assertion.authenticator_data))
            .map_err(|error| match error {
                PasskeyError::ClientData(at) => refuse::<WrongClientData>(&[U256::from(at)]),
                PasskeyError::AuthenticatorData(length) => {
                    refuse::<ShortAuthenticatorData>(&[U256::from(length)])
                }
                PasskeyError::NotPresent(flags) => refuse::<UserNotPresent>(&[U256::from(flags)]),
            })?;
        let client = sha256(assertion.client_data).ok_or_else(|| invalid(Scheme::Passkey))?;
        let signed = [assertion.authenticator_data, client.as_slice()].concat();
        check_p256_hash(Scheme::Passkey, &signed, &assertion.signature, &assertion.key)
    }

    /// The 64 bytes of RFC 8032, then the key: asked of the program that verifies it.
    fn check_ed25519(
        &self,
        issuer: Address,
        digest: B256,
        signature: &[u8],
    ) -> Result<(), Vec<u8>> {
        let (signature, key) = split::<64, 32>(signature)
            .ok_or_else(|| wrong_length(Scheme::Ed25519, signature.len()))?;
        self.check_key(issuer, Scheme::Ed25519, key)?;
        let verifier = self.verifier();
        if verifier == Address::ZERO {
            return Err(refuse::<SchemeUnavailable>(&[U256::from(Scheme::Ed25519 as u8)]));
        }
        let question =
            [&verifyCall::SELECTOR, digest.as_slice(), key.as_slice(), signature].concat();
        // SAFETY: a static call, over which no storage value is held; the cache is written back before it.
        let answer = unsafe {
            RawCall::new_static()
                .clear_storage_cache()
                .limit_return_data(0, 32)
                .call(verifier, &question)
        };
        let yes = Answer::with_capacity(1).boolean(true).into_bytes();
        answer
            .ok()
            .filter(|answer| *answer == yes)
            .map(drop)
            .ok_or_else(|| invalid(Scheme::Ed25519))
    }

    /// Checks that the issuer is the address of the key.
    fn check_key(&self, issuer: Address, scheme: Scheme, key: &[u8]) -> Result<(), Vec<u8>> {
        let signer = issuer::of_key(self, scheme, key).map(Address::from).unwrap_or_default();
        if signer == issuer {
            return Ok(());
        }
        Err(refuse::<WrongSigner>(&[signer.into_word().into(), issuer.into_word().into()]))
    }
}

/// Checks a P-256 signature over SHA-256 of `signed`.
fn check_p256_hash(
    scheme: Scheme,
    signed: &[u8],
    signature: &[u8; 64],
    key: &[u8; 64],
) -> Result<(), Vec<u8>> {
    match sha256(signed) {
        Some(hash) if verify_p256(hash, signature, key) => Ok(()),
        _ => Err(invalid(scheme)),
    }
}

fn read_assertion(signature: &[u8]) -> Result<Assertion<'_>, Malformed> {
    let mut members = Reader::new(signature);
    let (authenticator_data, client_data) = (members.bytes()?, members.bytes()?);
    let mut pair = || -> Result<[u8; 64], Malformed> {
        let mut both = [0; 64];
        for to in both.chunks_mut(32) {
            to.copy_from_slice(members.word()?);
        }
        Ok(both)
    };
    Ok(Assertion { authenticator_data, client_data, signature: pair()?, key: pair()? })
}

/// The signature and the key behind it; `None` when the length is another.
fn split<const SIGNATURE: usize, const KEY: usize>(
    bytes: &[u8],
) -> Option<(&[u8; SIGNATURE], &[u8; KEY])> {
    let (signature, key) = bytes.split_first_chunk()?;
    Some((signature, key.try_into().ok()?))
}

fn wrong_length(scheme: Scheme, length: usize) -> Vec<u8> {
    refuse::<InvalidSignatureLength>(&[U256::from(scheme as u8), U256::from(length)])
}

fn invalid(scheme: Scheme) -> Vec<u8> {
    refuse::<InvalidSignature>(&[U256::from(scheme as u8)])
}
