//! Lineages and data sets: ids, depths, splits and refusals of entries; leaves, roots and proofs of files.

use colophon_provenance::dataset::{self, Consent, Preference, Use};
use colophon_provenance::hash::{Software, Word};
use colophon_provenance::lineage::check::{check, LineageError};
use colophon_provenance::lineage::shares::shares;
use colophon_provenance::lineage::{entry_id, Graph, Node, Parent};
use colophon_provenance::tree;
use colophon_provenance::whole_tree::WholeTree;
use serde_json::{json, Value};

use super::{golden, hex, word};

/// Entries by their place.
#[derive(Default)]
struct Family(Vec<(Node, Vec<(usize, u16)>)>);

impl Graph for Family {
    type Entry = usize;

    fn node(&self, entry: usize) -> Option<Node> {
        self.0.get(entry).map(|(node, _)| *node)
    }

    fn parents(&self, entry: usize) -> Vec<(usize, u16)> {
        self.0.get(entry).map(|(_, parents)| parents.clone()).unwrap_or_default()
    }
}

/// Numbers that look random and are the same everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    /// Mostly shares that fit beside others.
    fn share(&mut self) -> u16 {
        [0, 1, 250, 1_250, 2_000, 3_333, 3_333, 10_000][self.below(8) as usize]
    }

    /// Mostly a number from 1 to 5.
    fn kind(&mut self) -> u8 {
        [1, 2, 4, 5, 1, 2, 4, 5, 1, 2, 4, 5, 3, 0, 6][self.below(15) as usize]
    }

    /// Mostly an entry that is known, and rather a late one.
    fn entry(&mut self, known: usize) -> usize {
        let known = known as u64;
        match self.below(16) {
            0 => (known + self.below(2)) as usize,
            1..8 => known.saturating_sub(1 + self.below(4)) as usize,
            _ => self.below(known + 1).min(known.saturating_sub(1)) as usize,
        }
    }

    fn parents(&mut self, known: usize) -> Vec<Parent<usize>> {
        let count = if self.below(16) == 0 { 15 + self.below(3) } else { self.below(4) };
        let merge = self.below(3) == 0;
        let mut left = 10_000;
        let mut parents: Vec<Parent<usize>> = Vec::new();
        for at in 0..count {
            let kind = if merge { 3 } else { self.kind() };
            let weight = if at + 1 == count { left } else { left / 2 };
            left -= weight;
            let weight_bps = if kind == 3 { weight } else { 0 };
            let entry = self.entry(known);
            if self.below(8) == 0 || parents.iter().all(|parent| parent.entry != entry) {
                parents.push(Parent { entry, kind, weight_bps, share_bps: self.share() });
            }
        }
        parents
    }
}

/// The name of a refusal, which is that of the Registry's error, and what it says.
fn refusal(error: LineageError) -> Value {
    match error {
        LineageError::TooManyParents { count } => json!(["TooManyParents", count]),
        LineageError::UnknownKind { index, kind } => json!(["InvalidKind", index, kind]),
        LineageError::SelfParent { index } => json!(["SelfParent", index]),
        LineageError::UnknownParent { index } => json!(["UnknownEntry", index]),
        LineageError::DuplicateParent { index } => json!(["DuplicateParent", index]),
        LineageError::WithdrawnParent { index } => json!(["EntryWithdrawn", index]),
        LineageError::Weight { index, kind, weight_bps } => {
            json!(["InvalidWeight", index, kind, weight_bps])
        }
        LineageError::WeightSum { sum } => json!(["InvalidWeights", sum]),
        LineageError::ShareSum { sum } => json!(["SharesExceedWhole", sum]),
        LineageError::TooDeep { depth } => json!(["TooDeep", depth]),
        LineageError::TooManyAncestors => json!(["TooManyAncestors"]),
    }
}

/// Wishes of one family, each with what became of it.
fn family(seed: u64, wishes: usize) -> Value {
    let mut dice = Dice(seed);
    let mut family = Family::default();
    let mut cases = Vec::new();
    for wish in 0..wishes {
        let own = family.0.len();
        let registrant = [u8::try_from(wish % 5 + 1).expect("small"); 20];
        let model = word(&format!("model {seed} {wish}"));
        let payee = [u8::try_from(dice.below(7) + 0x70).expect("small"); 20];
        let parents = dice.parents(own);
        let listed: Vec<Value> =
            parents.iter().map(|p| json!([p.entry, p.kind, p.weight_bps, p.share_bps])).collect();
        let mut case = json!({
            "registrant": hex(&registrant), "model_hash": hex(&model), "payee": hex(&payee), "parents": listed,
            "id": hex(&entry_id(&Software, &registrant, &model)),
        });
        match check(&family, own, &parents) {
            Err(error) => case["refused"] = refusal(error),
            Ok(depth) => {
                let withdrawn = dice.below(12) == 0;
                let named = parents.iter().map(|p| (p.entry, p.share_bps)).collect();
                family.0.push((Node { payee, depth, withdrawn }, named));
                case["depth"] = depth.into();
                case["withdrawn_later"] = withdrawn.into();
                case["shares"] = shares(&family, own)
                    .iter()
                    .map(|share| json!([hex(&share.payee), share.bps]))
                    .collect::<Vec<_>>()
                    .into();
            }
        }
        cases.push(case);
    }
    cases.into()
}

#[test]
fn lineages() {
    golden("lineages", &(1..=3).map(|seed| family(seed, 60)).collect::<Vec<_>>().into());
}

#[test]
fn datasets() {
    let consents = [
        Consent::default(),
        Consent::default().with(Use::AiTraining, Preference::Allowed),
        Use::ALL.iter().fold(Consent::default(), |all, of| all.with(*of, Preference::NotAllowed)),
        Consent::from_bits(Consent::MAX).expect("the largest"),
        Consent::default()
            .with(Use::DataMining, Preference::Constrained)
            .with(Use::AiGenerativeTrainingWithAuthorship, Preference::Allowed),
    ];
    let sets = [1, 2, 3, 8, 13].map(|count: usize| {
        let files: Vec<_> = (0..count)
            .map(|at| {
                let file = word(&format!("file {at}"));
                let licence = if at % 3 == 0 { [0; 32] } else { word("CC-BY-4.0") };
                let consent = consents[at % consents.len()];
                (dataset::leaf(&Software, &file, &licence, consent), file, licence, consent)
            })
            .collect();
        let leaves: Vec<Word> = files.iter().map(|file| file.0).collect();
        let tree = WholeTree::new(&Software, &leaves).expect("there are leaves");
        let root = tree.root();
        let files = files.iter().enumerate().map(|(given, (leaf, file, licence, consent))| {
            let proof = tree.proof(given).expect("there is such a leaf");
            assert!(tree::verify(&Software, &root, *leaf, proof.iter().copied()));
            let said = Use::ALL.iter().filter_map(|of| Some((of.name(), consent.of(*of).name()?)));
            json!({
                "file_hash": hex(file), "licence": hex(licence), "consent": consent.bits(),
                "preferences": said.collect::<std::collections::BTreeMap<_, _>>(),
                "leaf": hex(leaf), "proof": proof.iter().map(|node| hex(node)).collect::<Vec<_>>(),
            })
        });
        json!({ "root": hex(&root), "files": files.collect::<Vec<_>>() })
    });
    golden("datasets", &sets.to_vec().into());
}
