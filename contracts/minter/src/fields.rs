//! Runs of static members, read in one loop: a check for each member of its own would be a good part of the program.

use alloy_primitives::{Address, U256};
use colophon_wire::{Malformed, Reader};

/// Reads numbers of these widths in bits, one after the other.
///
/// # Errors
///
/// [`Malformed`] at the end of the calldata, or when a higher bit of a member is set.
pub(crate) fn read<const N: usize>(
    members: &mut Reader<'_>,
    bits: [u16; N],
) -> Result<[U256; N], Malformed> {
    let mut numbers = [U256::ZERO; N];
    fill(members, &bits, &mut numbers)?;
    Ok(numbers)
}

#[inline(never)]
fn fill(members: &mut Reader<'_>, bits: &[u16], numbers: &mut [U256]) -> Result<(), Malformed> {
    for (number, bits) in numbers.iter_mut().zip(bits) {
        *number = members.number((*bits).into())?;
    }
    Ok(())
}

/// A number that has at most 64 bits.
pub(crate) fn low(number: U256) -> u64 {
    number.as_limbs()[0]
}

/// One that has at most 128 bits.
pub(crate) fn amount(number: U256) -> u128 {
    let [low, high, ..] = *number.as_limbs();
    crate::record::half(low, high)
}

/// One that is an address.
pub(crate) fn address(number: U256) -> Address {
    Address::from_word(number.into())
}
