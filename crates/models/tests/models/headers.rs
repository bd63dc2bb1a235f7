//! Headers: sound ones are counted, odd ones are noted, and those that lie are none.

use colophon_models::header::{HeaderNote, MAX_HEADER};
use colophon_models::{Container, Header, HeaderError, Kind};
use proptest::prelude::*;

use crate::craft::{file, read, safetensors};

fn parse(text: &str, size: u64) -> Result<Header, HeaderError> {
    Header::parse(text.as_bytes(), size)
}

#[test]
fn tensors_are_counted() {
    let header = parse(
        r#"{"__metadata__":{"format":"pt"},
            "a":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},
            "b":{"dtype":"F32","shape":[],"data_offsets":[12,16]},
            "c":{"dtype":"F4","shape":[3],"data_offsets":[16,18]},
            "d":{"dtype":"Q99","shape":[7],"data_offsets":[18,21]}}   "#,
        21,
    )
    .unwrap();
    assert_eq!((header.tensors.count, header.tensors.parameters), (4, 6 + 1 + 3 + 7));
    let types: Vec<(&str, u64)> =
        header.tensors.types.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(types, [("F16", 1), ("F32", 1), ("F4", 1), ("other", 1)]);
    assert_eq!(header.metadata["format"], "pt");
    assert_eq!(header.notes, []);
}

