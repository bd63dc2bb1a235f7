//! Every function of an ABI is in the built programs.
//!
//! A program compares the first four bytes of calldata with constants, so the selector of each function it answers must be there as
//! the operand of an `i32.const`, in one byte order or the other. What a program only hands on has no such constant. The compiler may
//! also compare a selector byte by byte: the functions of such programs are called instead, in `tests/e2e/functions.rs`.

use std::collections::BTreeSet;

use colophon_abi::contracts::{Contract, COLLECTION, CONTRACTS};
use wasmparser::{Operator, Parser, Payload};

use super::{committed, read};

/// The operands of `i32.const` in a program.
fn constants(program: &[u8]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for payload in Parser::new(0).parse_all(program) {
        if let Payload::CodeSectionEntry(body) = payload.expect("a program") {
            for operator in body.get_operators_reader().expect("a body") {
                if let Operator::I32Const { value } = operator.expect("an instruction") {
                    found.insert(value.cast_unsigned());
                }
            }
        }
    }
    found
}

/// The programs that compare byte by byte.
const BY_BYTES: [&str; 3] = ["attestations", "minter", "registry"];

fn has(constants: &BTreeSet<u32>, selector: [u8; 4]) -> bool {
    constants.contains(&u32::from_be_bytes(selector))
        || constants.contains(&u32::from_le_bytes(selector))
}

/// Both builds of a contract.
fn programs(contract: &Contract) -> [(String, BTreeSet<u32>); 2] {
    ["artifacts", "artifacts/source"].map(|folder| {
        let path = format!("{folder}/{}.wasm", contract.name);
        let constants = constants(&read(&path));
        (path, constants)
    })
}

#[test]
fn every_function_is_answered() {
    for contract in CONTRACTS.iter().filter(|contract| !BY_BYTES.contains(&contract.name)) {
        let forwarded = contract.forwards.map_or(&[][..], |(_, signatures)| signatures);
        let abi = committed(contract);
        for (path, constants) in programs(contract) {
            let missing: Vec<String> = abi
                .functions()
                .filter(|function| !forwarded.contains(&function.signature().as_str()))
                .filter(|function| !has(&constants, function.selector().0))
                .map(alloy_json_abi::Function::signature)
                .collect();
            assert!(missing.is_empty(), "{path} does not answer {missing:?}");
        }
    }
}

#[test]
fn what_is_handed_on_is_answered_by_the_other_contract() {
    let (answering, signatures) = COLLECTION.forwards.expect("the Collection hands views on");
    let views = committed(answering);
    for signature in signatures {
        let view = views.functions().find(|view| view.signature() == *signature).expect(signature);
        for (path, constants) in programs(answering) {
            assert!(has(&constants, view.selector().0), "{path} does not answer {signature}");
        }
    }
    // Strings cost the Collection nothing: it looks into `tokenURI` alone, for the token's existence.
    let name = views.functions().find(|view| view.signature() == "name()").expect("name()");
    for (path, constants) in programs(&COLLECTION) {
        assert!(!has(&constants, name.selector().0), "{path} answers name() itself");
    }
}

#[test]
fn the_constructor_is_in_the_program() {
    // `stylus_constructor()`, by which the deployer calls it.
    for (path, constants) in programs(&COLLECTION) {
        assert!(has(&constants, [0x55, 0x85, 0x25, 0x8d]), "{path} has no constructor");
    }
}

#[test]
fn a_selector_that_no_function_has_is_not_found() {
    for contract in CONTRACTS {
        for (path, constants) in programs(contract) {
            assert!(!has(&constants, [0xde, 0xad, 0xbe, 0xef]), "{path}");
        }
    }
}
