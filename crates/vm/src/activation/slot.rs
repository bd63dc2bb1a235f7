//! The 32-byte word in which the chain keeps a program, and the program's life.

use alloy_primitives::B256;

use super::{fee::ARBITRUM_START_TIME, Activation};
use crate::params::Params;

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const KILOBYTE: u32 = 1_024;
const U24_MAX: u32 = 0x00ff_ffff;

/// What the chain records of an activated code hash. All zero: never activated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramSlot {
    /// Stylus version of the activation; zero when there is none.
    pub version: u16,
    /// Gas of entering uncached, unscaled.
    pub init_cost: u16,
    /// Gas of entering cached, unscaled.
    pub cached_init_cost: u16,
    /// Initial pages.
    pub footprint: u16,
    /// Hours since the start of chain time (24 bits).
    pub activated_at: u32,
    /// Estimated native code in kilobytes, rounded up (24 bits).
    pub asm_estimate_kb: u32,
    /// Set by a cache manager.
    pub cached: bool,
}

/// Why a program cannot be entered or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// The code hash was never activated.
    #[error("ProgramNotActivated()")]
    NotActivated,
    /// It was activated under another Stylus version.
    #[error("ProgramNeedsUpgrade({have},{want})")]
    NeedsUpgrade {
        /// Version of the activation.
        have: u16,
        /// Version of the chain.
        want: u16,
    },
    /// The activation is too old.
    #[error("ProgramExpired({age})")]
    Expired {
        /// Age in seconds.
        age: u64,
    },
    /// The activation is too young to be prolonged.
    #[error("ProgramKeepaliveTooSoon({age})")]
    KeepaliveTooSoon {
        /// Age in seconds.
        age: u64,
    },
}

impl ProgramSlot {
    /// The record of a new activation at `time` (seconds). A `cached` flag of an earlier one stays.
    pub fn activated(activation: &Activation, time: u64, cached: bool) -> Self {
        Self {
            version: activation.version,
            init_cost: activation.init_cost,
            cached_init_cost: activation.cached_init_cost,
            footprint: activation.footprint,
            activated_at: hours_since_start(time),
            asm_estimate_kb: activation.asm_estimate.div_ceil(KILOBYTE).min(U24_MAX),
            cached,
        }
    }

    /// Age in seconds.
    pub fn age(&self, time: u64) -> u64 {
        let born = ARBITRUM_START_TIME + u64::from(self.activated_at) * HOUR;
        time.saturating_sub(born)
    }

    /// Estimated bytes of native code, rounded up to kilobytes.
    pub fn asm_size(&self) -> u32 {
        self.asm_estimate_kb.saturating_mul(KILOBYTE)
    }

    /// Checks that the program may be entered.
    ///
    /// # Errors
    ///
    /// [`SlotError::NotActivated`], [`SlotError::NeedsUpgrade`] or [`SlotError::Expired`].
    pub fn check_active(&self, params: &Params, time: u64) -> Result<(), SlotError> {
        if self.version == 0 {
            return Err(SlotError::NotActivated);
        }
        if self.version != params.version {
            return Err(SlotError::NeedsUpgrade { have: self.version, want: params.version });
        }
        let age = self.age(time);
        if age > u64::from(params.expiry_days) * DAY {
            return Err(SlotError::Expired { age });
        }
        Ok(())
    }

    /// Seconds until the activation expires.
    ///
    /// # Errors
    ///
    /// As [`check_active`](Self::check_active).
    pub fn time_left(&self, params: &Params, time: u64) -> Result<u64, SlotError> {
        self.check_active(params, time)?;
        Ok((u64::from(params.expiry_days) * DAY).saturating_sub(self.age(time)))
    }

