//! Lineages: splits that add up, against exact fractions along every path; what is refused; walks that end.

use std::collections::BTreeMap;

use colophon_provenance::dataset::{Consent, Preference, Use};
use colophon_provenance::lineage::check::{check, LineageError};
use colophon_provenance::lineage::shares::shares;
use colophon_provenance::lineage::walk::{walk, Step, WHOLE};
use colophon_provenance::lineage::{Graph, Node, Parent, MAX_DEPTH, MAX_ENTRIES};
use num_bigint::BigUint;
use proptest::prelude::*;

/// Entries in the order of their registration, identified by their place.
#[derive(Clone, Debug, Default)]
struct Family(Vec<(Node, Vec<Parent<usize>>)>);

impl Graph for Family {
    type Entry = usize;

    fn node(&self, entry: usize) -> Option<Node> {
        self.0.get(entry).map(|(node, _)| *node)
    }

    fn parents(&self, entry: usize) -> Vec<(usize, u16)> {
        self.0[entry].1.iter().map(|parent| (parent.entry, parent.share_bps)).collect()
    }
}

impl Family {
    /// Registers an entry if the rules let it in.
    fn add(&mut self, payee: u8, parents: Vec<Parent<usize>>) -> Result<usize, LineageError> {
        let own = self.0.len();
        let depth = check(self, own, &parents)?;
        self.0.push((Node { payee: [payee; 20], depth, withdrawn: false }, parents));
        Ok(own)
    }

    /// What `entry` passes on to each ancestor, and keeps, of `part`: path by path, in units of 10^-40 of the whole.
    fn spread(&self, entry: usize, part: &BigUint, to: &mut BTreeMap<usize, BigUint>) {
        let mut kept = part.clone();
        for (parent, share) in self.parents(entry) {
            let given = part * share / 10_000_u16;
            assert_eq!(&given * 10_000_u16, part * share, "40 digits are enough for every path");
            kept -= &given;
            self.spread(parent, &given, to);
        }
        *to.entry(entry).or_default() += kept;
    }

    /// The split by the definition: fractions, rounded once.
    fn split(&self, entry: usize) -> Vec<([u8; 20], u16)> {
        let whole = BigUint::from(10_u8).pow(40);
        let mut parts = BTreeMap::new();
        self.spread(entry, &whole, &mut parts);
        assert_eq!(parts.values().sum::<BigUint>(), whole);
        let payee = |entry: usize| self.0[entry].0.payee;
        let mut bps: BTreeMap<[u8; 20], u16> = BTreeMap::new();
        let mut rest = 10_000;
        for (ancestor, part) in parts {
            if ancestor != entry {
                let floor = u16::try_from(part * 10_000_u16 / &whole).expect("at most the whole");
                *bps.entry(payee(ancestor)).or_default() += floor;
                rest -= floor;
            }
        }
        *bps.entry(payee(entry)).or_default() += rest;
        let first = bps.remove(&payee(entry)).map(|bps| (payee(entry), bps));
        first.into_iter().chain(bps).filter(|(_, bps)| *bps > 0).collect()
    }
}

fn base(entry: usize, share_bps: u16) -> Parent<usize> {
    Parent { entry, kind: 1, weight_bps: 0, share_bps }
}

/// What somebody may want to register: a payee out of few, and parents among those before, with shares that fit more often than not.
type Wish = (u8, Vec<(prop::sample::Index, u16)>);

fn any_wishes(most: usize) -> impl Strategy<Value = Vec<Wish>> {
    let share = prop_oneof![Just(0), Just(1), Just(3_333), Just(5_000), 0..=4_000_u16];
    let parents = prop::collection::vec((any::<prop::sample::Index>(), share), 0..4);
    prop::collection::vec((1..9_u8, parents), 1..most)
}

/// A family of all wishes that were granted.
fn family(wishes: Vec<Wish>) -> Family {
    let mut family = Family::default();
    for (payee, parents) in wishes {
        let count = family.0.len();
        let parents = parents.iter().filter(|_| count > 0);
        let parents = parents.map(|(at, share)| base(at.index(count), *share)).collect();
        let _ = family.add(payee, parents);
    }
    family
}

