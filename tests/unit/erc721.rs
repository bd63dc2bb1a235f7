//! The behaviour of ERC-721 and ERC-165, rule by rule, with the errors of ERC-6093.

use alloy_primitives::{aliases::B32, Address, U256};
use alloy_sol_types::SolEvent;
use colophon_collection::Collection;
use motsu::prelude::*;
use openzeppelin_stylus::{
    token::erc721::{
        Approval, ApprovalForAll, ERC721IncorrectOwner, ERC721InsufficientApproval,
        ERC721InvalidApprover, ERC721InvalidOperator, ERC721InvalidOwner, ERC721InvalidReceiver,
        ERC721NonexistentToken, IErc721, Transfer,
    },
    utils::introspection::erc165::IErc165,
};

use crate::world::{construct, mint, n, open, refused};

const ZERO: Address = Address::ZERO;

/// A Collection with token 0 of `holder`.
fn with_token(c: &Contract<Collection>, owner: Address, holder: Address) -> U256 {
    open(c, owner);
    mint(c, owner, holder)
}

#[motsu::test]
fn interfaces_are_exactly_these(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    let supports = |id: u32| c.sender(alice).supports_interface(B32::from(id.to_be_bytes()));
    for id in [0x01ff_c9a7, 0x80ac_58cd, 0x5b5e_139f, 0x2a55_205a, 0x4906_4906] {
        assert!(supports(id), "{id:#010x}");
    }
    // None, ERC-721 Enumerable, ERC-173, ERC-1155, ERC-7572.
    for id in [0xffff_ffff, 0, 0x780e_9d63, 0x7f58_28d0, 0xd9b6_7a26, 0xe8a3_d485] {
        assert!(!supports(id), "{id:#010x}");
    }
}

#[motsu::test]
fn balances_count(c: Contract<Collection>, alice: Address, bob: Address, eve: Address) {
    with_token(&c, alice, bob);
    mint(&c, alice, bob);
    assert_eq!(c.sender(eve).balance_of(bob).motsu_unwrap(), n(2));
    assert_eq!(c.sender(eve).balance_of(eve).motsu_unwrap(), n(0));
    refused(c.sender(eve).balance_of(ZERO), ERC721InvalidOwner { owner: ZERO });
}

#[motsu::test]
fn unknown_tokens_have_no_owner_and_no_approval(c: Contract<Collection>, alice: Address) {
    with_token(&c, alice, alice);
    for token_id in [n(1), n(999_999), n(1_000_000), n(1) << 64, U256::MAX] {
        refused(c.sender(alice).owner_of(token_id), ERC721NonexistentToken { token_id });
        refused(c.sender(alice).get_approved(token_id), ERC721NonexistentToken { token_id });
        refused(c.sender(alice).approve(alice, token_id), ERC721NonexistentToken { token_id });
        refused(c.sender(alice).burn(token_id), ERC721NonexistentToken { token_id });
        let result = c.sender(alice).transfer_from(alice, alice, token_id);
        refused(result, ERC721NonexistentToken { token_id });
    }
}

#[motsu::test]
fn who_is_authorized_transfers(
    c: Contract<Collection>,
    alice: Address,
    approved: Address,
    operator: Address,
    bob: Address,
) {
    open(&c, alice);
    c.sender(alice).set_approval_for_all(operator, true).motsu_unwrap();
    for sender in [alice, approved, operator] {
        let id = mint(&c, alice, alice);
        c.sender(alice).approve(approved, id).motsu_unwrap();
        c.sender(sender).transfer_from(alice, bob, id).motsu_unwrap();
        c.assert_emitted(&Transfer { from: alice, to: bob, token_id: id });
        assert_eq!(c.sender(bob).owner_of(id).motsu_unwrap(), bob);
        assert_eq!(c.sender(bob).get_approved(id).motsu_unwrap(), ZERO, "approval is cleared");
    }
    assert_eq!(c.sender(bob).balance_of(alice).motsu_unwrap(), n(0));
    assert_eq!(c.sender(bob).balance_of(bob).motsu_unwrap(), n(3));
    assert_eq!(c.sender(bob).total_supply(), n(3));
}

#[motsu::test]
fn strangers_do_not_transfer(c: Contract<Collection>, alice: Address, bob: Address, eve: Address) {
    let id = with_token(&c, alice, bob);
    let reason = || ERC721InsufficientApproval { operator: eve, token_id: id };
    refused(c.sender(eve).transfer_from(bob, eve, id), reason());
    refused(c.sender(eve).safe_transfer_from(bob, eve, id), reason());
    refused(c.sender(eve).burn(id), reason());
    // The owner of the collection is a stranger too.
    let result = c.sender(alice).transfer_from(bob, alice, id);
    refused(result, ERC721InsufficientApproval { operator: alice, token_id: id });
}

#[motsu::test]
fn an_approval_ends_with_the_transfer(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
    eve: Address,
) {
    let id = with_token(&c, alice, alice);
    c.sender(alice).approve(eve, id).motsu_unwrap();
    c.sender(alice).transfer_from(alice, bob, id).motsu_unwrap();
    let result = c.sender(eve).transfer_from(bob, eve, id);
    refused(result, ERC721InsufficientApproval { operator: eve, token_id: id });
}

