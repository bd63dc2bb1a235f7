//! Records of any kind: they read back, and another implementation finds the same canonical bytes.

use std::num::NonZeroU32;

use colophon_provenance::hash::{Keccak, Software};
use colophon_provenance::record::{
    Adapter, AdapterKind, Content, Count, Creator, Decimal, Draft, Evidence, Label, MediaType,
    Model, Params, Prompt, Record, Seed, ShortHash, Standing, Term,
};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use crate::any_text;

fn any_content() -> impl Strategy<Value = Content> {
    let size = || of(any::<NonZeroU32>());
    let bytes = (0..=(1_u64 << 53) - 1).prop_map(|bytes| Count::new(bytes).expect("in range"));
    (any::<[u8; 32]>(), bytes, size(), size(), of(any::<[u8; 32]>()), of(any::<[u8; 8]>()))
        .prop_map(|(sha256, bytes, width, height, pixel_sha256, dhash64)| Content {
            sha256,
            bytes,
            media_type: MediaType::new("image/webp").expect("a media type"),
            width,
            height,
            pixel_sha256,
            dhash64,
            cid: None,
        })
}

fn any_prompt() -> impl Strategy<Value = Prompt> {
    let public = (any_text(48), of(any_text(24)))
        .prop_map(|(positive, negative)| Prompt::Public { positive, negative });
    let committed = any::<[u8; 32]>()
        .prop_filter("not zero", |word| *word != [0; 32])
        .prop_map(|commitment| Prompt::Committed { commitment });
    prop_oneof![public, committed, Just(Prompt::None)]
}

fn any_label() -> impl Strategy<Value = Label> {
    any_text(24).prop_filter_map("a label", |text| Label::new(&text))
}

fn any_short_hash() -> impl Strategy<Value = ShortHash> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(ShortHash::AutoV1),
        any::<[u8; 5]>().prop_map(ShortHash::AutoV2),
        any::<[u8; 6]>().prop_map(ShortHash::AutoV3),
    ]
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    any::<f64>()
        .prop_filter("finite", |number| number.is_finite())
        .prop_map(|number| Decimal::new(&format!("{number:e}")).expect("a decimal"))
}

prop_compose! {
    fn any_draft()(
        content in any_content(),
        prompt in any_prompt(),
        name in any_label(),
        blake3 in of(any::<[u8; 32]>()),
        short_hash in of(any_short_hash()),
        weights in vec(of(any_decimal()), 0..3),
        seed in any::<i128>(),
        steps in any::<u32>(),
        extra in btree_map(any_text(8), any_text(16), 0..6),
        address in any::<[u8; 20]>(),
        standings in vec(select(vec![
            Standing::Declared, Standing::Claimed, Standing::Recomputed, Standing::Reexecuted,
        ]), 6),
    ) -> Draft {
        let mut draft = Draft::new(content, prompt);
        draft.model = Some(Model { name: Some(name), blake3, short_hash, ..Model::default() });
        draft.adapters = weights
            .into_iter()
            .map(|weight| Adapter {
                kind: AdapterKind::Lora,
                name: None,
                weight,
                file_sha256: None,
                tensor_sha256: None,
                blake3: None,
                short_hash,
            })
            .collect();
        let seed = Some(Seed(seed >> (steps % 128)));
        draft.params = Some(Params { seed, steps: Some(steps), extra, ..Params::default() });
        draft.creator = Some(Creator { address: Some(address), name: None });
        draft.evidence = Some(Evidence {
            format: Term::new("comfyui").expect("a term"),
            raw_sha256: None,
            c2pa_store_sha256: None,
            signature: None,
        });
        draft.stand("", standings[0]).stand("/prompt", standings[1]).stand("/params", standings[2]);
        draft.stand("/model/name", standings[3]).stand("/evidence/format", standings[4]);
        draft
    }
}

proptest! {
    #[test]
    fn a_record_reads_back(draft in any_draft()) {
        let record = Record::new(draft.clone()).expect("a sound draft");
        prop_assert_eq!(record.fields(), &draft);
        prop_assert_eq!(Record::from_canonical(record.canonical()), Ok(record.clone()));
        prop_assert_eq!(record.hash(&Software), Software.keccak256(record.canonical()));

        let theirs: serde_json::Value = serde_json::from_slice(record.canonical()).expect("JSON");
        let canonical = serde_json_canonicalizer::to_vec(&theirs).expect("JSON");
        prop_assert_eq!(record.canonical(), canonical);
        let pretty = serde_json::to_vec_pretty(&theirs).expect("JSON");
        prop_assert_eq!(Record::from_json(&pretty), Ok(record.clone()));
        prop_assert_eq!(record.into_draft(), draft);
    }

    #[test]
    fn one_changed_byte_gives_another_record_or_none(
        draft in any_draft(),
        at: prop::sample::Index,
        bit in 0_u32..8,
    ) {
        let record = Record::new(draft).expect("a sound draft");
        let mut bytes = record.canonical().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(other) = Record::from_canonical(&bytes) {
            prop_assert_ne!(other.hash(&Software), record.hash(&Software));
            prop_assert_ne!(other.fields(), record.fields());
        }
    }
}
