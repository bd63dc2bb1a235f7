//! The chain's own state: owners, fee accounts, parameters of programs, activated programs. It lives in the storage of one
//! account, laid out as on Nitro, so it rolls back with the journal and shows in `eth_getStorageAt`.

mod address_set;
mod address_table;
mod batch_posters;
mod constraints;
mod genesis;
mod journal;
mod layout;
mod messages;
mod params;
mod pricer;
mod texts;
mod upgrade;
mod version;

use alloy_primitives::{address, Address, B256, U256};
use stylus_vm::{activation::slot::ProgramSlot, params::Params};

pub(crate) use address_set::AddressSet;
pub(crate) use address_table::AddressTable;
pub(crate) use batch_posters::{BatchPosters, BATCH_POSTER};
pub(crate) use constraints::Constraints;
pub(crate) use genesis::write_genesis;
pub(crate) use journal::{read as read_slot, write as write_slot, FreeJournal};
pub(crate) use layout::Number;
use layout::Space;
pub(crate) use messages::Messages;
pub(crate) use upgrade::{number_in, upgrade, version_at, version_of, HISTORY, HISTORY_WINDOW};
pub use version::{check_arbos, UnsupportedArbos, ARBOS_VERSIONS};
pub(crate) use version::{limits_transactions, spec, takes_authorizations};

use crate::evm::Ctx;

/// The account that holds ArbOS' state.
pub const ARBOS_ACCOUNT: Address = address!("A4B05FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");

/// Storage of [`ARBOS_ACCOUNT`] as somebody reaches it: free, or against gas.
pub(crate) trait Slots {
    /// What can go wrong: nothing, or running out of gas.
    type Error;

    fn get(&mut self, slot: U256) -> Result<U256, Self::Error>;
    fn set(&mut self, slot: U256, value: U256) -> Result<(), Self::Error>;
    /// Reads without the price of a storage read; the caller pays otherwise.
    fn peek(&mut self, slot: U256) -> Result<U256, Self::Error>;
    /// Charges gas that belongs to no slot.
    fn burn(&mut self, gas: u64) -> Result<(), Self::Error>;
    /// ArbOS version of the state.
    fn arbos(&mut self) -> u64;
}

/// Gas for reading the parameters, which are taken as warm.
const PARAMS_READ_GAS: u64 = 100;

/// The chain's own state through somebody's access to it.
#[derive(Debug)]
pub(crate) struct ArbosState<S> {
    pub(crate) slots: S,
}

impl<'a> ArbosState<FreeJournal<'a>> {
    /// Access without gas.
    pub(crate) fn new(ctx: &'a mut Ctx) -> Self {
        Self { slots: FreeJournal(ctx) }
    }
}

impl<S: Slots> ArbosState<S> {
    fn address_at(&mut self, offset: u64) -> Result<Address, S::Error> {
        let word = self.slots.get(Space::root().at(offset))?;
        Ok(Address::from_word(B256::from(word)))
    }

    fn set_address_at(&mut self, offset: u64, address: Address) -> Result<(), S::Error> {
        self.slots.set(Space::root().at(offset), address.into_word().into())
    }

    /// Account that receives fees.
    pub(crate) fn network_fee_account(&mut self) -> Result<Address, S::Error> {
        self.address_at(layout::NETWORK_FEE_ACCOUNT)
    }

    pub(crate) fn set_network_fee_account(&mut self, account: Address) -> Result<(), S::Error> {
        self.set_address_at(layout::NETWORK_FEE_ACCOUNT, account)
    }

    /// Account that receives the minimum base fee; zero if there is none.
    pub(crate) fn infra_fee_account(&mut self) -> Result<Address, S::Error> {
        self.address_at(layout::INFRA_FEE_ACCOUNT)
    }

    pub(crate) fn set_infra_fee_account(&mut self, account: Address) -> Result<(), S::Error> {
        self.set_address_at(layout::INFRA_FEE_ACCOUNT, account)
    }

    /// A number at the top level or in a sub-space.
    pub(crate) fn number(&mut self, number: layout::Number) -> Result<U256, S::Error> {
        self.slots.get(number.slot())
    }

    pub(crate) fn set_number(&mut self, number: Number, value: U256) -> Result<(), S::Error> {
        self.slots.set(number.slot(), value)
    }

