//! The series: each one a generative system, with its model, its supply, its royalty and, optionally, one root over
//! all its records. A series is never removed, and its model, root and supply never change.

use alloc::{vec, vec::Vec};
use alloy_primitives::{
    aliases::{U16, U32},
    Address, B256,
};
use colophon_provenance::token_id::{TokenId, TOKENS_PER_SERIES};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageMap, StorageU16, StorageU32},
};

use crate::{
    encoding::emit,
    errors::{
        EmptyBatch, Error, FrozenSeries, InvalidSupply, SoldOut, UnknownSeries, ZeroModelHash,
    },
    events::{SeriesCreated, SeriesFrozen},
};

/// What `series(uint32)` answers: model hash, root, supply, minted, royalty receiver, royalty in basis points, frozen.
pub type SeriesInfo = (B256, B256, u32, u32, Address, u16, bool);

/// One series: three slots, the last of which holds everything that minting reads and writes.
#[storage]
pub struct Series {
    pub(crate) model_hash: StorageB256,
    pub(crate) root: StorageB256,
    pub(crate) royalty_receiver: StorageAddress,
    pub(crate) royalty_bps: StorageU16,
    supply: StorageU32,
    minted: StorageU32,
    frozen: StorageBool,
}

/// All series, counted from 0.
#[storage]
pub struct Catalogue {
    count: StorageU32,
    entries: StorageMap<u32, Series>,
}

impl Series {
    /// How many pieces there will be. Never 0 for a series that exists.
    pub(crate) fn supply(&self) -> u32 {
        number(&self.supply)
    }

    /// How many were minted, burnt ones included: the index of the next piece.
    pub(crate) fn minted(&self) -> u32 {
        number(&self.minted)
    }

    /// The royalty, in basis points.
    pub(crate) fn royalty_bps(&self) -> u16 {
        self.royalty_bps.get().as_limbs()[0] as u16
    }

    /// Whether the series is frozen.
    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen.get()
    }

    /// Everything there is to know.
    pub(crate) fn info(&self) -> SeriesInfo {
        (
            self.model_hash.get(),
            self.root.get(),
            self.supply(),
            self.minted(),
            self.royalty_receiver.get(),
            self.royalty_bps(),
            self.is_frozen(),
        )
    }
}

impl Catalogue {
    /// Adds a series and returns its number. The royalty is set by the caller.
    ///
    /// # Errors
    /// [`ZeroModelHash`]; [`InvalidSupply`] for a supply of 0 or above [`TOKENS_PER_SERIES`].
    pub(crate) fn create(
        &mut self,
        model_hash: B256,
        root: B256,
        supply: u32,
    ) -> Result<u32, Error> {
        if model_hash.is_zero() {
            return Err(ZeroModelHash {}.into());
        }
        if supply == 0 || supply > TOKENS_PER_SERIES {
            return Err(InvalidSupply { supply, max: TOKENS_PER_SERIES }.into());
        }
        let series = number(&self.count);
        self.count.set(U32::from(series.wrapping_add(1)));
        let mut entry = self.entries.setter(series);
        entry.model_hash.set(model_hash);
        entry.root.set(root);
        entry.supply.set(U32::from(supply));
        emit(self.vm(), &SeriesCreated { series, modelHash: model_hash, root, supply });
        Ok(series)
    }

    /// A series, whether it exists or not: one that does not is all zeros.
    pub(crate) fn peek(&self, series: u32) -> impl core::ops::Deref<Target = Series> + '_ {
        self.entries.getter(series)
    }

    /// A series that exists.
    ///
    /// # Errors
    /// [`UnknownSeries`].
    pub(crate) fn get(
        &self,
        series: u32,
    ) -> Result<impl core::ops::Deref<Target = Series> + '_, Error> {
        let entry = self.entries.getter(series);
        if entry.supply() == 0 {
            return Err(UnknownSeries { series, count: number(&self.count) }.into());
        }
        Ok(entry)
    }

    /// Takes the next `count` pieces and returns the id of the first.
    ///
    /// # Errors
    /// [`UnknownSeries`]; [`EmptyBatch`] for no pieces; [`SoldOut`] when fewer are left.
    pub(crate) fn take(&mut self, series: u32, count: u32) -> Result<TokenId, Error> {
        let (supply, minted) = {
            let entry = self.get(series)?;
            (entry.supply(), entry.minted())
        };
        if count == 0 {
            return Err(EmptyBatch { series }.into());
        }
        let left = supply.saturating_sub(minted);
        let sold_out = SoldOut { series, requested: count, left };
        if count > left {
            return Err(sold_out.into());
        }
        self.entries.setter(series).minted.set(U32::from(minted.wrapping_add(count)));
        TokenId::new(series, minted).map_err(|_| sold_out.into())
    }

    /// Sets the royalty of a series; the rules are in [`crate::royalty`].
    pub(crate) fn set_royalty(&mut self, series: u32, receiver: Address, bps: u16) {
        let mut entry = self.entries.setter(series);
        entry.royalty_receiver.set(receiver);
        entry.royalty_bps.set(U16::from(bps));
    }

    /// Freezes a series, once and for good.
    ///
    /// # Errors
    /// [`UnknownSeries`]; [`FrozenSeries`] when it is frozen already.
    pub(crate) fn freeze(&mut self, series: u32) -> Result<(), Error> {
        if self.get(series)?.is_frozen() {
            return Err(FrozenSeries { series }.into());
        }
        self.entries.setter(series).frozen.set(true);
        emit(self.vm(), &SeriesFrozen { series });
        Ok(())
    }
}

/// The stored number as a plain one.
fn number(stored: &StorageU32) -> u32 {
    stored.get().as_limbs()[0] as u32
}
