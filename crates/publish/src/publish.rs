//! The whole of it: send what a place lacks, fetch a sample back, write down what was done.

use std::sync::Arc;

use futures_util::{stream, StreamExt, TryStreamExt};

use crate::content::Content;
use crate::error::Result;
use crate::observe::Observer;
use crate::receipt::Publication;
use crate::target::{Sent, Survey, Target};

/// How many files of a sample are fetched at once.
const FETCHES: usize = 4;

/// How it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many files, chosen at random, are fetched back and compared.
    pub sample: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { sample: 16 }
    }
}

/// Sends what `survey` says that the place lacks, then fetches a sample back; of a place that lacks nothing, the
/// sample alone. Safe to repeat after any interruption, with a new survey.
///
/// # Errors
/// Those of the place and of the files; [`crate::Error::Differs`] for a file that comes back with other bytes.
pub async fn publish(
    target: &Target,
    content: &Arc<Content>,
    survey: &Survey,
    options: Options,
    observer: &dyn Observer,
) -> Result<Publication> {
    let sent = if survey.complete {
        Sent::default()
    } else {
        target.send(content, survey, observer).await?
    };
    let sample = match target.blind() {
        Some(_) => Vec::new(),
        None => sample(content.items().len(), options.sample),
    };
    if !sample.is_empty() {
        observer.begin("checking", sample.len() as u64);
        stream::iter(&sample)
            .map(|at| async {
                target.verify(content, &content.items()[*at]).await?;
                observer.advance(1);
                Ok::<_, crate::Error>(())
            })
            .buffer_unordered(FETCHES)
            .try_collect::<Vec<()>>()
            .await?;
        observer.end();
    }
    Ok(Publication::of(target, content, sent, &sample))
}

/// So many different numbers below `count`, at random, in order.
fn sample(count: usize, wanted: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    let wanted = wanted.min(count);
    // The beginning of a random permutation. Without random bytes it is the beginning of the list.
    for at in 0..wanted {
        let random = getrandom::u64().unwrap_or_default();
        let left = count - at;
        numbers.swap(at, at + usize::try_from(random % left as u64).unwrap_or_default());
    }
    numbers.truncate(wanted);
    numbers.sort_unstable();
    numbers
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::sample;

    #[test]
    fn samples_are_of_different_numbers_and_not_always_the_same() {
        for (count, wanted, found) in [(0, 5, 0), (1, 5, 1), (5, 5, 5), (100, 7, 7), (100, 0, 0)] {
            let drawn = sample(count, wanted);
            assert_eq!(drawn.len(), found);
            assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), found);
            assert!(drawn.iter().all(|at| *at < count) && drawn.is_sorted());
        }
        let drawn: BTreeSet<usize> = (0..200).flat_map(|_| sample(10, 1)).collect();
        // That one of ten is not drawn in 200 attempts happens once in a hundred million runs.
        assert_eq!(drawn.len(), 10);
    }
}
