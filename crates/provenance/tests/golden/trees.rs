//! Trees of a batch, with the proof for every leaf.

use colophon_provenance::batch::{Batch, BatchError, Leaf};
use colophon_provenance::hash::{Software, Word};
use colophon_provenance::token_id::TokenId;
use colophon_provenance::tree;
use serde_json::{json, Value};

use super::{golden, hex, word};

/// Leaves that another implementation can make again: the words are hashes of short texts, and every third piece
/// has no prompt commitment.
fn leaves(series: u32, count: u32) -> Vec<Leaf> {
    (0..count)
        .map(|index| Leaf {
            token: TokenId::new(series, index).expect("the index is below a million"),
            content_hash: word(&format!("content {series} {index}")),
            prompt_commitment: match index % 3 {
                2 => [0; 32],
                _ => word(&format!("prompt {series} {index}")),
            },
            record_hash: word(&format!("record {series} {index}")),
        })
        .collect()
}

fn proof_of(batch: &Batch, leaves: &[Leaf], given: usize) -> Value {
    let proof = batch.proof(given).expect("there is such a leaf");
    let hash = leaves[given].hash(&Software);
    assert!(tree::verify(&Software, &batch.root(), hash, proof.iter().copied()));
    let proof: Vec<String> = proof.iter().map(|node: &Word| hex(node)).collect();
    let [token, content, prompt, record] = leaves[given].words().map(|word| hex(&word));
    json!({ "words": [token, content, prompt, record], "leaf": hex(&hash), "proof": proof })
}

#[test]
fn small_trees_whole() {
    let trees: Vec<Value> = (0..)
        .zip([1, 2, 3, 7, 24, 100])
        .map(|(series, count)| {
            let leaves = leaves(series, count);
            let batch = Batch::new(&Software, &leaves).expect("the leaves are sound");
            assert_eq!(batch.len(), leaves.len());
            assert_eq!(batch.proof(leaves.len()), None);
            let all: Vec<Value> =
                (0..leaves.len()).map(|at| proof_of(&batch, &leaves, at)).collect();
            json!({ "root": hex(&batch.root()), "leaves": all })
        })
        .collect();
    golden("trees", &Value::Array(trees));
}

#[test]
fn a_large_tree_in_part() {
    let leaves = leaves(9, 10_000);
    let batch = Batch::new(&Software, &leaves).expect("the leaves are sound");
    let some: Vec<Value> =
        [0, 1, 4_999, 9_999].into_iter().map(|at| proof_of(&batch, &leaves, at)).collect();
    let found = json!({ "series": 9, "count": 10_000, "root": hex(&batch.root()), "leaves": some });
    golden("tree_10000", &found);
}

#[test]
fn the_order_of_the_leaves_does_not_matter() {
    let mut given = leaves(1, 50);
    let root = Batch::new(&Software, &given).expect("the leaves are sound").root();
    given.reverse();
    let batch = Batch::new(&Software, &given).expect("the leaves are sound");
    assert_eq!(batch.root(), root);
    for at in 0..given.len() {
        proof_of(&batch, &given, at);
    }
}

#[test]
fn leaves_that_make_no_tree() {
    assert_eq!(Batch::new(&Software, &[]), Err(BatchError::Empty));

    let mut twice = leaves(1, 10);
    twice[7].token = twice[2].token;
    let token = twice[2].token.as_u64();
    assert_eq!(Batch::new(&Software, &twice), Err(BatchError::DuplicateToken { token }));

    let mut without_content = leaves(1, 3);
    without_content[1].content_hash = [0; 32];
    let token = without_content[1].token.as_u64();
    assert_eq!(Batch::new(&Software, &without_content), Err(BatchError::ZeroHash { token }));

    let mut without_record = leaves(1, 3);
    without_record[2].record_hash = [0; 32];
    let token = without_record[2].token.as_u64();
    assert_eq!(Batch::new(&Software, &without_record), Err(BatchError::ZeroHash { token }));

    let mut without_prompt = leaves(1, 3);
    without_prompt[0].prompt_commitment = [0; 32];
    assert!(Batch::new(&Software, &without_prompt).is_ok(), "a piece may have no prompt");
}
