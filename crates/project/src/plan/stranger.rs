//! A published plan, recomputed by someone who has nothing but the plan and the revealed seed.

use colophon_provenance::hash::{Software, Word};
use colophon_provenance::scarcity::assignment::{
    commitment, generation_seeds, permutation, promise, randomness,
};
use colophon_provenance::scarcity::{check, Breach, Roster};

use super::make::{text, word};
use super::{seed, Plan, Tables};

/// One thing that was recomputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, in one or two words.
    pub what: &'static str,
    /// How it compares.
    pub verdict: Verdict,
}

/// How a recomputed value compares with the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the same; what was found.
    Agrees(String),
    /// It is not.
    Differs(String),
    /// It cannot be told; why.
    CannotTell(String),
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Agrees(_) => "agrees",
            Self::Differs(_) => "differs",
            Self::CannotTell(_) => "cannot tell",
        }
    }

    /// The rest of the sentence.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Agrees(text) | Self::Differs(text) | Self::CannotTell(text) => text,
        }
    }
}

/// Recomputes everything in `plan`. `given` is the seed if the caller has it from elsewhere; otherwise that in the plan counts.
#[must_use]
pub fn findings(plan: &Plan, given: Option<Word>, beacon: Option<&[u8]>) -> Vec<Finding> {
    let tables = Tables::of_plan(plan);
    let mut found = Vec::new();
    let mut note = |what, verdict| found.push(Finding { what, verdict });
    let table_hash = tables.hash();
    note("tables", same(&word(&table_hash), &plan.assignment.tables));
    let Some(rows) = rows(plan, &tables) else {
        note(
            "pieces",
            Verdict::Differs("a piece has a trait or a value that the tables lack".into()),
        );
        return found;
    };
    let mut sorted = Roster { rows: rows.clone() };
    sorted.rows.sort_unstable();
    let total = plan.supply;
    note(
        "promise",
        match check(&tables.places(), &sorted) {
            Ok(()) => Verdict::Agrees(format!(
                "all counts, rules and the supply of {total} are kept exactly"
            )),
            Err(breach) => Verdict::Differs(broken(&breach, &tables)),
        },
    );
    let roster_hash = Tables::roster_hash(&sorted);
    note("roster", same(&word(&roster_hash), &plan.assignment.roster));
    let stated = plan.assignment.seed.as_deref().and_then(seed::parse);
    let Some(secret) = given.or(stated) else {
        let why = "the seed is not revealed; ask the artist for it, and give it with --seed";
        note("commitment", Verdict::CannotTell(why.into()));
        note("assignment", Verdict::CannotTell(why.into()));
        return found;
    };
    let promised = promise(&Software, &table_hash, &roster_hash);
    let committed = commitment(&Software, &secret, &promised);
    note("commitment", same(&word(&committed), &plan.assignment.commitment));
    match known_beacon(plan, beacon) {
        Ok(beacon) => {
            note("assignment", assigned(&rows, &sorted, &secret, &beacon));
            note("generation seeds", generation(plan, &secret));
        }
        Err(verdict) => note("assignment", verdict),
    }
    found
}

/// The row of every piece; while the beacon is awaited, the roster.
fn rows(plan: &Plan, tables: &Tables) -> Option<Vec<Vec<u32>>> {
    if plan.is_waiting() {
        return Some(plan.roster.clone());
    }
    plan.pieces.iter().map(|piece| tables.row(&piece.traits)).collect()
}

fn same(found: &str, stated: &str) -> Verdict {
    if found == stated {
        Verdict::Agrees(found.to_owned())
    } else {
        Verdict::Differs(format!("the plan says {stated}, and {found} follows from its contents"))
    }
}

/// The beacon's bytes; none where none was named.
fn known_beacon(plan: &Plan, given: Option<&[u8]>) -> Result<Vec<u8>, Verdict> {
    let Some(named) = &plan.assignment.beacon else {
        return match given {
            None => Ok(Vec::new()),
            Some(_) => Err(Verdict::Differs("a beacon was given, and the plan named none".into())),
        };
    };
    let Some(stated) = &named.value else {
        return Err(Verdict::CannotTell(format!("the plan waits for {}", named.name)));
    };
    match (hex::decode(stated.trim_start_matches("0x")), given) {
        (Err(_), _) => {
            Err(Verdict::Differs(format!("the beacon {stated:?} is no hexadecimal number")))
        }
        (Ok(bytes), Some(given)) if bytes != given => Err(Verdict::Differs(format!(
            "the plan used the beacon {stated}, and {} was {}",
            named.name,
            text(given)
        ))),
        (Ok(bytes), _) => Ok(bytes),
    }
}

fn assigned(rows: &[Vec<u32>], sorted: &Roster, secret: &Word, beacon: &[u8]) -> Verdict {
    let length = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let places = permutation(&Software, &randomness(&Software, secret, beacon), length);
    let wrong: Vec<usize> = rows
        .iter()
        .zip(&places)
        .enumerate()
        .filter(|(_, (row, place))| sorted.rows.get(**place as usize) != Some(*row))
        .map(|(index, _)| index)
        .collect();
    match wrong.as_slice() {
        [] => Verdict::Agrees(format!("each of {length} pieces has what the seed gives it")),
        [first, ..] => Verdict::Differs(format!(
            "{} of {length} pieces have something else than the seed gives them, the first is piece {first}",
            wrong.len()
        )),
    }
}

fn generation(plan: &Plan, secret: &Word) -> Verdict {
    let wanted: Vec<u32> = match plan.seed_start {
        Some(first) => (0..plan.supply).map(|index| first.wrapping_add(index)).collect(),
        None => generation_seeds(&Software, secret, plan.supply),
    };
    let wrong = plan.pieces.iter().zip(wanted).filter(|(piece, seed)| piece.seed != *seed).count();
    if wrong == 0 {
        Verdict::Agrees("all as they follow".to_owned())
    } else {
        Verdict::Differs(format!("{wrong} of {} differ", plan.supply))
    }
}

fn broken(breach: &Breach, tables: &Tables) -> String {
    let trait_ = |of: usize| tables.traits.get(of);
    match breach {
        Breach::Rows { got } => {
            format!("there are {got} pieces, and the supply is {}", tables.supply)
        }
        Breach::Count { of, value, got } => {
            let known = trait_(*of).and_then(|known| Some((known, known.values.get(*value)?)));
            known.map_or_else(String::new, |(known, value)| {
                format!(
                    "{got} pieces have {} {}, and {} were promised",
                    known.name, value.value, value.count
                )
            })
        }
        Breach::Rule { rule, rows } => format!("rule {} is broken by {rows} pieces", rule + 1),
        Breach::Unknown { rule } => format!("rule {} names what the tables lack", rule + 1),
        Breach::Duplicate { .. } => "two pieces share a combination".to_owned(),
        other => format!("the pieces do not fit the tables: {other:?}"),
    }
}
