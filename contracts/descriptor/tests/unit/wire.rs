//! `string` arguments and results on the wire: what a Solidity caller sends and gets.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall, SolError};
use colophon_descriptor::{
    router::{answer, SELECTORS},
    Descriptor, InvalidText, Text,
};
use motsu::prelude::*;
use stylus_sdk::abi::Router;

use super::{
    scripted::Scripted,
    world::{known, parse},
};

sol! {
    interface IDescriptor {
        function configure(address collection, string name, string symbol, string description, string image, string externalLink);
        function setMedia(address collection, uint32 series, string base, string extension);
        function name() returns (string);
        function name(address collection) returns (string);
        function symbol() returns (string);
        function symbol(address collection) returns (string);
        function contractURI() returns (string);
        function contractURI(address collection) returns (string);
        function tokenURI(uint256 tokenId) returns (string);
        function tokenURI(address collection, uint256 tokenId) returns (string);
    }
}

/// Sends `calldata` as `sender`.
fn send(d: &Contract<Descriptor>, sender: Address, calldata: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    answer(&mut d.sender(sender), calldata).motsu_res()
}

fn configure_call(collection: Address, description: &str) -> Vec<u8> {
    let call = IDescriptor::configureCall {
        collection,
        name: "Inkling".into(),
        symbol: "INK".into(),
        description: description.into(),
        image: String::new(),
        externalLink: "https://example.org/".into(),
    };
    call.abi_encode()
}

#[test]
fn the_table_is_the_whole_interface() {
    let mut table = SELECTORS.to_vec();
    let mut interface: Vec<u32> =
        IDescriptor::IDescriptorCalls::SELECTORS.iter().map(|s| u32::from_be_bytes(*s)).collect();
    table.sort_unstable();
    interface.sort_unstable();
    assert_eq!(table, interface);
    let abi = include_str!("../../../../abi/descriptor.json");
    let abi: Vec<serde_json::Value> = serde_json::from_str(abi).unwrap();
    assert_eq!(abi.iter().filter(|entry| entry["type"] == "function").count(), table.len());
}

#[motsu::test]
fn both_routers_answer_alike(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &known());
    let id = U256::from(1_000_007);
    let collection = c.address();
    let calls = [
        configure_call(collection, "Drawn."),
        IDescriptor::setMediaCall {
            collection,
            series: 1,
            base: "x/".into(),
            extension: "".into(),
        }
        .abi_encode(),
        IDescriptor::name_0Call {}.abi_encode(),
        IDescriptor::name_1Call { collection }.abi_encode(),
        IDescriptor::symbol_0Call {}.abi_encode(),
        IDescriptor::symbol_1Call { collection }.abi_encode(),
        IDescriptor::contractURI_0Call {}.abi_encode(),
        IDescriptor::contractURI_1Call { collection }.abi_encode(),
        IDescriptor::tokenURI_0Call { tokenId: id }.abi_encode(),
        IDescriptor::tokenURI_1Call { collection, tokenId: id }.abi_encode(),
        vec![1, 2, 3, 4],
    ];
    for (sender, call) in calls.iter().flat_map(|call| [(alice, call), (collection, call)]) {
        let ours = send(&d, sender, call);
        let selector = u32::from_be_bytes(*call.first_chunk().unwrap());
        let mut storage = d.sender(sender);
        let theirs = <Descriptor as Router<Descriptor>>::route(&mut storage, selector, &call[4..]);
        assert_eq!(ours, theirs.unwrap_or(Err(Vec::new())), "{selector:08x} by {sender}");
    }
    assert_eq!(send(&d, alice, &[]), Err(Vec::new()));
    assert_eq!(send(&d, alice, &[6, 0xfd, 0xde]), Err(Vec::new()));
}

