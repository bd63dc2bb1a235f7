//! Asking receivers: who is asked and what, which answers count, and what a receiver may do meanwhile.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall, SolError, SolEvent};
use colophon_collection::{errors::ReentrantCall, Collection};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::{ERC721InvalidReceiver, IErc721, Transfer};

use crate::{
    scripted::{
        accept, answers, attacks, attacks_in_turn, calls, changes_answer, outcome, reverts, seen,
        Scripted,
    },
    world::{
        construct, mint, n, open, refusal, refused, series, CONTENT, MODEL, PROMPT, RECORD, ROOT,
    },
};

sol! {
    function onERC721Received(address operator, address from, uint256 tokenId, bytes data);
    function mint(uint32 series, address to, bytes32 content, bytes32 prompt, bytes32 record);
    function mintBatch(uint32 series, address to, uint32 count);
    function transferFrom(address from, address to, uint256 tokenId);
    function safeTransferFrom(address from, address to, uint256 tokenId);
    function approve(address to, uint256 tokenId);
    function setApprovalForAll(address operator, bool approved);
    function burn(uint256 tokenId);
    function anchor(uint256 tokenId, bytes32 content, bytes32 prompt, bytes32 record, bytes32[] proof);
    function revise(uint256 tokenId, bytes32 content, bytes32 record);
    function createSeries(bytes32 model, bytes32 root, uint32 supply, address receiver, uint16 bps);
    function setRoyalty(uint32 series, address receiver, uint16 bps);
    function freeze(uint32 series);
    function setRoles(address account, uint8 roles);
    function setDescriptor(address descriptor);
    function transferOwnership(address newOwner);
    function acceptOwnership();
    function emitBatchMetadataUpdate(uint256 from, uint256 to);
    function ownerOf(uint256 tokenId);
    function totalSupply();
    error Sulking(uint256 why);
}

/// Series 0 without a root, series 1 with one, series 2 without and with room for more.
fn prepared(c: &Contract<Collection>, owner: Address) {
    open(c, owner);
    series(c, owner, ROOT, 30);
    series(c, owner, B256::ZERO, 30);
}

#[motsu::test]
fn a_receiver_is_asked_what_the_standard_says(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
    operator: Address,
) {
    open(&c, alice);
    answers(&r, &accept());
    let id = mint(&c, alice, alice);
    c.sender(alice).set_approval_for_all(operator, true).motsu_unwrap();
    for data in [vec![], vec![7], vec![7; 31], vec![7; 32], vec![7; 33], vec![7; 100]] {
        let index = calls(&r);
        let told = data.clone();
        c.sender(operator)
            .safe_transfer_from_with_data(alice, r.address(), id, told.into())
            .motsu_unwrap();
        let question =
            onERC721ReceivedCall { operator, from: alice, tokenId: id, data: data.into() };
        assert_eq!(seen(&r, index), question.abi_encode());
        c.sender(r.address()).transfer_from(r.address(), alice, id).motsu_unwrap();
    }
}

#[motsu::test]
fn a_new_piece_comes_from_nobody(c: Contract<Collection>, r: Contract<Scripted>, alice: Address) {
    open(&c, alice);
    answers(&r, &accept());
    let id = mint(&c, alice, r.address());
    let question = onERC721ReceivedCall {
        operator: alice,
        from: Address::ZERO,
        tokenId: id,
        data: Default::default(),
    };
    assert_eq!(calls(&r), 1);
    assert_eq!(seen(&r, 0), question.abi_encode());
}

#[motsu::test]
fn every_piece_of_a_batch_is_asked_for(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
) {
    prepared(&c, alice);
    answers(&r, &accept());
    c.sender(alice).mint_batch(1, r.address(), 4).motsu_unwrap();
    assert_eq!(calls(&r), 4);
    for index in 0..4 {
        let question = onERC721ReceivedCall {
            operator: alice,
            from: Address::ZERO,
            tokenId: n(1_000_000 + index),
            data: Default::default(),
        };
        assert_eq!(seen(&r, index as usize), question.abi_encode());
    }
}

