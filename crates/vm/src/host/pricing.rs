//! Prices of host calls: fixed parts and size-dependent parts in ink, EVM parts in gas.

/// Any host call.
pub const HOSTIO: u64 = 8_400;
/// Each pointer argument of fixed size.
pub const POINTER: u64 = 5_040;
/// A request to the chain.
pub const EVM_API: u64 = 59_673;

/// `math_div` and `math_mod`.
pub const DIVISION: u64 = 43_520;
/// `math_add_mod`.
pub const ADD_MOD: u64 = 49_560;
/// `math_mul_mod`.
pub const MUL_MOD: u64 = 52_660;

/// Gas of a cold slot.
pub const COLD_SLOAD: u64 = 2_100;
/// Gas of a warm slot, of a warm account and of a transient slot.
pub const WARM_ACCESS: u64 = 100;
/// Gas of a cold account.
pub const COLD_ACCOUNT: u64 = 2_600;
/// Gas that must be left before a slot is written to the chain (EIP-2200).
pub const SSTORE_SENTRY: u64 = 2_300;
/// Gas that must be left besides for an entry of the storage cache.
pub const CACHE_ENTRY: u64 = 10;
/// Gas of setting an empty slot.
pub const SSTORE_SET: u64 = 20_000;
/// Gas of changing a slot, its cold part not counted.
pub const SSTORE_RESET: u64 = 2_900;
/// Refund for emptying a slot (EIP-3529).
pub const SSTORE_CLEAR_REFUND: i64 = 4_800;
/// Gas of a call or of a creation that gives value.
pub const CALL_VALUE: u64 = 9_000;
/// Gas of a call that makes an account.
pub const NEW_ACCOUNT: u64 = 25_000;
/// Gas a callee gets with value.
pub const CALL_STIPEND: u64 = 2_300;
/// Gas of a creation.
pub const CREATE: u64 = 32_000;
/// Gas per word of init code of CREATE2.
pub const CREATE2_WORD: u64 = 6;
/// Gas of a log and of each of its topics.
pub const LOG: u64 = 375;
/// Gas of each byte of a log.
pub const LOG_BYTE: u64 = 8;
/// Gas of reading code, per full 24,576 bytes of the chain's largest code.
pub const CODE_UNIT: u64 = 700;
/// The unit of the above.
pub const CODE_UNIT_BYTES: u64 = 24_576;

const WORD: u64 = 32;

fn per_byte(base: u64, byte: u64, bytes: u64) -> u64 {
    base.saturating_add(byte.saturating_mul(bytes.saturating_sub(WORD)))
}

/// Ink for bytes that the host writes to the guest.
pub fn write(bytes: u64) -> u64 {
    per_byte(5_040, 30, bytes)
}

/// Ink for bytes that the host reads from the guest.
pub fn read(bytes: u64) -> u64 {
    per_byte(16_381, 55, bytes)
}

/// Ink for hashing.
pub fn keccak(bytes: u64) -> u64 {
    let words = bytes.div_ceil(WORD).saturating_sub(2);
    words.saturating_mul(21_000).saturating_add(121_800)
}

/// Ink for an exponentiation besides its fixed part, from the big-endian exponent.
pub fn pow(exponent: &[u8; 32]) -> u64 {
    let zeros = exponent.iter().take_while(|byte| **byte == 0).count() as u64;
    (33 - zeros) * 17_500 + 3_000
}

/// Gas of the `count`-th load from the storage cache of a frame, counted from 1.
pub fn cached_load(count: u32) -> u64 {
    match count {
        0..=32 => 0,
        33..=128 => 2,
        _ => 10,
    }
}

/// Gas of the `count`-th store to the storage cache of a frame, counted from 1.
pub fn cached_store(count: u32) -> u64 {
    match count {
        0..=8 => 0,
        9..=64 => 7,
        _ => 10,
    }
}

/// Gas that return data costs at least: the EVM's price for as much memory.
pub fn return_data(bytes: u64) -> u64 {
    let words = bytes.div_ceil(WORD);
    words.saturating_mul(3).saturating_add(words.saturating_mul(words) / 512)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_up_to_a_word_cost_the_base() {
        assert_eq!((write(0), write(32), write(100)), (5_040, 5_040, 7_080));
        assert_eq!((read(0), read(32), read(100)), (16_381, 16_381, 20_121));
        assert_eq!((keccak(0), keccak(64), keccak(65)), (121_800, 121_800, 142_800));
        assert_eq!(keccak(1_000), 751_800);
        assert_eq!(write(u64::MAX), u64::MAX);
    }

    #[test]
    fn powers_pay_for_the_bytes_of_the_exponent() {
        let mut exponent = [0; 32];
        assert_eq!(pow(&exponent), 20_500);
        exponent[31] = 1;
        assert_eq!(pow(&exponent), 38_000);
        exponent[0] = 1;
        assert_eq!(pow(&exponent), 33 * 17_500 + 3_000);
    }

    #[test]
    fn cache_counters_have_three_steps() {
        assert_eq!([1, 32, 33, 128, 129].map(cached_load), [0, 0, 2, 2, 10]);
        assert_eq!([1, 8, 9, 64, 65].map(cached_store), [0, 0, 7, 7, 10]);
    }

    #[test]
    fn return_data_costs_what_memory_would() {
        assert_eq!([0, 1, 32, 33, 24_000].map(return_data), [0, 3, 3, 6, 2_250 + 1_098]);
    }
}
