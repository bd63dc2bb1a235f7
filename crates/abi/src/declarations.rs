//! Events and errors, as `sol!` blocks declare them.

use proc_macro2::TokenStream;
use syn_solidity::{Item, ItemError, ItemEvent, SolIdent, Spanned, Type};

use crate::{
    contracts::Contract,
    entry::{Entry, Param},
    AbiError,
};

/// The events and errors of one `sol!` block; functions and structs in it are somebody else's.
///
/// # Errors
///
/// When the block is not Solidity, or an event has too many topics.
pub fn read(tokens: TokenStream) -> syn::Result<Vec<Entry>> {
    let file = syn_solidity::parse2(tokens)?;
    let mut entries = Vec::new();
    for item in &file.items {
        match item {
            Item::Event(event) => entries.push(self::event(event)?),
            Item::Error(error) => entries.push(self::error(error)?),
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

fn event(event: &ItemEvent) -> syn::Result<Entry> {
    event.assert_valid()?;
    let inputs = event.parameters.iter().map(|parameter| {
        let indexed = Some(parameter.is_indexed());
        Ok(Param { name: name(parameter.name.as_ref()), ty: canonical(&parameter.ty)?, indexed })
    });
    Ok(Entry::Event {
        name: event.name.as_string(),
        inputs: inputs.collect::<syn::Result<_>>()?,
        anonymous: event.is_anonymous(),
    })
}

fn error(error: &ItemError) -> syn::Result<Entry> {
    let inputs = error.parameters.iter().map(|parameter| {
        let ty = canonical(&parameter.ty)?;
        Ok(Param { name: name(parameter.name.as_ref()), ty, indexed: None })
    });
    let inputs = inputs.collect::<syn::Result<_>>()?;
    Ok(Entry::Error { name: error.name.as_string(), inputs })
}

/// The type as selectors spell it: `uint` is `uint256`. Structs would need their fields, so they are refused.
fn canonical(ty: &Type) -> syn::Result<String> {
    match ty {
        Type::Uint(_, None) => Ok("uint256".to_owned()),
        Type::Int(_, None) => Ok("int256".to_owned()),
        Type::Array(array) => {
            let size = array.size_lit().map(|size| size.base10_digits().to_owned());
            Ok(format!("{}[{}]", canonical(&array.ty)?, size.unwrap_or_default()))
        }
        Type::Custom(_) | Type::Tuple(_) => {
            Err(syn::Error::new(ty.span(), "structs in events and errors are not supported"))
        }
        _ => Ok(ty.abi_name()),
    }
}

fn name(ident: Option<&SolIdent>) -> String {
    ident.map(SolIdent::as_string).unwrap_or_default()
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
