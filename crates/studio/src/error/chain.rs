//! What goes wrong between a command and a chain: the node, the chain's refusals, and transactions that are stuck.

/// Why the node cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// A place to publish to does not answer, refuses, or does not keep to its protocol.
    #[error("{0}")]
    Place(String),
    /// Nobody answers.
    #[error("no node answers at {url} ({why}); start one with `colophon devnet`, or choose another with --network or --rpc-url")]
    NoNode {
        /// Address.
        url: String,
        /// The innermost reason.
        why: String,
    },
    /// Nobody answers at a place of `[publish]`.
    #[error("the place {name} does not answer at {url} ({why}); start it, or correct its address in colophon.toml")]
    NoService {
        /// Name in `colophon.toml`.
        name: String,
        /// Address.
        url: String,
        /// The innermost reason.
        why: String,
    },
    /// The embedded node does not start.
    #[error("{why}")]
    NotStarted {
        /// Why, and what to do.
        why: String,
    },
    /// The node stopped answering in the middle.
    #[error("the node at {url} stopped answering while {doing}; run the same command again, it continues where it stopped")]
    Died {
        /// Address.
        url: String,
        /// What was being done.
        doing: String,
    },
    /// The node serves another chain.
    #[error("the node at {url} serves chain {got}, and chain {want} is expected ({why}); choose the right --network or --rpc-url")]
    WrongChain {
        /// Address.
        url: String,
        /// Its chain id.
        got: u64,
        /// The chain id that is expected.
        want: u64,
        /// Who expects it.
        why: String,
    },
    /// The node answered something that is no answer.
    #[error("the node at {url} gave no usable answer while {doing}: {message}")]
    Refused {
        /// Address.
        url: String,
        /// What was asked.
        doing: String,
        /// Its message.
        message: String,
    },
}

/// Why the chain refused.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The token does not exist.
    #[error("token {token} does not exist in the collection {collection}; the ids of a series start at its number × 1,000,000")]
    NoToken {
        /// Token id.
        token: String,
        /// Collection.
        collection: String,
    },
    /// A call would revert.
    #[error("{doing} would be refused: {reason}")]
    WouldRevert {
        /// What was to be done.
        doing: String,
        /// The decoded reason.
        reason: String,
    },
    /// A transaction reverted.
    #[error("{doing} failed on chain in transaction {hash}: {reason}")]
    Reverted {
        /// What was being done.
        doing: String,
        /// Transaction.
        hash: String,
        /// The decoded reason.
        reason: String,
    },
    /// There is no contract at an address.
    #[error("there is no contract at {address} on chain {chain}; {advice}")]
    NoCode {
        /// Address.
        address: String,
        /// Chain id.
        chain: u64,
        /// What to do.
        advice: String,
    },
    /// The account cannot pay.
    #[error("{address} has {have} wei and at least {need} wei are needed; send funds to it or use another key")]
    Funds {
        /// Account.
        address: String,
        /// Balance.
        have: String,
        /// Need.
        need: String,
    },
    /// A transaction that is signed cannot get into a block as it is.
    #[error(transparent)]
    Sending(#[from] SendError),
    /// A way of deploying that is unsafe on this chain.
    #[error("{0}")]
    Unsafe(String),
    /// A program that the chain does not take.
    #[error("the program {name} is refused: {reason}")]
    Program {
        /// Which.
        name: String,
        /// Why.
        reason: String,
    },
}

/// Why a signed transaction is not in a block. The journal holds it: the same command goes on with it.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Transactions before it are missing.
    #[error("transaction {hash} ({doing}) has nonce {nonce}, and {from} is at nonce {next} on this chain: what lies between \
             is unknown to the node; if another wallet sent it, wait until it arrives, if the chain was set back, send \
             {} transaction(s) of that account from another wallet, and run the same command again", nonce - next)]
    Gap {
        /// The transaction.
        hash: String,
        /// What it is for.
        doing: String,
        /// Account.
        from: String,
        /// Its nonce.
        nonce: u64,
        /// The nonce that the chain expects.
        next: u64,
    },
    /// Another transaction took its nonce.
    #[error("transaction {hash} ({doing}) can never be in a block: another transaction of {from} took its nonce {nonce}; \
             stop whatever else uses this key, and run the same command again")]
    Replaced {
        /// The transaction.
        hash: String,
        /// What it is for.
        doing: String,
        /// Account.
        from: String,
        /// Its nonce.
        nonce: u64,
    },
    /// Gas costs more than may be paid.
    #[error("gas costs {price} now, above the {cap} wei per gas that {what}; wait until it is cheaper, or raise the limit \
             with --max-fee, and run the same command again")]
    FeeCap {
        /// Price of gas, in words.
        price: String,
        /// The limit in wei.
        cap: u128,
        /// Whose limit it is, in words: "--max-fee allows".
        what: String,
    },
    /// No block takes a transaction of this size.
    #[error("{doing} needs more gas than one transaction may use on this chain ({reason}); do less at once")]
    TooMuchGas {
        /// What it is for.
        doing: String,
        /// The node's words.
        reason: String,
    },
    /// Patience ended.
    #[error("transaction {hash} ({doing}) is not in a block after {seconds} s; run the same command again, it goes on waiting")]
    Waiting {
        /// The transaction.
        hash: String,
        /// What it is for.
        doing: String,
        /// How long was waited.
        seconds: u64,
    },
}

impl SendError {
    /// Gas at `price` is above `cap`. The price of a node may be that of its last block, and lag behind.
    #[must_use]
    pub fn dear(price: u128, cap: u128, what: &str) -> Self {
        let price = if price > cap { format!("{price} wei") } else { "more".to_owned() };
        Self::FeeCap { price, cap, what: what.to_owned() }
    }
}
