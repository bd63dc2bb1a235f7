//! Where the gas of one execution went: what the transaction cost before anything ran, and for every frame entry, code by
//! function, host calls, storage, memory and sub-calls. All figures add up to the gas that the receipt shows.
//!
//! The types are also the JSON form, version [`SCHEMA`]: names in camel case, quantities as plain numbers. `run` makes a
//! profile, `folded` and `text` write it for flame graphs and for people, `report` sums up many.

mod folded;
mod report;
mod run;
mod text;

use std::collections::BTreeMap;

use alloy_primitives::{Address, FixedBytes, B256};
use serde::{Deserialize, Serialize};
pub use stylus_vm::profile::{same_code, FunctionNames};

pub use report::{GasReport, Row, Spread, REPORT_SCHEMA};
pub use run::program_of;

/// Version of the JSON form. It changes when a field changes its meaning or goes; fields may be added.
pub const SCHEMA: &str = "stylus-profile/1";

/// First four bytes of call data.
pub type Selector = FixedBytes<4>;

/// How closely to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Programs as a whole: as fast as any execution.
    Programs,
    /// Function by function: programs are compiled once more.
    #[default]
    Functions,
}

/// Where the gas of an execution went:
/// `gas_used = intrinsic.total() + parent_chain_gas + root.gas_used − refund`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// [`SCHEMA`].
    pub schema: String,
    /// Hash of the transaction; none for a call.
    pub transaction_hash: Option<B256>,
    /// None if it succeeded, else why not, in the node's words.
    pub failure: Option<String>,
    /// Gas paid for: the receipt's `gasUsed`.
    pub gas_used: u64,
    /// Ink per gas when it began.
    pub ink_price: u32,
    /// Gas taken before anything ran.
    pub intrinsic: Intrinsic,
    /// Gas for the bytes on the parent chain.
    pub parent_chain_gas: u64,
    /// Gas given back after all frames.
    pub refund: u64,
    /// The outermost frame.
    pub root: Frame,
}

/// Gas taken before anything runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intrinsic {
    /// Any transaction: 21,000.
    pub base: u64,
    /// The bytes of call data or init code.
    pub call_data: u64,
    /// Zero bytes among them.
    pub zero_bytes: u64,
    /// Other bytes.
    pub other_bytes: u64,
    /// A creation, with the words of its init code.
    pub creation: u64,
    /// Addresses and slots of the access list.
    pub access_list: u64,
    /// Authorizations (EIP-7702).
    pub authorizations: u64,
}

impl Intrinsic {
    /// All of it.
    pub const fn total(&self) -> u64 {
        self.base + self.call_data + self.creation + self.access_list + self.authorizations
    }
}

/// What ran in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Machine {
    /// A Stylus program.
    Program,
    /// EVM code.
    Evm,
    /// A precompile.
    Precompile,
    /// Nothing: an account without code, or a frame that was never opened.
    Nothing,
}

/// One frame with all below it. [`Frame::own_gas`] is what it spent itself; a program's is split up in `program`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// Name of the instruction that opened it.
    pub kind: String,
    /// What ran.
    pub machine: Machine,
    /// Who opened it.
    pub from: Address,
    /// Whose code ran.
    pub to: Address,
    /// First four bytes of its call data; none if there are fewer, and for creations.
    pub selector: Option<Selector>,
    /// Gas that it took, sub-calls included.
    pub gas_used: u64,
    /// Why it failed, in the node's words.
    pub failure: Option<String>,
    /// Path of the calling program that opened it; none below EVM code.
    pub opened_by: Option<usize>,
    /// The parts of a program's gas.
    pub program: Option<Program>,
    /// Frames that it opened, in order.
    pub calls: Vec<Frame>,
}

impl Frame {
    /// Gas of the frame without its sub-calls.
    pub fn own_gas(&self) -> u64 {
        self.gas_used.saturating_sub(self.calls.iter().map(|call| call.gas_used).sum())
    }
}

