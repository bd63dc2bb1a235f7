//! Wrong weights files: each is refused by a typed error that names what is wrong, and none ends the program.

use colophon_inference::host::{
    container::{Container, ContainerError},
    generator::Generator,
    model::{Model, ModelError},
};
use proptest::prelude::*;
use serde_json::{json, Value};

use super::WEIGHTS;

/// The committed file as header and data.
fn parts() -> (Value, &'static [u8]) {
    let (length, rest) = WEIGHTS.split_first_chunk().expect("a length");
    let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
    (serde_json::from_slice(header).expect("JSON"), data)
}

fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

/// What is said of the committed file after its header was changed.
fn refusal(change: impl FnOnce(&mut Value)) -> ModelError {
    let (mut header, data) = parts();
    change(&mut header);
    Model::parse(&file(&header.to_string(), data)).expect_err("a wrong file")
}

fn container(header: &str, data: &[u8]) -> Result<(), String> {
    Container::parse(&file(header, data)).map(|_| ()).map_err(|error| error.to_string())
}

#[test]
fn a_header_written_anew_is_the_same_model() {
    let (header, data) = parts();
    let generator = Generator::open(&file(&header.to_string(), data)).expect("a model");
    let other = super::generator();
    assert_eq!(generator.model().palette(), other.model().palette());
    assert_eq!(generator.model().names(), other.model().names());
    let (one, two) = (generator.draw("bee tle", 1), generator.draw("beetle", 1));
    assert!(one.is_err());
    let (two, wanted) = (two.expect("a prompt"), other.draw("beetle", 1).expect("a prompt"));
    assert_eq!(two.index_map, wanted.index_map);
    assert_ne!(two.png, wanted.png, "it has another hash");
}

#[test]
fn lengths_that_lie_are_refused() {
    let mut long = WEIGHTS.to_vec();
    for length in [0_u64, 1, 3_239, 3_241, 198_193, 198_194, 1 << 20, (1 << 20) + 1, u64::MAX] {
        long[..8].copy_from_slice(&length.to_le_bytes());
        assert!(Model::parse(&long).is_err(), "{length}");
    }
    let parse = |bytes: &[u8]| Container::parse(bytes).map(|_| ());
    assert!(matches!(parse(&WEIGHTS[..7]), Err(ContainerError::TooShort(7))));
    assert!(matches!(parse(&long), Err(ContainerError::HeaderTooLong(u64::MAX))));
    assert!(matches!(
        parse(&WEIGHTS[..100]),
        Err(ContainerError::HeaderOutside { claimed: 3_240, available: 92 })
    ));
    assert!(matches!(parse(&file(" {}", b"")), Err(ContainerError::HeaderStart)));
    assert!(parse(&file("{}   ", b"")).is_ok(), "padding with spaces is usual");
    for end in [WEIGHTS.len() - 1, 5_000, 3_248] {
        assert!(matches!(parse(&WEIGHTS[..end]), Err(ContainerError::Outside { .. })), "{end}");
    }
    let more = [WEIGHTS, b"xy"].concat();
    assert!(matches!(parse(&more), Err(ContainerError::Trailing(2))));
}

#[test]
fn tensors_lie_one_behind_the_other() {
    let tensors = |a: [u64; 2], b: [u64; 2]| {
        let one = |at| json!({ "dtype": "U8", "shape": [1], "data_offsets": at });
        container(&json!({ "a": one(a), "b": one(b) }).to_string(), &[0; 8])
    };
    assert_eq!(tensors([0, 3], [3, 8]), Ok(()));
    assert_eq!(tensors([5, 8], [0, 5]), Ok(()));
    let said = |result: Result<(), String>| result.expect_err("refused");
    assert!(said(tensors([0, 3], [4, 8])).contains("\"b\" begins at byte 4; without holes"));
    assert!(said(tensors([0, 5], [4, 8])).contains("\"b\" begins at byte 4"));
    assert!(said(tensors([1, 5], [5, 8])).contains("\"a\" begins at byte 1"));
    assert!(said(tensors([0, 3], [3, 9])).contains("\"b\" lies at 3..9"));
    assert!(said(tensors([3, 0], [3, 8])).contains("\"a\" lies at 3..0"));
    assert!(said(tensors([0, 3], [3, u64::MAX])).contains("lies at"));
    assert!(said(tensors([0, 3], [3, 7])).contains("1 bytes follow"));
}

