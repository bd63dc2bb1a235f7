//! The router against the ABI, and calldata as Solidity reads it.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol_data, SolCall, SolType};
use colophon_minter::{IMinter, MalformedPass, UnknownSale};
use motsu::prelude::*;
use serde_json::Value;

use super::world::{create, payees, quote, revert, sale_id, send, terms, Scripted, Seller};

/// The functions of the committed ABI.
fn functions() -> Vec<Value> {
    let abi = include_str!("../../../../abi/minter.json");
    let abi: Vec<Value> = serde_json::from_str(abi).unwrap();
    abi.into_iter().filter(|entry| entry["type"] == "function").collect()
}

#[motsu::test]
fn every_function_of_the_abi_is_answered(s: Contract<Seller>, alice: Account) {
    alice.fund(U256::from(1_000));
    let selectors = IMinter::IMinterCalls::SELECTORS;
    assert_eq!(functions().len(), selectors.len());
    for selector in selectors {
        // Zeros decode as arguments of every function, and the answer, or the refusal, says something.
        let call = [selector.as_slice(), &[0; 40 * 32]].concat();
        let said = send(&s, alice.into(), &call).unwrap_or_else(|refusal| refusal);
        assert!(!said.is_empty(), "{selector:02x?}");
        // Value, where none is taken.
        let buys = [IMinter::mintCall::SELECTOR, IMinter::mintForCall::SELECTOR].contains(selector);
        let paid = s.sender_and_value(alice, U256::from(1)).answer(&call).motsu_res();
        assert_eq!(paid == Err(Vec::new()), !buys, "{selector:02x?}");
        if *selector != IMinter::eip712DomainCall::SELECTOR {
            let short = send(&s, alice.into(), &call[..4 + 31]);
            assert_eq!(short, Err(Vec::new()), "{selector:02x?}");
        }
    }
}

#[test]
fn only_the_two_that_buy_are_payable() {
    let payable: Vec<Value> = functions()
        .into_iter()
        .filter(|function| function["stateMutability"] == "payable")
        .map(|function| function["name"].clone())
        .collect();
    assert_eq!(payable, ["mint", "mintFor"]);
}

#[motsu::test]
fn what_no_function_has_is_refused(s: Contract<Seller>, alice: Address) {
    for calldata in [&[][..], &[1], &[1, 2, 3], &[0xde, 0xad, 0xbe, 0xef], &[0; 100]] {
        assert_eq!(send(&s, alice, calldata), Err(Vec::new()));
    }
}

#[motsu::test]
fn dirty_words_are_refused(s: Contract<Seller>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), 0);
    let call = IMinter::createSaleCall { saleId: id, terms: terms(), payees: payees(&[10_000]) };
    let call = call.abi_encode();
    // The byte above each member of `Terms` that does not fill its word; the third is a `bool`.
    let bytes = [20, 1, 1, 16, 16, 4, 8, 8, 4, 4, 32, 20, 4, 4, 8, 32, 8, 20];
    for (member, size) in bytes.into_iter().enumerate().filter(|(_, size)| *size < 32) {
        let mut dirty = call.clone();
        dirty[4 + 32 * (member + 2) - size - 1] = 1;
        assert_eq!(send(&s, alice, &dirty), Err(Vec::new()), "member {member}");
    }
    let mut two = call.clone();
    two[4 + 32 * 4 - 1] = 2;
    assert_eq!(send(&s, alice, &two), Err(Vec::new()), "a bool of 2");
    // A payee's account and share.
    for at in [4 + 32 * 21 + 11, 4 + 32 * 22 + 29] {
        let mut dirty = call.clone();
        dirty[at] = 1;
        assert_eq!(send(&s, alice, &dirty), Err(Vec::new()), "byte {at}");
    }
    // Bytes after the arguments are nobody's business.
    send(&s, alice, &[call, vec![0xab; 5]].concat()).unwrap();
}

#[motsu::test]
fn a_pass_decodes_or_is_refused_by_name(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, 1_000);
    c.sender(alice).answers(alloy_primitives::fixed_bytes!("2de94807"), &[U256::from(1)]);
    let id = sale_id(c.address(), 0);
    create(&s, alice, id, terms(), payees(&[10_000])).unwrap();
    assert_eq!(quote(&s, id, 2), (U256::from(200), Vec::new()));
    let ask = |data: Vec<u8>| {
        let call = IMinter::quoteCall { saleId: id, buyer: alice, quantity: 1, data: data.into() };
        let answer = send(&s, alice, &call.abi_encode()).unwrap();
        Vec::from(IMinter::quoteCall::abi_decode_returns(&answer, true).unwrap().reason)
    };
    // An offset, the sixteen words of a pass whose proof and signature are empty, and their two lengths.
    let word = |number: u64| U256::from(number).to_be_bytes::<32>();
    let mut pass = vec![word(32)];
    pass.extend([[0; 32]; 16]);
    (pass[5], pass[15]) = (word(16 * 32), word(17 * 32));
    pass.extend([[0; 32]; 2]);
    assert_eq!(ask(pass.concat()), Vec::<u8>::new());
    let malformed = revert(MalformedPass {});
    for length in [1, 31, 32, 32 * 17, pass.len() * 32 - 1] {
        assert_eq!(ask(pass.concat()[..length].to_vec()), malformed, "{length} bytes");
    }
    for (at, number) in [(0, 1 << 40), (1, 1 << 32), (5, 1 << 20), (15, 1 << 33), (17, 9), (18, 1)]
    {
        let mut pass = pass.clone();
        pass[at] = word(number);
        assert_eq!(ask(pass.concat()), malformed, "word {at}");
    }
}

#[motsu::test]
fn the_domain_and_the_interfaces_are_told(s: Contract<Seller>, alice: Address) {
    let answer = send(&s, alice, &IMinter::eip712DomainCall {}.abi_encode()).unwrap();
    let domain = IMinter::eip712DomainCall::abi_decode_returns(&answer, true).unwrap();
    assert_eq!((domain.fields.0, domain.name.as_str()), ([0x0f], "Colophon Minter"));
    assert_eq!((domain.version.as_str(), domain.verifyingContract), ("1", s.address()));
    assert!(domain.salt.is_zero() && domain.extensions.is_empty());
    for (interface, expected) in [
        ([0x01, 0xff, 0xc9, 0xa7], true),
        ([0x84, 0xb0, 0x19, 0x6e], true),
        ([0xff; 4], false),
        ([0; 4], false),
    ] {
        let call = IMinter::supportsInterfaceCall { interfaceId: interface.into() }.abi_encode();
        let answer = send(&s, alice, &call).unwrap();
        assert_eq!(sol_data::Bool::abi_decode(&answer, true), Ok(expected));
    }
    let mut dirty = IMinter::supportsInterfaceCall { interfaceId: [1; 4].into() }.abi_encode();
    dirty[4 + 4] = 1;
    assert_eq!(send(&s, alice, &dirty), Err(Vec::new()));
    let unknown = IMinter::saleCall { saleId: U256::MAX }.abi_encode();
    assert_eq!(send(&s, alice, &unknown), Err(revert(UnknownSale { saleId: U256::MAX })));
}
