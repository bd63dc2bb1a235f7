//! Names for the functions of programs, from other builds of the same code: what is on the chain has lost them.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, B256};
use stylus_devnet::stylus_chain::profile::{program_of, same_code, FunctionNames, Profile};

use crate::chain::Node;
use crate::error::{Error, InputError, Result};

/// Names the functions of every program that ran and that one of the modules is a build of.
///
/// # Errors
/// Network; [`InputError::Unreadable`]; [`Error::Usage`] for a module without names, and for one that is no build of any program
/// that ran.
pub(super) fn apply(node: &Node, profile: &mut Profile, files: &[PathBuf]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let programs = programs(node, profile)?;
    for path in files {
        let module = read(path)?;
        let names = FunctionNames::of(&module);
        if !names.has_names() {
            return Err(Error::Usage(format!(
                "{} has no names of functions; build it without stripping them (docs/profile.md)",
                path.display()
            )));
        }
        let same: Vec<B256> = programs
            .iter()
            .filter(|(_, wasm)| same_code(wasm, &module))
            .map(|(code_hash, _)| *code_hash)
            .collect();
        if same.is_empty() {
            return Err(Error::Usage(format!(
                "{} is no build of a program that ran here: but for names the code must be the same, byte by byte; \
                 build it as the deployed one was built, or deploy this one",
                path.display()
            )));
        }
        profile.each_frame(|frame| {
            if let Some(program) =
                frame.program.as_mut().filter(|one| same.contains(&one.code_hash))
            {
                program.rename(&names);
            }
        });
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|source| InputError::Unreadable { path: path.to_owned(), source }.into())
}

/// The wasm of every program that ran, by code hash.
fn programs(node: &Node, profile: &Profile) -> Result<Vec<(B256, Vec<u8>)>> {
    let mut found: Vec<(B256, Vec<u8>)> = Vec::new();
    let mut asked: Vec<Address> = Vec::new();
    for frame in profile.frames() {
        let Some(program) = &frame.program else { continue };
        if asked.contains(&frame.to) || found.iter().any(|(hash, _)| *hash == program.code_hash) {
            continue;
        }
        asked.push(frame.to);
        if let Some(wasm) = program_of(&node.code(frame.to)?) {
            found.push((program.code_hash, wasm));
        }
    }
    Ok(found)
}
