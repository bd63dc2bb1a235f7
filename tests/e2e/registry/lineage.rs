//! Lineages, their limits and their splits.

use std::str::FromStr;

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{SolCall, SolInterface, SolValue};
use colophon_e2e::{programs::repository, Build, Registry, ARTIST, CURATOR, MINTER, STRANGER};
use serde_json::{json, Value};

use super::{base, claim, hash, Desk};

fn merge(entry: B256, weight: u16) -> Registry::Parent {
    Registry::Parent { entry, kind: 3, weightBps: weight, shareBps: 0 }
}

/// Models of the artist without parents, by the numbers of their hashes.
fn roots(desk: &mut Desk, numbers: std::ops::Range<u64>) -> Vec<B256> {
    numbers.map(|number| desk.model(ARTIST, hash(number), vec![])).collect()
}

fn split(desk: &Desk, entry: B256) -> Vec<(Address, u16)> {
    let shares = desk.view(Registry::ancestorSharesCall { entry });
    shares.payees.into_iter().zip(shares.bps).collect()
}

fn an_unknown_parent_is_refused(build: Build) {
    let mut desk = Desk::new(build);
    let known = desk.model(ARTIST, hash(1), vec![]);
    let call = claim(ARTIST, hash(2), vec![base(known, 0), base(hash(3), 0)]);
    desk.refused(ARTIST, call, Registry::UnknownEntry { entry: hash(3) });
    let zero = claim(ARTIST, hash(2), vec![base(B256::ZERO, 0)]);
    desk.refused(ARTIST, zero, Registry::UnknownEntry { entry: B256::ZERO });
}

fn a_model_is_not_its_own_parent(build: Build) {
    let mut desk = Desk::new(build);
    let own = keccak256((ARTIST, hash(1)).abi_encode());
    let call = claim(ARTIST, hash(1), vec![base(own, 10)]);
    desk.refused(ARTIST, call.clone(), Registry::SelfParent { entry: own });
    // The same id is nobody's yet when somebody else names it.
    desk.refused(STRANGER, call, Registry::UnknownEntry { entry: own });
}

fn the_same_parent_twice_is_refused(build: Build) {
    let mut desk = Desk::new(build);
    let roots = roots(&mut desk, 1..3);
    let parents = vec![base(roots[0], 1), base(roots[1], 1), merge(roots[0], 10_000)];
    let error = Registry::DuplicateParent { entry: roots[0] };
    desk.refused(ARTIST, claim(ARTIST, hash(9), parents), error);
}

fn sixteen_parents_are_taken_and_seventeen_are_not(build: Build) {
    let mut desk = Desk::new(build);
    let roots = roots(&mut desk, 1..34);
    for count in [17, 33] {
        let parents = roots[..count].iter().map(|root| base(*root, 1)).collect();
        let error = Registry::TooManyParents { count: U256::from(count), max: U256::from(16) };
        desk.refused(ARTIST, claim(ARTIST, hash(99), parents), error);
    }
    let parents: Vec<_> = (1..).zip(&roots[..16]).map(|(share, root)| base(*root, share)).collect();
    let entry = desk.model(CURATOR, hash(99), parents.clone());
    assert_eq!(desk.view(Registry::parentsOfCall { entry }), parents);
    assert_eq!(split(&desk, entry), [(CURATOR, 10_000 - 136), (ARTIST, 136)]);
}

fn shares_above_the_whole_are_refused(build: Build) {
    let mut desk = Desk::new(build);
    let roots = roots(&mut desk, 1..3);
    let with =
        |one, other| claim(CURATOR, hash(9), vec![base(roots[0], one), base(roots[1], other)]);
    let error =
        |sum| Registry::SharesExceedWhole { sum: U256::from(sum), whole: U256::from(10_000) };
    desk.refused(CURATOR, with(10_000, 1), error(10_001));
    desk.refused(CURATOR, with(u16::MAX, u16::MAX), error(131_070));
    let entry = desk.ok(CURATOR, with(1, 9_999)).0;
    assert_eq!(split(&desk, entry), [(ARTIST, 10_000)], "who gives everything away is left out");
}