    /// Chain owners.
    pub(crate) fn owners(&mut self) -> AddressSet<'_, S> {
        AddressSet::new(&mut self.slots, layout::owners())
    }

    /// Accounts that may cache programs.
    pub(crate) fn cache_managers(&mut self) -> AddressSet<'_, S> {
        AddressSet::new(&mut self.slots, layout::cache_managers())
    }

    /// Addresses with short names.
    pub(crate) fn address_table(&mut self) -> AddressTable<'_, S> {
        AddressTable::new(&mut self.slots, layout::address_table())
    }

    /// Accounts that post batches to the parent chain.
    pub(crate) fn batch_posters(&mut self) -> BatchPosters<'_, S> {
        BatchPosters::new(&mut self.slots, layout::batch_posters())
    }

    /// Messages to the parent chain.
    pub(crate) fn messages(&mut self) -> Messages<'_, S> {
        Messages::new(&mut self.slots, layout::messages())
    }

    /// Account that receives the rewards of batch posters.
    pub(crate) fn reward_recipient(&mut self) -> Result<Address, S::Error> {
        let word = self.slots.get(layout::reward_recipient())?;
        Ok(Address::from_word(B256::from(word)))
    }

    pub(crate) fn set_reward_recipient(&mut self, account: Address) -> Result<(), S::Error> {
        self.slots.set(layout::reward_recipient(), account.into_word().into())
    }

    /// Constraints on the price of gas.
    pub(crate) fn constraints(&mut self) -> Constraints<'_, S> {
        Constraints::new(&mut self.slots, layout::constraints())
    }

    /// Accounts that may mint and burn the native token.
    pub(crate) fn native_token_owners(&mut self) -> AddressSet<'_, S> {
        AddressSet::new(&mut self.slots, layout::native_token_owners())
    }

    /// Accounts that may filter transactions.
    pub(crate) fn transaction_filterers(&mut self) -> AddressSet<'_, S> {
        AddressSet::new(&mut self.slots, layout::transaction_filterers())
    }

    /// Account that receives what filtered transactions carried.
    pub(crate) fn filtered_funds_recipient(&mut self) -> Result<Address, S::Error> {
        self.address_at(layout::FILTERED_FUNDS_RECIPIENT)
    }

    pub(crate) fn set_filtered_funds_recipient(
        &mut self,
        account: Address,
    ) -> Result<(), S::Error> {
        self.set_address_at(layout::FILTERED_FUNDS_RECIPIENT, account)
    }

    /// True if a transaction of this hash is filtered.
    pub(crate) fn is_filtered(&mut self, transaction: B256) -> Result<bool, S::Error> {
        let word = self.slots.get(layout::filtered_transactions().slot(transaction))?;
        Ok(!word.is_zero())
    }

    pub(crate) fn set_filtered(
        &mut self,
        transaction: B256,
        filtered: bool,
    ) -> Result<(), S::Error> {
        let value = U256::from(u8::from(filtered));
        self.slots.set(layout::filtered_transactions().slot(transaction), value)
    }

    /// Parameters of programs.
    pub(crate) fn params(&mut self) -> Result<Params, S::Error> {
        self.slots.burn(PARAMS_READ_GAS)?;
        let arbos = self.slots.arbos();
        self.slots.peek(layout::params()).map(|word| params::unpack(word, arbos))
    }

    pub(crate) fn set_params(&mut self, params: &Params) -> Result<(), S::Error> {
        self.slots.set(layout::params(), params::pack(params))
    }

    /// The record of a program; version 0 if it was never activated.
    pub(crate) fn program(&mut self, code_hash: B256) -> Result<ProgramSlot, S::Error> {
        let word = self.slots.get(layout::programs().slot(code_hash))?;
        Ok(ProgramSlot::unpack(word.into()))
    }

    pub(crate) fn set_program(
        &mut self,
        code_hash: B256,
        program: &ProgramSlot,
    ) -> Result<(), S::Error> {
        self.slots.set(layout::programs().slot(code_hash), program.pack().into())
    }

    pub(crate) fn set_module_hash(&mut self, code_hash: B256, hash: B256) -> Result<(), S::Error> {
        self.slots.set(layout::module_hashes().slot(code_hash), hash.into())
    }
}
