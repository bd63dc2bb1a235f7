//! Rust types of a contract as Solidity types.
//!
//! The mapping is the SDK's (`AbiType`), by name: a macro sees names too. Types of the contract's own that implement `AbiType`, and
//! its type aliases, are read from its source.

use std::collections::BTreeMap;

use syn::{spanned::Spanned, Expr, GenericArgument, Lit, PathArguments, Type, TypePath};

/// What the contract's source says about names of types.
#[derive(Debug, Default)]
pub struct TypeNames {
    /// Name of a Rust type to the literal of its `AbiType::ABI`.
    pub abi_types: BTreeMap<String, String>,
    /// Type aliases.
    pub aliases: BTreeMap<String, Type>,
}

impl TypeNames {
    /// The Solidity types of a result: none for `()`, several for a tuple; of a `Result`, those of its first argument.
    ///
    /// # Errors
    ///
    /// As [`TypeNames::solidity`].
    pub fn results(&self, ty: &Type) -> syn::Result<Vec<String>> {
        match ty {
            Type::Tuple(tuple) => tuple.elems.iter().map(|ty| self.solidity(ty)).collect(),
            Type::Path(path) => {
                let (name, arguments) = last_segment(path)?;
                if name == "Result" {
                    return match arguments.as_slice() {
                        [GenericArgument::Type(ok), ..] => self.results(ok),
                        _ => Err(unknown(ty, "a `Result` needs its types spelled out")),
                    };
                }
                match self.aliases.get(&name) {
                    Some(alias) => self.results(alias),
                    None => Ok(vec![self.solidity(ty)?]),
                }
            }
            _ => Ok(vec![self.solidity(ty)?]),
        }
    }

    /// The Solidity type of an argument.
    ///
    /// # Errors
    ///
    /// When the type has no known counterpart.
    pub fn solidity(&self, ty: &Type) -> syn::Result<String> {
        match ty {
            Type::Array(array) => {
                let length = literal(&array.len)?;
                Ok(format!("{}[{length}]", self.solidity(&array.elem)?))
            }
            Type::Paren(inner) => self.solidity(&inner.elem),
            Type::Path(path) => self.named(path, ty),
            _ => Err(unknown(ty, "no Solidity type is known for it")),
        }
    }

    fn named(&self, path: &TypePath, ty: &Type) -> syn::Result<String> {
        let (name, arguments) = last_segment(path)?;
        if let Some(solidity) = self.abi_types.get(&name) {
            return Ok(solidity.clone());
        }
        if let Some(alias) = self.aliases.get(&name) {
            return self.solidity(alias);
        }
        match (name.as_str(), arguments.as_slice()) {
            ("bool", []) => Ok("bool".to_owned()),
            ("Address", []) => Ok("address".to_owned()),
            ("String", []) => Ok("string".to_owned()),
            ("Bytes", []) => Ok("bytes".to_owned()),
            ("Vec", [GenericArgument::Type(item)]) => Ok(format!("{}[]", self.solidity(item)?)),
            ("FixedBytes", [GenericArgument::Const(length)]) => {
                Ok(format!("bytes{}", literal(length)?))
            }
            ("Uint", [GenericArgument::Const(bits), _]) => Ok(format!("uint{}", literal(bits)?)),
            ("Signed", [GenericArgument::Const(bits), _]) => Ok(format!("int{}", literal(bits)?)),
            (_, []) => sized(&name).ok_or_else(|| unknown(ty, "no Solidity type is known for it")),
            _ => Err(unknown(ty, "no Solidity type is known for it")),
        }
    }
}

/// `u64` and `U256`, `i8` and `I256`, `B32`: the letter and the number of bits.
fn sized(name: &str) -> Option<String> {
    let (letter, bits) = name.split_at_checked(1)?;
    let bits: u16 = bits.parse().ok()?;
    if bits == 0 || bits > 256 || !bits.is_multiple_of(8) {
        return None;
    }
    match letter {
        "u" | "U" => Some(format!("uint{bits}")),
        "i" | "I" => Some(format!("int{bits}")),
        "B" => Some(format!("bytes{}", bits / 8)),
        _ => None,
    }
}

fn last_segment(path: &TypePath) -> syn::Result<(String, Vec<GenericArgument>)> {
    let segment =
        path.path.segments.last().ok_or_else(|| syn::Error::new(path.span(), "an empty path"))?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().cloned().collect(),
        _ => Vec::new(),
    };
    Ok((segment.ident.to_string(), arguments))
}

fn literal(expr: &Expr) -> syn::Result<u16> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse(),
            _ => Err(syn::Error::new(expr.span(), "expected a number")),
        },
        _ => Err(syn::Error::new(
            expr.span(),
            "expected a literal number: constants are not followed",
        )),
    }
}

fn unknown(ty: &Type, why: &str) -> syn::Error {
    syn::Error::new(ty.span(), why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solidity(rust: &str) -> Option<String> {
        let ty = syn::parse_str(rust).expect("a Rust type");
        TypeNames::default().solidity(&ty).ok()
    }

    #[test]
    fn follows_the_mapping_of_the_sdk() {
        for (rust, expected) in [
            ("u8", "uint8"),
            ("u128", "uint128"),
            ("U16", "uint16"),
            ("alloy_primitives::U256", "uint256"),
            ("I256", "int256"),
            ("B32", "bytes4"),
            ("B256", "bytes32"),
            ("FixedBytes<4>", "bytes4"),
            ("Uint<40, 1>", "uint40"),
            ("Vec<B256>", "bytes32[]"),
            ("Vec<u8>", "uint8[]"),
            ("[[u32; 2]; 4]", "uint32[2][4]"),
            ("Bytes", "bytes"),
            ("String", "string"),
        ] {
            assert_eq!(solidity(rust).as_deref(), Some(expected), "{rust}");
        }
    }

    #[test]
    fn refuses_what_has_no_counterpart() {
        for rust in
            ["u7", "U512", "B7", "usize", "f64", "&str", "HashMap<u8, u8>", "Option<u8>", "[u8; N]"]
        {
            assert_eq!(solidity(rust), None, "{rust}");
        }
    }
}
