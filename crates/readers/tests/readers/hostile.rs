//! Files that were made to do harm: each is refused or read in part, with a reason, in bounded memory.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::Picture;

use crate::craft::avif::{avif_with, boxed, exif_item};
use crate::craft::jpeg::{exif_segment, jpeg_of, xmp_segment};
use crate::craft::payloads::xmp;
use crate::craft::{
    chunk, deflate, hide, itxt_chunk, pattern, png_rgba, png_with, text_chunk, tiff_of,
};

fn parse(bytes: &[u8]) -> Picture {
    readers::parse(Path::new("x"), bytes).unwrap()
}

fn note(bytes: &[u8]) -> String {
    let picture = parse(bytes);
    assert!(picture.claims.is_none(), "{:?}", picture.claims);
    picture.notes.join("; ")
}

#[test]
fn a_text_of_100_megabytes_is_left_out() {
    let text = "x".repeat(100 << 20);
    assert!(note(&png_with(&[text_chunk("parameters", &text)])).contains("larger than 16 MiB"));
    assert!(note(&png_with(&[itxt_chunk("prompt", &text)])).contains("larger than 16 MiB"));
    assert!(note(&png_with(&[chunk(b"comf", &[b"prompt\0", text.as_bytes()].concat())]))
        .contains("larger than 16 MiB"));
}

#[test]
fn compressed_texts_may_not_grow_beyond_the_limits() {
    let bomb = deflate(&vec![b'a'; 40 << 20]);
    let itxt = chunk(b"iTXt", &[b"parameters\0\x01\0\0\0", &bomb[..]].concat());
    assert!(note(&png_with(&[itxt])).contains("larger than 16 MiB"));
    // Each of them would fit, all of them together would not.
    let large = deflate(&vec![b'a'; 15 << 20]);
    let one = chunk(b"zTXt", &[b"filler\0\0", &large[..]].concat());
    let text = note(&png_with(&vec![one; 20]));
    assert!(text.contains("larger than 32 MiB together"), "{text}");
}

#[test]
fn hidden_texts_may_not_grow_or_lie() {
    let mut pixels = pattern(600, 600);
    let bomb = vec![b'a'; 40 << 20];
    hide(600, &mut pixels, &bomb, false, true);
    let text = note(&png_rgba(600, &pixels, &[], &[]));
    assert!(text.contains("alpha channel was not read: it is larger than 16 MiB"), "{text}");
    for (length, why) in [
        (u32::MAX, "no whole number of bytes"),
        (u32::MAX - 7, "larger than 16 MiB"),
        (8 * 100_000, "more bits than the picture has"),
    ] {
        let mut pixels = pattern(64, 64);
        hide(64, &mut pixels, b"text", true, false);
        let bits = (0..32).map(|bit| (length >> (31 - bit) & 1) as u8);
        for (at, bit) in bits.enumerate() {
            let (pixel, channel) = ((15 * 8 + at) / 3, (15 * 8 + at) % 3);
            let place = 4 * ((pixel % 64) * 64 + pixel / 64) + channel;
            pixels[place] = pixels[place] & 0xfe | bit;
        }
        let text = note(&png_rgba(64, &pixels, &[], &[]));
        assert!(text.contains(why), "{length}: {text}");
    }
}

#[test]
fn deep_json_is_refused_wherever_it_stands() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let object = format!("{{\"nodes\": {deep}}}");
    for keyword in ["prompt", "invokeai_metadata", "invokeai_graph", "sd-metadata"] {
        let text = note(&png_with(&[text_chunk(keyword, &object)]));
        assert!(text.contains("not JSON from byte"), "{keyword}: {text}");
    }
    let comment = [text_chunk("Software", "NovelAI"), text_chunk("Comment", &object)];
    assert!(note(&png_with(&comment)).contains("not JSON from byte"));
    let swarm = format!("{{\"sui_image_params\": {deep}}}");
    assert!(note(&png_with(&[text_chunk("parameters", &swarm)]))
        .contains("SwarmUI metadata is not JSON"));
}

#[test]
fn of_duplicate_keys_the_last_counts_everywhere() {
    let swarm = r#"{"sui_image_params": {"seed": 1, "prompt": "a", "seed": 2, "prompt": "b"}}"#;
    let main = parse(&png_with(&[text_chunk("parameters", swarm)])).claims.unwrap().main;
    assert_eq!((main.seed.as_deref(), main.positive.as_deref()), (Some("2"), Some("b")));
}

