//! Each layer against an independent slow version, written from the formulas in 64 bits and in another order: one output number at a time.

use colophon_inference::{
    network,
    shape::{BaseMap, FineMap, Latent, MiddleMap},
    weights::{Parts, Weights},
};
use proptest::prelude::*;

/// Owned tensors of a network.
#[derive(Clone, Debug)]
struct Tensors {
    weight: [Vec<i8>; 4],
    bias: [Vec<i32>; 4],
    shifts: [u8; 4],
}

impl Tensors {
    fn parts(&self) -> Parts<'_> {
        Parts {
            fc_weight: &self.weight[0],
            fc_bias: &self.bias[0],
            c1_weight: &self.weight[1],
            c1_bias: &self.bias[1],
            c2_weight: &self.weight[2],
            c2_bias: &self.bias[2],
            c3_weight: &self.weight[3],
            c3_bias: &self.bias[3],
            shifts: &self.shifts,
        }
    }

    fn weights(&self) -> Weights<'_> {
        Weights::new(&self.parts()).expect("right sizes")
    }
}

/// Numbers that look random, of which `extreme` in 256 are the smallest or largest.
fn numbers(seed: u64, count: usize, extreme: u64) -> Vec<i8> {
    let mut state = seed | 1;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut number = || match (next(), next() % 256 < extreme) {
        (value, true) => [i8::MIN, i8::MAX][value as usize % 2],
        (value, false) => value as i8,
    };
    (0..count).map(|_| number()).collect()
}

fn tensors() -> impl Strategy<Value = Tensors> {
    (any::<u64>(), 0..=256_u64, any::<[bool; 4]>(), prop::array::uniform4(0..=31_u8)).prop_map(
        |(seed, extreme, large, shifts)| {
            let sizes = [64 * 768, 9 * 48 * 160, 9 * 40 * 120, 9 * 30 * 60];
            let widths = [768, 160, 120, 60];
            let at = |place: usize| seed.wrapping_add(place as u64 * 1_000_003);
            Tensors {
                weight: [0, 1, 2, 3].map(|i| numbers(at(i), sizes[i], extreme)),
                bias: [0, 1, 2, 3].map(|i| {
                    let scale = if large[i] { 1 << 23 } else { 100 };
                    numbers(at(i + 4), widths[i], extreme)
                        .iter()
                        .map(|b| i32::from(*b) * scale)
                        .collect()
                }),
                shifts,
            }
        },
    )
}

fn latent() -> impl Strategy<Value = Latent> {
    (any::<u64>(), 0..=256_u64)
        .prop_map(|(seed, extreme)| numbers(seed, 64, extreme).try_into().expect("64 numbers"))
}

/// `clamp(max(v, floor(v / 8)) / 2^s rounded down, -128, 127)`.
fn act(v: i64, shift: u8) -> i8 {
    v.max(v.div_euclid(8)).div_euclid(1 << shift).clamp(-128, 127) as i8
}

/// The sum of output channel `ch` of cell `(y, x)` of the enlarged map.
fn conv_at(
    map: &[i8],
    (side, inputs): (i64, i64),
    weight: &[i8],
    bias: &[i32],
    at: [i64; 3],
) -> i64 {
    let [y, x, ch] = at;
    let outputs = bias.len() as i64;
    let c = ((y % 2) * 2 + x % 2) * (outputs / 4) + ch;
    let mut sum = i64::from(bias[c as usize]);
    for i in 0..inputs {
        for ky in -1..=1 {
            for kx in -1..=1 {
                let (sy, sx) = (y / 2 + ky, x / 2 + kx);
                if (0..side).contains(&sy) && (0..side).contains(&sx) {
                    let pixel = map[((sy * side + sx) * inputs + i) as usize];
                    let tap =
                        weight[((((ky + 1) * 3 + kx + 1) * inputs + i) * outputs + c) as usize];
                    sum += i64::from(pixel) * i64::from(tap);
                }
            }
        }
    }
    sum
}

/// All sums of a convolution, in the order of the enlarged map.
fn conv(map: &[i8], shape: (i64, i64), weight: &[i8], bias: &[i32]) -> Vec<i64> {
    let (side, channels) = (2 * shape.0, bias.len() as i64 / 4);
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (y, x)));
    places
        .flat_map(|(y, x)| (0..channels).map(move |ch| [y, x, ch]))
        .map(|at| conv_at(map, shape, weight, bias, at))
        .collect()
}

fn acts(sums: &[i64], shift: u8) -> Vec<i8> {
    sums.iter().map(|v| act(*v, shift)).collect()
}

