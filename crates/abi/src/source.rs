//! The source of one contract: its files, and the items in them that make up the ABI.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::TokenStream;
use syn::{
    punctuated::Punctuated, Attribute, Expr, File, ImplItem, Item, ItemImpl, Lit, Meta,
    Path as RustPath, Token, Type,
};

use crate::{
    declarations,
    entry::Entry,
    function::{self, has},
    interface,
    types::TypeNames,
    AbiError,
};

/// The parsed files of a contract.
#[derive(Debug)]
pub struct Source {
    folder: PathBuf,
    files: Vec<(PathBuf, File)>,
    names: TypeNames,
}

impl Source {
    /// Reads every `.rs` file below `folder`, in the order of their paths.
    ///
    /// # Errors
    ///
    /// [`AbiError::Read`], [`AbiError::Syntax`].
    pub fn read(folder: &Path) -> Result<Self, AbiError> {
        let mut paths = Vec::new();
        collect(folder, &mut paths)?;
        paths.sort();
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let text = fs::read_to_string(&path)
                .map_err(|cause| AbiError::Read { path: path.clone(), cause })?;
            let file = syn::parse_file(&text).map_err(|error| at(&path, &error))?;
            files.push((path, file));
        }
        let names = type_names(&files);
        Ok(Self { folder: folder.to_owned(), files, names })
    }

    /// Functions, constructor and fallback: of the contract's `#[public]` block, and of the traits that it names in
    /// `#[implements(...)]`.
    ///
    /// # Errors
    ///
    /// [`AbiError::Contracts`], [`AbiError::MissingTrait`], [`AbiError::Syntax`].
    pub fn functions(&self) -> Result<Vec<Entry>, AbiError> {
        let contract = self.contract()?;
        let blocks: Vec<(&Path, &ItemImpl)> = self
            .public_blocks()
            .filter(|(_, block)| last_name(&block.self_ty).as_deref() == Some(contract.as_str()))
            .collect();
        let mut entries = Vec::new();
        let mut traits = Vec::new();
        for (path, block) in blocks.iter().filter(|(_, block)| block.trait_.is_none()) {
            self.append(path, block, &mut entries)?;
            traits.extend(implemented(&block.attrs).map_err(|error| at(path, &error))?);
        }
        for name in traits {
            let (path, block) = blocks
                .iter()
                .find(|(_, block)| trait_name(block).as_deref() == Some(name.as_str()))
                .ok_or_else(|| AbiError::MissingTrait { path: self.folder.clone(), name })?;
            self.append(path, block, &mut entries)?;
        }
        Ok(entries)
    }

    /// Events and errors of every `sol!` block.
    ///
    /// # Errors
    ///
    /// [`AbiError::Syntax`].
    pub fn declarations(&self) -> Result<Vec<Entry>, AbiError> {
        let mut entries = Vec::new();
        for (path, tokens) in self.sol_blocks() {
            let found = declarations::read(tokens.clone());
            entries.extend(found.map_err(|error| at(path, &error))?);
        }
        Ok(entries)
    }

    /// Everything that the interface `name` of a `sol!` block declares; its structs are the `contract`'s.
    ///
    /// # Errors
    ///
    /// [`AbiError::NoInterface`], [`AbiError::Syntax`].
    pub fn interface(
        &self,
        name: &'static str,
        contract: &'static str,
    ) -> Result<Vec<Entry>, AbiError> {
        for (path, tokens) in self.sol_blocks() {
            let found = interface::read(tokens.clone(), name, contract);
            if let Some(entries) = found.map_err(|error| at(path, &error))? {
                return Ok(entries);
            }
        }
        Err(AbiError::NoInterface { path: self.folder.clone(), name })
    }

    /// What stands in `sol!`, with the files.
    fn sol_blocks(&self) -> impl Iterator<Item = (&Path, &TokenStream)> {
        self.items().filter_map(|(path, item)| match item {
            Item::Macro(item) => {
                let last = item.mac.path.segments.last()?;
                (last.ident == "sol").then_some((path, &item.mac.tokens))
            }
            _ => None,
        })
    }

    /// The name of the contract: the one type with an inherent `#[public]` block. (The entry point may be a function.)
    fn contract(&self) -> Result<String, AbiError> {
        let names: BTreeSet<String> = self
            .public_blocks()
            .filter(|(_, block)| block.trait_.is_none())
            .filter_map(|(_, block)| last_name(&block.self_ty))
            .collect();
        let found = names.len();
        match (names.into_iter().next(), found) {
            (Some(name), 1) => Ok(name),
            _ => Err(AbiError::Contracts { path: self.folder.clone(), found }),
        }
    }

    fn public_blocks(&self) -> impl Iterator<Item = (&Path, &ItemImpl)> {
        self.items().filter_map(|(path, item)| match item {
            Item::Impl(block) if has(&block.attrs, "public") => Some((path, block)),
            _ => None,
        })
    }

    /// Items outside tests, with their files.
    fn items(&self) -> impl Iterator<Item = (&Path, &Item)> {
        self.files
            .iter()
            .flat_map(|(path, file)| file.items.iter().map(move |item| (path.as_path(), item)))
            .filter(|(_, item)| !only_in_tests(item))
    }

    fn append(
        &self,
        path: &Path,
        block: &ItemImpl,
        entries: &mut Vec<Entry>,
    ) -> Result<(), AbiError> {
        for item in &block.items {
            if let ImplItem::Fn(method) = item {
                let entry =
                    function::entry(method, &self.names).map_err(|error| at(path, &error))?;
                entries.extend(entry);
            }
        }
        Ok(())
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), AbiError> {
    let failed = |cause| AbiError::Read { path: folder.to_owned(), cause };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

fn at(path: &Path, error: &syn::Error) -> AbiError {
    AbiError::Syntax {
        path: path.to_owned(),
        line: error.span().start().line,
        message: error.to_string(),
    }
}

/// The traits of `#[implements(IErc721<Error = Error>, IErc165)]`.
fn implemented(attrs: &[Attribute]) -> syn::Result<Vec<String>> {
    let mut names = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("implements")) {
        let paths = attr.parse_args_with(Punctuated::<RustPath, Token![,]>::parse_terminated)?;
        names.extend(paths.iter().filter_map(last_of));
    }
    Ok(names)
}

