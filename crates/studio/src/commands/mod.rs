//! One file per verb: `run(typed, out) -> Result<Report>`.

pub mod airdrop;
pub mod allowlist;
pub mod anchor;
pub mod build;
pub mod buy;
pub mod completions;
pub mod costs;
pub mod demo;
pub mod deploy;
pub mod devnet;
pub mod doctor;
pub mod generate;
pub mod init;
pub mod inspect;
pub mod man;
pub mod mine;
pub mod mint;
pub mod plan;
pub mod profile;
pub mod progress;
pub mod publish;
pub mod refund;
pub mod reveal;
pub mod sale;
pub mod session;
pub mod show;
pub mod status;
pub mod validate;
pub mod verify;
pub mod voucher;
pub mod withdraw;

use crate::cli::{Cli, Command};
use crate::error::Result;
use crate::output::{Output, Report};

/// Runs the command that was typed.
///
/// # Errors
/// Those of the command.
pub fn run(typed: Cli, out: Output) -> Result<Report> {
    let global = &typed.global;
    match &typed.command {
        Command::Airdrop(args) => airdrop::run(global, args, out),
        Command::Anchor(args) => anchor::run(global, args, out),
        Command::Completions(args) => completions::run(args),
        Command::Build(args) => build::run(global, args, out),
        Command::Demo(args) => demo::run(args, out),
        Command::Deploy(args) => deploy::run(global, args, out),
        Command::Devnet(args) => devnet::run(args, out),
        Command::Doctor(args) => doctor::run(global, args, out),
        Command::Generate(args) => generate::run(global, args, out),
        Command::Init(args) => init::run(global, args, out),
        Command::Inspect(args) => inspect::run(global, args, out),
        Command::Man(args) => man::run(args),
        Command::Mine(args) => mine::run(global, args, out),
        Command::Mint(args) => mint::run(global, args, out),
        Command::Plan(args) => plan::run(global, args, out),
        Command::Profile(args) => profile::run(global, args, out),
        Command::Reveal(args) => reveal::run(global, args, out),
        Command::Publish(args) => publish::run(global, args, out),
        Command::Sale(args) => sale::run(global, args, out),
        Command::Allowlist(args) => allowlist::run(global, args, out),
        Command::Voucher(args) => voucher::run(global, args, out),
        Command::Buy(args) => buy::run(global, args, out),
        Command::Withdraw(args) => withdraw::run(global, args, out),
        Command::Refund(args) => refund::run(global, args, out),
        Command::Show(args) => show::run(global, args, out),
        Command::Status(args) => status::run(global, args),
        Command::Validate(args) => validate::run(global, args, out),
        Command::Verify(args) => verify::run(global, args, out),
    }
}

/// The value of a variable, if it is set to something.
#[must_use]
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
