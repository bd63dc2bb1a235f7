//! Claims of a file as fields of a record, with the standing `claimed`; what an issuer's signature covers, `signed`. What
//! does not fit a field is kept verbatim under `params.extra`.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use colophon_provenance::record::{
    Adapter, AdapterKind, Decimal, Draft, Input, InputRole, Label, Model, Params, Seed, ShortHash,
    Software, Standing,
};
use colophon_readers::claims::{self, Claims, Format, Named};

use super::declared::pointer;

/// Takes `text` as a `T`; what does not fit is kept under `key` in `extra`.
fn fit<T>(
    extra: &mut BTreeMap<String, String>,
    key: &str,
    text: Option<&String>,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = text?;
    let parsed = parse(text);
    if parsed.is_none() {
        extra.insert(key.to_owned(), text.clone());
    }
    parsed
}

/// Fills `draft` with what `claims` say.
pub(super) fn claimed(draft: &mut Draft, claims: &Claims) {
    let mut extra = BTreeMap::new();
    let main = &claims.main;
    let number = |text: &str| text.parse::<u32>().ok().filter(|n| n.to_string() == text);
    let size = |text: &str| number(text).and_then(NonZeroU32::new);
    let seed = |text: &str| text.parse::<i128>().ok().filter(|n| n.to_string() == text).map(Seed);
    let mut params = Params {
        seed: fit(&mut extra, "seed", main.seed.as_ref(), seed),
        steps: fit(&mut extra, "steps", main.steps.as_ref(), number),
        sampler: fit(&mut extra, "sampler", main.sampler.as_ref(), Label::new),
        scheduler: fit(&mut extra, "scheduler", main.scheduler.as_ref(), Label::new),
        cfg_scale: fit(&mut extra, "cfg_scale", main.cfg_scale.as_ref(), Decimal::new),
        width: fit(&mut extra, "width", main.width.as_ref(), size),
        height: fit(&mut extra, "height", main.height.as_ref(), size),
        denoise: fit(&mut extra, "denoise", main.denoise.as_ref(), Decimal::new),
        clip_skip: fit(&mut extra, "clip_skip", main.clip_skip.as_ref(), number),
        extra: BTreeMap::new(),
    };
    let named = &claims.model;
    let model = Model {
        name: fit(&mut extra, "model", named.name.as_ref(), Label::new),
        file_sha256: named.sha256.as_deref().and_then(word),
        tensor_sha256: named.tensor_sha256.as_deref().and_then(word),
        blake3: named.blake3.as_deref().and_then(word),
        short_hash: fit(&mut extra, "model hash", named.short_hash.as_ref(), short_hash),
        locator: fit(&mut extra, "model locator", named.locator.as_ref(), Label::new),
        ..Model::default()
    };
    adapters(draft, claims, &mut extra);
    software(draft, claims, &mut extra);
    draft.inputs = claims.inputs.iter().filter_map(input).collect();
    if !draft.inputs.is_empty() {
        draft.stand("/inputs", Standing::Claimed);
    }
    extra.extend(claims.extra.iter().cloned());
    later_passes(claims, &mut extra);
    params.extra = extra;
    if model != Model::default() {
        draft.model = Some(model);
        draft.stand("/model", Standing::Claimed);
    }
    if params != Params::default() {
        draft.params = Some(params);
        draft.stand("/params", Standing::Claimed);
    }
    if claims.is_signed() {
        signed(draft, claims);
    }
}

fn software(draft: &mut Draft, claims: &Claims, extra: &mut BTreeMap<String, String>) {
    // An infotext has a version, which may or may not name a program.
    let key = if claims.format == Format::A1111 { "version" } else { "software" };
    let name = fit(extra, key, claims.software.as_ref(), Label::new);
    if let Some(name) = name {
        let version = fit(extra, "software version", claims.version.as_ref(), Label::new);
        draft.software = Some(Software { name, version });
        draft.stand("/software", Standing::Claimed);
    }
}

/// Raises the standing of what the signature covers: prompt and parameters, but for the fields that stood beside.
fn signed(draft: &mut Draft, claims: &Claims) {
    let outside = |name: &str| claims.unsigned.iter().any(|key| key == name);
    if !outside("prompt") && (claims.main.positive.is_some() || claims.main.negative.is_some()) {
        draft.stand("/prompt", Standing::Signed);
    }
    let Some(params) = &draft.params else { return };
    let beside: Vec<String> =
        params.extra.keys().filter(|key| outside(key)).map(|key| pointer(key)).collect();
    draft.stand("/params", Standing::Signed);
    for at in beside {
        draft.stand(&at, Standing::Claimed);
    }
}

