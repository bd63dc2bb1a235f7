//! What depends on the ArbOS version that a chain was started at.

use alloy_primitives::{address, hex, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{ARBOS_VERSIONS, TX_GAS_CAP},
    CallOutcome, CallRequest, Chain, Clock, Config, RpcFault, Status, TxError,
};

use crate::support::{
    activate, bytes, call, deploy, output, program, program_code, programs, request, transact,
    word, ARB_WASM, NOW,
};

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
const OWNER: Address = address!("0000000000000000000000000000000000000070");
const TOKEN: Address = address!("0000000000000000000000000000000000000073");
const FILTER: Address = address!("0000000000000000000000000000000000000074");
const HISTORY: Address = address!("0000F90827F1C53a10cb7A02335B175320002935");

/// A chain of a version, whose clock stands still.
pub(crate) fn at(arbos: u64) -> Chain {
    let clock = Clock::Fixed(NOW);
    Chain::new(Config { clock, arbos, ..Config::default() }).expect("genesis")
}

/// Selector and words.
pub(crate) fn with(selector: [u8; 4], words: &[B256]) -> Bytes {
    let words: Vec<u8> = words.iter().flat_map(|word| word.0).collect();
    [&selector[..], &words].concat().into()
}

/// What a question gives at every version.
fn every<T>(ask: impl Fn(&mut Chain) -> T) -> Vec<T> {
    ARBOS_VERSIONS.map(|version| ask(&mut at(version))).into()
}

fn outcome(chain: &Chain, to: Address, input: impl Into<Bytes>) -> CallOutcome {
    call(chain, &request(to, input)).expect("an outcome")
}

#[test]
fn other_versions_are_refused_with_the_list() {
    for version in [0, 30, 33, 41, 52, 61, u64::MAX] {
        let error =
            Chain::new(Config { arbos: version, ..Config::default() }).expect_err("no rules");
        let text = "is not supported: choose one of 31, 32, 40, 50, 51, 59, 60";
        assert_eq!(error.to_string(), format!("ArbOS {version} {text}"));
    }
}

#[test]
fn the_version_shows() {
    let shown = every(|chain| {
        let mined = transact(chain, OWNER, with(hex!("2b352fae"), &[word(0)])).success;
        let header = &chain.head().header.mix_hash;
        let header = u64::from_be_bytes(header[16..24].try_into().expect("8 bytes"));
        (mined, chain.arbos(), header, output(chain, ARB_SYS, hex!("051038f2")))
    });
    let expected = ARBOS_VERSIONS.map(|version| (true, version, version, Ok(bytes(55 + version))));
    assert_eq!(shown, expected);
}

#[test]
fn parameters_of_programs() {
    let read = |selector: [u8; 4]| {
        every(|chain| outcome(chain, ARB_WASM, selector)).into_iter().map(|outcome| {
            U256::try_from_be_slice(&outcome.output).map(|word| word.saturating_to::<u64>())
        })
    };
    // stylusVersion, maxStackDepth, and what only some versions answer: minInitGas' first word, activationGas.
    let versions = [2, 2, 2, 2, 2, 3, 3].map(Some);
    assert!(read(hex!("a996e0c2")).eq(versions));
    let depths = [262_144, 262_144, 262_144, 22_000, 22_000, 22_000, 22_000].map(Some);
    assert!(read(hex!("8ccfaa70")).eq(depths));
    let first: Vec<_> = every(|chain| outcome(chain, ARB_WASM, hex!("99d0b38d")).output.len());
    assert_eq!(first, [0, 64, 64, 64, 64, 64, 64]);
    let gas: Vec<_> = every(|chain| outcome(chain, ARB_WASM, hex!("2278c278")).output);
    assert_eq!(gas[..5], vec![Bytes::new(); 5]);
    assert_eq!(gas[5..], [bytes(0), bytes(0)]);
    let fragments: Vec<_> = every(|chain| outcome(chain, OWNER_PUBLIC, hex!("e5a7f893")).output);
    assert_eq!((fragments[5].len(), &fragments[6]), (0, &bytes(4)));
}

