//! ComfyUI graphs: crafted ones, and the real files where they are present.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::claims::{AdapterKind, Claims};
use colophon_readers::tools::comfyui;

use crate::craft::{png_with, text_chunk, tiff, webp_with};

fn read(graph: &str) -> Claims {
    comfyui::read(graph, graph.as_bytes()).unwrap()
}

fn adapters(claims: &Claims) -> Vec<(AdapterKind, &str, Option<&str>)> {
    claims
        .adapters
        .iter()
        .map(|a| (a.kind, a.named.name.as_deref().unwrap(), a.weight.as_deref()))
        .collect()
}

/// A small text-to-picture graph; `extra` nodes start with a comma.
fn graph(positive: &str, extra: &str) -> String {
    format!(
        r#"{{"3":{{"class_type":"KSampler","inputs":{{"seed":18446744073709551615,"steps":20,"cfg":8.0,
        "sampler_name":"euler","scheduler":"normal","denoise":1.0,"model":["4",0],"positive":{positive},
        "negative":["7",0],"latent_image":["5",0]}},"is_changed":[NaN, -Infinity, Infinity]}},
        "4":{{"class_type":"CheckpointLoaderSimple","inputs":{{"ckpt_name":"base.safetensors"}}}},
        "5":{{"class_type":"EmptyLatentImage","inputs":{{"width":768,"height":512,"batch_size":1}}}},
        "6":{{"class_type":"CLIPTextEncode","inputs":{{"text":"a \u732b\ud83d\ude00 cat","clip":["4",1]}}}},
        "7":{{"class_type":"CLIPTextEncode","inputs":{{"text":"bad","clip":["4",1]}}}},
        "9":{{"class_type":"SaveImage","inputs":{{"images":["3",0]}}}}{extra}}}"#
    )
}

