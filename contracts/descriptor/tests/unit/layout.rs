//! Storage is laid out as Solidity would: tools that read slots can read the Descriptor's.

use alloy_primitives::{keccak256, Address, B256, U256};
use colophon_descriptor::Descriptor;
use motsu::prelude::*;
use stylus_sdk::prelude::*;

use super::{
    scripted::Scripted,
    world::{configure, known, set_media, Texts, PLAIN},
};

/// The slot of `key` in the mapping at `slot`.
fn entry(key: B256, slot: U256) -> U256 {
    keccak256([key.0, slot.to_be_bytes()].concat()).into()
}

/// A string of at most 31 bytes in its slot: the bytes, and twice their number in the last one.
fn short(text: &[u8]) -> B256 {
    let mut word = B256::right_padding_from(text);
    word[31] = 2 * text.len() as u8;
    word
}

#[motsu::test]
fn slots_are_where_solidity_puts_them(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    let description = [b'd'; 40];
    let texts = Texts {
        description: &description,
        image: b"ipfs://i",
        external_link: b"https://l",
        ..PLAIN
    };
    configure(&d, alice, c.address(), &texts).unwrap();
    set_media(&d, alice, c.address(), 7, [b"https://b/", b".png"]).unwrap();
    let load = |slot: U256| d.sender(alice).vm().storage_load_bytes32(slot);
    let at = |slot: U256, offset: u64| load(slot + U256::from(offset));

    // mapping(address => Configuration) configurations, at slot 0
    let configuration = entry(c.address().into_word(), U256::ZERO);
    assert_eq!(at(configuration, 0), short(b"Inkling"));
    assert_eq!(at(configuration, 1), short(b"INK"));
    assert_eq!(at(configuration, 2), B256::from(U256::from(2 * 40 + 1)));
    assert_eq!(at(configuration, 3), short(b"ipfs://i"));
    assert_eq!(at(configuration, 4), short(b"https://l"));
    let long: U256 = keccak256((configuration + U256::from(2)).to_be_bytes::<32>()).into();
    assert_eq!(load(long), B256::repeat_byte(b'd'));
    assert_eq!(at(long, 1), B256::right_padding_from(&description[32..]));

    // mapping(address => mapping(uint32 => Media)) media, at slot 1
    let series = entry(c.address().into_word(), U256::from(1));
    let media = entry(B256::from(U256::from(7)), series);
    assert_eq!(at(media, 0), short(b"https://b/"));
    assert_eq!(at(media, 1), short(b".png"));
}

#[motsu::test]
fn a_shorter_text_leaves_nothing_behind(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    let description = entry(c.address().into_word(), U256::ZERO) + U256::from(2);
    let tail: U256 = keccak256(description.to_be_bytes::<32>()).into();
    for length in [1000, 65, 64, 33, 32, 31, 0, 999, 1] {
        let text = vec![b'd'; length];
        configure(&d, alice, c.address(), &Texts { description: &text, ..PLAIN }).unwrap();
        let words = if length < 32 { 0 } else { length.div_ceil(32) };
        for word in 0..33 {
            let slot = tail + U256::from(word);
            let stored = d.sender(alice).vm().storage_load_bytes32(slot);
            assert_eq!(stored.is_zero(), word >= words, "{length} bytes, word {word}");
        }
    }
}