fn trait_name(block: &ItemImpl) -> Option<String> {
    block.trait_.as_ref().and_then(|(_, path, _)| last_of(path))
}

fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => last_of(&path.path),
        _ => None,
    }
}

fn last_of(path: &RustPath) -> Option<String> {
    path.segments.last().map(|segment| segment.ident.to_string())
}

/// Type aliases, and types with an `AbiType` of their own.
fn type_names(files: &[(PathBuf, File)]) -> TypeNames {
    let mut names = TypeNames { abi_types: BTreeMap::new(), aliases: BTreeMap::new() };
    for item in files.iter().flat_map(|(_, file)| &file.items) {
        match item {
            Item::Type(alias) => {
                names.aliases.insert(alias.ident.to_string(), (*alias.ty).clone());
            }
            Item::Impl(block) if trait_name(block).as_deref() == Some("AbiType") => {
                if let (Some(name), Some(solidity)) =
                    (last_name(&block.self_ty), abi_literal(block))
                {
                    names.abi_types.insert(name, solidity);
                }
            }
            _ => {}
        }
    }
    names
}

/// The text in `const ABI: ConstString = ConstString::new("...");`.
fn abi_literal(block: &ItemImpl) -> Option<String> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Const(constant) if constant.ident == "ABI" => match &constant.expr {
            Expr::Call(call) => match call.args.first() {
                Some(Expr::Lit(literal)) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// Whether an item is compiled only in tests.
fn only_in_tests(item: &Item) -> bool {
    let attrs = match item {
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        _ => return false,
    };
    attrs.iter().any(|attr| match &attr.meta {
        Meta::List(list) => attr.path().is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}
