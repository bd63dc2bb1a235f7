//! ERC-721, ERC-165, ERC-2981, ownership, roles and series, as a wallet sees them.

use alloy_primitives::{fixed_bytes, Address, B256, U256};
use colophon_e2e::{
    world::{events, mint_call, word},
    Build, Collection, World, ARTIST, CURATOR, MINTER, STRANGER,
};

fn transfer(from: Address, to: Address, id: U256) -> Collection::transferFromCall {
    Collection::transferFromCall { from, to, tokenId: id }
}

fn interfaces_are_the_claimed_ones(build: Build) {
    let world = World::new(build);
    let claims = |id| world.view(Collection::supportsInterfaceCall { interfaceId: id });
    assert!(claims(fixed_bytes!("01ffc9a7")), "ERC-165");
    assert!(claims(fixed_bytes!("80ac58cd")), "ERC-721");
    assert!(claims(fixed_bytes!("5b5e139f")), "ERC-721 metadata");
    assert!(claims(fixed_bytes!("2a55205a")), "ERC-2981");
    assert!(claims(fixed_bytes!("49064906")), "ERC-4906");
    assert!(!claims(fixed_bytes!("ffffffff")));
    assert!(!claims(fixed_bytes!("00000000")));
    assert!(!claims(fixed_bytes!("780e9d63")), "not enumerable");
}

fn a_piece_is_minted_transferred_and_burnt(build: Build) {
    let mut world = World::with_series(build);
    let collection = world.collection;
    let (id, receipt) = world.ok(MINTER, mint_call(0, ARTIST));
    assert_eq!(id, U256::ZERO);
    let minted = events::<Collection::Transfer>(&receipt, collection);
    assert_eq!(minted.len(), 1);
    assert_eq!((minted[0].from, minted[0].to, minted[0].tokenId), (Address::ZERO, ARTIST, id));
    assert_eq!(events::<Collection::ProvenanceRecorded>(&receipt, collection).len(), 1);

    world.ok(ARTIST, Collection::approveCall { to: MINTER, tokenId: id });
    assert_eq!(world.view(Collection::getApprovedCall { tokenId: id }), MINTER);
    let (_, receipt) = world.ok(MINTER, transfer(ARTIST, STRANGER, id));
    let moved = events::<Collection::Transfer>(&receipt, collection);
    assert_eq!((moved[0].from, moved[0].to, moved[0].tokenId), (ARTIST, STRANGER, id));
    assert_eq!(world.view(Collection::getApprovedCall { tokenId: id }), Address::ZERO);
    assert_eq!(world.view(Collection::balanceOfCall { owner: ARTIST }), U256::ZERO);
    assert_eq!(world.view(Collection::balanceOfCall { owner: STRANGER }), U256::from(1));

    world.ok(STRANGER, Collection::burnCall { tokenId: id });
    assert_eq!(world.view(Collection::totalSupplyCall {}), U256::ZERO);
    let gone = Collection::ERC721NonexistentToken { tokenId: id };
    world.view_refused(Collection::ownerOfCall { tokenId: id }, gone.clone());
    world.view_refused(Collection::provenanceOfCall { tokenId: id }, gone);
    assert_eq!(world.mint(ARTIST), U256::from(1), "a burnt id never returns");
}

fn refusals_have_the_names_of_erc_6093(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let nothing = U256::from(7);
    world.refused(
        STRANGER,
        transfer(ARTIST, STRANGER, id),
        Collection::ERC721InsufficientApproval { operator: STRANGER, tokenId: id },
    );
    world.refused(
        ARTIST,
        transfer(STRANGER, MINTER, id),
        Collection::ERC721IncorrectOwner { sender: STRANGER, tokenId: id, owner: ARTIST },
    );
    world.refused(
        ARTIST,
        transfer(ARTIST, Address::ZERO, id),
        Collection::ERC721InvalidReceiver { receiver: Address::ZERO },
    );
    world.refused(
        ARTIST,
        Collection::setApprovalForAllCall { operator: Address::ZERO, approved: true },
        Collection::ERC721InvalidOperator { operator: Address::ZERO },
    );
    world.refused(
        STRANGER,
        Collection::approveCall { to: STRANGER, tokenId: id },
        Collection::ERC721InvalidApprover { approver: STRANGER },
    );
    world.refused(
        ARTIST,
        Collection::burnCall { tokenId: nothing },
        Collection::ERC721NonexistentToken { tokenId: nothing },
    );
    world.view_refused(
        Collection::balanceOfCall { owner: Address::ZERO },
        Collection::ERC721InvalidOwner { owner: Address::ZERO },
    );
    world.refused(
        MINTER,
        mint_call(0, Address::ZERO),
        Collection::ERC721InvalidReceiver { receiver: Address::ZERO },
    );
}

fn operators_may_move_every_piece(build: Build) {
    let mut world = World::with_series(build);
    let (first, second) = (world.mint(ARTIST), world.mint(ARTIST));
    world.ok(ARTIST, Collection::setApprovalForAllCall { operator: STRANGER, approved: true });
    assert!(world.view(Collection::isApprovedForAllCall { owner: ARTIST, operator: STRANGER }));
    world.ok(STRANGER, transfer(ARTIST, MINTER, first));
    world.ok(ARTIST, Collection::setApprovalForAllCall { operator: STRANGER, approved: false });
    world.refused(
        STRANGER,
        transfer(ARTIST, MINTER, second),
        Collection::ERC721InsufficientApproval { operator: STRANGER, tokenId: second },
    );
}

