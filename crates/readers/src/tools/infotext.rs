//! The infotext grammar of AUTOMATIC1111, Forge and many others: prompt lines, `Negative prompt:` lines, and one
//! last line of `key: value` pairs. Parsed by hand and from the end, in linear time: a prompt may contain lines that
//! look like parameters, and only the last line is what the tool wrote.

use super::civitai;
use crate::claims::{Adapter, AdapterKind, Claims, Format, Named, Pass};
use crate::json::Json;

/// Fewest pairs that make the last line a parameter line; with fewer it is part of the prompt.
const FEWEST_PAIRS: usize = 3;

/// Most adapters that are listed; a picture made with more does not exist.
const MAX_ADAPTERS: usize = 1_000;

/// How many unbalanced JSON values are scanned to the end of the line: it keeps the time linear.
const UNBALANCED: usize = 16;

const NEGATIVE: &str = "Negative prompt:";

/// Reads an infotext; `raw` is the undecoded payload that it came from.
#[must_use]
pub fn read(text: &str, raw: &[u8]) -> Claims {
    let mut claims = Claims::new(Format::A1111, raw);
    let mut lines: Vec<&str> = text.trim().split('\n').collect();
    let templates = split_templates(&mut lines);
    let found = lines.last().map(|line| pairs(line)).unwrap_or_default();
    if found.len() >= FEWEST_PAIRS {
        lines.pop();
    }
    prompts(&mut claims.main, &lines);
    if found.len() >= FEWEST_PAIRS {
        parameters(&mut claims, found);
    } else {
        claims.notes.push("the text has no parameter line: all of it is prompt".into());
    }
    claims.extra.extend(templates);
    claims
}

/// Whether a line of `text` is a parameter line.
#[must_use]
pub fn has_parameters(text: &str) -> bool {
    text.trim().split('\n').any(|line| pairs(line).len() >= FEWEST_PAIRS)
}

/// Takes off the `Template:` lines that a prompt extension writes after the parameter line. They count only if a
/// parameter line stands before them and the last line is none.
fn split_templates(lines: &mut Vec<&str>) -> Vec<(String, String)> {
    const KEYS: [&str; 2] = ["Negative Template", "Template"];
    let key_of = |line: &str| {
        KEYS.into_iter()
            .find(|key| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
    };
    if lines.last().is_some_and(|line| pairs(line).len() >= FEWEST_PAIRS) {
        return Vec::new();
    }
    let Some(start) =
        lines.iter().rposition(|line| pairs(line).len() >= FEWEST_PAIRS).map(|at| at + 1)
    else {
        return Vec::new();
    };
    if lines.get(start).and_then(|line| key_of(line)).is_none() {
        return Vec::new();
    }
    let mut out: Vec<(String, String)> = Vec::new();
    for line in lines.drain(start..) {
        match (key_of(line), out.last_mut()) {
            (Some(key), _) => out.push((key.to_owned(), line[key.len() + 1..].trim().to_owned())),
            (None, Some((_, value))) => {
                value.push('\n');
                value.push_str(line);
            }
            (None, None) => {}
        }
    }
    out
}

/// Lines before the parameter line: prompt, and from `Negative prompt:` on the negative prompt. Lines are trimmed,
/// as the tool itself does when it reads its own files.
fn prompts(pass: &mut Pass, lines: &[&str]) {
    let mut texts: [Vec<&str>; 2] = [Vec::new(), Vec::new()];
    let mut side = 0;
    for line in lines {
        let mut line = line.trim();
        if let Some(rest) = line.strip_prefix(NEGATIVE) {
            side = 1;
            line = rest.trim();
        }
        if !(line.is_empty() && texts[side].is_empty()) {
            texts[side].push(line);
        }
    }
    let [positive, negative] =
        texts.map(|lines| Some(lines.join("\n")).filter(|text| !text.is_empty()));
    pass.positive = positive;
    pass.negative = negative;
}

/// All `key: value` pairs of one line, values still quoted.
fn pairs(line: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = line;
    let mut patience = UNBALANCED;
    while let Some((key, after)) = next_key(rest) {
        let (value, remainder) = value(after.trim_start(), &mut patience);
        found.push((key, value));
        rest = remainder;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The next key (a word character, then at least one of word, space, `-`, `/`) that a colon follows, and what is
/// after the colon.
fn next_key(mut text: &str) -> Option<(&str, &str)> {
    loop {
        let start = text.find(is_word)?;
        text = &text[start..];
        let end = text.find(|c: char| !is_word(c) && !matches!(c, ' ' | '-' | '/'))?;
        let (key, after) = text.split_at(end);
        match after.strip_prefix(':') {
            Some(after) if key.chars().nth(1).is_some() => return Some((key, after)),
            _ => text = after,
        }
    }
}

/// One value and the text after its comma: quoted, or a balanced JSON document, or everything up to a comma.
fn value<'a>(text: &'a str, patience: &mut usize) -> (String, &'a str) {
    let mut json = None;
    if *patience > 0 && text.starts_with(['{', '[']) {
        json = balanced_end(text);
        *patience -= usize::from(json.is_none());
    }
    let whole = quoted_end(text).or(json).filter(|end| {
        let after = &text[*end..];
        after.is_empty() || after.starts_with(',')
    });
    let end = whole.unwrap_or_else(|| text.find(',').unwrap_or(text.len()));
    let rest = &text[end..];
    (text[..end].to_owned(), rest.strip_prefix(',').unwrap_or(rest))
}

/// End of a non-empty quoted string with backslash escapes at the start of `text`.
fn quoted_end(text: &str) -> Option<usize> {
    let body = text.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (at > 0).then_some(at + 2),
            _ => {}
        }
    }
    None
}

