//! A chain in memory: accounts, slots, warmth, frames. Frames are undone by copying the state, which is slow and plainly right.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use stylus_vm::{
    activate, activation::fee, run, CallKind, CreateResult, Env, Evm, HostCall, Loaded, Options,
    Outcome, Pages, Params, Program, ProgramSlot, Programs, Status, Stored, SubResult, SubStatus,
};

/// The identity precompile, always warm.
pub(crate) const IDENTITY: Address = address(4);
/// A warm account with code that belongs to no test.
pub(crate) const ARB_WASM: Address = address(0x71);
/// An account that nobody ever touched.
pub(crate) const NOBODY: Address = address(0xc0de);
/// An account that reverts with its calldata.
pub(crate) const REVERTER: Address = address(0xbad);
/// An account that consumes all gas.
pub(crate) const BURNER: Address = address(0xb19);
/// Who calls programs.
pub(crate) const CALLER: Address = address(0xca11e4);
/// Where the program under test lies.
pub(crate) const PROGRAM: Address = address(0x9999);

/// An address from its last eight bytes.
pub(crate) const fn address(low: u64) -> Address {
    let mut bytes = [0; 20];
    let low = low.to_be_bytes();
    let mut index = 0;
    while index < 8 {
        bytes[12 + index] = low[index];
        index += 1;
    }
    Address::new(bytes)
}

/// A word from its last eight bytes.
pub(crate) fn word(low: u64) -> B256 {
    B256::from(U256::from(low))
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    pub(crate) balance: U256,
    pub(crate) nonce: u64,
    pub(crate) code: Bytes,
}

/// What a frame can undo.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) accounts: BTreeMap<Address, Account>,
    pub(crate) slots: BTreeMap<(Address, B256), (B256, B256)>,
    pub(crate) transient: BTreeMap<(Address, B256), B256>,
    pub(crate) warm_accounts: BTreeSet<Address>,
    pub(crate) warm_slots: BTreeSet<(Address, B256)>,
    pub(crate) logs: Vec<(Vec<B256>, Bytes)>,
}

pub(crate) struct Chain {
    pub(crate) params: Params,
    pub(crate) state: State,
    pub(crate) pages: Pages,
    pub(crate) programs: BTreeMap<Address, (Program, ProgramSlot)>,
    pub(crate) env: Env,
    pub(crate) console: Vec<String>,
    pub(crate) trace: bool,
    /// Count where gas goes; programs deployed meanwhile are compiled for it.
    pub(crate) profile: bool,
    /// Most frames that were open at once.
    pub(crate) deepest: usize,
    depth: usize,
    open: Vec<Address>,
}

impl Chain {
    /// A chain of this ArbOS version with the usual accounts.
    pub(crate) fn new(arbos: u64) -> Self {
        let mut state = State::default();
        state.warm_accounts.extend([IDENTITY, ARB_WASM, CALLER, PROGRAM]);
        state
            .accounts
            .insert(CALLER, Account { balance: U256::from(1_000_000), ..Account::default() });
        for contract in [ARB_WASM, REVERTER, BURNER] {
            let code = Bytes::from_static(&[0xfe]);
            state.accounts.insert(contract, Account { code, nonce: 1, ..Account::default() });
        }
        let env = Env {
            chain_id: 412_346,
            coinbase: address(0xc01),
            gas_limit: 1 << 50,
            block_number: 1_234,
            timestamp: fee::ARBITRUM_START_TIME + 1_000_000,
            basefee: U256::from(100_000_000),
            tx_gas_price: U256::from(123),
            max_code_size: 24_576,
            ..Env::default()
        };
        Self {
            params: Params::for_arbos(arbos).expect("supported version"),
            state,
            pages: Pages::default(),
            programs: BTreeMap::new(),
            env,
            console: Vec::new(),
            trace: false,
            profile: false,
            deepest: 0,
            depth: 0,
            open: Vec::new(),
        }
    }

    /// Activates a wasm on a debug chain and puts it at an address.
    pub(crate) fn deploy(&mut self, at: Address, wasm: &[u8]) -> ProgramSlot {
        let activation = activate(wasm, &self.params, true, 0).expect("the program activates");
        let slot = ProgramSlot::activated(&activation, self.env.timestamp, false);
        let program = if self.profile {
            Programs::load_profiled(wasm, &self.params, true).expect("the program compiles").0
        } else {
            activation.program
        };
        self.programs.insert(at, (program, slot));
        let account = self.state.accounts.entry(at).or_default();
        account.code = Bytes::from_static(&[0xef, 0xf0, 0x00, 0x00]);
        account.nonce = 1;
        slot
    }

