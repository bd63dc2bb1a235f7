//! Putting a program on chain: created, activated and constructed in one transaction by the StylusDeployer; on a local
//! chain without one, in separate transactions (elsewhere a stranger could run the constructor first).

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::SolCall;
use serde_json::json;

use super::bindings::{ArbWasm, StylusDeployer, ARB_WASM, STYLUS_DEPLOYER};
use super::node::Node;
use super::program::{with_margin, Program};
use super::send::{Sender, Step};
use crate::error::{ChainError, Error, Result};

/// How programs get on this chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One transaction through the StylusDeployer.
    Deployer,
    /// Creation, activation and constructor one by one.
    OneByOne,
}

impl Way {
    /// Looks for the StylusDeployer.
    ///
    /// # Errors
    /// [`ChainError::Unsafe`] when it is absent on a chain that is not local.
    pub fn choose(node: &Node) -> Result<Self> {
        if !node.code(STYLUS_DEPLOYER)?.is_empty() {
            Ok(Self::Deployer)
        } else if node.is_local() {
            Ok(Self::OneByOne)
        } else {
            Err(ChainError::Unsafe(format!(
                "chain {} has no StylusDeployer at {STYLUS_DEPLOYER}; without it a stranger could run the constructor \
                 first, so nothing is deployed here; choose a chain that has it",
                node.chain_id
            ))
            .into())
        }
    }
}

/// A contract that is to be created.
#[derive(Debug, Clone)]
pub struct Creation<'a> {
    /// The program.
    pub program: &'a Program,
    /// Call data of the constructor; empty for none.
    pub constructor: Vec<u8>,
    /// Makes the address unique.
    pub salt: B256,
    /// Data fee of the activation in wei; zero when the program is active already.
    pub data_fee: U256,
}

impl Creation<'_> {
    /// The address that the StylusDeployer gives the contract: CREATE2 with `keccak256(salt ‖ constructor)`.
    #[must_use]
    pub fn address(&self) -> Address {
        let salt = keccak256([self.salt.as_slice(), &self.constructor].concat());
        STYLUS_DEPLOYER.create2(salt, keccak256(self.program.init_code()))
    }

    /// The one transaction of the StylusDeployer. What it does not use of the value comes back.
    #[must_use]
    pub fn step(&self) -> Step {
        let call = StylusDeployer::deployCall {
            bytecode: self.program.init_code(),
            initData: self.constructor.clone().into(),
            initValue: U256::ZERO,
            salt: self.salt,
        };
        Step {
            name: format!("create {}", self.program.name),
            purpose: format!("creating the {}", self.program.name),
            to: Some(STYLUS_DEPLOYER),
            data: call.abi_encode().into(),
            value: with_margin(self.data_fee),
        }
    }

    /// Gas of that transaction; `present` are contracts that will be there by then (address and code).
    #[must_use]
    pub fn estimate(
        &self,
        node: &Node,
        from: Address,
        present: Option<(Address, &Bytes)>,
    ) -> Option<u64> {
        // The estimate must not depend on what the account has now.
        let mut overrides = json!({ from.to_string(): { "balance": U256::MAX >> 1 } });
        if let Some((address, code)) = present {
            overrides[address.to_string()] = json!({ "code": code });
        }
        let overrides = Some(overrides);
        node.estimate(self.step().call(from), overrides).ok()
    }

    /// Creates the contract and returns its address.
    ///
    /// # Errors
    /// Those of sending; [`Error::Other`] when the chain made something else than was asked for.
    pub fn run(&self, sender: &mut Sender<'_>, way: Way) -> Result<Address> {
        match way {
            Way::Deployer => {
                let address = self.address();
                if sender.node.code(address)?.is_empty() {
                    sender.send(&self.step())?;
                }
                self.check(sender.node, address)
            }
            Way::OneByOne => self.one_by_one(sender),
        }
    }

    fn one_by_one(&self, sender: &mut Sender<'_>) -> Result<Address> {
        let name = self.program.name;
        let created = sender.send(&Step {
            name: format!("create {name}"),
            purpose: format!("creating the {name}"),
            to: None,
            data: self.program.init_code(),
            value: U256::ZERO,
        })?;
        let address = created
            .contract_address
            .ok_or_else(|| Error::Other(format!("the node names no address for the {name}")))?;
        if !self.program.is_active(sender.node)? {
            sender.send(&Step {
                name: format!("activate {name}"),
                purpose: format!("activating the {name}"),
                to: Some(ARB_WASM),
                data: ArbWasm::activateProgramCall { program: address }.abi_encode().into(),
                value: with_margin(self.data_fee),
            })?;
        }
        if !self.constructor.is_empty() {
            sender.send(&Step {
                name: format!("construct {name}"),
                purpose: format!("running the constructor of the {name}"),
                to: Some(address),
                data: self.constructor.clone().into(),
                value: U256::ZERO,
            })?;
        }
        self.check(sender.node, address)
    }

    fn check(&self, node: &Node, address: Address) -> Result<Address> {
        if node.code(address)? == self.program.code {
            Ok(address)
        } else {
            Err(Error::Other(format!(
                "the code at {address} is not the {} that was sent",
                self.program.name
            )))
        }
    }
}