/// Where a program's own gas went: `own_gas · ink_price = (entry.init_gas + entry.memory_gas + return_data_gas) · ink_price +
/// ink of the paths + ink of their host calls + rounding_ink + lost_ink`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Program {
    /// Hash of the contract's code.
    pub code_hash: B256,
    /// Ink per gas.
    pub ink_price: u32,
    /// What entering cost.
    pub entry: Entry,
    /// Call paths: the first is the frame itself, each other stands after the one above it.
    pub paths: Vec<Path>,
    /// Storage; its gas is part of the host calls'.
    pub storage: Storage,
    /// Pages that the program added; their gas is `pay_for_memory_grow`'s.
    pub grown_pages: u64,
    /// Gas by which return data made the frame dearer.
    pub return_data_gas: u64,
    /// Ink lost because gas is whole.
    pub rounding_ink: u64,
    /// Ink that a frame without gas forfeits besides what it spent.
    pub lost_ink: u64,
}

/// What entering a program cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// True if the program was cached.
    pub cached: bool,
    /// Gas of entering, memory not counted.
    pub init_gas: u64,
    /// The part of it that is for the bytes of data and element segments, if known.
    pub segment_gas: Option<u64>,
    /// Gas of the initial pages.
    pub memory_gas: u64,
    /// Initial pages.
    pub pages: u16,
}

/// A function as it was reached through those above it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Path {
    /// Index of the function; none for the frame itself.
    pub function: Option<u32>,
    /// Its name: from the name section or the exports, else `func[12]`; empty for the frame itself.
    pub name: String,
    /// Position of the path above.
    pub parent: Option<usize>,
    /// Calls.
    pub count: u64,
    /// Ink of its own instructions.
    pub ink: u64,
    /// Host calls that it made itself.
    pub host: BTreeMap<String, HostUse>,
}

/// Calls of one host function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostUse {
    /// Calls, failed ones included.
    pub count: u64,
    /// Ink of the calls themselves.
    pub ink: u64,
    /// Gas of the frames that they opened.
    pub callee_gas: u64,
}

/// Storage of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Storage {
    /// Reads of slots that the transaction touched for the first time.
    pub cold_reads: u64,
    /// Reads of slots that were touched before.
    pub warm_reads: u64,
    /// Reads that the frame's cache answered.
    pub cached_reads: u64,
    /// Gas of the reads above the price of the host call.
    pub read_gas: u64,
    /// Writes to the frame's cache.
    pub cached_writes: u64,
    /// Flushes of the cache.
    pub flushes: u64,
    /// Slots flushed that were cold.
    pub cold_writes: u64,
    /// Slots flushed that were empty before the transaction.
    pub slots_set: u64,
    /// Slots flushed that held another value.
    pub slots_changed: u64,
    /// Slots flushed again, or with the value that they had.
    pub slots_rewritten: u64,
    /// Gas of the slots flushed.
    pub write_gas: u64,
    /// Refund counter earned.
    pub refund: i64,
}

impl Program {
    /// Ink of the program's own code.
    pub fn code_ink(&self) -> u64 {
        self.paths.iter().map(|path| path.ink).sum()
    }

    /// Ink of its host calls.
    pub fn host_ink(&self) -> u64 {
        self.paths.iter().flat_map(|path| path.host.values()).map(|used| used.ink).sum()
    }

    /// Ink of host calls that are about storage, transient storage included.
    pub fn storage_ink(&self) -> u64 {
        let calls = self.paths.iter().flat_map(|path| &path.host);
        calls.filter(|(name, _)| is_storage(name)).map(|(_, used)| used.ink).sum()
    }

    /// Gives the functions the names of another build of the same code.
    pub fn rename(&mut self, names: &FunctionNames) {
        for path in &mut self.paths {
            if let Some(function) = path.function {
                path.name = names.label(function);
            }
        }
    }
}

fn is_storage(host_function: &str) -> bool {
    host_function.starts_with("storage_") || host_function.starts_with("transient_")
}

impl Profile {
    /// Every frame, the outermost first, each before those below it.
    pub fn frames(&self) -> Vec<&Frame> {
        let mut found = Vec::new();
        let mut waiting = vec![&self.root];
        while let Some(frame) = waiting.pop() {
            found.push(frame);
            waiting.extend(frame.calls.iter().rev());
        }
        found
    }

    /// Every frame, to change it.
    pub fn each_frame(&mut self, mut change: impl FnMut(&mut Frame)) {
        let mut waiting = vec![&mut self.root];
        while let Some(frame) = waiting.pop() {
            change(frame);
            waiting.extend(frame.calls.iter_mut());
        }
    }
}
