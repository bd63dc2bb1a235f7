//! How a program frame ended, in the terms of the EVM frame around it.

use alloy_primitives::Bytes;

use crate::{host::trace::HostCall, profile::ProgramProfile};

/// The end of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Success with the output.
    Success,
    /// Revert with the output; the gas left is kept.
    Revert,
    /// The program trapped or a host call failed: a revert **without data** that keeps the gas left.
    Failure,
    /// Out of gas: nothing is left and there is no data. The node's text is `out of gas`.
    OutOfInk,
    /// The stack ran out: nothing is left and there is no data. The node's text is `max call depth exceeded`.
    OutOfStack,
}

impl Status {
    /// True if the frame's changes stay.
    pub fn is_success(self) -> bool {
        self == Self::Success
    }

    /// True if the EVM sees a revert.
    pub fn is_revert(self) -> bool {
        matches!(self, Self::Revert | Self::Failure)
    }
}

/// Everything a frame leaves behind.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Return or revert data.
    pub output: Bytes,
    /// Gas that comes back.
    pub gas_left: u64,
    /// Ink that was left, before rounding to gas.
    pub ink_left: u64,
    /// Refund counter of the frame and of its successful callees. It counts only on success.
    pub refund: i64,
    /// Why a [`Status::Failure`] happened. No part of the consensus: for logs and people.
    pub reason: Option<String>,
    /// The host calls that finished, if they were to be traced.
    pub trace: Vec<HostCall>,
    /// Where its gas went, if that was to be counted.
    pub profile: Option<Box<ProgramProfile>>,
}

impl Outcome {
    pub(crate) fn exhausted(status: Status, trace: Vec<HostCall>) -> Self {
        Self {
            status,
            output: Bytes::new(),
            gas_left: 0,
            ink_left: 0,
            refund: 0,
            reason: None,
            trace,
            profile: None,
        }
    }

    pub(crate) fn failed(reason: String, gas_left: u64, trace: Vec<HostCall>) -> Self {
        let reason = Some(reason);
        Self { gas_left, reason, ..Self::exhausted(Status::Failure, trace) }
    }
}
