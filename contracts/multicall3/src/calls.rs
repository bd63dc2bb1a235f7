//! Making the calls and putting together what they gave back.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_wire::{text_refusal, Answer, Reader};
use stylus_sdk::call::RawCall;

/// What the members of a call are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `Call`; whether it may fail is the same for all of them.
    Plain {
        /// Whether it may fail.
        may_fail: bool,
    },
    /// `Call3`.
    Failing,
    /// `Call3Value`.
    Paying,
}

/// One call.
struct Call<'a> {
    target: Address,
    may_fail: bool,
    value: U256,
    data: &'a [u8],
}

/// What became of one: the bytes that it gave back, as an answer or as a refusal.
pub(crate) type Outcome = Result<Vec<u8>, Vec<u8>>;

/// Makes all calls of the next argument, in order. Answers what became of them, and the wei that they were to send.
///
/// # Errors
///
/// Revert data: empty when the argument does not decode, `Multicall3: call failed` when a call failed that must not.
pub(crate) fn run(
    arguments: &mut Reader<'_>,
    shape: Shape,
) -> Result<(Vec<Outcome>, U256), Vec<u8>> {
    let (count, mut calls) = arguments.array()?;
    let mut outcomes = Vec::new();
    let mut sum = U256::ZERO;
    for _ in 0..count {
        let call = read(&mut calls.tail()?, shape)?;
        sum = sum.wrapping_add(call.value);
        // SAFETY: this program has no storage that a call could change behind its back.
        let outcome = unsafe { RawCall::new_with_value(call.value).call(call.target, call.data) };
        if outcome.is_err() && !call.may_fail {
            return Err(text_refusal("Multicall3: call failed"));
        }
        outcomes.push(outcome);
    }
    Ok((outcomes, sum))
}

fn read<'a>(call: &mut Reader<'a>, shape: Shape) -> Result<Call<'a>, Vec<u8>> {
    let target = call.address()?;
    let may_fail = match shape {
        Shape::Plain { may_fail } => may_fail,
        Shape::Failing | Shape::Paying => call.boolean()?,
    };
    let value = if shape == Shape::Paying { call.number(256)? } else { U256::ZERO };
    Ok(Call { target, may_fail, value, data: call.bytes()? })
}

/// Appends `bytes[]` with what the calls gave back.
pub(crate) fn append_data(answer: Answer, outcomes: &[Outcome]) -> Answer {
    let answer = append_offsets(answer, outcomes, 32);
    outcomes.iter().fold(answer, |answer, outcome| answer.bytes(bytes(outcome)))
}

/// Appends `Result[]` with what the calls gave back and whether they succeeded.
pub(crate) fn append_results(answer: Answer, outcomes: &[Outcome]) -> Answer {
    let answer = append_offsets(answer, outcomes, 96);
    outcomes.iter().fold(answer, |answer, outcome| {
        answer.boolean(outcome.is_ok()).size(64).bytes(bytes(outcome))
    })
}

/// Words that [`append_results`] needs, and more than [`append_data`] does.
pub(crate) fn words(outcomes: &[Outcome]) -> usize {
    outcomes.iter().map(|outcome| 4 + bytes(outcome).len().div_ceil(32)).sum::<usize>() + 1
}

/// Begins an array of dynamic elements: its length, and where each element lies. `frame` is what an element has besides its bytes.
fn append_offsets(answer: Answer, outcomes: &[Outcome], frame: usize) -> Answer {
    let mut offset = 32 * outcomes.len();
    outcomes.iter().fold(answer.size(outcomes.len()), |answer, outcome| {
        let answer = answer.size(offset);
        offset += frame + bytes(outcome).len().next_multiple_of(32);
        answer
    })
}

fn bytes(outcome: &Outcome) -> &[u8] {
    match outcome {
        Ok(bytes) | Err(bytes) => bytes,
    }
}