proptest! {
    #[test]
    fn a_split_is_exact_and_whole(wishes in any_wishes(24)) {
        let family = family(wishes);
        for entry in 0..family.0.len() {
            let found: Vec<_> = shares(&family, entry).iter().map(|s| (s.payee, s.bps)).collect();
            prop_assert_eq!(found.iter().map(|(_, bps)| u32::from(*bps)).sum::<u32>(), 10_000);
            prop_assert_eq!(found, family.split(entry));
        }
    }

    #[test]
    fn a_larger_share_gives_no_ancestor_less(wishes in any_wishes(16), more in 1..3_000_u16) {
        let mut family = family(wishes);
        let entry = family.0.len() - 1;
        let own = family.0[entry].0.payee;
        let before = shares(&family, entry);
        let given: u16 = family.parents(entry).iter().map(|(_, share)| share).sum();
        if let Some(parent) = family.0[entry].1.first_mut() {
            parent.share_bps += more.min(10_000 - given);
        }
        let after = shares(&family, entry);
        for share in before.iter().filter(|share| share.payee != own) {
            let now = after.iter().find(|other| other.payee == share.payee);
            prop_assert!(now.is_some_and(|now| now.bps >= share.bps));
        }
    }

    #[test]
    fn walks_are_bounded_and_lose_nothing(wishes in any_wishes(90)) {
        let family = family(wishes);
        for (entry, (node, _)) in family.0.iter().enumerate() {
            prop_assert!(node.depth <= MAX_DEPTH);
            let first = Step { entry, payee: node.payee, depth: node.depth, part: WHOLE };
            let steps = walk(&family, first, &family.parents(entry));
            let steps = steps.expect("what was let in can be walked");
            prop_assert!(steps.len() <= MAX_ENTRIES);
            prop_assert_eq!(steps.iter().map(|step| step.part).sum::<u128>(), WHOLE);
            let mut entries: Vec<_> = steps.iter().map(|step| step.entry).collect();
            entries.sort_unstable();
            entries.dedup();
            prop_assert_eq!(entries.len(), steps.len(), "each entry once");
        }
    }

    #[test]
    fn a_consent_keeps_what_was_said(said in prop::collection::vec((0..6_usize, 0..4_usize), 0..12)) {
        let preferences =
            [Preference::Unstated, Preference::Allowed, Preference::NotAllowed, Preference::Constrained];
        let (mut consent, mut plain) = (Consent::default(), [Preference::Unstated; 6]);
        for (of, preference) in said {
            consent = consent.with(Use::ALL[of], preferences[preference]);
            plain[of] = preferences[preference];
        }
        prop_assert_eq!(Use::ALL.map(|of| consent.of(of)), plain);
        prop_assert_eq!(Consent::from_bits(consent.bits()), Some(consent));
    }
}

