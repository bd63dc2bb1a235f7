//! Trees: what a proof proves, and all that it must not prove.

use colophon_provenance::batch::{Batch, Leaf};
use colophon_provenance::hash::{Software, Word};
use colophon_provenance::token_id::TokenId;
use colophon_provenance::tree;
use proptest::prelude::*;

/// A batch of up to 40 leaves with words of any kind.
fn any_leaves() -> impl Strategy<Value = Vec<Leaf>> {
    let words = (1_u8.., any::<Word>(), any::<Word>(), any::<Word>());
    prop::collection::vec(words, 1..40).prop_map(|all| {
        (0..)
            .zip(all)
            .map(|(index, (nonzero, mut content_hash, prompt_commitment, mut record_hash))| {
                content_hash[0] = nonzero;
                record_hash[31] = nonzero;
                let token = TokenId::new(3, index).expect("the index is below a million");
                Leaf { token, content_hash, prompt_commitment, record_hash }
            })
            .collect()
    })
}

fn accepts(root: &Word, leaf: &Leaf, proof: &[Word]) -> bool {
    tree::verify(&Software, root, leaf.hash(&Software), proof.iter().copied())
}

proptest! {
    #[test]
    fn every_leaf_has_a_proof_and_no_other_leaf_can_use_it(leaves in any_leaves()) {
        let batch = Batch::new(&Software, &leaves).expect("the leaves are sound");
        let root = batch.root();
        for (given, leaf) in leaves.iter().enumerate() {
            let proof = batch.proof(given).expect("there is such a leaf");
            prop_assert!(accepts(&root, leaf, &proof));
            for (other, stranger) in leaves.iter().enumerate() {
                prop_assert_eq!(accepts(&root, stranger, &proof), other == given);
            }
        }
        prop_assert_eq!(batch.proof(leaves.len()), None);
    }

    #[test]
    fn one_flipped_bit_is_one_too_many(
        leaves in any_leaves(),
        given: prop::sample::Index,
        place: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let batch = Batch::new(&Software, &leaves).expect("the leaves are sound");
        let given = given.index(leaves.len());
        let leaf = leaves[given];
        let proof = batch.proof(given).expect("there is such a leaf");
        let root = batch.root();
        let flip = |word: &mut Word| word[bit / 8] ^= 1 << (bit % 8);

        let mut other_root = root;
        flip(&mut other_root);
        prop_assert!(!accepts(&other_root, &leaf, &proof));

        let words = leaf.words();
        for at in 0..4 {
            let mut other_words = words;
            flip(&mut other_words[at]);
            let hash = tree::leaf(&Software, &other_words);
            prop_assert!(!tree::verify(&Software, &root, hash, proof.iter().copied()));
        }

        if !proof.is_empty() {
            let at = place.index(proof.len());
            let mut other_proof = proof.clone();
            flip(&mut other_proof[at]);
            prop_assert!(!accepts(&root, &leaf, &other_proof));

            other_proof = proof.clone();
            other_proof.remove(at);
            prop_assert!(!accepts(&root, &leaf, &other_proof));
        }
        let mut longer = proof;
        longer.push(root);
        prop_assert!(!accepts(&root, &leaf, &longer));
    }

    #[test]
    fn an_inner_node_is_no_leaf(leaves in any_leaves(), given: prop::sample::Index) {
        prop_assume!(leaves.len() > 1);
        let batch = Batch::new(&Software, &leaves).expect("the leaves are sound");
        let given = given.index(leaves.len());
        let proof = batch.proof(given).expect("there is such a leaf");
        let root = batch.root();

        // The words of an inner node, hashed as a node is, do reach the root: so the function must get its leaf from
        // `tree::leaf`, which hashes 128 bytes twice. Offered as the words of a leaf, the two children reach nothing.
        let hash = leaves[given].hash(&Software);
        let inner = tree::node(&Software, hash, proof[0]);
        prop_assert!(tree::verify(&Software, &root, inner, proof[1..].iter().copied()));
        for words in [
            [hash, proof[0], [0; 32], [0; 32]],
            [proof[0], hash, [0; 32], [0; 32]],
            [inner, inner, inner, inner],
            [[0; 32], [0; 32], hash, proof[0]],
        ] {
            let forged = tree::leaf(&Software, &words);
            prop_assert!(!tree::verify(&Software, &root, forged, proof[1..].iter().copied()));
            prop_assert!(!tree::verify(&Software, &root, forged, proof.iter().copied()));
        }
    }

    #[test]
    fn the_root_does_not_depend_on_the_order(leaves in any_leaves(), seed: u64) {
        let root = Batch::new(&Software, &leaves).expect("the leaves are sound").root();
        let mut turned = leaves;
        let by = seed as usize % turned.len();
        turned.rotate_left(by);
        prop_assert_eq!(Batch::new(&Software, &turned).expect("the leaves are sound").root(), root);
    }

    #[test]
    fn a_node_does_not_know_left_from_right(one: Word, other: Word) {
        prop_assert_eq!(tree::node(&Software, one, other), tree::node(&Software, other, one));
    }
}

#[test]
fn a_zero_root_accepts_nothing() {
    let leaf = Leaf {
        token: TokenId::new(0, 0).expect("in range"),
        content_hash: [1; 32],
        prompt_commitment: [0; 32],
        record_hash: [1; 32],
    };
    assert!(!accepts(&[0; 32], &leaf, &[]));
    assert!(!accepts(&[0; 32], &leaf, &[[0; 32]]));
}
