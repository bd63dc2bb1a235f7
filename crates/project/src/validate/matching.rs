//! Which picture is which planned piece: by the prompt and the seed that the file claims.

use std::collections::HashMap;

use super::compare::{differences, folded};
use super::Validation;
use crate::plan::{Plan, PlannedPiece};
use crate::reading::Reading;

/// A planned piece without a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its index.
    pub index: u32,
    /// The prompt that was planned.
    pub prompt: String,
    /// The seed that was planned.
    pub seed: u32,
}

/// A further picture of a planned piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surplus {
    /// Position of the picture.
    pub position: usize,
    /// The piece.
    pub index: u32,
    /// Position of the picture that the piece has already.
    pub chosen: usize,
}

/// A picture that no piece was planned for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffPlan {
    /// Position of the picture.
    pub position: usize,
    /// How it misses the plan, as the end of a sentence.
    pub why: String,
}

/// The plan by what is found in files.
struct Index<'a> {
    /// Pieces by folded prompt and seed, in the order of the plan.
    by_both: HashMap<(String, i128), Vec<usize>>,
    by_prompt: HashMap<String, usize>,
    by_seed: HashMap<i128, usize>,
    pieces: &'a [PlannedPiece],
}

/// Fills in what the plan says about the pictures of `found`.
pub(super) fn match_up(plan: &Plan, found: &mut Validation) {
    let index = Index::of(&plan.pieces);
    let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); plan.pieces.len()];
    for (position, reading) in found.readings.iter().enumerate() {
        match index.find(reading) {
            Ok(places) => {
                // Equal prompts and seeds can be planned more than once: the pictures go round.
                let place = places.iter().min_by_key(|place| candidates[**place].len());
                if let Some(place) = place {
                    candidates[*place].push(position);
                }
            }
            Err(why) => found.off_plan.push(OffPlan { position, why }),
        }
    }
    found.planned = Some(plan.pieces.len());
    for (piece, positions) in plan.pieces.iter().zip(candidates) {
        choose(piece, &positions, found);
    }
    found.surplus.sort_unstable_by_key(|surplus| surplus.position);
}

/// Of several pictures the first that is as planned is taken, else the first.
fn choose(piece: &PlannedPiece, positions: &[usize], found: &mut Validation) {
    let as_planned =
        |position: &&usize| differences(piece, **position, &found.readings[**position]).is_empty();
    let Some(&chosen) = positions.iter().find(as_planned).or(positions.first()) else {
        found.missing.push(Missing {
            index: piece.index,
            prompt: piece.prompt.clone(),
            seed: piece.seed,
        });
        return;
    };
    found.matched.push((piece.index, chosen));
    found.differing.extend(differences(piece, chosen, &found.readings[chosen]));
    let others = positions.iter().filter(|position| **position != chosen);
    found.surplus.extend(others.map(|position| Surplus {
        position: *position,
        index: piece.index,
        chosen,
    }));
}

impl<'a> Index<'a> {
    fn of(pieces: &'a [PlannedPiece]) -> Self {
        let mut index = Self {
            by_both: HashMap::new(),
            by_prompt: HashMap::new(),
            by_seed: HashMap::new(),
            pieces,
        };
        for (place, piece) in pieces.iter().enumerate() {
            let (prompt, seed) = (folded(&piece.prompt), i128::from(piece.seed));
            index.by_prompt.entry(prompt.clone()).or_insert(place);
            index.by_seed.entry(seed).or_insert(place);
            index.by_both.entry((prompt, seed)).or_default().push(place);
        }
        index
    }

    /// The pieces that the file's prompt and seed are planned for, or how it misses them all.
    fn find(&self, reading: &Reading) -> Result<&[usize], String> {
        let advice = "remove it, or add it to the plan";
        let (prompt, seed) = match (reading.prompt(), reading.seed()) {
            (Some((positive, _)), Some(seed)) => (folded(positive), seed),
            (Some(_), None) => return Err(format!("it names no seed; {advice}")),
            (None, Some(_)) => return Err(format!("it names no prompt; {advice}")),
            (None, None) => {
                return Err(format!(
                    "it names neither prompt nor seed (was its metadata stripped?); {advice}"
                ));
            }
        };
        let key = (prompt, seed);
        if let Some(places) = self.by_both.get(&key) {
            return Ok(places);
        }
        if let Some(place) = self.by_seed.get(&seed) {
            let piece = &self.pieces[*place];
            return Err(format!(
                "its seed {seed} is that of piece {}, whose prompt is {:?} and not {:?}; {advice}",
                piece.index,
                piece.prompt,
                reading.prompt().unwrap_or_default().0
            ));
        }
        if let Some(place) = self.by_prompt.get(&key.0) {
            let piece = &self.pieces[*place];
            return Err(format!(
                "its prompt is planned (piece {}), with seed {} and not {seed}; {advice}",
                piece.index, piece.seed
            ));
        }
        Err(format!("neither its prompt nor its seed {seed} is planned; {advice}"))
    }
}