#[motsu::test]
fn accounts_and_plain_transfers_are_not_asked(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    open(&c, alice);
    reverts(&r, b"never asked");
    let id = mint(&c, alice, bob);
    c.sender(bob).safe_transfer_from(bob, alice, id).motsu_unwrap();
    c.sender(alice).transfer_from(alice, r.address(), id).motsu_unwrap();
    assert_eq!(calls(&r), 0);
    assert_eq!(c.sender(alice).owner_of(id).motsu_unwrap(), r.address());
}

#[motsu::test]
fn only_the_whole_magic_word_accepts(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
) {
    prepared(&c, alice);
    let id = mint(&c, alice, alice);
    let mut dirty = accept();
    dirty[31] = 1;
    let mut also_dirty = accept();
    also_dirty[4] = 0x80;
    let mut right_aligned = vec![0; 28];
    right_aligned.extend_from_slice(&[0x15, 0x0b, 0x7a, 0x02]);
    let wrong: [Vec<u8>; 8] = [
        vec![],
        accept()[..4].to_vec(),
        accept()[..31].to_vec(),
        dirty,
        also_dirty,
        right_aligned,
        vec![0; 32],
        vec![0xff; 64],
    ];
    for answer in wrong {
        answers(&r, &answer);
        let reason = || ERC721InvalidReceiver { receiver: r.address() };
        refused(c.sender(alice).safe_transfer_from(alice, r.address(), id), reason());
        refused(c.sender(alice).mint(0, r.address(), CONTENT, PROMPT, RECORD), reason());
        refused(c.sender(alice).mint_batch(1, r.address(), 2), reason());
    }
    assert_eq!(c.sender(alice).owner_of(id).motsu_unwrap(), alice);
    assert_eq!(c.sender(alice).total_supply(), n(1));
    assert_eq!(c.sender(alice).series(0).motsu_unwrap().3, 1);

    let mut longer = accept();
    longer.extend_from_slice(&[0xff; 64]);
    answers(&r, &longer);
    c.sender(alice).safe_transfer_from(alice, r.address(), id).motsu_unwrap();
}

#[motsu::test]
fn a_reason_to_refuse_is_passed_on(c: Contract<Collection>, r: Contract<Scripted>, alice: Address) {
    prepared(&c, alice);
    let id = mint(&c, alice, alice);
    for reason in [Sulking { why: n(7) }.abi_encode(), vec![1], vec![0xab; 300], accept()] {
        reverts(&r, &reason);
        let transfer = c.sender(alice).safe_transfer_from(alice, r.address(), id);
        assert_eq!(refusal(transfer), reason);
        let minting = c.sender(alice).mint(0, r.address(), CONTENT, PROMPT, RECORD);
        assert_eq!(refusal(minting), reason);
        assert_eq!(refusal(c.sender(alice).mint_batch(1, r.address(), 3)), reason);
    }
    assert_eq!(c.sender(alice).owner_of(id).motsu_unwrap(), alice);
}

/// Everything that is refused while a receiver is being asked, although it comes from the owner.
fn not_meanwhile(owner: Address) -> Vec<Vec<u8>> {
    vec![
        mintCall { series: 0, to: owner, content: CONTENT, prompt: PROMPT, record: RECORD }
            .abi_encode(),
        mintBatchCall { series: 1, to: owner, count: 1 }.abi_encode(),
        reviseCall { tokenId: n(0), content: CONTENT, record: RECORD }.abi_encode(),
        createSeriesCall { model: MODEL, root: ROOT, supply: 1, receiver: owner, bps: 0 }
            .abi_encode(),
        setRoyaltyCall { series: 0, receiver: owner, bps: 1 }.abi_encode(),
        freezeCall { series: 0 }.abi_encode(),
        setRolesCall { account: owner, roles: 1 }.abi_encode(),
        setDescriptorCall { descriptor: owner }.abi_encode(),
        transferOwnershipCall { newOwner: owner }.abi_encode(),
        acceptOwnershipCall {}.abi_encode(),
        emitBatchMetadataUpdateCall { from: n(0), to: n(1) }.abi_encode(),
    ]
}

