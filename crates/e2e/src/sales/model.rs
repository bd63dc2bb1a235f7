//! The model: collections, tokens and the Minter, and what an action does to them.

use std::collections::BTreeMap;

use alloy_primitives::{Address, LogData, B256, U256};
use alloy_sol_types::SolEvent;

use super::{
    action::{Act, Action},
    cast::{Cast, Mood, TokenMood, TOKENS_EACH},
    codec::Mining,
    refusal::{Reasons, Refusal},
    sale::Sale,
};

/// Pieces of a collection are numbered `series × 1,000,000 + index`.
pub const TOKENS_PER_SERIES: u32 = 1_000_000;

/// A series as far as the Minter sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub root: B256,
    pub supply: u32,
    pub minted: u32,
}

/// A collection as far as the Minter sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gallery {
    pub address: Address,
    pub owner: Address,
    /// The Minter has the minter role.
    pub role: bool,
    pub series: Vec<Series>,
    /// Pieces by holder.
    pub holders: BTreeMap<Address, u32>,
}

/// What an action comes to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is done: the one word that is answered, if any, and the Minter's events.
    Done(Option<U256>, Vec<LogData>),
    /// It is refused for one of these reasons.
    Refused(Vec<Refusal>),
}

/// The answer and the events of something that is done.
#[derive(Debug, Default)]
pub struct Done {
    /// The one word that is answered.
    pub answer: Option<U256>,
    /// The Minter's events.
    pub events: Vec<LogData>,
}

impl Done {
    /// Adds an event.
    pub fn emit<E: SolEvent>(&mut self, event: &E) {
        self.events.push(event.encode_log_data());
    }
}

/// What every part of the model answers.
pub type Tried = Result<Done, Reasons>;

/// Everything that the Minter's behaviour depends on.
#[derive(Clone, Debug)]
pub struct Model {
    /// The time of the last action.
    pub now: u64,
    pub cast: Cast,
    pub mining: Mining,
    pub galleries: Vec<Gallery>,
    pub moods: BTreeMap<Address, Mood>,
    pub token_moods: BTreeMap<Address, TokenMood>,
    /// Balances by currency and account: of tokens everybody's, of the coin what the Minter has and what it paid.
    pub balances: BTreeMap<(Address, Address), U256>,
    pub sales: BTreeMap<U256, Sale>,
    /// By account and currency.
    pub owed: BTreeMap<(Address, Address), U256>,
}

impl Model {
    /// The world before the first action: each collection has an owner of its own and no series.
    pub fn new(cast: Cast, mining: Mining, now: u64) -> Self {
        let galleries = cast.collections.iter().zip(cast.artists).map(|(&address, owner)| {
            Gallery { address, owner, role: true, series: Vec::new(), holders: BTreeMap::new() }
        });
        let poor = cast.buyers[cast.buyers.len() - 1];
        let rich = cast.accounts().filter(|one| *one != poor && !cast.payees.contains(one));
        let balances = rich
            .flat_map(|one| cast.tokens.map(|token| ((token, one), TOKENS_EACH)))
            .collect::<BTreeMap<_, _>>();
        Self {
            now,
            mining,
            galleries: galleries.collect(),
            moods: cast.actors.map(|actor| (actor, Mood::Plain)).into(),
            token_moods: cast.tokens.map(|token| (token, TokenMood::Plain)).into(),
            balances,
            sales: BTreeMap::new(),
            owed: BTreeMap::new(),
            cast,
        }
    }

    /// Does an action, or refuses it and changes nothing but the time.
    pub fn apply(&mut self, action: &Action) -> Outcome {
        self.now = action.at;
        match self.attempt(action) {
            Ok(done) => Outcome::Done(done.answer, done.events),
            Err(reasons) => Outcome::Refused(reasons.0),
        }
    }

    fn attempt(&mut self, action: &Action) -> Tried {
        let by = action.by;
        match action.act.clone() {
            Act::Create { sale, terms, payees } => self.create(by, sale, terms, payees),
            Act::Amend { sale, limit, end, root, signer } => {
                self.amend(by, sale, limit, end, root, signer)
            }
            Act::Pause { sale, paused } => self.pause(by, sale, paused),
            Act::Close { sale } => self.close(by, sale),
            Act::Revoke { sale, nonce } => self.revoke(by, sale, nonce),
            Act::RevokeAll { sale } => self.revoke_all(by, sale),
            Act::Mint { sale, to, quantity, max, data } => self.mint(&super::buying::Order {
                sale,
                payer: by,
                recipient: to.unwrap_or(by),
                quantity,
                max,
                value: action.value,
                data: &data,
            }),
            Act::MintUnsold { sale, quantity } => self.mint_unsold(sale, quantity),
            Act::Reveal { sale, seed, promise } => self.reveal(sale, seed, promise),
            Act::Release { sale } => self.release(sale),
            Act::Withdraw { account, currency } => self.withdraw(account, currency),
            Act::Refund { sale, account } => self.refund(sale, account),
            around => {
                self.around(&around);
                Ok(Done::default())
            }
        }
    }

    /// What happens outside the Minter. The driver draws only what succeeds.
    fn around(&mut self, act: &Act) {
        match *act {
            Act::Mood { actor, mood } => {
                self.moods.insert(actor, mood);
            }
            Act::TokenMood { token, mood } => {
                self.token_moods.insert(token, mood);
            }
            Act::Role { collection, given } => self.galleries[collection].role = given,
            Act::HandOver { collection, to } => self.galleries[collection].owner = to,
            Act::Series { collection, root, supply } => {
                self.galleries[collection].series.push(Series { root, supply, minted: 0 });
            }
            Act::Direct { collection, series, count } => {
                let owner = self.galleries[collection].owner;
                self.galleries[collection].take(series, owner, count);
            }
            _ => {}
        }
    }

    /// The collection of a sale's id.
    pub fn gallery(&self, sale: U256) -> Option<&Gallery> {
        let (collection, _) = split(sale);
        self.galleries.iter().find(|gallery| gallery.address == collection)
    }

    /// A currency's balance of an account.
    pub fn balance(&self, currency: Address, account: Address) -> U256 {
        self.balances.get(&(currency, account)).copied().unwrap_or_default()
    }

    /// Adds to a balance.
    pub fn give(&mut self, currency: Address, account: Address, amount: U256) {
        *self.balances.entry((currency, account)).or_default() += amount;
    }

    /// Takes from a balance that is known to be enough.
    pub fn take(&mut self, currency: Address, account: Address, amount: U256) {
        *self.balances.entry((currency, account)).or_default() -= amount;
    }
}

impl Gallery {
    /// Gives the next pieces of a series to somebody; answers the id of the first.
    pub fn take(&mut self, series: u32, to: Address, count: u32) -> U256 {
        let place = &mut self.series[series as usize];
        let first = U256::from(series) * U256::from(TOKENS_PER_SERIES) + U256::from(place.minted);
        place.minted += count;
        *self.holders.entry(to).or_default() += count;
        first
    }
}

/// Collection and series of a sale's id.
pub fn split(sale: U256) -> (Address, u32) {
    let collection: U256 = (sale >> 64) & (U256::MAX >> 96);
    let series: U256 = (sale >> 32) & U256::from(u32::MAX);
    (Address::from_word(B256::from(collection)), series.to())
}

/// A sale's id from its parts.
pub fn join(collection: Address, series: u32, phase: u32) -> U256 {
    U256::from_be_bytes(collection.into_word().0) << 64
        | U256::from(series) << 32
        | U256::from(phase)
}
