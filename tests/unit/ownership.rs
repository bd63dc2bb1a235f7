//! Construction, and the two steps by which ownership changes.

use alloy_primitives::Address;
use colophon_collection::{
    errors::{InvalidDescriptor, InvalidOwner, NotOwner, NotPendingOwner},
    events::{DescriptorSet, OwnershipTransferStarted, OwnershipTransferred},
    Collection,
};
use motsu::prelude::*;

use crate::world::{call, construct, count, refused};

#[motsu::test]
fn constructor_sets_owner_and_descriptor(
    c: Contract<Collection>,
    deployer: Address,
    alice: Address,
    descriptor: Address,
) {
    c.sender(deployer).constructor(alice, descriptor).motsu_unwrap();
    assert_eq!(c.sender(deployer).owner(), alice);
    assert_eq!(c.sender(deployer).pending_owner(), Address::ZERO);
    assert_eq!(c.sender(deployer).descriptor(), descriptor);
    c.assert_emitted(&OwnershipTransferred { previousOwner: Address::ZERO, newOwner: alice });
    c.assert_emitted(&DescriptorSet { descriptor });
}

#[motsu::test]
fn constructor_refuses_owner_zero(c: Contract<Collection>, deployer: Address) {
    let result = c.sender(deployer).constructor(Address::ZERO, deployer);
    refused(result, InvalidOwner { owner: Address::ZERO });
}

#[motsu::test]
fn constructor_refuses_the_collection_as_descriptor(c: Contract<Collection>, alice: Address) {
    let result = c.sender(alice).constructor(alice, c.address());
    refused(result, InvalidDescriptor { descriptor: c.address() });
}

#[motsu::test]
fn constructor_runs_once(c: Contract<Collection>, alice: Address, eve: Address) {
    let construct = |owner: Address| {
        let mut calldata = vec![0x55, 0x85, 0x25, 0x8d];
        calldata.extend_from_slice(owner.into_word().as_slice());
        calldata.extend_from_slice(&[0; 32]);
        calldata
    };
    // A refused construction leaves the door open.
    assert!(call(&c, eve, &construct(Address::ZERO)).is_err());
    assert_eq!(call(&c, alice, &construct(alice)), Ok(vec![]));
    assert_eq!(call(&c, eve, &construct(eve)), Err(vec![]));
    assert_eq!(c.sender(eve).owner(), alice);
}

#[motsu::test]
fn ownership_moves_only_when_accepted(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    c.assert_emitted(&OwnershipTransferStarted { previousOwner: alice, newOwner: bob });
    assert_eq!(c.sender(alice).owner(), alice);
    assert_eq!(c.sender(alice).pending_owner(), bob);

    c.sender(bob).accept_ownership().motsu_unwrap();
    c.assert_emitted(&OwnershipTransferred { previousOwner: alice, newOwner: bob });
    assert_eq!(c.sender(alice).owner(), bob);
    assert_eq!(c.sender(alice).pending_owner(), Address::ZERO);
}

#[motsu::test]
fn only_the_owner_offers(c: Contract<Collection>, alice: Address, bob: Address, eve: Address) {
    construct(&c, alice);
    refused(c.sender(eve).transfer_ownership(eve), NotOwner { caller: eve, owner: alice });
    // Not even the account to which it was offered.
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    refused(c.sender(bob).transfer_ownership(bob), NotOwner { caller: bob, owner: alice });
}

#[motsu::test]
fn only_the_offered_account_accepts(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
    eve: Address,
) {
    construct(&c, alice);
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    for caller in [alice, eve] {
        let reason = NotPendingOwner { caller, pendingOwner: bob };
        refused(c.sender(caller).accept_ownership(), reason);
    }
}

#[motsu::test]
fn accepting_without_an_offer_is_refused(c: Contract<Collection>, alice: Address, eve: Address) {
    construct(&c, alice);
    let reason = NotPendingOwner { caller: eve, pendingOwner: Address::ZERO };
    refused(c.sender(eve).accept_ownership(), reason);
}

#[motsu::test]
fn offering_to_zero_withdraws(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    c.sender(alice).transfer_ownership(Address::ZERO).motsu_unwrap();
    c.assert_emitted(&OwnershipTransferStarted { previousOwner: alice, newOwner: Address::ZERO });
    let reason = NotPendingOwner { caller: bob, pendingOwner: Address::ZERO };
    refused(c.sender(bob).accept_ownership(), reason);
    assert_eq!(c.sender(bob).owner(), alice);
}

#[motsu::test]
fn a_new_offer_replaces_the_old(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
    carol: Address,
) {
    construct(&c, alice);
    c.sender(alice).transfer_ownership(bob).motsu_unwrap();
    c.sender(alice).transfer_ownership(carol).motsu_unwrap();
    refused(c.sender(bob).accept_ownership(), NotPendingOwner { caller: bob, pendingOwner: carol });
    c.sender(carol).accept_ownership().motsu_unwrap();
    assert_eq!(c.sender(bob).owner(), carol);
}

#[motsu::test]
fn nothing_but_views_works_before_construction(c: Contract<Collection>, eve: Address) {
    assert_eq!(c.sender(eve).owner(), Address::ZERO);
    refused(c.sender(eve).set_roles(eve, 1), NotOwner { caller: eve, owner: Address::ZERO });
    refused(c.sender(eve).transfer_ownership(eve), NotOwner { caller: eve, owner: Address::ZERO });
    assert_eq!(count::<OwnershipTransferred>(&c), 0);
}