#[test]
fn a_key_stands_once() {
    let one = r#"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#;
    let said = |header: String| container(&header, b"").expect_err("refused");
    assert!(said(format!(r#"{{"a":{one},"a":{one}}}"#)).contains("duplicate key \"a\""));
    let twice = r#"{"__metadata__":{},"__metadata__":{}}"#.to_owned();
    assert!(said(twice).contains("duplicate key \"__metadata__\""));
    let inside = r#"{"__metadata__":{"format":"x","format":"inkling/1"}}"#.to_owned();
    assert!(said(inside).contains("duplicate key \"format\""));
    let field = r#"{"a":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}"#.to_owned();
    assert!(said(field).contains("duplicate field"));
    assert!(said(r#"{"__metadata__":{"n":1}}"#.to_owned()).contains("expected a string"));
    assert!(said("[".repeat(100_000).replacen('[', r#"{"a":"#, 1)).contains("header"));
}

#[test]
fn tensors_that_are_missing_or_different_are_named() {
    let swap = |name: &'static str, key: &'static str, value: Value| {
        refusal(|header| header[name][key] = value)
    };
    assert!(matches!(
        swap("c1.weight", "dtype", json!("U8")),
        ModelError::Dtype { tensor: "c1.weight", wanted: "I8", .. }
    ));
    assert!(matches!(
        swap("c1.weight", "shape", json!([3, 3, 160, 48])),
        ModelError::Shape { tensor: "c1.weight", .. }
    ));
    assert!(matches!(
        swap("latents", "shape", json!([199, 64])),
        ModelError::Size { tensor: "latents", found: 12_800, wanted: 12_736 }
    ));
    let most = swap("latents", "shape", json!([u64::MAX, 64]));
    assert!(matches!(most, ModelError::Size { tensor: "latents", wanted: u64::MAX, .. }));
    let renamed = |header: &mut Value| header["other"] = header["shifts"].take();
    assert!(matches!(refusal(renamed), ModelError::Container(ContainerError::Header(_))));
    let renamed = refusal(|header| {
        let moved = header.as_object_mut().and_then(|all| all.remove("shifts"));
        header["other"] = moved.expect("it was there");
    });
    assert!(matches!(renamed, ModelError::Unexpected(name) if name == "other"));
    let missing =
        Model::parse(&file(r#"{"__metadata__":{"format":"inkling/1","concepts":"a"}}"#, b""));
    assert!(matches!(missing, Err(ModelError::Missing("fc.weight"))));
}

#[test]
fn metadata_say_what_the_model_is() {
    let metadata = |key: &'static str, value: &str| {
        let value = value.to_owned();
        refusal(|header| header["__metadata__"][key] = value.into())
    };
    assert!(matches!(metadata("format", "inkling/2"), ModelError::Format(_)));
    let (names, counted) = (vec!["a"; 200].join(","), "b,c");
    assert!(matches!(metadata("concepts", &names), ModelError::DuplicateConcept(_)));
    assert!(matches!(
        metadata("concepts", counted),
        ModelError::ConceptCount { names: 2, latents: 200 }
    ));
    for name in ["", "A", "a b", "-a", "a--b", "a-", "game-over", "é", "a\n"] {
        let all: Vec<_> = (0..199).map(|n| format!("n{n}")).chain([name.to_owned()]).collect();
        let said = metadata("concepts", &all.join(","));
        assert!(matches!(said, ModelError::ConceptName { at: 199, .. }), "{name:?}");
    }
    let none = refusal(|header| header["__metadata__"] = json!({}));
    assert!(matches!(none, ModelError::Metadata("format")));
}

#[test]
fn numbers_that_could_overflow_are_refused() {
    let (header, data) = parts();
    let mut data = data.to_vec();
    data[640..644].copy_from_slice(&i32::MIN.to_le_bytes());
    let said = Model::parse(&file(&header.to_string(), &data)).expect_err("refused");
    assert!(said.to_string().starts_with("c2.bias[0] is -2147483648;"), "{said}");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Model::parse(&bytes).is_err());
        prop_assert!(Model::parse(&file(&String::from_utf8_lossy(&bytes), b"")).is_err());
    }

    #[test]
    fn a_file_with_other_bytes_draws_or_is_refused(
        changes in prop::collection::vec((prop_oneof![0..3_248_usize, 0..198_201_usize], any::<u8>()), 1..6),
        cut in prop_oneof![Just(198_201_usize), 0..198_201_usize],
    ) {
        let mut bytes = WEIGHTS.to_vec();
        for (place, byte) in changes {
            bytes[place] = byte;
        }
        bytes.truncate(cut);
        if let Ok(generator) = Generator::open(&bytes) {
            let name = generator.model().names()[0].clone();
            prop_assert!(generator.draw(&name, 3).is_ok());
        }
    }
}
