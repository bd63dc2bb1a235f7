//! Announcements (ERC-4906): the collection is told after everything is written, and cannot do harm with the call.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use colophon_descriptor::Descriptor;
use motsu::prelude::*;

use super::{
    scripted::{Answered, Heard, Scripted},
    world::{configure, known, set_media, ANNOUNCE, PLAIN},
};

alloy_sol_types::sol! {
    function name() returns (string);
    function setMedia(address collection, uint32 series, string base, string extension);
}

fn announcement(d: &Contract<Descriptor>, from: U256, to: U256) -> Heard {
    let words = [from.to_be_bytes::<32>(), to.to_be_bytes::<32>()].concat();
    Heard { caller: d.address(), input: [&ANNOUNCE[..], &words].concat().into() }
}

#[motsu::test]
fn texts_concern_every_piece_and_media_one_series(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    c.assert_emitted(&announcement(&d, U256::ZERO, U256::MAX));
    set_media(&d, alice, c.address(), 3, [b"x/", b""]).unwrap();
    c.assert_emitted(&announcement(&d, U256::from(3_000_000), U256::from(3_999_999)));
    set_media(&d, alice, c.address(), u32::MAX, [b"x/", b""]).unwrap();
    let last = 4_294_967_295_999_999_u64;
    c.assert_emitted(&announcement(&d, U256::from(last - 999_999), U256::from(last)));
}

#[motsu::test]
fn a_collection_that_refuses_to_announce_is_configured_all_the_same(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    c.sender(alice).refuses(ANNOUNCE, b"this Descriptor is not mine");
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    assert_eq!(d.sender(c.address()).name().0, b"Inkling");
    assert_eq!(d.all_events().len(), 1);
}

#[motsu::test]
fn everything_is_written_before_the_collection_is_called(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    c.sender(alice).calls_back(d.address(), &nameCall {}.abi_encode());
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    let data = nameCall::abi_encode_returns(&("Inkling",));
    c.assert_emitted(&Answered { ok: true, data: data.into() });
}

#[motsu::test]
fn the_call_gives_the_collection_no_rights(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    victim: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    victim.sender(bob).plays(bob, &known());
    c.sender(alice).plays(alice, &known());
    for target in [victim.address(), c.address()] {
        let call = setMediaCall {
            collection: target,
            series: 0,
            base: "https://evil.example/".into(),
            extension: String::new(),
        };
        c.sender(alice).calls_back(d.address(), &call.abi_encode());
        configure(&d, alice, c.address(), &PLAIN).unwrap();
        let image = super::world::piece(&d, target, U256::ZERO)["image"].clone();
        assert!(image.as_str().unwrap().starts_with("ipfs://"), "{image}");
    }
}
