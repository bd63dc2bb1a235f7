//! How fast the search is, and how fast plain loops over the Keccak-256 of others are, on the same challenge.
//!
//! `cargo run --release -p colophon-miner --example rate [SECONDS]`; each figure is the best of three.

#![allow(clippy::print_stdout, reason = "the figures are the result")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use colophon_miner::{limit, scan, search, Job, Verdict};

const DIFFICULTY: u64 = 1 << 63;

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(2.0);
    let time = Duration::from_secs_f64(seconds);
    let all = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut block = [0xc4; 64];
    let line = |name: &str, threads: usize, rate: &mut dyn FnMut() -> f64| {
        let best = (0..3).map(|_| rate()).fold(0.0, f64::max);
        println!("{name:<44} {threads:>3} threads {:>8.2} million hashes a second", best / 1e6);
    };
    line("sha3, plain loop", 1, &mut || {
        looped(time, |nonce| {
            use sha3::Digest;
            block[56..].copy_from_slice(&nonce.to_be_bytes());
            sha3::Keccak256::digest(block).into()
        })
    });
    line("alloy_primitives::keccak256, plain loop", 1, &mut || {
        looped(time, |nonce| {
            block[56..].copy_from_slice(&nonce.to_be_bytes());
            alloy_primitives::keccak256(block).0
        })
    });
    line("keccak-asm, plain loop", 1, &mut || {
        looped(time, |nonce| {
            block[56..].copy_from_slice(&nonce.to_be_bytes());
            keccak_asm::Keccak256::digest(block).into()
        })
    });
    line("the loop of the search", 1, &mut || {
        let began = Instant::now();
        let mut from = 0;
        while began.elapsed() < time {
            black_box(scan(&[0xc4; 32], from, 1 << 14, limit(DIFFICULTY)));
            from += 1 << 14;
        }
        from as f64 / began.elapsed().as_secs_f64()
    });
    for threads in [NonZeroUsize::MIN, all] {
        line("the search", threads.get(), &mut || searched(time, threads));
    }
}

/// Hashes a second of a loop that keeps the lowest first 128 bits, as the search does.
fn looped(time: Duration, mut hash: impl FnMut(u64) -> [u8; 32]) -> f64 {
    let (began, mut nonce, mut lowest) = (Instant::now(), 0_u64, u128::MAX);
    while began.elapsed() < time {
        for _ in 0..1 << 14 {
            let first = hash(nonce).first_chunk().map_or(0, |first| u128::from_be_bytes(*first));
            lowest = lowest.min(first);
            nonce += 1;
        }
    }
    black_box(lowest);
    nonce as f64 / began.elapsed().as_secs_f64()
}

fn searched(time: Duration, threads: NonZeroUsize) -> f64 {
    let job = Job { challenge: [0xc4; 32], difficulty: DIFFICULTY, from: 0, best: None };
    let (began, mut hashes) = (Instant::now(), 0);
    search(&job, threads, Duration::from_millis(20), &mut |progress| {
        hashes = progress.hashes;
        if began.elapsed() < time {
            Verdict::GoOn(DIFFICULTY)
        } else {
            Verdict::Stop
        }
    });
    hashes as f64 / began.elapsed().as_secs_f64()
}
