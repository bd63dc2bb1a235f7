//! Contracts that receive tokens, compiled from Solidity: well behaved, hostile, and unable.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{
    solidity,
    world::{mint_call, word},
    Build, Collection, Receiver, World, ARTIST, MINTER, STRANGER,
};

/// Deploys a receiver that answers like this and makes these calls in its hook.
fn receiver(world: &mut World, answer: Receiver::Answer, script: Vec<Vec<u8>>) -> Address {
    let address = world.deploy(solidity::bytecode("Receiver"));
    let set = Receiver::setAnswerCall { value: answer };
    assert!(world.send(ARTIST, address, set.abi_encode()).success);
    let calls = script.into_iter().map(Bytes::from).collect();
    assert!(world.send(ARTIST, address, Receiver::setScriptCall { calls }.abi_encode()).success);
    address
}

/// What the calls of the hook answered.
fn results(world: &World, receiver: Address) -> Receiver::resultsReturn {
    let outcome = world.ask(STRANGER, receiver, Receiver::resultsCall {}.abi_encode());
    Receiver::resultsCall::abi_decode_returns(&outcome.output).expect("results decode")
}

fn read<C: SolCall>(world: &World, receiver: Address, call: C) -> C::Return {
    let outcome = world.ask(STRANGER, receiver, call.abi_encode());
    C::abi_decode_returns(&outcome.output).expect("the receiver answers")
}

fn safe_transfer(to: Address, id: U256, data: &[u8]) -> Collection::safeTransferFrom_1Call {
    Collection::safeTransferFrom_1Call { from: ARTIST, to, tokenId: id, data: data.to_vec().into() }
}

fn a_receiver_is_told_who_what_and_why(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let vault = receiver(&mut world, Receiver::Answer::Magic, vec![]);
    for data in [&b"x"[..], &[], &[7; 32], &[9; 100]] {
        let mut fresh = World { chain: world.chain.clone(), ..world };
        fresh.ok(ARTIST, safe_transfer(vault, id, data));
        assert_eq!(read(&fresh, vault, Receiver::lastOperatorCall {}), ARTIST);
        assert_eq!(read(&fresh, vault, Receiver::lastFromCall {}), ARTIST);
        assert_eq!(read(&fresh, vault, Receiver::lastTokenIdCall {}), id);
        assert_eq!(read(&fresh, vault, Receiver::lastDataCall {}).as_ref(), data);
        assert_eq!(fresh.view(Collection::ownerOfCall { tokenId: id }), vault);
    }
    // A plain transfer asks nobody.
    let deaf = world.deploy(solidity::bytecode("NoReceiver"));
    world.ok(ARTIST, Collection::transferFromCall { from: ARTIST, to: deaf, tokenId: id });
}

fn only_the_whole_magic_word_counts(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    for answer in [
        Receiver::Answer::Wrong,
        Receiver::Answer::Short,
        Receiver::Answer::Empty,
        Receiver::Answer::Dirty,
        Receiver::Answer::RevertEmpty,
    ] {
        let bad = receiver(&mut world, answer, vec![]);
        let refused = Collection::ERC721InvalidReceiver { receiver: bad };
        world.refused(ARTIST, safe_transfer(bad, id, &[]), refused.clone());
        world.refused(MINTER, mint_call(0, bad), refused);
    }
    let deaf = world.deploy(solidity::bytecode("NoReceiver"));
    let refused = Collection::ERC721InvalidReceiver { receiver: deaf };
    world.refused(ARTIST, safe_transfer(deaf, id, &[]), refused);
    let long = receiver(&mut world, Receiver::Answer::Long, vec![]);
    world.ok(ARTIST, safe_transfer(long, id, &[]));
    assert_eq!(
        world.view(Collection::totalSupplyCall {}),
        U256::from(1),
        "no refused mint counted"
    );
}

fn a_reason_to_refuse_is_passed_on_unchanged(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let picky = receiver(&mut world, Receiver::Answer::RevertData, vec![]);
    let reason = |id| Receiver::Refused { tokenId: id, reason: "not today".into() };
    world.refused(ARTIST, safe_transfer(picky, id, &[]), reason(id));
    world.refused(MINTER, mint_call(0, picky), reason(U256::from(1)));
    assert_eq!(world.view(Collection::ownerOfCall { tokenId: id }), ARTIST);
}

fn a_receiver_that_burns_all_gas_is_refused(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let burner = receiver(&mut world, Receiver::Answer::BurnGas, vec![]);
    let refused = Collection::ERC721InvalidReceiver { receiver: burner };
    world.refused(ARTIST, safe_transfer(burner, id, &[]), refused);
    assert_eq!(world.view(Collection::ownerOfCall { tokenId: id }), ARTIST);
}

fn what_must_not_nest_is_refused_by_name(build: Build) {
    let mut world = World::with_series(build);
    world.create_series(word(9), 5);
    let script = |me: Address| {
        vec![
            mint_call(0, me).abi_encode(),
            Collection::mintBatchCall { series: 1, to: me, count: 1 }.abi_encode(),
            Collection::reviseCall {
                tokenId: U256::ZERO,
                contentHash: word(7),
                recordHash: word(8),
            }
            .abi_encode(),
            Collection::acceptOwnershipCall {}.abi_encode(),
            Collection::setRolesCall { account: me, roles: 3 }.abi_encode(),
            Collection::freezeCall { series: 0 }.abi_encode(),
        ]
    };
    // The address of the next contract is known, so the script can name it.
    let nonce = world.chain.head().state().nonce(ARTIST);
    let me = ARTIST.create(nonce);
    let vault = receiver(&mut world, Receiver::Answer::Magic, script(me));
    assert_eq!(vault, me);
    world.ok(ARTIST, Collection::setRolesCall { account: vault, roles: 3 });
    world.ok(ARTIST, Collection::transferOwnershipCall { newOwner: vault });

    world.ok(MINTER, mint_call(0, vault));
    let done = results(&world, vault);
    let refusal = Bytes::from(Collection::ReentrantCall {}.abi_encode());
    assert_eq!(done.succeeded, vec![false; 6]);
    assert_eq!(done.answers, vec![refusal; 6]);
    assert_eq!(world.view(Collection::totalSupplyCall {}), U256::from(1));
    assert_eq!(world.view(Collection::ownerCall {}), ARTIST);
    assert_eq!(world.view(Collection::seriesCall { series: 0 }).minted, 1);
    // The guard is open again.
    world.mint(ARTIST);
}

