//! `colophon devnet`: the embedded node in the foreground, until Ctrl-C.

use std::fmt::Write;
use std::time::Duration;

use alloy_primitives::U256;
use stylus_devnet::stylus_chain::profile::GasReport;
use stylus_devnet::{Devnet, Mining, Ready, SpawnError};

use crate::cli;
use crate::commands::profile::Selectors;
use crate::error::{Error, NetworkError, Result};
use crate::output::{table, Output, Report};

/// Starts the node, prints its ready line and waits for Ctrl-C.
///
/// # Errors
/// [`NetworkError::NotStarted`] when the port is taken.
pub fn run(args: &cli::Devnet, out: Output) -> Result<Report> {
    // Listened for before the ready line: whoever reads the line may interrupt at once.
    let interrupt = Interrupt::new()?;
    let selectors = Selectors::read(&args.abi)?;
    let node = start(args, out)?;
    let ready = node.ready();
    if out.json {
        out.result(&ready_json(&ready));
    } else if args.silent {
        out.result(&ready.rpc_url);
    } else {
        out.result(welcome(&ready).trim_end());
    }
    interrupt.wait()?;
    out.log("stopped");
    let report = args.gas_report.then(|| node.gas_report());
    drop(node);
    match report {
        Some(report) if out.json => out.result(&report_json(&report)),
        Some(report) => out.result(report.table(|selector| selectors.name(selector)).trim_end()),
        None => {}
    }
    Ok(Report::default())
}

fn start(args: &cli::Devnet, out: Output) -> Result<Devnet, NetworkError> {
    let mining = match args.block_time {
        Some(time) => Mining::Interval(time),
        None if args.no_mining => Mining::Manual,
        None => Mining::Auto,
    };
    let mut builder = Devnet::builder()
        .mining(mining)
        .on_log(move |line| out.log(line))
        .host(args.host.clone())
        .port(args.port)
        .chain_id(args.chain_id)
        .arbos(args.arbos)
        .bare(args.bare)
        .evm_timeout(Duration::from_secs(args.evm_timeout))
        .gas_report(args.gas_report);
    if let Some(file) = &args.state {
        builder = builder.state(file);
    }
    if let Some(count) = args.accounts {
        builder = builder.accounts(count.into());
    }
    if let Some(wei) = args.l1_price {
        builder = builder.l1_price(U256::from(wei));
    }
    if let Some(wei) = args.balance {
        builder = builder.balance(wei);
    }
    if let Some(words) = &args.mnemonic {
        builder = builder.mnemonic(words);
    }
    if let Some(gas) = args.gas_cap {
        builder = builder.gas_cap(gas);
    }
    if let Some(seconds) = args.timestamp {
        builder = builder.timestamp(seconds);
    }
    builder.spawn().map_err(|error: SpawnError| NetworkError::NotStarted { why: error.to_string() })
}

fn ready_json(ready: &Ready) -> String {
    let mut object = serde_json::json!({ "schema": "colophon/devnet/1" });
    let fields = serde_json::to_value(ready).unwrap_or_default();
    if let (Some(object), Some(fields)) = (object.as_object_mut(), fields.as_object()) {
        object.extend(fields.clone());
    }
    object.to_string()
}

/// The report as the second and last line of `--json`.
fn report_json(report: &GasReport) -> String {
    let rows = serde_json::to_value(report.rows()).unwrap_or_default();
    serde_json::json!({
        "schema": "colophon/gas-report/1",
        "transactions": report.transactions(),
        "rows": rows,
    })
    .to_string()
}

fn welcome(ready: &Ready) -> String {
    let mut text = format!("{}\n\n", ready.version);
    let rows: Vec<Vec<String>> = ready
        .accounts
        .iter()
        .map(|account| {
            vec![
                account.label.clone(),
                account.address.to_string(),
                account.private_key.to_string(),
            ]
        })
        .collect();
    text.push_str(&table(&["account", "address", "private key (public knowledge)"], &rows, &[]));
    if !ready.predeploys.is_empty() {
        let rows: Vec<Vec<String>> = ready
            .predeploys
            .iter()
            .map(|contract| vec![contract.name.clone(), contract.address.to_string()])
            .collect();
        let _ = write!(text, "\n{}", table(&["contract", "address"], &rows, &[]));
    }
    let _ = match (ready.mining, ready.block_time) {
        (_, Some(seconds)) => write!(text, "\na block every {seconds} s\n"),
        ("manual", _) => write!(text, "\nblocks on demand: cast rpc evm_mine\n"),
        _ => Ok(()),
    };
    let _ = write!(
        text,
        "\nchain {} listens on {} and {}; Ctrl-C stops it\n",
        ready.chain_id, ready.rpc_url, ready.ws_url
    );
    text
}

/// Ctrl-C, or the signal that asks a process to end.
struct Interrupt {
    runtime: tokio::runtime::Runtime,
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Interrupt {
    #[cfg(unix)]
    fn new() -> Result<Self> {
        use tokio::signal::unix::{signal, SignalKind};
        let runtime = runtime()?;
        let listen = || Ok([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]);
        let signals = {
            let _inside = runtime.enter();
            listen().map_err(failed)?
        };
        Ok(Self { runtime, signals })
    }

    #[cfg(unix)]
    fn wait(self) -> Result<()> {
        let [mut interrupt, mut terminate] = self.signals;
        self.runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        });
        Ok(())
    }

    #[cfg(not(unix))]
    fn new() -> Result<Self> {
        Ok(Self { runtime: runtime()? })
    }

    #[cfg(not(unix))]
    fn wait(self) -> Result<()> {
        self.runtime.block_on(tokio::signal::ctrl_c()).map_err(failed)
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)
}

fn failed(error: std::io::Error) -> Error {
    Error::Other(format!("cannot wait for Ctrl-C: {error}"))
}
