//! Metadata of collections: `name`, `symbol`, `contractURI`.

use alloy_primitives::Address;
use colophon_descriptor::Descriptor;
use motsu::prelude::*;
use serde_json::json;

use super::{
    scripted::Scripted,
    world::{collection, configure, decode, known, Texts, PLAIN},
};

#[motsu::test]
fn the_whole_document(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &known());
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    let expected = concat!(
        r#"{"name":"Inkling","symbol":"INK","description":"Drawn by a small model.","#,
        r#""image":"ipfs://bafy/cover.png","external_link":"https://example.org/inkling"}"#,
    );
    let text = String::from_utf8(decode(&d.sender(c.address()).contract_uri())).unwrap();
    assert_eq!(text, expected);
    assert_eq!(d.sender(c.address()).name().0, b"Inkling");
    assert_eq!(d.sender(c.address()).symbol().0, b"INK");
}

#[motsu::test]
fn empty_addresses_are_left_out(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &known());
    let texts = Texts { description: b"", image: b"", external_link: b"", ..PLAIN };
    configure(&d, alice, c.address(), &texts).unwrap();
    let expected = json!({ "name": "Inkling", "symbol": "INK", "description": "" });
    assert_eq!(collection(&d, c.address()), expected);
}

#[motsu::test]
fn an_unknown_collection_has_placeholders(d: Contract<Descriptor>, stranger: Address) {
    assert_eq!(d.sender(stranger).name().0, b"Untitled");
    assert_eq!(d.sender(stranger).symbol().0, b"UNTITLED");
    let expected = json!({ "name": "Untitled", "symbol": "UNTITLED", "description": "" });
    assert_eq!(collection(&d, stranger), expected);
}