#[test]
fn what_is_no_number_is_absent() {
    let swarm = r#"{"sui_image_params": {"prompt": "a", "cfgscale": NaN, "seed": -Infinity, "steps": [1], "width": null}}"#;
    let claims = parse(&png_with(&[text_chunk("parameters", swarm)])).claims.unwrap();
    let main = claims.main;
    assert_eq!((main.cfg_scale, main.seed, main.steps, main.width), (None, None, None, None));
}

#[test]
fn texts_that_are_no_text_are_named() {
    let bad = chunk(b"iTXt", b"parameters\0\0\0\0\0\xff\xfe\xfd");
    assert!(note(&png_with(&[bad])).contains("it is not UTF-8"));
    // A high surrogate without its low one, in UTF-16.
    let lone = [&b"UNICODE\0"[..], &[0, b'a', 0xd8, 0x00, 0, b'b']].concat();
    let jpeg = jpeg_of(&[exif_segment(&tiff_of(&[], &[(0x9286, &lone)]))]);
    assert_eq!(note(&jpeg), "the EXIF user comment is no text");
    let escape = r#"{"positive_prompt": "\ud800", "seed": 1}"#;
    assert!(note(&png_with(&[text_chunk("invokeai_metadata", escape)])).contains("not JSON"));
}

#[test]
fn xmp_is_bounded_and_expands_no_entities() {
    let large = xmp("", &"<a/>".repeat(2 << 20));
    assert!(
        note(&png_with(&[itxt_chunk("XML:com.adobe.xmp", &large)])).contains("larger than 4 MiB")
    );
    let many = xmp("", &"<a/>".repeat(300_000));
    assert!(
        note(&png_with(&[itxt_chunk("XML:com.adobe.xmp", &many)])).contains("too many elements")
    );
    let broken = "<x:xmpmeta><rdf:RDF></x:xmpmeta>";
    assert!(note(&jpeg_of(&[xmp_segment(broken)])).contains("is no XML"));
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x \
        xmlns:Iptc4xmpExt=\"i\"><Iptc4xmpExt:AISystemUsed>&b;Tool &amp; Co</Iptc4xmpExt:AISystemUsed></x>";
    let claims = parse(&jpeg_of(&[xmp_segment(laughs)])).claims.unwrap();
    assert_eq!(claims.software.as_deref(), Some("Tool & Co"));
}

#[test]
fn lists_of_a_million_models_are_cut() {
    let names = vec!["\"a\""; 400_000].join(",");
    let swarm = format!("{{\"sui_image_params\": {{\"prompt\": \"p\", \"loras\": [{names}]}}}}");
    let claims = parse(&png_with(&[text_chunk("parameters", &swarm)])).claims.unwrap();
    assert_eq!(claims.adapters.len(), 1_000);
    let keys: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\": \"v\"")).collect();
    let swarm = format!("{{\"sui_image_params\": {{\"prompt\": \"p\", {}}}}}", keys.join(","));
    let picture = parse(&png_with(&[text_chunk("parameters", &swarm)]));
    assert!(picture.claims.unwrap().extra.len() <= 1_000);
    assert!(picture.notes.len() <= 101, "{}", picture.notes.len());
}

#[test]
fn boxes_and_items_that_lie_are_refused() {
    let refusal = |bytes: &[u8]| readers::parse(Path::new("x"), bytes).unwrap_err().to_string();
    let good = avif_with(&[(b"Exif", "", exif_item(&[0; 40]))], &[]);
    assert!(parse(&good).claims.is_none());
    let cut = &good[..good.len() - 10];
    assert!(refusal(cut).contains("box \"mdat\" announces"), "{}", refusal(cut));
    // The picture data ends early, and the box is as short: the item then lies outside.
    let place = good.windows(4).position(|window| window == b"mdat").unwrap() - 4;
    let mut short = good[..place].to_vec();
    short.extend(boxed(b"mdat", &[0; 4]));
    assert!(refusal(&short).contains("an item lies outside"), "{}", refusal(&short));
    let mut many = good.clone();
    (0..5_000).for_each(|_| many.extend(boxed(b"free", b"")));
    assert!(refusal(&many).contains("more than 4096 boxes"), "{}", refusal(&many));
}
