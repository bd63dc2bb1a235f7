//! The state of the data fee in storage.

use alloy_primitives::U256;
use stylus_vm::activation::fee::DataPricer;

use super::{layout, ArbosState, Slots};

const DEMAND: u64 = 0;
const BYTES_PER_SECOND: u64 = 1;
const LAST_UPDATE: u64 = 2;
const MIN_PRICE: u64 = 3;
const INERTIA: u64 = 4;

impl<S: Slots> ArbosState<S> {
    fn pricer_field(&mut self, offset: u64) -> Result<u64, S::Error> {
        let word = self.slots.get(layout::data_pricer().at(offset))?;
        Ok(u64::try_from(word).unwrap_or(u64::MAX))
    }

    fn set_pricer_field(&mut self, offset: u64, value: u64) -> Result<(), S::Error> {
        self.slots.set(layout::data_pricer().at(offset), U256::from(value))
    }

    /// Adds the bytes of an activation to the demand and says what they cost, in wei.
    pub(crate) fn data_fee(&mut self, bytes: u32, now: u64) -> Result<U256, S::Error> {
        let narrow = |value| u32::try_from(value).unwrap_or(u32::MAX);
        let mut pricer = DataPricer {
            demand: narrow(self.pricer_field(DEMAND)?),
            bytes_per_second: narrow(self.pricer_field(BYTES_PER_SECOND)?),
            last_update_time: self.pricer_field(LAST_UPDATE)?,
            min_price: narrow(self.pricer_field(MIN_PRICE)?),
            inertia: narrow(self.pricer_field(INERTIA)?),
        };
        let fee = pricer.charge(bytes, now);
        self.set_pricer_field(DEMAND, pricer.demand.into())?;
        self.set_pricer_field(LAST_UPDATE, pricer.last_update_time)?;
        Ok(fee)
    }

    /// Writes the numbers of a fresh chain.
    pub(super) fn init_pricer(&mut self) -> Result<(), S::Error> {
        let pricer = DataPricer::default();
        self.set_pricer_field(DEMAND, pricer.demand.into())?;
        self.set_pricer_field(BYTES_PER_SECOND, pricer.bytes_per_second.into())?;
        self.set_pricer_field(LAST_UPDATE, pricer.last_update_time)?;
        self.set_pricer_field(MIN_PRICE, pricer.min_price.into())?;
        self.set_pricer_field(INERTIA, pricer.inertia.into())
    }
}
