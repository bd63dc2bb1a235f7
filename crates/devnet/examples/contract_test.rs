//! A contract's integration tests without Docker: copy this into `tests/` of your contract.
//!
//! `cargo run --example contract_test [PROGRAM.wasm]`; without a file it tests `counter.wat` beside it. In a project of your own
//! the wasm is `target/wasm32-unknown-unknown/release/<name>.wasm`, and call data comes from `alloy_sol_types::sol!`.

#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use std::error::Error;

use stylus_devnet::{Devnet, Message};

/// One node for all tests of a file: started once, the contract deployed once.
struct Stage {
    node: Devnet,
    contract: alloy_primitives::Address,
}

impl Stage {
    fn new(wasm: &[u8]) -> Result<Self, Box<dyn Error>> {
        let node = Devnet::builder().spawn()?;
        let deployed = node.deploy_wasm(wasm)?;
        println!("deployed: {} bytes, {} gas", deployed.code_size, deployed.gas_used);
        Ok(Self { node, contract: deployed.address })
    }

    /// Runs a test and undoes what it did.
    fn test(
        &self,
        name: &str,
        run: impl Fn(&Self) -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let before = self.node.snapshot();
        let result = run(self);
        self.node.revert(before)?;
        println!("{name}: {}", if result.is_ok() { "passed" } else { "failed" });
        result
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1);
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/counter.wat");
    let stage = Stage::new(&wat::parse_file(file.as_deref().unwrap_or(own))?)?;
    if file.is_some() {
        return Ok(());
    }
    stage.test("counts for anyone", |stage| {
        let alice = stage.node.accounts()[1].address;
        for count in 1..=3 {
            let sent = stage.node.send(Message::to(stage.contract).data([1]).from(alice))?;
            assert_eq!(sent.word(), Some(count));
        }
        Ok(())
    })?;
    stage.test("refuses the unknown", |stage| {
        let error = stage.node.call(Message::to(stage.contract).data([7])).err();
        let reason = error.as_ref().and_then(|error| error.reason());
        assert_eq!(reason, Some("no such function"));
        Ok(())
    })?;
    stage.test("stays cheap", |stage| {
        let profile = stage.node.profile_call(Message::to(stage.contract).data([1]))?;
        println!("{}", profile.table(|_| None));
        assert!(profile.gas_used < 70_000, "{}", profile.gas_used);
        Ok(())
    })
}
