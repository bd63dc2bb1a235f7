//! The signature of NovelAI: with a key of the test's own, because nobody else can sign for the real one.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::claims::{Place, Signature};
use colophon_readers::json::Json;
use colophon_readers::python;
use colophon_readers::{Issuers, Picture};
use ed25519_dalek::{Signer, SigningKey};

use crate::craft::payloads::NOVELAI;
use crate::craft::{hide, pattern, png_rgba, text_chunk, tiff_of, webp_of};

const SIDE: u32 = 128;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn base64(bytes: &[u8]) -> String {
    use base64::prelude::{Engine, BASE64_STANDARD};
    BASE64_STANDARD.encode(bytes)
}

/// The comment with its signature, over the colours of `pixels`. `NOVELAI` is written as Python writes it, so that the
/// text itself is what is signed.
fn signed(pixels: &[u8]) -> String {
    let mut message: Vec<u8> = pixels.chunks(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
    message.extend(NOVELAI.as_bytes());
    let signature = base64(&key().sign(&message).to_bytes());
    NOVELAI
        .replace("\"request_type\"", &format!("\"signed_hash\": \"{signature}\", \"request_type\""))
}

fn parse(bytes: &[u8]) -> Picture {
    let issuers = Issuers { novelai: key().verifying_key().to_bytes(), ..Issuers::default() };
    readers::parse_trusting(&issuers, Path::new("x"), bytes, &mut |_| {}).unwrap()
}

fn texts(comment: &str) -> Vec<Vec<u8>> {
    let beside = [
        ("Description", "an owl"),
        ("Software", "NovelAI"),
        ("Source", "NovelAI Diffusion V4.5 C02D4F98"),
        ("Generation time", "3.1"),
        ("Comment", comment),
    ];
    beside.iter().map(|(key, text)| text_chunk(key, text)).collect()
}

fn signature(picture: &Picture) -> Option<bool> {
    let claims = picture.claims.as_ref().unwrap();
    assert_eq!(claims.format.name(), "novelai");
    claims.signature.map(|Signature { kind, valid }| {
        assert_eq!(kind, "novelai");
        valid
    })
}

#[test]
fn a_right_signature_is_right_in_text_chunks() {
    let pixels = pattern(16, 16);
    let picture = parse(&png_rgba(16, &pixels, &texts(&signed(&pixels)), &[]));
    assert_eq!(signature(&picture), Some(true));
    let claims = picture.claims.unwrap();
    assert!(picture.notes.is_empty(), "{:?}", picture.notes);
    assert_eq!(claims.main.positive.as_deref(), Some("an owl"));
    assert_eq!(claims.main.negative.as_deref(), Some("blurry"));
    assert_eq!(
        (claims.main.seed.as_deref(), claims.main.cfg_scale.as_deref()),
        (Some("77"), Some("6.5"))
    );
    assert_eq!(claims.main.scheduler.as_deref(), Some("karras"));
    assert_eq!(claims.model.name.as_deref(), Some("NovelAI Diffusion V4.5 C02D4F98"));
    assert_eq!(claims.model.short_hash, None, "eight digits of nobody knows what are no AutoV1");
    assert_eq!(claims.unsigned, ["Generation time"]);
    assert!(claims.extra.contains(&("uncond_scale".into(), "1.0".into())));
}

#[test]
fn a_change_of_a_pixel_or_a_word_is_found() {
    let pixels = pattern(16, 16);
    let comment = signed(&pixels);
    let mut other = pixels.clone();
    other[4] ^= 1;
    let changed = parse(&png_rgba(16, &other, &texts(&comment), &[]));
    assert_eq!(signature(&changed), Some(false));
    assert!(changed.notes[0].contains("signature of NovelAI is wrong"), "{:?}", changed.notes);
    let reworded = comment.replace("an owl", "an eagle");
    assert_eq!(signature(&parse(&png_rgba(16, &pixels, &texts(&reworded), &[]))), Some(false));
    for broken in ["", "AAAA", "not base64!"] {
        let comment = NOVELAI.replacen('{', &format!("{{\"signed_hash\": \"{broken}\", "), 1);
        assert_eq!(signature(&parse(&png_rgba(16, &pixels, &texts(&comment), &[]))), Some(false));
    }
    let published = readers::parse(Path::new("x"), &png_rgba(16, &pixels, &texts(&comment), &[]));
    assert_eq!(signature(&published.unwrap()), Some(false), "the test is not NovelAI");
    let unsigned = parse(&png_rgba(16, &pixels, &texts(NOVELAI), &[]));
    assert_eq!(signature(&unsigned), None);
    assert_eq!(unsigned.notes, ["the NovelAI comment is not signed"]);
}

#[test]
fn the_alpha_channel_carries_it_where_text_chunks_are_gone() {
    let mut pixels = pattern(SIDE, SIDE);
    let whole = serde_json::json!({
        "Description": "an owl", "Software": "NovelAI", "Source": "NovelAI Diffusion V4.5",
        "Generation time": "3.1", "Comment": signed(&pixels),
    });
    hide(SIDE, &mut pixels, whole.to_string().as_bytes(), false, true);
    let picture = parse(&png_rgba(SIDE, &pixels, &[], &[]));
    assert_eq!(signature(&picture), Some(true), "alpha is not part of what is signed");
    assert_eq!(picture.claims.unwrap().place, Place::StealthAlpha);
    let webp = parse(&webp_of(SIDE, &pixels, &[], &[]));
    assert_eq!(signature(&webp), Some(true));
}

#[test]
fn lossless_webp_carries_it_in_exif() {
    let pixels = pattern(24, 16);
    let comment = [b"ASCII\0\0\0", signed(&pixels).as_bytes()].concat();
    let exif = tiff_of(
        &[(0x010e, b"an owl\0"), (0x0131, b"NovelAI Diffusion V4.5\0")],
        &[(0x9286, &comment)],
    );
    let picture = parse(&webp_of(24, &pixels, &exif, &[]));
    assert_eq!(signature(&picture), Some(true));
    let claims = picture.claims.unwrap();
    assert_eq!(claims.model.name.as_deref(), Some("NovelAI Diffusion V4.5"));
    assert_eq!((claims.place, claims.software.as_deref()), (Place::Exif, Some("NovelAI")));
}

#[test]
fn json_is_written_as_python_writes_it() {
    // Made with json.dumps(json.loads(text)) of Python 3.
    let text = r#"{"prompt":"an owl 猫 😀 \u007f \"q\" \\ \/","steps":28,"scale":5.00,"tiny":0.00001,"big":1E16,"near":123456789012345.60,"neg":-0.0,"int":-0,"large":123456789012345678901234567890,"sig":0.30000000000000004,"exp":15e299,"small":0.0001,"nested":{"a":[1,2.50,null,true,false],"b":{}},"dup":1,"uc":"blurry","dup":2,"inf":1e400,"nan":NaN}"#;
    let python = r#"{"prompt": "an owl \u732b \ud83d\ude00 \u007f \"q\" \\ /", "steps": 28, "scale": 5.0, "tiny": 1e-05, "big": 1e+16, "near": 123456789012345.6, "neg": -0.0, "int": 0, "large": 123456789012345678901234567890, "sig": 0.30000000000000004, "exp": 1.5e+300, "small": 0.0001, "nested": {"a": [1, 2.5, null, true, false], "b": {}}, "dup": 2, "uc": "blurry", "inf": Infinity, "nan": NaN}"#;
    assert_eq!(python::dumps(&Json::parse(text).unwrap()), python);
}
