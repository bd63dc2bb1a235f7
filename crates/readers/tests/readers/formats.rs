//! Every format in every place where it is written: all fields, against what the tests wrote.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::claims::{AdapterKind, Claims, Pass, Place};
use colophon_readers::Picture;
use sha2::{Digest, Sha256};

use crate::craft::payloads as p;
use crate::craft::{png_with, seeds, text_chunk};

fn picture(name: &str) -> Picture {
    let (_, _, bytes) = seeds::all().into_iter().find(|(seed, ..)| *seed == name).unwrap();
    readers::parse(Path::new("x"), &bytes).unwrap()
}

fn claims(name: &str) -> Claims {
    let picture = picture(name);
    picture.claims.unwrap_or_else(|| panic!("{name}: {:?}", picture.notes))
}

/// Kind, name, weight of every adapter.
fn adapters(claims: &Claims) -> Vec<(AdapterKind, &str, Option<&str>)> {
    claims
        .adapters
        .iter()
        .map(|a| (a.kind, a.named.name.as_deref().unwrap(), a.weight.as_deref()))
        .collect()
}

/// The pass that most payloads describe.
fn pass(
    sampler: Option<&str>,
    scheduler: Option<&str>,
    seed: &str,
    steps: &str,
    cfg: &str,
) -> Pass {
    let some = |text: &str| Some(text.to_owned());
    Pass {
        positive: some("an owl"),
        negative: some("blurry"),
        seed: some(seed),
        steps: some(steps),
        sampler: sampler.and_then(some),
        scheduler: scheduler.and_then(some),
        cfg_scale: some(cfg),
        width: some("640"),
        height: some("960"),
        ..Pass::default()
    }
}

const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const OTHER: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
const LORAS: [(AdapterKind, &str, Option<&str>); 2] =
    [(AdapterKind::Lora, "ink", Some("0.8")), (AdapterKind::Lora, "fog", Some("0.25"))];