/// 32 bytes from 64 hex digits.
fn word(digits: &str) -> Option<[u8; 32]> {
    let mut word = [0; 32];
    hex::decode_to_slice(digits, &mut word).ok()?;
    Some(word)
}

fn later_passes(claims: &Claims, extra: &mut BTreeMap<String, String>) {
    for (index, pass) in claims.more.iter().enumerate() {
        let fields = [
            ("positive prompt", &pass.positive),
            ("negative prompt", &pass.negative),
            ("seed", &pass.seed),
            ("steps", &pass.steps),
            ("sampler", &pass.sampler),
            ("scheduler", &pass.scheduler),
            ("cfg_scale", &pass.cfg_scale),
            ("denoise", &pass.denoise),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                extra.insert(format!("pass {} {name}", index + 2), value.clone());
            }
        }
    }
}

fn adapters(draft: &mut Draft, claims: &Claims, extra: &mut BTreeMap<String, String>) {
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for adapter in &claims.adapters {
        let kind = match adapter.kind {
            claims::AdapterKind::Lora => AdapterKind::Lora,
            claims::AdapterKind::Vae => AdapterKind::Vae,
            claims::AdapterKind::ControlNet => AdapterKind::ControlNet,
            claims::AdapterKind::Embedding => AdapterKind::Embedding,
            claims::AdapterKind::Refiner => AdapterKind::Refiner,
            claims::AdapterKind::Upscaler => AdapterKind::Upscaler,
            other => {
                let count = others
                    .entry(other.name())
                    .or_insert(usize::from(other == claims::AdapterKind::Model));
                *count += 1;
                keep_other(
                    &format!("{} {count}", other.name()),
                    &adapter.named,
                    adapter.weight.as_ref(),
                    extra,
                );
                continue;
            }
        };
        let at = format!("{} {}", kind.as_str(), draft.adapters.len());
        draft.adapters.push(Adapter {
            kind,
            name: fit(extra, &format!("{at} name"), adapter.named.name.as_ref(), Label::new),
            weight: fit(extra, &format!("{at} weight"), adapter.weight.as_ref(), Decimal::new),
            file_sha256: adapter.named.sha256.as_deref().and_then(word),
            tensor_sha256: adapter.named.tensor_sha256.as_deref().and_then(word),
            blake3: adapter.named.blake3.as_deref().and_then(word),
            short_hash: fit(
                extra,
                &format!("{at} hash"),
                adapter.named.short_hash.as_ref(),
                short_hash,
            ),
        });
    }
    if !draft.adapters.is_empty() {
        draft.stand("/adapters", Standing::Claimed);
    }
}

/// Kinds that `ap/1` has no word for.
fn keep_other(
    key: &str,
    named: &Named,
    weight: Option<&String>,
    extra: &mut BTreeMap<String, String>,
) {
    let hash = [&named.short_hash, &named.sha256, &named.tensor_sha256, &named.blake3];
    let hash = hash.into_iter().flatten().next().cloned();
    for (suffix, value) in [("", &named.name), (" hash", &hash)] {
        if let Some(value) = value {
            extra.insert(format!("{key}{suffix}"), value.clone());
        }
    }
    if let Some(weight) = weight {
        extra.insert(format!("{key} weight"), weight.clone());
    }
}

/// A short hash by its length: 8 digits `autov1`, 10 `autov2`, 12 `autov3`.
#[must_use]
pub fn short_hash(text: &str) -> Option<ShortHash> {
    let bytes = hex::decode(text).ok()?;
    Some(match bytes.len() {
        4 => ShortHash::AutoV1(bytes.try_into().ok()?),
        5 => ShortHash::AutoV2(bytes.try_into().ok()?),
        6 => ShortHash::AutoV3(bytes.try_into().ok()?),
        _ => return None,
    })
}

fn input(found: &claims::Input) -> Option<Input> {
    Some(Input { role: InputRole::parse(found.role)?, sha256: word(&found.sha256)? })
}
