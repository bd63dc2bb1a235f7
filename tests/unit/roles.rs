//! Who may do what without being the owner.

use alloy_primitives::Address;
use colophon_collection::{
    errors::{MissingRole, NotOwner, UnknownRoles},
    events::RolesSet,
    Collection,
};
use motsu::prelude::*;

use crate::world::{construct, mint, open, refused, CONTENT, PROMPT, RECORD};

const MINTER: u8 = 1;
const REVISER: u8 = 2;

#[motsu::test]
fn set_roles_replaces_the_bits(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    for roles in [0, MINTER, REVISER, MINTER | REVISER, 0] {
        c.sender(alice).set_roles(bob, roles).motsu_unwrap();
        c.assert_emitted(&RolesSet { account: bob, roles });
        assert_eq!(c.sender(bob).roles_of(bob), roles);
        assert_eq!(c.sender(bob).roles_of(alice), 0);
    }
}

#[motsu::test]
fn set_roles_refuses_bits_without_a_meaning(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    c.sender(alice).set_roles(bob, MINTER).motsu_unwrap();
    for roles in [4, 5, 0x80, 0xff] {
        refused(c.sender(alice).set_roles(bob, roles), UnknownRoles { roles, known: 3 });
    }
    assert_eq!(c.sender(bob).roles_of(bob), MINTER);
}

#[motsu::test]
fn set_roles_is_the_owners(c: Contract<Collection>, alice: Address, eve: Address) {
    construct(&c, alice);
    c.sender(alice).set_roles(eve, MINTER | REVISER).motsu_unwrap();
    refused(c.sender(eve).set_roles(eve, 0), NotOwner { caller: eve, owner: alice });
}

#[motsu::test]
fn a_minter_mints_and_cannot_revise(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    c.sender(alice).set_roles(bob, MINTER).motsu_unwrap();
    let id = c.sender(bob).mint(0, bob, CONTENT, PROMPT, RECORD).motsu_unwrap();
    let result = c.sender(bob).revise(id, CONTENT, RECORD);
    refused(result, MissingRole { caller: bob, role: REVISER });
}

#[motsu::test]
fn a_reviser_revises_and_cannot_mint(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    let id = mint(&c, alice, alice);
    c.sender(alice).set_roles(bob, REVISER).motsu_unwrap();
    c.sender(bob).revise(id, RECORD, CONTENT).motsu_unwrap();
    let result = c.sender(bob).mint(0, bob, CONTENT, PROMPT, RECORD);
    refused(result, MissingRole { caller: bob, role: MINTER });
    refused(c.sender(bob).mint_batch(0, bob, 1), MissingRole { caller: bob, role: MINTER });
}

#[motsu::test]
fn a_withdrawn_role_is_gone(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    c.sender(alice).set_roles(bob, MINTER).motsu_unwrap();
    c.sender(alice).set_roles(bob, 0).motsu_unwrap();
    let result = c.sender(bob).mint(0, bob, CONTENT, PROMPT, RECORD);
    refused(result, MissingRole { caller: bob, role: MINTER });
}

#[motsu::test]
fn the_former_owner_may_nothing(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    c.sender(bob).accept_ownership().motsu_unwrap();
    let result = c.sender(alice).mint(0, alice, CONTENT, PROMPT, RECORD);
    refused(result, MissingRole { caller: alice, role: MINTER });
    refused(c.sender(alice).freeze(0), NotOwner { caller: alice, owner: bob });
}