    /// Sets a slot as it was before the transaction.
    pub(crate) fn set_slot(&mut self, at: Address, key: B256, value: B256) {
        self.state.slots.insert((at, key), (value, value));
    }

    /// Calls the program under test from outside.
    pub(crate) fn call(&mut self, gas: u64, value: u64, input: &[u8]) -> Outcome {
        let value = U256::from(value);
        self.transfer(CALLER, PROGRAM, value);
        let env =
            Env { address: PROGRAM, caller: CALLER, origin: CALLER, value, ..self.env.clone() };
        self.enter(PROGRAM, env, Bytes::copy_from_slice(input), gas)
    }

    /// Calls the program under test with a frame of one's own making.
    pub(crate) fn call_with(&mut self, env: Env, gas: u64, input: &[u8]) -> Outcome {
        let env = Env { address: PROGRAM, caller: CALLER, ..env };
        self.enter(PROGRAM, env, Bytes::copy_from_slice(input), gas)
    }

    fn enter(&mut self, code: Address, mut env: Env, input: Bytes, gas: u64) -> Outcome {
        let (program, slot) = self.programs.get(&code).expect("a program lies there").clone();
        let (params, before) = (self.params.clone(), self.state.clone());
        env.reentrant = self.open.contains(&env.address);
        self.open.push(env.address);
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let options = Options { trace: self.trace, profile: self.profile, ..Options::default() };
        let mut frame = Frame { chain: self, env };
        let outcome = run(&program, &slot, &params, input, gas, &mut frame, options);
        self.depth -= 1;
        self.open.pop();
        if !outcome.status.is_success() {
            self.state = before;
        }
        outcome
    }

    fn transfer(&mut self, from: Address, to: Address, value: U256) -> bool {
        let payer = self.state.accounts.entry(from).or_default();
        let Some(left) = payer.balance.checked_sub(value) else { return false };
        payer.balance = left;
        self.state.accounts.entry(to).or_default().balance += value;
        true
    }
}

/// One frame on the chain.
struct Frame<'c> {
    chain: &'c mut Chain,
    env: Env,
}

impl Frame<'_> {
    fn account(&self, at: Address) -> Account {
        self.chain.state.accounts.get(&at).cloned().unwrap_or_default()
    }

    fn slot(&mut self, key: B256) -> ((B256, B256), bool) {
        let at = (self.env.address, key);
        let cold = self.chain.state.warm_slots.insert(at);
        (self.chain.state.slots.get(&at).copied().unwrap_or_default(), cold)
    }
}

fn sub(status: SubStatus, output: Bytes, gas_left: u64) -> SubResult {
    SubResult { status, output, gas_left, refund: 0, steps: Vec::new() }
}

