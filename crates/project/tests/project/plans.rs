//! From `colophon.toml` to a plan: exact, repeatable, refused with names, recomputed by a stranger.

use std::path::Path;

use colophon_project::config::Config;
use colophon_project::init::{self, Answers};
use colophon_project::plan::change::changes;
use colophon_project::plan::make::make;
use colophon_project::plan::stranger::{findings, Verdict};
use colophon_project::plan::{seed, Plan};

const SEED: [u8; 32] = [7; 32];

fn config(text: &str) -> Config {
    Config::parse(text, Path::new("colophon.toml")).unwrap()
}

/// A file with these tables; everything else a plan needs is there.
fn with(plan: &str, tables: &str) -> String {
    format!(
        "[prompt]\ntemplate = \"{{a}} over {{b}}\"\n[generation]\nsize = \"512x512\"\n[plan]\n{plan}\n{tables}"
    )
}

fn example(supply: u32) -> Config {
    config(&init::text(&Answers { supply, ..Answers::default() }))
}

fn refused(plan: &str, tables: &str) -> String {
    make(&config(&with(plan, tables)), &SEED, None).unwrap_err().to_string()
}

#[test]
fn the_example_can_be_planned_at_every_size() {
    for supply in [1, 2, 3, 7, 20, 99, 100, 333, 1_000, 2_000, 2_001, 10_000] {
        let plan =
            make(&example(supply), &SEED, None).unwrap_or_else(|error| panic!("{supply}: {error}"));
        assert_eq!(plan.pieces.len(), supply as usize);
        assert_eq!(plan.traits.len(), 5);
        let wrong: Vec<_> = findings(&plan, Some(SEED), None)
            .into_iter()
            .filter(|one| !matches!(one.verdict, Verdict::Agrees(_)))
            .collect();
        assert!(wrong.is_empty(), "{supply}: {wrong:?}");
    }
}

#[test]
fn counts_are_exact_and_rules_hold() {
    let plan = make(&example(1_000), &SEED, None).unwrap();
    for known in &plan.traits {
        for value in &known.values {
            let got = plan
                .pieces
                .iter()
                .filter(|piece| piece.traits.get(&known.name) == Some(&value.value))
                .count();
            assert_eq!(got, value.count as usize, "{} {}", known.name, value.value);
        }
    }
    let has = |piece: &colophon_project::plan::PlannedPiece, name, value| {
        piece.traits.get(name) == Some(value)
    };
    assert!(!plan.pieces.iter().any(|p| has(p, "creature", "Bat") && has(p, "ground", "Beach")));
    let proofs: Vec<_> =
        plan.pieces.iter().filter(|p| has(p, "edition", "Artist's Proof")).collect();
    assert_eq!(proofs.len(), 30);
    assert!(proofs.iter().all(|p| has(p, "paper", "Washi") || has(p, "paper", "Vellum")));
    let mut combinations: Vec<_> = plan.pieces.iter().map(|piece| piece.traits.0.clone()).collect();
    combinations.sort();
    combinations.dedup();
    assert_eq!(combinations.len(), 1_000, "unique = true");
    assert!(
        plan.pieces.iter().any(|piece| piece.prompt == "cat face over castle"),
        "prompts of values"
    );
}

#[test]
fn a_plan_is_a_function_of_its_inputs() {
    let config = example(200);
    let plan = make(&config, &SEED, None).unwrap();
    assert_eq!(plan.to_json().unwrap(), make(&config, &SEED, None).unwrap().to_json().unwrap());
    let other = make(&config, &[8; 32], None).unwrap();
    assert_ne!(plan.pieces, other.pieces);
    assert_eq!(
        plan.assignment.roster, other.assignment.roster,
        "what exists does not depend on the seed"
    );
    assert_ne!(plan.assignment.commitment, other.assignment.commitment);
}

