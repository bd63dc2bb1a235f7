//! Keys, and transactions signed with them.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxLegacy};
use alloy_eips::{eip2718::Encodable2718, eip2930::AccessList};
use alloy_primitives::{hex, Address, Bytes, Signature, TxKind, B256, U256};
use k256::ecdsa::SigningKey;
use stylus_chain::{block::Envelope, config::DEV_CHAIN_ID};

/// A private key.
#[derive(Clone, Debug)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// Key from 32 bytes in hexadecimal.
    pub(crate) fn from_hex(text: &str) -> Self {
        let bytes = hex::decode(text).expect("a key in hex");
        Self(SigningKey::from_slice(&bytes).expect("a key"))
    }

    /// Account of the key.
    pub(crate) fn address(&self) -> Address {
        Address::from_private_key(&self.0)
    }

    /// Signature of a hash.
    pub(crate) fn sign(&self, hash: B256) -> Signature {
        self.0.sign_prehash_recoverable(hash.as_slice()).expect("a signature").into()
    }
}

/// Fields of a transaction: legacy with a gas price, else of type 2 (or 1 with a gas price and an access list).
#[derive(Clone, Debug)]
pub(crate) struct Tx {
    pub(crate) to: Option<Address>,
    pub(crate) value: U256,
    pub(crate) input: Bytes,
    pub(crate) gas: u64,
    pub(crate) nonce: u64,
    pub(crate) gas_price: Option<u128>,
    pub(crate) max_fee: u128,
    pub(crate) tip: u128,
    pub(crate) access_list: Option<AccessList>,
    pub(crate) chain_id: Option<u64>,
}

impl Default for Tx {
    fn default() -> Self {
        Self {
            to: None,
            value: U256::ZERO,
            input: Bytes::new(),
            gas: 1_000_000,
            nonce: 0,
            gas_price: None,
            max_fee: 1_000_000_000,
            tip: 0,
            access_list: None,
            chain_id: Some(DEV_CHAIN_ID),
        }
    }
}

impl Tx {
    /// The signed transaction in bytes.
    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        self.signed(key).encoded_2718()
    }

    /// The signed transaction.
    pub(crate) fn signed(&self, key: &Key) -> Envelope {
        let to = self.to.map_or(TxKind::Create, TxKind::Call);
        let chain_id = self.chain_id.unwrap_or_default();
        let access_list = self.access_list.clone().unwrap_or_default();
        let (nonce, gas_limit, value, input) =
            (self.nonce, self.gas, self.value, self.input.clone());
        fn seal<T: SignableTransaction<Signature>>(tx: T, key: &Key) -> Envelope
        where
            Envelope: From<alloy_consensus::Signed<T>>,
        {
            let signature = key.sign(tx.signature_hash());
            tx.into_signed(signature).into()
        }
        match (self.gas_price, &self.access_list) {
            (Some(gas_price), None) => {
                let chain_id = self.chain_id;
                seal(TxLegacy { chain_id, nonce, gas_price, gas_limit, to, value, input }, key)
            }
            (Some(gas_price), Some(_)) => seal(
                TxEip2930 { chain_id, nonce, gas_price, gas_limit, to, value, access_list, input },
                key,
            ),
            (None, _) => seal(
                TxEip1559 {
                    chain_id,
                    nonce,
                    gas_limit,
                    max_fee_per_gas: self.max_fee,
                    max_priority_fee_per_gas: self.tip,
                    to,
                    value,
                    access_list,
                    input,
                },
                key,
            ),
        }
    }
}