#[test]
fn a_method_that_does_not_exist_yet_takes_all_gas() {
    // ArbWasm.activationGas, ArbGasInfo.getMaxTxGasLimit, ArbOwnerPublic.isNativeTokenOwner.
    for (to, input, since) in [
        (ARB_WASM, hex!("2278c278").to_vec(), 59),
        (GAS_INFO, hex!("aae1cd4c").to_vec(), 50),
        (OWNER_PUBLIC, with(hex!("c686f4db"), &[word(1)]).to_vec(), 41),
    ] {
        for version in ARBOS_VERSIONS {
            let asked = CallRequest { gas: Some(100_000), ..request(to, input.clone()) };
            let outcome = call(&at(version), &asked).expect("an outcome");
            if version >= since {
                assert_eq!((outcome.status, outcome.output.len()), (Status::Success, 32));
            } else {
                let end = (outcome.status, outcome.output.len(), outcome.gas_used);
                assert_eq!(end, (Status::Revert, 0, 100_000));
            }
        }
    }
}

#[test]
fn a_precompile_that_does_not_exist_yet_answers_nothing_and_costs_nothing() {
    for (precompile, since) in [(TOKEN, 41), (FILTER, 60)] {
        for version in ARBOS_VERSIONS {
            let chain = at(version);
            let code = chain.head().state().code(precompile);
            assert_eq!(code.len(), usize::from(version >= since), "{precompile} at {version}");
            let asked = outcome(&chain, precompile, hex!("ffffffff"));
            let plain = (asked.status == Status::Success).then_some(asked.gas_used);
            assert_eq!(plain, (version < since).then_some(21_000 + 4 * 16));
        }
    }
}

#[test]
fn the_rules_of_ethereum() {
    // Count leading zeros of 0.
    let clz = hex!("5f1e5f5260205ff3");
    let answers = every(|chain| {
        let contract = deploy(chain, &clz);
        outcome(chain, contract, [])
    });
    for (version, answer) in ARBOS_VERSIONS.into_iter().zip(answers) {
        if version >= 50 {
            assert_eq!(answer.output, bytes(256));
        } else {
            assert_eq!(answer.status, Status::Halt("invalid opcode: CLZ".to_owned()));
        }
    }
    // P256VERIFY of 160 zeros, MODEXP of nothing, BLS12_G1ADD of two points at infinity.
    let gas = |precompile: u64, zeros: usize| {
        let to = Address::from_word(word(precompile));
        every(|chain| outcome(chain, to, vec![0; zeros]).gas_used - 21_000 - 4 * zeros as u64)
    };
    assert_eq!(gas(0x100, 160), [3_450, 3_450, 3_450, 6_900, 6_900, 6_900, 6_900]);
    assert_eq!(gas(0x05, 96), [200, 200, 200, 500, 500, 500, 500]);
    assert_eq!(gas(0x0b, 256), [0, 0, 0, 375, 375, 375, 375]);
}

#[test]
fn authorizations_came_with_prague() {
    for version in ARBOS_VERSIONS {
        let mut request = request(OWNER, []);
        request.authorization_list = Some(Vec::new());
        let refused = call(&at(version), &request).expect_err("refused").to_string();
        let expected = match version {
            ..40 => TxError::TypeNotSupported,
            _ => TxError::EmptyAuthList,
        };
        assert!(refused.contains(&expected.to_string()), "{version}: {refused}");
    }
}

#[test]
fn earlier_block_hashes_are_kept_by_a_contract_from_40() {
    for version in ARBOS_VERSIONS {
        let mut chain = at(version);
        for _ in 0..3 {
            deploy(&mut chain, &[0]);
        }
        let ask = |number: u64| output(&chain, HISTORY, word(number));
        if version < 40 {
            assert_eq!(ask(1), Ok(Bytes::new()));
            continue;
        }
        for number in 0..3 {
            let block = chain.block(stylus_chain::BlockId::Number(number)).expect("a block");
            assert_eq!(ask(number), Ok(block.hash.into()), "ArbOS {version}");
        }
        for unknown in [3, 4, u64::MAX] {
            let fault = RpcFault::from(ask(unknown).expect_err("not an earlier block"));
            assert_eq!((fault.code, fault.data), (3, Some(Bytes::new())));
        }
    }
}