fn kinds_and_weights_are_checked(build: Build) {
    let mut desk = Desk::new(build);
    let roots = roots(&mut desk, 1..4);
    let kind = |kind, weight| {
        let parent = Registry::Parent { kind, weightBps: weight, ..base(roots[0], 0) };
        claim(ARTIST, hash(9), vec![base(roots[1], 0), parent])
    };
    for number in [0, 6, 255] {
        let error = Registry::InvalidKind { index: U256::from(1), kind: number };
        desk.refused(ARTIST, kind(number, 0), error);
    }
    for (number, weight) in [(1, 1), (2, 10_000), (4, 1), (5, 1), (3, 0)] {
        let index = U256::from(1);
        let error = Registry::InvalidWeight { index, kind: number, weightBps: weight };
        desk.refused(ARTIST, kind(number, weight), error);
    }
    let whole = U256::from(10_000);
    for weights in [[5_000, 4_999], [5_000, 5_001], [u16::MAX, u16::MAX]] {
        let parents = vec![merge(roots[0], weights[0]), merge(roots[1], weights[1])];
        let sum = U256::from(weights.map(u64::from).iter().sum::<u64>());
        let error = Registry::InvalidWeights { sum, whole };
        desk.refused(ARTIST, claim(ARTIST, hash(9), parents), error);
    }
    let parents = vec![merge(roots[0], 2_500), merge(roots[1], 7_500), base(roots[2], 5)];
    let entry = desk.model(ARTIST, hash(9), parents.clone());
    assert_eq!(desk.view(Registry::parentsOfCall { entry }), parents);
}

fn eight_generations_are_a_lineage_and_nine_are_not(build: Build) {
    let mut desk = Desk::new(build);
    let mut last = desk.model(STRANGER, hash(0), vec![]);
    for depth in 1..=8 {
        last = desk.model(ARTIST, hash(depth), vec![base(last, 5_000)]);
        assert_eq!(u64::from(desk.view(Registry::modelOfCall { entry: last }).depth), depth);
    }
    // 10,000 / 2^8 is 39.0625.
    assert_eq!(split(&desk, last), [(ARTIST, 9_961), (STRANGER, 39)]);
    let error = Registry::TooDeep { depth: U256::from(9), max: U256::from(8) };
    desk.refused(ARTIST, claim(ARTIST, hash(9), vec![base(last, 0)]), error);
}

fn sixty_four_entries_are_a_lineage_and_sixty_five_are_not(build: Build) {
    let mut desk = Desk::new(build);
    let roots = roots(&mut desk, 100..160);
    let mut middle = Vec::new();
    for (number, group) in (1..).zip([&roots[..15], &roots[15..30], &roots[30..45], &roots[45..59]])
    {
        let parents = group.iter().map(|root| base(*root, 600)).collect();
        middle.push(base(desk.model(CURATOR, hash(number), parents), 2_500));
    }
    let whole = desk.model(MINTER, hash(10), middle.clone());
    // Each middle passes on 15 × 600 of its 2,500, the last 14 × 600; floors are per entry: 150 basis points exactly.
    assert_eq!(split(&desk, whole), sorted([(ARTIST, 59 * 150), (CURATOR, 3 * 250 + 400)]));
    let error = || Registry::TooManyAncestors { max: U256::from(64) };
    middle.push(base(roots[59], 0));
    desk.refused(MINTER, claim(MINTER, hash(11), middle), error());
    desk.refused(MINTER, claim(MINTER, hash(11), vec![base(whole, 0)]), error());
}

fn sorted<const N: usize>(mut shares: [(Address, u16); N]) -> [(Address, u16); N] {
    shares.sort_unstable();
    shares
}

fn what_is_reached_twice_is_paid_for_both(build: Build) {
    let mut desk = Desk::new(build);
    let root = desk.model(STRANGER, hash(1), vec![]);
    let left = desk.model(CURATOR, hash(2), vec![base(root, 3_333)]);
    let right = desk.model(MINTER, hash(3), vec![base(root, 1_000)]);
    let entry = desk.model(ARTIST, hash(4), vec![base(left, 5_000), base(right, 3_000)]);
    // 5,000 × 0.3333 + 3,000 × 0.1 = 1,966.5; the half point stays with the entry, and so does that of the left one.
    let [first, rest @ ..] = &split(&desk, entry)[..] else { panic!("a split") };
    assert_eq!(*first, (ARTIST, 2_001));
    assert_eq!(rest, sorted([(CURATOR, 3_333), (MINTER, 2_700), (STRANGER, 1_966)]));
    // The entry comes first whatever its address is, and has what others of the same payee earn.
    let own = desk.model(STRANGER, hash(5), vec![base(entry, 10_000)]);
    assert_eq!(split(&desk, own).len(), 4);
    assert_eq!(split(&desk, own)[0], (STRANGER, 1_967));
}

/// The vectors of the rules, replayed: ids, depths, splits and refusals are those of the shared code and of its second
/// implementation.
fn the_program_agrees_with_the_vectors(build: Build) {
    let path = repository().join("crates/provenance/vectors/lineages.json");
    let text = std::fs::read_to_string(path).expect("the vectors are committed");
    let families: Vec<Vec<Value>> = serde_json::from_str(&text).expect("JSON");
    for family in families {
        let mut desk = Desk::new(build);
        let mut ids: Vec<B256> = Vec::new();
        for case in &family {
            replay(&mut desk, &mut ids, case);
        }
    }
}

