//! ArbOS' state on a fresh chain.

use alloy_primitives::{Address, Bytes, U256};
use stylus_vm::params::Params;

use super::{layout, upgrade, ArbosState, Number, ARBOS_ACCOUNT, BATCH_POSTER};
use crate::{
    config::{Config, BASE_FEE},
    precompiles::{added_at, PRECOMPILE_CODE},
    state::State,
};

/// The version whose state is written; later ones follow by their upgrades, as on Nitro.
const FIRST_VERSION: u64 = 31;

/// Writes the state of a fresh chain. As on Nitro's development chain the zero address is an owner too, and the fee accounts
/// are the zero address.
pub(crate) fn write_genesis(state: &mut State, config: &Config) {
    // A nonce keeps the account from counting as empty.
    state.set_nonce(ARBOS_ACCOUNT, 1);
    let root = layout::Space::root();
    state.set_storage(ARBOS_ACCOUNT, root.at(layout::VERSION), U256::from(FIRST_VERSION));
    state.set_storage(ARBOS_ACCOUNT, root.at(layout::CHAIN_ID), U256::from(config.chain_id));
    let mut arbos = ArbosState { slots: &mut *state };
    let Ok(()) = arbos.init_pricer();
    let numbers = [
        (Number::BrotliLevel, 1),
        (Number::SpeedLimit, 7_000_000),
        (Number::BlockGasLimit, 32_000_000),
        (Number::BaseFee, BASE_FEE),
        (Number::MinBaseFee, BASE_FEE),
        (Number::PricingInertia, 102),
        (Number::BacklogTolerance, 10),
        (Number::L1EquilibrationUnits, 160_000_000),
        (Number::L1Inertia, 10),
        (Number::L1RewardRate, 10),
        (Number::L1BatchGas, 210_000),
    ];
    for (number, value) in numbers {
        let Ok(()) = arbos.set_number(number, U256::from(value));
    }
    let Ok(()) = arbos.set_number(Number::L1PricePerUnit, config.l1_price);
    let Ok(()) = arbos.set_params(&Params::for_arbos(FIRST_VERSION).unwrap_or_default());
    let Ok(()) = arbos.batch_posters().add(BATCH_POSTER);
    for member in [Address::ZERO, config.owner] {
        let Ok(()) = arbos.owners().add(member);
    }
    for address in (0..=FIRST_VERSION).flat_map(added_at) {
        state.set_code(address, Bytes::from_static(&[PRECOMPILE_CODE]));
    }
    upgrade(state, config.arbos);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arbos::{version_of, ARBOS_VERSIONS};

    #[test]
    fn upgrades_lead_to_the_parameters_of_a_fresh_chain() {
        for version in ARBOS_VERSIONS {
            let mut state = State::default();
            write_genesis(&mut state, &Config { arbos: version, ..Config::default() });
            assert_eq!(version_of(&state), version);
            let Ok(params) = ArbosState { slots: &mut state }.params();
            assert_eq!(Ok(params), Params::for_arbos(version));
        }
    }
}
