//! The infotext grammar and its traps.

use colophon_readers::claims::{AdapterKind, Claims};
use colophon_readers::tools::infotext;

fn read(text: &str) -> Claims {
    infotext::read(text, text.as_bytes())
}

fn extra<'a>(claims: &'a Claims, key: &str) -> Option<&'a str> {
    claims.extra.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

#[test]
fn a_whole_infotext_gives_every_field_as_written() {
    let claims = read(
        "masterpiece, <lora:add_detail:0.8> castle\non a hill\nNegative prompt: blurry,\nlow quality\nSteps: 25, \
         Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.0, Seed: 18446744073709551615, Size: 832x1216, \
         Model hash: 31e35c80fc, Model: sd_xl_base_1.0, VAE hash: 235745af8d, VAE: sdxl_vae.safetensors, \
         Denoising strength: 0.35, Clip skip: 2, Lora hashes: \"add_detail: 7c6bad76eb54\", \
         TI hashes: \"bad-hands: aa7651be154c\", Refiner: sd_xl_refiner_1.0 [7440042bbd], Version: v1.10.1",
    );
    let main = &claims.main;
    assert_eq!(
        main.positive.as_deref(),
        Some("masterpiece, <lora:add_detail:0.8> castle\non a hill")
    );
    assert_eq!(main.negative.as_deref(), Some("blurry,\nlow quality"));
    assert_eq!(main.seed.as_deref(), Some("18446744073709551615"));
    assert_eq!(main.cfg_scale.as_deref(), Some("7.0"), "decimals keep their text");
    assert_eq!((main.width.as_deref(), main.height.as_deref()), (Some("832"), Some("1216")));
    assert_eq!(
        (main.sampler.as_deref(), main.scheduler.as_deref()),
        (Some("DPM++ 2M"), Some("Karras"))
    );
    assert_eq!((main.denoise.as_deref(), main.clip_skip.as_deref()), (Some("0.35"), Some("2")));
    assert_eq!(claims.model.name.as_deref(), Some("sd_xl_base_1.0"));
    assert_eq!(claims.model.short_hash.as_deref(), Some("31e35c80fc"));
    assert_eq!(claims.software.as_deref(), Some("v1.10.1"));
    let adapters: Vec<_> = claims
        .adapters
        .iter()
        .map(|a| {
            (
                a.kind,
                a.named.name.as_deref().unwrap(),
                a.named.short_hash.as_deref().unwrap(),
                a.weight.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        adapters,
        [
            (AdapterKind::Vae, "sdxl_vae.safetensors", "235745af8d", None),
            (AdapterKind::Lora, "add_detail", "7c6bad76eb54", Some("0.8")),
            (AdapterKind::Embedding, "bad-hands", "aa7651be154c", None),
            (AdapterKind::Refiner, "sd_xl_refiner_1.0", "7440042bbd", None),
        ]
    );
    assert!(claims.extra.is_empty() && claims.notes.is_empty());
}

#[test]
fn a_prompt_cannot_forge_the_parameter_line() {
    let claims = read(
        "nice\nSteps: 99, Sampler: forged, Seed: 1, Model: famous-model\nmore prompt\nSteps: 20, Sampler: real, Seed: 5",
    );
    assert_eq!(claims.main.steps.as_deref(), Some("20"));
    assert_eq!(claims.main.sampler.as_deref(), Some("real"));
    assert_eq!(claims.model.name, None);
    assert!(claims.main.positive.unwrap().contains("famous-model"), "the forged line stays prompt");
}

#[test]
fn two_pairs_are_prompt_and_three_are_parameters() {
    let two = read("a photo\nSteps: 20, Seed: 5");
    assert_eq!(two.main.positive.as_deref(), Some("a photo\nSteps: 20, Seed: 5"));
    assert_eq!(two.main.steps, None);
    assert_eq!(two.notes.len(), 1);
    assert_eq!(read("a photo\nSteps: 20, Seed: 5, CFG scale: 7").main.steps.as_deref(), Some("20"));
}

#[test]
fn a_parameter_line_alone_has_no_prompt() {
    let claims = read("Steps: 20, Sampler: Euler a, Seed: 5");
    assert_eq!((claims.main.positive, claims.main.negative), (None, None));
    assert_eq!(claims.main.seed.as_deref(), Some("5"));
}

#[test]
fn quoted_values_may_hold_commas_colons_newlines_and_escapes() {
    let claims = read(
        r#"x
Steps: 1, Sampler: e, Seed: 2, Hires prompt: "red, \"blue\": green\nline ü", Note: "unclosed, Next: 1"#,
    );
    assert_eq!(extra(&claims, "Hires prompt"), Some("red, \"blue\": green\nline ü"));
    assert_eq!(extra(&claims, "Note"), Some("\"unclosed"));
    assert_eq!(extra(&claims, "Next"), Some("1"));
    let odd = read(
        r#"x
Steps: 1, Sampler: e, Seed: 2, Odd: "a" b, Bad: "\q""#,
    );
    assert_eq!(extra(&odd, "Odd"), Some("\"a\" b"), "a quoted part is no quoted value");
    assert_eq!(extra(&odd, "Bad"), Some("\"\\q\""), "broken quoting is kept as it is");
}

#[test]
fn json_values_are_taken_whole() {
    let claims = read(
        "x <lora:Zed:1>\nSteps: 1, Sampler: e, Seed: 2, Hashes: {\"model\": \"6ce0161689\", \"lora:Zed\": \
         \"8cdb1dbe8f\", \"vae\": \"f921fb3f29\", \"odd:y\": \"1\"}, Civitai resources: [{\"type\":\"checkpoint\",\
         \"modelVersionId\":128713}], Version: f2.0",
    );
    assert_eq!(claims.model.short_hash.as_deref(), Some("6ce0161689"));
    let lora = claims.adapters.iter().find(|a| a.kind == AdapterKind::Lora).unwrap();
    assert_eq!(
        (lora.named.short_hash.as_deref(), lora.weight.as_deref()),
        (Some("8cdb1dbe8f"), Some("1"))
    );
    assert_eq!(claims.adapters.len(), 2);
    assert_eq!(extra(&claims, "Hashes/odd:y"), Some("1"));
    assert_eq!(
        extra(&claims, "Civitai resources"),
        Some(r#"[{"type":"checkpoint","modelVersionId":128713}]"#)
    );
    assert_eq!(claims.software.as_deref(), Some("f2.0"));
}

#[test]
fn the_model_hash_of_the_line_wins_over_the_hashes_object() {
    let claims =
        read("x\nSteps: 1, Seed: 2, Model hash: aaaaaaaaaa, Hashes: {\"model\": \"bbbbbbbbbb\"}");
    assert_eq!(claims.model.short_hash.as_deref(), Some("aaaaaaaaaa"));
}

#[test]
fn size_is_two_numbers_or_nothing() {
    for (text, width) in
        [("512x768", Some("512")), ("512x", None), ("x5", None), ("5x5x5", None), ("-5x5", None)]
    {
        let claims = read(&format!("p\nSteps: 1, Seed: 2, Size: {text}, Version: v1"));
        assert_eq!(claims.main.width.as_deref(), width, "{text}");
        assert_eq!(extra(&claims, "Size").is_some(), width.is_none(), "{text}");
    }
}

#[test]
fn templates_after_the_parameter_line_are_no_prompt() {
    let claims = read("a red cat\nSteps: 1, Sampler: e, Seed: 2\nTemplate: a {red|blue} cat\nof mine\nNegative Template: bad");
    assert_eq!(claims.main.positive.as_deref(), Some("a red cat"));
    assert_eq!(claims.main.seed.as_deref(), Some("2"));
    assert_eq!(extra(&claims, "Template"), Some("a {red|blue} cat\nof mine"));
    assert_eq!(extra(&claims, "Negative Template"), Some("bad"));
}

#[test]
fn edges_do_not_panic_and_guess_nothing() {
    for text in [
        "",
        "\n",
        "   ",
        ":",
        "a:",
        "a: ,",
        ",,,",
        "Negative prompt:",
        "\"",
        "{",
        "a: {, b: [, c: \"",
        "é: 1, é: 2, é: 3",
    ] {
        let claims = read(text);
        assert_eq!(claims.model.name, None);
        assert_eq!(claims.main.seed, None, "{text:?}");
    }
    assert_eq!(read("Negative prompt: only").main.negative.as_deref(), Some("only"));
}

#[test]
fn hostile_lengths_take_linear_time() {
    let started = std::time::Instant::now();
    for text in [
        "a".repeat(4 << 20),
        "a: \"".repeat(1 << 20),
        "{".repeat(4 << 20),
        "a: {".repeat(1 << 20),
        "<lora:a:1>".repeat(400_000),
        "a b-".repeat(1 << 20),
    ] {
        read(&text);
        read(&format!("p\nSteps: 1, Seed: 1, Size: 1x1, {text}"));
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
