//! A strict, bounded JSON reader for the subset that records use.
//!
//! Any spelling of a value is read (spaces, order of keys, escapes), so that people can keep a record in a readable
//! form; whoever needs the canonical bytes compares them afterwards. Refused, with the place and the reason: what the
//! subset lacks (floats, `null`, booleans), what JSON leaves open (duplicate keys, lone surrogates, integers beyond
//! ±(2^53 − 1)), and what is too large or too deep.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Object, SafeInt, Value};

/// The longest text that is read: 256 KiB.
pub const MAX_BYTES: usize = 256 * 1024;

/// How deep objects and lists may be nested; the outermost one counts as 1.
pub const MAX_DEPTH: usize = 16;

/// Where and why a text is not a value of the subset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The offset, in bytes from 0.
    pub at: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Longer than [`MAX_BYTES`].
    TooLong,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The text is not UTF-8.
    NotUtf8,
    /// Something else was needed here.
    Expected(&'static str),
    /// A number with a fraction or an exponent.
    Float,
    /// An integer beyond ±(2^53 − 1).
    IntTooLarge,
    /// `null`, `true` or `false`.
    Literal,
    /// A control character inside a string that is not escaped.
    RawControl,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// A key that its object has already.
    DuplicateKey(String),
    /// Something follows the value.
    Trailing,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: ", self.at)?;
        match &self.problem {
            Problem::TooLong => write!(f, "the text is longer than {MAX_BYTES} bytes"),
            Problem::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            Problem::NotUtf8 => f.write_str("not UTF-8"),
            Problem::Expected(what) => write!(f, "expected {what}"),
            Problem::Float => f.write_str(
                "numbers with a fraction or an exponent are not allowed: write them as a string",
            ),
            Problem::IntTooLarge => f.write_str(
                "integers beyond 9007199254740991 are not exact in JSON: write them as a string",
            ),
            Problem::Literal => {
                f.write_str("null, true and false are not allowed: leave the key out")
            }
            Problem::RawControl => f.write_str("a control character must be escaped"),
            Problem::LoneSurrogate => f.write_str("half of a surrogate pair is not a character"),
            Problem::DuplicateKey(key) => write!(f, "the key {key:?} is there twice"),
            Problem::Trailing => f.write_str("something follows the value"),
        }
    }
}

impl core::error::Error for ParseError {}

/// Reads one value.
///
/// # Errors
/// The first thing that is wrong, see [`Problem`].
pub fn parse(bytes: &[u8]) -> Result<Value, ParseError> {
    if bytes.len() > MAX_BYTES {
        return Err(ParseError { at: MAX_BYTES, problem: Problem::TooLong });
    }
    let text = core::str::from_utf8(bytes)
        .map_err(|error| ParseError { at: error.valid_up_to(), problem: Problem::NotUtf8 })?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(1)?;
    reader.spaces();
    if reader.peek().is_some() {
        return Err(reader.error(Problem::Trailing));
    }
    Ok(value)
}

/// The text and how far it has been read; `at` is always the boundary of a character.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, ParseError> {
        self.spaces();
        match self.peek() {
            Some(b'{' | b'[') if depth > MAX_DEPTH => Err(self.error(Problem::TooDeep)),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b'n' | b't' | b'f') => Err(self.error(Problem::Literal)),
            _ => Err(self.error(Problem::Expected("a value"))),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, ParseError> {
        let mut object = Object::new();
        self.at += 1;
        self.spaces();
        if self.eat(b'}') {
            return Ok(Value::Object(object));
        }
        loop {
            self.spaces();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.error(Problem::Expected("a key in quotes")));
            }
            let key = self.string()?;
            if object.get(&key).is_some() {
                return Err(ParseError { at: start, problem: Problem::DuplicateKey(key) });
            }
            self.spaces();
            if !self.eat(b':') {
                return Err(self.error(Problem::Expected("':'")));
            }
            let value = self.value(depth + 1)?;
            object.insert(key, value);
            self.spaces();
            if self.eat(b'}') {
                return Ok(Value::Object(object));
            }
            if !self.eat(b',') {
                return Err(self.error(Problem::Expected("',' or '}'")));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, ParseError> {
        let mut values = Vec::new();
        self.at += 1;
        self.spaces();
        if self.eat(b']') {
            return Ok(Value::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.spaces();
            if self.eat(b']') {
                return Ok(Value::List(values));
            }
            if !self.eat(b',') {
                return Err(self.error(Problem::Expected("',' or ']'")));
            }
        }
    }

    fn integer(&mut self) -> Result<Value, ParseError> {
        let start = self.at;
        let wrong = |problem| ParseError { at: start, problem };
        let negative = self.eat(b'-');
        let first = self.at;
        let mut number: i64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(wrong(Problem::Float));
        }
        let digits = self.at - first;
        if digits == 0 {
            return Err(wrong(Problem::Expected("a digit after '-'")));
        }
        if digits > 1 && self.text.as_bytes().get(first) == Some(&b'0') {
            return Err(wrong(Problem::Expected("a number without leading zeros")));
        }
        if negative && number == 0 {
            return Err(wrong(Problem::Expected("0 without a sign")));
        }
        let signed = if negative { -number } else { number };
        SafeInt::new(signed).map(Value::Int).ok_or_else(|| wrong(Problem::IntTooLarge))
    }

    fn string(&mut self) -> Result<String, ParseError> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some(character) = self.next_char() else {
                return Err(self.error(Problem::Expected("'\"' at the end of the string")));
            };
            match character {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                '\0'..='\x1f' => {
                    return Err(ParseError { at: self.at - 1, problem: Problem::RawControl });
                }
                _ => text.push(character),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char, ParseError> {
        let start = self.at - 1;
        Ok(match self.next_char() {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\x08',
            Some('f') => '\x0c',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let first = self.code_unit(start)?;
                // A high surrogate needs its low half; two escapes at the most make one character.
                let paired = matches!(first, 0xd800..=0xdbff) && self.rest().starts_with("\\u");
                let second = if paired {
                    self.at += 2;
                    Some(self.code_unit(start)?)
                } else {
                    None
                };
                match char::decode_utf16([first].into_iter().chain(second)).next() {
                    Some(Ok(character)) => character,
                    _ => return Err(ParseError { at: start, problem: Problem::LoneSurrogate }),
                }
            }
            _ => {
                return Err(ParseError {
                    at: start,
                    problem: Problem::Expected("an escape of JSON"),
                });
            }
        })
    }

    /// Four hexadecimal digits.
    fn code_unit(&mut self, start: usize) -> Result<u16, ParseError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.next_char().and_then(|digit| digit.to_digit(16));
            let Some(digit) = digit.and_then(|digit| u16::try_from(digit).ok()) else {
                let problem = Problem::Expected("four hexadecimal digits after \\u");
                return Err(ParseError { at: start, problem });
            };
            unit = (unit << 4) | digit;
        }
        Ok(unit)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next_char(&mut self) -> Option<char> {
        let character = self.rest().chars().next()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    fn spaces(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn error(&self, problem: Problem) -> ParseError {
        ParseError { at: self.at, problem }
    }
}
