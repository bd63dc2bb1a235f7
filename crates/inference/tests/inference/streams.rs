//! The zlib encoder: the bytes that the zlib library writes, and a correct stream for any input.

use std::io::Read as _;

use colophon_inference::{
    host::{png, zlib},
    shape::IndexMap,
};
use flate2::read::ZlibDecoder;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

/// A generator of numbers that is quickly written in any language.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    let step = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(seed), step).skip(1).map(|state| state >> 33)
}

fn bytes(seed: u64, count: usize, below: u64) -> Vec<u8> {
    numbers(seed).take(count).map(|number| (number % below) as u8).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unpack(stream: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    ZlibDecoder::new(stream).read_to_end(&mut out).expect("a zlib stream");
    out
}

/// Recorded with zlib 1.2.13 through Python: `compressobj(9, 8, 15, 9, 1)`, the input in one piece.
#[test]
fn streams_are_those_of_the_zlib_library() {
    let recorded = [
        ((1, 0, 1), 8, "b171e283c6145acf2b923098dbbc40ffc39b4f1db0212928f9869747376c4ac8"),
        ((1, 1, 9), 9, "1bc53cf3127f83530d4a5e3abc4509ca02437f5ae9f740a54677dc89a205dde3"),
        ((5, 12, 3), 20, "581cfe7909805d46f5d94e05b18ac34f058cd73700d6eacd50f2dac2bd194167"),
        ((6, 300, 2), 82, "6bf8c902c31e8980b0899a8230be79e503b4ecb7d39fce09eafac35a65e6a265"),
        ((7, 5_000, 4), 1_519, "e89c5c74c95c8f78d3860370f51fadecd2f158ba534a457541b52a8559c822f3"),
        ((8, 40_000, 1), 61, "5cefffe0d848eae839ec693b8adfe9610c131b817faccb90d529ee32ef21068d"),
        (
            (9, 20_000, 100),
            16_797,
            "1e88c9a211c599036aabf9a2c07fa87c504e2a41bfaa3374ba753e319bd9d31f",
        ),
        (
            (10, 120_000, 2),
            18_543,
            "a95db9781ee8552f211af97ccb6d4d3dcc4974a785b1698ecf52408a8826b0c9",
        ),
    ];
    for ((seed, count, below), length, hash) in recorded {
        let stream = zlib::compress(&bytes(seed, count, below));
        assert_eq!((stream.len(), sha256(&stream).as_str()), (length, hash), "input {seed}");
    }
    // A period just longer than the farthest match.
    let stream = zlib::compress(&bytes(11, 32_600, 3).repeat(4));
    let wanted = (30_825, "36d607d94ae3182089b8c89c70289996671319efc1df85d50a4d3b98ca63226b");
    assert_eq!((stream.len(), sha256(&stream).as_str()), wanted);
}

/// Pictures that no network drew: noise, steps, two colours, one colour.
fn picture(seed: u64, kind: usize) -> IndexMap {
    let mut numbers = numbers(seed);
    std::array::from_fn(|at| {
        let number = numbers.next().unwrap_or_default();
        let index = match kind {
            0 => number % 15,
            1 => (at as u64 % 32 / 4 + at as u64 / 96 + u64::from(number.is_multiple_of(17))) % 15,
            2 => number % 2,
            _ => 0,
        };
        index as u8
    })
}

/// Recorded with zlib 1.2.13 through Python, rows filtered by a program of its own and given one by one.
#[test]
fn rows_are_filtered_and_compressed_as_pillow_does() {
    let recorded = [
        (1, 0, 2_094, "7dd48d31681f65a9a5ce8ae3ae723606a6ae82beb0fd47e30a0cfc11ffcdfa1c"),
        (2, 0, 2_076, "32fa784c5d1ce9d1469eb4f2831c1f1ec3e033c7c89d08313ec23b9b19b234f1"),
        (1, 1, 1_078, "10fa16c3e3eeaf017d3b05d626ae217bc6c9c78cda7fb55c2302c3f953d329f6"),
        (2, 1, 982, "34833db0262643d3fe40c4a1a4b3cf692463b43a71c26e6108a537f7a06c165b"),
        (1, 2, 1_170, "1dca0d3f446c4d6f649d2391ff2a6d847a2bc9b4c767536d50e227470a7e5294"),
        (2, 2, 1_152, "55a743991607a7a5094624c9478dd5b56ea87e1fff65834de0dabd3996352809"),
        (1, 3, 148, "790b297aace2cde7b0682c843e8923cde85e90319b4194d35549fdb9efb500c7"),
    ];
    for (seed, kind, length, hash) in recorded {
        let stream = zlib::compress(&png::filtered(&picture(seed, kind)));
        assert_eq!((stream.len(), sha256(&stream).as_str()), (length, hash), "{seed}, {kind}");
    }
}

proptest! {
    #[test]
    fn any_bytes_come_back(seed in any::<u64>(), count in 0..70_000_usize, below in 1..=256_u64) {
        let data = bytes(seed, count, below);
        prop_assert!(unpack(&zlib::compress(&data)) == data);
    }

    #[test]
    fn runs_come_back(runs in prop::collection::vec((any::<u8>(), 1..2_000_usize), 0..40)) {
        let data: Vec<u8> = runs.iter().flat_map(|(byte, n)| std::iter::repeat_n(*byte, *n)).collect();
        prop_assert!(unpack(&zlib::compress(&data)) == data);
    }
}
