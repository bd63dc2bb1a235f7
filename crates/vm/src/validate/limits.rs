//! How many of each part a program may have. Functions are measured after the rewriting.

use wasmparser::ExternalKind;

use super::{
    error::ParseError,
    module::{Body, Module},
};
use crate::params::Params;

/// Globals that the rewriting adds; they count as globals and as exports.
pub(crate) const ADDED_GLOBALS: usize = 4;
/// Name of the entry point.
pub(crate) const ENTRYPOINT: &str = "user_entrypoint";
/// Name of the memory.
pub(crate) const MEMORY: &str = "memory";

const MAX_DATA: u64 = 128;
const MAX_ELEMENTS: u64 = 128;
const MAX_EXPORTS: u64 = 1_024;
const MAX_FUNCTIONS: u64 = 4_096;
const MAX_GLOBALS: u64 = 32_768;
const MAX_IMPORTS: u64 = 513;
const MAX_LOCALS: u64 = 348;
const MAX_OPCODES: u64 = 65_536;
const MAX_TABLE_ENTRIES: u64 = 4_096;
const MAX_ELEMENT_BYTES: u64 = 4_096;
const MAX_NAME: usize = 512;

fn limit(what: &'static str, have: u64, limit: u64) -> Result<(), ParseError> {
    if have > limit {
        Err(ParseError::TooMany { what, have, limit })
    } else {
        Ok(())
    }
}

/// Checks every count of a rewritten program.
///
/// # Errors
///
/// [`ParseError::TooMany`] or [`ParseError::TooLong`] for the first limit that is broken.
pub(crate) fn check(
    module: &Module<'_>,
    bodies: &[Body<'_>],
    params: &Params,
    debug: bool,
) -> Result<(), ParseError> {
    let exports = kept_exports(module, debug);
    let added = ADDED_GLOBALS as u64;
    limit("datas", module.data.len() as u64, MAX_DATA)?;
    limit("elements", module.elements.len() as u64, MAX_ELEMENTS)?;
    limit("exports", exports.len() as u64 + added, MAX_EXPORTS)?;
    limit("functions", module.functions.len() as u64, MAX_FUNCTIONS)?;
    limit("globals", module.globals.len() as u64 + added, MAX_GLOBALS)?;
    for body in bodies {
        limit("locals", body.local_count(), MAX_LOCALS)?;
        limit("opcodes in func body", body.code.len() as u64, MAX_OPCODES)?;
    }
    if params.limits_imports() {
        limit("imports", module.imports.len() as u64, MAX_IMPORTS)?;
    }
    let entries = module.tables.iter().fold(0_u64, |sum, table| sum.saturating_add(table.initial));
    limit("table entries", entries, MAX_TABLE_ENTRIES)?;
    let bytes = module.elements.iter().map(|element| element.range).sum();
    limit("element entries", bytes, MAX_ELEMENT_BYTES)?;
    exports.iter().try_for_each(|name| length("name", name))?;
    module.name.map_or(Ok(()), |name| length("module name", name))
}

fn length(what: &'static str, name: &str) -> Result<(), ParseError> {
    let (have, limit) = (name.len(), MAX_NAME);
    if have > limit {
        return Err(ParseError::TooLong { what, have, limit });
    }
    Ok(())
}

/// Exports that stay: all on a debug chain, else the entry point and the memory.
fn kept_exports<'a>(module: &Module<'a>, debug: bool) -> Vec<&'a str> {
    let kept = |name: &str| debug || name == ENTRYPOINT || name == MEMORY;
    let mut names: Vec<&str> =
        module.exports.iter().map(|export| export.name).filter(|name| kept(name)).collect();
    if module.start.is_some() {
        names.push("stylus_start");
    }
    names
}

/// Checks that the entry point is a function from one `i32` to one `i32`.
///
/// # Errors
///
/// [`ParseError`] when it is missing or has another type.
pub(crate) fn check_entrypoint(module: &Module<'_>) -> Result<(), ParseError> {
    use wasmparser::ValType::I32;
    let is = |export: &&wasmparser::Export<'_>| export.name == ENTRYPOINT;
    let export = module.exports.iter().find(is).ok_or(ParseError::MissingEntrypoint)?;
    if export.kind != ExternalKind::Func {
        let kind = format!("{:?}", export.kind);
        return Err(ParseError::NotAFunction { name: ENTRYPOINT, kind });
    }
    match module.function_type(export.index) {
        Some(ty) if ty.params() == [I32] && ty.results() == [I32] => Ok(()),
        Some(ty) => Err(ParseError::WrongType { name: ENTRYPOINT, found: super::link::show(ty) }),
        None => Err(ParseError::MissingEntrypoint),
    }
}
