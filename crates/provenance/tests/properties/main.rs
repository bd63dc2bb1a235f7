//! Properties that hold for every input, held against other implementations where there is one.
//!
//! `PROPTEST_CASES` sets the number of cases for each property.

mod attestations;
mod drafts;
mod json;
mod lineage;
mod numbers;
mod passes;
mod sales;
mod scarcity;
mod text;
mod trees;
mod work;

use proptest::prelude::*;

/// Any text, with a liking for characters that need care.
fn any_text(most: usize) -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        '"',
        '\\',
        '/',
        '<',
        '>',
        '&',
        '\'',
        '\n',
        '\r',
        '\t',
        '\0',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{2027}',
        '\u{2028}',
        '\u{2029}',
        '\u{202e}',
        '\u{2066}',
        '\u{d7ff}',
        '\u{e000}',
        '\u{fb33}',
        '\u{ffff}',
        '\u{10000}',
        '\u{10ffff}',
        '\u{301}',
        '~',
        '🦑',
    ]);
    let character = prop_oneof![2 => special, 2 => prop::char::range(' ', '~'), 1 => any::<char>()];
    prop::collection::vec(character, 0..=most).prop_map(String::from_iter)
}
