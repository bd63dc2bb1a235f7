//! Whose key signs: keystore, key file, environment, command line (with a warning), or the public development key on
//! a local chain.

use std::io::IsTerminal;
use std::path::Path;

use alloy_primitives::Address;
use alloy_signer_local::{LocalSigner, PrivateKeySigner};
use stylus_devnet::stylus_chain::config::{DEV_ACCOUNT, DEV_KEY, MNEMONIC_ACCOUNTS};

use super::network::LOCAL_CHAIN;
use crate::cli;
use crate::error::{Error, KeyError, Result};
use crate::output::Output;

/// Whether the key of an account is public: Nitro's development account, and the first twenty of the mnemonic that
/// every tool knows (`test test … junk`).
fn is_public(account: Address) -> bool {
    account == DEV_ACCOUNT || MNEMONIC_ACCOUNTS.contains(&account)
}

/// Finds the key for `chain`.
///
/// # Errors
/// [`KeyError`] when there is none, it does not open, or it is public and the chain is not local.
pub fn resolve(
    typed: &cli::Key,
    chain: u64,
    out: Output,
    env: impl Fn(&str) -> Option<String>,
) -> Result<PrivateKeySigner> {
    let signer = if let Some(path) = &typed.keystore {
        keystore(path, typed.password_file.as_deref())?
    } else if let Some(path) = &typed.key_file {
        let text = std::fs::read_to_string(path)
            .map_err(|source| KeyError::Unreadable { path: path.clone(), source })?;
        parse(&text, &path.display().to_string())?
    } else if let Some(text) = &typed.private_key {
        out.warn(
            "--private-key shows the key in the list of processes; use --keystore or --key-file",
        );
        parse(text, "--private-key")?
    } else if let Some(text) = env("COLOPHON_PRIVATE_KEY") {
        parse(&text, "COLOPHON_PRIVATE_KEY")?
    } else if chain == LOCAL_CHAIN {
        parse(DEV_KEY, "the development key")?
    } else {
        return Err(KeyError::Missing.into());
    };
    if chain != LOCAL_CHAIN && is_public(signer.address()) {
        return Err(KeyError::Public { address: signer.address().to_string(), chain }.into());
    }
    Ok(signer)
}

fn parse(text: &str, origin: &str) -> Result<PrivateKeySigner> {
    text.trim().parse().map_err(|_| KeyError::Malformed { origin: origin.to_owned() }.into())
}

fn keystore(path: &Path, password_file: Option<&Path>) -> Result<PrivateKeySigner> {
    std::fs::metadata(path)
        .map_err(|source| KeyError::Unreadable { path: path.to_owned(), source })?;
    let password = match password_file {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|source| KeyError::Unreadable { path: file.to_owned(), source })?
            .trim_end_matches(['\r', '\n'])
            .to_owned(),
        None if std::io::stdin().is_terminal() => {
            let prompt = format!("Password of {}: ", path.display());
            rpassword::prompt_password(prompt)
                .map_err(|error| Error::Other(format!("cannot read the password: {error}")))?
        }
        None => return Err(KeyError::NoTerminal.into()),
    };
    LocalSigner::decrypt_keystore(path, password).map_err(|error| {
        KeyError::Keystore { path: path.to_owned(), why: error.to_string() }.into()
    })
}
