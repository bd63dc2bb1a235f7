//! Arithmetic on amounts: exact, total, and by 32-bit digits, so that a contract needs no 128-bit division.

const LOW: u64 = u32::MAX as u64;

/// The four digits of a number in base 2^32, most significant first.
const fn digits(value: u128) -> [u64; 4] {
    let (high, low) = ((value >> 64) as u64, value as u64);
    [high >> 32, high & LOW, low >> 32, low & LOW]
}

const fn number(digits: [u64; 4]) -> u128 {
    let [a, b, c, d] = digits;
    (((a << 32 | b) as u128) << 64) | ((c << 32 | d) as u128)
}

/// `value × count`, or nothing when that is 2^128 or more.
#[must_use]
pub fn times(value: u128, count: u32) -> Option<u128> {
    let mut product = digits(value);
    let mut carry = 0;
    for digit in product.iter_mut().rev() {
        let sum = digit.wrapping_mul(u64::from(count)).wrapping_add(carry);
        (*digit, carry) = (sum & LOW, sum >> 32);
    }
    if carry == 0 {
        Some(number(product))
    } else {
        None
    }
}

/// `floor(value × part / whole)` without loss.
///
/// A part larger than the whole counts as the whole, and a whole of 0 as 1: so the result never exceeds `value`.
#[must_use]
pub fn portion(value: u128, part: u32, whole: u32) -> u128 {
    if part >= whole {
        return if part == 0 { 0 } else { value };
    }
    // value = whole × q + r, so the portion is q × part + floor(r × part / whole); part < whole keeps it below value.
    let (part, whole) = (u64::from(part), u64::from(whole));
    let mut share = digits(value);
    let mut rest = 0_u64;
    for digit in &mut share {
        let left = (rest << 32) | *digit;
        (*digit, rest) =
            (left.checked_div(whole).unwrap_or(0), left.checked_rem(whole).unwrap_or(0));
    }
    let mut carry = rest.wrapping_mul(part).checked_div(whole).unwrap_or(0);
    for digit in share.iter_mut().rev() {
        let sum = digit.wrapping_mul(part).wrapping_add(carry);
        (*digit, carry) = (sum & LOW, sum >> 32);
    }
    number(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        assert_eq!(times(u128::MAX, 1), Some(u128::MAX));
        assert_eq!(times(u128::MAX, 0), Some(0));
        assert_eq!(times(u128::MAX, 2), None);
        assert_eq!(times(u128::MAX / 3, 3), Some(u128::MAX));
        assert_eq!(times(u128::MAX / 3 + 1, 3), None);
        assert_eq!(times(1 << 96, u32::MAX), Some((1 << 96) * u128::from(u32::MAX)));

        assert_eq!(portion(u128::MAX, 1, 1), u128::MAX);
        assert_eq!(portion(u128::MAX, 0, 1), 0);
        assert_eq!(portion(u128::MAX, 1, 2), u128::MAX / 2);
        assert_eq!(
            portion(u128::MAX, u32::MAX - 1, u32::MAX),
            u128::MAX / u128::from(u32::MAX) * u128::from(u32::MAX - 1)
        );
        assert_eq!(portion(7, 2, 3), 4);
        assert_eq!(portion(7, 4, 3), 7, "more than the whole counts as the whole");
        assert_eq!((portion(7, 0, 0), portion(7, 1, 0)), (0, 7), "a whole of nothing counts as 1");
    }
}
