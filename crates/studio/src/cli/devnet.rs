//! What can be typed after `colophon devnet`.

use std::path::PathBuf;
use std::time::Duration;

use alloy_primitives::{utils::parse_ether, U256};
use clap::Args;
use stylus_devnet::stylus_chain::config::check_arbos;

/// `colophon devnet`
#[derive(Debug, Args)]
#[command(after_help = DEVNET_EXAMPLES)]
pub struct Devnet {
    /// Port to listen on; 0 takes any free port.
    #[arg(long, default_value_t = 8547)]
    pub port: u16,
    /// Address to listen on. The keys of the accounts are public: keep it on loopback.
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// Chain id.
    #[arg(long, default_value_t = 412_346)]
    pub chain_id: u64,
    /// ArbOS version: 31, 32, 40, 50, 51, 59 or 60.
    #[arg(long, default_value_t = 51, value_name = "N", value_parser = arbos)]
    pub arbos: u64,
    /// As `nitro --dev` starts: one funded account, no deployer contracts.
    #[arg(long)]
    pub bare: bool,
    /// Print the address alone, without accounts and keys.
    #[arg(long)]
    pub silent: bool,
    /// Keep the chain in this file: continued if it exists; every change is synced to it before it is answered.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// How many accounts of the mnemonic are funded.
    #[arg(long, value_name = "N")]
    pub accounts: Option<u16>,
    /// Price of a byte on the parent chain, in wei per unit; 0 by default, so that gas is compute alone.
    #[arg(long, value_name = "WEI")]
    pub l1_price: Option<u64>,
    /// Count what every function of every contract costs, and print it at the end.
    #[arg(long)]
    pub gas_report: bool,
    /// JSON ABI that names the functions in the gas report; may be repeated.
    #[arg(long, value_name = "FILE", requires = "gas_report")]
    pub abi: Vec<PathBuf>,
    /// Ether of each account at genesis, with up to 18 decimals; 10000 by default, 1000 with --bare.
    #[arg(long, value_name = "ETHER", value_parser = ether)]
    pub balance: Option<U256>,
    /// BIP-39 words that the accounts come from (path m/44'/60'/0'/0/i). Arguments can be read by every user of the
    /// machine: words that guard anything of worth belong in the environment.
    #[arg(long, env = "COLOPHON_DEVNET_MNEMONIC", hide_env_values = true, value_name = "WORDS")]
    pub mnemonic: Option<String>,
    /// Gas of a call or estimate that names none, and the most it may name; 50000000 by default.
    #[arg(long, value_name = "GAS")]
    pub gas_cap: Option<u64>,
    /// Seconds that a call, an access list or a trace may take (an estimate: six times that); 0 is no limit.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    pub evm_timeout: u64,
    /// Make a block every so many seconds (0.5 is fine); transactions wait for it. By default each is mined at once.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub block_time: Option<Duration>,
    /// Make blocks on demand only (evm_mine); transactions wait for them.
    #[arg(long, conflicts_with = "block_time")]
    pub no_mining: bool,
    /// Start the clock of a new chain at this time, in seconds since 1970.
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<u64>,
}

/// An ArbOS version that the node has rules for.
fn arbos(text: &str) -> Result<u64, String> {
    let version = text.parse().map_err(|error| format!("{error}"))?;
    check_arbos(version).map(|()| version).map_err(|error| error.to_string())
}

const DEVNET_EXAMPLES: &str = "\
Examples:
  colophon devnet
  colophon devnet --state chain.journal
  colophon devnet --arbos 60
  colophon devnet --port 0 --json --silent
  colophon devnet --gas-report --abi abi/collection.json
  colophon devnet --block-time 2                 a block every two seconds, also empty ones
  colophon devnet --no-mining                    then: cast rpc evm_mine
  colophon devnet --accounts 3 --balance 0.5     half an ether for Nitro's account and each of three others";

/// Ether as wei.
fn ether(text: &str) -> Result<U256, String> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // The parser drops what is beyond a wei.
    let whole_wei = text.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 18);
    let wei = (plain && whole_wei).then(|| parse_ether(text).ok()).flatten();
    // Sums of some thousand such balances must still be numbers of 256 bits.
    wei.filter(|wei| wei.bit_len() <= 200).ok_or_else(|| {
        format!(
            "{text:?} is no balance: give ether, such as 10000 or 0.5, with at most 18 decimals"
        )
    })
}

/// Whole or decimal seconds, more than none, a year at most.
fn seconds(text: &str) -> Result<Duration, String> {
    let wrong =
        || format!("{text:?} is no time: give seconds from 0.001 to 31536000, such as 2 or 0.5");
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    if (0.001..=31_536_000.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(wrong())
    }
}
