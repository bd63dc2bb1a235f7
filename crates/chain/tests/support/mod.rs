//! A chain with helpers: programs from text, contracts from bytes, transactions that must succeed.

#![allow(dead_code, reason = "each test target uses a part")]

pub(crate) mod programs;
pub(crate) mod sign;

use alloy_primitives::{address, hex, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, DEV_KEY, ETHER},
    BlockId, BlockOverrides, CallError, CallOutcome, CallRequest, Chain, Clock, Config, Receipt,
    StateOverrides,
};

use sign::{Key, Tx};

/// `ArbWasm`.
pub(crate) const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// `ArbWasmCache`.
pub(crate) const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// Time of the tests' chains.
pub(crate) const NOW: u64 = 1_790_000_000;

/// A chain whose clock stands still.
pub(crate) fn chain() -> Chain {
    Chain::new(Config { clock: Clock::Fixed(NOW), ..Config::default() }).expect("genesis")
}

/// Sends as the development account, with its key, and gives the receipt.
pub(crate) fn send(chain: &mut Chain, tx: Tx) -> Receipt {
    let key = Key::from_hex(DEV_KEY);
    let nonce = chain.head().state().nonce(DEV_ACCOUNT);
    let hash = chain.send_raw(&Tx { nonce, ..tx }.sign(&key)).expect("the transaction is accepted");
    chain.receipt(hash).expect("the receipt is there").clone()
}

/// Calls a contract in a transaction.
pub(crate) fn transact(chain: &mut Chain, to: Address, input: impl Into<Bytes>) -> Receipt {
    send(chain, Tx { to: Some(to), input: input.into(), gas: 20_000_000, ..Tx::default() })
}

/// Deploys runtime code.
pub(crate) fn deploy(chain: &mut Chain, code: &[u8]) -> Address {
    let input = stylus_vm::code::init_code(code);
    let receipt = send(chain, Tx { input: input.into(), gas: 20_000_000, ..Tx::default() });
    assert!(receipt.success, "deployment: {:?}", receipt.failure);
    receipt.contract_address.expect("an address")
}

/// Code of a program from WebAssembly text.
pub(crate) fn program_code(text: &str) -> Vec<u8> {
    stylus_vm::code::encode(&wat::parse_str(text).expect("text")).expect("compressed")
}

/// Call data of `activateProgram`.
pub(crate) fn activation(program: Address) -> Bytes {
    [&hex!("58c780c2")[..], program.into_word().as_slice()].concat().into()
}

/// Activates a program, with an ether for the fee.
pub(crate) fn activate(chain: &mut Chain, program: Address) -> Receipt {
    let input = activation(program);
    let gas = 20_000_000;
    send(chain, Tx { to: Some(ARB_WASM), input, value: ETHER, gas, ..Tx::default() })
}

/// Deploys and activates a program from WebAssembly text.
pub(crate) fn program(chain: &mut Chain, text: &str) -> Address {
    let address = deploy(chain, &program_code(text));
    let receipt = activate(chain, address);
    assert!(receipt.success, "activation: {:?}", receipt.failure);
    address
}

/// A call request from the development account.
pub(crate) fn request(to: Address, input: impl Into<Bytes>) -> CallRequest {
    CallRequest {
        from: Some(DEV_ACCOUNT),
        to: Some(to),
        input: input.into(),
        ..CallRequest::default()
    }
}

/// Calls on the newest state.
pub(crate) fn call(chain: &Chain, request: &CallRequest) -> Result<CallOutcome, CallError> {
    chain.call(request, BlockId::Latest, &StateOverrides::default(), &BlockOverrides::default())
}

/// Return data of a call, or its failure.
pub(crate) fn output(
    chain: &Chain,
    to: Address,
    input: impl Into<Bytes>,
) -> Result<Bytes, CallError> {
    call(chain, &request(to, input)).and_then(CallOutcome::into_result)
}

/// Estimate on the newest state.
pub(crate) fn estimate(chain: &Chain, request: &CallRequest) -> Result<u64, CallError> {
    let none = (StateOverrides::default(), BlockOverrides::default());
    chain.estimate_gas(request, BlockId::Latest, &none.0, &none.1)
}

/// A word with a small number.
pub(crate) fn word(number: u64) -> B256 {
    B256::from(U256::from(number))
}

/// The same as return data.
pub(crate) fn bytes(number: u64) -> Bytes {
    word(number).into()
}