#[test]
fn each_rule_is_named() {
    let mut family = Family::default();
    for payee in 0..18 {
        family.add(payee, Vec::new()).expect("nothing to refuse");
    }
    family.0[1].0.withdrawn = true;
    let merge = |entry, weight_bps| Parent { entry, kind: 3, weight_bps, share_bps: 0 };
    let kind = |kind, weight_bps| Parent { kind, weight_bps, ..base(0, 0) };
    let cases = [
        ((1..18).map(|at| base(at, 0)).collect(), LineageError::TooManyParents { count: 17 }),
        (vec![base(0, 0), kind(0, 0)], LineageError::UnknownKind { index: 1, kind: 0 }),
        (vec![kind(6, 0)], LineageError::UnknownKind { index: 0, kind: 6 }),
        (vec![base(18, 0)], LineageError::SelfParent { index: 0 }),
        (vec![base(19, 0)], LineageError::UnknownParent { index: 0 }),
        (vec![base(2, 0), base(3, 0), base(2, 1)], LineageError::DuplicateParent { index: 2 }),
        (vec![base(1, 0)], LineageError::WithdrawnParent { index: 0 }),
        (vec![kind(1, 1)], LineageError::Weight { index: 0, kind: 1, weight_bps: 1 }),
        (vec![kind(3, 0)], LineageError::Weight { index: 0, kind: 3, weight_bps: 0 }),
        (vec![merge(2, 5_000), merge(3, 4_999)], LineageError::WeightSum { sum: 9_999 }),
        (vec![merge(2, 5_000), merge(3, 5_001)], LineageError::WeightSum { sum: 10_001 }),
        (vec![base(2, 9_999), base(3, 2)], LineageError::ShareSum { sum: 10_001 }),
        (vec![base(2, u16::MAX), base(3, u16::MAX)], LineageError::ShareSum { sum: 131_070 }),
    ];
    for (parents, refusal) in cases {
        let parents: Vec<_> = parents;
        assert_eq!(check(&family, 18, &parents), Err(refusal), "{parents:?}");
    }
    let sound = [merge(2, 4_000), merge(3, 6_000), base(4, 10_000)];
    assert_eq!(check(&family, 18, &sound), Ok(1), "a merge may have other parents too");
    assert_eq!(check(&family, 18, &(2..18).map(|at| base(at, 625)).collect::<Vec<_>>()), Ok(1));
}

#[test]
fn nine_edges_are_one_too_many() {
    let mut family = Family::default();
    let mut last = family.add(0, Vec::new()).expect("the first");
    for depth in 1..=MAX_DEPTH {
        last = family.add(depth, vec![base(last, 10_000)]).expect("not too deep");
        assert_eq!(family.0[last].0.depth, depth);
    }
    assert_eq!(family.add(9, vec![base(last, 1)]), Err(LineageError::TooDeep { depth: 9 }));
    // Everything is passed on, eight times over.
    let split = shares(&family, last);
    assert_eq!(
        split.iter().map(|share| (share.payee, share.bps)).collect::<Vec<_>>(),
        [([0; 20], 10_000)]
    );
}

#[test]
fn sixty_four_entries_are_a_lineage_and_sixty_five_are_not() {
    let mut family = Family::default();
    let leaf = |family: &mut Family| family.add(1, Vec::new()).expect("no parents");
    let mut middle = Vec::new();
    for children in [15, 15, 15, 14] {
        let parents = (0..children).map(|_| base(leaf(&mut family), 1)).collect();
        middle.push(base(family.add(2, parents).expect("below the limit"), 1));
    }
    // 59 leaves, 4 above them, and the entry: 64.
    let whole = family.add(3, middle.clone()).expect("exactly at the limit");
    assert_eq!(family.0[whole].0.depth, 2);
    middle.push(base(leaf(&mut family), 0));
    assert_eq!(family.add(3, middle), Err(LineageError::TooManyAncestors));
    assert_eq!(family.add(4, vec![base(whole, 1)]), Err(LineageError::TooManyAncestors));
}

#[test]
fn rounding_leaves_the_rest_to_the_entry() {
    let mut family = Family::default();
    let [one, two] = [1, 2].map(|payee| family.add(payee, Vec::new()).expect("no parents"));
    // 1/3 of 1/3, twice: 1,110.8889 basis points each, of which 1,110 are paid.
    let middle = family.add(3, vec![base(one, 3_333), base(two, 3_333)]).expect("sound");
    let entry = family.add(4, vec![base(middle, 3_333)]).expect("sound");
    let split: Vec<_> = shares(&family, entry).iter().map(|s| (s.payee[0], s.bps)).collect();
    assert_eq!(split, [(4, 6_669), (1, 1_110), (2, 1_110), (3, 1_111)]);
    // Below one basis point nothing is left to pay.
    let poor = family.add(5, vec![base(entry, 1)]).expect("sound");
    let split: Vec<_> = shares(&family, poor).iter().map(|s| (s.payee[0], s.bps)).collect();
    assert_eq!(split, [(5, 10_000)]);
}
