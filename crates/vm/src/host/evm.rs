//! The boundary to the chain: everything a running program asks of the state and of other contracts.
//!
//! The machine decides *prices* and *order*; the implementer only moves state and says what was cold. One implementation
//! lives for one frame: it knows the acting address, so storage, transient storage and logs take none.

use alloy_primitives::{Address, Bytes, B256, U256};

use super::trace::HostCall;

/// A value read from the state, and whether this was the first touch of it in the transaction (EIP-2929).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded<T> {
    /// What was read.
    pub value: T,
    /// True if the slot or account was cold. Reading has made it warm.
    pub is_cold: bool,
}

/// What a storage slot held around a write, for EIP-2200 / EIP-3529 pricing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Value at the start of the transaction.
    pub original: B256,
    /// Value just before this write.
    pub present: B256,
    /// True if the slot was cold. Writing has made it warm.
    pub is_cold: bool,
}

/// Page counters of the whole transaction. The chain sets both to zero when a transaction starts and shares them between
/// all its frames; they are not rolled back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// 64 KiB pages held by the frames that are open now.
    pub open: u16,
    /// The most that was ever open in this transaction.
    pub ever: u16,
}

/// How a program calls another contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// CALL: the callee's caller is [`Env::address`].
    Call,
    /// DELEGATECALL: the callee keeps [`Env::caller`], [`Env::value`] and [`Env::address`].
    Delegate,
    /// STATICCALL.
    Static,
}

/// How a nested frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubStatus {
    /// It succeeded.
    Success,
    /// It reverted: its output is handed on and its remaining gas returned.
    Revert,
    /// Anything else (out of gas, depth, balance, collision, invalid code, program not activated).
    Halt,
}

/// Result of [`Evm::call`].
#[derive(Clone, Debug)]
pub struct SubResult {
    /// How the frame ended.
    pub status: SubStatus,
    /// Return or revert data. Ignored for [`SubStatus::Halt`].
    pub output: Bytes,
    /// Gas that comes back of the gas given. Everything if the frame was never opened because of depth or balance.
    pub gas_left: u64,
    /// Refund counter earned by the frame (zero unless it succeeded).
    pub refund: i64,
    /// What the nested frame's own trace holds; empty when nothing is traced.
    pub steps: Vec<HostCall>,
}

/// Result of [`Evm::create`].
#[derive(Clone, Debug)]
pub struct CreateResult {
    /// How the init code ended.
    pub status: SubStatus,
    /// The new contract's address. Ignored unless the status is [`SubStatus::Success`].
    pub address: Address,
    /// Revert data. Ignored unless the status is [`SubStatus::Revert`].
    pub output: Bytes,
    /// Gas that comes back of the gas given.
    pub gas_left: u64,
    /// Refund counter earned by the init code (zero unless it succeeded).
    pub refund: i64,
    /// Trace entries that stand before the `create1`/`create2` entry; empty when nothing is traced.
    pub steps: Vec<HostCall>,
}

/// What does not change while the frame runs.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// Acting address (ADDRESS): whose storage is used. The caller's own one in a delegate call.
    pub address: Address,
    /// CALLER.
    pub caller: Address,
    /// CALLVALUE in wei, kept through delegate calls.
    pub value: U256,
    /// ORIGIN.
    pub origin: Address,
    /// True inside a STATICCALL.
    pub is_static: bool,
    /// True if another open, non-delegate frame of this transaction has the same acting address (EVM frames count too).
    pub reentrant: bool,
    /// CHAINID.
    pub chain_id: u64,
    /// COINBASE.
    pub coinbase: Address,
    /// GASLIMIT of the block.
    pub gas_limit: u64,
    /// The **L1** block number, as NUMBER gives it on Arbitrum.
    pub block_number: u64,
    /// TIMESTAMP in seconds.
    pub timestamp: u64,
    /// BASEFEE in wei per gas.
    pub basefee: U256,
    /// What `tx_gas_price` answers, in wei per gas: min(fee cap, base fee + tip) or the legacy gas price. This is *not* the
    /// EVM's GASPRICE, which on Arbitrum is the base fee.
    pub tx_gas_price: U256,
    /// The chain's limit for deployed code in bytes (24,576 unless configured otherwise).
    pub max_code_size: u64,
}

/// The chain, seen from one program frame.
///
/// No method charges gas: the machine does. Methods that read accounts or slots mark them warm. The trait is object-safe,
/// and a nested program frame runs *inside* [`Evm::call`], with another implementation value over the same journal.
pub trait Evm {
    /// The frame's surroundings.
    fn env(&self) -> &Env;

    /// The page counters of the transaction, shared by all its frames.
    fn pages(&mut self) -> &mut Pages;

    /// SLOAD on the acting address; marks the slot warm.
    fn sload(&mut self, key: B256) -> Loaded<B256>;

    /// SSTORE on the acting address; marks the slot warm. The machine has checked that the frame is not static.
    fn sstore(&mut self, key: B256, value: B256) -> Stored;

    /// TLOAD on the acting address.
    fn tload(&mut self, key: B256) -> B256;

    /// TSTORE on the acting address. The machine has checked that the frame is not static.
    fn tstore(&mut self, key: B256, value: B256);

    /// LOG0 to LOG4 by the acting address. The machine has checked the topics' count and that the frame is not static.
    fn log(&mut self, topics: Vec<B256>, data: Bytes);

    /// BALANCE of an account in wei; marks it warm.
    fn balance(&mut self, account: Address) -> Loaded<U256>;

    /// Code of an account as EXTCODECOPY sees it (Stylus programs: prefix and compressed bytes); marks it warm.
    fn code(&mut self, account: Address) -> Loaded<Bytes>;

    /// EXTCODEHASH of an account (zero if it does not exist or is empty); marks it warm.
    fn code_hash(&mut self, account: Address) -> Loaded<B256>;

    /// Marks an account warm; true if it was cold.
    fn warm(&mut self, account: Address) -> bool;

    /// True if the account has no code, no balance and no nonce (EIP-161), or does not exist. Does not warm it.
    fn is_empty(&mut self, account: Address) -> bool;

    /// Runs a nested call to its end. `gas` is all that the callee gets (a stipend is already inside); `value` is zero but for
    /// [`CallKind::Call`]. Depth and balance checks are the implementer's and end as [`SubStatus::Halt`] with all gas returned.
    fn call(
        &mut self,
        kind: CallKind,
        target: Address,
        value: U256,
        input: Bytes,
        gas: u64,
    ) -> SubResult;

    /// Runs a nested creation to its end: CREATE2 with a salt, CREATE without. `gas` is what the init code gets. Nonce,
    /// balance, depth, collision, code-deposit and code-prefix rules are the implementer's; there is no init-code size
    /// limit and no charge for its words here.
    fn create(
        &mut self,
        endowment: U256,
        init_code: Bytes,
        salt: Option<B256>,
        gas: u64,
    ) -> CreateResult;

    /// True once the execution should end because it has run for too long. Asked every now and then; the frame then ends
    /// as if its ink were gone, and so should all others of the execution, whose outcome nobody may use.
    fn expired(&mut self) -> bool {
        false
    }

    /// A line that the program wrote with the `console` functions, which only debug chains link.
    fn console(&mut self, _line: &str) {}
}