#[test]
fn a_beacon_is_named_first_and_then_decides() {
    let text = with("supply = 6\nbeacon = \"block 5\"", "[[traits]]\nname = \"a\"\nvalues = [\"x\", \"y\"]\n[[traits]]\nname = \"b\"\nvalues = [\"z\"]");
    let config_ = config(&text);
    let waiting = make(&config_, &SEED, None).unwrap();
    assert!(waiting.is_waiting() && waiting.roster.len() == 6);
    assert_eq!(Plan::parse(&waiting.to_json().unwrap(), Path::new("p")).unwrap(), waiting);
    let one = make(&config_, &SEED, Some(&[1; 32])).unwrap();
    let many: std::collections::BTreeSet<_> = (0..20)
        .map(|beacon| {
            make(&config_, &SEED, Some(&[beacon; 32]))
                .unwrap()
                .pieces
                .iter()
                .map(|p| p.traits.0.clone())
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(many.len() > 5, "the beacon decides");
    assert_eq!(one.assignment.commitment, waiting.assignment.commitment, "bound before");
    assert!(findings(&one, Some(SEED), Some(&[1; 32]))
        .iter()
        .all(|f| matches!(f.verdict, Verdict::Agrees(_))));
    let other = findings(&one, Some(SEED), Some(&[2; 32]));
    assert!(other
        .iter()
        .any(|f| f.what == "assignment" && matches!(f.verdict, Verdict::Differs(_))));
    let short = make(&config_, &SEED, Some(&[1; 8])).unwrap_err().to_string();
    assert!(short.contains("8 bytes"), "{short}");
    let unnamed = make(&example(5), &SEED, Some(&[1; 32])).unwrap_err().to_string();
    assert!(unnamed.contains("named before"), "{unnamed}");
}

#[test]
fn a_stranger_finds_every_lie() {
    let plan = make(&example(50), &SEED, None).unwrap();
    let differing = |change: &dyn Fn(&mut Plan)| -> Vec<&str> {
        let mut plan = plan.clone();
        change(&mut plan);
        findings(&plan, Some(SEED), None)
            .into_iter()
            .filter(|one| matches!(one.verdict, Verdict::Differs(_)))
            .map(|one| one.what)
            .collect()
    };
    assert!(differing(&|_| ()).is_empty());
    let swapped = differing(&|plan| {
        let other = (1..50).find(|at| plan.pieces[*at].traits != plan.pieces[0].traits).unwrap();
        let first = std::mem::take(&mut plan.pieces[0].traits);
        plan.pieces[0].traits = std::mem::replace(&mut plan.pieces[other].traits, first);
    });
    assert_eq!(swapped, ["assignment"], "a friend's piece exchanged for a rarer one");
    assert_eq!(differing(&|plan| plan.pieces[3].seed ^= 1), ["generation seeds"]);
    assert!(differing(&|plan| plan.pieces[3].traits.0[0].1 = "Cat".into()).contains(&"promise"));
    assert_eq!(differing(&|plan| plan.pieces[3].traits.0[0].1 = "Dog".into()), ["pieces"]);
    assert!(differing(&|plan| plan.traits[0].values[0].count += 1).contains(&"tables"));
    assert_eq!(differing(&|plan| plan.assignment.commitment = "0x00".into()), ["commitment"]);
    let sealed = findings(&plan, None, None);
    assert!(sealed
        .iter()
        .any(|one| one.what == "commitment" && one.verdict.word() == "cannot tell"));
}

const AB: &str = "[[traits]]\nname = \"a\"\nvalues = [{ value = \"owl\", count = 6 }, { value = \"cat\", count = 4 }]\n[[traits]]\nname = \"b\"\nvalues = [{ value = \"sand\", count = 5 }, { value = \"snow\", count = 5 }]\n";

#[test]
fn contradictions_are_named_with_rules_and_numbers() {
    let cases: &[(&str, String, &[&str])] = &[
        ("supply = 10", AB.replace("count = 6", "count = 5"), &["\"a\"", "add up to 9", "1 fewer", "supply of 10"]),
        ("supply = 10", AB.replace("count = 6", "count = 9"), &["\"a\"", "13", "3 more"]),
        (
            "supply = 10",
            format!("{AB}[[rules]]\nif = {{ a = \"owl\" }}\nrequires = {{ b = \"sand\" }}\n"),
            &["6 pieces must have a owl", "5 have b sand", "1 too few", "a owl requires b sand", "(line 13)"],
        ),
        (
            "supply = 10",
            format!("{AB}[[rules]]\nif = {{ a = \"owl\" }}\nexcludes = {{ b = [\"sand\", \"snow\"] }}\n"),
            &["6 pieces must have a owl", "no value of b", "a owl excludes b sand or snow"],
        ),
        (
            "supply = 10",
            format!("{AB}[[rules]]\nat_most = 0\nof = {{ a = \"owl\", b = \"sand\" }}\n"),
            &["at most 0 of a owl and b sand", "at least 1 pieces"],
        ),
        (
            "supply = 10",
            format!("{AB}[[rules]]\nat_most = 2\nof = {{ a = \"owl\" }}\n"),
            &["at most 2 of a owl", "at least 6 pieces", "4 too few"],
        ),
        ("supply = 10\nunique = true", AB.to_owned(), &["supply is 10", "only 4 different combinations", "6 too few"]),
        (
            "supply = 10",
            format!("{AB}[[rules]]\nif = {{ a = \"owl\" }}\nrequires = {{ b = \"sand\" }}\n[[rules]]\nif = {{ b = \"sand\" }}\nrequires = {{ a = \"cat\" }}\n"),
            &["owl", "line 13", "line 16"],
        ),
        ("supply = 10", String::new(), &["[[traits]]"]),
    ];
    for (plan, tables, parts) in cases {
        let text = with(plan, tables);
        let text = if tables.is_empty() { text.replace("{a} over {b}", "cat") } else { text };
        let error = make(&config(&text), &SEED, None).unwrap_err().to_string();
        for part in *parts {
            assert!(error.contains(part), "{tables}\n{error}\nlacks {part:?}");
        }
    }
}

#[test]
fn a_search_that_fails_says_that_nothing_was_proved() {
    // Three traits of two values; each two of them must differ. No contradiction between two traits, and no combination at all.
    let value = |name: &str| {
        format!("[[traits]]\nname = \"{name}\"\nvalues = [{{ value = \"x\", count = 5 }}, {{ value = \"y\", count = 5 }}]\n")
    };
    let rules: String = [("a", "b", "c", "x"), ("a", "b", "c", "y")]
        .iter()
        .map(|(a, b, c, v)| {
            format!(
                "[[rules]]\nat_most = 0\nof = {{ {a} = \"{v}\", {b} = \"x\", {c} = \"x\" }}\n[[rules]]\nat_most = 0\nof = {{ {a} = \"{v}\", {b} = \"x\", {c} = \"y\" }}\n"
            )
        })
        .collect();
    let error =
        refused("supply = 10", &format!("{}{}{}{rules}", value("a"), value("b"), value("c")));
    assert!(error.contains("no contradiction was proved"), "{error}");
    assert!(error.contains("at most 0 of"), "{error}");
}

#[test]
fn what_a_plan_lacks_is_named() {
    let error = |text: &str| make(&config(text), &SEED, None).unwrap_err().to_string();
    assert!(error("").contains("[plan]"));
    assert!(error("[plan]\nsupply = 1").contains("template"));
    assert!(error("[plan]\nsupply = 1\n[prompt]\ntemplate = \"a\"").contains("512x512"));
}

#[test]
fn changes_are_named() {
    let old = make(&example(100), &SEED, None).unwrap();
    let new = make(&example(101), &SEED, None).unwrap();
    let lines = changes(&old, &new).join("\n");
    for part in
        ["supply: 100 → 101", "creature Cat: 20 → ", "pieces get other traits", "commitment: 0x"]
    {
        assert!(lines.contains(part), "{lines}");
    }
    assert!(changes(&old, &old).is_empty());
}

#[cfg(unix)]
#[test]
fn the_seed_is_made_once_and_for_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(seed::load(folder.path()).unwrap(), None);
    assert_eq!(seed::load_or_create(folder.path(), || Ok(SEED)).unwrap(), SEED);
    assert_eq!(
        seed::load_or_create(folder.path(), || Ok([9; 32])).unwrap(),
        SEED,
        "never replaced"
    );
    let path = seed::path(folder.path());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(folder.path().join(".colophon/.gitignore")).unwrap(), "*\n");
    std::fs::write(&path, "07").unwrap();
    assert!(seed::load(folder.path()).unwrap_err().to_string().contains("64 hex digits"));
}
