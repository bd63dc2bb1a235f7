//! Issuers with keys of every kind, which sign as the world signs: accounts as wallets do, P-256 as WebCrypto does, passkeys as
//! browsers do, Ed25519 as RFC 8032 says.

use alloy_primitives::{keccak256, Address, Bytes, B256};
use alloy_sol_types::SolValue;
use colophon_provenance::{
    attestation::{issuer, passkey, Scheme},
    hash::Software,
};
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Signer as _;

/// An issuer with a key. The number is its secret.
pub(crate) enum Key {
    Account(k256::ecdsa::SigningKey),
    P256(p256::ecdsa::SigningKey),
    Passkey(p256::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
}

/// What a browser gives for a passkey.
#[derive(Clone)]
pub(crate) struct Assertion {
    pub(crate) authenticator_data: Vec<u8>,
    pub(crate) client_data: String,
    /// `r ‖ s`
    pub(crate) signature: [u8; 64],
    /// `x ‖ y`
    pub(crate) key: [u8; 64],
}

impl Assertion {
    /// As the contract takes it.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let word = |bytes: &[u8], at: usize| B256::from_slice(&bytes[at..at + 32]);
        let (data, json) = (&self.authenticator_data, self.client_data.as_bytes());
        let (data, json) = (Bytes::copy_from_slice(data), Bytes::copy_from_slice(json));
        let (signature, key) = (&self.signature, &self.key);
        let words = (word(signature, 0), word(signature, 32), word(key, 0), word(key, 32));
        (data, json, words.0, words.1, words.2, words.3).abi_encode_params()
    }
}

impl Key {
    pub(crate) fn account(secret: u8) -> Self {
        Self::Account(k256::ecdsa::SigningKey::from_slice(&[secret; 32]).expect("a key"))
    }

    pub(crate) fn p256(secret: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[secret; 32]).expect("a key"))
    }

    pub(crate) fn passkey(secret: u8) -> Self {
        Self::Passkey(p256::ecdsa::SigningKey::from_slice(&[secret; 32]).expect("a key"))
    }

    pub(crate) fn ed25519(secret: u8) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[secret; 32]))
    }

    /// One of each kind.
    pub(crate) fn all(secret: u8) -> [Self; 4] {
        [Self::account(secret), Self::p256(secret), Self::passkey(secret), Self::ed25519(secret)]
    }

    pub(crate) fn scheme(&self) -> u8 {
        let scheme = match self {
            Self::Account(_) => Scheme::Account,
            Self::P256(_) => Scheme::P256,
            Self::Passkey(_) => Scheme::Passkey,
            Self::Ed25519(_) => Scheme::Ed25519,
        };
        scheme as u8
    }

    /// The public key as the scheme writes it.
    pub(crate) fn public(&self) -> Vec<u8> {
        match self {
            Self::Account(key) => {
                key.verifying_key().to_encoded_point(false).as_bytes()[1..].to_vec()
            }
            Self::P256(key) | Self::Passkey(key) => {
                key.verifying_key().to_encoded_point(false).as_bytes()[1..].to_vec()
            }
            Self::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
        }
    }

    pub(crate) fn issuer(&self) -> Address {
        if let Self::Account(_) = self {
            return Address::from_slice(&keccak256(self.public())[12..]);
        }
        let scheme = Scheme::from_u8(self.scheme()).expect("a scheme");
        issuer::of_key(&Software, scheme, &self.public()).expect("a short key").into()
    }

    pub(crate) fn sign(&self, digest: B256) -> Vec<u8> {
        match self {
            Self::Account(key) => {
                let (signature, parity) =
                    key.sign_prehash_recoverable(digest.as_slice()).expect("a signature");
                [signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat()
            }
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(digest.as_slice());
                [signature.to_bytes().as_slice(), &self.public()].concat()
            }
            Self::Passkey(_) => self.assert(digest, &browser_text(digest), 0x1d).encode(),
            Self::Ed25519(key) => {
                [key.sign(digest.as_slice()).to_bytes().as_slice(), &self.public()].concat()
            }
        }
    }

    /// What an authenticator with these flags gives for a browser's text.
    pub(crate) fn assert(&self, digest: B256, client_data: &str, flags: u8) -> Assertion {
        let Self::Passkey(key) = self else { panic!("not a passkey: {digest}") };
        let mut authenticator_data = sha256(b"example.org").to_vec();
        authenticator_data.extend([flags, 0, 0, 0, 7]);
        let signed = [authenticator_data.as_slice(), &sha256(client_data.as_bytes())].concat();
        let signature: p256::ecdsa::Signature = key.sign(&signed);
        Assertion {
            authenticator_data,
            client_data: client_data.to_owned(),
            signature: signature.to_bytes().into(),
            key: self.public().try_into().expect("x and y"),
        }
    }
}

/// What Chrome writes for a challenge.
pub(crate) fn browser_text(digest: B256) -> String {
    let challenge = passkey::challenge(&digest.0);
    let challenge = std::str::from_utf8(&challenge).expect("ASCII");
    format!(
        r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://example.org","crossOrigin":false}}"#
    )
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}
