//! Who takes part: accounts with keys, accounts with code and moods, tokens, collections; and how each behaves.

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_signer_local::PrivateKeySigner;

use super::codec::Domain;

/// How somebody with code behaves (`Actor` of `tests/solidity/Actors.sol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    /// As one would expect.
    Plain,
    /// Reverts with `Refused()`.
    Refuses,
    /// Burns all gas it gets.
    BurnsGas,
    /// Calls every function of the Minter that changes something, then goes on as one would expect.
    Reenters,
}

/// How a token behaves (`Money` of `tests/solidity/Actors.sol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenMood {
    /// Moves and says yes.
    Plain,
    /// Moves and says nothing.
    Silent,
    /// Does nothing and says no.
    AnswersNo,
    /// Keeps a tenth.
    TakesFee,
    /// Calls every function of the Minter that changes something, then moves.
    Reenters,
    /// Reverts.
    Refuses,
}

/// Everybody, by address. The same in every run, but for what has to be deployed.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Chain and Minter.
    pub domain: Domain,
    /// The collections.
    pub collections: Vec<Address>,
    /// Tokens: the first is always well-behaved, if not always of the same kind.
    pub tokens: [Address; 2],
    /// Own collections.
    pub artists: [Address; 2],
    /// Sign vouchers.
    pub curators: [Address; 2],
    /// Buy; the last has no tokens.
    pub buyers: [Address; 5],
    /// Have code: buy, are paid, sign.
    pub actors: [Address; 4],
    /// Are paid, and never send anything.
    pub payees: [Address; 3],
    /// Has no part in anything.
    pub stranger: Address,
}

/// An address of an account that exists in no other test.
fn somebody(part: &str, number: usize) -> Address {
    Address::from_word(keccak256(format!("colophon sales {part} {number}")))
}

/// The key of a curator.
pub fn key(number: usize) -> PrivateKeySigner {
    let secret = keccak256(format!("colophon sales curator {number}"));
    PrivateKeySigner::from_bytes(&secret).expect("a hash is a key")
}

impl Cast {
    /// The cast around what was deployed.
    pub fn new(domain: Domain, collections: Vec<Address>) -> Self {
        Self {
            domain,
            collections,
            tokens: [0, 1].map(|i| somebody("token", i)),
            artists: [0, 1].map(|i| somebody("artist", i)),
            curators: [0, 1].map(|i| key(i).address()),
            buyers: [0, 1, 2, 3, 4].map(|i| somebody("buyer", i)),
            actors: [0, 1, 2, 3].map(|i| somebody("actor", i)),
            payees: [0, 1, 2].map(|i| somebody("payee", i)),
            stranger: somebody("stranger", 0),
        }
    }

    /// The cast of a run without a chain.
    pub fn pretended() -> Self {
        let domain = Domain { chain: 412_346, minter: somebody("minter", 0) };
        Self::new(domain, [0, 1].map(|i| somebody("collection", i)).to_vec())
    }

    /// Whether somebody is an actor.
    pub fn is_actor(&self, account: Address) -> bool {
        self.actors.contains(&account)
    }

    /// Whether there is code.
    pub fn has_code(&self, account: Address) -> bool {
        self.is_actor(account)
            || self.tokens.contains(&account)
            || self.collections.contains(&account)
            || account == self.domain.minter
    }

    /// Everybody who can get money from the Minter.
    pub fn accounts(&self) -> impl Iterator<Item = Address> + '_ {
        let groups: [&[Address]; 5] =
            [&self.artists, &self.curators, &self.buyers, &self.actors, &self.payees];
        groups.into_iter().flatten().copied().chain([self.stranger])
    }

    /// Everybody who sends transactions from a key.
    pub fn senders(&self) -> impl Iterator<Item = Address> + '_ {
        let groups: [&[Address]; 3] = [&self.artists, &self.curators, &self.buyers];
        groups.into_iter().flatten().copied().chain([self.stranger])
    }

    /// The chain's coin and the tokens.
    pub fn currencies(&self) -> [Address; 3] {
        [Address::ZERO, self.tokens[0], self.tokens[1]]
    }

    /// A name for messages.
    pub fn name(&self, account: Address) -> String {
        let groups: [(&str, &[Address]); 7] = [
            ("artist", &self.artists),
            ("curator", &self.curators),
            ("buyer", &self.buyers),
            ("actor", &self.actors),
            ("payee", &self.payees),
            ("token", &self.tokens),
            ("collection", &self.collections),
        ];
        let known = groups.into_iter().find_map(|(name, group)| {
            group.iter().position(|one| *one == account).map(|place| format!("{name} {place}"))
        });
        known.unwrap_or_else(|| account.to_string())
    }
}

/// Tokens that everybody but the last buyer and the payees has at the beginning. More than any price.
pub const TOKENS_EACH: U256 = U256::from_limbs([0, 0, 1 << 40, 0]);

/// A word that is different for every number.
pub fn word(number: u64) -> B256 {
    keccak256(number.to_be_bytes())
}
