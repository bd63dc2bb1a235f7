//! InvokeAI: `invokeai_metadata` of versions 3 to 5 (or the metadata node of `invokeai_graph`), `sd-metadata` of 2, the
//! command line `Dream` of 1.

use super::fields::{hash32, scalar, Fields};
use crate::claims::{AdapterKind, Claims, Format, Named};
use crate::json::Json;

/// Most adapters of one kind that are listed.
const MAX_ADAPTERS: usize = 1_000;

/// Reads the metadata of versions 3 to 5; `raw` is the undecoded payload that it came from.
///
/// # Errors
/// A sentence when it is no object.
pub fn metadata(text: &str, raw: &[u8]) -> Result<Claims, String> {
    let document = parse(text)?;
    let mut claims = Claims::new(Format::InvokeAi, raw);
    core(&document, &mut claims);
    Ok(claims)
}

/// Reads the execution graph of versions 3 to 5, which holds the same fields in its metadata node.
///
/// # Errors
/// A sentence when there is no such node.
pub fn graph(text: &str, raw: &[u8]) -> Result<Claims, String> {
    let document = parse(text)?;
    let nodes = document.get("nodes").and_then(Json::as_object).unwrap_or_default();
    let of_type = |node: &Json| node.get("type").and_then(Json::as_str) == Some("core_metadata");
    let node = nodes.iter().map(|(_, node)| node).find(|node| of_type(node));
    let node = node.ok_or(
        "the InvokeAI graph has no metadata node, and values of other nodes are not guessed",
    )?;
    let mut claims = Claims::new(Format::InvokeAi, raw);
    core(node, &mut claims);
    let own = ["id", "type", "is_intermediate", "use_cache"];
    claims.extra.retain(|(key, _)| !own.contains(&&key[..]));
    Ok(claims)
}

fn parse(text: &str) -> Result<Json, String> {
    let document = Json::parse(text)
        .map_err(|at| format!("the InvokeAI metadata is not JSON from byte {at} on"))?;
    if document.as_object().is_none() {
        return Err("the InvokeAI metadata is no object".into());
    }
    Ok(document)
}

