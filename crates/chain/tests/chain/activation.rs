//! Activation: its price to the unit, its fee, its event, its refusals, and the life of a program after it.

use alloy_primitives::{address, hex, keccak256, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, ETHER},
    AccountOverride, BlockId, BlockOverrides, CallError, CallOutcome, Receipt, RpcFault,
};

use crate::support::{
    activate, activation, bytes, call, chain, deploy, output, program, program_code,
    programs as text, request, send, sign::Tx, transact, word, ARB_WASM, ARB_WASM_CACHE,
};

const ACTIVATED: B256 =
    B256::new(hex!("c0e812780707128d9a180db8ee4d1c1f1300b6dd0626d577b5d9ac759b76253c"));
const FACTORY_MODULE: &str = r#"(module (memory (export "memory") 0 0)
    (func (export "user_entrypoint") (param i32) (result i32) (i32.const 0)))"#;

fn calldata_gas(data: &[u8]) -> u64 {
    data.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum()
}

/// Gas of the module alone, as the machine prices it.
fn module_gas(text: &str) -> u64 {
    let wasm = wat::parse_str(text).expect("text");
    let params = stylus_vm::Params::default();
    stylus_vm::activate(&wasm, &params, true, 0).expect("valid").module_gas
}

#[test]
fn gas_is_the_constant_the_module_and_the_transaction() {
    let pages = r#"(module (memory (export "memory") 5 5)
        (func (export "user_entrypoint") (param i32) (result i32) (i32.const 0)))"#;
    let mut chain = chain();
    for module in [FACTORY_MODULE, pages, &text::program(text::PROXY)] {
        let address = deploy(&mut chain, &program_code(module));
        let receipt = activate(&mut chain, address);
        assert!(receipt.success, "{:?}", receipt.failure);
        let transaction = 21_000 + calldata_gas(&activation(address));
        assert_eq!(receipt.gas_used, transaction + 1_747_826 + module_gas(module));
    }
}

#[test]
fn event_answer_and_fee_agree_and_the_rest_comes_back() {
    let mut chain = chain();
    let code = program_code(FACTORY_MODULE);
    let address = deploy(&mut chain, &code);
    let before = chain.head().state().balance(DEV_ACCOUNT);
    let receipt = activate(&mut chain, address);
    let fee = U256::from_be_slice(&receipt.output[32..]);
    assert_eq!(receipt.output[..32], *word(2));
    assert!(fee > U256::ZERO);
    assert_eq!(chain.head().state().balance(DEV_ACCOUNT), before - fee - receipt.fee());
    assert_eq!(chain.head().state().balance(ARB_WASM), U256::ZERO);
    let [log] = receipt.logs.as_slice() else { panic!("one event: {:?}", receipt.logs) };
    assert_eq!(log.topics(), [ACTIVATED, keccak256(&code)]);
    assert_eq!(log.data.data[32..64], *address.into_word());
    assert_eq!(log.data.data[64..96], receipt.output[32..]);
    assert_eq!(log.data.data[96..], *word(2));
    assert_ne!(log.data.data[..32], [0; 32], "the module's hash");
}

#[test]
fn the_code_hash_is_active_wherever_the_code_lies_and_only_once() {
    let mut chain = chain();
    let code = program_code(&text::program(text::ECHO));
    let (first, twin) = (deploy(&mut chain, &code), deploy(&mut chain, &code));
    assert!(activate(&mut chain, first).success);
    assert_eq!(output(&chain, twin, [7, 0]), Ok(Bytes::from([7, 0])));
    let again = activate(&mut chain, twin);
    assert!(!again.success);
    assert_eq!(again.output, Bytes::from(hex!("cc944bf2")));
    assert_eq!(again.failure.as_deref(), Some("execution reverted: error ProgramUpToDate()"));
}

#[test]
fn an_activation_that_reverts_leaves_no_trace() {
    let mut chain = chain();
    let code = program_code(FACTORY_MODULE);
    let program = deploy(&mut chain, &code);
    // Calls ArbWasm with its call data and all its value, then reverts.
    let undoes = deploy(&mut chain, &hex!("365f5f375f5f365f3460715af15f5ffd"));
    let gas = 20_000_000;
    let (to, input) = (Some(undoes), activation(program));
    let receipt = send(&mut chain, Tx { to, input, gas, value: ETHER, ..Tx::default() });
    assert!(!receipt.success && receipt.gas_used > 1_700_000);
    assert!(matches!(output(&chain, program, []), Err(CallError::Failed(_))));
    assert!(activate(&mut chain, program).success);
}

