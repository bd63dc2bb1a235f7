//! Anchoring: bringing the words of a batch-minted token on chain with a proof.

use alloy_primitives::{keccak256, Address, B256, U256};
use colophon_collection::{
    errors::{AlreadyAnchored, InvalidProof, ZeroContentHash, ZeroRecordHash},
    events::{MetadataUpdate, ProvenanceRecorded},
    Collection,
};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::ERC721NonexistentToken;

use crate::world::{
    construct, count, mint, n, open, refused, series, CONTENT, MODEL, PROMPT, RECORD,
};

/// The leaf of a token, written out here so that a mistake in the shared rules would show.
pub(crate) fn leaf(id: u64, content: B256, prompt: B256, record: B256) -> B256 {
    let words = [n(id).to_be_bytes::<32>(), content.0, prompt.0, record.0].concat();
    keccak256(keccak256(words))
}

fn node(one: B256, other: B256) -> B256 {
    keccak256([one.min(other).0, one.max(other).0].concat())
}

/// The words of piece `index`, different for each.
fn words(index: u64) -> (B256, B256, B256) {
    let word = |kind: u8| keccak256([kind, index as u8]);
    (word(1), word(2), word(3))
}

/// A tree over the first four pieces of series 0: its root and the proof of each.
fn tree() -> (B256, [Vec<B256>; 4]) {
    let leaves: Vec<B256> = (0..4)
        .map(|index| {
            let (content, prompt, record) = words(index);
            leaf(index, content, prompt, record)
        })
        .collect();
    let (left, right) = (node(leaves[0], leaves[1]), node(leaves[2], leaves[3]));
    let proof = |sibling: usize, other: B256| vec![leaves[sibling], other];
    let proofs = [proof(1, right), proof(0, right), proof(3, left), proof(2, left)];
    (node(left, right), proofs)
}

/// Series 0 over that tree, three of its four pieces minted.
fn rooted(c: &Contract<Collection>, owner: Address) -> [Vec<B256>; 4] {
    construct(c, owner);
    let (root, proofs) = tree();
    series(c, owner, root, 4);
    c.sender(owner).mint_batch(0, owner, 3).motsu_unwrap();
    proofs
}

#[motsu::test]
fn anyone_anchors_with_a_proof(c: Contract<Collection>, alice: Address, eve: Address) {
    let proofs = rooted(&c, alice);
    for index in 0..3 {
        let (content, prompt, record) = words(index);
        let proof = proofs[index as usize].clone();
        c.sender(eve).anchor(n(index), content, prompt, record, proof).motsu_unwrap();
        let stored = c.sender(eve).provenance_of(n(index)).motsu_unwrap();
        assert_eq!(stored, (MODEL, content, prompt, record, 0));
        let recorded = ProvenanceRecorded {
            tokenId: n(index),
            contentHash: content,
            promptCommitment: prompt,
            recordHash: record,
        };
        c.assert_emitted(&recorded);
        c.assert_emitted(&MetadataUpdate { _tokenId: n(index) });
    }
    assert_eq!(count::<MetadataUpdate>(&c), 3);
}

#[motsu::test]
fn a_token_is_anchored_once(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    let (content, prompt, record) = words(0);
    let anchor = || c.sender(alice).anchor(n(0), content, prompt, record, proofs[0].clone());
    anchor().motsu_unwrap();
    refused(anchor(), AlreadyAnchored { tokenId: n(0) });
}

#[motsu::test]
fn wrong_words_are_refused(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    let (root, _) = tree();
    let (content, prompt, record) = words(0);
    for (content, prompt, record) in [
        (record, prompt, record),
        (content, B256::ZERO, record),
        (content, prompt, content),
        (prompt, content, record),
    ] {
        let result = c.sender(alice).anchor(n(0), content, prompt, record, proofs[0].clone());
        let leaf = leaf(0, content, prompt, record);
        refused(result, InvalidProof { tokenId: n(0), leaf, root });
    }
    assert_eq!(c.sender(alice).provenance_of(n(0)).motsu_unwrap().1, B256::ZERO);
}

