//! `colophon profile`: where the gas of a transaction, or of a call that is not sent, goes.

mod abi;
mod names;

use alloy_primitives::{Bytes, B256};
use serde_json::{json, Value};
use stylus_devnet::stylus_chain::profile::Profile;

pub use abi::Selectors;

use crate::chain::Node;
use crate::cli;
use crate::commands::env;
use crate::error::{Error, NetworkError, Result};
use crate::output::{Output, Report};
use crate::plan::{address, config::Config, network};

/// Asks the node for a profile and prints it.
///
/// # Errors
/// Network, files that cannot be read, modules that are no build of any program that ran.
pub fn run(global: &cli::Global, args: &cli::Profile, out: Output) -> Result<Report> {
    if args.folded && out.json {
        return Err(Error::Usage("--folded and --json exclude each other; choose one".into()));
    }
    let selectors = Selectors::read(&args.abi)?;
    let network = cli::Network {
        network: args.network.clone(),
        rpc_url: args.rpc_url.clone(),
        collection: None,
    };
    let network = network::resolve(&network, &Config::read(&global.project)?, env)?;
    let node = Node::connect(&network)?;
    let mut profile = ask(&node, args)?;
    names::apply(&node, &mut profile, &args.names)?;
    let name = |selector| selectors.name(selector);
    if args.folded {
        return Ok(Report::new(profile.folded(name), Value::Null));
    }
    let fields = json!({ "profile": profile });
    Ok(Report::new(profile.table(name), fields))
}

fn ask(node: &Node, args: &cli::Profile) -> Result<Profile> {
    let (method, params) = match &args.transaction {
        Some(text) => {
            let hash: B256 = text.parse().map_err(|_| {
                Error::Usage(format!(
                    "{text:?} is no transaction hash: 0x and 64 hex digits are expected"
                ))
            })?;
            ("stylus_profileTransaction", json!([hash]))
        }
        None => ("stylus_profileCall", json!([call(args)?, "latest"])),
    };
    let answer: Result<Value, NetworkError> = node.ask("profiling", method, params);
    let answer = answer.map_err(|error| match error {
        NetworkError::Refused { url, message, .. } if message.contains("does not exist") => {
            NetworkError::Refused {
                url,
                doing: "profiling".into(),
                message:
                    "it cannot profile; `colophon devnet` can, so repeat the transaction there"
                        .into(),
            }
        }
        other => other,
    })?;
    serde_json::from_value(answer)
        .map_err(|error| Error::Other(format!("the node's profile is of another version: {error}")))
}

/// The call that is not sent.
fn call(args: &cli::Profile) -> Result<Value> {
    let Some(to) = &args.to else {
        let what = "give the hash of a transaction, or a call with --to and --data";
        return Err(Error::Usage(what.into()));
    };
    let data: Bytes = args.data.parse().map_err(|_| {
        Error::Usage(format!(
            "--data {:?} is no hex: 0x and pairs of digits are expected",
            args.data
        ))
    })?;
    let mut call = json!({ "to": address("--to", to)?, "data": data });
    if let Some(from) = &args.from {
        call["from"] = json!(address("--from", from)?);
    }
    if let Some(wei) = args.value {
        call["value"] = json!(format!("{wei:#x}"));
    }
    Ok(call)
}
