//! From a concept's latent and a seed to the latent that is drawn.

use colophon_provenance::hash::{Keccak, Word};

use crate::{shape::Latent, weights::Latents};

/// What the hash is taken over: the model's name, the seed, and a counter of one byte.
const NAME: &[u8; 9] = b"inkling/1";

/// The latent of a concept, drifted by the seed; `None` if there is no such concept.
#[must_use]
pub fn latent<K: Keccak>(
    keccak: &K,
    latents: &Latents<'_>,
    concept: usize,
    seed: &Word,
) -> Option<Latent> {
    latents.get(concept).map(|z| drift(keccak, z, seed))
}

/// Moves each number of a latent by −8 to 7, as the seed says, within −127 to 127. Seed 0 moves nothing.
///
/// `seed` is a 256-bit number, big-endian.
#[must_use]
pub fn drift<K: Keccak>(keccak: &K, latent: &Latent, seed: &Word) -> Latent {
    let mut z = *latent;
    if *seed == [0; 32] {
        return z;
    }
    let [first, second] = [0, 1].map(|counter| keccak.keccak256(&preimage(seed, counter)));
    for (number, noise) in z.iter_mut().zip(first.iter().chain(&second)) {
        let moved = i16::from(*number) + i16::from(noise.cast_signed() >> 4);
        *number = moved.clamp(-127, 127) as i8;
    }
    z
}

fn preimage(seed: &Word, counter: u8) -> [u8; 42] {
    let mut bytes = [counter; 42];
    for (to, from) in bytes.iter_mut().zip(NAME.iter().chain(seed)) {
        *to = *from;
    }
    bytes
}
