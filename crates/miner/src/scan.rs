//! The loop over nonces on one thread.

use keccak_asm::Keccak256;

/// A challenge, a nonce or a solution.
pub type Word = [u8; 32];

/// The lowest hash that was seen, by its first 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Best {
    /// The first 128 bits of the hash.
    pub top: u128,
    /// The nonce that gave it.
    pub nonce: u64,
}

impl Best {
    /// Whether it meets a difficulty.
    #[must_use]
    pub fn meets(&self, difficulty: u64) -> bool {
        self.top <= limit(difficulty)
    }
}

/// The largest first 128 bits that meet a difficulty: those whose product with it is below 2^128. 0 counts as 1.
#[must_use]
pub const fn limit(difficulty: u64) -> u128 {
    if difficulty == 0 {
        u128::MAX
    } else {
        u128::MAX / difficulty as u128
    }
}

/// A nonce as the word that the Minter hashes.
#[must_use]
pub fn word(nonce: u64) -> Word {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&nonce.to_be_bytes());
    word
}

/// `keccak256(challenge ‖ nonce)`, its first 128 bits.
fn top(block: &[u8; 64]) -> u128 {
    let hash: Word = Keccak256::digest(block).into();
    hash.first_chunk().map_or(0, |first| u128::from_be_bytes(*first))
}

/// Looks at `count` nonces from `from` on, or until one is within `limit`, and returns the lowest hash: the first that is within
/// `limit`, if any is. Nothing only when `count` is 0. Nonces after the last number are not looked at.
#[must_use]
pub fn scan(challenge: &Word, from: u64, count: u64, limit: u128) -> Option<Best> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(challenge);
    let mut best: Option<Best> = None;
    for ahead in 0..count {
        let Some(nonce) = from.checked_add(ahead) else { break };
        block[56..].copy_from_slice(&nonce.to_be_bytes());
        let top = top(&block);
        if best.is_none_or(|best| top < best.top) {
            best = Some(Best { top, nonce });
            if top <= limit {
                break;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use colophon_provenance::hash::Software;
    use colophon_provenance::sale::work;

    const CHALLENGE: Word = [0xc4; 32];

    #[test]
    fn a_hash_is_that_of_the_rules() {
        for nonce in [0, 1, 255, 1 << 40, u64::MAX] {
            let found = scan(&CHALLENGE, nonce, 1, 0).expect("one was looked at");
            let solution = work::solution(&Software, &CHALLENGE, &word(nonce));
            assert_eq!(found.nonce, nonce);
            assert_eq!(found.top.to_be_bytes(), solution[..16]);
            for difficulty in [1, 2, 3, 1_000, work::MIN_DIFFICULTY, work::MAX_DIFFICULTY] {
                assert_eq!(found.meets(difficulty), work::met(&solution, difficulty));
            }
        }
    }

    #[test]
    fn the_limit_is_the_last_that_meets() {
        for difficulty in [1, 2, 3, 65_537, work::MAX_DIFFICULTY, u64::MAX] {
            let mut word = [0xff; 32];
            word[..16].copy_from_slice(&limit(difficulty).to_be_bytes());
            assert!(work::met(&word, difficulty));
            if let Some(above) = limit(difficulty).checked_add(1) {
                word[..16].copy_from_slice(&above.to_be_bytes());
                assert!(!work::met(&word, difficulty));
            }
        }
    }

    #[test]
    fn the_last_nonces_are_looked_at_and_none_after_them() {
        let found = scan(&CHALLENGE, u64::MAX - 1, 1_000, 0).expect("two were looked at");
        assert!(found.nonce >= u64::MAX - 1);
        assert_eq!(scan(&CHALLENGE, 7, 0, u128::MAX), None);
        assert_eq!(scan(&CHALLENGE, 7, 9, u128::MAX).map(|best| best.nonce), Some(7));
    }
}
