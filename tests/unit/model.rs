//! The Collection as a plain program: the rules once more, written from the interface and without storage, so that
//! random calls can be held against them.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;
use colophon_collection::errors::{
    EmptyBatch, FrozenSeries, InvalidRoyaltyReceiver, MissingRole, NotAnchored, NotOwner,
    NotPendingOwner, RoyaltyTooHigh, SeriesWithoutRoot, SoldOut, UnknownRoles, UnknownSeries,
};
use openzeppelin_stylus::token::erc721::{
    ERC721IncorrectOwner, ERC721InsufficientApproval, ERC721InvalidApprover, ERC721InvalidOperator,
    ERC721InvalidReceiver, ERC721NonexistentToken,
};

use crate::world::{n, CONTENT, PROMPT, RECORD};

/// A result as the chain would show it: revert data on the left.
pub(crate) type Outcome<T> = Result<T, Vec<u8>>;

/// The refusal as revert data.
fn no<T>(reason: impl SolError) -> Outcome<T> {
    Err(reason.abi_encode())
}

/// A live token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) owner: Address,
    pub(crate) approved: Address,
    /// Content hash, prompt commitment, record hash, revision.
    pub(crate) words: (B256, B256, B256, u32),
}

/// A series.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) rooted: bool,
    pub(crate) supply: u32,
    pub(crate) minted: u32,
    pub(crate) receiver: Address,
    pub(crate) bps: u16,
    pub(crate) frozen: bool,
}

/// The whole Collection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) owner: Address,
    pub(crate) pending: Address,
    pub(crate) roles: BTreeMap<Address, u8>,
    pub(crate) series: Vec<Series>,
    pub(crate) tokens: BTreeMap<u64, Token>,
    pub(crate) operators: BTreeSet<(Address, Address)>,
    /// How many `Transfer` events there must be.
    pub(crate) transfers: usize,
}

impl Model {
    fn only_owner(&self, caller: Address) -> Outcome<()> {
        if caller == self.owner {
            return Ok(());
        }
        no(NotOwner { caller, owner: self.owner })
    }

    fn only_role(&self, caller: Address, role: u8) -> Outcome<()> {
        if caller == self.owner || self.roles.get(&caller).is_some_and(|roles| roles & role != 0) {
            return Ok(());
        }
        no(MissingRole { caller, role })
    }

    fn known(&self, series: u32) -> Outcome<&Series> {
        let count = self.series.len() as u32;
        self.series.get(series as usize).ok_or(UnknownSeries { series, count }.abi_encode())
    }

    fn known_mut(&mut self, series: u32) -> Outcome<&mut Series> {
        self.known(series)?;
        Ok(&mut self.series[series as usize])
    }

    fn live(&self, id: u64) -> Outcome<&Token> {
        self.tokens.get(&id).ok_or(ERC721NonexistentToken { token_id: n(id) }.abi_encode())
    }

    fn next(&mut self, caller: Address, series: u32, to: Address, count: u32) -> Outcome<u64> {
        self.only_role(caller, 1)?;
        if to.is_zero() {
            return no(ERC721InvalidReceiver { receiver: to });
        }
        let entry = self.known(series)?;
        let left = entry.supply - entry.minted;
        if count == 0 {
            return no(EmptyBatch { series });
        }
        if count > left {
            return no(SoldOut { series, requested: count, left });
        }
        Ok(u64::from(series) * 1_000_000 + u64::from(entry.minted))
    }

    fn create(&mut self, first: u64, count: u32, to: Address, words: (B256, B256, B256, u32)) {
        for id in first..first + u64::from(count) {
            let token = Token { owner: to, approved: Address::ZERO, words };
            assert!(self.tokens.insert(id, token).is_none(), "{id} is minted twice");
        }
        self.series[(first / 1_000_000) as usize].minted += count;
        self.transfers += count as usize;
    }

    pub(crate) fn mint(&mut self, caller: Address, series: u32, to: Address) -> Outcome<U256> {
        let id = self.next(caller, series, to, 1)?;
        self.create(id, 1, to, (CONTENT, PROMPT, RECORD, 0));
        Ok(n(id))
    }

    pub(crate) fn mint_batch(
        &mut self,
        caller: Address,
        series: u32,
        to: Address,
        count: u32,
    ) -> Outcome<U256> {
        let first = self.next(caller, series, to, count)?;
        if !self.known(series)?.rooted {
            return no(SeriesWithoutRoot { series });
        }
        self.create(first, count, to, (B256::ZERO, B256::ZERO, B256::ZERO, 0));
        Ok(n(first))
    }

