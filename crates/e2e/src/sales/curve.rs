//! Prices at a time, from their formulas, in 256 bits.

use alloy_primitives::U256;

use crate::bindings::Minter::Terms;

/// A number that halves every `half_life` seconds and falls in a straight line in between.
fn halve(value: u128, elapsed: u64, half_life: u32) -> u128 {
    let half_life = u64::from(half_life.max(1));
    let halvings = elapsed / half_life;
    let whole = if halvings >= 128 { 0 } else { value >> halvings };
    let part = U256::from(whole) * U256::from(elapsed % half_life) / U256::from(half_life);
    whole - (part / U256::from(2)).to::<u128>()
}

/// The price of one piece at a time; before the start that of the start.
pub fn price(terms: &Terms, at: u64) -> u128 {
    let elapsed = at.saturating_sub(terms.start);
    let (start, floor) = (terms.startPrice, terms.floorPrice);
    match terms.curve {
        1 if elapsed >= u64::from(terms.period) => floor,
        1 => {
            let fall = U256::from(start - floor) * U256::from(elapsed) / U256::from(terms.period);
            start - fall.to::<u128>()
        }
        2 => halve(start, elapsed, terms.period).max(floor),
        _ => start,
    }
}

/// The first second after `at` in which the price is another, and that price: found by halving the interval, because
/// prices only fall.
pub fn next_price(terms: &Terms, at: u64) -> Option<(u64, u128)> {
    let now = price(terms, at);
    let lifetimes = if terms.curve == 2 { 129 } else { 1 };
    let mut high = terms.start + u64::from(terms.period) * lifetimes + 1;
    let mut low = at;
    if high <= at || price(terms, high) == now {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if price(terms, middle) == now {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some((high, price(terms, high)))
}
