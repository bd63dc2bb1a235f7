//! One program frame while it runs: its ink, its memory, and what the chain lent it.

use alloy_primitives::{Address, Bytes, B256, U256};
use wasmi::{Caller, Global, Memory, Val};

use super::{
    evm::{Env, Evm},
    pricing,
    storage::StorageCache,
    trace::HostCall,
};
use crate::{
    params::Params,
    profile::{Profiler, StorageUse},
};

/// Why a host call does not return to the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The ink is gone.
    OutOfInk,
    /// The request cannot be met; the frame reverts without data.
    Failure(String),
    /// The program asked to end with this status.
    Exit(u32),
}

impl std::fmt::Display for Halt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfInk => f.write_str("out of ink"),
            Self::Failure(reason) => f.write_str(reason),
            Self::Exit(status) => write!(f, "exit with status {status}"),
        }
    }
}

impl wasmi::errors::HostError for Halt {}

/// Result of a host function.
pub(crate) type Hosted<T> = Result<T, Halt>;

/// A failure with its reason.
pub(crate) fn fail<T>(reason: impl Into<String>) -> Hosted<T> {
    Err(Halt::Failure(reason.into()))
}

/// Handles to the parts of the instance that the host uses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handles {
    pub(crate) ink_left: Global,
    pub(crate) ink_status: Global,
    pub(crate) stack_left: Global,
    pub(crate) memory: Memory,
}

/// Ink of a slice: what a program uses between two looks at the clock.
pub(crate) const SLICE: u64 = 100_000_000;

/// What belongs to one frame. It starts empty and is dropped with the frame.
pub(crate) struct Frame<'a> {
    pub(crate) evm: &'a mut dyn Evm,
    pub(crate) params: &'a Params,
    pub(crate) handles: Option<Handles>,
    /// Ink besides the slice in the program's global.
    pub(crate) reserve: u64,
    pub(crate) input: Bytes,
    pub(crate) output: Bytes,
    pub(crate) return_data: Bytes,
    pub(crate) storage: StorageCache,
    pub(crate) last_code: Option<(Address, Bytes)>,
    pub(crate) refund: i64,
    pub(crate) trace: Option<Vec<HostCall>>,
    pub(crate) profiler: Option<Box<Profiler>>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(
        evm: &'a mut dyn Evm,
        params: &'a Params,
        input: Bytes,
        traced: bool,
    ) -> Self {
        Self {
            evm,
            params,
            handles: None,
            reserve: 0,
            input,
            output: Bytes::new(),
            return_data: Bytes::new(),
            storage: StorageCache::default(),
            last_code: None,
            refund: 0,
            trace: traced.then(Vec::new),
            profiler: None,
        }
    }
}

/// A frame seen from inside a host call.
pub(crate) struct Host<'c, 'a> {
    caller: Caller<'c, Frame<'a>>,
    handles: Handles,
    start_ink: u64,
}

impl<'c, 'a> Host<'c, 'a> {
    /// Begins a host call.
    pub(crate) fn enter(caller: Caller<'c, Frame<'a>>) -> Hosted<Self> {
        let Some(handles) = caller.data().handles else {
            return fail("host call before the program was entered");
        };
        let mut host = Self { caller, handles, start_ink: 0 };
        host.start_ink = host.ink();
        Ok(host)
    }