fn core(document: &Json, claims: &mut Claims) {
    let mut fields = Fields::of(document);
    let main = &mut claims.main;
    main.positive = fields.prompt("positive_prompt");
    main.negative = fields.prompt("negative_prompt");
    main.seed = fields.text("seed");
    main.steps = fields.text("steps");
    main.scheduler = fields.text("scheduler");
    main.cfg_scale = fields.text("cfg_scale");
    main.width = fields.text("width");
    main.height = fields.text("height");
    main.denoise = fields.text("strength");
    main.clip_skip = fields.text("clip_skip");
    claims.version = fields.text("app_version");
    if let Some(model) = fields.take("model") {
        claims.model = model_of(model, &mut claims.notes);
    }
    type Rule = (&'static str, AdapterKind, &'static [&'static str], &'static [&'static str]);
    const LISTS: [Rule; 4] = [
        ("loras", AdapterKind::Lora, &["model", "lora"], &["weight"]),
        ("controlnets", AdapterKind::ControlNet, &["control_model"], &["control_weight"]),
        ("ipAdapters", AdapterKind::ImageAdapter, &["ip_adapter_model"], &["weight"]),
        ("t2iAdapters", AdapterKind::ImageAdapter, &["t2i_adapter_model"], &["weight"]),
    ];
    for (key, kind, model, weight) in LISTS {
        let entries = fields.take(key).and_then(Json::as_array).unwrap_or_default();
        for entry in entries.iter().take(MAX_ADAPTERS) {
            let pick = |keys: &[&str]| keys.iter().find_map(|key| entry.get(key));
            let Some(model) = pick(model) else { continue };
            let named = model_of(model, &mut claims.notes);
            claims.add(kind, named, pick(weight).and_then(scalar));
        }
    }
    for (key, kind) in [("vae", AdapterKind::Vae), ("refiner_model", AdapterKind::Refiner)] {
        if let Some(model) = fields.take(key).filter(|model| !matches!(model, Json::Null)) {
            let named = model_of(model, &mut claims.notes);
            claims.add(kind, named, None);
        }
    }
    if let Some(name) = fields.text("init_image") {
        claims.notes.push(format!("the input picture {name:?} has no hash in the metadata"));
        claims.extra.push(("init_image".into(), name));
    }
    fields.keep_rest("", claims);
}

/// A model field: an object of version 3 or 4, or a bare name.
fn model_of(model: &Json, notes: &mut Vec<String>) -> Named {
    let text = |key: &str| model.get(key).and_then(scalar);
    let name = text("name").or_else(|| text("model_name")).or_else(|| scalar(model));
    let mut named = name.map(Named::of).unwrap_or_default();
    if let Some(hash) = text("hash") {
        match hash.split_once(':') {
            Some(("blake3", digits)) => named.blake3 = hash32(digits),
            Some(("sha256", digits)) => named.sha256 = hash32(digits),
            Some((kind, _)) => {
                notes.push(format!("a model hash of the kind {kind:?} names no content"))
            }
            None => named.sha256 = hash32(&hash),
        }
    }
    named
}

/// Reads `sd-metadata` of version 2.
///
/// # Errors
/// A sentence when it is no object.
pub fn version_2(text: &str, raw: &[u8]) -> Result<Claims, String> {
    let document = parse(text)?;
    let mut claims = Claims::new(Format::InvokeAi, raw);
    let mut outer = Fields::of(&document);
    claims.version = outer.text("app_version");
    let family = outer.text("model");
    if let Some(name) = outer.text("model_weights").or_else(|| family.clone()) {
        claims.model = Named::of(name);
    }
    if let Some(family) = family {
        claims.extra.push(("model".into(), family));
    }
    if let Some(hash) = outer.text("model_hash") {
        claims.model.sha256 = hash32(&hash);
        if claims.model.sha256.is_none() {
            claims.model.short_hash = Some(hash);
        }
    }
    let image = outer.take("image").unwrap_or(&Json::Null);
    let mut fields = Fields::of(image);
    match fields.take("prompt") {
        Some(Json::String(text)) => bracketed(text, &mut claims),
        Some(Json::Array(parts)) => match &parts[..] {
            [one] => {
                if let Some(text) = one.get("prompt").and_then(Json::as_str) {
                    bracketed(text, &mut claims);
                }
            }
            many => claims
                .notes
                .push(format!("the prompt is combined from {} weighted texts", many.len())),
        },
        _ => {}
    }
    let main = &mut claims.main;
    main.seed = fields.text("seed");
    main.steps = fields.text("steps");
    main.sampler = fields.text("sampler");
    main.cfg_scale = fields.text("cfg_scale");
    main.width = fields.text("width");
    main.height = fields.text("height");
    main.denoise = fields.text("strength");
    fields.keep_rest("", &mut claims);
    outer.keep_rest("", &mut claims);
    Ok(claims)
}

/// Splits `positive [negative]`. Brackets elsewhere, or more than one pair, stay in the prompt, which is then whole.
fn bracketed(text: &str, claims: &mut Claims) {
    let split = text
        .trim_end()
        .strip_suffix(']')
        .and_then(|rest| rest.split_once('['))
        .filter(|(_, negative)| !negative.contains(['[', ']']));
    match split {
        Some((positive, negative)) => {
            claims.main.positive = Some(positive.trim_end().to_owned());
            claims.main.negative = Some(negative.to_owned());
        }
        None => {
            if text.contains('[') {
                claims
                    .notes
                    .push("the negative prompt stands in brackets inside of the prompt".into());
            }
            claims.main.positive = Some(text.to_owned());
        }
    }
}

/// Reads the command line of version 1: `"prompt [negative]" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms`.
///
/// # Errors
/// A sentence when there is no prompt.
pub fn dream(text: &str, raw: &[u8]) -> Result<Claims, String> {
    let text = text.trim();
    let (prompt, rest) = match text.strip_prefix('"').and_then(|rest| rest.rsplit_once('"')) {
        Some(split) => split,
        None => text.split_once(" -").map_or((text, ""), |(prompt, _)| text.split_at(prompt.len())),
    };
    if prompt.is_empty() {
        return Err("the InvokeAI command line has no prompt".into());
    }
    let mut claims = Claims::new(Format::InvokeAi, raw);
    bracketed(&prompt.replace("\\\"", "\""), &mut claims);
    let mut words = rest.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix('-').filter(|option| option.is_ascii()) else {
            continue;
        };
        let long = option.starts_with('-');
        let (key, joined) = if long { (option, "") } else { option.split_at(option.len().min(1)) };
        let value = match joined {
            "" => words.next_if(|next| !is_option(next)).unwrap_or_default(),
            joined => joined,
        };
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        let main = &mut claims.main;
        match key {
            "s" => main.steps = value,
            "S" => main.seed = value,
            "W" => main.width = value,
            "H" => main.height = value,
            "C" => main.cfg_scale = value,
            "A" => main.sampler = value,
            "f" => main.denoise = value,
            _ if claims.extra.len() < MAX_ADAPTERS => {
                claims.extra.push((format!("-{key}"), value.unwrap_or_else(|| "true".into())));
            }
            _ => {}
        }
    }
    Ok(claims)
}

/// Whether a word is an option and no negative number.
fn is_option(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}
