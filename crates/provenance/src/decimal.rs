//! Numbers in decimal digits, without leading zeros.

use crate::limbs::Limbs;
use crate::sink::Sink;

/// Writes a number of at most 64 bits; narrower ones by `.into()`.
pub fn u64<S: Sink + ?Sized>(sink: &mut S, number: u64) {
    let mut digits = [0; 20];
    let mut rest = number;
    let mut unused = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        unused = unused.wrapping_sub(1);
        if rest == 0 {
            break;
        }
    }
    sink.put(digits.get(unused..).unwrap_or(&[]));
}

/// Writes a number of 256 bits.
pub fn u256<S: Sink + ?Sized>(sink: &mut S, number: &Limbs) {
    let mut digits = [0; 78];
    let mut rest = *number;
    let mut unused = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + divide_by_ten(&mut rest);
        unused = unused.wrapping_sub(1);
        if rest == [0; 4] {
            break;
        }
    }
    sink.put(digits.get(unused..).unwrap_or(&[]));
}

/// Divides in place and returns the remainder; by 32-bit halves, as 128-bit division is a large routine.
fn divide_by_ten(number: &mut Limbs) -> u8 {
    let mut rest = 0;
    for limb in number.iter_mut().rev() {
        let high = (rest << 32) | (*limb >> 32);
        let low = ((high % 10) << 32) | (*limb & u64::from(u32::MAX));
        *limb = ((high / 10) << 32) | (low / 10);
        rest = low % 10;
    }
    rest as u8
}