fn replay(desk: &mut Desk, ids: &mut Vec<B256>, case: &Value) {
    let id: B256 = parsed(&case["id"]);
    let registrant: Address = parsed(&case["registrant"]);
    desk.world.chain.set_balance(registrant, U256::from(10).pow(U256::from(20)));
    let parents: Vec<_> =
        list(&case["parents"]).map(|parent| read_parent(parent, ids, id)).collect();
    let call = claim(parsed(&case["payee"]), parsed(&case["model_hash"]), parents.clone());
    if let Some(refusal) = case.get("refused") {
        let output = desk.fails(registrant, call.abi_encode());
        let error = Registry::RegistryErrors::abi_decode(&output).expect("an error");
        assert_eq!(described(error, &parents), *refusal);
        return;
    }
    assert_eq!(desk.ok(registrant, call).0, id);
    let depth = desk.view(Registry::modelOfCall { entry: id }).depth;
    assert_eq!(Some(u64::from(depth)), case["depth"].as_u64());
    let shares = list(&case["shares"]).map(|share| (parsed(&share[0]), small(&share[1])));
    assert_eq!(split(desk, id), shares.collect::<Vec<_>>());
    assert_eq!(desk.view(Registry::parentsOfCall { entry: id }), parents);
    ids.push(id);
    if case["withdrawn_later"] == true {
        desk.ok(registrant, Registry::withdrawCall { entry: id });
    }
}

/// A parent by its place: the one after the last is the entry itself, and those beyond do not exist.
fn read_parent(parent: &Value, ids: &[B256], own: B256) -> Registry::Parent {
    let at = usize::from(small(&parent[0]));
    let beyond = if at == ids.len() { own } else { hash(1) };
    Registry::Parent {
        entry: ids.get(at).copied().unwrap_or(beyond),
        kind: u8::try_from(small(&parent[1])).expect("a byte"),
        weightBps: small(&parent[2]),
        shareBps: small(&parent[3]),
    }
}

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().expect("a list").iter()
}

fn parsed<T: FromStr>(value: &Value) -> T {
    value.as_str().and_then(|text| text.parse().ok()).expect("hexadecimal")
}

fn small(value: &Value) -> u16 {
    value.as_u64().and_then(|number| number.try_into().ok()).expect("a small number")
}

/// An error in the words of the vectors: entries by the first place at which they are refused.
fn described(error: Registry::RegistryErrors, parents: &[Registry::Parent]) -> Value {
    use Registry::RegistryErrors as E;
    let at = |entry: B256| parents.iter().position(|parent| parent.entry == entry);
    let again = |entry: B256| {
        let mut places = (0..parents.len()).filter(|place| parents[*place].entry == entry);
        places.nth(1)
    };
    let number = |number: U256| number.to::<u64>();
    match error {
        E::TooManyParents(e) => json!(["TooManyParents", number(e.count)]),
        E::InvalidKind(e) => json!(["InvalidKind", number(e.index), e.kind]),
        E::SelfParent(e) => json!(["SelfParent", at(e.entry)]),
        E::UnknownEntry(e) => json!(["UnknownEntry", at(e.entry)]),
        E::DuplicateParent(e) => json!(["DuplicateParent", again(e.entry)]),
        E::EntryWithdrawn(e) => json!(["EntryWithdrawn", at(e.entry)]),
        E::InvalidWeight(e) => {
            json!(["InvalidWeight", number(e.index), e.kind, e.weightBps])
        }
        E::InvalidWeights(e) => json!(["InvalidWeights", number(e.sum)]),
        E::SharesExceedWhole(e) => json!(["SharesExceedWhole", number(e.sum)]),
        E::TooDeep(e) => json!(["TooDeep", number(e.depth)]),
        E::TooManyAncestors(_) => json!(["TooManyAncestors"]),
        _ => panic!("not an error of a lineage"),
    }
}

both_builds!(
    an_unknown_parent_is_refused,
    a_model_is_not_its_own_parent,
    the_same_parent_twice_is_refused,
    sixteen_parents_are_taken_and_seventeen_are_not,
    shares_above_the_whole_are_refused,
    kinds_and_weights_are_checked,
    eight_generations_are_a_lineage_and_nine_are_not,
    sixty_four_entries_are_a_lineage_and_sixty_five_are_not,
    what_is_reached_twice_is_paid_for_both,
    the_program_agrees_with_the_vectors,
);
