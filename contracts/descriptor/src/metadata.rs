//! The two documents: metadata of a piece (ERC-721) and of a collection (ERC-7572).

use alloc::vec::Vec;

use alloy_primitives::U256;
use colophon_provenance::{cid, token_id::TokenId};

use crate::{
    collection::Provenance,
    configuration::Configuration,
    json::{Object, Part},
};

/// An escaped byte takes at most six: `\u003c`.
const ESCAPED: usize = 6;
/// Upper bound of everything in a document that is not somebody's text.
const FRAME: usize = 1024;
/// What is said of words that the chain has not seen: they are under the root of the series.
const UNDER_ROOT: Part<'static> = Part::Text(b"under series root");

/// Where the picture of a piece lies.
pub(crate) enum Picture {
    /// At base + index + extension.
    Place {
        /// What comes before the index.
        base: Vec<u8>,
        /// What comes after it.
        extension: Vec<u8>,
    },
    /// Nobody named a place.
    Unplaced,
}

/// The metadata of a collection as a `data:` address.
pub(crate) fn of_collection(configuration: &Configuration) -> Vec<u8> {
    let name = configuration.name();
    let symbol = configuration.symbol();
    let description = configuration.description();
    let image = configuration.image();
    let link = configuration.external_link();
    let texts = [&name, &symbol, &description, &image, &link];
    let mut json = Object::with_capacity(capacity(&texts));
    json.text("name", &[Part::Text(&name)]);
    json.text("symbol", &[Part::Text(&symbol)]);
    json.text("description", &[Part::Text(&description)]);
    json.text_if_any("image", &image);
    json.text_if_any("external_link", &link);
    json.into_address()
}

/// The metadata of a piece as a `data:` address. `id` is the token id split, when it can be.
pub(crate) fn of_piece(
    configuration: &Configuration,
    picture: &Picture,
    token_id: U256,
    id: Option<TokenId>,
    words: &Provenance,
) -> Vec<u8> {
    let name = configuration.name();
    let description = configuration.description();
    let link = configuration.external_link();
    let empty = Vec::new();
    let (base, extension) = match picture {
        Picture::Place { base, extension } => (base, extension),
        Picture::Unplaced => (&empty, &empty),
    };
    let texts = [&name, &description, &link, base, extension];
    let mut json = Object::with_capacity(capacity(&texts));
    json.text("name", &[Part::Text(&name), Part::Text(b" #"), Part::Number(token_id.as_limbs())]);
    json.text("description", &[Part::Text(&description)]);
    image(&mut json, picture, id, words);
    json.text_if_any("external_url", &link);
    json.open_list("attributes");
    attributes(&mut json, id, words);
    json.close_list();
    json.into_address()
}

/// The address of the picture: the named place, or the content id of the file (of at most 1 MiB; for larger ones the owner names
/// a place), or no member at all.
fn image(json: &mut Object, picture: &Picture, id: Option<TokenId>, words: &Provenance) {
    match (picture, id) {
        (Picture::Place { base, extension }, Some(id)) => {
            let index = [u64::from(id.index()), 0, 0, 0];
            json.text("image", &[Part::Text(base), Part::Number(&index), Part::Text(extension)]);
        }
        _ if !words.content.is_zero() => {
            let content_id = cid::raw_sha256(&words.content.0);
            json.text("image", &[Part::Text(b"ipfs://"), Part::Text(&content_id)]);
        }
        _ => {}
    }
}

fn attributes(json: &mut Object, id: Option<TokenId>, words: &Provenance) {
    let known = !words.content.is_zero();
    let or_root = |part| if known { part } else { UNDER_ROOT };
    let prompt = if words.prompt.is_zero() { b"none".as_slice() } else { b"committed" };
    if let Some(id) = id {
        json.number_property("Series", id.series());
    }
    json.property("Model", Part::Hex(&words.model.0));
    json.property("Content", or_root(Part::Hex(&words.content.0)));
    json.property("Prompt", or_root(Part::Text(prompt)));
    json.property("Record", or_root(Part::Hex(&words.record.0)));
    json.property("Standing", Part::Text(b"declared"));
    json.number_property("Revision", words.revision);
}

/// Room for a document with these texts, each byte escaped.
fn capacity(texts: &[&Vec<u8>]) -> usize {
    texts.iter().fold(FRAME, |sum, text| sum.saturating_add(text.len().saturating_mul(ESCAPED)))
}