#[test]
fn places_that_do_not_fit_are_noted() {
    let at = |begin: u64, end: u64| {
        format!(r#"{{"dtype":"U8","shape":[{}],"data_offsets":[{begin},{end}]}}"#, end - begin)
    };
    let two = |one: String, other: String, size| {
        parse(&format!(r#"{{"a":{one},"b":{other}}}"#), size).unwrap().notes
    };
    assert_eq!(two(at(0, 4), at(4, 8), 8), []);
    assert_eq!(two(at(4, 8), at(0, 4), 8), [], "the order in the header is free");
    assert_eq!(two(at(0, 4), at(6, 8), 8), [HeaderNote::Gap { at: 4, bytes: 2 }]);
    assert_eq!(two(at(0, 4), at(4, 8), 9), [HeaderNote::Gap { at: 8, bytes: 1 }]);
    let overlap = HeaderNote::Overlap { name: "b".into(), at: 3 };
    assert_eq!(two(at(0, 4), at(3, 8), 8), [overlap]);
    let cut = HeaderNote::CutOff { name: "b".into(), end: 8, size: 6 };
    assert_eq!(two(at(0, 4), at(4, 8), 6), [cut]);
    let backwards = r#"{"dtype":"U8","shape":[2],"data_offsets":[8,6]}"#;
    let notes = two(at(0, 8), backwards.into(), 8);
    assert_eq!(notes, [HeaderNote::Size { name: "b".into(), bytes: -2, want: 2 }]);
    let short = r#"{"dtype":"F32","shape":[2],"data_offsets":[0,4]}"#;
    let notes = parse(&format!(r#"{{"a":{short}}}"#), 4).unwrap().notes;
    assert_eq!(notes, [HeaderNote::Size { name: "a".into(), bytes: 4, want: 8 }]);
}

#[test]
fn many_notes_are_cut_short_and_the_worst_comes_first() {
    let tensors: Vec<String> = (0..50)
        .map(|n| {
            format!(
                r#""t{n:02}":{{"dtype":"F64","shape":[1],"data_offsets":[{},{}]}}"#,
                n * 4,
                n * 4 + 4
            )
        })
        .collect();
    let notes = parse(&format!("{{{}}}", tensors.join(",")), 10).unwrap().notes;
    assert!(matches!(notes.first(), Some(HeaderNote::CutOff { end: 200, .. })), "{notes:?}");
    assert!(notes.len() <= 10);
    assert!(matches!(notes.last(), Some(HeaderNote::More(_))), "{notes:?}");
}

#[test]
fn a_name_that_stands_twice_makes_it_no_header() {
    let tensor = r#"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#;
    for (text, name) in [
        (format!(r#"{{"a":{tensor},"a":{tensor}}}"#), "a"),
        // The same name, spelled with an escape.
        (format!(r#"{{"a":{tensor},"\u0061":{tensor}}}"#), "a"),
        (r#"{"__metadata__":{"k":"1","k":"2"}}"#.to_owned(), "k"),
        (r#"{"__metadata__":{},"__metadata__":{}}"#.to_owned(), "__metadata__"),
    ] {
        assert_eq!(parse(&text, 0), Err(HeaderError::Duplicate(name.into())), "{text}");
    }
    let field = r#"{"a":{"dtype":"U8","dtype":"F64","shape":[0],"data_offsets":[0,0]}}"#;
    assert!(matches!(parse(field, 0), Err(HeaderError::Json(why)) if why.contains("duplicate")));
}

#[test]
fn texts_that_are_no_headers() {
    for text in [
        "{",
        "[]",
        "{}x",
        r#"{"a":1}"#,
        r#"{"a":{}}"#,
        r#"{"__metadata__":1}"#,
        "{\"a\":NaN}",
        r#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}"#,
        r#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}"#,
    ] {
        assert!(matches!(parse(text, 0), Err(HeaderError::Json(_))), "{text}");
    }
    assert!(matches!(Header::parse(b"{\"\xff\":1}", 0), Err(HeaderError::Json(_))));
    let deep = format!(r#"{{"__metadata__":{{"k":{}}}}}"#, "[".repeat(100_000));
    assert!(matches!(parse(&deep, 0), Err(HeaderError::Json(_))));
}

#[test]
fn metadata_that_is_no_text_is_left_out() {
    let header = parse(r#"{"__metadata__":{"a":"x","b":[1,{"c":2}],"d":null}}"#, 0).unwrap();
    assert_eq!(header.metadata.len(), 1);
    let notes = ["b", "d"].map(|name| HeaderNote::NotText(name.into()));
    assert_eq!(header.notes, notes);
}

#[test]
fn shapes_beyond_64_bits() {
    let text = r#"{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#;
    let header = parse(text, 8).unwrap();
    assert_eq!(header.tensors.parameters, u64::MAX);
    assert!(matches!(header.notes[..], [HeaderNote::Size { want: u64::MAX, .. }]));
}

/// Only the whole file has a hash, and the note says why.
fn broken(bytes: &[u8], note: &str) {
    let made = file("m.safetensors", bytes);
    let model = read(&made.path);
    assert!(matches!(model.container, Container::Broken(_)), "{:?}", model.container);
    assert_eq!(model.hashes.tensor_sha256, None);
    assert_eq!(model.hashes.bytes, bytes.len() as u64);
    assert_eq!(model.hashes.blake3, *blake3::hash(bytes).as_bytes());
    let notes = model.container.notes().join("\n");
    assert!(notes.contains(note), "{notes}");
}

#[test]
fn lengths_that_lie() {
    let length = |length: u64, rest: &[u8]| [&length.to_le_bytes(), rest].concat();
    broken(b"short", "ends within the length");
    broken(&length(u64::MAX, b"{}"), "says that it has 18446744073709551615 bytes");
    broken(&length(MAX_HEADER + 1, b"{}"), "the format allows 100000000");
    broken(&length(3, b"{}"), "says that it has 3 bytes, and 2 bytes follow");
    broken(&length(0, b"{}"), "two bytes are the shortest");
    broken(&length(1, b"{}"), "two bytes are the shortest");
    broken(&length(4, b"null"), "does not begin with {");
    broken(&safetensors("{\"a\":", b""), "is not understood");
}

#[test]
fn other_containers_are_recognised_and_never_opened() {
    for (name, bytes, kind) in [
        ("m.gguf", &b"GGUF\x03\0\0\0"[..], Kind::Gguf),
        ("m.ckpt", b"PK\x03\x04rest", Kind::Zip),
        // A pickle that would run a command if anybody loaded it.
        ("m.pt", b"\x80\x02cos\nsystem\nq\0X\x04\0\0\0exitq\x01\x85q\x02R.", Kind::Pickle),
        ("m.bin", b"anything", Kind::Unknown),
        ("m.h5", b"\x89HDF\r\n\x1a\n", Kind::Hdf5),
    ] {
        let made = file(name, bytes);
        let model = read(&made.path);
        assert_eq!(model.container, Container::Other(kind), "{name}");
        assert_eq!((model.hashes.tensor_sha256, model.hashes.legacy_sha256), (None, None));
    }
    // A safetensors file under another name is one all the same.
    let made = file("m.bin", &safetensors("{}", b""));
    assert_eq!(read(&made.path).container.word(), "safetensors");
}

proptest! {
    #[test]
    fn any_bytes_as_a_file(start in proptest::collection::vec(any::<u8>(), 0..200), length in 0u64..200) {
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.push(b'{');
        bytes.extend(start);
        let made = file("any.safetensors", &bytes);
        let model = read(&made.path);
        prop_assert_eq!(model.hashes.bytes, bytes.len() as u64);
    }

    #[test]
    fn any_places(places in proptest::collection::vec((0u64..40, 0u64..40), 0..8), size in 0u64..40) {
        let tensors: Vec<String> = places.iter().enumerate().map(|(n, (begin, end))| {
            format!(r#""{n}":{{"dtype":"U8","shape":[{}],"data_offsets":[{begin},{end}]}}"#, end.saturating_sub(*begin))
        }).collect();
        let header = parse(&format!("{{{}}}", tensors.join(",")), size).unwrap();
        // The other way round: every byte of the tensor part is counted by hand.
        let mut covers = vec![0u32; 80];
        for (begin, end) in &places {
            (*begin..*end).for_each(|at| covers[at as usize] += 1);
        }
        let exact = covers.iter().enumerate().all(|(at, count)| *count == u32::from((at as u64) < size))
            && places.iter().all(|(begin, end)| begin <= end);
        prop_assert_eq!(header.notes.is_empty(), exact, "{:?} of {}", places, size);
    }
}
