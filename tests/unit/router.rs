//! The router of the program against the SDK's (which `#[public]` writes) and against the committed ABI, and what it
//! accepts and refuses beyond them.

use alloy_primitives::{keccak256, Address, B256, U256};
use colophon_collection::{router, Collection};
use motsu::prelude::*;
use proptest::prelude::*;
use serde_json::Value;
use stylus_sdk::{
    abi::router_entrypoint,
    host::{WasmVM, VM},
};

use crate::world::{call, construct, mint, n, open, series, CONTENT, PROMPT, RECORD, ROOT};

/// The functions that the Descriptor answers.
const FORWARDED: [&str; 4] = ["contractURI", "name", "symbol", "tokenURI"];

/// One function of the ABI: its signature, and the types of its arguments.
struct Function {
    signature: String,
    inputs: Vec<String>,
}

impl Function {
    fn selector(&self) -> [u8; 4] {
        let hash = keccak256(self.signature.as_bytes());
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

/// The functions of the Collection itself, from the committed ABI.
fn functions() -> Vec<Function> {
    let text = include_str!("../../abi/collection.json");
    let abi: Value = serde_json::from_str(text).expect("the ABI is JSON");
    let name = |entry: &Value| entry["name"].as_str().unwrap_or_default().to_owned();
    abi.as_array()
        .expect("the ABI is a list")
        .iter()
        .filter(|entry| entry["type"] == "function")
        .filter(|entry| !FORWARDED.contains(&name(entry).as_str()))
        .map(|entry| {
            let inputs: Vec<String> = entry["inputs"]
                .as_array()
                .expect("inputs")
                .iter()
                .map(|input| input["type"].as_str().expect("a type").to_owned())
                .collect();
            Function { signature: format!("{}({})", name(entry), inputs.join(",")), inputs }
        })
        .collect()
}

/// Sends calldata through the router of the SDK, as a transaction.
fn sdk_call(
    c: &Contract<Collection>,
    sender: Address,
    calldata: &[u8],
) -> Result<Vec<u8>, Vec<u8>> {
    let context = c.sender(sender);
    let _: &Collection = &context;
    let host = VM { host: Box::new(WasmVM {}) };
    router_entrypoint::<Collection, Collection>(calldata.to_vec(), host).motsu_res()
}

#[motsu::test]
fn the_table_is_the_committed_abi() {
    let mut expected: Vec<u32> =
        functions().iter().map(|function| u32::from_be_bytes(function.selector())).collect();
    let mut table = router::SELECTORS.to_vec();
    expected.sort_unstable();
    table.sort_unstable();
    assert_eq!(table, expected);
    assert_eq!(table.len(), 31);
}

/// Accounts that tests call from and pass: the owner first.
const ACCOUNTS: [Address; 4] = [
    Address::repeat_byte(0xa1),
    Address::repeat_byte(0xb2),
    Address::repeat_byte(0xc3),
    Address::ZERO,
];

/// An argument of a type, canonically encoded: the word of the head, and the tail of a dynamic one.
fn argument(kind: &str, seed: u64) -> (B256, Vec<u8>) {
    let number = |bound: u64| B256::from(n(seed % bound));
    let word = match kind {
        "address" => ACCOUNTS[(seed % 4) as usize].into_word(),
        "bool" => number(2),
        "uint8" => number(5),
        "uint16" => number(20_000),
        "uint32" => number(4),
        "uint256" => B256::from(n([0, 1, 2, 1_000_000, 1_000_001, u64::MAX][(seed % 6) as usize])),
        "bytes4" => B256::right_padding_from(&(0x01ff_c9a6 + (seed % 3) as u32).to_be_bytes()),
        "bytes32" => B256::repeat_byte((seed % 3) as u8),
        "bytes" => return tail(seed % 70, vec![0x5a; (seed % 70) as usize]),
        "bytes32[]" => return tail(seed % 4, vec![0x6b; 32 * (seed % 4) as usize]),
        other => panic!("no arguments of type {other}"),
    };
    (word, vec![])
}

fn tail(length: u64, mut bytes: Vec<u8>) -> (B256, Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(32), 0);
    let mut tail = B256::from(n(length)).to_vec();
    tail.extend(bytes);
    (B256::ZERO, tail)
}

/// Canonical calldata. Only the last argument of a function is dynamic.
fn calldata(function: &Function, seeds: &[u64]) -> Vec<u8> {
    let mut calldata = function.selector().to_vec();
    let mut end = vec![];
    for (kind, seed) in function.inputs.iter().zip(seeds) {
        let (word, tail) = argument(kind, *seed);
        let offset = B256::from(n(32 * function.inputs.len() as u64));
        calldata.extend(if tail.is_empty() { word } else { offset });
        end.extend(tail);
    }
    calldata.extend(end);
    calldata
}

fn prepare(c: &Contract<Collection>) {
    open(c, ACCOUNTS[0]);
    series(c, ACCOUNTS[0], ROOT, 3);
    mint(c, ACCOUNTS[0], ACCOUNTS[0]);
    mint(c, ACCOUNTS[0], ACCOUNTS[1]);
    c.sender(ACCOUNTS[0]).mint_batch(1, ACCOUNTS[0], 1).motsu_unwrap();
}

#[motsu::test]
fn both_routers_answer_alike() {
    let functions = functions();
    let step = (0..functions.len(), 0..3_usize, prop::array::uniform5(0..u64::MAX));
    let steps = prop::collection::vec(step, 1..12);
    proptest!(ProptestConfig::with_cases(200), |(steps in steps)| {
        let (ours, theirs) = (Contract::<Collection>::new(), Contract::<Collection>::new());
        prepare(&ours);
        prepare(&theirs);
        for (function, sender, seeds) in steps {
            let function = &functions[function];
            let calldata = calldata(function, &seeds);
            let ours = call(&ours, ACCOUNTS[sender], &calldata);
            let theirs = sdk_call(&theirs, ACCOUNTS[sender], &calldata);
            prop_assert_eq!(ours, theirs, "{} {:?}", function.signature, seeds);
        }
        prop_assert_eq!(ours.all_events(), theirs.all_events());
    });
}

#[motsu::test]
fn bytes_after_the_arguments_are_accepted() {
    let functions = functions();
    let any = (0..functions.len(), prop::array::uniform5(0..u64::MAX), 1..150_usize, any::<u8>());
    proptest!(ProptestConfig::with_cases(200), |((function, seeds, extra, byte) in any)| {
        let (bare, tagged) = (Contract::<Collection>::new(), Contract::<Collection>::new());
        prepare(&bare);
        prepare(&tagged);
        let mut calldata = calldata(&functions[function], &seeds);
        let expected = call(&bare, ACCOUNTS[0], &calldata);
        calldata.resize(calldata.len() + extra, byte);
        prop_assert_eq!(call(&tagged, ACCOUNTS[0], &calldata), expected);
    });
}

#[motsu::test]
fn truncated_arguments_are_refused(c: Contract<Collection>) {
    prepare(&c);
    for function in functions().iter().filter(|function| !function.inputs.is_empty()) {
        let calldata = calldata(function, &[1; 5]);
        for cut in [1, 31, 32] {
            let result = call(&c, ACCOUNTS[0], &calldata[..calldata.len() - cut]);
            // Padding is no argument: without it, `bytes` are whole.
            if function.signature.ends_with("bytes)") && cut < 32 {
                assert_ne!(result, Err(vec![]), "{}", function.signature);
            } else {
                assert_eq!(result, Err(vec![]), "{} without {cut}", function.signature);
            }
        }
    }
}

#[motsu::test]
fn words_that_are_no_value_of_their_type_are_refused(c: Contract<Collection>) {
    prepare(&c);
    for function in functions() {
        for (place, kind) in function.inputs.iter().enumerate() {
            let mut calldata = calldata(&function, &[1; 5]);
            let at = 4 + 32 * place;
            let dirty = match kind.as_str() {
                "uint256" | "bytes32" => continue,
                "bytes4" => at + 31,
                "bool" => at + 30,
                "uint8" => at + 30,
                "uint16" => at + 29,
                "address" => at + 11,
                _ => at,
            };
            calldata[dirty] = 1;
            let result = call(&c, ACCOUNTS[0], &calldata);
            assert_eq!(result, Err(vec![]), "{} argument {place}", function.signature);
        }
    }
}

#[motsu::test]
fn a_bool_is_zero_or_one(c: Contract<Collection>) {
    construct(&c, ACCOUNTS[0]);
    let approve = |word: B256| {
        let mut calldata = vec![0xa2, 0x2c, 0xb4, 0x65];
        calldata.extend(ACCOUNTS[1].into_word());
        calldata.extend(word);
        call(&c, ACCOUNTS[0], &calldata)
    };
    for wrong in [n(2), n(255), n(256), n(257), U256::MAX, U256::from(1) << 255] {
        assert_eq!(approve(B256::from(wrong)), Err(vec![]));
        assert!(!c.sender(ACCOUNTS[0]).is_approved(ACCOUNTS[1]));
    }
    assert_eq!(approve(B256::from(n(1))), Ok(vec![]));
    assert!(c.sender(ACCOUNTS[0]).is_approved(ACCOUNTS[1]));
    assert_eq!(approve(B256::ZERO), Ok(vec![]));
    assert!(!c.sender(ACCOUNTS[0]).is_approved(ACCOUNTS[1]));
}

/// Whether the owner of these tests has this operator.
trait IsApproved {
    fn is_approved(&self, operator: Address) -> bool;
}

impl IsApproved for Collection {
    fn is_approved(&self, operator: Address) -> bool {
        use openzeppelin_stylus::token::erc721::IErc721;
        self.is_approved_for_all(ACCOUNTS[0], operator)
    }
}

/// `safeTransferFrom(…, bytes)` of token 0 from the owner to account 1, with this head and tail.
fn safe_transfer(offset: B256, rest: &[u8]) -> Vec<u8> {
    let mut calldata = vec![0xb8, 0x8d, 0x4f, 0xde];
    calldata.extend(ACCOUNTS[0].into_word());
    calldata.extend(ACCOUNTS[1].into_word());
    calldata.extend(B256::ZERO);
    calldata.extend(offset);
    calldata.extend_from_slice(rest);
    calldata
}

#[motsu::test]
fn dynamic_arguments_may_be_anywhere() {
    let length = B256::from(n(3)).to_vec();
    let unpadded = [length.clone(), vec![1, 2, 3]].concat();
    let far = [vec![0xee; 45], unpadded.clone()].concat();
    // The offset may even point into the head: here to the zero word of the token id, an empty tail.
    for (offset, rest) in [(128, unpadded), (128 + 45, far), (64, vec![])] {
        let c = Contract::<Collection>::new();
        prepare(&c);
        let calldata = safe_transfer(B256::from(n(offset)), &rest);
        assert_eq!(call(&c, ACCOUNTS[0], &calldata), Ok(vec![]), "offset {offset}");
    }
}

#[motsu::test]
fn dynamic_arguments_beyond_the_calldata_are_refused(c: Contract<Collection>) {
    prepare(&c);
    let word = |number: u64| B256::from(n(number));
    let length = |number: u64| word(number).to_vec();
    for (offset, rest) in [
        (word(128), vec![]),
        (word(129), length(0)),
        (word(160), length(0)),
        (word(128), length(1)),
        (word(128), [length(4), vec![1, 2, 3]].concat()),
        (word(128), length(u64::from(u32::MAX))),
        (word(128), length(u64::MAX)),
        (word(128), vec![0xff; 32]),
        (word(u64::from(u32::MAX)), length(0)),
        (word(1 << 32 | 128), length(0)),
        (B256::repeat_byte(0xff), length(0)),
    ] {
        let calldata = safe_transfer(offset, &rest);
        assert_eq!(call(&c, ACCOUNTS[0], &calldata), Err(vec![]), "{calldata:02x?}");
    }
}

#[motsu::test]
fn a_proof_may_be_anywhere_too(c: Contract<Collection>) {
    construct(&c, ACCOUNTS[0]);
    let sibling = B256::repeat_byte(0x31);
    let leaf = crate::provenance::leaf(0, CONTENT, PROMPT, RECORD);
    let pair = [leaf.min(sibling).0, leaf.max(sibling).0].concat();
    series(&c, ACCOUNTS[0], keccak256(pair), 2);
    c.sender(ACCOUNTS[0]).mint_batch(0, ACCOUNTS[0], 1).motsu_unwrap();

    let signature = "anchor(uint256,bytes32,bytes32,bytes32,bytes32[])";
    let mut calldata = keccak256(signature)[..4].to_vec();
    for word in [B256::ZERO, CONTENT, PROMPT, RECORD, B256::from(n(160 + 7))] {
        calldata.extend(word);
    }
    calldata.extend([0xdd; 7]);
    calldata.extend(B256::from(n(1)));
    let mut short = calldata.clone();
    short.extend(&sibling[..31]);
    assert_eq!(call(&c, ACCOUNTS[0], &short), Err(vec![]));
    calldata.extend(sibling);
    calldata.extend([0xdd; 9]);
    assert_eq!(call(&c, ACCOUNTS[0], &calldata), Ok(vec![]));
}

#[motsu::test]
fn value_is_refused_everywhere(c: Contract<Collection>, payer: Account) {
    prepare(&c);
    payer.fund(U256::from(1_000_000));
    let mut all: Vec<Vec<u8>> =
        functions().iter().map(|function| calldata(function, &[0; 5])).collect();
    all.extend([vec![], vec![1, 2, 3, 4], keccak256("name()")[..4].to_vec()]);
    for calldata in all {
        let context = c.sender_and_value(payer.address(), n(1));
        let _: &Collection = &context;
        let host = VM { host: Box::new(WasmVM {}) };
        assert_eq!(router::enter(calldata, host).motsu_res(), Err(vec![]));
    }
}
