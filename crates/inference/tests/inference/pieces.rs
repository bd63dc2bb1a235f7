//! The 24 committed pieces, drawn again.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::generator;

const PIECES: &str = include_str!("../../../../examples/inkling/pieces.json");

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn all_pieces_are_the_same_pictures_and_the_same_files() {
    let listed: Value = serde_json::from_str(PIECES).expect("JSON");
    let generator = generator();
    assert_eq!(sha256(super::WEIGHTS), listed["model"]["sha256"]);
    let pieces = listed["pieces"].as_array().expect("an array");
    assert_eq!(pieces.len(), 24);
    for listed in pieces {
        let prompt = listed["prompt"].as_str().expect("text");
        let seed = listed["seed"].as_u64().expect("a number");
        let piece = generator.draw(prompt, seed).expect("a prompt");
        assert_eq!(piece.prompt, prompt);
        assert_eq!(sha256(&piece.index_map), listed["indices_sha256"], "picture of {prompt}");
        assert_eq!(sha256(&piece.png), listed["file_sha256"], "file of {prompt}");
    }
}

#[test]
fn many_threads_draw_what_one_draws() {
    let generator = generator();
    let alone = generator.draw("castle over cookie", 7).expect("a prompt");
    std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..4).map(|_| scope.spawn(|| generator.draw("castle over cookie", 7))).collect();
        for one in all {
            assert_eq!(one.join().expect("no panic").as_ref(), Ok(&alone));
        }
    });
}
