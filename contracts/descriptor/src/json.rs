//! Writing JSON documents: members in order, texts escaped, and the `data:` address around them.

use alloc::vec::Vec;

use colophon_provenance::{base64, decimal, escape, hex, sink::Sink};

/// A piece of text inside a JSON string.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// Somebody's text: escaped.
    Text(&'a [u8]),
    /// Bytes, as `0x` and hexadecimal digits.
    Hex(&'a [u8; 32]),
    /// A number in decimal digits, by its limbs.
    Number(&'a [u64; 4]),
}

/// A JSON object that is being written.
pub(crate) struct Object {
    bytes: Vec<u8>,
}

impl Object {
    /// Begins an object; `capacity` is the size of the whole document, so that it need not be moved while it grows: memory that was
    /// left behind is never used again.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.put(b"{");
        Self { bytes }
    }

    /// `"key":"…"`, of several parts.
    pub(crate) fn text(&mut self, key: &str, parts: &[Part<'_>]) {
        self.key(key);
        self.bytes.put(b"\"");
        for part in parts {
            match *part {
                Part::Text(text) => escape::json(&mut self.bytes, text),
                Part::Hex(word) => hex::prefixed(&mut self.bytes, word),
                Part::Number(limbs) => decimal::u256(&mut self.bytes, limbs),
            }
        }
        self.bytes.put(b"\"");
    }

    /// `"key":"…"`, unless the text is empty.
    pub(crate) fn text_if_any(&mut self, key: &str, text: &[u8]) {
        if !text.is_empty() {
            self.text(key, &[Part::Text(text)]);
        }
    }

    /// `"key":[`
    pub(crate) fn open_list(&mut self, key: &str) {
        self.key(key);
        self.bytes.put(b"[");
    }

    /// `]`
    pub(crate) fn close_list(&mut self) {
        self.bytes.put(b"]");
    }

    /// `{"trait_type":"…","value":"…"}`: one property in a list of them.
    pub(crate) fn property(&mut self, name: &str, value: Part<'_>) {
        self.open();
        self.text("trait_type", &[Part::Text(name.as_bytes())]);
        self.text("value", &[value]);
        self.bytes.put(b"}");
    }

    /// The same with a number as its value, which markets show as one.
    pub(crate) fn number_property(&mut self, name: &str, value: u32) {
        self.open();
        self.text("trait_type", &[Part::Text(name.as_bytes())]);
        self.text("display_type", &[Part::Text(b"number")]);
        self.key("value");
        decimal::u256(&mut self.bytes, &[u64::from(value), 0, 0, 0]);
        self.bytes.put(b"}");
    }

    /// Ends the object, and returns it as a `data:` address.
    pub(crate) fn into_address(mut self) -> Vec<u8> {
        self.bytes.put(b"}");
        let prefix = b"data:application/json;base64,";
        let length = prefix.len().saturating_add(base64::encoded_len(self.bytes.len()));
        let mut address = Vec::with_capacity(length);
        address.put(prefix);
        base64::encode(&mut address, &self.bytes);
        address
    }

    /// Begins an object in a list.
    fn open(&mut self) {
        self.separate();
        self.bytes.put(b"{");
    }

    fn key(&mut self, key: &str) {
        self.separate();
        self.bytes.put(b"\"");
        self.bytes.put(key.as_bytes());
        self.bytes.put(b"\":");
    }

    /// A comma, unless this is the first of its object or list.
    fn separate(&mut self) {
        if !matches!(self.bytes.last(), Some(b'{' | b'[')) {
            self.bytes.put(b",");
        }
    }
}