#[motsu::test]
fn wrong_proofs_are_refused(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    let (root, _) = tree();
    let (content, prompt, record) = words(0);
    let mut turned = proofs[0].clone();
    turned.reverse();
    let mut longer = proofs[0].clone();
    longer.push(B256::ZERO);
    for proof in [vec![], proofs[1].clone(), proofs[0][..1].to_vec(), turned, longer] {
        let result = c.sender(alice).anchor(n(0), content, prompt, record, proof);
        let leaf = leaf(0, content, prompt, record);
        refused(result, InvalidProof { tokenId: n(0), leaf, root });
    }
}

#[motsu::test]
fn the_words_of_another_token_do_not_fit(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    let (root, _) = tree();
    let (content, prompt, record) = words(1);
    let result = c.sender(alice).anchor(n(0), content, prompt, record, proofs[1].clone());
    let leaf = leaf(0, content, prompt, record);
    refused(result, InvalidProof { tokenId: n(0), leaf, root });
}

#[motsu::test]
fn the_proof_of_one_series_is_none_for_another(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    let (root, _) = tree();
    series(&c, alice, root, 4);
    let id = c.sender(alice).mint_batch(1, alice, 1).motsu_unwrap();
    let (content, prompt, record) = words(0);
    let result = c.sender(alice).anchor(id, content, prompt, record, proofs[0].clone());
    let leaf = leaf(1_000_000, content, prompt, record);
    refused(result, InvalidProof { tokenId: id, leaf, root });
}

#[motsu::test]
fn a_tree_of_one_leaf_needs_no_proof(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    series(&c, alice, leaf(0, CONTENT, PROMPT, RECORD), 1);
    c.sender(alice).mint_batch(0, alice, 1).motsu_unwrap();
    c.sender(alice).anchor(n(0), CONTENT, PROMPT, RECORD, vec![]).motsu_unwrap();
}

#[motsu::test]
fn only_live_tokens_are_anchored(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    let (content, prompt, record) = words(3);
    let result = c.sender(alice).anchor(n(3), content, prompt, record, proofs[3].clone());
    refused(result, ERC721NonexistentToken { token_id: n(3) });

    c.sender(alice).burn(n(0)).motsu_unwrap();
    let (content, prompt, record) = words(0);
    let result = c.sender(alice).anchor(n(0), content, prompt, record, proofs[0].clone());
    refused(result, ERC721NonexistentToken { token_id: n(0) });
}

#[motsu::test]
fn words_of_zero_are_not_anchored(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    series(&c, alice, leaf(0, B256::ZERO, PROMPT, RECORD), 1);
    series(&c, alice, leaf(1_000_000, CONTENT, PROMPT, B256::ZERO), 1);
    for number in 0..2 {
        c.sender(alice).mint_batch(number, alice, 1).motsu_unwrap();
    }
    let result = c.sender(alice).anchor(n(0), B256::ZERO, PROMPT, RECORD, vec![]);
    refused(result, ZeroContentHash {});
    let result = c.sender(alice).anchor(n(1_000_000), CONTENT, PROMPT, B256::ZERO, vec![]);
    refused(result, ZeroRecordHash {});
}

#[motsu::test]
fn a_minted_piece_is_anchored_already(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let id = mint(&c, alice, alice);
    let result = c.sender(alice).anchor(id, CONTENT, PROMPT, RECORD, vec![]);
    refused(result, AlreadyAnchored { tokenId: id });
}

#[motsu::test]
fn freezing_does_not_stop_anchoring(c: Contract<Collection>, alice: Address) {
    let proofs = rooted(&c, alice);
    c.sender(alice).freeze(0).motsu_unwrap();
    let (content, prompt, record) = words(1);
    c.sender(alice).anchor(n(1), content, prompt, record, proofs[1].clone()).motsu_unwrap();
}

#[motsu::test]
fn provenance_counts_all_bits_of_an_id(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let id = mint(&c, alice, alice);
    for bit in [64, 128, 192, 255] {
        let token_id = id | (U256::from(1) << bit);
        let result = c.sender(alice).provenance_of(token_id);
        refused(result, ERC721NonexistentToken { token_id });
        let result = c.sender(alice).anchor(token_id, CONTENT, PROMPT, RECORD, vec![]);
        refused(result, ERC721NonexistentToken { token_id });
    }
    c.sender(alice).burn(id).motsu_unwrap();
    let result = c.sender(alice).provenance_of(id);
    refused(result, ERC721NonexistentToken { token_id: id });
}
