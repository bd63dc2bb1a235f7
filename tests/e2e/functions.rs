//! Every function of an ABI is answered by the built programs: called with words of zero, it gives an answer or a refusal that says why,
//! where an unknown selector is refused without a word.
//!
//! Words of zero decode for every signature: an offset of zero leads to a length of zero. (What a program only compares whole words
//! with is looked for in its code instead: `crates/abi`.)

use alloy_sol_types::SolInterface;
use colophon_e2e::{Attestations, Build, Contract, Minter, Registry, World, STRANGER};
use stylus_chain::Status;

/// Room for the longest argument list with all its structs.
const WORDS: usize = 64;

fn calldata(selector: [u8; 4]) -> Vec<u8> {
    let mut data = selector.to_vec();
    data.resize(4 + 32 * WORDS, 0);
    data
}

fn answers<Calls: SolInterface>(build: Build, contract: Contract) {
    let mut world = World::empty(build);
    let program = world.deploy_program(contract);
    let mut found = 0;
    for selector in Calls::selectors() {
        let outcome = world.ask(STRANGER, program, calldata(selector));
        assert!(
            outcome.status == Status::Success || !outcome.output.is_empty(),
            "no answer to {selector:02x?}"
        );
        found += 1;
    }
    assert!(found > 15, "only {found} functions");
    let unknown = world.ask(STRANGER, program, calldata([0xde, 0xad, 0xbe, 0xef]));
    assert!(unknown.status == Status::Revert && unknown.output.is_empty(), "{}", unknown.output);
}

fn the_minter_answers_every_function(build: Build) {
    answers::<Minter::MinterCalls>(build, Contract::Minter);
}

fn the_registry_answers_every_function(build: Build) {
    answers::<Registry::RegistryCalls>(build, Contract::Registry);
}

fn attestations_answers_every_function(build: Build) {
    answers::<Attestations::AttestationsCalls>(build, Contract::Attestations);
}

both_builds!(
    the_minter_answers_every_function,
    the_registry_answers_every_function,
    attestations_answers_every_function,
);
