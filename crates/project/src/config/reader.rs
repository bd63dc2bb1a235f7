//! A table of the file, read key by key: what is asked for is known, the rest is refused with the nearest known name.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};
use toml::Spanned;

use super::Problem;

/// Everything wrong so far.
pub(super) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
}

impl<'t> Problems<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::new(Vec::new()) }
    }

    /// Notes a problem at a byte of the text.
    pub(super) fn add(&self, at: usize, text: impl Into<String>) {
        self.found.borrow_mut().push(Problem { line: self.line(at), text: text.into() });
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    pub(super) fn sorted(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort();
        found
    }
}

/// A value and where it stands.
pub(super) type Item<'t> = Spanned<DeValue<'t>>;

/// A table, or the absence of one, which has no keys.
pub(super) struct Section<'a, 't> {
    /// Where it is, as a person would say it: `[collection]`, `[[traits]] creature`; empty for the file itself.
    pub(super) name: String,
    /// First byte.
    pub(super) at: usize,
    pub(super) problems: &'a Problems<'t>,
    table: Option<&'a DeTable<'t>>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a, 't> Section<'a, 't> {
    pub(super) fn root(table: &'a DeTable<'t>, problems: &'a Problems<'t>) -> Self {
        Self::new(String::new(), 0, Some(table), problems)
    }

    pub(super) fn new(
        name: String,
        at: usize,
        table: Option<&'a DeTable<'t>>,
        problems: &'a Problems<'t>,
    ) -> Self {
        Self { name, at, problems, table, asked: RefCell::default() }
    }

