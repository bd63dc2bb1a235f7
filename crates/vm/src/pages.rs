//! What memory costs: pages are counted over the whole transaction, two are free, each further one has a price, and the
//! highest number ever reached pays an exponential part once.

use crate::{host::evm::Pages, params::Params};

/// Constant that the precompile shows as `pageRamp`; the price itself comes from the table.
pub const PAGE_RAMP: u64 = 620_674_314;

/// Gas of having reached `n` pages: the 128th root of 31,874,000 to the power `n`, rounded down, except the last entry, which
/// is one lower.
const EXPONENTIAL: [u32; 129] = [
    1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 11, 12, 14, 17, 19, 22, 25, 29, 33, 38,
    43, 50, 57, 65, 75, 85, 98, 112, 128, 147, 168, 193, 221, 253, 289, 331, 379, 434, 497, 569,
    651, 745, 853, 976, 1117, 1279, 1463, 1675, 1917, 2194, 2511, 2874, 3290, 3765, 4309, 4932,
    5645, 6461, 7395, 8464, 9687, 11_087, 12_689, 14_523, 16_621, 19_024, 21_773, 24_919, 28_521,
    32_642, 37_359, 42_758, 48_938, 56_010, 64_104, 73_368, 83_971, 96_106, 109_994, 125_890,
    144_082, 164_904, 188_735, 216_010, 247_226, 282_953, 323_844, 370_643, 424_206, 485_509,
    555_672, 635_973, 727_880, 833_067, 953_456, 1_091_243, 1_248_941, 1_429_429, 1_636_000,
    1_872_423, 2_143_012, 2_452_704, 2_807_151, 3_212_820, 3_677_113, 4_208_502, 4_816_684,
    5_512_756, 6_309_419, 7_221_210, 8_264_766, 9_459_129, 10_826_093, 12_390_601, 14_181_199,
    16_230_562, 18_576_084, 21_260_563, 24_332_984, 27_849_408, 31_873_999,
];

fn exponential(pages: u16) -> u64 {
    EXPONENTIAL.get(usize::from(pages)).map_or(u64::MAX, |gas| u64::from(*gas))
}

/// Gas of opening `new` more pages when the transaction's counters are `pages`. Saturates: what cannot be had costs `u64::MAX`.
pub fn cost(params: &Params, pages: Pages, new: u16) -> u64 {
    let open = pages.open.saturating_add(new);
    if params.enforces_page_limit() && open > params.page_limit {
        return u64::MAX;
    }
    let ever = pages.ever.max(open);
    if ever <= params.free_pages {
        return 0;
    }
    let paid = |count: u16| count.saturating_sub(params.free_pages);
    let added = u64::from(paid(open).saturating_sub(paid(pages.open)));
    let linear = added.saturating_mul(u64::from(params.page_gas));
    let peak = exponential(ever).saturating_sub(exponential(pages.ever));
    linear.saturating_add(peak)
}

/// Opens `new` more pages and gives their price. The counters move even if the caller then cannot pay.
pub fn open(params: &Params, pages: &mut Pages, new: u16) -> u64 {
    let price = cost(params, *pages, new);
    pages.open = pages.open.saturating_add(new);
    pages.ever = pages.ever.max(pages.open);
    price
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_the_published_points() {
        let points =
            [(0, 1), (5, 1), (6, 2), (16, 8), (32, 75), (48, 651), (64, 5_645), (96, 424_206)];
        for (pages, gas) in points {
            assert_eq!(exponential(pages), gas, "{pages} pages");
        }
        assert_eq!(exponential(127), 27_849_408);
        assert_eq!(exponential(128), 31_873_999);
        assert_eq!(exponential(129), u64::MAX);
        assert_eq!(EXPONENTIAL.iter().map(|gas| u64::from(*gas)).sum::<u64>(), 252_435_931);
    }

    #[test]
    fn reaching_128_pages_costs_the_same_in_any_steps() {
        let params = Params::default();
        for step in [1_u16, 2, 16, 64, 128] {
            let mut pages = Pages::default();
            let total: u64 = (0..128 / step).map(|_| open(&params, &mut pages, step)).sum();
            assert_eq!(total, 31_999_998, "step {step}");
            assert_eq!(pages, Pages { open: 128, ever: 128 });
        }
    }

    #[test]
    fn pages_given_back_pay_the_linear_part_again_only() {
        let params = Params::default();
        let mut pages = Pages::default();
        assert_eq!(open(&params, &mut pages, 8), 6_000 + 1);
        pages.open = 2;
        assert_eq!(open(&params, &mut pages, 6), 6_000);
        assert_eq!(cost(&params, Pages { open: 0, ever: 8 }, 2), 0);
    }

    #[test]
    fn a_hundred_and_twenty_nine_pages_cannot_be_had() {
        let params = Params::default();
        assert_eq!(cost(&params, Pages::default(), 129), u64::MAX);
        assert!(cost(&params, Pages { open: 128, ever: 128 }, 1) > 1 << 60);
    }

    #[test]
    fn later_versions_hold_the_limit_for_all_frames_together() {
        let mut params = Params::for_arbos(59).expect("known version");
        params.page_limit = 10;
        let pages = Pages { open: 8, ever: 8 };
        assert_eq!(cost(&params, pages, 2), 2_001);
        assert_eq!(cost(&params, pages, 3), u64::MAX);
        params.arbos_version = 51;
        assert_eq!(cost(&params, pages, 3), 3_002);
    }
}
