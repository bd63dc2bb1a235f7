//! Values with a form of their own: addresses, URLs, sizes, templates.

use super::reader::{nearest, Item, Section};
use super::Size;

/// The largest side of a picture, in pixels.
const MAX_SIDE: u32 = 16_384;

/// 0x and 40 hex digits.
pub(super) fn address(section: &Section<'_, '_>, key: &'static str) -> Option<String> {
    let (text, item) = section.words(key)?;
    let digits = text.strip_prefix("0x").filter(|rest| rest.len() == 40);
    if !digits.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        let name = section.named(key);
        section.refuse(item, format!("{name} {text:?} is no address; write 0x and 40 hex digits"));
        return None;
    }
    Some(text)
}

/// `http://…` or `https://…`, or what else is listed.
pub(super) fn url(
    section: &Section<'_, '_>,
    key: &'static str,
    schemes: &[&str],
) -> Option<String> {
    let (text, item) = section.words(key)?;
    let good = schemes
        .iter()
        .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.trim().is_empty()));
    if !good || text.contains(char::is_whitespace) {
        let (name, schemes) = (section.named(key), schemes.join(" or "));
        section.refuse(item, format!("{name} {text:?} is no address; it begins with {schemes}"));
        return None;
    }
    Some(text)
}

/// `512x768`.
pub(super) fn size(section: &Section<'_, '_>, key: &'static str) -> Option<Size> {
    let (text, item) = section.words(key)?;
    let side = |side: &str| {
        let digits = !side.is_empty() && side.bytes().all(|byte| byte.is_ascii_digit());
        side.parse().ok().filter(|side| digits && (1..=MAX_SIDE).contains(side))
    };
    let sides = text.split_once('x').and_then(|(w, h)| Some((side(w)?, side(h)?)));
    if sides.is_none() {
        section.refuse(
            item,
            format!(
                "{} is {text:?}; write width and height in pixels, each up to {MAX_SIDE}, as in \"512x512\"",
                section.named(key)
            ),
        );
    }
    sides.map(|(width, height)| Size { width, height })
}

/// A template whose braces close and name traits.
pub(super) fn template(
    section: &Section<'_, '_>,
    key: &str,
    text: &str,
    item: &Item<'_>,
    traits: &[String],
) {
    let name = section.named(key);
    let holes = match crate::plan::template::Template::parse(text) {
        Ok(template) => template.holes().map(str::to_owned).collect::<Vec<_>>(),
        Err(error) => return section.refuse(item, format!("{name}: {error}")),
    };
    for hole in holes.iter().filter(|hole| !traits.contains(hole)) {
        let hint = match nearest(hole, traits.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {{{near}}}?"),
            None if traits.is_empty() => "add [[traits]] of that name".to_owned(),
            None => format!("the traits are {}", traits.join(", ")),
        };
        section.refuse(item, format!("{name} holds {{{hole}}}, which is no trait; {hint}"));
    }
}