/// End of the balanced `{…}` or `[…]` that `text` starts with, strings respected.
fn balanced_end(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '{' | '[' if !in_string => depth += 1,
            '}' | ']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A value without its quotes; kept as it is when the quoting is not valid JSON.
fn unquote(value: String) -> String {
    if !(value.len() >= 2 && value.starts_with('"') && value.ends_with('"')) {
        return value;
    }
    match Json::parse(&value) {
        Ok(Json::String(text)) => text,
        _ => value,
    }
}

fn parameters(claims: &mut Claims, found: Vec<(&str, String)>) {
    let mut hashes = None;
    for (key, value) in found {
        let value = unquote(value);
        let main = &mut claims.main;
        match key {
            "Steps" => main.steps = Some(value),
            "Sampler" => main.sampler = Some(value),
            "Schedule type" => main.scheduler = Some(value),
            "CFG scale" => main.cfg_scale = Some(value),
            "Seed" => main.seed = Some(value),
            "Denoising strength" => main.denoise = Some(value),
            "Clip skip" => main.clip_skip = Some(value),
            "Size" => match dimensions(&value) {
                Some((width, height)) => (main.width, main.height) = (Some(width), Some(height)),
                None => claims.extra.push((key.into(), value)),
            },
            "Model" => claims.model.name = Some(value),
            "Model hash" => claims.model.short_hash = Some(value),
            "Version" => claims.software = Some(value),
            "VAE" => vae(claims).name = Some(value),
            "VAE hash" => vae(claims).short_hash = Some(value),
            "Lora hashes" => named_hashes(claims, AdapterKind::Lora, &value),
            "TI hashes" => named_hashes(claims, AdapterKind::Embedding, &value),
            "Refiner" => refiner(claims, &value),
            "Lora weights" => named_weights(claims, &value),
            "Refiner hash" => {
                adapter(claims, AdapterKind::Refiner, None).named.short_hash = Some(value)
            }
            "Civitai resources" => {
                civitai::resources(claims, &value);
                claims.extra.push((key.into(), value));
            }
            "Hashes" => hashes = Some(value),
            _ => claims.extra.push((key.into(), value)),
        }
    }
    if let Some(hashes) = hashes {
        hash_object(claims, hashes);
    }
    lora_weights(claims);
}

fn dimensions(value: &str) -> Option<(String, String)> {
    let (width, height) = value.split_once('x')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(width) && digits(height)).then(|| (width.into(), height.into()))
}

