//! Sources that cannot be expressed are refused, with the place.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use colophon_abi::{source::Source, AbiError};

/// A folder with one source file, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn with(text: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("source-{number}"));
        fs::create_dir_all(&path).expect("a folder");
        fs::write(path.join("lib.rs"), text).expect("a file");
        Self(path)
    }

    fn functions(&self) -> Result<Vec<String>, AbiError> {
        let entries = Source::read(&self.0)?.functions()?;
        Ok(entries.iter().map(colophon_abi::entry::Entry::signature).collect())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind is in the build's own temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn aliases_own_types_and_traits_are_followed() {
    let folder = Folder::with(
        r#"
        type Pair = (U256, Address);
        impl AbiType for Text { const ABI: ConstString = ConstString::new("string"); }
        #[public]
        #[implements(ITwo<Error = Error>)]
        impl C { fn one(&self, text: Text) -> Result<Pair, Error> { } }
        #[public]
        impl ITwo for C { type Error = Error; fn two_words(&mut self, _some_id: B256) { } }
        #[public]
        impl INotNamed for C { fn three(&self) { } }
        impl C { fn four(&self) { } }
        #[cfg(test)]
        #[public]
        impl Mock { fn five(&self) { } }
        "#,
    );
    assert_eq!(folder.functions().expect("readable"), ["one(string)", "twoWords(bytes32)"]);
}

#[test]
fn a_trait_without_its_block_is_missed() {
    let folder = Folder::with("#[public]\n#[implements(IGone)]\nimpl C { fn one(&self) { } }");
    match folder.functions() {
        Err(AbiError::MissingTrait { name, .. }) => assert_eq!(name, "IGone"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_must_have_one_contract() {
    for (text, expected) in
        [("struct Nothing;", 0), ("#[public] impl A { }\n#[public] impl B { }", 2)]
    {
        match Folder::with(text).functions() {
            Err(AbiError::Contracts { found, .. }) => assert_eq!(found, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_unknown_type_is_named_by_its_line() {
    let folder =
        Folder::with("#[public]\nimpl C {\n    fn one(&self, map: HashMap<u8, u8>) { }\n}");
    match folder.functions() {
        Err(AbiError::Syntax { path, line, .. }) => {
            assert_eq!(
                (path.file_name().and_then(|name| name.to_str()), line),
                (Some("lib.rs"), 3)
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_rust_is_named_by_its_line() {
    match Folder::with("fn good() { }\nfn bad( { }").functions() {
        Err(AbiError::Syntax { line, .. }) => assert_eq!(line, 2),
        other => panic!("{other:?}"),
    }
}
