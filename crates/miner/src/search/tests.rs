//! The search finds what a loop finds, and goes on where it stopped. Threads are ordered by what they find, not by time.

use super::*;
use crate::scan::word;
use colophon_provenance::hash::Software;
use colophon_provenance::sale::work;

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("not zero")
}

fn job(tag: u8, difficulty: u64, from: u64) -> Job {
    Job { challenge: [tag; 32], difficulty, from, best: None }
}

/// A loop with the rules of the contract.
fn plain(job: &Job) -> u64 {
    (job.from..)
        .find(|nonce| {
            let solution = work::solution(&Software, &job.challenge, &word(*nonce));
            work::met(&solution, job.difficulty)
        })
        .expect("there is one")
}

fn patient(job: &Job, count: usize) -> End {
    let difficulty = job.difficulty;
    search(job, threads(count), Duration::from_millis(1), &mut |_| Verdict::GoOn(difficulty))
}

#[test]
fn finds_the_nonce_of_a_plain_loop() {
    for tag in 0..6 {
        // Within a stretch, over several, and over many.
        for difficulty in [1, 300, 20_000, 100_000] {
            for from in [0, 1_000_003] {
                let job = job(tag, difficulty, from);
                let wanted = plain(&job);
                for count in [1, 2, 7] {
                    let End::Found(found) = patient(&job, count) else { panic!("not found") };
                    assert_eq!(found.nonce, wanted, "{job:?} on {count} threads");
                }
            }
        }
    }
}

/// Stopped again and again, as by kills: only what was told survives.
fn in_pieces(whole: &Job, count: usize) -> Best {
    let mut job = *whole;
    loop {
        let mut told = None;
        let end = search(&job, threads(count), Duration::from_micros(50), &mut |progress| {
            told = Some(*progress);
            // Each round gets somewhere, so that there is an end.
            if progress.from == job.from {
                Verdict::GoOn(job.difficulty)
            } else {
                Verdict::Stop
            }
        });
        if let End::Found(found) = end {
            return found;
        }
        let told = told.expect("asked at least once, at the end");
        assert!(told.from > job.from);
        job = Job { from: told.from, best: told.best, ..job };
    }
}

#[test]
fn goes_on_where_it_stopped() {
    for tag in 0..4 {
        let whole = job(tag, 200_000, 0);
        assert_eq!(in_pieces(&whole, 1).nonce, plain(&whole));
        // With several threads a stop may keep one of them from an earlier solution: any solution will do then.
        assert!(in_pieces(&whole, 3).meets(whole.difficulty));
    }
}

#[test]
fn a_lower_difficulty_takes_what_was_found_before() {
    // Nothing meets the highest difficulty in the time of a test; the first question lowers it to what is there.
    let mut taken = None;
    let end = search(
        &job(9, work::MAX_DIFFICULTY, 0),
        threads(2),
        Duration::from_micros(50),
        &mut |progress| {
            let Some(best) = progress.best else { return Verdict::GoOn(work::MAX_DIFFICULTY) };
            let fit = u64::try_from(u128::MAX / best.top.max(1)).unwrap_or(u64::MAX).max(1);
            taken = taken.or(Some((best, fit)));
            Verdict::GoOn(taken.map_or(work::MAX_DIFFICULTY, |(_, fit)| fit))
        },
    );
    let (_, fit) = taken.expect("something was found");
    let End::Found(found) = end else { panic!("not found") };
    assert!(found.meets(fit));
}

#[test]
fn a_solution_at_hand_is_taken_without_a_search() {
    let easy = job(3, 1_000, 0);
    let End::Found(best) = patient(&easy, 1) else { panic!("not found") };
    let again = Job { from: 5_000, best: Some(best), ..easy };
    let mut hashes = u64::MAX;
    let end = search(&again, threads(2), Duration::from_secs(1), &mut |progress| {
        hashes = progress.hashes;
        Verdict::GoOn(1_000)
    });
    assert_eq!((end, hashes), (End::Found(best), 0));
}

#[test]
fn the_last_nonces_are_searched_and_no_others() {
    let job = job(1, work::MAX_DIFFICULTY, u64::MAX - 3 * STRETCH);
    let mut told = None;
    let end = search(&job, threads(2), Duration::from_secs(1), &mut |progress| {
        told = Some(*progress);
        Verdict::GoOn(work::MAX_DIFFICULTY)
    });
    assert_eq!(end, End::Stopped, "and not for ever");
    assert_eq!(told.map(|told| told.from), Some(u64::MAX));
}
