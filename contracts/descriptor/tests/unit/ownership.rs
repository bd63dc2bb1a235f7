//! Whose word counts: only the owner that the collection itself names.

use alloy_primitives::{Address, U256};
use colophon_descriptor::{
    BadCollectionAnswer, Configured, Descriptor, Error, MediaSet, NoCollection, NotCollectionOwner,
};
use motsu::prelude::*;

use super::{
    scripted::Scripted,
    world::{configure, known, revert_data, set_media, OWNER, PLAIN},
};

#[motsu::test]
fn the_owner_configures(descriptor: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &known());
    configure(&descriptor, alice, c.address(), &PLAIN).unwrap();
    descriptor.assert_emitted(&Configured { collection: c.address() });
    set_media(&descriptor, alice, c.address(), 7, [b"https://example.org/", b".png"]).unwrap();
    descriptor.assert_emitted(&MediaSet {
        collection: c.address(),
        series: 7,
        base: "https://example.org/".into(),
        extension: ".png".into(),
    });
    assert_eq!(descriptor.all_events().len(), 2);
}

#[motsu::test]
fn nobody_else_does(
    descriptor: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
    mallory: Address,
) {
    c.sender(alice).plays(alice, &known());
    let expected = |error: Error| match error {
        Error::NotCollectionOwner(NotCollectionOwner { collection, caller, owner }) => {
            assert_eq!((collection, caller, owner), (c.address(), mallory, alice));
        }
        other => panic!("{other:?}"),
    };
    expected(configure(&descriptor, mallory, c.address(), &PLAIN).unwrap_err());
    expected(set_media(&descriptor, mallory, c.address(), 0, [b"https://x/", b""]).unwrap_err());
    assert_eq!(descriptor.sender(c.address()).name().0, b"Untitled");
    assert!(descriptor.all_events().is_empty());
}

#[motsu::test]
fn the_collection_itself_is_not_its_owner(
    descriptor: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    let error = configure(&descriptor, c.address(), c.address(), &PLAIN).unwrap_err();
    assert!(matches!(error, Error::NotCollectionOwner(_)), "{error:?}");
}

#[motsu::test]
fn a_new_owner_takes_over(
    descriptor: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    c.sender(alice).plays(alice, &known());
    configure(&descriptor, alice, c.address(), &PLAIN).unwrap();
    c.sender(alice).plays(bob, &known());
    assert!(configure(&descriptor, alice, c.address(), &PLAIN).is_err());
    configure(&descriptor, bob, c.address(), &PLAIN).unwrap();
}

#[motsu::test]
fn an_address_without_code_is_no_collection(descriptor: Contract<Descriptor>, alice: Address) {
    let nowhere = Address::repeat_byte(0xee);
    for error in [
        configure(&descriptor, alice, nowhere, &PLAIN).unwrap_err(),
        set_media(&descriptor, alice, nowhere, 0, [b"", b""]).unwrap_err(),
        descriptor.sender(alice).token_uri_of(nowhere, U256::ZERO).motsu_unwrap_err(),
    ] {
        match error {
            Error::NoCollection(NoCollection { collection }) => assert_eq!(collection, nowhere),
            other => panic!("{other:?}"),
        }
    }
}

#[motsu::test]
fn an_owner_that_is_no_address_is_refused(
    descriptor: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    let mut dirty = alice.into_word();
    dirty[11] = 1;
    let answers: [&[u8]; 4] = [&[], &alice.into_word()[..31], dirty.as_slice(), alice.as_slice()];
    for answer in answers {
        c.sender(alice).answers(OWNER, answer);
        match configure(&descriptor, alice, c.address(), &PLAIN).unwrap_err() {
            Error::BadCollectionAnswer(BadCollectionAnswer { collection, selector, length }) => {
                assert_eq!((collection, selector), (c.address(), OWNER));
                assert_eq!(length, U256::from(answer.len()));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[motsu::test]
fn bytes_after_the_owner_are_ignored(
    descriptor: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    let mut answer = alice.into_word().to_vec();
    answer.push(0xff);
    c.sender(alice).answers(OWNER, &answer);
    configure(&descriptor, alice, c.address(), &PLAIN).unwrap();
}

#[motsu::test]
fn the_collections_own_refusal_is_handed_on(
    descriptor: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).refuses(OWNER, b"\xde\xad\xbe\xef and why");
    let error = configure(&descriptor, alice, c.address(), &PLAIN).unwrap_err();
    assert_eq!(revert_data(error), b"\xde\xad\xbe\xef and why");
}

#[motsu::test]
fn collections_do_not_touch_each_other(
    descriptor: Contract<Descriptor>,
    one: Contract<Scripted>,
    two: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    one.sender(alice).plays(alice, &known());
    two.sender(bob).plays(bob, &known());
    configure(&descriptor, alice, one.address(), &PLAIN).unwrap();
    set_media(&descriptor, bob, two.address(), 0, [b"https://two/", b""]).unwrap();
    assert_eq!(descriptor.sender(one.address()).name().0, b"Inkling");
    assert_eq!(descriptor.sender(two.address()).name().0, b"Untitled");
    let image = |c| super::world::piece(&descriptor, c, U256::from(3))["image"].clone();
    assert_eq!(image(two.address()), "https://two/3");
    assert!(image(one.address()).as_str().unwrap().starts_with("ipfs://"));
    assert!(configure(&descriptor, alice, two.address(), &PLAIN).is_err());
}
