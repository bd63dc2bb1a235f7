//! A JSON object of known and unknown keys: known ones are taken, the rest is kept verbatim as text.

use crate::claims::Claims;
use crate::json::Json;
use crate::python;

/// Most keys that are kept as text.
const MAX_EXTRA: usize = 1_000;

/// Longest value that is kept as text, in bytes.
const MAX_VALUE: usize = 64 << 10;

/// Longest list of models or weights that is read.
const MAX_LIST: usize = 1_000;

/// The fields of an object that nobody has taken yet.
pub(crate) struct Fields<'a> {
    entries: Vec<(&'a str, &'a Json, bool)>,
}

impl<'a> Fields<'a> {
    /// The fields of `json`; none if it is no object.
    pub(crate) fn of(json: &'a Json) -> Self {
        let fields = json.as_object().unwrap_or_default();
        Self { entries: fields.iter().map(|(key, value)| (&key[..], value, false)).collect() }
    }

    /// The value under `key`; of duplicate keys the last, as in Python.
    pub(crate) fn take(&mut self, key: &str) -> Option<&'a Json> {
        let mut found = None;
        for (name, value, taken) in &mut self.entries {
            if *name == key {
                *taken = true;
                found = Some(*value);
            }
        }
        found
    }

    /// The text of a scalar that is not empty.
    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        self.take(key).and_then(scalar)
    }

    /// The first of `keys` that holds a text. All of them count as taken.
    pub(crate) fn any(&mut self, keys: &[&str]) -> Option<String> {
        keys.iter().fold(None, |found, key| {
            let text = self.text(key);
            found.or(text)
        })
    }

    /// A text that may be empty: an empty prompt is a prompt.
    pub(crate) fn prompt(&mut self, key: &str) -> Option<String> {
        self.take(key)?.as_str().map(str::to_owned)
    }

    /// Keeps what was not taken, keys behind `prefix`.
    pub(crate) fn keep_rest(self, prefix: &str, claims: &mut Claims) {
        for (key, value, taken) in self.entries {
            if taken {
                continue;
            }
            let text = match value {
                Json::Null => continue,
                Json::Object(fields) if fields.is_empty() => continue,
                Json::Array(items) if items.is_empty() => continue,
                Json::Object(_) | Json::Array(_) => Some(python::dumps(value)),
                _ => scalar(value),
            };
            let Some(text) = text else { continue };
            if text.len() > MAX_VALUE || claims.extra.len() >= MAX_EXTRA {
                claims.notes.push(format!(
                    "the field {:?} was left out: it is too long, or one of too many",
                    key.chars().take(64).collect::<String>()
                ));
                if claims.extra.len() >= MAX_EXTRA {
                    return;
                }
                continue;
            }
            claims.extra.push((format!("{prefix}{key}"), text));
        }
    }
}

/// The text of a string that is not empty, of a finite number or of a truth value.
pub(crate) fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Json::Number(_) => value.as_number().map(str::to_owned),
        Json::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// A list of scalars; a single scalar is a list of one.
pub(crate) fn list(value: &Json) -> Vec<Option<String>> {
    match value {
        Json::Array(items) => items.iter().take(MAX_LIST).map(scalar).collect(),
        Json::Null => Vec::new(),
        other => vec![scalar(other)],
    }
}

/// The digits of a hash of 32 bytes, with or without `0x`, in lower case.
pub(crate) fn hash32(text: &str) -> Option<String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let fits = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase())
}

/// `WxH` as two numbers.
pub(crate) fn size(text: &str) -> Option<(String, String)> {
    let (width, height) = text.split_once('x')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(width) && digits(height)).then(|| (width.into(), height.into()))
}