    fn authorized(&self, caller: Address, id: u64) -> Outcome<Address> {
        let token = self.live(id)?;
        let holder = token.owner;
        if caller == holder
            || caller == token.approved
            || self.operators.contains(&(holder, caller))
        {
            return Ok(holder);
        }
        no(ERC721InsufficientApproval { operator: caller, token_id: n(id) })
    }

    pub(crate) fn transfer(
        &mut self,
        caller: Address,
        from: Address,
        to: Address,
        id: u64,
    ) -> Outcome<()> {
        if to.is_zero() {
            return no(ERC721InvalidReceiver { receiver: to });
        }
        let owner = self.authorized(caller, id)?;
        if owner != from {
            return no(ERC721IncorrectOwner { sender: from, token_id: n(id), owner });
        }
        if let Some(token) = self.tokens.get_mut(&id) {
            (token.owner, token.approved) = (to, Address::ZERO);
        }
        self.transfers += 1;
        Ok(())
    }

    pub(crate) fn burn(&mut self, caller: Address, id: u64) -> Outcome<()> {
        self.authorized(caller, id)?;
        self.tokens.remove(&id);
        self.transfers += 1;
        Ok(())
    }

    pub(crate) fn approve(&mut self, caller: Address, to: Address, id: u64) -> Outcome<()> {
        let holder = self.live(id)?.owner;
        if caller != holder && !self.operators.contains(&(holder, caller)) {
            return no(ERC721InvalidApprover { approver: caller });
        }
        if let Some(token) = self.tokens.get_mut(&id) {
            token.approved = to;
        }
        Ok(())
    }

    pub(crate) fn set_operator(
        &mut self,
        caller: Address,
        operator: Address,
        approved: bool,
    ) -> Outcome<()> {
        if operator.is_zero() {
            return no(ERC721InvalidOperator { operator });
        }
        if approved {
            self.operators.insert((caller, operator));
        } else {
            self.operators.remove(&(caller, operator));
        }
        Ok(())
    }

    pub(crate) fn set_roles(
        &mut self,
        caller: Address,
        account: Address,
        roles: u8,
    ) -> Outcome<()> {
        self.only_owner(caller)?;
        if roles > 3 {
            return no(UnknownRoles { roles, known: 3 });
        }
        self.roles.insert(account, roles);
        Ok(())
    }

    pub(crate) fn offer(&mut self, caller: Address, to: Address) -> Outcome<()> {
        self.only_owner(caller)?;
        self.pending = to;
        Ok(())
    }

    pub(crate) fn accept(&mut self, caller: Address) -> Outcome<()> {
        if caller != self.pending {
            return no(NotPendingOwner { caller, pendingOwner: self.pending });
        }
        (self.owner, self.pending) = (caller, Address::ZERO);
        Ok(())
    }

    pub(crate) fn set_royalty(
        &mut self,
        caller: Address,
        series: u32,
        receiver: Address,
        bps: u16,
    ) -> Outcome<()> {
        self.only_owner(caller)?;
        let entry = self.known_mut(series)?;
        let max = if entry.frozen { entry.bps } else { 10_000 };
        if bps > max {
            return no(RoyaltyTooHigh { bps, max });
        }
        if receiver.is_zero() && bps > 0 {
            return no(InvalidRoyaltyReceiver { receiver, bps });
        }
        (entry.receiver, entry.bps) = (receiver, bps);
        Ok(())
    }

    pub(crate) fn freeze(&mut self, caller: Address, series: u32) -> Outcome<()> {
        self.only_owner(caller)?;
        let entry = self.known_mut(series)?;
        if entry.frozen {
            return no(FrozenSeries { series });
        }
        entry.frozen = true;
        Ok(())
    }

    pub(crate) fn revise(
        &mut self,
        caller: Address,
        id: u64,
        content: B256,
        record: B256,
    ) -> Outcome<()> {
        self.only_role(caller, 2)?;
        self.live(id)?;
        let series = (id / 1_000_000) as u32;
        if self.known(series)?.frozen {
            return no(FrozenSeries { series });
        }
        let Some(token) = self.tokens.get_mut(&id) else { return Ok(()) };
        if token.words.2.is_zero() {
            return no(NotAnchored { tokenId: n(id) });
        }
        token.words = (content, token.words.1, record, token.words.3 + 1);
        Ok(())
    }

    pub(crate) fn balance(&self, account: Address) -> usize {
        self.tokens.values().filter(|token| token.owner == account).count()
    }
}
