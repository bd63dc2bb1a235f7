//! Panels: lists of issuers of whom a number must approve of a record, and which panel a series has.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use colophon_provenance::attestation::{
    panel::{self, PanelError, MAX_MEMBERS},
    schema,
};
use colophon_wire::{Answer, Reader};
use stylus_sdk::prelude::*;

use crate::{
    claims::read_small,
    contract::{address_in, Attestations},
    errors::{
        refuse, InvalidMember, InvalidPanelSize, InvalidThreshold, NotCollectionOwner, PanelExists,
        UnknownPanel,
    },
    events, owner,
};

/// How many of how many.
pub(crate) struct Quorum {
    pub(crate) threshold: u8,
    pub(crate) members: u8,
}

impl Attestations {
    /// `createPanel(salt, threshold, issuers)`
    pub(crate) fn create_panel(&mut self, arguments: &mut Reader<'_>) -> Result<B256, Vec<u8>> {
        let (salt, threshold) = (arguments.hash()?, read_small(arguments)?);
        let (count, mut elements) = arguments.array()?;
        let mut members = Vec::new();
        // One more than there may be is enough to be refused for it.
        for _ in 0..count.min(MAX_MEMBERS + 1) {
            members.push(elements.address()?.into_array());
        }
        panel::check(threshold, &members).map_err(|error| match error {
            PanelError::Size(_) => {
                refuse::<InvalidPanelSize>(&[U256::from(count), U256::from(MAX_MEMBERS)])
            }
            PanelError::Threshold => {
                refuse::<InvalidThreshold>(&[U256::from(threshold), U256::from(count)])
            }
            PanelError::Member(at) => {
                let member = members.get(at).copied().unwrap_or_default();
                let member = Address::from(member).into_word();
                refuse::<InvalidMember>(&[U256::from(at), member.into()])
            }
        })?;
        let creator = self.vm().msg_sender();
        let id = B256::from(panel::id(self, &creator.into_array(), &salt.0));
        if self.seat(id, 0) != U256::ZERO {
            return Err(refuse::<PanelExists>(&[id.into()]));
        }
        for (at, member) in members.iter().enumerate() {
            let mut seat: U256 = Address::from(*member).into_word().into();
            if at == 0 {
                let head = u64::from(threshold) << 32 | (count as u64) << 40;
                seat |= U256::from_limbs([0, 0, head, 0]);
            }
            self.panels.setter(id).insert(U256::from(at), seat);
        }
        events::panel_created(self.vm(), id, creator, threshold, &members);
        Ok(id)
    }

    /// `setSeriesPanel(collection, series, panel)`; zero takes the panel away.
    pub(crate) fn set_series_panel(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (collection, series) = (arguments.address()?, arguments.number(32)?);
        let panel = arguments.hash()?;
        let (caller, owner) = (self.vm().msg_sender(), owner::of(collection)?);
        if caller != owner {
            let words = [caller.into_word().into(), owner.into_word().into()];
            return Err(refuse::<NotCollectionOwner>(&words));
        }
        if panel != B256::ZERO {
            self.quorum(panel)?;
        }
        self.series_panels.setter(collection).insert(series, panel);
        events::series_panel_set(self.vm(), collection, series, panel);
        Ok(())
    }

    /// How many of how many a panel asks for.
    ///
    /// # Errors
    ///
    /// `UnknownPanel`.
    pub(crate) fn quorum(&self, panel: B256) -> Result<Quorum, Vec<u8>> {
        let [_, _, head, _] = *self.seat(panel, 0).as_limbs();
        let (threshold, members) = ((head >> 32) as u8, (head >> 40) as u8);
        if members == 0 {
            return Err(refuse::<UnknownPanel>(&[panel.into()]));
        }
        Ok(Quorum { threshold, members })
    }

    /// The member at a place.
    pub(crate) fn member(&self, panel: B256, at: u8) -> Address {
        address_in(self.seat(panel, at))
    }

    /// How many members approve of a record now; counts no further than `enough`.
    pub(crate) fn count(&self, panel: B256, quorum: &Quorum, record: B256, enough: u8) -> u8 {
        let now = self.now();
        let mut valid = 0;
        for at in 0..quorum.members {
            if valid == enough {
                break;
            }
            let key = self.key(self.member(panel, at), schema::APPROVAL.into(), record);
            let approval = self.latest(key).and_then(|id| self.filed(id));
            valid += u8::from(approval.is_some_and(|approval| approval.is_valid(now)));
        }
        valid
    }

    /// `panelMembers(panel)`
    pub(crate) fn panel_members(&self, panel: B256) -> Result<Answer, Vec<u8>> {
        let quorum = self.quorum(panel)?;
        let answer = Answer::with_capacity(3 + usize::from(quorum.members))
            .size(quorum.threshold.into())
            .size(64)
            .size(quorum.members.into());
        let members = (0..quorum.members).map(|at| self.member(panel, at));
        Ok(members.fold(answer, Answer::address))
    }

    fn seat(&self, panel: B256, at: u8) -> U256 {
        self.panels.getter(panel).get(U256::from(at))
    }
}