/// The failure of an activation in a call.
fn refusal(chain: &stylus_chain::Chain, program: Address, value: U256) -> RpcFault {
    let mut request = request(ARB_WASM, activation(program));
    request.value = value;
    let answer = call(chain, &request).and_then(CallOutcome::into_result);
    answer.expect_err("a refusal").into()
}

#[test]
fn refusals_before_validation_keep_the_gas() {
    let mut chain = chain();
    let evm = deploy(&mut chain, &hex!("5f5ff3"));
    let empty = deploy(&mut chain, &hex!("eff00000"));
    let broken = deploy(&mut chain, &hex!("eff00000ffffffff"));
    let dictionary = deploy(&mut chain, &hex!("eff000010b00"));
    for program in [evm, empty, broken, dictionary] {
        let fault = refusal(&chain, program, ETHER);
        assert_eq!((fault.code, fault.message.as_str()), (3, "execution reverted"));
        assert_eq!(fault.data, Some(Bytes::new()));
        let receipt = activate(&mut chain, program);
        assert!(!receipt.success && receipt.gas_used < 1_700_000, "{}", receipt.gas_used);
    }
    let nothing = address!("00000000000000000000000000000000deadbeef");
    let fault = refusal(&chain, nothing, ETHER);
    assert_eq!(fault.message, "execution reverted: error ProgramNotWasm()");
    assert_eq!(fault.data, Some(hex!("27f38212").into()));
    let receipt = activate(&mut chain, nothing);
    let transaction = 21_000 + calldata_gas(&activation(nothing));
    assert_eq!(receipt.gas_used, transaction + 1_659_168 + 800 + 3 + 100 + 800 + 3);
}

#[test]
fn invalid_modules_take_all_gas_and_say_why() {
    let mut chain = chain();
    let cases = [
        (r#"(module (memory (export "memory") 0 0))"#, "missing export with name user_entrypoint"),
        (
            r#"(module (memory (export "memory") 1)
                (func (export "user_entrypoint") (param i32) (result i32) (i32.const 0)))"#,
            "missing import pay_for_memory_grow",
        ),
    ];
    for (module, reason) in cases {
        let program = deploy(&mut chain, &program_code(module));
        let fault = refusal(&chain, program, ETHER);
        assert_eq!((fault.code, &fault.data), (-32000, &None));
        assert!(fault.message.starts_with("program activation failed:"), "{}", fault.message);
        assert!(fault.message.contains(reason), "{}", fault.message);
        let input = activation(program);
        let tx = Tx { to: Some(ARB_WASM), input, gas: 5_000_000, value: ETHER, ..Tx::default() };
        let receipt = send(&mut chain, tx);
        assert_eq!((receipt.success, receipt.gas_used), (false, 5_000_000));
    }
}

#[test]
fn too_little_value_names_both_amounts() {
    let mut chain = chain();
    let program = deploy(&mut chain, &program_code(FACTORY_MODULE));
    let fault = refusal(&chain, program, U256::from(5));
    assert_eq!(fault.code, 3);
    let prefix = "execution reverted: error ProgramInsufficientValue(5, ";
    assert!(fault.message.starts_with(prefix), "{}", fault.message);
    let data = fault.data.expect("data");
    assert_eq!(data[..4], hex!("09781ab7"));
    let fee = U256::from_be_slice(&data[36..]);
    // Exactly the fee is enough, one wei less is not.
    let send_with = |chain: &mut stylus_chain::Chain, value| -> Receipt {
        let (to, input, gas) = (Some(ARB_WASM), activation(program), 20_000_000);
        send(chain, Tx { to, input, gas, value, ..Tx::default() })
    };
    assert!(!send_with(&mut chain, fee - U256::from(1)).success);
    assert!(send_with(&mut chain, fee).success);
}

