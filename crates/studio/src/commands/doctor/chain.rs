//! The chain: node, clock, deployer, programs, key and funds.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use alloy_primitives::{Address, B256, U256, U64};
use serde::Deserialize;
use serde_json::json;

use super::{Checks, Finding};
use crate::chain::bindings::{
    ArbSys, ArbWasm, ArbWasmCache, ARB_SYS, ARB_WASM, ARB_WASM_CACHE, STYLUS_DEPLOYER,
};
use crate::chain::create::Way;
use crate::chain::program::{with_margin, Program};
use crate::chain::{CallError, Node};
use crate::cli;
use crate::commands::env;
use crate::error::{ChainError, Error, KeyError, Result};
use crate::output::{ether, Output};
use crate::plan::key;
use crate::plan::network::Network;
use crate::store::deployment::Deployment;
use crate::store::Project;

/// What `ArbSys.arbOSVersion` adds to the version of ArbOS.
const ARBOS_OFFSET: u64 = 55;

/// The first version that runs Stylus programs.
const STYLUS_ARBOS: u64 = 31;

/// Gas that a deployment of both programs takes at most, without data fees.
const DEPLOY_GAS: u64 = 25_000_000;

/// Days before a program expires from which that is worth a warning.
const SOON: u64 = 30;

/// Seconds by which a block may be ahead of this machine's clock.
const SKEW: u64 = 15;

/// Seconds after which a public chain without a new block stands still, or this machine's clock is ahead.
const STALE: u64 = 120;

/// Asks the node of `network` everything.
pub(super) fn checks(
    checks: &mut Checks,
    folder: &Path,
    network: &Network,
    args: &cli::Doctor,
    out: Output,
) {
    let node = match Node::connect(network) {
        Ok(node) => node,
        Err(error) => return checks.problem("node", error),
    };
    checks.ok("node", format!("chain {} answers at {}", node.chain_id, node.url));
    checks.run("arbos", || arbos(&node));
    checks.run("clock", || clock(&node));
    checks.run("deployer", || deployer(&node));
    for program in [Program::collection(), Program::descriptor()] {
        checks.run("program", || activated(&node, &program?));
    }
    match Deployment::load(&Project::view(folder), node.chain_id) {
        Ok(Some(deployment)) => {
            for (name, address) in
                [("Collection", deployment.collection), ("Descriptor", deployment.descriptor)]
            {
                if let Some(address) = address {
                    checks.run("deployment", || deployed(&node, name, address));
                }
            }
        }
        Ok(None) => checks.ok("deployment", format!("none on chain {} yet", node.chain_id)),
        Err(error) => checks.problem("deployment", error),
    }
    match key::resolve(&args.signing.key, node.chain_id, out, env) {
        Ok(signer) => checks.run("key", || funds(&node, signer.address())),
        Err(Error::Key(KeyError::Missing)) => checks.warn("key", KeyError::Missing.to_string()),
        Err(error) => checks.problem("key", error),
    }
}

/// Which ArbOS the chain runs.
fn arbos(node: &Node) -> Result<Finding> {
    let no_arbos = || {
        Error::from(ChainError::Unsafe(format!(
            "chain {} is no Arbitrum chain, so it runs no Stylus programs; choose another network",
            node.chain_id
        )))
    };
    let version = match node.view(ARB_SYS, &ArbSys::arbOSVersionCall {}) {
        Ok(version) => version.saturating_to::<u64>().saturating_sub(ARBOS_OFFSET),
        Err(CallError::Revert { .. }) => return Err(no_arbos()),
        Err(error) => return Err(error.while_doing("asking for the version of ArbOS")),
    };
    if version < STYLUS_ARBOS {
        return Err(ChainError::Unsafe(format!(
            "chain {} runs ArbOS {version}, and Stylus programs need {STYLUS_ARBOS}; choose another network",
            node.chain_id
        ))
        .into());
    }
    Ok(Finding::Ok(format!("version {version}")))
}

