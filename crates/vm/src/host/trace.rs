//! What a tracer sees of a program: one record per finished host call, in the shape of the `stylusTracer`.

use alloy_primitives::{Address, Bytes};

/// One finished host call. A call that failed (trap, out of ink) leaves no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCall {
    /// Name of the host function; `user_entrypoint` and `user_returned` bracket a frame, and the chain adds `evm_…` entries.
    pub name: &'static str,
    /// Inputs: values one after the other, integers big-endian.
    pub args: Bytes,
    /// Outputs in the same encoding.
    pub outs: Bytes,
    /// Ink before the call.
    pub start_ink: u64,
    /// Ink after the call.
    pub end_ink: u64,
    /// Target of an `evm_…` entry, or of a call.
    pub address: Option<Address>,
    /// Entries of the frame that this call opened.
    pub steps: Vec<HostCall>,
}