fn views_transfers_approvals_and_burns_work_inside_the_hook(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let other = world.mint(ARTIST);
    let nonce = world.chain.head().state().nonce(ARTIST);
    let me = ARTIST.create(nonce);
    let script = vec![
        Collection::ownerOfCall { tokenId: id }.abi_encode(),
        Collection::balanceOfCall { owner: me }.abi_encode(),
        Collection::tokenURICall { tokenId: id }.abi_encode(),
        Collection::provenanceOfCall { tokenId: id }.abi_encode(),
        Collection::approveCall { to: MINTER, tokenId: id }.abi_encode(),
        Collection::setApprovalForAllCall { operator: STRANGER, approved: true }.abi_encode(),
        Collection::transferFromCall { from: me, to: STRANGER, tokenId: id }.abi_encode(),
    ];
    let vault = receiver(&mut world, Receiver::Answer::Magic, script);
    world.ok(ARTIST, safe_transfer(vault, id, &[]));
    let done = results(&world, vault);
    assert_eq!(done.succeeded, vec![true; 7], "{:?}", done.answers);
    assert_eq!(done.answers[0], Bytes::from(vault.into_word().0));
    assert_eq!(done.answers[1], Bytes::from(B256::with_last_byte(1).0));
    assert_eq!(world.view(Collection::ownerOfCall { tokenId: id }), STRANGER);
    assert_eq!(world.view(Collection::balanceOfCall { owner: vault }), U256::ZERO);
    assert_eq!(world.view(Collection::balanceOfCall { owner: ARTIST }), U256::from(1));
    assert!(world.view(Collection::isApprovedForAllCall { owner: vault, operator: STRANGER }));

    let burner = receiver(
        &mut world,
        Receiver::Answer::Magic,
        vec![Collection::burnCall { tokenId: other }.abi_encode()],
    );
    world.ok(ARTIST, safe_transfer(burner, other, &[]));
    assert_eq!(results(&world, burner).succeeded, vec![true]);
    let gone = Collection::ERC721NonexistentToken { tokenId: other };
    world.view_refused(Collection::ownerOfCall { tokenId: other }, gone);
    assert_eq!(world.view(Collection::totalSupplyCall {}), U256::from(1));
}

fn a_nested_safe_transfer_keeps_the_guard_closed(build: Build) {
    let mut world = World::with_series(build);
    let inner = receiver(&mut world, Receiver::Answer::Magic, vec![]);
    let nonce = world.chain.head().state().nonce(ARTIST);
    let me = ARTIST.create(nonce);
    let id = U256::ZERO;
    let script = vec![
        Collection::safeTransferFrom_0Call { from: me, to: inner, tokenId: id }.abi_encode(),
        // After the nested hook has ended, minting must still be refused here.
        mint_call(0, me).abi_encode(),
    ];
    let vault = receiver(&mut world, Receiver::Answer::Magic, script);
    world.ok(ARTIST, Collection::setRolesCall { account: vault, roles: 1 });
    world.ok(MINTER, mint_call(0, vault));
    let done = results(&world, vault);
    assert_eq!(done.succeeded, vec![true, false]);
    assert_eq!(done.answers[1], Bytes::from(Collection::ReentrantCall {}.abi_encode()));
    assert_eq!(world.view(Collection::ownerOfCall { tokenId: id }), inner);
    assert_eq!(world.view(Collection::totalSupplyCall {}), U256::from(1));
}

fn a_batch_asks_for_every_piece(build: Build) {
    let mut world = World::new(build);
    world.create_series(word(9), 5);
    let vault = receiver(&mut world, Receiver::Answer::Magic, vec![]);
    let batch = |to| Collection::mintBatchCall { series: 0, to, count: 3 };
    world.ok(MINTER, batch(vault));
    assert_eq!(read(&world, vault, Receiver::hooksCall {}), U256::from(3));
    assert_eq!(read(&world, vault, Receiver::lastTokenIdCall {}), U256::from(2));
    let deaf = world.deploy(solidity::bytecode("NoReceiver"));
    let call = Collection::mintBatchCall { series: 0, to: deaf, count: 2 };
    world.refused(MINTER, call, Collection::ERC721InvalidReceiver { receiver: deaf });
    assert_eq!(world.view(Collection::seriesCall { series: 0 }).minted, 3);
}

both_builds!(
    a_receiver_is_told_who_what_and_why,
    only_the_whole_magic_word_counts,
    a_reason_to_refuse_is_passed_on_unchanged,
    a_receiver_that_burns_all_gas_is_refused,
    what_must_not_nest_is_refused_by_name,
    views_transfers_approvals_and_burns_work_inside_the_hook,
    a_nested_safe_transfer_keeps_the_guard_closed,
    a_batch_asks_for_every_piece,
);