#[test]
fn a_plain_graph_gives_every_field_as_written() {
    let claims = read(&graph(r#"["6",0]"#, ""));
    let main = &claims.main;
    assert_eq!(main.positive.as_deref(), Some("a 猫😀 cat"));
    assert_eq!(main.negative.as_deref(), Some("bad"));
    assert_eq!(
        main.seed.as_deref(),
        Some("18446744073709551615"),
        "seeds of 64 bits keep their digits"
    );
    assert_eq!((main.cfg_scale.as_deref(), main.denoise.as_deref()), (Some("8.0"), Some("1.0")));
    assert_eq!((main.width.as_deref(), main.height.as_deref()), (Some("768"), Some("512")));
    assert_eq!(claims.model.name.as_deref(), Some("base.safetensors"));
    assert_eq!(claims.model.short_hash, None, "the graph holds names, never hashes");
    assert!(claims.adapters.is_empty() && claims.more.is_empty() && claims.notes.is_empty());
}

#[test]
fn a_computed_prompt_is_absent_with_a_reason() {
    let claims = read(&graph(
        r#"["20",0]"#,
        r#","20":{"class_type":"CLIPTextEncode","inputs":{"text":["21",0]}},
        "21":{"class_type":"DynamicPrompts","inputs":{"template":"x"}}"#,
    ));
    assert_eq!(claims.main.positive, None);
    assert_eq!(claims.main.negative.as_deref(), Some("bad"));
    assert_eq!(claims.notes, ["text of node 20 is computed by node 21 (DynamicPrompts)"]);
}

#[test]
fn a_prompt_behind_controlnets_and_primitives_is_found() {
    let claims = read(&graph(
        r#"["20",0]"#,
        r#","20":{"class_type":"ControlNetApplyAdvanced","inputs":{"positive":["21",0],"negative":["7",0],"control_net":["23",0],"strength":0.5}},
        "21":{"class_type":"CLIPTextEncode","inputs":{"text":["22",0]}},
        "22":{"class_type":"PrimitiveStringMultiline","inputs":{"value":"linked"}},
        "23":{"class_type":"ControlNetLoader","inputs":{"control_net_name":"canny.pth"}}"#,
    ));
    assert_eq!(claims.main.positive.as_deref(), Some("linked"));
    assert_eq!(adapters(&claims), [(AdapterKind::ControlNet, "canny.pth", Some("0.5"))]);
}

#[test]
fn combined_prompts_are_not_joined() {
    let claims = read(&graph(
        r#"["20",0]"#,
        r#","20":{"class_type":"ConditioningCombine","inputs":{"conditioning_1":["6",0],"conditioning_2":["7",0]}}"#,
    ));
    assert_eq!(claims.main.positive, None);
    assert_eq!(claims.notes, ["the positive prompt of node 3 is combined from 2 texts"]);
}

#[test]
fn cycles_and_dangling_links_end() {
    let cyclic = read(&graph(
        r#"["20",0]"#,
        r#","20":{"class_type":"A","inputs":{"conditioning":["21",0]}},"21":{"class_type":"B","inputs":{"conditioning":["20",0]}}"#,
    ));
    assert_eq!(cyclic.main.positive, None);
    let dangling = read(&graph(r#"["99",0]"#, ""));
    assert_eq!(dangling.notes, ["node 99 is not in the graph"]);
    let text_cycle = read(&graph(
        r#"["20",0]"#,
        r#","20":{"class_type":"CLIPTextEncode","inputs":{"text":["21",0]}},"21":{"class_type":"PrimitiveString","inputs":{"value":["21",0]}}"#,
    ));
    assert!(text_cycle.notes[0].contains("behind more than 256 links"), "{:?}", text_cycle.notes);
}

#[test]
fn adapters_of_strength_zero_and_unused_nodes_do_not_count() {
    let chain = r#"{"3":{"class_type":"KSampler","inputs":{"model":["12",0],"latent_image":["5",0]}},
        "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"b"}},
        "5":{"class_type":"EmptyLatentImage","inputs":{}},
        "10":{"class_type":"LoraLoader","inputs":{"lora_name":"first","strength_model":0.7,"strength_clip":1,"model":["4",0]}},
        "11":{"class_type":"LoraLoader","inputs":{"lora_name":"off","strength_model":0,"strength_clip":0.0,"model":["10",0]}},
        "12":{"class_type":"LoraLoaderModelOnly","inputs":{"lora_name":"second","strength_model":-1.25,"model":["11",0]}},
        "9":{"class_type":"SaveImage","inputs":{"images":["3",0]}}}"#;
    let claims = read(chain);
    assert_eq!(
        adapters(&claims),
        [(AdapterKind::Lora, "first", Some("0.7")), (AdapterKind::Lora, "second", Some("-1.25"))]
    );
}

#[test]
fn what_is_no_graph_is_refused_with_a_reason() {
    for (text, why) in [
        ("[]", "no nodes"),
        ("{}", "no nodes"),
        ("{\"a\": 01}", "byte 7"),
        ("{\"a\": \"\\ud800\"}", "not JSON from byte"),
        ("{\"a\": 1,}", "byte 8"),
    ] {
        assert!(comfyui::read(text, &[]).unwrap_err().contains(why), "{text}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(comfyui::read(&deep, &[]).is_err());
}

#[test]
fn webp_files_carry_the_graph_in_exif() {
    let value = format!("prompt:{}\0", graph(r#"["6",0]"#, ""));
    for tag in [0x0110, 0x010e] {
        let bytes = webp_with(&tiff(tag, false, value.as_bytes(), false));
        let picture = readers::parse(Path::new("x.webp"), &bytes).unwrap();
        assert_eq!((picture.width, picture.height), (3, 2));
        assert_eq!(picture.claims.unwrap().model.name.as_deref(), Some("base.safetensors"));
        assert!(picture.pixels.is_none(), "lossy decoders differ, so WebP has no pixel hash");
    }
}

#[test]
fn infotext_wins_over_the_graph() {
    let png = png_with(&[
        text_chunk("prompt", &graph(r#"["6",0]"#, "").replace(['猫', '😀'], "")),
        text_chunk("parameters", "p\nSteps: 1, Sampler: x, Seed: 3"),
    ]);
    let claims = readers::parse(Path::new("x.png"), &png).unwrap().claims.unwrap();
    assert_eq!(claims.format.name(), "a1111");
}
