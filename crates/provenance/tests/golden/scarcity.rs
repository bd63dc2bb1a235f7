//! Who gets what: hashes, permutations and seeds of small collections, each from its tables to its last piece.

use colophon_provenance::hash::{Software, Word};
use colophon_provenance::scarcity::assignment::{
    commitment, generation_seeds, permutation, promise, randomness, roster, tables,
};
use colophon_provenance::scarcity::{build, check, Condition, Rule, Table};
use serde_json::{json, Value};

use super::{golden, hex, word};

/// Tables as a plan states them, and the same with places.
fn collection(counts: &[Vec<u32>], unique: bool, beacon: Option<&str>) -> (Value, Table) {
    let name = |of: usize| format!("trait {of} – é");
    let value = |value: usize| format!("value \"{value}\"");
    let traits: Vec<Value> = counts
        .iter()
        .enumerate()
        .map(|(of, counts)| {
            let value = |(at, count)| json!({ "value": value(at), "count": count });
            json!({ "name": name(of), "values": counts.iter().enumerate().map(value).collect::<Vec<_>>() })
        })
        .collect();
    let supply: u32 = counts[0].iter().sum();
    let (mut rules, mut ruled) = (Vec::new(), Vec::new());
    if counts.len() > 1 {
        let fits = |of: usize, at: usize| json!([{ "trait": name(of), "values": [value(at)] }]);
        let place = |of: usize, at: u32| vec![Condition { of, values: vec![at] }];
        rules.push(json!({ "rule": "excludes", "if": fits(0, 1), "then": fits(1, 0) }));
        ruled.push(Rule::Excludes { when: place(0, 1), then: place(1, 0) });
        rules.push(json!({ "rule": "at_most", "limit": 3, "of": fits(1, 1) }));
        ruled.push(Rule::AtMost { limit: 3, of: place(1, 1) });
    }
    let mut object = json!({
        "spec": "colophon/scarcity/1", "supply": supply, "unique": u8::from(unique),
        "traits": traits, "rules": rules,
    });
    if let Some(beacon) = beacon {
        object["beacon"] = beacon.into();
    }
    (object, Table { supply, unique, counts: counts.to_vec(), rules: ruled })
}

fn case(counts: &[Vec<u32>], unique: bool, beacon: Option<(&str, &[u8])>, seed: &Word) -> Value {
    let (object, table) = collection(counts, unique, beacon.map(|(name, _)| name));
    let found = build(&table, 1).expect("the tables can be kept");
    check(&table, &found).expect("they are kept");
    let canonical =
        serde_json_canonicalizer::to_vec(&object).expect("tables have a canonical form");
    let (tables, roster) = (tables(&Software, &canonical), roster(&Software, &found));
    let promise = promise(&Software, &tables, &roster);
    let beacon = beacon.map_or(&[][..], |(_, bytes)| bytes);
    let randomness = randomness(&Software, seed, beacon);
    json!({
        "tables": object,
        "roster": found.rows,
        "seed": hex(seed),
        "beacon": hex(beacon),
        "tables_hash": hex(&tables),
        "roster_hash": hex(&roster),
        "promise": hex(&promise),
        "commitment": hex(&commitment(&Software, seed, &promise)),
        "randomness": hex(&randomness),
        "permutation": permutation(&Software, &randomness, table.supply),
        "generation_seeds": generation_seeds(&Software, seed, table.supply),
    })
}

#[test]
fn small_collections_whole() {
    let block = word("a block");
    let cases = vec![
        case(&[vec![1]], false, None, &[0; 32]),
        case(&[vec![5, 5, 3]], false, None, &word("one")),
        case(&[vec![5, 3], vec![2, 3, 3], vec![4, 4]], true, None, &word("two")),
        case(
            &[vec![20, 30], vec![17, 3, 30], vec![1, 49]],
            false,
            Some(("block 123", &block)),
            &word("three"),
        ),
        case(&[vec![10, 10], vec![10, 3, 7]], false, Some(("é", &[0xff; 64])), &[0xff; 32]),
    ];
    golden("scarcity", &Value::Array(cases));
}

#[test]
fn a_large_permutation_in_part() {
    let randomness = word("ten thousand");
    let places = permutation(&Software, &randomness, 10_000);
    let first: Vec<_> = places.iter().take(20).collect();
    let last: Vec<_> = places.iter().skip(9_980).collect();
    golden(
        "scarcity_10000",
        &json!({ "randomness": hex(&randomness), "first": first, "last": last }),
    );
}
