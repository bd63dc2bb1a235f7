//! Refusals, with the texts and JSON-RPC codes of the node that this chain stands in for.

use std::time::Duration;

use alloy_primitives::{Address, Bytes, B256, U256};

use crate::{arbos::UnsupportedArbos, evm::go_duration};

/// A refusal as JSON-RPC shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcFault {
    /// −32000 (refused or failed) or 3 (reverted, with data).
    pub code: i64,
    /// The node's text.
    pub message: String,
    /// Revert data, for code 3.
    pub data: Option<Bytes>,
}

/// JSON-RPC code of most refusals.
pub const CODE_SERVER: i64 = -32000;
/// JSON-RPC code of a revert.
pub const CODE_REVERT: i64 = 3;
/// JSON-RPC code of arguments that cannot be right.
pub const CODE_PARAMS: i64 = -32602;

/// Why a transaction was not accepted. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TxError {
    /// No bytes at all, or a type byte alone.
    #[error("typed transaction too short")]
    TooShort,
    /// The first byte is no known transaction type, or one that Arbitrum does not take (blobs).
    #[error("transaction type not supported")]
    TypeNotSupported,
    /// The bytes are not a transaction.
    #[error("rlp: {0}")]
    Malformed(String),
    /// The signature recovers to nobody.
    #[error("invalid transaction v, r, s values")]
    BadSignature,
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// Chain id in the transaction.
        have: u64,
        /// Chain id of this chain.
        want: u64,
    },
    /// More than 95,000 bytes.
    #[error("oversized data: transaction size {have}, limit {limit}")]
    Oversized {
        /// Bytes of the transaction.
        have: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The nonce was used before.
    #[error("nonce too low: address {address}, tx: {tx} state: {state}")]
    NonceTooLow {
        /// Sender.
        address: Address,
        /// Nonce in the transaction.
        tx: u64,
        /// Next nonce of the account.
        state: u64,
    },
    /// The nonce leaves a gap.
    #[error("nonce too high: address {address}, tx: {tx} state: {state}")]
    NonceTooHigh {
        /// Sender.
        address: Address,
        /// Nonce in the transaction.
        tx: u64,
        /// Next nonce of the account.
        state: u64,
    },
    /// The account can send no more.
    #[error("nonce has max value: address {address}, nonce: {nonce}")]
    NonceMax {
        /// Sender.
        address: Address,
        /// Its nonce.
        nonce: u64,
    },
    /// EIP-3607: the sender is a contract.
    #[error("sender not an eoa: address {address}, len(code): {len}")]
    SenderNotEoa {
        /// Sender.
        address: Address,
        /// Bytes of its code.
        len: usize,
    },
    /// The gas limit does not cover the transaction's own bytes.
    #[error("intrinsic gas too low")]
    IntrinsicGas {
        /// Gas limit of the transaction.
        have: u64,
        /// Gas that it needs before execution.
        want: u64,
    },
    /// The gas limit does not cover what the bytes cost on the parent chain.
    #[error("intrinsic gas too low")]
    PosterGas {
        /// Gas limit of the transaction.
        have: u64,
        /// Gas that it needs before execution.
        want: u64,
    },
    /// Fee cap under the base fee.
    #[error(
        "max fee per gas less than block base fee: address {address}, maxFeePerGas: {cap} baseFee: {base}"
    )]
    FeeCapTooLow {
        /// Sender.
        address: Address,
        /// Fee cap, wei per gas.
        cap: u128,
        /// Base fee, wei per gas.
        base: u128,
    },
    /// Tip above the fee cap.
    #[error(
        "max priority fee per gas higher than max fee per gas: address {address}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {cap}"
    )]
    TipAboveCap {
        /// Sender.
        address: Address,
        /// Tip, wei per gas.
        tip: u128,
        /// Fee cap, wei per gas.
        cap: u128,
    },
    /// The balance does not cover gas limit × fee cap + value.
    #[error(
        "insufficient funds for gas * price + value: address {address} have {have} want {want}"
    )]
    Funds {
        /// Sender.
        address: Address,
        /// Balance in wei.
        have: U256,
        /// Wei needed.
        want: U256,
    },
    /// Init code above 49,152 bytes.
    #[error("max initcode size exceeded: code size {have} limit {limit}")]
    InitCodeSize {
        /// Bytes of init code.
        have: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Gas limit × fee cap is above what a node relays.
    #[error("tx fee ({ether} ether) exceeds the configured cap (1.00 ether)")]
    RelayFee {
        /// Gas limit × fee cap in ether, two decimals.
        ether: String,
    },
    /// Gas limit above the block's.
    #[error("gas limit {0} is above the block gas limit")]
    GasLimit(u64),
    /// The owners have set the gas of a block below that of any transaction.
    #[error("gas limit reached: a block may compute less than 21000 gas, an owner can raise it with ArbOwner.setMaxBlockGasLimit")]
    BlockGasLimit,
    /// EIP-7702 transaction without `to`.
    #[error("EIP-7702 transaction cannot be used to create contract")]
    SetCodeCreate,
    /// EIP-7702 transaction without authorizations.
    #[error("EIP-7702 transaction with empty auth list")]
    EmptyAuthList,
    /// The same transaction waits in the pool.
    #[error("already known")]
    AlreadyKnown,
    /// A chain cannot be started at this ArbOS version.
    #[error(transparent)]
    Arbos(#[from] UnsupportedArbos),
    /// An owner scheduled an upgrade to a version that this chain does not know, and its time has come: there are no more
    /// blocks, as on a node that is too old.
    #[error(
        "the chain is upgrading to unsupported ArbOS version {0}, please upgrade to the latest version of the node software; \
         evm_revert or anvil_reset goes back"
    )]
    Upgrade(u64),
    /// Another transaction of this nonce waits and offers as much for gas, or more.
    #[error(
        "replacement transaction underpriced: address {address}, nonce: {nonce}, maxFeePerGas: {have}, waiting: {want}"
    )]
    Underpriced {
        /// Sender.
        address: Address,
        /// Nonce of both.
        nonce: u64,
        /// Fee cap of the new one, wei per gas.
        have: u128,
        /// Fee cap of the one that waits, wei per gas; the new one must be above it.
        want: u128,
    },
    /// No room for another transaction to wait.
    #[error("txpool is full: mine a block first")]
    PoolFull,
    /// It took longer than an execution that leaves nothing behind may take.
    #[error("execution aborted (timeout = {})", go_duration(*.limit))]
    TimedOut {
        /// What it may take.
        limit: Duration,
    },
    /// A bug of this program, not of the transaction.
    #[error("internal error: {0}")]
    Internal(String),
}

