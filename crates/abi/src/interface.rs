//! An `interface` of a `sol!` block: the functions, and the structs that they take and answer.

use std::collections::BTreeMap;

use convert_case::{Case, Casing};
use proc_macro2::TokenStream;
use syn_solidity::{
    Item, ItemFunction, ItemStruct, Mutability as Declared, SolIdent, Spanned, Type,
    VariableDeclaration,
};

use crate::{
    declarations,
    entry::{Entry, Mutability, Param},
};

/// Everything that the interface `name` declares; none when it is not in this block. Bindings call its structs the `contract`'s.
///
/// # Errors
///
/// When the block is not Solidity, or names a type that it does not declare.
pub fn read(tokens: TokenStream, name: &str, contract: &str) -> syn::Result<Option<Vec<Entry>>> {
    let file = syn_solidity::parse2(tokens)?;
    let found = file.items.iter().find_map(|item| match item {
        Item::Contract(item) if item.is_interface() && item.name == *name => Some(item),
        _ => None,
    });
    let Some(interface) = found else { return Ok(None) };
    let structs = Structs::of(&interface.body, contract);
    let mut entries = declarations::items(&interface.body, &structs)?;
    for item in &interface.body {
        if let Item::Function(function) = item {
            entries.push(structs.function(function)?);
        }
    }
    Ok(Some(entries))
}

/// The structs that a parameter may be, by name.
#[derive(Debug, Default)]
pub struct Structs<'a> {
    contract: String,
    declared: BTreeMap<String, &'a ItemStruct>,
}

impl<'a> Structs<'a> {
    fn of(items: &'a [Item], contract: &str) -> Self {
        let declared = items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some((item.name.as_string(), item)),
            _ => None,
        });
        Self { contract: contract.to_case(Case::Pascal), declared: declared.collect() }
    }

    fn function(&self, function: &ItemFunction) -> syn::Result<Entry> {
        let name = function
            .name
            .as_ref()
            .ok_or_else(|| syn::Error::new(function.span(), "a function needs a name"))?;
        let outputs = match &function.returns {
            Some(returns) => self.params(&returns.returns)?,
            None => Vec::new(),
        };
        Ok(Entry::Function {
            name: name.as_string(),
            inputs: self.params(&function.parameters)?,
            outputs,
            state_mutability: match function.attributes.mutability() {
                Some(Declared::Pure(_)) => Mutability::Pure,
                Some(Declared::View(_) | Declared::Constant(_)) => Mutability::View,
                Some(Declared::Payable(_)) => Mutability::Payable,
                None => Mutability::Nonpayable,
            },
        })
    }

    /// A list of parameters.
    ///
    /// # Errors
    ///
    /// When a type is not declared here.
    pub fn params<'p>(
        &self,
        list: impl IntoIterator<Item = &'p VariableDeclaration>,
    ) -> syn::Result<Vec<Param>> {
        list.into_iter().map(|declared| self.param(declared.name.as_ref(), &declared.ty)).collect()
    }

    /// A parameter.
    ///
    /// # Errors
    ///
    /// When its type is not declared here.
    pub fn param(&self, name: Option<&SolIdent>, ty: &Type) -> syn::Result<Param> {
        let name = name.map(SolIdent::as_string).unwrap_or_default();
        match ty {
            Type::Uint(_, None) => Ok(Param::new(name, "uint256")),
            Type::Int(_, None) => Ok(Param::new(name, "int256")),
            Type::Array(array) => {
                let size = array.size_lit().map(|size| size.base10_digits().to_owned());
                let brackets = format!("[{}]", size.unwrap_or_default());
                let item = self.param(None, &array.ty)?;
                Ok(Param {
                    name,
                    ty: item.ty + &brackets,
                    internal: item.internal.map(|internal| internal + &brackets),
                    ..item
                })
            }
            Type::Custom(path) => {
                let declared = self.declared.get(&path.last().as_string()).ok_or_else(|| {
                    syn::Error::new(ty.span(), "a type that the same interface does not declare")
                })?;
                Ok(Param {
                    name,
                    ty: "tuple".to_owned(),
                    internal: Some(format!("struct {}.{}", self.contract, declared.name)),
                    components: self.params(&declared.fields)?,
                    indexed: None,
                })
            }
            Type::Tuple(_) => Err(syn::Error::new(ty.span(), "give the tuple a name: a struct")),
            _ => Ok(Param::new(name, ty.abi_name())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(text: &str) -> syn::Result<Option<Vec<Entry>>> {
        read(text.parse().expect("tokens"), "I", "thing")
    }

    #[test]
    fn structs_are_spelt_out() {
        let entries = interface(
            "interface J { function no() external; } interface I {
                struct Inner { uint a; } struct S { Inner[2] inner; bytes b; }
                event E(bytes32 indexed x, S s);
                function f(S[] calldata list) external payable returns (Inner memory);
            }",
        );
        let entries = entries.expect("Solidity").expect("the interface");
        let signatures: Vec<String> = entries.iter().map(Entry::signature).collect();
        assert_eq!(signatures, ["E(bytes32,((uint256)[2],bytes))", "f(((uint256)[2],bytes)[])"]);
        assert_eq!(
            serde_json::to_string(&entries[1]).expect("JSON"),
            r#"{"type":"function","name":"f","inputs":[{"name":"list","type":"tuple[]","internalType":"struct Thing.S[]","components":[{"name":"inner","type":"tuple[2]","internalType":"struct Thing.Inner[2]","components":[{"name":"a","type":"uint256"}]},{"name":"b","type":"bytes"}]}],"outputs":[{"name":"","type":"tuple","internalType":"struct Thing.Inner","components":[{"name":"a","type":"uint256"}]}],"stateMutability":"payable"}"#
        );
    }

    #[test]
    fn other_interfaces_and_unknown_types_are_not_guessed() {
        assert_eq!(interface("interface J { }").expect("Solidity"), None);
        for text in
            ["interface I { function f(Gone g) external; }", "interface I { event E(Gone g); }"]
        {
            assert!(interface(text).is_err(), "{text}");
        }
    }
}