fn ownership_moves_in_two_steps(build: Build) {
    let mut world = World::new(build);
    world.refused(
        STRANGER,
        Collection::transferOwnershipCall { newOwner: STRANGER },
        Collection::NotOwner { caller: STRANGER, owner: ARTIST },
    );
    world.ok(ARTIST, Collection::transferOwnershipCall { newOwner: CURATOR });
    assert_eq!(world.view(Collection::ownerCall {}), ARTIST);
    assert_eq!(world.view(Collection::pendingOwnerCall {}), CURATOR);
    world.refused(
        STRANGER,
        Collection::acceptOwnershipCall {},
        Collection::NotPendingOwner { caller: STRANGER, pendingOwner: CURATOR },
    );
    world.ok(CURATOR, Collection::acceptOwnershipCall {});
    assert_eq!(world.view(Collection::ownerCall {}), CURATOR);
    assert_eq!(world.view(Collection::pendingOwnerCall {}), Address::ZERO);
}

fn only_minters_and_the_owner_mint(build: Build) {
    let mut world = World::with_series(build);
    for caller in [STRANGER, CURATOR] {
        world.refused(caller, mint_call(0, caller), Collection::MissingRole { caller, role: 1 });
    }
    world.ok(ARTIST, mint_call(0, ARTIST));
    world.ok(ARTIST, Collection::setRolesCall { account: MINTER, roles: 0 });
    world.refused(
        MINTER,
        mint_call(0, MINTER),
        Collection::MissingRole { caller: MINTER, role: 1 },
    );
    world.refused(
        ARTIST,
        Collection::setRolesCall { account: MINTER, roles: 4 },
        Collection::UnknownRoles { roles: 4, known: 3 },
    );
    assert_eq!(world.view(Collection::rolesOfCall { account: CURATOR }), 2);
}

fn a_series_never_mints_more_than_its_supply(build: Build) {
    let mut world = World::new(build);
    let first = world.create_series(B256::ZERO, 2);
    let second = world.create_series(word(9), 3);
    assert_eq!((first, second), (0, 1));
    world.mint(ARTIST);
    world.mint(ARTIST);
    let sold_out = Collection::SoldOut { series: 0, requested: 1, left: 0 };
    world.refused(MINTER, mint_call(0, ARTIST), sold_out);
    let batch = |count| Collection::mintBatchCall { series: 1, to: ARTIST, count };
    world.refused(MINTER, batch(4), Collection::SoldOut { series: 1, requested: 4, left: 3 });
    world.refused(MINTER, batch(0), Collection::EmptyBatch { series: 1 });
    let too_many = Collection::SoldOut { series: 1, requested: u32::MAX, left: 3 };
    world.refused(MINTER, batch(u32::MAX), too_many);
    let (from, receipt) = world.ok(MINTER, batch(3));
    assert_eq!(from, U256::from(1_000_000));
    assert_eq!(events::<Collection::Transfer>(&receipt, world.collection).len(), 3);
    world.refused(
        MINTER,
        Collection::mintBatchCall { series: 0, to: ARTIST, count: 1 },
        Collection::SoldOut { series: 0, requested: 1, left: 0 },
    );
    world.refused(MINTER, mint_call(2, ARTIST), Collection::UnknownSeries { series: 2, count: 2 });
}

fn royalties_are_exact_for_every_price(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let royalty = |world: &World, id, price| {
        let answer = world.view(Collection::royaltyInfoCall { tokenId: id, salePrice: price });
        (answer.receiver, answer.royaltyAmount)
    };
    let share = (U256::MAX / U256::from(10_000)) * U256::from(500)
        + (U256::MAX % U256::from(10_000)) * U256::from(500) / U256::from(10_000);
    assert_eq!(royalty(&world, id, U256::MAX), (ARTIST, share));
    assert_eq!(royalty(&world, id, U256::from(19)), (ARTIST, U256::ZERO));
    assert_eq!(royalty(&world, id, U256::from(20)), (ARTIST, U256::from(1)));
    // An id that only looks right in its low 64 bits is somebody else's.
    let far = id + (U256::from(1) << 64);
    assert_eq!(royalty(&world, far, U256::MAX), (Address::ZERO, U256::ZERO));
    assert_eq!(royalty(&world, U256::from(1_000_000), U256::MAX), (Address::ZERO, U256::ZERO));

    let set = |bps| Collection::setRoyaltyCall { series: 0, receiver: STRANGER, bps };
    world.refused(ARTIST, set(10_001), Collection::RoyaltyTooHigh { bps: 10_001, max: 10_000 });
    world.ok(ARTIST, set(10_000));
    assert_eq!(royalty(&world, id, U256::MAX), (STRANGER, U256::MAX));
    world.refused(MINTER, set(1), Collection::NotOwner { caller: MINTER, owner: ARTIST });
}

both_builds!(
    interfaces_are_the_claimed_ones,
    a_piece_is_minted_transferred_and_burnt,
    refusals_have_the_names_of_erc_6093,
    operators_may_move_every_piece,
    ownership_moves_in_two_steps,
    only_minters_and_the_owner_mint,
    a_series_never_mints_more_than_its_supply,
    royalties_are_exact_for_every_price,
);