#[motsu::test]
fn from_must_be_the_owner(c: Contract<Collection>, alice: Address, bob: Address, eve: Address) {
    let id = with_token(&c, alice, bob);
    let result = c.sender(bob).transfer_from(eve, alice, id);
    refused(result, ERC721IncorrectOwner { sender: eve, token_id: id, owner: bob });
    assert_eq!(c.sender(bob).owner_of(id).motsu_unwrap(), bob);
}

#[motsu::test]
fn nobody_is_no_receiver(c: Contract<Collection>, alice: Address) {
    let id = with_token(&c, alice, alice);
    let reason = || ERC721InvalidReceiver { receiver: ZERO };
    refused(c.sender(alice).transfer_from(alice, ZERO, id), reason());
    refused(c.sender(alice).safe_transfer_from(alice, ZERO, id), reason());
    let result = c.sender(alice).safe_transfer_from_with_data(alice, ZERO, id, vec![1].into());
    refused(result, reason());
}

#[motsu::test]
fn a_transfer_to_oneself_keeps_the_balance(c: Contract<Collection>, alice: Address, bob: Address) {
    let id = with_token(&c, alice, bob);
    c.sender(bob).approve(alice, id).motsu_unwrap();
    c.sender(bob).transfer_from(bob, bob, id).motsu_unwrap();
    assert_eq!(c.sender(bob).balance_of(bob).motsu_unwrap(), n(1));
    assert_eq!(c.sender(bob).get_approved(id).motsu_unwrap(), ZERO);
    assert_eq!(c.sender(bob).total_supply(), n(1));
}

#[motsu::test]
fn owner_and_operators_approve(
    c: Contract<Collection>,
    alice: Address,
    operator: Address,
    bob: Address,
) {
    let id = with_token(&c, alice, alice);
    c.sender(alice).set_approval_for_all(operator, true).motsu_unwrap();
    for (sender, to) in [(alice, bob), (operator, alice), (alice, ZERO)] {
        c.sender(sender).approve(to, id).motsu_unwrap();
        c.assert_emitted(&Approval { owner: alice, approved: to, token_id: id });
        assert_eq!(c.sender(bob).get_approved(id).motsu_unwrap(), to);
    }
    // The approved account may transfer, not approve.
    c.sender(alice).approve(bob, id).motsu_unwrap();
    refused(c.sender(bob).approve(bob, id), ERC721InvalidApprover { approver: bob });
}

#[motsu::test]
fn operators_come_and_go(c: Contract<Collection>, alice: Address, operator: Address, bob: Address) {
    let id = with_token(&c, alice, alice);
    for approved in [true, false, true, true, false] {
        c.sender(alice).set_approval_for_all(operator, approved).motsu_unwrap();
        c.assert_emitted(&ApprovalForAll { owner: alice, operator, approved });
        assert_eq!(c.sender(bob).is_approved_for_all(alice, operator), approved);
        assert!(!c.sender(bob).is_approved_for_all(operator, alice));
    }
    let result = c.sender(operator).transfer_from(alice, bob, id);
    refused(result, ERC721InsufficientApproval { operator, token_id: id });
    let result = c.sender(alice).set_approval_for_all(ZERO, true);
    refused(result, ERC721InvalidOperator { operator: ZERO });
}

#[motsu::test]
fn burning_removes_a_token(
    c: Contract<Collection>,
    alice: Address,
    approved: Address,
    operator: Address,
) {
    open(&c, alice);
    c.sender(alice).set_approval_for_all(operator, true).motsu_unwrap();
    for sender in [alice, approved, operator] {
        let token_id = mint(&c, alice, alice);
        c.sender(alice).approve(approved, token_id).motsu_unwrap();
        c.sender(sender).burn(token_id).motsu_unwrap();
        c.assert_emitted(&Transfer { from: alice, to: ZERO, token_id });
        refused(c.sender(alice).owner_of(token_id), ERC721NonexistentToken { token_id });
        refused(c.sender(alice).get_approved(token_id), ERC721NonexistentToken { token_id });
        refused(c.sender(alice).burn(token_id), ERC721NonexistentToken { token_id });
        assert_eq!(c.sender(alice).balance_of(alice).motsu_unwrap(), n(0));
        assert_eq!(c.sender(alice).total_supply(), n(0));
    }
}

#[motsu::test]
fn a_refused_call_changes_and_tells_nothing(c: Contract<Collection>, alice: Address, eve: Address) {
    let id = with_token(&c, alice, alice);
    let before = c.all_events().len();
    assert!(c.sender(alice).transfer_from(eve, eve, id).motsu_res().is_err());
    assert!(c.sender(eve).transfer_from(alice, eve, id).motsu_res().is_err());
    assert_eq!(c.all_events().len(), before);
    let transfers = c.all_events();
    let transfers =
        transfers.iter().filter(|log| log.topics()[0] == Transfer::SIGNATURE_HASH).count();
    assert_eq!(transfers, 1);
}