#[test]
fn every_seed_is_of_its_format() {
    for (name, format, bytes) in seeds::all() {
        let picture =
            readers::parse(Path::new("x"), &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let found = picture.claims.as_ref().map_or("", |claims| claims.format.name());
        assert_eq!(found, format, "{name}: {:?}", picture.notes);
        assert_eq!(picture.c2pa_sha256.is_some(), name.starts_with("c2pa"), "{name}");
        assert_eq!(picture.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
    }
}

#[test]
fn an_infotext_is_the_same_in_all_its_places() {
    let places = [
        ("a1111 tEXt", Place::Text),
        ("a1111 zTXt", Place::Text),
        ("a1111 iTXt", Place::Text),
        ("a1111 alpha", Place::StealthAlpha),
        ("a1111 alpha gzip", Place::StealthAlpha),
        ("a1111 rgb", Place::StealthRgb),
        ("a1111 rgb gzip", Place::StealthRgb),
        ("a1111 jpeg", Place::Exif),
        ("a1111 webp", Place::Exif),
        ("a1111 avif", Place::Exif),
        ("a1111 gif", Place::Comment),
    ];
    for (name, place) in places {
        let claims = claims(name);
        let mut expected = pass(Some("DPM++ 2M"), Some("Karras"), "123456789012", "28", "6.5");
        expected.positive = Some("an owl <lora:ink:0.8> <lora:fog:0.25>".into());
        expected.denoise = Some("0.4".into());
        expected.clip_skip = Some("2".into());
        assert_eq!(claims.main, expected, "{name}");
        assert_eq!(claims.place, place, "{name}");
        assert_eq!(claims.model.name.as_deref(), Some("dream_8"), "{name}");
        assert_eq!(claims.model.short_hash.as_deref(), Some("6ce0161689"), "{name}");
        let vae = [(AdapterKind::Vae, "kl.pt", None)];
        assert_eq!(adapters(&claims), [&vae[..], &LORAS[..]].concat(), "{name}");
        assert_eq!(claims.adapters[1].named.short_hash.as_deref(), Some("aabbccddeeff"));
        assert_eq!(claims.software.as_deref(), Some("v1.10.1"));
    }
}

#[test]
fn a_comfyui_graph_is_the_same_in_all_its_places() {
    for (name, place) in
        [("comfyui", Place::Text), ("comfyui comf", Place::Comf), ("comfyui webp", Place::Exif)]
    {
        let claims = claims(name);
        let mut expected =
            pass(Some("dpmpp_2m"), Some("karras"), "18446744073709551615", "28", "6.5");
        expected.denoise = Some("1.0".into());
        assert_eq!(claims.main, expected, "{name}");
        assert_eq!(claims.place, place);
        assert_eq!(claims.model.name.as_deref(), Some("base.safetensors"));
        let loras = [
            (AdapterKind::Lora, "ink.safetensors", Some("0.8")),
            (AdapterKind::Lora, "fog.safetensors", Some("0.25")),
        ];
        assert_eq!(adapters(&claims), loras, "in the order of their application");
    }
}

#[test]
fn swarmui_is_told_from_an_infotext_and_read() {
    for name in ["swarmui", "swarmui jpeg", "swarmui old"] {
        let claims = claims(name);
        assert_eq!(claims.main, pass(Some("euler"), Some("karras"), "77", "28", "6.5"), "{name}");
        assert_eq!(claims.model.name.as_deref(), Some("sdxl/base_1.0"));
        assert_eq!(claims.model.tensor_sha256.as_deref(), Some(HASH));
        let expected = [
            (AdapterKind::Lora, "ink", Some("0.8")),
            (AdapterKind::Lora, "dir/fog", Some("0.25")),
            (AdapterKind::Vae, "ae.sft", None),
            (AdapterKind::Embedding, "easy.safetensors", None),
        ];
        assert_eq!(adapters(&claims), expected);
        assert_eq!(claims.adapters[1].named.tensor_sha256.as_deref(), Some(OTHER));
        assert_eq!(claims.adapters[0].named.tensor_sha256, None, "nobody gave a hash");
        assert_eq!(
            (claims.software.as_deref(), claims.version.as_deref()),
            (Some("SwarmUI"), Some("0.9.6.1"))
        );
        assert!(claims.extra.contains(&("aspectratio".into(), "Custom".into())));
        assert!(claims.extra.contains(&("date".into(), "2025-05-20".into())));
    }
    let text = r#"{"sui_image_params": {"prompt": "x", "loras": "a, b", "loraweights": "1,0.5"}}"#;
    let bytes = png_with(&[text_chunk("parameters", text)]);
    let claims = readers::parse(Path::new("x"), &bytes).unwrap().claims.unwrap();
    let expected = [(AdapterKind::Lora, "a", Some("1")), (AdapterKind::Lora, "b", Some("0.5"))];
    assert_eq!(adapters(&claims), expected, "lists may be texts");
}

#[test]
fn invokeai_of_all_versions() {
    let five = claims("invokeai 5");
    let mut expected = pass(None, Some("dpmpp_2m_k"), "77", "28", "6.5");
    expected.denoise = Some("0.7".into());
    assert_eq!(five.main, expected);
    assert_eq!(five.model.name.as_deref(), Some("Juggernaut XL"));
    assert_eq!(five.model.blake3.as_deref(), Some(HASH));
    let listed = [
        (AdapterKind::Lora, "ink", Some("0.8")),
        (AdapterKind::Lora, "fog", Some("-0.25")),
        (AdapterKind::ControlNet, "canny", Some("0.5")),
        (AdapterKind::Vae, "sdxl-vae", None),
    ];
    assert_eq!(adapters(&five), listed);
    assert_eq!(five.adapters[0].named.blake3, None, "`random:` is an id, not a hash");
    assert_eq!(five.adapters[1].named.blake3.as_deref(), Some(OTHER));
    assert!(picture("invokeai 5").notes.iter().any(|note| note.contains("\"random\"")));
    assert_eq!(five.version.as_deref(), Some("5.4.0"));
    assert!(five.extra.contains(&("seamless_x".into(), "false".into())));

    let three = claims("invokeai 3");
    assert_eq!(three.main.negative.as_deref(), Some(""));
    assert_eq!(three.main.clip_skip.as_deref(), Some("1"));
    assert_eq!(three.model.name.as_deref(), Some("stable-diffusion-1-5"));
    assert_eq!(adapters(&three), LORAS[..1]);

    let two = claims("invokeai 2");
    assert_eq!(two.main, pass(Some("k_lms"), None, "77", "28", "6.5"));
    assert_eq!(two.model.name.as_deref(), Some("stable-diffusion-1.5"));
    assert_eq!(two.model.sha256.as_deref(), Some(HASH));
    assert_eq!(two.version.as_deref(), Some("2.3.5"));

    let one = claims("invokeai 1");
    let mut expected = pass(Some("k_lms"), None, "77", "28", "6.5");
    expected.denoise = Some("0.7".into());
    assert_eq!(one.main, expected);
    assert_eq!(one.extra, [("--seamless".to_owned(), "true".to_owned())]);
}

#[test]
fn an_invokeai_graph_gives_its_metadata_node() {
    let node = p::INVOKE_3.replacen('{', r#"{"id": "n", "type": "core_metadata", "#, 1);
    let graph = format!(r#"{{"nodes": {{"a": {{"type": "noise"}}, "b": {node}}}, "edges": []}}"#);
    let read = |text: &str| {
        readers::parse(Path::new("x"), &png_with(&[text_chunk("invokeai_graph", text)])).unwrap()
    };
    let claims = read(&graph).claims.unwrap();
    assert_eq!(claims.main.seed.as_deref(), Some("77"));
    assert!(claims.extra.is_empty(), "{:?}", claims.extra);
    let without = read(r#"{"nodes": {"a": {"type": "noise", "seed": 5}}}"#);
    assert!(
        without.claims.is_none() && without.notes[0].contains("not guessed"),
        "{:?}",
        without.notes
    );
}

#[test]
fn fooocus_in_chunks_exif_and_comments() {
    for name in ["fooocus", "fooocus comment", "fooocus jpeg", "fooocus jpeg comment"] {
        let claims = claims(name);
        assert_eq!(
            claims.main,
            pass(Some("dpmpp_2m_sde_gpu"), Some("karras"), "77", "30", "4"),
            "{name}"
        );
        assert_eq!(claims.model.name.as_deref(), Some("juggernautXL_v8"));
        assert_eq!(claims.model.short_hash.as_deref(), Some("aeb7e9e689"));
        assert_eq!(adapters(&claims), LORAS);
        assert_eq!(claims.adapters[1].named.short_hash.as_deref(), Some("0011223344"));
        assert_eq!(
            (claims.software.as_deref(), claims.version.as_deref()),
            (Some("Fooocus"), Some("2.5.5"))
        );
    }
    let labels = r#"{"Prompt": "an owl", "Negative Prompt": "", "Base Model": "m", "Seed": 5, "LoRA 1": "ink : 0.5", "LoRA 2": "False : fog : 1"}"#;
    let old = readers::parse(Path::new("x"), &png_with(&[text_chunk("Comment", labels)]))
        .unwrap()
        .claims
        .unwrap();
    assert_eq!(
        adapters(&old),
        [(AdapterKind::Lora, "ink", Some("0.5"))],
        "what was off took no part"
    );
}

#[test]
fn draw_things_easy_diffusion_and_midjourney() {
    for name in ["draw things", "draw things jpeg", "draw things avif"] {
        let claims = claims(name);
        let mut expected = pass(Some("Euler Ancestral"), None, "77", "28", "6.5");
        expected.denoise = Some("1".into());
        assert_eq!(claims.main, expected, "{name}");
        assert_eq!(claims.model.name.as_deref(), Some("sd_v1.5_f16.ckpt"));
        assert_eq!(adapters(&claims), [(AdapterKind::Lora, "ink.ckpt", Some("0.8"))]);
        assert_eq!((claims.place, claims.software.as_deref()), (Place::Xmp, Some("Draw Things")));
    }
    for name in ["easy diffusion", "easy diffusion jpeg"] {
        let claims = claims(name);
        assert_eq!(claims.main, pass(Some("euler_a"), None, "77", "28", "6.5"), "{name}");
        assert_eq!(claims.model.name.as_deref(), Some("sd-v1-5"));
        let vae = [(AdapterKind::Vae, "kl", None)];
        assert_eq!(adapters(&claims), [&LORAS[..], &vae[..]].concat());
    }
    let claims = claims("midjourney");
    assert_eq!(claims.main.positive.as_deref(), Some("an owl, two--fold"));
    assert_eq!(claims.main.negative.as_deref(), Some("blur"));
    assert_eq!(claims.main.seed.as_deref(), Some("77"));
    assert_eq!(claims.model.name.as_deref(), Some("Midjourney 6.1"));
    let extra = |key: &str| claims.extra.iter().find(|(k, _)| k == key).map(|(_, v)| &v[..]);
    assert_eq!(extra("Job ID"), Some("3ca2c9ea-0dd5-4b8e-9d19-57f3f2c1a7b0"));
    assert_eq!(
        (extra("--ar"), extra("Author"), extra("DigImageGUID")),
        (Some("2:3"), Some("u123"), Some("guid-1"))
    );
    assert_eq!(
        picture("midjourney").digital_source_type.as_deref(),
        Some("trainedAlgorithmicMedia")
    );
}

#[test]
fn the_evidence_is_the_payload_as_stored() {
    let hash = |bytes: &[u8]| <[u8; 32]>::from(Sha256::digest(bytes));
    let chunk = [b"parameters\0", p::SWARM.as_bytes()].concat();
    assert_eq!(claims("swarmui").raw_sha256, hash(&chunk));
    assert_eq!(claims("a1111 gif").raw_sha256, hash(p::INFOTEXT.as_bytes()));
    assert_eq!(claims("a1111 rgb").raw_sha256, hash(p::INFOTEXT.as_bytes()));
    assert_eq!(claims("swarmui old").raw_sha256, hash(p::SWARM.as_bytes()));
    let packet = p::draw_things_xmp();
    for name in ["draw things", "draw things jpeg", "draw things avif"] {
        assert_eq!(claims(name).raw_sha256, hash(packet.as_bytes()), "{name}");
    }
}