fn adapter<'a>(claims: &'a mut Claims, kind: AdapterKind, name: Option<&str>) -> &'a mut Adapter {
    let same = |a: &Adapter| a.kind == kind && (name.is_none() || a.named.name.as_deref() == name);
    let at = claims.adapters.iter().position(same).unwrap_or_else(|| {
        let named = Named { name: name.map(Into::into), ..Named::default() };
        claims.adapters.push(Adapter { kind, named, weight: None });
        claims.adapters.len() - 1
    });
    &mut claims.adapters[at]
}

fn vae(claims: &mut Claims) -> &mut Named {
    &mut adapter(claims, AdapterKind::Vae, None).named
}

/// `name: hash, name: hash`
fn named_hashes(claims: &mut Claims, kind: AdapterKind, value: &str) {
    for entry in value.split(',').filter(|entry| !entry.trim().is_empty()).take(MAX_ADAPTERS) {
        match entry.rsplit_once(':') {
            Some((name, hash)) if !name.trim().is_empty() => {
                let hash = Some(hash.trim().to_owned()).filter(|hash| !hash.is_empty());
                adapter(claims, kind, Some(name.trim())).named.short_hash = hash;
            }
            _ => claims.notes.push(format!(
                "an entry of the {} hashes has no name and hash: {entry:?}",
                kind.name()
            )),
        }
    }
}

/// `name: weight, name: weight`, as Fooocus writes it beside the hashes.
fn named_weights(claims: &mut Claims, value: &str) {
    for entry in value.split(',').take(MAX_ADAPTERS) {
        if let Some((name, weight)) = entry.rsplit_once(':') {
            let entry = adapter(claims, AdapterKind::Lora, Some(name.trim()));
            entry.weight.get_or_insert(weight.trim().to_owned());
        }
    }
}

/// `name [hash]`
fn refiner(claims: &mut Claims, value: &str) {
    let (name, hash) = match value.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        Some((name, hash)) => (name.trim(), Some(hash.to_owned())),
        None => (value, None),
    };
    let entry = adapter(claims, AdapterKind::Refiner, None);
    entry.named.name = Some(name.to_owned());
    entry.named.short_hash = hash.or(entry.named.short_hash.take());
}

/// The `Hashes` object of an extension: `{"model": "…", "vae": "…", "lora:name": "…", "embed:name": "…"}`.
fn hash_object(claims: &mut Claims, text: String) {
    let parsed = Json::parse(&text).ok();
    let Some(fields) = parsed.as_ref().and_then(Json::as_object) else {
        claims.extra.push(("Hashes".into(), text));
        return;
    };
    for (key, value) in fields.iter().take(MAX_ADAPTERS) {
        let Some(hash) = value.as_str().map(str::to_owned) else { continue };
        let slot = match key.split_once(':') {
            None if key == "model" => &mut claims.model.short_hash,
            None if key == "vae" => &mut vae(claims).short_hash,
            Some(("lora", name)) => {
                &mut adapter(claims, AdapterKind::Lora, Some(name)).named.short_hash
            }
            Some(("embed", name)) => {
                &mut adapter(claims, AdapterKind::Embedding, Some(name)).named.short_hash
            }
            _ => {
                claims.extra.push((format!("Hashes/{key}"), hash));
                continue;
            }
        };
        slot.get_or_insert(hash);
    }
}

/// Weights stand in the prompt only: `<lora:name:weight>`. The tag stays in the prompt; an adapter that only the
/// prompt names is listed as well.
fn lora_weights(claims: &mut Claims) {
    let prompt = claims.main.positive.clone().unwrap_or_default();
    let tags = prompt.split("<lora:").skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
    for tag in tags.take(MAX_ADAPTERS) {
        let mut parts = tag.split(':');
        let (Some(name), weight) = (parts.next().filter(|name| !name.is_empty()), parts.next())
        else {
            continue;
        };
        let entry = adapter(claims, AdapterKind::Lora, Some(name));
        if entry.weight.is_none() {
            entry.weight = weight.map(str::to_owned);
        }
    }
}