#[motsu::test]
fn answers_decode_as_strings(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &known());
    for description in ["", "x", &"y".repeat(31), &"y".repeat(32), &"z".repeat(1000)] {
        assert_eq!(send(&d, alice, &configure_call(c.address(), description)), Ok(Vec::new()));
        let call = IDescriptor::contractURI_1Call { collection: c.address() }.abi_encode();
        let data = send(&d, alice, &call).unwrap();
        let uri = IDescriptor::contractURI_1Call::abi_decode_returns(&data, true).unwrap()._0;
        assert_eq!(parse(&Text::from(uri.as_str()))["description"], *description);
        assert_eq!(data.len() % 32, 0);
    }
}

#[motsu::test]
fn calldata_is_read_as_solidity_reads_it(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    let plain = configure_call(c.address(), "Drawn.");
    // Bytes after the arguments: attribution tags.
    for tag in [1, 4, 32, 100] {
        let tagged = [plain.as_slice(), &vec![0xab; tag]].concat();
        assert_eq!(send(&d, alice, &tagged), Ok(Vec::new()), "{tag} bytes");
        let question = [IDescriptor::name_0Call {}.abi_encode(), vec![0xab; tag]].concat();
        assert!(send(&d, c.address(), &question).is_ok());
        let question = IDescriptor::tokenURI_0Call { tokenId: U256::from(1) }.abi_encode();
        assert!(send(&d, c.address(), &[question, vec![0xab; tag]].concat()).is_ok());
    }
    // The last string without its padding.
    let unpadded = &plain[..plain.len() - 12];
    assert_eq!(send(&d, alice, unpadded), Ok(Vec::new()));
    // All five strings at one place.
    let mut shared = plain[..4 + 32].to_vec();
    for _ in 0..5 {
        shared.extend(U256::from(192).to_be_bytes::<32>());
    }
    shared.extend(U256::from(3).to_be_bytes::<32>());
    shared.extend(b"ink");
    assert_eq!(send(&d, alice, &shared), Ok(Vec::new()));
    assert_eq!(d.sender(c.address()).symbol().0, b"ink");
}

#[motsu::test]
fn calldata_that_solidity_refuses_is_refused(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    let plain = configure_call(c.address(), "Drawn.");
    let patched = |at: usize, byte: u8| {
        let mut call = plain.clone();
        call[at] = byte;
        call
    };
    let refused = [
        plain[..4].to_vec(),
        plain[..4 + 6 * 32 - 1].to_vec(),
        plain[..plain.len() - 13].to_vec(),
        // an address with dirt above it
        patched(4 + 11, 1),
        // an offset beyond the calldata, and one above 2^32
        patched(4 + 32 + 30, 0xff),
        patched(4 + 32 + 20, 1),
        patched(4 + 32, 0xff),
        // a length beyond the calldata
        patched(4 + 6 * 32 + 29, 1),
        patched(4 + 6 * 32, 0x80),
    ];
    for call in refused {
        assert_eq!(send(&d, alice, &call), Err(Vec::new()));
    }
    let mut wide = IDescriptor::setMediaCall {
        collection: c.address(),
        series: 0,
        base: "x".into(),
        extension: "".into(),
    }
    .abi_encode();
    wide[4 + 32 + 27] = 1;
    assert_eq!(send(&d, alice, &wide), Err(Vec::new()));
    assert_eq!(d.sender(c.address()).name().0, b"Untitled");
}

#[motsu::test]
fn invalid_utf8_on_the_wire_is_a_named_refusal(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    let mut call = configure_call(c.address(), "Drawn.");
    let at = call.windows(7).position(|window| window == b"Inkling").unwrap();
    call[at + 3] = 0xff;
    let refusal = send(&d, alice, &call).unwrap_err();
    let error = InvalidText::abi_decode(&refusal, true).unwrap();
    assert_eq!((error.field, error.position), (0, U256::from(3)));
}

#[motsu::test]
fn value_is_refused(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Account) {
    let sender = Address::from(alice);
    c.sender(sender).plays(sender, &known());
    alice.fund(U256::from(10));
    let mut call = d.sender_and_value(alice, U256::from(1));
    assert_eq!(answer(&mut call, &configure_call(c.address(), "")).motsu_res(), Err(Vec::new()));
}