/// Why a call or an estimate has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No such block.
    #[error("header not found")]
    HeaderNotFound,
    /// `safe` or `finalized`, which exist only with a parent chain.
    #[error("{0} block not found")]
    NoSuchTag(&'static str),
    /// The request breaks a rule for transactions.
    #[error("{}", call_text(.error, .gas))]
    Refused {
        /// The rule.
        error: TxError,
        /// Gas that the call was given.
        gas: u64,
    },
    /// The same while estimating.
    #[error("failed with {gas} gas: {error}")]
    EstimateRefused {
        /// The rule.
        error: TxError,
        /// Gas that was tried.
        gas: u64,
    },
    /// The call reverted.
    #[error("{}", crate::revert::message(.0))]
    Reverted(Bytes),
    /// The call failed; the node's text.
    #[error("{0}")]
    Failed(String),
    /// Estimating: not even the most gas is enough.
    #[error("gas required exceeds allowance ({0})")]
    GasAllowance(u64),
    /// Estimating with a fee: the sender cannot pay for any gas.
    #[error("insufficient funds for transfer")]
    FundsForTransfer,
    /// Both kinds of prices in one request.
    #[error("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")]
    TwoPrices,
    /// It took longer than a call may take.
    #[error("execution aborted (timeout = {})", go_duration(*.0))]
    TimedOut(Duration),
    /// An override that contradicts itself or touches the chain's own account.
    #[error("{0}")]
    BadOverride(String),
    /// A bug of this program, not of the request.
    #[error("internal error: {0}")]
    Internal(String),
}

