//! Names of functions: from a module's name section and exports.

use std::collections::BTreeMap;

use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload, TypeRef};

/// What a module says of its functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionNames {
    names: BTreeMap<u32, String>,
    exports: BTreeMap<u32, String>,
    imports: u32,
}

impl FunctionNames {
    /// Reads a module. What is not well formed is left out: names are for people.
    pub fn of(wasm: &[u8]) -> Self {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let Ok(payload) = payload else { break };
            found.read(payload);
        }
        found
    }

    /// True if there is a name section with names of the module's own functions.
    pub fn has_names(&self) -> bool {
        self.names.keys().any(|index| *index >= self.imports)
    }

    /// Name of a function: from the name section, else its export, else `func[12]`.
    pub fn label(&self, function: u32) -> String {
        let name = self.names.get(&function).or_else(|| self.exports.get(&function));
        name.cloned().unwrap_or_else(|| format!("func[{function}]"))
    }

    fn read(&mut self, payload: Payload<'_>) {
        match payload {
            Payload::ImportSection(imports) => {
                let functions = imports.into_imports().filter(
                    |import| matches!(import, Ok(import) if matches!(import.ty, TypeRef::Func(_))),
                );
                self.imports = u32::try_from(functions.count()).unwrap_or(u32::MAX);
            }
            Payload::ExportSection(exports) => {
                for export in exports.into_iter().flatten() {
                    if export.kind == ExternalKind::Func {
                        self.exports.insert(export.index, export.name.to_owned());
                    }
                }
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(names) = section.as_known() else { return };
                for name in names.into_iter().flatten() {
                    let Name::Function(functions) = name else { continue };
                    for naming in functions.into_iter().flatten() {
                        self.names.insert(naming.index, readable(naming.name));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Rust's names without the hash at their end; others as they are.
fn readable(name: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|c| c.is_ascii_hexdigit()) => {
            path.to_owned()
        }
        _ => name,
    }
}

/// True if two modules differ in custom sections only (names, producers, target features), so that the functions of one have
/// the indices of the other.
pub fn same_code(one: &[u8], other: &[u8]) -> bool {
    match (sections(one), sections(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Every section but the custom ones: id and bytes. None if it is no wasm.
fn sections(wasm: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.ok()?;
        if let (Some((id, range)), false) =
            (payload.as_section(), matches!(payload, Payload::CustomSection(_)))
        {
            let (start, end) =
                (usize::try_from(range.start).ok()?, usize::try_from(range.end).ok()?);
            found.push((id, wasm.get(start..end)?));
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_section_then_from_exports() {
        let text = r#"(module
            (import "vm_hooks" "msg_sender" (func $sender (param i32)))
            (func $inner) (func (export "user_entrypoint") (param i32) (result i32) (i32.const 0)) (func))"#;
        let names = FunctionNames::of(&wat::parse_str(text).expect("text"));
        assert!(names.has_names());
        assert_eq!([1, 2, 3].map(|at| names.label(at)), ["inner", "user_entrypoint", "func[3]"]);
        let plain = FunctionNames::of(
            &wat::parse_str("(module (func (export \"a\")) (func))").expect("text"),
        );
        assert!(!plain.has_names());
        assert_eq!([0, 1].map(|at| plain.label(at)), ["a", "func[1]"]);
    }

    #[test]
    fn rust_names_lose_their_hash() {
        assert_eq!(readable("core::fmt::write::h0123456789abcdef"), "core::fmt::write");
        assert_eq!(readable("_ZN4core3fmt5write17h0123456789abcdefE"), "core::fmt::write");
        assert_eq!(readable("a::help"), "a::help");
    }

    #[test]
    fn only_custom_sections_may_differ() {
        let parse = |text: &str| wat::parse_str(text).expect("text");
        let named = parse("(module (func $a (drop (i32.const 1))))");
        assert!(same_code(&named, &parse("(module (func (drop (i32.const 1))))")));
        assert!(!same_code(&named, &parse("(module (func (drop (i32.const 2))))")));
        assert!(!same_code(&named, b"no wasm"));
        assert!(!same_code(b"no wasm", b"no wasm"));
    }

    #[test]
    fn anything_can_be_read() {
        assert_eq!(FunctionNames::of(b"\0asm\x01\0\0\0\x00\x05\x04name\x01").label(3), "func[3]");
        assert_eq!(FunctionNames::of(&[]), FunctionNames::default());
    }
}