    /// The record with its life begun again at `time`.
    ///
    /// # Errors
    ///
    /// As [`check_active`](Self::check_active), and [`SlotError::KeepaliveTooSoon`].
    pub fn kept_alive(&self, params: &Params, time: u64) -> Result<Self, SlotError> {
        self.check_active(params, time)?;
        let age = self.age(time);
        if age < u64::from(params.keepalive_days) * DAY {
            return Err(SlotError::KeepaliveTooSoon { age });
        }
        Ok(Self { activated_at: hours_since_start(time), ..*self })
    }

    /// The word as it is stored.
    pub fn pack(&self) -> B256 {
        let mut word = [0_u8; 32];
        word[0..2].copy_from_slice(&self.version.to_be_bytes());
        word[2..4].copy_from_slice(&self.init_cost.to_be_bytes());
        word[4..6].copy_from_slice(&self.cached_init_cost.to_be_bytes());
        word[6..8].copy_from_slice(&self.footprint.to_be_bytes());
        word[8..11].copy_from_slice(&self.activated_at.min(U24_MAX).to_be_bytes()[1..]);
        word[11..14].copy_from_slice(&self.asm_estimate_kb.min(U24_MAX).to_be_bytes()[1..]);
        word[14] = u8::from(self.cached);
        B256::new(word)
    }

    /// Reads a stored word.
    pub fn unpack(word: B256) -> Self {
        let two = |at: usize| u16::from_be_bytes([word[at], word[at + 1]]);
        let three = |at: usize| u32::from_be_bytes([0, word[at], word[at + 1], word[at + 2]]);
        Self {
            version: two(0),
            init_cost: two(2),
            cached_init_cost: two(4),
            footprint: two(6),
            activated_at: three(8),
            asm_estimate_kb: three(11),
            cached: word[14] != 0,
        }
    }
}

fn hours_since_start(time: u64) -> u32 {
    let hours = time.saturating_sub(ARBITRUM_START_TIME) / HOUR;
    u32::try_from(hours).unwrap_or(U24_MAX).min(U24_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = ARBITRUM_START_TIME + 90_000 * HOUR;

    fn slot() -> ProgramSlot {
        ProgramSlot {
            version: 2,
            init_cost: 0x0102,
            cached_init_cost: 0x0304,
            footprint: 0x0506,
            activated_at: 90_000,
            asm_estimate_kb: 0x0a_0b0c,
            cached: true,
        }
    }

    #[test]
    fn packs_left_to_right() {
        let mut expected = [0_u8; 32];
        expected[..15]
            .copy_from_slice(&[0, 2, 1, 2, 3, 4, 5, 6, 0x01, 0x5f, 0x90, 0x0a, 0x0b, 0x0c, 1]);
        assert_eq!(slot().pack(), B256::new(expected));
        assert_eq!(ProgramSlot::unpack(slot().pack()), slot());
        assert_eq!(ProgramSlot::unpack(B256::ZERO), ProgramSlot::default());
    }

    #[test]
    fn life_ends_after_a_year_and_may_be_prolonged_after_a_month() {
        let params = Params::default();
        let year = 365 * DAY;
        assert_eq!(slot().time_left(&params, NOW + 10), Ok(year - 10));
        assert_eq!(slot().check_active(&params, NOW + year), Ok(()));
        let expired = Err(SlotError::Expired { age: year + 1 });
        assert_eq!(slot().check_active(&params, NOW + year + 1), expired);
        let soon = SlotError::KeepaliveTooSoon { age: 31 * DAY - 1 };
        assert_eq!(slot().kept_alive(&params, NOW + 31 * DAY - 1), Err(soon));
        let kept = slot().kept_alive(&params, NOW + 31 * DAY).expect("old enough");
        assert_eq!(kept.activated_at, 90_000 + 31 * 24);
    }

    #[test]
    fn other_versions_are_refused() {
        let params = Params::for_arbos(59).expect("known version");
        let refused = Err(SlotError::NeedsUpgrade { have: 2, want: 3 });
        assert_eq!(slot().check_active(&params, NOW), refused);
        let never = Err(SlotError::NotActivated);
        assert_eq!(ProgramSlot::default().check_active(&params, NOW), never);
    }
}