impl Evm for Frame<'_> {
    fn env(&self) -> &Env {
        &self.env
    }

    fn pages(&mut self) -> &mut Pages {
        &mut self.chain.pages
    }

    fn sload(&mut self, key: B256) -> Loaded<B256> {
        let ((_, value), is_cold) = self.slot(key);
        Loaded { value, is_cold }
    }

    fn sstore(&mut self, key: B256, value: B256) -> Stored {
        let ((original, present), is_cold) = self.slot(key);
        self.chain.state.slots.insert((self.env.address, key), (original, value));
        Stored { original, present, is_cold }
    }

    fn tload(&mut self, key: B256) -> B256 {
        self.chain.state.transient.get(&(self.env.address, key)).copied().unwrap_or_default()
    }

    fn tstore(&mut self, key: B256, value: B256) {
        self.chain.state.transient.insert((self.env.address, key), value);
    }

    fn log(&mut self, topics: Vec<B256>, data: Bytes) {
        self.chain.state.logs.push((topics, data));
    }

    fn balance(&mut self, account: Address) -> Loaded<U256> {
        let is_cold = self.warm(account);
        Loaded { value: self.account(account).balance, is_cold }
    }

    fn code(&mut self, account: Address) -> Loaded<Bytes> {
        let is_cold = self.warm(account);
        Loaded { value: self.account(account).code, is_cold }
    }

    fn code_hash(&mut self, account: Address) -> Loaded<B256> {
        let is_cold = self.warm(account);
        let empty = self.is_empty(account);
        let hash = keccak256(self.account(account).code);
        Loaded { value: if empty { B256::ZERO } else { hash }, is_cold }
    }

    fn warm(&mut self, account: Address) -> bool {
        self.chain.state.warm_accounts.insert(account)
    }

    fn is_empty(&mut self, account: Address) -> bool {
        let account = self.account(account);
        account.balance.is_zero() && account.nonce == 0 && account.code.is_empty()
    }

    fn call(
        &mut self,
        kind: CallKind,
        target: Address,
        value: U256,
        input: Bytes,
        gas: u64,
    ) -> SubResult {
        let here = self.env.address;
        let before = self.chain.state.clone();
        if self.chain.depth >= 1_024 || !self.chain.transfer(here, target, value) {
            return sub(SubStatus::Halt, Bytes::new(), gas);
        }
        let result = match target {
            IDENTITY => {
                let price = 15 + 3 * (input.len() as u64).div_ceil(32);
                match gas.checked_sub(price) {
                    Some(left) => sub(SubStatus::Success, input, left),
                    None => sub(SubStatus::Halt, Bytes::new(), 0),
                }
            }
            REVERTER => sub(SubStatus::Revert, input, gas),
            BURNER => sub(SubStatus::Halt, Bytes::new(), 0),
            target if self.chain.programs.contains_key(&target) => {
                let mut env = Env { address: target, caller: here, value, ..self.env.clone() };
                match kind {
                    CallKind::Call => {}
                    CallKind::Static => env.is_static = true,
                    CallKind::Delegate => env = self.env.clone(),
                }
                let outcome = self.chain.enter(target, env, input, gas);
                let status = match outcome.status {
                    Status::Success => SubStatus::Success,
                    status if status.is_revert() => SubStatus::Revert,
                    _ => SubStatus::Halt,
                };
                let refund = if status == SubStatus::Success { outcome.refund } else { 0 };
                let Outcome { output, gas_left, trace, .. } = outcome;
                SubResult { status, output, gas_left, refund, steps: trace }
            }
            _ => sub(SubStatus::Success, Bytes::new(), gas),
        };
        if result.status != SubStatus::Success {
            self.chain.state = before;
        }
        result
    }

    /// Init code is not run: `60 n 5f f3` deploys n zero bytes, `fd` and more reverts with what follows, `fe` burns all gas,
    /// anything else deploys nothing.
    fn create(
        &mut self,
        endowment: U256,
        init_code: Bytes,
        salt: Option<B256>,
        gas: u64,
    ) -> CreateResult {
        let mut result = CreateResult {
            status: SubStatus::Halt,
            address: Address::ZERO,
            output: Bytes::new(),
            gas_left: gas,
            refund: 0,
            steps: Vec::new(),
        };
        let here = self.env.address;
        if self.account(here).balance < endowment {
            return result;
        }
        let nonce = self.account(here).nonce;
        self.chain.state.accounts.entry(here).or_default().nonce += 1;
        let address = match salt {
            Some(salt) => here.create2_from_code(salt, &init_code),
            // Not the real rule: all that matters is that it differs each time.
            None => Address::from_word(keccak256([here.as_slice(), &nonce.to_be_bytes()].concat())),
        };
        match init_code.first() {
            Some(0xfe) => result.gas_left = 0,
            Some(0xfd) => {
                result.status = SubStatus::Revert;
                result.output = init_code.slice(1..);
            }
            first => {
                let size = if first == Some(&0x60) { u64::from(init_code[1]) } else { 0 };
                // PUSH1, PUSH0, one word of memory, and the deposit.
                let run = if size > 0 { 3 + 2 + 3 } else { 0 };
                result.gas_left = gas - run - 200 * size;
                result.status = SubStatus::Success;
                result.address = address;
                self.chain.transfer(here, address, endowment);
                let account = self.chain.state.accounts.entry(address).or_default();
                account.nonce = 1;
                account.code = vec![0; size as usize].into();
            }
        }
        if self.chain.trace {
            result.steps.push(HostCall {
                name: if salt.is_some() { "evm_create2" } else { "evm_create1" },
                args: Bytes::new(),
                outs: Bytes::new(),
                start_ink: 0,
                end_ink: 0,
                address: Some(address),
                steps: Vec::new(),
            });
        }
        result
    }

    fn console(&mut self, line: &str) {
        self.chain.console.push(line.to_owned());
    }
}