/// Whether this machine and the chain agree about the time.
fn clock(node: &Node) -> Result<Finding> {
    #[derive(Clone, Debug, Deserialize)]
    struct Block {
        timestamp: U64,
    }
    let block: Block =
        node.ask("asking for a block", "eth_getBlockByNumber", json!(["latest", false]))?;
    let block: u64 = block.timestamp.to();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    if block > now + SKEW {
        let ahead = block - now;
        return Ok(Finding::Warning(format!(
            "the newest block is {ahead} s ahead of this machine's clock; set the clock, or moments in signatures and \
             vouchers will be refused"
        )));
    }
    let age = now.saturating_sub(block);
    if !node.is_local() && age > STALE {
        return Ok(Finding::Warning(format!(
            "the newest block is {age} s old: the node is behind, or this machine's clock is ahead"
        )));
    }
    Ok(Finding::Ok(match node.is_local() {
        true => "no block is ahead of this machine's".into(),
        false => format!("the newest block is {age} s old"),
    }))
}

/// Whether programs can be created, activated and constructed in one transaction.
fn deployer(node: &Node) -> Result<Finding> {
    Ok(Finding::Ok(match Way::choose(node)? {
        Way::Deployer => format!("StylusDeployer at {STYLUS_DEPLOYER}"),
        Way::OneByOne => {
            "no StylusDeployer; on this local chain programs are set up step by step".into()
        }
    }))
}

/// Whether the chain has a program activated, and keeps it ready.
fn activated(node: &Node, program: &Program) -> Result<Finding> {
    let name = program.name;
    if !program.is_active(node)? {
        return Ok(Finding::Ok(format!(
            "{name}: not activated; `deploy` does it and says what it costs"
        )));
    }
    Ok(Finding::Ok(format!("{name}: activated, {}", cached(node, program.codehash())?)))
}

fn cached(node: &Node, codehash: B256) -> Result<&'static str> {
    match node.view(ARB_WASM_CACHE, &ArbWasmCache::codehashIsCachedCall { codehash }) {
        Ok(true) => Ok("cached"),
        Ok(false) => {
            Ok("not cached (calls cost more gas; a bid at the cache manager changes that)")
        }
        Err(CallError::Revert { .. }) => Ok("this chain has no cache"),
        Err(error) => Err(error.while_doing("asking whether a program is cached")),
    }
}

/// A contract of the project: whether it is there, activated, and for how long.
fn deployed(node: &Node, name: &'static str, address: Address) -> Result<Finding> {
    if node.code(address)?.is_empty() {
        let advice = if node.is_local() {
            "the local chain was restarted, or the deployment was interrupted: run `colophon deploy`"
        } else {
            "the deployment was interrupted, or it is another chain: run `colophon deploy`, or check the network"
        };
        return Ok(Finding::Warning(format!("no {name} at {address}; {advice}")));
    }
    let left = match node.view(ARB_WASM, &ArbWasm::programTimeLeftCall { program: address }) {
        Ok(seconds) => seconds / 86_400,
        Err(error) => {
            let error = error.while_doing(format!("asking for the {name} at {address}"));
            let advice = "activate it again (`cargo stylus activate`, or ArbWasm.activateProgram)";
            return Err(ChainError::Unsafe(format!("{error}; {advice}")).into());
        }
    };
    let state = format!("{name} at {address}: expires in {left} days");
    if left < SOON {
        let advice = "keep it alive (ArbWasm.codehashKeepalive) before calls begin to fail";
        return Ok(Finding::Warning(format!("{state}; {advice}")));
    }
    Ok(Finding::Ok(state))
}

/// Whether the account can pay for a deployment of everything.
fn funds(node: &Node, account: Address) -> Result<Finding> {
    let balance = node.balance(account)?;
    let mut need = U256::from(node.gas_price()?) * U256::from(DEPLOY_GAS);
    for program in [Program::collection()?, Program::descriptor()?] {
        need += with_margin(program.data_fee(node, account)?);
    }
    if balance.is_zero() {
        let (address, have) = (account.to_string(), balance.to_string());
        return Err(ChainError::Funds { address, have, need: need.to_string() }.into());
    }
    let have = format!("{account} has {}", ether(balance.saturating_to()));
    let at_most = format!("a deployment takes at most {}", ether(need.saturating_to()));
    Ok(if balance < need {
        Finding::Warning(format!("{have}; {at_most} at today's price"))
    } else {
        Finding::Ok(format!("{have}; {at_most}"))
    })
}
