//! One case from its random numbers to its end, and what must hold on the way.

use alloy_primitives::keccak256;
use stylus_vm::{
    activate, code, Activation, ActivationError, Outcome, Params, ProgramSlot, Status,
};

use crate::{
    generate, mutate,
    random::Random,
    util::chain::{Chain, PROGRAM},
};

/// Makes a module, takes it through everything that the chain would, and says how it ended.
pub(crate) fn try_case(random: &mut Random, corpus: &[Vec<u8>]) -> String {
    let arbos = random.pick(&[51, 51, 51, 31, 40, 59, 60]);
    let params = Params::for_arbos(arbos).expect("supported version");
    let wasm = source(random, corpus);
    let wasm = match through_code(random, wasm, &params) {
        Ok(wasm) => wasm,
        Err(ended) => return ended,
    };
    let debug = !random.one_in(8);
    let open = if random.one_in(8) { random.below(130) as u16 } else { 0 };
    let activation = match activate(&wasm, &params, debug, open) {
        Ok(activation) => activation,
        Err(error) => {
            // A refusal must be the same twice, and its text must be made without a panic.
            let again = activate(&wasm, &params, debug, open).expect_err("refused before");
            assert_eq!(error.to_string(), again.to_string());
            return name_of(&error);
        }
    };
    let again = activate(&wasm, &params, debug, open).expect("activated before");
    assert_eq!(figures(&activation), figures(&again));
    assert!(activation.footprint <= params.page_limit);
    let gas = random.pick(&[0, 20_000, 60_000, 150_000, 400_000]);
    let input: Vec<u8> = (0..random.below(80)).map(|_| random.next() as u8).collect();
    let (plain, state) = run(&params, activation, gas, &input, false);
    let (traced, traced_state) = run(&params, again, gas, &input, true);
    assert_eq!(ending(&plain), ending(&traced), "a tracer changed the outcome");
    assert!(plain.trace.is_empty());
    assert_eq!(state, traced_state, "a tracer changed the state");
    assert!(plain.gas_left <= gas);
    if plain.status == Status::Success && asks_no_gas(&traced) {
        more_gas_takes_the_same(&wasm, &params, debug, (gas, &plain), &input);
    }
    format!("{:?}", plain.status)
}

/// A module, whole or damaged.
fn source(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut wasm = if random.one_in(100) {
        corpus[random.below(corpus.len())].clone()
    } else {
        let text = generate::module(random);
        // Odd things may not even have a binary form.
        wat::parse_str(text).unwrap_or_default()
    };
    match random.below(6) {
        0 | 1 => mutate::bytes(random, &mut wasm),
        2 => mutate::sections(random, &mut wasm),
        _ => {}
    }
    wasm
}

/// Sometimes by way of deployed code, which may be damaged too.
fn through_code(random: &mut Random, wasm: Vec<u8>, params: &Params) -> Result<Vec<u8>, String> {
    if !random.one_in(8) || wasm.len() > 10_000 {
        return Ok(wasm);
    }
    let mut deployed = code::encode(&wasm).expect("anything can be compressed");
    mutate::code(random, &mut deployed);
    let arbos = params.arbos_version;
    let kind = code::kind(&deployed, arbos);
    assert!(kind.is_none() || deployed.len() > 3);
    assert!(code::is_deployable(&deployed, arbos) || deployed.first() == Some(&0xef));
    let init = code::init_code(&deployed);
    assert_eq!(code::init_code_payload(&init), Some(deployed.as_slice()));
    if let Ok(root) = code::root(&deployed, params) {
        let fragments =
            vec![[code::FRAGMENT_PREFIX.as_slice(), &wasm].concat(); root.fragments.len()];
        let _ = code::assemble(&root, &fragments, params);
    }
    match code::decode(&deployed, params) {
        Ok(wasm) => {
            assert!(wasm.len() <= params.max_wasm_size as usize);
            Ok(wasm)
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            Err(format!("decode: {}", head(&format!("{error:?}"))))
        }
    }
}

fn run(
    params: &Params,
    activation: Activation,
    gas: u64,
    input: &[u8],
    trace: bool,
) -> (Outcome, [u8; 32]) {
    let mut chain = Chain::new(params.arbos_version);
    let slot = ProgramSlot::activated(&activation, chain.env.timestamp, false);
    chain.programs.insert(PROGRAM, (activation.program, slot));
    (chain.trace, chain.profile) = (trace, trace);
    let outcome = chain.call(gas, 1, input);
    assert_eq!(chain.pages.open, 0, "pages stay open");
    let text = format!("{:?} {:?} {:?}", chain.state, chain.pages, chain.console);
    (outcome, keccak256(text).0)
}

/// Everything of an outcome but what was observed of it.
fn ending(outcome: &Outcome) -> (Status, &[u8], u64, u64, i64, Option<&str>) {
    let Outcome { status, output, gas_left, ink_left, refund, reason, .. } = outcome;
    (*status, output, *gas_left, *ink_left, *refund, reason.as_deref())
}

/// Everything that the chain records of an activation.
fn figures(activation: &Activation) -> (u16, [u8; 32], u16, u16, u16, u32, u64) {
    let Activation { program: _, version, module_hash, footprint, .. } = activation;
    let costs = (activation.init_cost, activation.cached_init_cost);
    let (asm, gas) = (activation.asm_estimate, activation.module_gas);
    (*version, module_hash.0, *footprint, costs.0, costs.1, asm, gas)
}

/// True if nothing that the program called depends on how much gas there is.
fn asks_no_gas(traced: &Outcome) -> bool {
    let depends =
        |name: &str| name.contains("left") || name.contains("call") || name.contains("create");
    !traced.trace.iter().any(|call| depends(call.name))
}

fn more_gas_takes_the_same(
    wasm: &[u8],
    params: &Params,
    debug: bool,
    (gas, before): (u64, &Outcome),
    input: &[u8],
) {
    let activation = activate(wasm, params, debug, 0).expect("activated before");
    let (after, _) = run(params, activation, gas + 123_456, input, false);
    assert_eq!((after.status, &after.output), (before.status, &before.output));
    assert_eq!(after.gas_left, before.gas_left + 123_456, "more gas changed what it takes");
}

fn head(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}

/// The kind of a refusal.
fn name_of(error: &ActivationError) -> String {
    match error {
        ActivationError::Parse(inner) => format!("Parse: {}", head(&format!("{inner:?}"))),
        ActivationError::Build(inner) => format!("Build: {}", head(&format!("{inner:?}"))),
    }
}
