//! The table of counts: what was promised, what is planned, how rare it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use colophon_project::plan::Plan;
use console::style;

use crate::output::{grouped, table, visible};

/// One value of a trait.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) promised: u32,
    pub(super) planned: u32,
}

impl Row {
    /// Its share of the supply in percent, with two decimals, rounded down.
    pub(super) fn share(&self, supply: u32) -> String {
        let parts = u64::from(self.planned) * 10_000 / u64::from(supply.max(1));
        format!("{}.{:02}", parts / 100, parts % 100)
    }
}

/// A row for each value, with the pieces that have it counted in the plan itself.
pub(super) fn rows(plan: &Plan) -> Vec<Row> {
    let mut counted: BTreeMap<(usize, &str), u32> = BTreeMap::new();
    for piece in &plan.pieces {
        for (of, (_, value)) in piece.traits.iter().enumerate() {
            *counted.entry((of, value)).or_default() += 1;
        }
    }
    for row in &plan.roster {
        for (of, (known, at)) in plan.traits.iter().zip(row).enumerate() {
            if let Some(value) = known.values.get(*at as usize) {
                *counted.entry((of, &value.value)).or_default() += 1;
            }
        }
    }
    let row = |of: usize, name: &str, value: &str, promised: u32| Row {
        name: name.to_owned(),
        value: value.to_owned(),
        promised,
        planned: counted.get(&(of, value)).copied().unwrap_or_default(),
    };
    plan.traits
        .iter()
        .enumerate()
        .flat_map(|(of, known)| known.values.iter().map(move |value| (of, known, value)))
        .map(|(of, known, value)| row(of, &known.name, &value.value, value.count))
        .collect()
}

/// How many different combinations there are.
pub(super) fn combinations(plan: &Plan) -> usize {
    if plan.is_waiting() {
        return plan.roster.iter().collect::<BTreeSet<_>>().len();
    }
    plan.pieces.iter().map(|piece| &piece.traits.0).collect::<BTreeSet<_>>().len()
}

/// The whole answer for people.
pub(super) fn text(plan: &Plan, rows: &[Row], path: &Path, state: &str) -> String {
    let head = ["trait", "value", "promised", "planned", "share"];
    let mut last = "";
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let name = if row.name == last { "" } else { row.name.as_str() };
            last = &row.name;
            vec![
                visible(name),
                visible(&row.value),
                grouped(row.promised.into()),
                grouped(row.planned.into()),
                format!("{} %", row.share(plan.supply)),
            ]
        })
        .collect();
    let mut text = table(&head, &cells, &[2, 3, 4]);
    let kept = if rows.iter().all(|row| row.promised == row.planned) {
        "every count is exact"
    } else {
        "COUNTS DIFFER"
    };
    text.push_str(&format!(
        "\n{} pieces, {} combinations; {kept}, {} rules hold.\n",
        grouped(plan.supply.into()),
        grouped(combinations(plan) as u128),
        plan.rules.len()
    ));
    text.push_str(&format!("{}: {} ({state})\n", style("plan").bold(), path.display()));
    text.push_str(&format!("{}: {}\n", style("commitment").bold(), plan.assignment.commitment));
    text.push_str(&steering(plan));
    text
}

/// What the seed, the commitment and the beacon prove, and what they do not.
fn steering(plan: &Plan) -> String {
    match &plan.assignment.beacon {
        None => "No beacon is named: the seed binds who gets what from the moment the commitment is published, but the artist could have\nchosen the seed. Name a public random value of the future (beacon under [plan]) to rule that out.\n".to_owned(),
        Some(beacon) if beacon.value.is_none() => format!(
            "Publish the commitment now. When the value of {} is out: colophon plan --beacon 0x…\nUntil then nobody, the artist included, can know who gets what.\n",
            visible(&beacon.name)
        ),
        Some(beacon) => format!(
            "Who gets what follows from the committed seed and from {}: if the commitment was published before that value was out,\nnobody could have chosen it.\n",
            visible(&beacon.name)
        ),
    }
}
