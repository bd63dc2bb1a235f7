//! Runs a node until its standard input ends, and prints the ready line:
//! `cargo run --example serve -- [PORT] [--bare] [--state FILE] [--arbos N]`.

use std::io::{self, Write as _};

use stylus_devnet::{Devnet, DEFAULT_PORT};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Devnet::builder().port(DEFAULT_PORT);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        builder = match argument.as_str() {
            "--bare" => builder.bare(true),
            "--arbos" => {
                let version = arguments.next().ok_or("--arbos needs a version")?;
                builder.arbos(version.parse()?)
            }
            "--state" => builder.state(arguments.next().ok_or("--state needs a file")?),
            port => builder.port(port.parse()?),
        };
    }
    let node = builder.spawn()?;
    writeln!(io::stdout(), "{}", node.ready().to_json())?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
