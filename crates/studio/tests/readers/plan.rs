//! The order of names, and which network is meant.

use std::cmp::Ordering;
use std::path::Path;

use colophon_cli::cli;
use colophon_cli::output::{ether, grouped, short, visible};
use colophon_cli::plan::config::Config;
use colophon_cli::plan::network::{self, Network};
use colophon_project::outputs::natural;

#[test]
fn names_are_in_natural_order() {
    let mut names = ["10.png", "2.png", "1.png", "a10b2", "a9b10", "a10b1", "01.png", "é.png", "b"];
    names.sort_by(|one, other| natural(one, other));
    assert_eq!(
        names,
        ["01.png", "1.png", "2.png", "10.png", "a9b10", "a10b1", "a10b2", "b", "é.png"]
    );
    assert_eq!(natural("x", "x"), Ordering::Equal);
    assert_eq!(natural("99999999999999999999", "100000000000000000000"), Ordering::Less);
}

fn resolve(typed: &cli::Network, config: &str, env: &[(&str, &str)]) -> Result<Network, String> {
    let config = Config::parse(config, Path::new("colophon.toml")).unwrap();
    let env =
        |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    network::resolve(typed, &config, env).map_err(|error| error.to_string())
}

fn typed(network: Option<&str>, rpc_url: Option<&str>) -> cli::Network {
    cli::Network {
        network: network.map(Into::into),
        rpc_url: rpc_url.map(Into::into),
        collection: None,
    }
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let file = "network = \"mine\"\n[networks.mine]\nrpc_url = \"http://file\"\nchain_id = 5";
    let url = |network: Network| network.rpc_url;
    let own = [("COLOPHON_RPC_URL", "http://own"), ("ETH_RPC_URL", "http://eth")];
    assert_eq!(url(resolve(&typed(None, None), "", &[]).unwrap()), "http://127.0.0.1:8547");
    assert_eq!(url(resolve(&typed(None, None), file, &[]).unwrap()), "http://file");
    assert_eq!(url(resolve(&typed(None, None), file, &own[1..]).unwrap()), "http://eth");
    assert_eq!(url(resolve(&typed(None, None), file, &own).unwrap()), "http://own");
    assert_eq!(url(resolve(&typed(None, Some("http://flag")), file, &own).unwrap()), "http://flag");
    let named = resolve(&typed(Some("arbitrum-one"), None), file, &[]).unwrap();
    assert_eq!(
        (named.rpc_url.as_str(), named.chain_id),
        ("https://arb1.arbitrum.io/rpc", Some(42_161))
    );
    assert_eq!(
        resolve(&typed(None, None), file, &own).unwrap().chain_id,
        Some(5),
        "the named network keeps its chain"
    );
    assert_eq!(resolve(&typed(None, Some("http://x")), "", &[]).unwrap().chain_id, None);
}

#[test]
fn networks_that_cannot_be_used_are_named() {
    assert!(resolve(&typed(Some("mars"), None), "", &[])
        .unwrap_err()
        .contains("choose one of devnet"));
    assert!(resolve(&typed(Some("a"), None), "[networks.a]\nchain_id = 1", &[])
        .unwrap_err()
        .contains("has no rpc_url"));
    assert!(resolve(&typed(None, Some("localhost:1")), "", &[])
        .unwrap_err()
        .contains("use http://"));
}

#[test]
fn numbers_and_texts_for_people() {
    assert_eq!(grouped(0), "0");
    assert_eq!(grouped(1_234_567), "1,234,567");
    assert_eq!(ether(0), "0 ETH");
    assert_eq!(ether(1), "0.000000000000000001 ETH");
    assert_eq!(ether(1_500_000_000_000_000_000), "1.5 ETH");
    assert_eq!(short(&format!("0x{}", "ab".repeat(32))), "0xabababab…abababab");
    assert_eq!(short("none"), "none");
    assert_eq!(visible("a\u{1b}[2Jb\u{202e}c\nd"), "a\\u{1b}[2Jb\\u{202e}c⏎d");
}
