//! Rosters: exact wherever they exist, refused only where they do not.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use colophon_provenance::hash::Software;
use colophon_provenance::scarcity::assignment::{generation_seeds, permutation};
use colophon_provenance::scarcity::{
    build, check, counts, share, Breach, Condition, Pattern, Quota, Refusal, Roster, Rule,
    ShareError, Table,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A pattern over traits of these sizes, on `most` traits at most.
fn pattern(sizes: Vec<usize>, most: usize) -> impl Strategy<Value = Pattern> {
    let traits: Vec<usize> = (0..sizes.len()).collect();
    let many = 1..=most.min(sizes.len());
    prop::sample::subsequence(traits, many)
        .prop_flat_map(move |chosen| {
            chosen
                .into_iter()
                .map(|of| {
                    let values: Vec<u32> = (0..u32::try_from(sizes[of]).unwrap_or(1)).collect();
                    let some = 1..=values.len();
                    prop::sample::subsequence(values, some)
                        .prop_map(move |values| Condition { of, values })
                })
                .collect::<Vec<_>>()
        })
        .boxed()
}

fn rule(sizes: Vec<usize>) -> impl Strategy<Value = Rule> {
    let both = || (pattern(sizes.clone(), 2), pattern(sizes.clone(), 2));
    let limit = (0_u32..6, pattern(sizes.clone(), 3));
    prop_oneof![
        both().prop_map(|(when, then)| Rule::Requires { when, then }),
        both().prop_map(|(when, then)| Rule::Excludes { when, then }),
        limit.prop_map(|(limit, of)| Rule::AtMost { limit, of }),
    ]
}

/// Rows, and rules of any kind, on a few small traits.
fn rows_and_rules() -> impl Strategy<Value = (Vec<usize>, Vec<Vec<u32>>, Vec<Rule>)> {
    vec(1_usize..5, 1..5).prop_flat_map(|sizes| {
        let row: Vec<_> = sizes.iter().map(|size| 0..u32::try_from(*size).unwrap_or(1)).collect();
        (Just(sizes.clone()), vec(row, 0..40), vec(rule(sizes), 0..5))
    })
}

fn table(sizes: &[usize], rows: &[Vec<u32>], unique: bool, rules: Vec<Rule>) -> Table {
    let count =
        |of: usize, value: usize| rows.iter().filter(|row| row[of] as usize == value).count();
    let counts = sizes
        .iter()
        .enumerate()
        .map(|(of, size)| {
            (0..*size).map(|value| u32::try_from(count(of, value)).unwrap()).collect()
        })
        .collect();
    Table { supply: u32::try_from(rows.len()).unwrap(), unique, counts, rules }
}

/// The rules that rows keep, found by another way than the crate's.
fn kept(rows: &[Vec<u32>], rule: &Rule) -> bool {
    let one = |row: &[u32], condition: &Condition| condition.values.contains(&row[condition.of]);
    let all = |row: &[u32], pattern: &Pattern| pattern.iter().all(|condition| one(row, condition));
    match rule {
        Rule::Requires { when, then } => rows.iter().all(|row| !all(row, when) || all(row, then)),
        Rule::Excludes { when, then } => rows
            .iter()
            .all(|row| !all(row, when) || !then.iter().any(|condition| one(row, condition))),
        Rule::AtMost { limit, of } => {
            rows.iter().filter(|row| all(row, of)).count() <= *limit as usize
        }
    }
}

proptest! {
    /// A table that was read off a roster has one: no contradiction may be claimed, and what is built keeps every promise.
    #[test]
    fn what_exists_is_never_called_a_contradiction((sizes, mut rows, rules) in rows_and_rules(), start: u64) {
        rows.sort_unstable();
        let unique = rows.windows(2).all(|pair| pair[0] != pair[1]);
        let rules: Vec<Rule> = rules.into_iter().filter(|rule| kept(&rows, rule)).collect();
        let table = table(&sizes, &rows, unique, rules);
        check(&table, &Roster { rows }).unwrap();
        match build(&table, start) {
            Ok(roster) => {
                check(&table, &roster).unwrap();
                prop_assert!(table.rules.iter().all(|rule| kept(&roster.rows, rule)));
                prop_assert_eq!(build(&table, start), Ok(roster));
            }
            Err(refusal) => prop_assert!(matches!(refusal, Refusal::Searched(_)), "{refusal:?}\n{table:?}"),
        }
    }

    /// Whatever is asked, an answer comes, and a roster only if it keeps the promise.
    #[test]
    fn any_table_has_an_answer((sizes, rows, rules) in rows_and_rules(), unique: bool, start: u64) {
        let table = table(&sizes, &rows, unique, rules);
        if let Ok(roster) = build(&table, start) {
            check(&table, &roster).unwrap();
        }
    }

    #[test]
    fn shares_are_exact_and_nobody_is_off_by_one(total: u32, weights in vec(any::<u32>(), 0..20)) {
        let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let Some(shares) = share(total, &weights) else {
            prop_assert!(sum == 0 && total > 0);
            return Ok(());
        };
        if sum > 0 {
            prop_assert_eq!(shares.iter().map(|share| u128::from(*share)).sum::<u128>(), u128::from(total));
        }
        for (share, weight) in shares.iter().zip(&weights).filter(|_| sum > 0) {
            let exact = u128::from(total) * u128::from(*weight);
            prop_assert!(u128::from(*share) * sum < exact + sum && u128::from(*share + 1) * sum > exact);
            prop_assert!(*weight > 0 || *share == 0);
        }
    }

    #[test]
    fn a_permutation_has_every_place_once(randomness: [u8; 32], length in 0_u32..2_000) {
        let mut places = permutation(&Software, &randomness, length);
        places.sort_unstable();
        prop_assert!(places.into_iter().eq(0..length));
        let seeds = generation_seeds(&Software, &randomness, length);
        let different: std::collections::BTreeSet<_> = seeds.iter().collect();
        prop_assert!(different.len() == length as usize && !seeds.contains(&0) && !seeds.contains(&u32::MAX));
    }
}

#[test]
fn ties_go_to_the_first() {
    assert_eq!(share(10, &[1, 1, 1]), Some(vec![4, 3, 3]));
    assert_eq!(share(11, &[1, 1, 1]), Some(vec![4, 4, 3]));
    assert_eq!(share(2, &[1, 2, 1, 2]), Some(vec![0, 1, 0, 1]), "larger remainders first");
    assert_eq!(share(0, &[0, 0]), Some(vec![0, 0]));
    assert_eq!(share(5, &[0, 0]), None);
    assert_eq!(share(u32::MAX, &[u32::MAX, 1]), Some(vec![u32::MAX - 1, 1]));
}

#[test]
fn counts_come_first_and_weights_share_the_rest() {
    use Quota::{Count, Weight};
    assert_eq!(counts(10, &[Count(3), Weight(1), Weight(2)]), Ok(vec![3, 2, 5]));
    assert_eq!(counts(3, &[Count(3), Weight(1)]), Ok(vec![3, 0]));
    assert_eq!(counts(3, &[Count(2)]), Err(ShareError::Under { sum: 2 }));
    assert_eq!(counts(3, &[Count(2), Count(2)]), Err(ShareError::Over { sum: 4 }));
}

/// A large table: five traits of ten values, unequal counts, unique, with rules of every kind.
fn large(supply: u32) -> Table {
    let weights: Vec<u32> = vec![20, 16, 14, 12, 10, 9, 7, 6, 4, 2];
    let counts = vec![share(supply, &weights).unwrap(); 5];
    let one = |of, value| vec![Condition { of, values: vec![value] }];
    let rules = vec![
        Rule::Requires { when: one(0, 9), then: vec![Condition { of: 1, values: vec![0, 1, 2] }] },
        Rule::Excludes { when: one(2, 0), then: vec![Condition { of: 3, values: vec![0, 9] }] },
        Rule::AtMost { limit: 7, of: [one(3, 1), one(4, 1)].concat() },
        Rule::Requires {
            when: [one(0, 0), one(1, 0)].concat(),
            then: vec![Condition { of: 4, values: vec![0, 1, 2, 3, 4, 5] }],
        },
    ];
    Table { supply, unique: true, counts, rules }
}

#[test]
fn ten_thousand_pieces_keep_every_promise() {
    let table = large(10_000);
    let roster = build(&table, 7).unwrap();
    check(&table, &roster).unwrap();
    assert_ne!(build(&table, 8).unwrap(), roster, "another start, another roster");
}

#[test]
fn every_combination_once_is_found() {
    // Nothing to choose: exactly the product.
    for sizes in [vec![9, 9], vec![5, 5, 4], vec![10, 10, 10], vec![2, 3, 4, 5]] {
        let supply: u32 = sizes.iter().product();
        let counts = sizes.iter().map(|size| vec![supply / size; *size as usize]).collect();
        let table = Table { supply, unique: true, counts, rules: Vec::new() };
        check(&table, &build(&table, 1).unwrap()).unwrap();
    }
}

#[test]
fn a_chain_of_rules_without_slack_is_found() {
    // Value i of each trait requires value i of the next: one way to join them, whatever the counts.
    let counts = vec![vec![1, 40, 7, 52]; 4];
    let rules = (0..3)
        .flat_map(|of| {
            (0..4).map(move |v| Rule::Requires {
                when: vec![Condition { of, values: vec![v] }],
                then: vec![Condition { of: of + 1, values: vec![v] }],
            })
        })
        .collect();
    let table = Table { supply: 100, unique: false, counts, rules };
    let roster = build(&table, 3).unwrap();
    assert!(roster.rows.iter().all(|row| row.iter().all(|value| *value == row[0])));
}

#[test]
fn a_check_finds_every_breach() {
    let table = large(100);
    let table = Table { unique: false, ..table };
    let roster = build(&table, 7).unwrap();
    let breach = |change: &dyn Fn(&mut Vec<Vec<u32>>)| {
        let mut rows = roster.rows.clone();
        change(&mut rows);
        check(&table, &Roster { rows }).unwrap_err()
    };
    assert_eq!(breach(&|rows| rows.truncate(99)), Breach::Rows { got: 99 });
    assert_eq!(breach(&|rows| rows[5].truncate(4)), Breach::Row { row: 5 });
    assert_eq!(breach(&|rows| rows[5][0] = 10), Breach::Row { row: 5 });
    assert_eq!(breach(&|rows| rows.reverse()), Breach::Order { row: 1 });
    let moved = roster.rows.iter().position(|row| row[1] == 0).unwrap();
    assert_eq!(breach(&|rows| rows[moved][1] = 1), Breach::Count { of: 1, value: 0, got: 19 });
    let strict = Table { unique: true, counts: vec![vec![2, 1]], supply: 3, rules: Vec::new() };
    let rows = vec![vec![0], vec![0], vec![1]];
    assert_eq!(check(&strict, &Roster { rows }), Err(Breach::Duplicate { row: 1 }));
    let rule = Rule::AtMost { limit: 1, of: vec![Condition { of: 0, values: vec![0] }] };
    let ruled = Table { unique: false, rules: vec![rule], ..strict };
    let rows = vec![vec![0], vec![0], vec![1]];
    assert_eq!(check(&ruled, &Roster { rows }), Err(Breach::Rule { rule: 0, rows: 2 }));
}