impl CallError {
    /// What became of a call that a transaction's rule or the clock stopped.
    pub(crate) fn refused(error: TxError, gas: u64) -> Self {
        match error {
            TxError::TimedOut { limit } => Self::TimedOut(limit),
            error => Self::Refused { error, gas },
        }
    }
}

/// eth_call prefixes refusals and tells the gas; two texts differ from those of transactions.
fn call_text(error: &TxError, gas: &u64) -> String {
    let inner = match error {
        TxError::IntrinsicGas { have, want } => {
            format!("intrinsic gas too low: have {have}, want {want}")
        }
        TxError::FeeCapTooLow { address, cap, base } => format!(
            "max fee per gas less than block base fee: address {address}, maxFeePerGas: {cap}, baseFee: {base}"
        ),
        other => other.to_string(),
    };
    format!("err: {inner} (supplied gas {gas})")
}

impl From<TxError> for RpcFault {
    fn from(error: TxError) -> Self {
        Self { code: CODE_SERVER, message: error.to_string(), data: None }
    }
}

impl From<CallError> for RpcFault {
    fn from(error: CallError) -> Self {
        let message = error.to_string();
        match error {
            CallError::Reverted(data) => Self { code: CODE_REVERT, message, data: Some(data) },
            _ => Self { code: CODE_SERVER, message, data: None },
        }
    }
}

/// Why logs cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Range beyond the head or reversed.
    #[error("invalid block range params")]
    Range,
    /// No block with this hash.
    #[error("unknown block")]
    UnknownBlock(B256),
    /// `pending`: nothing waits.
    #[error("pending logs are not supported")]
    Pending,
    /// `safe` or `finalized`, which exist only with a parent chain.
    #[error("{0} header not found")]
    NoSuchTag(&'static str),
}

impl From<LogError> for RpcFault {
    fn from(error: LogError) -> Self {
        Self { code: CODE_SERVER, message: error.to_string(), data: None }
    }
}

/// Why a dumped chain cannot be continued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Something else than a chain.
    #[error("this is no dump of a chain but {0:?}: give one that this program wrote")]
    Format(String),
    /// Written by a program that is newer or much older.
    #[error("the dump has version {have}, this program reads version {want}: use the program that wrote it, or start anew")]
    Version {
        /// Version of the dump.
        have: u32,
        /// Version that can be read.
        want: u32,
    },
    /// Another chain's.
    #[error("the dump is of chain id {have}, this node has {want}: start it with chain id {have}, or with another file")]
    ChainId {
        /// Chain id in the dump.
        have: u64,
        /// Chain id of this chain.
        want: u64,
    },
    /// It contradicts itself.
    #[error("the dump is damaged: {0}")]
    Damaged(String),
}

impl From<LoadError> for RpcFault {
    fn from(error: LoadError) -> Self {
        Self { code: CODE_SERVER, message: error.to_string(), data: None }
    }
}

/// Why time cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Blocks cannot go back in time.
    #[error("timestamp {wanted} is before the head's timestamp {head}: choose a later one")]
    Past {
        /// Timestamp asked for, seconds.
        wanted: u64,
        /// Timestamp of the newest block.
        head: u64,
    },
    /// More than 2^63 seconds.
    #[error("timestamp overflow: increase the time by less")]
    Overflow,
}

impl From<TimeError> for RpcFault {
    fn from(error: TimeError) -> Self {
        Self { code: CODE_SERVER, message: error.to_string(), data: None }
    }
}

/// The accounts of a block cannot be proved: its header was made before they were edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the accounts of block {number} were edited by hand after it was made, so its state root does not prove them: mine a \
     block and ask for that one"
)]
pub struct EditedError {
    /// The block.
    pub number: u64,
}

impl From<EditedError> for RpcFault {
    fn from(error: EditedError) -> Self {
        Self { code: CODE_SERVER, message: error.to_string(), data: None }
    }
}
