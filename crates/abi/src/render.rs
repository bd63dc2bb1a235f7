//! An ABI as text: one entry a line, so that a change of the interface is one changed line.

use alloy_json_abi::JsonAbi;

use crate::{contracts::Contract, entry::Abi, AbiError};

/// The ABI as JSON, after alloy has read it back.
///
/// # Errors
///
/// [`AbiError::Invalid`] when the result is not an ABI.
pub fn json(contract: &Contract, abi: &Abi) -> Result<String, AbiError> {
    let text = lines(contract, abi)?;
    let invalid = |cause| AbiError::Invalid { contract: contract.name, cause };
    serde_json::from_str::<JsonAbi>(&text).map_err(invalid)?;
    Ok(text + "\n")
}

/// The ABI as a TypeScript constant, which gives viem and wagmi the types of every call.
///
/// # Errors
///
/// As [`json`].
pub fn typescript(contract: &Contract, abi: &Abi) -> Result<String, AbiError> {
    let name = contract.name;
    Ok(format!(
        "// The ABI of the {name}, written from its Rust source by scripts/abi.sh: do not edit.\n\
         export const {name}Abi = {} as const;\n",
        lines(contract, abi)?
    ))
}

fn lines(contract: &Contract, abi: &Abi) -> Result<String, AbiError> {
    let invalid = |cause| AbiError::Invalid { contract: contract.name, cause };
    let entries: Vec<String> = abi
        .entries()
        .iter()
        .map(|entry| Ok(format!("  {}", serde_json::to_string(entry).map_err(invalid)?)))
        .collect::<Result<_, AbiError>>()?;
    Ok(format!("[\n{}\n]", entries.join(",\n")))
}
