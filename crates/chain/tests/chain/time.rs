//! The chain's clock, moved by hand.

use stylus_chain::{Chain, TimeError};

use crate::support::{chain, NOW};

fn stamps(chain: &mut Chain, count: usize) -> Vec<u64> {
    let mut stamp = || {
        chain.mine_block();
        chain.head().header.timestamp
    };
    (0..count).map(|_| stamp()).collect()
}

#[test]
fn time_goes_on_from_what_was_set_also_backwards() {
    let mut chain = chain();
    chain.set_next_timestamp(1_000).expect("after the first block");
    assert_eq!(stamps(&mut chain, 2), [1_000, 1_000]);
    assert_eq!(chain.increase_time(50), Ok(1_050 - i64::try_from(NOW).expect("small")));
    assert_eq!(stamps(&mut chain, 1), [1_050]);
    assert_eq!(chain.set_time(5_000), Ok(3_950));
    assert_eq!(stamps(&mut chain, 1), [5_000]);
    assert_eq!(chain.set_time(5_000), Ok(0));
    assert_eq!(chain.set_time(4_999), Err(TimeError::Past { wanted: 4_999, head: 5_000 }));
    assert_eq!(chain.set_time(u64::MAX), Err(TimeError::Overflow));
    assert_eq!(chain.set_next_timestamp(1 << 63), Err(TimeError::Overflow));
    assert_eq!(chain.increase_time(u64::MAX), Err(TimeError::Overflow));
    assert_eq!(stamps(&mut chain, 1), [5_000], "nothing of that counted");
}

#[test]
fn steps_of_equal_length_replace_the_clock() {
    let mut chain = chain();
    stamps(&mut chain, 1);
    chain.set_timestamp_interval(Some(12));
    chain.increase_time(1_000).expect("time");
    assert_eq!(stamps(&mut chain, 2), [NOW + 12, NOW + 24]);
    chain.set_next_timestamp(NOW + 30).expect("later");
    assert_eq!(stamps(&mut chain, 2), [NOW + 30, NOW + 42], "one block differs, the steps go on");
    let snapshot = chain.snapshot();
    chain.set_timestamp_interval(None);
    assert_eq!(chain.timestamp_interval(), None);
    assert!(chain.revert(snapshot));
    assert_eq!(chain.timestamp_interval(), Some(12));
}
