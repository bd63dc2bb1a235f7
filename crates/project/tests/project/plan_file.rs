//! The form of `plan/plan.json`, and templates.

use std::path::Path;

use colophon_project::config::Condition;
use colophon_project::plan::template::Template;
use colophon_project::plan::{
    Assignment, Beacon, Plan, PlannedPiece, PlannedRule, PlannedTrait, PlannedValue, Traits, SCHEMA,
};

fn plan() -> Plan {
    let value = |value: &str, count| PlannedValue { value: value.into(), count };
    let piece = |index, value: &str| PlannedPiece {
        index,
        traits: Traits(vec![("z".into(), value.into()), ("a".into(), "\"…\n".into())]),
        prompt: "p".into(),
        negative: String::new(),
        seed: u32::MAX,
        width: 1,
        height: 2,
        model: None,
    };
    Plan {
        schema: SCHEMA.into(),
        supply: 2,
        unique: true,
        assignment: Assignment {
            tables: "0x01".into(),
            roster: "0x03".into(),
            commitment: "0x02".into(),
            beacon: Some(Beacon { name: "block 5".into(), value: None }),
            seed: None,
        },
        seed_start: None,
        traits: vec![PlannedTrait { name: "z".into(), values: vec![value("x", 1), value("y", 1)] }],
        rules: vec![PlannedRule::AtMost {
            limit: 1,
            of: vec![Condition { of: "z".into(), values: vec!["x".into()] }],
        }],
        roster: Vec::new(),
        pieces: vec![piece(0, "x"), piece(1, "y")],
    }
}

#[test]
fn a_plan_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Plan::load(folder.path()).unwrap(), None);
    plan().save(folder.path()).unwrap();
    assert_eq!(Plan::load(folder.path()).unwrap(), Some(plan()));
    let text = String::from_utf8(plan().to_json().unwrap()).unwrap();
    assert!(
        text.contains("\n    {\"index\":0,\"traits\":{\"z\":\"x\","),
        "one line a piece: {text}"
    );
}

#[test]
fn a_plan_that_awaits_its_beacon_lists_the_combinations() {
    let mut plan = plan();
    plan.pieces.clear();
    plan.roster = vec![vec![0], vec![1]];
    let bytes = plan.to_json().unwrap();
    assert_eq!(Plan::parse(&bytes, Path::new("p")).unwrap(), plan);
}

#[test]
fn a_plan_that_contradicts_itself_is_refused() {
    let refused = |change: fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        Plan::parse(&plan.to_json().unwrap(), Path::new("p.json")).unwrap_err().to_string()
    };
    assert!(refused(|plan| plan.schema = "colophon/plan/2".into()).contains("colophon/plan/1"));
    assert!(refused(|plan| plan.supply = 3).contains("2 pieces"));
    assert!(refused(|plan| plan.pieces[1].index = 0).contains("piece 1"));
    assert!(Plan::parse(b"{", Path::new("p.json")).unwrap_err().to_string().contains("p.json"));
}

#[test]
fn templates_are_filled() {
    let fill =
        |text: &str| Template::parse(text).unwrap().fill(|name| (name == "a b").then_some("{x}"));
    assert_eq!(fill("{a b}-{ a b }"), "{x}-{x}", "what is filled in is not read again");
    assert_eq!(fill("{{a b}} é"), "{a b} é");
    assert_eq!(fill(""), "");
    assert!(Template::parse("{a{b}").is_err());
    assert!(Template::parse("a}").is_err());
}