    /// Whether the table is there.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// A key with the section before it, for messages.
    pub(super) fn named(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{} {key}", self.name)
        }
    }

    /// The value of a key.
    pub(super) fn item(&self, key: &'static str) -> Option<&'a Item<'t>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        let (_, value) = self.table?.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(value)
    }

    /// All keys with their values, whatever they are called.
    pub(super) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'a str, usize, &'a Item<'t>)> + use<'a, 't> {
        let mut entries: Vec<_> = self
            .table
            .into_iter()
            .flat_map(|table| table.iter())
            .map(|(key, value)| (&**key.get_ref(), key.span().start, value))
            .collect();
        entries.sort_by_key(|entry| entry.1);
        entries.into_iter()
    }

    fn wrong(&self, key: &str, item: &Item<'_>, wanted: &str) {
        let found = kind(item.get_ref());
        self.refuse(item, format!("{} is {found}; write {wanted}", self.named(key)));
    }

    /// Notes what is wrong with a value.
    pub(super) fn refuse(&self, item: &Item<'_>, text: String) {
        self.problems.add(item.span().start, text);
    }

    /// A text.
    pub(super) fn text(&self, key: &'static str) -> Option<(String, &'a Item<'t>)> {
        let item = self.item(key)?;
        match item.get_ref() {
            DeValue::String(text) => Some((text.to_string(), item)),
            _ => {
                self.wrong(key, item, &format!("a text: {key} = \"…\""));
                None
            }
        }
    }

    /// A text that is not empty and has no control characters but line breaks.
    pub(super) fn words(&self, key: &'static str) -> Option<(String, &'a Item<'t>)> {
        let (text, item) = self.text(key)?;
        if text.trim().is_empty() {
            self.refuse(
                item,
                format!("{} is empty; write something, or leave the key out", self.named(key)),
            );
            return None;
        }
        if let Some(c) = text.chars().find(|c| c.is_control() && *c != '\n') {
            let code = u32::from(c);
            self.refuse(
                item,
                format!("{} holds the control character U+{code:04X}; remove it", self.named(key)),
            );
            return None;
        }
        Some((text, item))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let item = self.item(key)?;
        match item.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong(key, item, "true or false, without quotes");
                None
            }
        }
    }

    /// A whole number in a range.
    pub(super) fn number(&self, key: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let item = self.item(key)?;
        let DeValue::Integer(number) = item.get_ref() else {
            self.wrong(
                key,
                item,
                &format!("a whole number without quotes: {key} = {}", range.start().max(&1)),
            );
            return None;
        };
        let parsed = u64::from_str_radix(number.as_str(), number.radix()).ok();
        let inside = parsed.filter(|number| range.contains(number));
        if inside.is_none() {
            let (least, most) = (range.start(), range.end());
            self.refuse(
                item,
                format!("{} is {number}; it must be between {least} and {most}", self.named(key)),
            );
        }
        inside
    }

    /// A decimal number that is not negative, with or without quotes; its text is kept as it was written.
    pub(super) fn decimal(&self, key: &'static str) -> Option<String> {
        let item = self.item(key)?;
        let text = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.as_str().to_owned(),
            _ => {
                self.wrong(key, item, &format!("a number: {key} = \"7.5\""));
                return None;
            }
        };
        let mut parts = text.split('.');
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let good = parts.next().is_some_and(digits)
            && parts.next().is_none_or(digits)
            && parts.next().is_none()
            && text.len() <= 20;
        if !good {
            self.refuse(
                item,
                format!("{} is {text:?}; write a number such as \"7\" or \"7.5\"", self.named(key)),
            );
        }
        good.then_some(text)
    }

    /// A list of texts, none empty.
    pub(super) fn texts(&self, key: &'static str) -> Vec<(String, &'a Item<'t>)> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let DeValue::Array(items) = item.get_ref() else {
            self.wrong(key, item, &format!("a list: {key} = [\"…\"]"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    texts.push((text.to_string(), item))
                }
                DeValue::String(_) => {
                    self.refuse(item, format!("{} holds an empty text; remove it", self.named(key)))
                }
                _ => self.wrong(key, item, "texts in quotes"),
            }
        }
        texts
    }

    /// A table inside this one; `name` is how messages call it.
    pub(super) fn section(&self, key: &'static str, name: &str) -> Section<'a, 't> {
        let item = self.item(key);
        let at = item.map_or(self.at, |item| item.span().start);
        Section::new(
            name.to_owned(),
            at,
            item.and_then(|item| self.table_of(key, item)),
            self.problems,
        )
    }

    /// The tables inside a table of this one: `[publish.home]`, `[publish.store]`, …
    pub(super) fn sections(&self, key: &'static str) -> Vec<(String, Section<'a, 't>)> {
        let all = self.section(key, key);
        all.entries()
            .map(|(name, at, item)| {
                let shown = format!("[{key}.{name}]");
                let table = self.table_of(&shown, item);
                (name.to_owned(), Section::new(shown, at, table, self.problems))
            })
            .collect()
    }

    /// The tables of a list: `[[rules]]`, or tables in braces.
    pub(super) fn list(&self, key: &'static str, name: &str) -> Vec<Section<'a, 't>> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let DeValue::Array(items) = item.get_ref() else {
            self.wrong(key, item, &format!("{name} before each entry"));
            return Vec::new();
        };
        items
            .iter()
            .map(|item| {
                let table = self.table_of(key, item);
                Section::new(name.to_owned(), item.span().start, table, self.problems)
            })
            .collect()
    }

    fn table_of(&self, key: &str, item: &'a Item<'t>) -> Option<&'a DeTable<'t>> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            self.wrong(key, item, "a table, with keys of its own");
        }
        table
    }

    /// Refuses what was never asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, at, _) in self.entries() {
            if asked.contains(&key) {
                continue;
            }
            let place =
                if self.name.is_empty() { "the file".to_owned() } else { self.name.clone() };
            let hint = match nearest(key, asked.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("known are {}", asked.join(", ")),
            };
            self.problems.add(at, format!("{place} has no key {key:?}; {hint}"));
        }
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The known name that a slip of the pen may have meant.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&known.to_lowercase(), &lower), known))
        .filter(|(edits, known)| *edits <= 1 + known.chars().count() / 4)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, known)| known)
}
