//! Programs that stand on the chain from genesis: active, cached, and never too old.

use alloy_primitives::{address, hex, keccak256, Address, Bytes, B256, U256};
use stylus_chain::{
    config::ARBOS_VERSIONS, Chain, Clock, Config, BLOCK_HASHES, CACHE_MANAGER, MULTICALL3, PERMIT2,
    PREDEPLOYS,
};

use crate::support::{bytes, chain, output, transact, word, ARB_WASM, ARB_WASM_CACHE, NOW};

const PROGRAMS: [Address; 3] = [MULTICALL3, PERMIT2, CACHE_MANAGER];
const YEAR: u64 = 365 * 86_400;

/// Call data: a selector and words.
fn question(selector: [u8; 4], words: &[B256]) -> Bytes {
    [&selector[..], &words.concat()].concat().into()
}

/// The code hash of the program at an address.
fn code_hash(chain: &Chain, program: Address) -> B256 {
    keccak256(chain.head().state().code(program))
}

#[test]
fn every_predeploy_has_code_and_a_bare_chain_has_none() {
    let bare = Chain::new(Config { bare: true, ..Config::default() }).expect("genesis");
    for (name, address) in PREDEPLOYS {
        assert!(!chain().head().state().code(address).is_empty(), "{name}");
        assert!(bare.head().state().code(address).is_empty(), "{name}");
    }
}

#[test]
fn programs_are_active_and_cached_and_never_too_old() {
    for time in [NOW, NOW + 60 * YEAR] {
        let clock = Clock::Fixed(time);
        let mut chain = Chain::new(Config { clock, ..Config::default() }).expect("genesis");
        transact(&mut chain, Address::ZERO, []);
        for program in PROGRAMS {
            let ask = |to, selector, argument| output(&chain, to, question(selector, &[argument]));
            let hash = code_hash(&chain, program);
            let version = ask(ARB_WASM, hex!("cc8f4e88"), program.into_word());
            assert_eq!(version, Ok(bytes(2)), "programVersion of {program} at {time}");
            let left = ask(ARB_WASM, hex!("c775a62a"), program.into_word());
            assert_eq!(left, Ok(bytes(YEAR)), "programTimeLeft of {program} at {time}");
            let cached = ask(ARB_WASM_CACHE, hex!("a72f179b"), hash);
            assert_eq!(cached, Ok(bytes(1)), "codehashIsCached of {program} at {time}");
        }
        // getCurrentBlockTimestamp()
        let answer = output(&chain, MULTICALL3, hex!("0f28c97d"));
        assert_eq!(answer, Ok(bytes(time)));
    }
}

#[test]
fn programs_have_the_stylus_version_of_the_chain() {
    for arbos in ARBOS_VERSIONS {
        let config = Config { clock: Clock::Fixed(NOW), arbos, ..Config::default() };
        let mut chain = Chain::new(config).expect("genesis");
        transact(&mut chain, Address::ZERO, []);
        // stylusVersion()
        let version = output(&chain, ARB_WASM, hex!("a996e0c2"));
        for program in PROGRAMS {
            let question = question(hex!("cc8f4e88"), &[program.into_word()]);
            assert_eq!(output(&chain, ARB_WASM, question), version, "{program} at ArbOS {arbos}");
        }
        // getChainId()
        let answer = output(&chain, MULTICALL3, hex!("3408e470"));
        assert_eq!(answer, Ok(bytes(412_346)), "ArbOS {arbos}");
    }
}

#[test]
fn an_upgrade_that_brings_another_stylus_version_activates_them_again() {
    let mut chain = chain();
    // scheduleArbOSUpgrade(60, 0), as set-up scripts send it.
    let owner = address!("0000000000000000000000000000000000000070");
    assert!(transact(&mut chain, owner, question(hex!("e388b381"), &[word(60), word(0)])).success);
    transact(&mut chain, Address::ZERO, []);
    assert_eq!(chain.arbos(), 60);
    for program in PROGRAMS {
        let version = question(hex!("cc8f4e88"), &[program.into_word()]);
        assert_eq!(output(&chain, ARB_WASM, version), Ok(bytes(3)), "programVersion of {program}");
    }
    assert_eq!(output(&chain, MULTICALL3, hex!("3408e470")), Ok(bytes(412_346)));
}

#[test]
fn their_life_cannot_be_prolonged_because_it_has_not_begun() {
    let mut chain = chain();
    let hash = code_hash(&chain, PERMIT2);
    let receipt = transact(&mut chain, ARB_WASM, question(hex!("c689bad5"), &[hash]));
    // ProgramKeepaliveTooSoon(0)
    assert_eq!(receipt.output, question(hex!("16bd0cf8"), &[word(0)]));
}

#[test]
fn the_manager_may_cache_and_has_its_settings() {
    let chain = chain();
    let managers = output(&chain, ARB_WASM_CACHE, hex!("0ec1d773")).expect("allCacheManagers");
    let expected = [word(32), word(1), CACHE_MANAGER.into_word()].concat();
    assert_eq!(managers, expected);
    let setting = |selector: [u8; 4]| output(&chain, CACHE_MANAGER, selector);
    assert_eq!(setting(hex!("674a64e0")), Ok(bytes(512 << 20)), "cacheSize");
    assert_eq!(setting(hex!("bae6c2ad")), Ok(bytes(0)), "queueSize");
    assert_eq!(setting(hex!("b187bd26")), Ok(bytes(0)), "isPaused");
    let state = chain.head().state();
    assert_eq!(state.nonce(stylus_chain::config::DEV_ACCOUNT), 0, "settings are no transactions");
    assert_eq!(state.balance(CACHE_MANAGER), U256::ZERO);
}

#[test]
fn the_helper_answers_block_hashes() {
    let mut chain = chain();
    for _ in 0..3 {
        transact(&mut chain, Address::ZERO, []);
    }
    let parent = chain.head().header.parent_hash;
    assert_eq!(output(&chain, BLOCK_HASHES, word(2)), Ok(Bytes::from(parent)));
    assert_eq!(output(&chain, BLOCK_HASHES, word(9)), Ok(bytes(0)));
    // getLastBlockHash()
    assert_eq!(output(&chain, MULTICALL3, hex!("27e86d6e")), Ok(Bytes::from(parent)));
}
