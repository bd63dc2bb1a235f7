//! A node used from Rust without HTTP: deploy, call, send, look, go back. Everything is synchronous and takes milliseconds, so
//! that it can be used from asynchronous tests as well.
//!
//! `message` is what is asked, `outcome` what comes back, `error` why not; this file holds the verbs.

mod error;
mod message;
mod outcome;

use alloy_primitives::{address, Address, Bytes, B256, U256};
use stylus_chain::block::{BlockId, LogFilter, LogRecord};
use stylus_chain::call::{BlockOverrides, StateOverrides, Status};
use stylus_chain::config::ETHER;
use stylus_chain::profile::{Detail, Profile};
use stylus_chain::{CallRequest, Chain, Receipt};
use stylus_vm::code;

pub use error::{DirectError, Revert};
pub use message::Message;
pub use outcome::{Activation, Created, Outcome, Program};

use crate::Devnet;

/// The precompile that activates programs.
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// `activateProgram(address)`.
const ACTIVATE: [u8; 4] = [0x58, 0xc7, 0x80, 0xc2];
/// `ProgramUpToDate()`.
const UP_TO_DATE: [u8; 4] = [0xcc, 0x94, 0x4b, 0xf2];

impl Devnet {
    /// Puts a program on the chain: compresses the wasm, deploys it and activates it, from the first account. A program whose
    /// code is active already, because the same bytes were deployed before, needs no activation.
    ///
    /// ```
    /// let node = stylus_devnet::Devnet::builder().spawn()?;
    /// let counter = node.deploy_wasm(&wat::parse_file("examples/counter.wat")?)?;
    /// assert!(counter.activation.is_some_and(|paid| paid.gas_used > 1_700_000 && !paid.data_fee.is_zero()));
    /// assert!(node.deploy_wasm(&wat::parse_file("examples/counter.wat")?)?.activation.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DirectError::Compression`]; [`DirectError::Failed`] with the node's words when the wasm cannot be a program.
    pub fn deploy_wasm(&self, wasm: &[u8]) -> Result<Program, DirectError> {
        let code =
            code::encode(wasm).map_err(|error| DirectError::Compression(error.to_string()))?;
        let created = self.deploy(code::init_code(&code))?;
        let activation = match self.activate(created.address) {
            Ok(activation) => Some(activation),
            Err(error) if error.revert_data().is_some_and(|data| data.starts_with(&UP_TO_DATE)) => {
                None
            }
            Err(error) => return Err(error),
        };
        let Created { address, gas_used, transaction_hash } = created;
        Ok(Program { address, code_size: code.len(), gas_used, transaction_hash, activation })
    }

    /// Deploys a contract by its init code (constructor arguments at the end), from the first account.
    ///
    /// # Errors
    /// [`DirectError::Reverted`] and [`DirectError::Failed`] when it does not come about.
    pub fn deploy(&self, init_code: impl Into<Bytes>) -> Result<Created, DirectError> {
        self.create(Message::create(init_code))
    }

    /// Deploys a contract as a message says: another sender, value, gas.
    ///
    /// # Errors
    /// As [`Devnet::deploy`].
    pub fn create(&self, message: Message) -> Result<Created, DirectError> {
        let receipt = self.mine_message(message)?;
        let address = receipt.contract_address.ok_or(DirectError::NotMined)?;
        let Receipt { gas_used, transaction_hash, .. } = receipt;
        Ok(Created { address, gas_used, transaction_hash })
    }

    /// Activates a program that lies on the chain, from the first account, which pays the data fee.
    ///
    /// # Errors
    /// [`DirectError::Reverted`] (for example `ProgramUpToDate()`) and [`DirectError::Failed`] with the node's reason.
    pub fn activate(&self, program: Address) -> Result<Activation, DirectError> {
        let data = [&ACTIVATE[..], program.into_word().as_slice()].concat();
        let outcome = self.send(Message::to(ARB_WASM).data(data).value(ETHER))?;
        let word = |at: usize| {
            let bytes = outcome.output.get(32 * at..32 * (at + 1));
            U256::try_from_be_slice(bytes.unwrap_or_default()).unwrap_or_default()
        };
        let version = u16::try_from(word(0)).unwrap_or_default();
        Ok(Activation { gas_used: outcome.gas_used, data_fee: word(1), version })
    }

