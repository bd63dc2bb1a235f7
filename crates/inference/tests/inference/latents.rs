//! Drift: none for seed 0, the stated hash for others, edges cut.

use colophon_inference::{
    latent::{drift, latent},
    shape::Latent,
    weights::{Latents, Parts, Weights, WeightsError, MAX_BIAS},
};
use colophon_provenance::hash::{Keccak, Software, Word};
use proptest::prelude::*;

/// A hash whose every byte is the same.
struct Always(u8);

impl Keccak for Always {
    fn keccak256(&self, _: &[u8]) -> Word {
        [self.0; 32]
    }
}

/// The formula, word for word.
fn expected(z: &Latent, seed: &Word) -> Vec<i8> {
    let hash = |counter: u8| Software.keccak256(&[&b"inkling/1"[..], seed, &[counter]].concat());
    let noise = [hash(0), hash(1)].concat();
    (0..64)
        .map(|i| {
            let step = i32::from(noise[i] as i8).div_euclid(16);
            (i32::from(z[i]) + step).clamp(-127, 127) as i8
        })
        .collect()
}

#[test]
fn numbers_stay_between_the_edges() {
    let one: Word = std::array::from_fn(|at| u8::from(at == 31));
    assert_eq!(drift(&Always(0x7f), &[125; 64], &one), [127; 64]);
    assert_eq!(drift(&Always(0x7f), &[120; 64], &one), [127; 64]);
    assert_eq!(drift(&Always(0x7f), &[119; 64], &one), [126; 64]);
    assert_eq!(drift(&Always(0x80), &[-127; 64], &one), [-127; 64]);
    assert_eq!(drift(&Always(0x80), &[-118; 64], &one), [-126; 64]);
    assert_eq!(drift(&Always(0xff), &[5; 64], &one), [4; 64], "the shift rounds down");
    assert_eq!(drift(&Always(0x0f), &[-128; 64], &one), [-127; 64], "and cuts what did not move");
    assert_eq!(drift(&Always(0x0f), &[-128; 64], &[0; 32]), [-128; 64], "but not for seed 0");
}

#[test]
fn a_concept_that_is_not_there_has_no_latent() {
    let numbers = [3; 128];
    let latents = Latents::new(&numbers).expect("two");
    assert_eq!((latents.len(), latents.is_empty()), (2, false));
    assert_eq!(latent(&Software, &latents, 1, &[0; 32]), Some([3; 64]));
    assert_eq!(latent(&Software, &latents, 2, &[0; 32]), None);
    let wanted = WeightsError::Length { tensor: "latents", wanted: 128, found: 127 };
    assert_eq!(Latents::new(&numbers[1..]).err(), Some(wanted));
}

#[test]
fn wrong_tensors_are_refused_by_name() {
    let (weight, bias) = (vec![0_i8; 9 * 48 * 160], vec![0_i32; 768]);
    let good = Parts {
        fc_weight: &weight[..64 * 768],
        fc_bias: &bias,
        c1_weight: &weight,
        c1_bias: &bias[..160],
        c2_weight: &weight[..9 * 40 * 120],
        c2_bias: &bias[..120],
        c3_weight: &weight[..9 * 30 * 60],
        c3_bias: &bias[..60],
        shifts: &[0, 31, 0, 0],
    };
    assert!(Weights::new(&good).is_ok());
    let refusal = |parts: Parts<'_>| Weights::new(&parts).err();
    assert_eq!(
        refusal(Parts { c2_weight: &weight[..9], ..good }),
        Some(WeightsError::Length { tensor: "c2.weight", wanted: 43_200, found: 9 })
    );
    assert_eq!(
        refusal(Parts { c3_bias: &bias[..61], ..good }),
        Some(WeightsError::Length { tensor: "c3.bias", wanted: 60, found: 61 })
    );
    assert_eq!(
        refusal(Parts { shifts: &[0, 0, 32, 0], ..good }),
        Some(WeightsError::Shift { at: 2, value: 32 })
    );
    for value in [MAX_BIAS + 1, i32::MIN, i32::MAX] {
        let mut wrong = bias.clone();
        wrong[7] = value;
        let found = refusal(Parts { fc_bias: &wrong, ..good });
        assert_eq!(found, Some(WeightsError::Bias { tensor: "fc.bias", at: 7, value }));
    }
    let mut edge = bias.clone();
    (edge[0], edge[1]) = (MAX_BIAS, -MAX_BIAS);
    assert!(Weights::new(&Parts { fc_bias: &edge, ..good }).is_ok());
}

proptest! {
    #[test]
    fn drift_is_the_formula(z in prop::array::uniform32(any::<[i8; 2]>()), seed in any::<Word>()) {
        let z: Latent = z.as_flattened().try_into().expect("64");
        prop_assume!(seed != [0; 32]);
        prop_assert_eq!(drift(&Software, &z, &seed).to_vec(), expected(&z, &seed));
        prop_assert_eq!(drift(&Software, &z, &[0; 32]), z);
    }
}
