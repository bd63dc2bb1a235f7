//! `colophon-abi ROOT OUT`: writes the ABI of every contract of the repository ROOT into the folder OUT.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use colophon_abi::{contracts::CONTRACTS, generate, render, AbiError};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [root, out] = arguments.as_slice() else {
        return fail(
            "usage: colophon-abi ROOT OUT (the repository, and the folder to write into)",
            2,
        );
    };
    match write_all(root, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("error: {error}"), 1),
    }
}

/// Writes nothing unless everything can be written.
fn write_all(root: &Path, out: &Path) -> Result<(), AbiError> {
    let mut files = Vec::new();
    for contract in CONTRACTS {
        let abi = generate(root, contract)?;
        let path = out.join(contract.name);
        files.push((path.with_extension("json"), render::json(contract, &abi)?));
        files.push((path.with_extension("ts"), render::typescript(contract, &abi)?));
    }
    files.iter().try_for_each(|(path, text)| write(path, text))
}

fn write(path: &Path, text: &str) -> Result<(), AbiError> {
    fs::write(path, text).map_err(|cause| AbiError::Write { path: path.to_owned(), cause })
}

fn fail(message: &str, code: u8) -> ExitCode {
    // Nothing is left to do when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{message}");
    ExitCode::from(code)
}
