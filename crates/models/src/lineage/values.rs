//! Taking entries out of the metadata: each once, with the texts that stand for nothing left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::Folders;

/// The entries, and what has become of them.
pub(super) struct Values<'a> {
    metadata: &'a BTreeMap<String, String>,
    folders: Folders,
    taken: BTreeSet<&'a str>,
    unreadable: Vec<String>,
}

impl<'a> Values<'a> {
    pub(super) fn new(metadata: &'a BTreeMap<String, String>, folders: Folders) -> Self {
        Self { metadata, folders, taken: BTreeSet::new(), unreadable: Vec::new() }
    }

    /// Whether any entry begins so.
    pub(super) fn any(&self, prefix: &str) -> bool {
        self.metadata.keys().any(|name| name.starts_with(prefix))
    }

    /// The entry as it stands; absent when it is empty or one of Python's words for nothing.
    pub(super) fn raw(&mut self, name: &str) -> Option<&'a str> {
        let (name, value) = self.metadata.get_key_value(name)?;
        self.taken.insert(name);
        let nothing = matches!(value.trim(), "" | "None" | "null" | "{}" | "[]");
        (!nothing).then_some(value.as_str())
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.raw(name).map(|text| text.trim().to_owned())
    }

    /// The name of a file, which may stand behind folders that are nobody's business.
    pub(super) fn file(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        match self.folders {
            Folders::Shown => Some(text),
            Folders::Withheld => {
                text.rsplit(['/', '\\']).find(|part| !part.is_empty()).map(str::to_owned)
            }
        }
    }

    /// A whole number.
    pub(super) fn number(&mut self, name: &str) -> Option<u64> {
        let text = self.raw(name)?;
        let number = text.trim().parse().ok();
        self.noted(name, number)
    }

    /// A decimal number, as it stands.
    pub(super) fn decimal(&mut self, name: &str) -> Option<String> {
        let text = self.raw(name)?.trim();
        let sound = text.parse::<f64>().is_ok_and(f64::is_finite).then(|| text.to_owned());
        self.noted(name, sound)
    }

    /// A moment in seconds since 1970, perhaps with a fraction, as RFC 3339 in UTC; the fraction is dropped.
    pub(super) fn moment(&mut self, name: &str) -> Option<String> {
        let text = self.raw(name)?.trim();
        let seconds = text.split('.').next().and_then(|whole| whole.parse::<i64>().ok());
        let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        self.noted(name, moment.map(|moment| moment.to_string()))
    }

    /// JSON inside the text.
    pub(super) fn json<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let text = self.raw(name)?;
        // Python writes NaN and Infinity, which no JSON reader takes; then nothing of the value is known.
        let value = serde_json::from_str(text).ok();
        self.noted(name, value)
    }

    fn noted<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.unreadable.push(name.to_owned());
        }
        value
    }

    /// What a folder may be called.
    pub(super) fn folder(&self, name: &str) -> Option<String> {
        (self.folders == Folders::Shown).then(|| name.to_owned())
    }

    /// Names of the entries that nobody took, and of those that were not understood.
    pub(super) fn rest(self) -> (Vec<String>, Vec<String>) {
        let other = self.metadata.keys().filter(|name| !self.taken.contains(name.as_str()));
        (other.cloned().collect(), self.unreadable)
    }
}
