//! Random and mutated bytes never panic. The number of cases follows `PROPTEST_CASES`.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::json::Json;
use colophon_readers::tools::{comfyui, infotext};
use proptest::prelude::*;

use crate::craft::{jpeg_with, pieces, png_with, text_chunk, tiff, webp_with};

fn parse(bytes: &[u8]) {
    if let Err(error) = readers::parse(Path::new("x"), bytes) {
        assert!(error.to_string().starts_with("x is "), "{error}");
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let graph = r#"prompt:{"1":{"class_type":"KSampler","inputs":{"seed":1,"model":["2",0],"positive":["1",0]}}}"#;
    vec![
        std::fs::read(pieces().join("00-cat-face.png")).unwrap(),
        png_with(&[
            text_chunk("prompt", &graph[7..]),
            text_chunk("parameters", "p\nSteps: 1, a b: \"x\", Seed: 3"),
        ]),
        webp_with(&tiff(0x0110, false, graph.as_bytes(), false)),
        jpeg_with(&tiff(0x9286, true, b"UNICODE\0\0a\0b", true)),
    ]
}

proptest! {
    #[test]
    fn random_bytes_are_no_picture(bytes in proptest::collection::vec(any::<u8>(), 0..512), head in 0usize..4) {
        let mut all: Vec<u8> = match head {
            0 => vec![],
            1 => readers::container::png::SIGNATURE.to_vec(),
            2 => vec![0xff, 0xd8, 0xff],
            _ => b"RIFF\x40\0\0\0WEBP".to_vec(),
        };
        all.extend(bytes);
        parse(&all);
    }

    #[test]
    fn mutated_files_do_not_panic(which in 0usize..4, edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        let mut bytes = seeds().swap_remove(which);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        parse(&bytes);
        parse(&bytes[..cut.index(bytes.len())]);
    }

    #[test]
    fn any_text_is_an_infotext(text in "(?s).{0,200}", line in r#"[a-zA-Z0-9:,"\{\}\[\] \\/-]{0,120}"#) {
        let _ = infotext::read(&format!("{text}\n{line}"), &[]);
        let _ = infotext::read(&format!("{text}\nSteps: 1, Seed: 2, Size: 3x3, {line}"), &[]);
    }

    #[test]
    fn any_json_is_read_or_refused(text in r#"[\[\]\{\}",:0-9a-zN\\ .eE+-]{0,80}"#) {
        let _ = Json::parse(&text);
        let _ = comfyui::read(&format!(r#"{{"1":{{"class_type":"KSampler","inputs":{{"positive":{text}}}}}}}"#), &[]);
    }

    #[test]
    fn json_agrees_with_a_strict_parser(value in json_value()) {
        let text = value.to_string();
        prop_assert_eq!(strict(&Json::parse(&text).unwrap()), value);
    }
}

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn strict(value: &Json) -> serde_json::Value {
    match value {
        Json::Null => serde_json::Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(text) => serde_json::from_str(text).unwrap(),
        Json::String(text) => text.clone().into(),
        Json::Array(items) => items.iter().map(strict).collect::<Vec<_>>().into(),
        Json::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), strict(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
