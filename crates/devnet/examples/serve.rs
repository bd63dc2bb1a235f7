//! Runs a node until its standard input ends, and prints the ready line: `cargo run --example serve -- [PORT] [--bare]`.

use std::io::{self, Write as _};

use stylus_devnet::{Devnet, DEFAULT_PORT};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let bare = arguments.iter().any(|argument| argument == "--bare");
    let port = arguments.iter().find(|argument| *argument != "--bare");
    let port = port.map_or(Ok(DEFAULT_PORT), |text| text.parse())?;
    let node = Devnet::builder().port(port).bare(bare).spawn()?;
    writeln!(io::stdout(), "{}", node.ready().to_json())?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