#[test]
fn checks_by_override_run_the_whole_validation_without_a_trace() {
    let chain = chain();
    let (sender, program) = (Address::repeat_byte(0x77), Address::repeat_byte(0xac));
    let code = Bytes::from(program_code(FACTORY_MODULE));
    let overrides = [
        (sender, AccountOverride { balance: Some(U256::MAX), ..AccountOverride::default() }),
        (program, AccountOverride { code: Some(code), ..AccountOverride::default() }),
    ];
    let mut request = request(ARB_WASM, activation(program));
    (request.from, request.value) = (Some(sender), ETHER);
    let none = BlockOverrides::default();
    let answer = chain
        .call(&request, BlockId::Latest, &overrides.into(), &none)
        .and_then(CallOutcome::into_result)
        .expect("activates");
    assert_eq!((answer.len(), &answer[..32]), (64, word(2).as_slice()));
    assert_eq!(chain.head().state().balance(sender), U256::ZERO);
}

#[test]
fn reads_of_a_program_and_its_cache() {
    let mut chain = chain();
    let program = program(&mut chain, FACTORY_MODULE);
    let read = |chain: &stylus_chain::Chain, to, selector: [u8; 4], argument: B256| {
        output(chain, to, [&selector[..], argument.as_slice()].concat())
    };
    let hash = keccak256(chain.head().state().code(program));
    let of = program.into_word();
    assert_eq!(read(&chain, ARB_WASM, hex!("cc8f4e88"), of).expect("programVersion"), bytes(2));
    assert_eq!(read(&chain, ARB_WASM, hex!("d70c0ca7"), hash).expect("codehashVersion"), bytes(2));
    let gas = read(&chain, ARB_WASM, hex!("62b688aa"), of).expect("programInitGas");
    let left = read(&chain, ARB_WASM, hex!("c775a62a"), of).expect("programTimeLeft");
    assert!(U256::from_be_slice(&left) > U256::from(364 * 86_400));
    let uncached = call(&chain, &request(program, [])).expect("a call").gas_used;
    let cached = |chain: &stylus_chain::Chain| {
        read(chain, ARB_WASM_CACHE, hex!("a72f179b"), hash).expect("codehashIsCached") == bytes(1)
    };
    assert!(!cached(&chain));
    let cache = [&hex!("e73ac9f2")[..], of.as_slice()].concat();
    assert!(transact(&mut chain, ARB_WASM_CACHE, cache).success);
    assert!(cached(&chain));
    let warm = call(&chain, &request(program, [])).expect("a call").gas_used;
    let difference = U256::from_be_slice(&gas[..32]) - U256::from_be_slice(&gas[32..]);
    assert_eq!(U256::from(uncached - warm), difference);
    let evict = [&hex!("ce972013")[..], hash.as_slice()].concat();
    assert!(transact(&mut chain, ARB_WASM_CACHE, evict).success);
    assert!(!cached(&chain));
}

#[test]
fn programs_expire_after_a_year_and_can_be_kept_alive_after_a_month() {
    let mut chain = chain();
    let program = program(&mut chain, FACTORY_MODULE);
    let hash = keccak256(chain.head().state().code(program));
    let keep = [&hex!("c689bad5")[..], hash.as_slice()].concat();
    let prolong = |chain: &mut stylus_chain::Chain| {
        let (to, input) = (Some(ARB_WASM), keep.clone().into());
        send(chain, Tx { to, input, gas: 1_000_000, value: ETHER, ..Tx::default() })
    };
    let soon = prolong(&mut chain);
    assert!(soon.failure.expect("too soon").contains("ProgramKeepaliveTooSoon("));
    chain.increase_time(32 * 86_400).expect("time");
    assert!(prolong(&mut chain).success);
    chain.increase_time(364 * 86_400).expect("time");
    chain.mine(1);
    assert_eq!(output(&chain, program, []), Ok(Bytes::new()));
    chain.increase_time(2 * 86_400).expect("time");
    chain.mine(1);
    let fault = RpcFault::from(output(&chain, program, []).expect_err("expired"));
    assert!(fault.message.starts_with("error ProgramExpired("), "{}", fault.message);
    assert!(activate(&mut chain, program).success, "an expired program can be activated again");
}
