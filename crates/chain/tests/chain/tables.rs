//! Precompiles that keep tables and figures: short names for addresses, batch posters, tickets, prices of the parent chain.

use alloy_primitives::{address, hex, Address, Bytes, B256, U256};
use stylus_chain::{config::DEV_ACCOUNT, Chain, RpcFault};

use crate::support::{bytes, chain, output, transact, word, NOW};

const ADDRESS_TABLE: Address = address!("0000000000000000000000000000000000000066");
const OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
const AGGREGATOR: Address = address!("000000000000000000000000000000000000006d");
const RETRYABLE: Address = address!("000000000000000000000000000000000000006e");
const STATISTICS: Address = address!("000000000000000000000000000000000000006f");
const OWNER: Address = address!("0000000000000000000000000000000000000070");
const ACTS: Address = address!("00000000000000000000000000000000000a4b05");
const SEQUENCER: Address = address!("A4B000000000000000000073657175656e636572");
const SOMEBODY: Address = address!("00000000000000000000000000000000000000ab");

/// Selector and words.
fn with(selector: [u8; 4], words: &[B256]) -> Bytes {
    let words: Vec<u8> = words.iter().flat_map(|word| word.0).collect();
    [&selector[..], &words].concat().into()
}

fn fault(chain: &Chain, to: Address, input: impl Into<Bytes>) -> RpcFault {
    output(chain, to, input).expect_err("a failure").into()
}

/// Call data of `decompress`.
fn decompress(buffer: &[u8], offset: u64) -> Bytes {
    let mut padded = buffer.to_vec();
    padded.resize(buffer.len().next_multiple_of(32), 0);
    let head = with(hex!("31862ada"), &[word(64), word(offset), word(buffer.len() as u64)]);
    [&head[..], &padded].concat().into()
}

/// The bytes of a `bytes` answer.
fn content(answer: &Bytes) -> Vec<u8> {
    let length: usize = U256::from_be_slice(&answer[32..64]).to();
    answer[64..64 + length].to_vec()
}

#[test]
fn addresses_get_short_names() {
    let mut chain = chain();
    let exists = |chain: &Chain, it: Address| {
        output(chain, ADDRESS_TABLE, with(hex!("a5025222"), &[it.into_word()]))
    };
    let compress = |chain: &Chain, it: Address| {
        let input = with(hex!("f6a455a2"), &[it.into_word()]);
        content(&output(chain, ADDRESS_TABLE, input).expect("bytes"))
    };
    assert_eq!(exists(&chain, SOMEBODY), Ok(bytes(0)));
    let long = [&[0x94][..], SOMEBODY.as_slice()].concat();
    assert_eq!(compress(&chain, SOMEBODY), long);
    for (place, account) in [DEV_ACCOUNT, SOMEBODY, DEV_ACCOUNT].into_iter().enumerate() {
        let input = with(hex!("4420e486"), &[account.into_word()]);
        let receipt = transact(&mut chain, ADDRESS_TABLE, input);
        assert_eq!(receipt.output, bytes(place as u64 % 2));
    }
    assert_eq!(output(&chain, ADDRESS_TABLE, hex!("949d225d")), Ok(bytes(2)));
    assert_eq!(exists(&chain, SOMEBODY), Ok(bytes(1)));
    assert_eq!(compress(&chain, DEV_ACCOUNT), [0x80]);
    assert_eq!(compress(&chain, SOMEBODY), [0x01]);
    let found = |read| Ok(Bytes::from([SOMEBODY.into_word().0, word(read).0].concat()));
    assert_eq!(output(&chain, ADDRESS_TABLE, decompress(&[0xff, 1], 1)), found(1));
    assert_eq!(output(&chain, ADDRESS_TABLE, decompress(&long, 0)), found(21));
    let lookup = with(hex!("d4b6b5da"), &[SOMEBODY.into_word()]);
    assert_eq!(output(&chain, ADDRESS_TABLE, lookup), Ok(bytes(1)));
    let at = |place: B256| output(&chain, ADDRESS_TABLE, with(hex!("8a186788"), &[place]));
    assert_eq!(at(word(0)), Ok(DEV_ACCOUNT.into_word().into()));
    for unknown in [word(2), B256::repeat_byte(0xff)] {
        let refused = RpcFault::from(at(unknown).expect_err("no such place"));
        assert_eq!((refused.code, refused.data), (3, Some(Bytes::new())));
    }
    for (buffer, offset) in [(&[2][..], 0), (&[0x81, 1], 0), (&[0x00], 0), (&[1], 1), (&[1], 2)] {
        assert_eq!(fault(&chain, ADDRESS_TABLE, decompress(buffer, offset)).code, 3);
    }
}

#[test]
fn registering_costs_three_slots() {
    let mut chain = chain();
    let input = with(hex!("4420e486"), &[SOMEBODY.into_word()]);
    let data: u64 = input.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
    let new = transact(&mut chain, ADDRESS_TABLE, input.clone());
    assert_eq!(new.gas_used, 21_000 + data + 3 + 800 + 800 + 800 + 3 * 20_000 + 3);
    let known = transact(&mut chain, ADDRESS_TABLE, input);
    assert_eq!(known.gas_used, 21_000 + data + 3 + 800 + 800 + 3);
}

