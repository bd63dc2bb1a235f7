//! Whose key signs: keystore, key file, environment, command line (with a warning), or the public development key on
//! a local chain.

use std::io::IsTerminal;
use std::path::Path;

use alloy_primitives::{address, Address};
use alloy_signer_local::{LocalSigner, PrivateKeySigner};

use super::network::LOCAL_CHAIN;
use crate::cli;
use crate::error::{Error, KeyError, Result};
use crate::output::Output;

/// Nitro's development key; public knowledge.
const DEV_KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";

/// Accounts whose keys are public: Nitro's development account and the first twenty of the mnemonic that every tool
/// knows (`test test … junk`).
const PUBLIC: [Address; 21] = [
    address!("3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E"),
    address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    address!("70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    address!("3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    address!("90F79bf6EB2c4f870365E785982E1f101E93b906"),
    address!("15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
    address!("9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
    address!("976EA74026E726554dB657fA54763abd0C3a0aa9"),
    address!("14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
    address!("23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
    address!("a0Ee7A142d267C1f36714E4a8F75612F20a79720"),
    address!("Bcd4042DE499D14e55001CcbB24a551F3b954096"),
    address!("71bE63f3384f5fb98995898A86B02Fb2426c5788"),
    address!("FABB0ac9d68B0B445fB7357272Ff202C5651694a"),
    address!("1CBd3b2770909D4e10f157cABC84C7264073C9Ec"),
    address!("dF3e18d64BC6A983f673Ab319CCaE4f1a57C7097"),
    address!("cd3B766CCDd6AE721141F452C550Ca635964ce71"),
    address!("2546BcD3c84621e976D8185a91A922aE77ECEc30"),
    address!("bDA5747bFD65F08deb54cb465eB87D40e51B197E"),
    address!("dD2FD4581271e230360230F9337D5c0430Bf44C0"),
    address!("8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199"),
];

/// Finds the key for `chain`.
///
/// # Errors
/// [`KeyError`] when there is none, it does not open, or it is public and the chain is not local.
pub fn resolve(
    typed: &cli::Signing,
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
    if chain != LOCAL_CHAIN && PUBLIC.contains(&signer.address()) {
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
