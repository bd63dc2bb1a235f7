//! How long it takes to build rosters: `cargo run --release -p colophon-provenance --example scarcity_speed --features alloc,keccak`.

use std::time::Instant;

use colophon_provenance::hash::Software;
use colophon_provenance::scarcity::assignment::permutation;
use colophon_provenance::scarcity::{build, check, share, Condition, Rule, Table};

fn one(of: usize, values: &[u32]) -> Vec<Condition> {
    vec![Condition { of, values: values.to_vec() }]
}

/// Five traits of `values` values with unequal counts, and rules of every kind.
fn table(supply: u32, values: u32, unique: bool) -> Option<Table> {
    let weights: Vec<u32> = (0..values).map(|at| 3 * values - 2 * at).collect();
    let counts = vec![share(supply, &weights)?; 5];
    let rules = vec![
        Rule::Requires { when: one(0, &[values - 1]), then: one(1, &[0, 1, 2]) },
        Rule::Excludes { when: one(2, &[0]), then: one(3, &[0, values - 1]) },
        Rule::AtMost { limit: supply / 1_000, of: [one(3, &[1]), one(4, &[1])].concat() },
    ];
    Some(Table { supply, unique, counts, rules })
}

#[allow(clippy::print_stdout, reason = "an example prints")]
fn main() {
    println!(
        "{:>9} {:>7} {:>7} {:>10} {:>12}",
        "pieces", "values", "unique", "roster", "permutation"
    );
    for (supply, values, unique) in [
        (10_000, 10, false),
        (10_000, 10, true),
        (10_000, 7, true),
        (100_000, 10, false),
        (100_000, 20, true),
        (1_000_000, 20, false),
    ] {
        let Some(table) = table(supply, values, unique) else { continue };
        let began = Instant::now();
        let found = build(&table, 1);
        let built = began.elapsed();
        let verdict = found.as_ref().map(|roster| check(&table, roster).is_ok());
        let began = Instant::now();
        let places = permutation(&Software, &[7; 32], supply);
        let shuffled = began.elapsed();
        let length = places.len();
        println!("{supply:>9} {values:>7} {unique:>7} {built:>10.2?} {shuffled:>12.2?}  {verdict:?} {length}");
    }
}