#[test]
fn the_gas_of_a_transaction_was_limited_by_the_blocks_before_50() {
    for version in ARBOS_VERSIONS {
        let mut chain = at(version);
        let endless = deploy(&mut chain, &hex!("5b5f56"));
        let run = |chain: &mut Chain| {
            let tx = crate::support::sign::Tx {
                to: Some(endless),
                gas: 40_000_000,
                ..Default::default()
            };
            crate::support::send(chain, tx).gas_used
        };
        assert_eq!(run(&mut chain), TX_GAS_CAP);
        assert!(transact(&mut chain, OWNER, with(hex!("39673611"), &[word(5_000_000)])).success);
        assert_eq!(run(&mut chain), 5_000_000, "ArbOS {version}");
        let limits = output(&chain, GAS_INFO, hex!("612af178")).expect("three words");
        let block = if version < 50 { 5_000_000 } else { TX_GAS_CAP };
        assert_eq!(limits[32..64], word(block).0);
    }
}

#[test]
fn activation_has_its_price_at_every_version() {
    let code = program_code(&programs::program(programs::ECHO));
    let wasm = wat::parse_str(programs::program(programs::ECHO)).expect("text");
    let length = 28 * (wasm.len() as u64 * 31_733 / 100_000);
    let gas = every(|chain| {
        let address = deploy(chain, &code);
        let receipt = activate(chain, address);
        assert!(receipt.success, "{:?}", receipt.failure);
        receipt.gas_used
    });
    let now = gas[4];
    assert_eq!(gas, [now - length, now, now, now, now, now + 800, now + 800]);
}

#[test]
fn an_owner_can_make_activations_dearer_from_59() {
    let mut chain = at(59);
    let first = program(&mut chain, &programs::program(programs::COUNTER));
    let code = program_code(&programs::program(programs::ECHO));
    let (a, mut dearer) = (deploy(&mut chain, &code), chain.clone());
    let cheap = activate(&mut chain, a).gas_used;
    assert!(transact(&mut dearer, OWNER, with(hex!("a0a32497"), &[word(123_456)])).success);
    assert_eq!(output(&dearer, ARB_WASM, hex!("2278c278")), Ok(bytes(123_456)));
    assert_eq!(activate(&mut dearer, a).gas_used, cheap + 123_456);
    assert_eq!(output(&dearer, first, []), Ok(bytes(1)));
}

#[test]
fn several_results_are_refused_from_59() {
    let text = r#"(module (memory (export "memory") 1 1)
        (func $two (result i32 i32) i32.const 0 i32.const 0)
        (func (export "user_entrypoint") (param i32) (result i32) call $two drop))"#;
    let accepted = every(|chain| {
        let address = deploy(chain, &program_code(text));
        activate(chain, address).success
    });
    assert_eq!(accepted, [true, true, true, true, true, false, false]);
}

#[test]
fn the_second_call_in_a_block_counts_as_cached_from_60() {
    // Calls its argument twice, the second time with the gas of the first: answers with what each took.
    let twice = hex!(
        "5f355f525a5f5f5f5f5f355afa50"
        "5a9003602052"
        "5a5f5f5f5f5f355afa50"
        "5a9003604052"
        "60406020f3"
    );
    for version in ARBOS_VERSIONS {
        let mut chain = at(version);
        let echo = program(&mut chain, &programs::program(programs::ECHO));
        let caller = deploy(&mut chain, &twice);
        let out = output(&chain, caller, echo.into_word()).expect("two words");
        let gas = |place: usize| U256::from_be_slice(&out[place..place + 32]).to::<u64>();
        let prices = output(&chain, ARB_WASM, with(hex!("62b688aa"), &[echo.into_word()]));
        let prices = prices.expect("two words");
        let price = |place: usize| U256::from_be_slice(&prices[place..place + 32]).to::<u64>();
        // The account is warm the second time, and the program need not be made ready.
        let saved = if version >= 60 { price(0) - price(32) } else { 0 };
        assert_eq!(gas(0) - gas(32), 2_500 + saved, "ArbOS {version}");
    }
}