#[motsu::test]
fn a_receiver_neither_mints_nor_changes_settings(c: Contract<Collection>, alice: Address) {
    prepared(&c, alice);
    for attack in not_meanwhile(alice) {
        // The receiver itself owns the collection, so nothing but the guard stands in its way.
        let r = Contract::<Scripted>::new();
        let owner = c.sender(alice).owner();
        c.sender(owner).transfer_ownership(r.address()).motsu_unwrap();
        c.sender(r.address()).accept_ownership().motsu_unwrap();
        c.sender(r.address()).transfer_ownership(r.address()).motsu_unwrap();
        attacks(&r, &attack);
        c.sender(r.address()).mint(2, r.address(), CONTENT, PROMPT, RECORD).motsu_unwrap();
        assert_eq!(outcome(&r), Some(Err(ReentrantCall {}.abi_encode())), "{attack:02x?}");
        // And the guard is open again.
        c.sender(r.address()).transfer_ownership(alice).motsu_unwrap();
        c.sender(alice).accept_ownership().motsu_unwrap();
    }
}

#[motsu::test]
fn a_receiver_passes_the_token_on(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    open(&c, alice);
    let to_bob = |id| transferFromCall { from: r.address(), to: bob, tokenId: id }.abi_encode();
    attacks(&r, &to_bob(n(0)));
    let id = mint(&c, alice, r.address());
    assert_eq!(outcome(&r), Some(Ok(vec![])));
    assert_eq!(c.sender(bob).owner_of(id).motsu_unwrap(), bob);
    assert_eq!(c.sender(bob).balance_of(bob).motsu_unwrap(), n(1));
    assert_eq!(c.sender(bob).balance_of(r.address()).motsu_unwrap(), n(0));
    assert_eq!(c.sender(bob).total_supply(), n(1));
}

#[motsu::test]
fn a_receiver_passes_the_token_on_safely(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let (first, last) = (Contract::<Scripted>::new(), Contract::<Scripted>::new());
    let onward = safeTransferFromCall { from: first.address(), to: last.address(), tokenId: n(0) };
    attacks(&first, &onward.abi_encode());
    // The last receiver asks for what is refused: the guard of the first question still holds.
    attacks(&last, &mintBatchCall { series: 0, to: alice, count: 1 }.abi_encode());
    let id = mint(&c, alice, first.address());
    assert_eq!(outcome(&first), Some(Ok(vec![])));
    assert_eq!(outcome(&last), Some(Err(ReentrantCall {}.abi_encode())));
    assert_eq!(c.sender(alice).owner_of(id).motsu_unwrap(), last.address());
    // Open again.
    mint(&c, alice, alice);
}

#[motsu::test]
fn the_guard_holds_after_a_nested_safe_transfer(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
) {
    // A batch: while the first piece is asked for, the receiver sends it on to a contract that accepts; the question
    // for the second piece must find the guard closed.
    construct(&c, alice);
    series(&c, alice, ROOT, 30);
    let (first, last) = (Contract::<Scripted>::new(), Contract::<Scripted>::new());
    answers(&last, &accept());
    let onward = safeTransferFromCall { from: first.address(), to: last.address(), tokenId: n(0) };
    let nested = mintBatchCall { series: 0, to: alice, count: 1 };
    c.sender(alice).set_roles(first.address(), 1).motsu_unwrap();
    attacks_in_turn(&first, &[&onward.abi_encode(), &nested.abi_encode()]);
    c.sender(alice).mint_batch(0, first.address(), 2).motsu_unwrap();
    assert_eq!(calls(&first), 2);
    assert_eq!(outcome(&first), Some(Err(ReentrantCall {}.abi_encode())));
    assert_eq!(calls(&last), 1);
    assert_eq!(c.sender(bob).owner_of(n(0)).motsu_unwrap(), last.address());
    assert_eq!(c.sender(bob).owner_of(n(1)).motsu_unwrap(), first.address());
}

