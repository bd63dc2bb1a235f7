//! Refusals, as revert data.

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use colophon_wire::refusal;

/// An error without arguments.
pub(crate) fn plain<E: SolError>() -> Vec<u8> {
    refusal(E::SELECTOR, &[])
}

/// An error whose argument is a number.
pub(crate) fn with<E: SolError>(number: U256) -> Vec<u8> {
    refusal(E::SELECTOR, &[number])
}
