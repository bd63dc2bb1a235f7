//! ArbOS' state on a fresh chain.

use alloy_primitives::{Address, U256};
use stylus_vm::params::Params;

use super::{layout, ArbosState, Number, ARBOS_ACCOUNT, ARBOS_VERSION, BATCH_POSTER};
use crate::{
    config::{BASE_FEE, TX_GAS_CAP},
    state::State,
};

/// Writes the state of a fresh chain. As on Nitro's development chain the zero address is an owner too, and the fee accounts
/// are the zero address.
pub(crate) fn write_genesis(state: &mut State, chain_id: u64, owner: Address, l1_price: U256) {
    // A nonce keeps the account from counting as empty.
    state.set_nonce(ARBOS_ACCOUNT, 1);
    let root = layout::Space::root();
    state.set_storage(ARBOS_ACCOUNT, root.at(layout::VERSION), U256::from(ARBOS_VERSION));
    state.set_storage(ARBOS_ACCOUNT, root.at(layout::CHAIN_ID), U256::from(chain_id));
    let mut arbos = ArbosState { slots: state };
    let Ok(()) = arbos.init_pricer();
    let numbers = [
        (Number::BrotliLevel, 1),
        (Number::SpeedLimit, 7_000_000),
        (Number::BlockGasLimit, 32_000_000),
        (Number::BaseFee, BASE_FEE),
        (Number::MinBaseFee, BASE_FEE),
        (Number::PricingInertia, 102),
        (Number::BacklogTolerance, 10),
        (Number::TxGasLimit, TX_GAS_CAP),
        (Number::L1EquilibrationUnits, 160_000_000),
        (Number::L1Inertia, 10),
        (Number::L1RewardRate, 10),
        (Number::L1BatchGas, 210_000),
    ];
    for (number, value) in numbers {
        let Ok(()) = arbos.set_number(number, U256::from(value));
    }
    let Ok(()) = arbos.set_number(Number::L1PricePerUnit, l1_price);
    let Ok(()) = arbos.set_params(&Params::for_arbos(ARBOS_VERSION).unwrap_or_default());
    let Ok(()) = arbos.batch_posters().add(BATCH_POSTER);
    for member in [Address::ZERO, owner] {
        let Ok(()) = arbos.owners().add(member);
    }
}