/// Whether what a receiver did to its token shows.
type Done = fn(&Contract<Collection>, Address, U256) -> bool;

#[motsu::test]
fn a_receiver_burns_approves_and_reads(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    let id = |index: u64| n(index);
    let acts: [(Vec<u8>, Done); 4] = [
        (burnCall { tokenId: id(0) }.abi_encode(), |c, who, id| {
            c.sender(who).owner_of(id).motsu_res().is_err()
        }),
        (approveCall { to: bob, tokenId: id(1) }.abi_encode(), |c, who, id| {
            c.sender(who).get_approved(id).motsu_unwrap() != Address::ZERO
        }),
        (setApprovalForAllCall { operator: bob, approved: true }.abi_encode(), |c, who, id| {
            let holder = c.sender(who).owner_of(id).motsu_unwrap();
            c.sender(who).is_approved_for_all(holder, who)
        }),
        (ownerOfCall { tokenId: id(3) }.abi_encode(), |c, who, id| {
            c.sender(who).owner_of(id).motsu_res().is_ok()
        }),
    ];
    for (attack, done) in acts {
        let r = Contract::<Scripted>::new();
        attacks(&r, &attack);
        let id = mint(&c, alice, r.address());
        assert!(outcome(&r).is_some_and(|result| result.is_ok()), "{attack:02x?}");
        assert!(done(&c, bob, id), "{attack:02x?}");
    }
    assert_eq!(c.sender(bob).total_supply(), n(3));
}

#[motsu::test]
fn a_receiver_sees_everything_written(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
) {
    prepared(&c, alice);
    attacks(&r, &totalSupplyCall {}.abi_encode());
    c.sender(alice).mint_batch(1, r.address(), 5).motsu_unwrap();
    // At the first question all five exist.
    assert_eq!(outcome(&r), Some(Ok(B256::from(n(5)).to_vec())));
}

#[motsu::test]
fn a_stranger_anchors_inside_a_receiver(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
) {
    construct(&c, alice);
    series(&c, alice, crate::provenance::leaf(0, CONTENT, PROMPT, RECORD), 1);
    let anchor = anchorCall {
        tokenId: n(0),
        content: CONTENT,
        prompt: PROMPT,
        record: RECORD,
        proof: vec![],
    };
    attacks(&r, &anchor.abi_encode());
    c.sender(alice).mint_batch(0, r.address(), 1).motsu_unwrap();
    assert_eq!(outcome(&r), Some(Ok(vec![])));
    let words = c.sender(alice).provenance_of(n(0)).motsu_unwrap();
    assert_eq!(words, (MODEL, CONTENT, PROMPT, RECORD, 0));
}

#[motsu::test]
fn what_a_refusing_receiver_did_is_undone(
    c: Contract<Collection>,
    r: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    open(&c, alice);
    let events = c.all_events().len();
    attacks(&r, &transferFromCall { from: r.address(), to: bob, tokenId: n(0) }.abi_encode());
    changes_answer(&r, &[]);
    let result = c.sender(alice).mint(0, r.address(), CONTENT, PROMPT, RECORD);
    refused(result, ERC721InvalidReceiver { receiver: r.address() });
    assert_eq!(c.sender(bob).total_supply(), n(0));
    assert_eq!(c.all_events().len(), events);
    let log = c.all_events();
    assert!(log.iter().all(|log| log.topics()[0] != Transfer::SIGNATURE_HASH));
}