    pub(crate) fn frame(&mut self) -> &mut Frame<'a> {
        self.caller.data_mut()
    }

    pub(crate) fn evm(&mut self) -> &mut dyn Evm {
        &mut *self.frame().evm
    }

    pub(crate) fn env(&self) -> &Env {
        self.caller.data().evm.env()
    }

    pub(crate) fn params(&self) -> &'a Params {
        self.caller.data().params
    }

    /// Fails in a static frame.
    pub(crate) fn refuse_static(&self, what: &str) -> Hosted<()> {
        if self.env().is_static {
            fail(format!("{what} in a static call"))
        } else {
            Ok(())
        }
    }

    // Ink.

    /// Ink left now.
    pub(crate) fn ink(&self) -> u64 {
        self.slice().saturating_add(self.caller.data().reserve)
    }

    /// The part of the ink that the program can use without asking.
    fn slice(&self) -> u64 {
        match self.handles.ink_left.get(&self.caller) {
            Val::I64(ink) => ink.cast_unsigned(),
            _ => 0,
        }
    }

    /// Gas left now, rounded down.
    pub(crate) fn gas(&self) -> u64 {
        self.params().ink_to_gas(self.ink())
    }

    fn set_slice(&mut self, ink: u64) {
        // The global is a mutable i64 of our own, so setting it cannot fail.
        let _ = self.handles.ink_left.set(&mut self.caller, Val::I64(ink.cast_signed()));
    }

    /// Splits what is left into a new slice and the rest.
    fn deal(&mut self, left: u64) {
        let slice = left.min(SLICE);
        self.frame().reserve = left - slice;
        self.set_slice(slice);
    }

    /// A program took a price off its slice that the slice did not cover: takes the rest from the reserve.
    pub(crate) fn refill(&mut self, price: u64) -> Hosted<()> {
        let slice = self.slice().wrapping_add(price);
        match slice.saturating_add(self.frame().reserve).checked_sub(price) {
            Some(left) => {
                self.check_time()?;
                self.deal(left);
                Ok(())
            }
            None => self.out_of_ink(),
        }
    }

    /// Makes the memory grow; the number of pages before, or the largest number if that cannot be.
    pub(crate) fn grow(&mut self, pages: u32) -> u32 {
        let memory = self.handles.memory;
        let before = memory.grow(&mut self.caller, u64::from(pages)).ok();
        before.and_then(|before| u32::try_from(before).ok()).unwrap_or(u32::MAX)
    }

    /// Ends the frame if the execution has run for too long; its outcome counts for nothing then.
    pub(crate) fn check_time(&mut self) -> Hosted<()> {
        if self.evm().expired() {
            self.out_of_ink()
        } else {
            Ok(())
        }
    }

    /// Takes everything and ends the frame.
    pub(crate) fn out_of_ink<T>(&mut self) -> Hosted<T> {
        self.deal(0);
        let _ = self.handles.ink_status.set(&mut self.caller, Val::I32(1));
        Err(Halt::OutOfInk)
    }

    pub(crate) fn buy_ink(&mut self, ink: u64) -> Hosted<()> {
        let Some(left) = self.ink().checked_sub(ink) else { return self.out_of_ink() };
        match left.checked_sub(self.frame().reserve) {
            Some(slice) => self.set_slice(slice),
            None => {
                self.check_time()?;
                self.deal(left);
            }
        }
        Ok(())
    }

    pub(crate) fn buy_gas(&mut self, gas: u64) -> Hosted<()> {
        let ink = self.params().gas_to_ink(gas);
        self.buy_ink(ink)
    }

    /// Ends the frame unless this much gas is left; takes nothing.
    pub(crate) fn require_gas(&mut self, gas: u64) -> Hosted<()> {
        if self.ink() < self.params().gas_to_ink(gas) {
            self.out_of_ink()
        } else {
            Ok(())
        }
    }

    pub(crate) fn pay_for_read(&mut self, bytes: u32) -> Hosted<()> {
        self.buy_ink(pricing::read(u64::from(bytes)))
    }

    pub(crate) fn pay_for_write(&mut self, bytes: usize) -> Hosted<()> {
        self.buy_ink(pricing::write(bytes as u64))
    }

    // Guest memory.

    pub(crate) fn read(&self, at: u32, length: u32) -> Hosted<&[u8]> {
        let memory = self.handles.memory.data(&self.caller);
        let start = at as usize;
        start
            .checked_add(length as usize)
            .and_then(|end| memory.get(start..end))
            .ok_or_else(|| Halt::Failure(format!("{length} bytes at {at} lie outside the memory")))
    }

    pub(crate) fn read_bytes(&self, at: u32, length: u32) -> Hosted<Bytes> {
        self.read(at, length).map(Bytes::copy_from_slice)
    }

    pub(crate) fn read_word(&self, at: u32) -> Hosted<B256> {
        self.read(at, 32).map(B256::from_slice)
    }

    pub(crate) fn read_u256(&self, at: u32) -> Hosted<U256> {
        self.read(at, 32).map(U256::from_be_slice)
    }

    pub(crate) fn read_address(&self, at: u32) -> Hosted<Address> {
        self.read(at, 20).map(Address::from_slice)
    }

    pub(crate) fn write(&mut self, at: u32, bytes: &[u8]) -> Hosted<()> {
        let memory = self.handles.memory.data_mut(&mut self.caller);
        let start = at as usize;
        let place = start.checked_add(bytes.len()).and_then(|end| memory.get_mut(start..end));
        match place {
            Some(place) => {
                place.copy_from_slice(bytes);
                Ok(())
            }
            None => fail(format!("{} bytes at {at} lie outside the memory", bytes.len())),
        }
    }

    /// Writes a number as the guest reads it: little-endian.
    pub(crate) fn write_u32(&mut self, at: u32, value: u32) -> Hosted<()> {
        self.write(at, &value.to_le_bytes())
    }

    pub(crate) fn write_u256(&mut self, at: u32, value: U256) -> Hosted<()> {
        self.write(at, &value.to_be_bytes::<32>())
    }

    // Trace.

    /// Records the finished call, if somebody listens.
    pub(crate) fn trace(&mut self, name: &'static str, args: &[&[u8]], outs: &[&[u8]]) {
        self.trace_with(name, args, outs, None, Vec::new());
    }

    /// Records a finished call that opened a frame.
    pub(crate) fn trace_with(
        &mut self,
        name: &'static str,
        args: &[&[u8]],
        outs: &[&[u8]],
        address: Option<Address>,
        steps: Vec<HostCall>,
    ) {
        let (start_ink, end_ink) = (self.start_ink, self.ink());
        if let Some(trace) = &mut self.frame().trace {
            let (args, outs) = (args.concat().into(), outs.concat().into());
            trace.push(HostCall { name, args, outs, start_ink, end_ink, address, steps });
        }
    }

    // Profile.

    /// Books the call that ends now, well or not, if somebody counts.
    pub(crate) fn profile(&mut self, name: &'static str) {
        if self.caller.data().profiler.is_none() {
            return;
        }
        let (start, end, price) = (self.start_ink, self.ink(), self.params().ink_price);
        if let Some(profiler) = &mut self.frame().profiler {
            profiler.host(name, start, end, price);
        }
    }

    /// A function of profiled code begins.
    pub(crate) fn function_begins(&mut self, function: u32) -> u32 {
        let ink = self.start_ink;
        self.frame().profiler.as_mut().map_or(0, |profiler| profiler.enter(function, ink))
    }

    /// A call in profiled code has returned.
    pub(crate) fn call_returned(&mut self, depth: u32) {
        let ink = self.start_ink;
        if let Some(profiler) = &mut self.frame().profiler {
            profiler.back(depth, ink);
        }
    }

    /// The current call opened a frame, which took this gas.
    pub(crate) fn profile_callee(&mut self, gas: u64) {
        if let Some(profiler) = &mut self.frame().profiler {
            profiler.callee(gas);
        }
    }

    /// Notes what happened to storage.
    pub(crate) fn profile_storage(&mut self, note: impl FnOnce(&mut StorageUse)) {
        if let Some(profiler) = &mut self.frame().profiler {
            note(&mut profiler.storage);
        }
    }
}
