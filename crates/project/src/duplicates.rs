//! Pictures that are the same, and pictures that look alike: equal pixel hashes, and difference hashes a few bits apart.
//!
//! Two hashes of 64 bits that differ in at most `n` bits agree in at least one of `n + 1` bands (pigeonhole), so only pictures
//! that share a band are compared. Everything is given in the order of the pictures.

use std::collections::HashMap;

/// Most pairs that are kept; all are counted.
pub const MAX_PAIRS: usize = 1_000;

/// Largest distance that can be asked for: beyond it bands are too narrow to help, and pictures too different to matter.
pub const MAX_DISTANCE: u32 = 15;

/// Distance without `--near`.
pub const DEFAULT_DISTANCE: u32 = 2;

/// What is compared of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// Equal for equal pictures: the pixel hash, or the hash of the file where there is none.
    pub same: [u8; 32],
    /// Difference hash, where there is one.
    pub dhash: Option<u64>,
}

/// Two pictures, by their positions; `first < second`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The earlier one.
    pub first: usize,
    /// The later one.
    pub second: usize,
    /// Bits in which the difference hashes differ; 0 for the same picture.
    pub distance: u32,
}

/// Pairs: the first [`MAX_PAIRS`] of them, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs that are shown.
    pub shown: Vec<Pair>,
    /// All pairs.
    pub count: u64,
}

impl Pairs {
    fn add(&mut self, pair: Pair) {
        if self.shown.len() < MAX_PAIRS {
            self.shown.push(pair);
        }
        self.count += 1;
    }
}

/// Pictures that are the same: each with the first of its kind.
#[must_use]
pub fn exact(pictures: &[Looks]) -> Pairs {
    let mut firsts: HashMap<[u8; 32], usize> = HashMap::new();
    let mut pairs = Pairs::default();
    for (second, looks) in pictures.iter().enumerate() {
        let first = *firsts.entry(looks.same).or_insert(second);
        if first != second {
            pairs.add(Pair { first, second, distance: 0 });
        }
    }
    pairs
}

/// Pictures that are not the same and whose difference hashes are at most `distance` bits apart.
#[must_use]
pub fn near(pictures: &[Looks], distance: u32) -> Pairs {
    let distance = distance.min(MAX_DISTANCE);
    let groups = Groups::new(pictures);
    let bands = Bands::new(&groups.hashes, distance);
    let mut pairs = Pairs::default();
    let mut found: Vec<Pair> = Vec::new();
    let mut seen = vec![usize::MAX; groups.hashes.len()];
    for (first, looks) in pictures.iter().enumerate() {
        let Some(hash) = looks.dhash else { continue };
        for other in bands.candidates(hash) {
            if std::mem::replace(&mut seen[other], first) == first {
                continue;
            }
            let apart = (hash ^ groups.hashes[other]).count_ones();
            if apart > distance {
                continue;
            }
            let later = after(&groups.members[other], first);
            if pairs.shown.len() < MAX_PAIRS {
                let others = later.iter().filter(|at| pictures[**at].same != looks.same);
                found.extend(others.map(|second| Pair { first, second: *second, distance: apart }));
            } else {
                let same =
                    if apart == 0 { after(&groups.same[&looks.same], first).len() } else { 0 };
                pairs.count += (later.len() - same) as u64;
            }
        }
        found.sort_unstable();
        found.drain(..).for_each(|pair| pairs.add(pair));
    }
    pairs
}

/// The part of an ascending list that is above `position`.
fn after(list: &[usize], position: usize) -> &[usize] {
    &list[list.partition_point(|at| *at <= position)..]
}

/// Pictures that have a difference hash, by that hash and by what they are.
struct Groups {
    /// Different hashes, in the order of their first picture.
    hashes: Vec<u64>,
    /// For each of them, its pictures.
    members: Vec<Vec<usize>>,
    /// Pictures that are the same; they have the same difference hash.
    same: HashMap<[u8; 32], Vec<usize>>,
}

impl Groups {
    fn new(pictures: &[Looks]) -> Self {
        let mut places: HashMap<u64, usize> = HashMap::new();
        let mut groups = Self { hashes: Vec::new(), members: Vec::new(), same: HashMap::new() };
        for (at, looks) in pictures.iter().enumerate() {
            let Some(hash) = looks.dhash else { continue };
            let place = *places.entry(hash).or_insert_with(|| {
                groups.hashes.push(hash);
                groups.members.push(Vec::new());
                groups.hashes.len() - 1
            });
            groups.members[place].push(at);
            groups.same.entry(looks.same).or_default().push(at);
        }
        groups
    }
}

/// For each band of bits, which hashes have which value there.
struct Bands {
    /// First bit and mask of each band.
    cuts: Vec<(u32, u64)>,
    values: Vec<HashMap<u64, Vec<usize>>>,
}

impl Bands {
    fn new(hashes: &[u64], distance: u32) -> Self {
        let count = distance + 1;
        let cuts: Vec<(u32, u64)> = (0..count)
            .map(|band| {
                let (start, end) = (band * 64 / count, (band + 1) * 64 / count);
                (start, u64::MAX >> (64 - (end - start)))
            })
            .collect();
        let mut values = vec![HashMap::new(); cuts.len()];
        for (place, hash) in hashes.iter().enumerate() {
            for (value, (start, mask)) in values.iter_mut().zip(&cuts) {
                value.entry(hash >> start & mask).or_insert_with(Vec::new).push(place);
            }
        }
        Self { cuts, values }
    }

    /// Hashes that share a band with this one, some more than once.
    fn candidates(&self, hash: u64) -> impl Iterator<Item = usize> + '_ {
        self.cuts.iter().zip(&self.values).flat_map(move |((start, mask), value)| {
            value.get(&(hash >> start & mask)).into_iter().flatten().copied()
        })
    }
}
