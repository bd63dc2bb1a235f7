//! The StylusDeployer: deployment, activation and first call in one transaction, as deployment tools do it.

use alloy_primitives::{b256, Address, Bytes, B256, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_chain::{config::ETHER, Chain, Receipt, STYLUS_DEPLOYER};

use crate::support::{
    bytes, chain, output, program_code, programs as text, send, sign::Tx, ARB_WASM,
};

sol! {
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) returns (address);
}

const DEPLOYED: B256 = b256!("8ffcdc15a283d706d38281f500270d8b5a656918f555de0913d7455e3e6bc1bf");

fn deploy_with(chain: &mut Chain, body: &str, init: &[u8], salt: u64) -> Receipt {
    let code = program_code(&text::program(body));
    let call = deployCall {
        bytecode: stylus_vm::code::init_code(&code).into(),
        initData: Bytes::copy_from_slice(init),
        initValue: U256::ZERO,
        salt: B256::from(U256::from(salt)),
    };
    let (to, input) = (Some(STYLUS_DEPLOYER), call.abi_encode().into());
    send(chain, Tx { to, input, gas: 20_000_000, value: ETHER, ..Tx::default() })
}

fn deployed(receipt: &Receipt) -> Address {
    Address::from_slice(&receipt.output[12..])
}

#[test]
fn one_transaction_deploys_activates_and_calls() {
    let mut chain = chain();
    let receipt = deploy_with(&mut chain, text::COUNTER, &[1], 0);
    assert!(receipt.success, "{:?}", receipt.failure);
    let [activated, last] = receipt.logs.as_slice() else { panic!("{:?}", receipt.logs) };
    assert_eq!((activated.address, last.address), (ARB_WASM, STYLUS_DEPLOYER));
    assert_eq!(last.topics(), [DEPLOYED]);
    let counter = deployed(&receipt);
    assert_eq!(chain.head().state().storage(counter, U256::ZERO), U256::from(1));
    assert_eq!(output(&chain, counter, []), Ok(bytes(2)));
    assert_eq!(chain.head().state().balance(STYLUS_DEPLOYER), U256::ZERO, "the rest goes back");
}

#[test]
fn active_code_is_not_activated_again_and_salts_choose_the_address() {
    let mut chain = chain();
    let first = deploy_with(&mut chain, text::COUNTER, &[1], 5);
    let second = deploy_with(&mut chain, text::COUNTER, &[1], 6);
    assert!(first.success && second.success, "{:?}", second.failure);
    assert_eq!((first.logs.len(), second.logs.len()), (2, 1));
    assert!(second.gas_used + 1_700_000 < first.gas_used);
    assert_ne!(deployed(&first), deployed(&second));
    // The same again collides.
    let third = deploy_with(&mut chain, text::COUNTER, &[1], 6);
    assert!(!third.success);
}

#[test]
fn a_first_call_that_reverts_undoes_everything() {
    let mut chain = chain();
    let nonce = chain.head().state().nonce(STYLUS_DEPLOYER);
    let receipt = deploy_with(&mut chain, text::ECHO, &[7, 1], 0);
    assert!(!receipt.success);
    // ContractInitializationError(address,bytes) with the program's own data inside.
    assert_eq!(receipt.output[..4], [0x88, 0xd8, 0xf5, 0x7d]);
    assert_eq!(receipt.output[100..102], [7, 1]);
    assert_eq!(chain.head().state().nonce(STYLUS_DEPLOYER), nonce);
}
