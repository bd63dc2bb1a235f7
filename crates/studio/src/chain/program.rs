//! Programs as they go on chain: the embedded builds, their compressed form, and what deploying them costs.

use alloy_primitives::{address, keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use serde_json::json;

use super::bindings::{ArbWasm, ARB_WASM};
use super::node::{CallError, Node};
use crate::error::{ChainError, Result};

/// First bytes of the code of a program: not EVM, version 0 dictionary.
const PREFIX: [u8; 4] = [0xef, 0xf0, 0x00, 0x00];

/// Largest code of one contract (EIP-170), prefix included.
const MAX_CODE: usize = 24_576;

/// An address that holds nothing anywhere, for dry runs of activations.
const NOWHERE: Address = address!("00000000000000000000000000000000C0106043");

/// A program ready for deployment.
#[derive(Debug, Clone)]
pub struct Program {
    /// Which contract.
    pub name: &'static str,
    /// Size of the WebAssembly module.
    pub wasm_bytes: usize,
    /// Code as it stands on chain.
    pub code: Bytes,
}

impl Program {
    /// The Collection, release build.
    ///
    /// # Errors
    /// [`ChainError::Program`] when it does not fit.
    pub fn collection() -> Result<Self> {
        Self::new("Collection", include_bytes!("../../../../artifacts/collection.wasm"))
    }

    /// The Descriptor, release build.
    ///
    /// # Errors
    /// [`ChainError::Program`] when it does not fit.
    pub fn descriptor() -> Result<Self> {
        Self::new("Descriptor", include_bytes!("../../../../artifacts/descriptor.wasm"))
    }

    /// The Minter, release build.
    ///
    /// # Errors
    /// [`ChainError::Program`] when it does not fit.
    pub fn minter() -> Result<Self> {
        Self::new("Minter", include_bytes!("../../../../artifacts/minter.wasm"))
    }

    fn new(name: &'static str, wasm: &[u8]) -> Result<Self> {
        let params =
            brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        let mut code = PREFIX.to_vec();
        brotli::BrotliCompress(&mut &wasm[..], &mut code, &params).map_err(|error| {
            ChainError::Program { name: name.into(), reason: error.to_string() }
        })?;
        if code.len() > MAX_CODE {
            let reason = format!("its {} bytes exceed the {MAX_CODE} of one contract", code.len());
            return Err(ChainError::Program { name: name.into(), reason }.into());
        }
        Ok(Self { name, wasm_bytes: wasm.len(), code: code.into() })
    }

    /// Hash of the code; activation is keyed by it.
    #[must_use]
    pub fn codehash(&self) -> B256 {
        keccak256(&self.code)
    }

    /// Code that creates the contract: copy everything behind the first 43 bytes and return it.
    #[must_use]
    pub fn init_code(&self) -> Bytes {
        let mut init = vec![0x7f];
        init.extend(U256::from(self.code.len()).to_be_bytes::<32>());
        init.extend([0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00]);
        init.extend(&self.code);
        init.into()
    }

    /// Whether the chain has this program activated.
    ///
    /// # Errors
    /// [`crate::error::NetworkError`]; a chain without ArbWasm is named.
    pub fn is_active(&self, node: &Node) -> Result<bool> {
        let call = ArbWasm::codehashVersionCall { codehash: self.codehash() };
        match node.view(ARB_WASM, &call) {
            Ok(_) => Ok(true),
            Err(CallError::Revert { data, .. })
                if data.starts_with(&ArbWasm::ProgramNotActivated::SELECTOR)
                    || data.starts_with(&ArbWasm::ProgramNeedsUpgrade::SELECTOR)
                    || data.starts_with(&ArbWasm::ProgramExpired::SELECTOR) =>
            {
                Ok(false)
            }
            Err(CallError::Revert { .. }) => Err(ChainError::Unsafe(format!(
                "chain {} cannot run Stylus programs: it has no ArbWasm precompile; choose an Arbitrum chain",
                node.chain_id
            ))
            .into()),
            Err(error) => Err(error.while_doing("asking for the state of a program")),
        }
    }

    /// The data fee of the activation in wei, from a dry run over an account that does not exist; zero when the
    /// program is active already. The fee moves: send a fifth more, the rest comes back.
    ///
    /// # Errors
    /// [`ChainError`] when the chain would refuse the program.
    pub fn data_fee(&self, node: &Node, from: Address) -> Result<U256> {
        if self.is_active(node)? {
            return Ok(U256::ZERO);
        }
        let call = ArbWasm::activateProgramCall { program: NOWHERE };
        let value = U256::from(10).pow(U256::from(18));
        let object = json!({ "from": from, "to": ARB_WASM, "value": value, "data": Bytes::from(call.abi_encode()) });
        let overrides = json!({ from.to_string(): { "balance": U256::MAX >> 1 }, NOWHERE.to_string(): { "code": self.code } });
        let answer = node
            .call_raw(object, Some(overrides))
            .map_err(|error| error.while_doing(format!("activating the {}", self.name)))?;
        let fee = ArbWasm::activateProgramCall::abi_decode_returns(&answer).map_err(|_| {
            ChainError::Program { name: self.name.into(), reason: "the dry run gave no fee".into() }
        })?;
        Ok(fee.dataFee)
    }
}

/// A fee with a fifth on top.
#[must_use]
pub fn with_margin(fee: U256) -> U256 {
    fee + fee / U256::from(5)
}
