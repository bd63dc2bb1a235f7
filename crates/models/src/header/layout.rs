//! Whether the tensors cover the bytes behind the header once each and without holes, as the format demands.

use super::json::Tensor;
use super::{HeaderNote, Tensors};

/// Notes of one header; what is beyond is counted.
const MAX_NOTES: usize = 8;

/// Bits of one number; absent for types that this version does not know.
fn bits(kind: &str) -> Option<u64> {
    Some(match kind {
        "C64" | "F64" | "I64" | "U64" => 64,
        "F32" | "I32" | "U32" => 32,
        "F16" | "BF16" | "I16" | "U16" => 16,
        "F8_E4M3" | "F8_E5M2" | "F8_E8M0" | "I8" | "U8" | "BOOL" => 8,
        "F6_E2M3" | "F6_E3M2" => 6,
        "F4" => 4,
        _ => return None,
    })
}

/// Counts tensors and numbers.
pub(super) fn count(tensors: &[Tensor<'_>]) -> Tensors {
    let mut counted = Tensors::default();
    for tensor in tensors {
        counted.count += 1;
        counted.parameters = counted.parameters.saturating_add(tensor.numbers.unwrap_or(u64::MAX));
        let known = bits(&tensor.kind).map_or("other", |_| tensor.kind.as_ref());
        *counted.types.entry(known.to_owned()).or_default() += 1;
    }
    counted
}

/// Compares the places of the tensors with a tensor part of `size` bytes.
pub(super) fn check(tensors: &[Tensor<'_>], size: u64) -> Vec<HeaderNote> {
    let mut notes: Vec<HeaderNote> = Vec::new();
    let mut more = 0;
    let mut note = |note: HeaderNote| {
        if notes.len() < MAX_NOTES {
            notes.push(note);
        } else {
            more += 1;
        }
    };
    tensors.iter().filter_map(wrong_size).for_each(&mut note);
    let mut order: Vec<&Tensor<'_>> = tensors.iter().collect();
    order.sort_unstable_by_key(|tensor| tensor.offsets);
    let mut covered = 0;
    let mut furthest: Option<&Tensor<'_>> = None;
    for tensor in order {
        let (begin, end) = tensor.offsets;
        if begin > covered && begin <= size {
            note(HeaderNote::Gap { at: covered, bytes: begin - covered });
        } else if begin < covered && begin < end {
            note(HeaderNote::Overlap { name: tensor.name.clone().into_owned(), at: begin });
        }
        if end > covered {
            covered = end;
            furthest = Some(tensor);
        }
    }
    if covered < size {
        note(HeaderNote::Gap { at: covered, bytes: size - covered });
    }
    if let Some(tensor) = furthest.filter(|_| covered > size) {
        let name = tensor.name.clone().into_owned();
        // The most useful of all: it may not be one that is merely counted.
        notes.insert(0, HeaderNote::CutOff { name, end: covered, size });
    }
    if more > 0 {
        notes.push(HeaderNote::More(more));
    }
    notes
}

fn wrong_size(tensor: &Tensor<'_>) -> Option<HeaderNote> {
    let (begin, end) = tensor.offsets;
    let bytes = i128::from(end) - i128::from(begin);
    let want = bits(&tensor.kind).map(|bits| {
        let bits = tensor.numbers.and_then(|numbers| numbers.checked_mul(bits));
        bits.map_or(u64::MAX, |bits| bits.div_ceil(8))
    });
    let wrong = bytes < 0 || want.is_some_and(|want| i128::from(want) != bytes);
    wrong.then(|| HeaderNote::Size {
        name: tensor.name.clone().into_owned(),
        bytes,
        want: want.unwrap_or_default(),
    })
}
