//! The storage layout: every field is where `tests/golden/layout.json` says, found by reading raw slots after the
//! functions have written them; and the file names every field that the source declares.

use alloy_primitives::{keccak256, Address, B256, U256};
use colophon_collection::Collection;
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::IErc721;
use serde_json::Value;
use stylus_sdk::prelude::*;

use crate::world::{n, CONTENT, MODEL, PROMPT, RECORD, ROOT};

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/layout.json")).expect("the layout is JSON")
}

/// Where a field is: its slot, relative to its struct, and the bytes it takes there, counted from the low end.
fn place(structure: &str, field: &str) -> (u64, usize, usize) {
    let golden = golden();
    let entry = golden[structure]
        .as_array()
        .and_then(|fields| fields.iter().find(|entry| entry["field"] == field))
        .unwrap_or_else(|| panic!("no field {structure}.{field}"))
        .clone();
    let number = |key: &str| entry[key].as_u64().unwrap_or_else(|| panic!("no {key}: {entry}"));
    (number("slot"), number("offset") as usize, number("bytes") as usize)
}

/// The bytes of a field, in a struct that begins at `base`.
fn stored(c: &Contract<Collection>, base: U256, structure: &str, field: &str) -> Vec<u8> {
    let (slot, offset, bytes) = place(structure, field);
    let context = c.sender(Address::ZERO);
    let word = context.vm().storage_load_bytes32(base + n(slot));
    word[32 - offset - bytes..32 - offset].to_vec()
}

/// The slot of an entry of a mapping, as in Solidity.
fn entry(slot: U256, key: B256) -> U256 {
    U256::from_be_bytes(keccak256([key.0, slot.to_be_bytes()].concat()).0)
}

fn top(field: &str) -> U256 {
    n(place("Collection", field).0)
}

#[motsu::test]
fn fields_are_where_the_golden_file_says(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
    descriptor: Address,
) {
    c.sender(alice).constructor(alice, descriptor).motsu_unwrap();
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    c.sender(alice).set_roles(bob, 3).motsu_unwrap();
    c.sender(alice).create_series(MODEL, B256::ZERO, 1, bob, 1).motsu_unwrap();
    c.sender(alice).create_series(MODEL, ROOT, 0x0009_0807, bob, 0x0102).motsu_unwrap();
    let id = c.sender(alice).mint(1, alice, CONTENT, PROMPT, RECORD).motsu_unwrap();
    c.sender(alice).mint_batch(1, alice, 2).motsu_unwrap();
    c.sender(alice).revise(id, RECORD, CONTENT).motsu_unwrap();
    c.sender(alice).freeze(1).motsu_unwrap();
    c.sender(alice).approve(bob, id).motsu_unwrap();
    c.sender(alice).set_approval_for_all(bob, true).motsu_unwrap();

    let read = |base, structure, field| stored(&c, base, structure, field);
    let number = |bytes: usize, value: u64| n(value).to_be_bytes::<32>()[32 - bytes..].to_vec();
    assert_eq!(read(n(0), "Collection", "ownership.owner"), alice.to_vec());
    assert_eq!(read(n(0), "Collection", "ownership.pending"), bob.to_vec());
    assert_eq!(read(n(0), "Collection", "guard.state"), number(32, 1));
    assert_eq!(read(n(0), "Collection", "descriptor"), descriptor.to_vec());
    assert_eq!(read(n(0), "Collection", "live"), number(8, 3));
    assert_eq!(read(n(0), "Collection", "series.count"), number(4, 2));

    let bobs = bob.into_word();
    let roles = entry(top("roles.granted"), bobs);
    assert_eq!(read(roles, "mapping to uint8", "value"), vec![3]);
    let series = entry(top("series.entries"), B256::from(n(1)));
    assert_eq!(read(series, "Series", "model_hash"), MODEL.to_vec());
    assert_eq!(read(series, "Series", "root"), ROOT.to_vec());
    assert_eq!(read(series, "Series", "royalty_receiver"), bob.to_vec());
    assert_eq!(read(series, "Series", "royalty_bps"), vec![1, 2]);
    assert_eq!(read(series, "Series", "supply"), number(4, 0x0009_0807));
    assert_eq!(read(series, "Series", "minted"), number(4, 3));
    assert_eq!(read(series, "Series", "frozen"), vec![1]);
    let words = entry(top("provenance.tokens"), B256::from(id));
    assert_eq!(read(words, "StoredWords", "content_hash"), RECORD.to_vec());
    assert_eq!(read(words, "StoredWords", "prompt_commitment"), PROMPT.to_vec());
    assert_eq!(read(words, "StoredWords", "record_hash"), CONTENT.to_vec());
    assert_eq!(read(words, "StoredWords", "revision"), number(4, 1));

    let alices = alice.into_word();
    let owners = entry(top("erc721.owners"), B256::from(id));
    assert_eq!(read(owners, "mapping to address", "value"), alice.to_vec());
    let balances = entry(top("erc721.balances"), alices);
    assert_eq!(read(balances, "mapping to uint256", "value"), number(32, 3));
    let approvals = entry(top("erc721.token_approvals"), B256::from(id));
    assert_eq!(read(approvals, "mapping to address", "value"), bob.to_vec());
    let operators = entry(entry(top("erc721.operator_approvals"), alices), bobs);
    assert_eq!(read(operators, "mapping to bool", "value"), vec![1]);
}

/// The fields of every `#[storage]` struct of a source file, as (struct, field).
fn declared(source: &str) -> Vec<(String, String)> {
    source
        .split("#[storage]")
        .skip(1)
        .flat_map(|rest| {
            let body = rest.split('}').next().unwrap_or_default();
            let (head, fields) = body.split_once('{').unwrap_or_default();
            let name = head.split_whitespace().last().unwrap_or_default().to_owned();
            fields
                .lines()
                .filter_map(|line| line.trim().split_once(':'))
                .map(|(field, _)| field.trim_start_matches("pub(crate) ").to_owned())
                .map(|field| (name.clone(), field))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[motsu::test]
fn the_golden_file_names_every_field() {
    let sources = [
        include_str!("../../src/collection.rs"),
        include_str!("../../src/ownership.rs"),
        include_str!("../../src/reentrancy.rs"),
        include_str!("../../src/roles.rs"),
        include_str!("../../src/series.rs"),
        include_str!("../../src/provenance.rs"),
    ];
    // The components of the Collection, which the file lists under the name of their field.
    let inlined = [
        ("Ownership", "ownership"),
        ("Guard", "guard"),
        ("Roles", "roles"),
        ("Catalogue", "series"),
        ("Provenance", "provenance"),
    ];
    let mut named = 0;
    for (structure, field) in sources.iter().flat_map(|source| declared(source)) {
        let is_component = inlined.iter().any(|(_, name)| *name == field) || field == "erc721";
        if structure == "Collection" && is_component {
            continue;
        }
        match inlined.iter().find(|(name, _)| *name == structure) {
            Some((_, name)) => place("Collection", &format!("{name}.{field}")),
            None => place(&structure, &field),
        };
        named += 1;
    }
    assert_eq!(named, 20);
}