#[test]
fn the_sequencer_posts_batches_and_owners_add_posters() {
    let mut chain = chain();
    let posters = |chain: &Chain| output(chain, AGGREGATOR, hex!("e10573a3")).expect("posters");
    let list = |accounts: &[Address]| {
        let words = accounts.iter().map(|it| it.into_word());
        let head = [word(32), word(accounts.len() as u64)];
        Bytes::from(head.into_iter().chain(words).flat_map(|word| word.0).collect::<Vec<u8>>())
    };
    assert_eq!(posters(&chain), list(&[SEQUENCER]));
    assert_eq!(output(&chain, AGGREGATOR, hex!("875883f2")), Ok(SEQUENCER.into_word().into()));
    let collector = |account: Address| with(hex!("9c2c5bb5"), &[account.into_word()]);
    assert_eq!(output(&chain, AGGREGATOR, collector(SEQUENCER)), Ok(SEQUENCER.into_word().into()));
    assert_eq!(fault(&chain, AGGREGATOR, collector(SOMEBODY)).data, Some(Bytes::new()));
    let add = with(hex!("df41e1e2"), &[SOMEBODY.into_word()]);
    assert!(transact(&mut chain, AGGREGATOR, add).success);
    assert_eq!(posters(&chain), list(&[SEQUENCER, SOMEBODY]));
    let words = [SOMEBODY.into_word(), DEV_ACCOUNT.into_word()];
    assert!(transact(&mut chain, AGGREGATOR, with(hex!("29149799"), &words)).success);
    assert_eq!(output(&chain, AGGREGATOR, collector(SOMEBODY)), Ok(DEV_ACCOUNT.into_word().into()));
}

#[test]
fn tickets_never_exist_and_the_chains_own_acts_are_its_own() {
    let chain = chain();
    assert_eq!(output(&chain, RETRYABLE, hex!("81e6e083")), Ok(bytes(604_800)));
    assert_eq!(output(&chain, RETRYABLE, hex!("de4ba2b3")), Ok(bytes(0)));
    let methods =
        [hex!("eda1122c"), hex!("9f1025c6"), hex!("f0b21a41"), hex!("ba20dda4"), hex!("c4d252f5")];
    for selector in methods {
        let refused = fault(&chain, RETRYABLE, with(selector, &[word(7)]));
        assert_eq!(refused.message, "execution reverted: error NoTicketWithID()");
        assert_eq!(refused.data, Some(hex!("80698456").into()));
    }
    let start = with(hex!("6bf6a42d"), &[word(0), word(0), word(0), word(0)]);
    let refused = fault(&chain, ACTS, start);
    assert_eq!(refused.message, "execution reverted: error CallerNotArbOS()");
}

#[test]
fn statistics_know_the_number_of_the_block() {
    let mut chain = chain();
    chain.mine(4);
    let stats = output(&chain, STATISTICS, hex!("c59d4847")).expect("figures");
    assert_eq!((stats.len(), &stats[..32]), (6 * 32, &word(4).0[..]));
    assert!(stats[32..].iter().all(|byte| *byte == 0));
}

#[test]
fn figures_of_the_parent_chain_are_read_and_set() {
    let mut chain = chain();
    let read = |chain: &Chain, selector: [u8; 4]| output(chain, GAS_INFO, selector);
    // Reward rate, inertia, equilibration units, cap of costs.
    for (getter, fresh, setter) in [
        (hex!("8a5b1d28"), 10, hex!("f6739500")),
        (hex!("29eb31ee"), 10, hex!("775a82e9")),
        (hex!("ad26ce90"), 160_000_000, hex!("152db696")),
        (hex!("7a7d6beb"), 0, hex!("56191cc3")),
    ] {
        assert_eq!(read(&chain, getter), Ok(bytes(fresh)));
        let receipt = transact(&mut chain, OWNER, with(setter, &[word(77)]));
        assert!(receipt.success, "{setter:02x?}: {:?}", receipt.failure);
        assert_eq!(read(&chain, getter), Ok(bytes(77)));
    }
    let minus: Bytes = B256::repeat_byte(0xff).into();
    let charge = with(hex!("fad7f20b"), &[B256::repeat_byte(0xff)]);
    assert_eq!(read(&chain, hex!("6ecca45a")), Ok(bytes(210_000)));
    assert!(transact(&mut chain, OWNER, charge).success);
    assert_eq!(read(&chain, hex!("6ecca45a")), Ok(minus));
    // Nothing was collected, nothing is due, nobody has reported.
    for selector in [
        hex!("5b39d23c"),
        hex!("520acdd7"),
        hex!("9e6d7e31"),
        hex!("963d6002"),
        hex!("eff01306"),
        hex!("2987d027"),
        hex!("138b47b4"),
    ] {
        assert_eq!(read(&chain, selector), Ok(bytes(0)), "{selector:02x?}");
    }
    assert_eq!(output(&chain, OWNER_PUBLIC, hex!("49ccdaff")), Ok(bytes(0)));
}

#[test]
fn upgrades_are_recorded_and_levels_are_checked() {
    let mut chain = chain();
    let scheduled =
        |chain: &Chain| output(chain, OWNER_PUBLIC, hex!("81ef944c")).expect("two words");
    // A version that the chain has already is as good as none.
    let later = NOW + 5;
    for (version, seen) in [(60, (60, later)), (51, (0, 0))] {
        let schedule = with(hex!("e388b381"), &[word(version), word(later)]);
        assert!(transact(&mut chain, OWNER, schedule).success);
        assert_eq!(scheduled(&chain), Bytes::from([word(seen.0).0, word(seen.1).0].concat()));
    }
    for (level, fine) in [(0, true), (11, true), (12, false)] {
        let set = with(hex!("5399126f"), &[word(level)]);
        assert_eq!(transact(&mut chain, OWNER, set).success, fine);
    }
    // No owner's entry is ever broken, so there is nothing to mend.
    for account in [DEV_ACCOUNT, SOMEBODY] {
        let rectify = with(hex!("6fe86373"), &[account.into_word()]);
        assert_eq!(fault(&chain, OWNER_PUBLIC, rectify).data, Some(Bytes::new()));
    }
}
