//! Where the gas of a program frame goes: entry, memory, code by call path, host calls, storage, callees. All figures add up
//! to the gas that the frame took.
//!
//! Profiling changes no price. The ink of code is known between any two host calls; which *function* spent it is known only to
//! a program that was compiled for profiling ([`crate::Programs::load_profiled`]), which reports every entry and return.

mod names;
mod recorder;

use std::collections::BTreeMap;

pub use names::{same_code, FunctionNames};
pub(crate) use recorder::Profiler;

/// What entering a program costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryProfile {
    /// True if the program was cached.
    pub cached: bool,
    /// Gas of entering, memory not counted.
    pub init_gas: u64,
    /// Gas of the initial pages.
    pub memory_gas: u64,
    /// Initial pages.
    pub pages: u16,
}

/// What one host function took on one call path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostUse {
    /// Calls, failed ones included.
    pub count: u64,
    /// Ink of the calls themselves, without what the frames they opened took.
    pub ink: u64,
    /// Gas that those frames took.
    pub callee_gas: u64,
}

/// One call path: a function as it was reached through those above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathProfile {
    /// Index of the function; none for the frame itself, and for all code if the program was not compiled for profiling.
    pub function: Option<u32>,
    /// Position of the path above; none for the first.
    pub parent: Option<usize>,
    /// Calls.
    pub count: u64,
    /// Ink of the function's own instructions on this path.
    pub ink: u64,
    /// Host calls that it made itself.
    pub host: BTreeMap<&'static str, HostUse>,
}

/// A frame that was opened by a host call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Callee {
    /// Path that opened it.
    pub path: usize,
    /// Gas that it took.
    pub gas: u64,
}

/// Storage of one frame. Gas is part of the ink of the host functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageUse {
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
    /// Calls of `storage_flush_cache`.
    pub flushes: u64,
    /// Slots flushed that were cold.
    pub cold_writes: u64,
    /// Slots flushed that were empty before the transaction and are not any more.
    pub slots_set: u64,
    /// Slots flushed that held another value.
    pub slots_changed: u64,
    /// Slots flushed again in one transaction, or with the value that they had.
    pub slots_rewritten: u64,
    /// Gas of the slots flushed.
    pub write_gas: u64,
    /// Refund counter earned.
    pub refund: i64,
}

/// Where the gas of a program frame went:
/// `gas_used · ink_price = (entry.init_gas + entry.memory_gas + return_data_gas + callees' gas) · ink_price + ink of paths
/// + ink of host calls + rounding_ink + lost_ink`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramProfile {
    /// Ink per gas.
    pub ink_price: u32,
    /// Gas that the frame took.
    pub gas_used: u64,
    /// What entering cost.
    pub entry: EntryProfile,
    /// Call paths; the first is the frame itself, every other stands after the one above it.
    pub paths: Vec<PathProfile>,
    /// Frames opened, in order.
    pub callees: Vec<Callee>,
    /// Storage.
    pub storage: StorageUse,
    /// Pages that the program added.
    pub grown_pages: u64,
    /// Gas by which return data made the frame dearer (its price as memory of the EVM).
    pub return_data_gas: u64,
    /// Ink lost because gas is whole: less than one gas.
    pub rounding_ink: u64,
    /// Ink that an exhausted frame forfeits besides what it spent.
    pub lost_ink: u64,
}

impl ProgramProfile {
    /// Ink of the program's own code.
    pub fn code_ink(&self) -> u64 {
        self.paths.iter().map(|path| path.ink).sum()
    }

    /// Ink of its host calls, without the frames that they opened.
    pub fn host_ink(&self) -> u64 {
        self.paths.iter().flat_map(|path| path.host.values()).map(|used| used.ink).sum()
    }

    /// Gas of the frames that it opened.
    pub fn callee_gas(&self) -> u64 {
        self.callees.iter().map(|callee| callee.gas).sum()
    }

    /// What is known when a frame has ended, however it ended. `gas_left` is what came back at last, `before_floor` what would
    /// have without the price of return data; an exhausted frame has neither.
    pub(crate) fn settle(&mut self, gas: u64, gas_left: u64, before_floor: Option<u64>) {
        let price = u64::from(self.ink_price);
        self.gas_used = gas.saturating_sub(gas_left);
        self.return_data_gas = before_floor.map_or(0, |before| before.saturating_sub(gas_left));
        let entry = self.entry;
        let whole = [entry.init_gas, entry.memory_gas, self.return_data_gas, self.callee_gas()];
        let whole = whole.into_iter().fold(0, u64::saturating_add).saturating_mul(price);
        let known = whole.saturating_add(self.code_ink()).saturating_add(self.host_ink());
        let rest = self.gas_used.saturating_mul(price).saturating_sub(known);
        match before_floor {
            Some(_) => self.rounding_ink = rest,
            None => self.lost_ink = rest,
        }
    }
}
