//! Interface ids, topics and error selectors of the standards, as the standards print them.

use alloy_json_abi::{JsonAbi, StateMutability};
use colophon_abi::contracts::{COLLECTION, DESCRIPTOR};

use super::committed;

/// The id of an interface: all functions with these names, overloads included.
fn interface_id(abi: &JsonAbi, names: &[&str]) -> u32 {
    let functions = names.iter().flat_map(|name| abi.functions.get(*name).expect(name));
    functions.fold(0, |id, function| id ^ u32::from_be_bytes(function.selector().0))
}

#[test]
fn the_collection_has_the_interfaces_it_claims() {
    let abi = committed(&COLLECTION);
    let erc721 = [
        "balanceOf",
        "ownerOf",
        "safeTransferFrom",
        "transferFrom",
        "approve",
        "setApprovalForAll",
        "getApproved",
        "isApprovedForAll",
    ];
    assert_eq!(interface_id(&abi, &erc721), 0x80ac_58cd, "ERC-721");
    assert_eq!(
        interface_id(&abi, &["name", "symbol", "tokenURI"]),
        0x5b5e_139f,
        "ERC-721 metadata"
    );
    assert_eq!(interface_id(&abi, &["supportsInterface"]), 0x01ff_c9a7, "ERC-165");
    assert_eq!(interface_id(&abi, &["royaltyInfo"]), 0x2a55_205a, "ERC-2981");
    assert_eq!(interface_id(&abi, &["contractURI"]), 0xe8a3_d485, "ERC-7572");
}

#[test]
fn events_have_the_topics_of_the_standards() {
    let abi = committed(&COLLECTION);
    for (name, topic, indexed) in [
        ("Transfer", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", 3),
        ("Approval", "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925", 3),
        ("ApprovalForAll", "0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31", 2),
        ("MetadataUpdate", "0xf8e1a15aba9398e019f0b49df1a4fde98ee17ae345cb5f6b5e2c27f5033e8ce7", 0),
        (
            "BatchMetadataUpdate",
            "0x6bd5c950a8d8df17f772f5af37cb3655737899cbf903264b9795592da439661c",
            0,
        ),
        (
            "OwnershipTransferred",
            "0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0",
            2,
        ),
    ] {
        let [event] = abi.event(name).expect(name).as_slice() else { panic!("{name} twice") };
        assert_eq!(event.selector().to_string(), topic, "{name}");
        assert_eq!(event.inputs.iter().filter(|input| input.indexed).count(), indexed, "{name}");
        assert!(!event.anonymous);
    }
}

#[test]
fn errors_have_the_selectors_of_erc_6093() {
    let abi = committed(&COLLECTION);
    for (name, selector) in [
        ("ERC721InvalidOwner", "0x89c62b64"),
        ("ERC721NonexistentToken", "0x7e273289"),
        ("ERC721IncorrectOwner", "0x64283d7b"),
        ("ERC721InvalidSender", "0x73c6ac6e"),
        ("ERC721InvalidReceiver", "0x64a0ae92"),
        ("ERC721InsufficientApproval", "0x177e802f"),
        ("ERC721InvalidApprover", "0xa9fbf51f"),
        ("ERC721InvalidOperator", "0x5b08ba18"),
    ] {
        let [error] = abi.error(name).expect(name).as_slice() else { panic!("{name} twice") };
        assert_eq!(error.selector().to_string(), selector, "{name}");
    }
}

#[test]
fn mutability_is_what_callers_rely_on() {
    let collection = committed(&COLLECTION);
    let constructor = collection.constructor().expect("a constructor");
    let arguments: Vec<_> =
        constructor.inputs.iter().map(|p| (p.ty.as_str(), p.name.as_str())).collect();
    assert_eq!(arguments, [("address", "owner"), ("address", "descriptor")]);
    assert!(collection.fallback.is_some() && collection.receive.is_none());
    let writes = ["mint", "anchor", "burn", "approve", "transferFrom", "acceptOwnership"];
    for function in collection.functions() {
        assert_ne!(function.state_mutability, StateMutability::Payable, "{}", function.name);
        if writes.contains(&function.name.as_str()) {
            assert_eq!(function.state_mutability, StateMutability::NonPayable, "{}", function.name);
        }
        if function.state_mutability == StateMutability::View {
            assert!(!function.outputs.is_empty(), "{} reads nothing", function.name);
        }
    }
    let descriptor = committed(&DESCRIPTOR);
    for overloaded in ["name", "symbol", "contractURI", "tokenURI"] {
        assert_eq!(descriptor.functions.get(overloaded).map(Vec::len), Some(2), "{overloaded}");
    }
}
