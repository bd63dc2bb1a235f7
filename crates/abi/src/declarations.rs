//! Events and errors, as `sol!` blocks declare them.

use proc_macro2::TokenStream;
use syn_solidity::{Item, ItemError, ItemEvent};

use crate::{
    contracts::Contract,
    entry::{Entry, Param},
    interface::Structs,
    AbiError,
};

/// The events and errors of one `sol!` block; functions, structs and interfaces in it are somebody else's.
///
/// # Errors
///
/// When the block is not Solidity, or an event has too many topics.
pub fn read(tokens: TokenStream) -> syn::Result<Vec<Entry>> {
    let file = syn_solidity::parse2(tokens)?;
    items(&file.items, &Structs::default())
}

/// The events and errors among `items`, whose structs are known.
///
/// # Errors
///
/// When a type is not, or an event has too many topics.
pub fn items(items: &[Item], structs: &Structs<'_>) -> syn::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for item in items {
        match item {
            Item::Event(event) => entries.push(self::event(event, structs)?),
            Item::Error(error) => entries.push(self::error(error, structs)?),
            _ => {}
        }
    }
    Ok(entries)
}

/// The events and errors that a library raises inside `contract`.
///
/// # Errors
///
/// When the table of [`crate::contracts`] is not Solidity.
pub fn inherited(contract: &Contract) -> Result<Vec<Entry>, AbiError> {
    let Some(text) = contract.inherits else { return Ok(Vec::new()) };
    let failed =
        |message: String| AbiError::Syntax { path: contract.name.into(), line: 0, message };
    let tokens: TokenStream = text.parse().map_err(|error| failed(format!("{error}")))?;
    read(tokens).map_err(|error| failed(error.to_string()))
}

fn event(event: &ItemEvent, structs: &Structs<'_>) -> syn::Result<Entry> {
    event.assert_valid()?;
    let inputs = event.parameters.iter().map(|parameter| {
        let param = structs.param(parameter.name.as_ref(), &parameter.ty)?;
        Ok(Param { indexed: Some(parameter.is_indexed()), ..param })
    });
    Ok(Entry::Event {
        name: event.name.as_string(),
        inputs: inputs.collect::<syn::Result<_>>()?,
        anonymous: event.is_anonymous(),
    })
}

fn error(error: &ItemError, structs: &Structs<'_>) -> syn::Result<Entry> {
    let inputs = structs.params(&error.parameters)?;
    Ok(Entry::Error { name: error.name.as_string(), inputs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_types_and_names_survive() {
        let entries = read(
            "#[derive(Debug)] event E(address indexed a, uint b, bytes4[] c); error F(); struct S { uint8 x; }"
                .parse()
                .expect("tokens"),
        );
        let text = serde_json::to_string(&entries.expect("Solidity")).expect("JSON");
        assert_eq!(
            text,
            r#"[{"type":"event","name":"E","inputs":[{"name":"a","type":"address","indexed":true},{"name":"b","type":"uint256","indexed":false},{"name":"c","type":"bytes4[]","indexed":false}],"anonymous":false},{"type":"error","name":"F","inputs":[]}]"#
        );
    }

    #[test]
    fn four_topics_are_refused() {
        let block = "event E(uint8 indexed a, uint8 indexed b, uint8 indexed c, uint8 indexed d);";
        assert!(read(block.parse().expect("tokens")).is_err());
    }
}