/// Runs both versions over all layers, each fed with what the reference gave.
fn compare(t: &Tensors, z: &Latent) {
    let weights = t.weights();
    let dense: Vec<_> = (0..768)
        .map(|o| {
            let products = (0..64).map(|i| i64::from(z[i]) * i64::from(t.weight[0][i * 768 + o]));
            act(i64::from(t.bias[0][o]) + products.sum::<i64>(), t.shifts[0])
        })
        .collect();
    assert_eq!(network::base(&weights, z)[..], dense);
    let base: BaseMap = dense.try_into().expect("4 x 4 x 48");
    let middle = acts(&conv(&base, (4, 48), &t.weight[1], &t.bias[1]), t.shifts[1]);
    assert_eq!(network::middle(&weights, &base)[..], middle);
    let middle: MiddleMap = middle.try_into().expect("8 x 8 x 40");
    let fine = acts(&conv(&middle, (8, 40), &t.weight[2], &t.bias[2]), t.shifts[2]);
    assert_eq!(network::fine(&weights, &middle)[..], fine);
    let fine: FineMap = fine.try_into().expect("16 x 16 x 30");
    let logits = conv(&fine, (16, 30), &t.weight[3], &t.bias[3]);
    let given: Vec<_> = network::logits(&weights, &fine).iter().map(|v| i64::from(*v)).collect();
    assert_eq!(given, logits);
    let picture: Vec<_> = logits
        .chunks(15)
        .map(|cell| {
            let most = cell.iter().max().expect("15 of them");
            cell.iter().position(|v| v == most).expect("it is there") as u8
        })
        .collect();
    assert_eq!(network::paint(&weights, &fine)[..], picture);
    assert_eq!(network::draw(&weights, z, None)[..], picture);
}

#[test]
fn the_committed_network_computes_the_formulas() {
    let generator = super::generator();
    let model = generator.model();
    let latents = model.latents().expect("latents");
    // The reference reads the file by itself: positions as the header of the committed file has them.
    let header = usize::from(u16::from_le_bytes([super::WEIGHTS[0], super::WEIGHTS[1]]));
    let data = &super::WEIGHTS[8 + header..];
    let signed = |from: usize, to: usize| data[from..to].iter().map(|b| *b as i8).collect();
    let words = |from: usize, to: usize| {
        data[from..to].chunks(4).map(|w| i32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect()
    };
    let tensors = Tensors {
        weight: [
            signed(132_952, 182_104),
            signed(4_432, 73_552),
            signed(73_552, 116_752),
            signed(116_752, 132_952),
        ],
        bias: [words(1_360, 4_432), words(0, 640), words(640, 1_120), words(1_120, 1_360)],
        shifts: data[194_949..194_953].try_into().expect("four"),
    };
    for concept in [0, 77, 199] {
        compare(&tensors, latents.get(concept).expect("a concept"));
    }
}

#[test]
fn equal_logits_give_the_first_colour() {
    let sizes = [64 * 768, 9 * 48 * 160, 9 * 40 * 120, 9 * 30 * 60];
    let mut tensors = Tensors {
        weight: sizes.map(|size| vec![0; size]),
        bias: [768, 160, 120, 60].map(|width| vec![0; width]),
        shifts: [0; 4],
    };
    assert_eq!(network::draw(&tensors.weights(), &[1; 64], None), [0; 1024]);
    tensors.bias[3].fill(-(1 << 30));
    assert_eq!(network::draw(&tensors.weights(), &[1; 64], None), [0; 1024], "the least there is");
    for quarter in tensors.bias[3].chunks_mut(15) {
        quarter[4] = 9;
        quarter[11] = 9;
    }
    assert_eq!(network::draw(&tensors.weights(), &[1; 64], None), [4; 1024]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_network_computes_the_formulas(t in tensors(), z in latent()) {
        compare(&t, &z);
    }

    #[test]
    fn a_over_a_is_a_and_halves_come_from_their_own(t in tensors(), a in latent(), b in latent()) {
        let weights = t.weights();
        let alone = network::draw(&weights, &a, None);
        prop_assert_eq!(network::draw(&weights, &a, Some(&a)), alone);
        let (x, y) = (network::base(&weights, &a), network::base(&weights, &b));
        let spliced = network::splice(&x, &y);
        for (place, number) in spliced.iter().enumerate() {
            let cell = place / 48;
            prop_assert_eq!(*number, if cell / 4 < 2 { x[place] } else { y[place] });
        }
    }
}
