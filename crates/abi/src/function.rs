//! A method of a `#[public]` block as an entry of the ABI.

use convert_case::{Case, Casing};
use syn::{
    spanned::Spanned, Attribute, Expr, FnArg, ImplItemFn, Lit, LitStr, Meta, Pat, ReturnType,
};

use crate::{
    entry::{Entry, Mutability, Param},
    types::TypeNames,
};

/// The entry that the SDK's router makes of `method`; none for `receive`, which has no signature.
///
/// # Errors
///
/// When an argument or result cannot be expressed, or the `Returns:` line disagrees with the Rust type.
pub fn entry(method: &ImplItemFn, names: &TypeNames) -> syn::Result<Option<Entry>> {
    let state_mutability = mutability(method);
    if has(&method.attrs, "receive") {
        return Ok(None);
    }
    if has(&method.attrs, "fallback") {
        return Ok(Some(Entry::Fallback {
            state_mutability: match state_mutability {
                Mutability::Payable => Mutability::Payable,
                _ => Mutability::Nonpayable,
            },
        }));
    }
    let inputs = inputs(method, names)?;
    if has(&method.attrs, "constructor") {
        return Ok(Some(Entry::Constructor { inputs, state_mutability }));
    }
    let name = match selector_name(&method.attrs)? {
        Some(name) => name,
        None => camel(&method.sig.ident.to_string()),
    };
    let outputs = outputs(method, names)?;
    Ok(Some(Entry::Function { name, inputs, outputs, state_mutability }))
}

/// Whether an attribute is there, by the last part of its path.
#[must_use]
pub fn has(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| attr.path().segments.last().is_some_and(|last| last.ident == name))
}

fn mutability(method: &ImplItemFn) -> Mutability {
    if has(&method.attrs, "payable") {
        return Mutability::Payable;
    }
    match method.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) if receiver.mutability.is_some() => Mutability::Nonpayable,
        Some(FnArg::Receiver(_)) => Mutability::View,
        _ => Mutability::Pure,
    }
}

fn inputs(method: &ImplItemFn, names: &TypeNames) -> syn::Result<Vec<Param>> {
    let typed = method.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    typed
        .map(|typed| {
            let Pat::Ident(name) = &*typed.pat else {
                return Err(syn::Error::new(typed.pat.span(), "an argument needs a name"));
            };
            let name = camel(name.ident.to_string().trim_start_matches('_'));
            Ok(Param::new(name, names.solidity(&typed.ty)?))
        })
        .collect()
}

fn outputs(method: &ImplItemFn, names: &TypeNames) -> syn::Result<Vec<Param>> {
    let types = match &method.sig.output {
        ReturnType::Default => Vec::new(),
        ReturnType::Type(_, ty) => names.results(ty)?,
    };
    let unnamed = types.iter().map(|ty| Param::new("", ty));
    let Some(documented) = documented_results(&method.attrs) else {
        return Ok(unnamed.collect());
    };
    let documented_types: Vec<&str> = documented.iter().map(|param| param.ty.as_str()).collect();
    if documented_types != types {
        let message = format!(
            "the doc comment says `Returns: ({})`, the function returns ({})",
            documented_types.join(", "),
            types.join(", ")
        );
        return Err(syn::Error::new(method.sig.ident.span(), message));
    }
    Ok(documented)
}

/// The names of the results from a doc comment: `Returns: (bytes32 modelHash, uint32 supply)`, on one line or several.
fn documented_results(attrs: &[Attribute]) -> Option<Vec<Param>> {
    let text = attrs.iter().filter_map(doc_line).collect::<Vec<_>>().join(" ");
    let (_, after) = text.split_once("Returns: (")?;
    let (list, _) = after.split_once(')')?;
    let params = list.split(',').map(str::trim).filter(|param| !param.is_empty()).map(|param| {
        let (ty, name) = param.split_once(char::is_whitespace).unwrap_or((param, ""));
        Param::new(name.trim(), ty)
    });
    Some(params.collect())
}

fn doc_line(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attr.meta else { return None };
    let Expr::Lit(value) = &meta.value else { return None };
    match &value.lit {
        Lit::Str(text) if meta.path.is_ident("doc") => Some(text.value().trim().to_owned()),
        _ => None,
    }
}

fn selector_name(attrs: &[Attribute]) -> syn::Result<Option<String>> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("selector")) {
        attr.parse_nested_meta(|meta| {
            if !meta.path.is_ident("name") {
                return Err(meta.error("expected `name`"));
            }
            found = Some(meta.value()?.parse::<LitStr>()?.value());
            Ok(())
        })?;
    }
    Ok(found)
}

/// Camel case as the SDK's macro derives it.
fn camel(name: &str) -> String {
    name.trim_start_matches("r#").to_case(Case::Camel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: &str) -> syn::Result<Option<Entry>> {
        entry(&syn::parse_str(method)?, &TypeNames::default())
    }

    #[test]
    fn names_and_mutability_come_from_the_source() {
        let entry = read(
            "/// Says.\n/// Returns: (address receiver,\n/// uint256 royaltyAmount)\n\
             #[payable] pub fn royalty_info(&mut self, _token_id: U256, sale_price: U256) -> Result<(Address, U256), Error> { }",
        );
        let param = |name: &str, ty: &str| Param::new(name, ty);
        let expected = Entry::Function {
            name: "royaltyInfo".into(),
            inputs: vec![param("tokenId", "uint256"), param("salePrice", "uint256")],
            outputs: vec![param("receiver", "address"), param("royaltyAmount", "uint256")],
            state_mutability: Mutability::Payable,
        };
        assert_eq!(entry.expect("readable"), Some(expected));
    }

    #[test]
    fn a_selector_attribute_overrides_the_name() {
        let entry =
            read("#[selector(name = \"tokenURI\")] fn token_uri(&self, id: U256) -> String { }");
        assert_eq!(entry.expect("readable").expect("an entry").signature(), "tokenURI(uint256)");
    }

    #[test]
    fn a_returns_line_that_disagrees_is_refused() {
        let error = read("/// Returns: (uint64 total)\nfn total(&self) -> U256 { }");
        assert_eq!(
            error.expect_err("types differ").to_string(),
            "the doc comment says `Returns: (uint64)`, the function returns (uint256)"
        );
    }

    #[test]
    fn receive_has_no_entry_and_fallback_has_no_arguments() {
        assert_eq!(
            read("#[receive] fn r(&mut self) -> Result<(), Vec<u8>> { }").expect("readable"),
            None
        );
        let fallback = read("#[fallback] fn f(&mut self, input: &[u8]) -> ArbResult { }");
        let expected = Entry::Fallback { state_mutability: Mutability::Nonpayable };
        assert_eq!(fallback.expect("readable"), Some(expected));
    }
}
