//! What stands on chain for a model that nobody hashed.

use colophon_cli::model;
use sha2::{Digest, Sha256};

#[test]
fn the_word_of_a_claimed_model_is_defined() {
    assert_eq!(
        model::word("claimed", "f19d18ee8d"),
        <[u8; 32]>::from(Sha256::digest("ap/model/claimed\0f19d18ee8d"))
    );
    assert_ne!(model::word("claimed", "x"), model::word("declared", "x"));
}
