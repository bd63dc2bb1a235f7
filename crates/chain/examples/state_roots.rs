//! What the state root costs: plain transfers, which hash it once each, and that hashing alone for as many changed
//! accounts, on chains with few and with many accounts. `cargo run --example state_roots [BLOCKS]`; figures of one run
//! compare with each other only.

use std::io::Write as _;
use std::time::{Duration, Instant};

use alloy_primitives::{Address, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, ETHER},
    CallRequest, Chain, Config,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let blocks: u64 = std::env::args().nth(1).map_or(Ok(1_000), |text| text.parse())?;
    for accounts in [0, 1_000, 20_000] {
        let mut chain = Chain::new(Config::default())?;
        for number in 0..accounts {
            chain.set_balance(account(number), ETHER);
        }
        chain.mine(1);
        let transfers = transfers(&mut chain, blocks)?;
        let roots = roots(&mut chain, blocks)?;
        let share = 100.0 * roots.as_secs_f64() / transfers.as_secs_f64();
        let each = |time: Duration| time.as_secs_f64() * 1e6 / blocks as f64;
        let (transfer, root) = (each(transfers), each(roots));
        writeln!(
            std::io::stdout(),
            "{accounts} more accounts: {transfer:.0} µs a transfer, {root:.0} µs for hashing three accounts ({share:.0} %)"
        )?;
    }
    Ok(())
}

fn account(number: u64) -> Address {
    Address::left_padding_from(&(0x1_0000_0000 + number).to_be_bytes())
}

/// Time of that many transfers to accounts that are new, each in a block.
fn transfers(chain: &mut Chain, blocks: u64) -> Result<Duration, Box<dyn std::error::Error>> {
    let began = Instant::now();
    for number in 0..blocks {
        let request = CallRequest {
            to: Some(account(0x1000_0000 + number)),
            value: U256::from(1),
            gas: Some(21_000),
            ..CallRequest::default()
        };
        chain.send_unsigned(DEV_ACCOUNT, &request)?;
    }
    Ok(began.elapsed())
}

/// Time of hashing the trie that many times, each after as many accounts have changed as a transfer changes.
fn roots(chain: &mut Chain, blocks: u64) -> Result<Duration, Box<dyn std::error::Error>> {
    let mut spent = Duration::ZERO;
    for number in 0..blocks {
        chain.set_balance(account(0x2000_0000 + number), U256::from(1));
        chain.set_nonce(DEV_ACCOUNT, 1_000_000 + number);
        chain.set_balance(Address::ZERO, U256::from(number));
        let began = Instant::now();
        // The root is compared with the header's, which does not know of the edit.
        let edited = chain.head().prove(DEV_ACCOUNT, &[]);
        spent += began.elapsed();
        if edited.is_ok() {
            return Err("the root did not change".into());
        }
    }
    Ok(spent)
}