    /// Sends a transaction, which is mined when this returns. The sender needs no key.
    ///
    /// ```
    /// # use stylus_devnet::{Devnet, Message};
    /// let node = Devnet::builder().spawn()?;
    /// let counter = node.deploy_wasm(&wat::parse_file("examples/counter.wat")?)?.address;
    /// let someone = node.accounts()[3].address;
    /// let sent = node.send(Message::to(counter).data([1]).from(someone))?;
    /// assert_eq!((sent.word(), sent.logs.len()), (Some(1), 1));
    ///
    /// let refused = node.send(Message::to(counter).data([9])).unwrap_err();
    /// assert_eq!(refused.reason(), Some("no such function"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DirectError::Reverted`] with the decoded reason and the data; [`DirectError::Failed`] when it failed otherwise (the
    /// transaction is on the chain in both cases); [`DirectError::Refused`] when no node would take it.
    pub fn send(&self, message: Message) -> Result<Outcome, DirectError> {
        self.mine_message(message).map(Outcome::mined)
    }

    /// Executes a message without sending it.
    ///
    /// # Errors
    /// As [`Devnet::send`].
    pub fn call(&self, message: Message) -> Result<Outcome, DirectError> {
        let request = self.request(message);
        let none = (StateOverrides::default(), BlockOverrides::default());
        let chain = self.view();
        let outcome = chain
            .call(&request, BlockId::Latest, &none.0, &none.1)
            .map_err(|error| DirectError::Impossible(error.to_string()))?;
        match outcome.status {
            Status::Success => Ok(Outcome::called(outcome)),
            Status::Revert => Err(DirectError::Reverted {
                revert: Revert::new(outcome.output),
                gas_used: outcome.gas_used,
                transaction_hash: None,
            }),
            Status::Halt(reason) => Err(DirectError::Failed {
                reason,
                gas_used: outcome.gas_used,
                transaction_hash: None,
            }),
        }
    }

    /// Where the gas of a transaction went, frame by frame, function by function.
    ///
    /// ```
    /// # use stylus_devnet::{Devnet, Message};
    /// let node = Devnet::builder().spawn()?;
    /// let counter = node.deploy_wasm(&wat::parse_file("examples/counter.wat")?)?.address;
    /// let sent = node.send(Message::to(counter).data([1]))?;
    /// let profile = node.profile(sent.transaction_hash.unwrap_or_default())?;
    /// assert_eq!(profile.gas_used, sent.gas_used);
    /// let program = profile.root.program.as_ref().ok_or("no program")?;
    /// assert_eq!(program.storage.slots_set, 1);
    /// println!("{}", profile.table(|_| None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DirectError::Impossible`] when there is no such transaction.
    pub fn profile(&self, transaction_hash: B256) -> Result<Profile, DirectError> {
        let profile = self.view().profile_transaction(transaction_hash, Detail::Functions);
        profile.map_err(|error| DirectError::Impossible(error.to_string()))
    }

    /// Where the gas of a message would go, without sending it. One that fails has a profile too.
    ///
    /// # Errors
    /// [`DirectError::Impossible`] when no transaction could say this.
    pub fn profile_call(&self, message: Message) -> Result<Profile, DirectError> {
        let request = self.request(message);
        let none = (StateOverrides::default(), BlockOverrides::default());
        let chain = self.view();
        let profile =
            chain.profile_call(&request, BlockId::Latest, &none.0, &none.1, Detail::Functions);
        profile.map_err(|error| DirectError::Impossible(error.to_string()))
    }

    /// Balance in wei.
    #[must_use]
    pub fn balance(&self, account: Address) -> U256 {
        self.view().head().state().balance(account)
    }

    /// Gives an account exactly this many wei.
    pub fn set_balance(&self, account: Address, wei: U256) {
        self.chain().set_balance(account, wei);
    }

    /// A storage slot.
    #[must_use]
    pub fn storage(&self, account: Address, slot: U256) -> U256 {
        self.view().head().state().storage(account, slot)
    }

    /// The code of an account.
    #[must_use]
    pub fn code(&self, account: Address) -> Bytes {
        self.view().head().state().code(account)
    }

    /// Events that match, oldest first.
    ///
    /// # Errors
    /// [`DirectError::Impossible`] for blocks that do not exist.
    pub fn logs(&self, filter: &LogFilter) -> Result<Vec<LogRecord>, DirectError> {
        self.view().logs(filter).map_err(|error| DirectError::Impossible(error.to_string()))
    }

    /// Remembers the chain as it is. A snapshot costs almost nothing: deploy once, take one, and go back after each test.
    ///
    /// ```
    /// # use stylus_devnet::{Devnet, Message};
    /// let node = Devnet::builder().spawn()?;
    /// let counter = node.deploy_wasm(&wat::parse_file("examples/counter.wat")?)?.address;
    /// let before = node.snapshot();
    /// node.send(Message::to(counter).data([1]))?;
    /// node.increase_time(3_600)?;
    /// node.revert(before)?;
    /// assert_eq!(node.call(Message::to(counter))?.word(), Some(0));
    /// assert!(node.revert(before).is_err(), "a snapshot serves once");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> u64 {
        self.chain().snapshot()
    }

    /// Goes back to a snapshot, which is used up together with all later ones.
    ///
    /// # Errors
    /// [`DirectError::NoSnapshot`].
    pub fn revert(&self, snapshot: u64) -> Result<(), DirectError> {
        let found = self.chain().revert(snapshot);
        found.then_some(()).ok_or(DirectError::NoSnapshot(snapshot))
    }

    /// Moves time forward by some seconds; the next block shows it.
    ///
    /// # Errors
    /// [`DirectError::Impossible`] beyond the end of time.
    pub fn increase_time(&self, seconds: u64) -> Result<(), DirectError> {
        let moved = self.chain().increase_time(seconds);
        moved.map(drop).map_err(|error| DirectError::Impossible(error.to_string()))
    }

    /// Gives the next block this timestamp in seconds since 1970; time goes on from there.
    ///
    /// # Errors
    /// [`DirectError::Impossible`] if it is before the newest block's.
    pub fn set_time(&self, timestamp: u64) -> Result<(), DirectError> {
        let set = self.chain().set_next_timestamp(timestamp);
        set.map_err(|error| DirectError::Impossible(error.to_string()))
    }

    /// Mines empty blocks.
    pub fn mine(&self, blocks: u64) {
        self.chain().mine(blocks);
    }

    /// The chain as it is now, without holding anyone up.
    fn view(&self) -> Chain {
        self.chain().clone()
    }

    /// The message with its sender.
    fn request(&self, message: Message) -> CallRequest {
        let mut request = message.request();
        let first = self.accounts().first().map(|account| account.address);
        request.from = request.from.or(first);
        request
    }

    /// Sends, and demands success.
    fn mine_message(&self, message: Message) -> Result<Receipt, DirectError> {
        let request = self.request(message);
        let from = request.from.unwrap_or_default();
        let mut chain = self.chain();
        let hash = chain.send_unsigned(from, &request).map_err(DirectError::Refused)?;
        let receipt = chain.receipt(hash).cloned().ok_or(DirectError::NotMined)?;
        if receipt.success {
            return Ok(receipt);
        }
        let (gas_used, transaction_hash) = (receipt.gas_used, Some(hash));
        match receipt.failure {
            Some(reason) if !reason.starts_with("execution reverted") => {
                Err(DirectError::Failed { reason, gas_used, transaction_hash })
            }
            _ => {
                let revert = Revert::new(receipt.output);
                Err(DirectError::Reverted { revert, gas_used, transaction_hash })
            }
        }
    }
}
