//! Drafts that the other tests start from: the smallest, one with a commitment, and one with every field there is.

use std::num::NonZeroU32;

use colophon_provenance::record::{
    self, Adapter, AdapterKind, Cid, Content, Count, Creator, DataMining, Decimal, Draft, Evidence,
    Input, InputRole, Label, MediaType, Model, Oversight, Params, Permission, Prompt, Rights, Seed,
    ShortHash, Signature, SignatureStatus, Source, Standing, Term, Timestamp,
};

use super::word;

fn label(text: &str) -> Label {
    Label::new(text).expect("a sound label")
}

fn decimal(text: &str) -> Decimal {
    Decimal::new(text).expect("a sound decimal")
}

fn term(text: &str) -> Term {
    Term::new(text).expect("a sound term")
}

/// The file of the IPFS profile: `hello world`.
pub(super) fn content() -> Content {
    let digest = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
    let mut sha256 = [0; 32];
    for (at, byte) in sha256.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).expect("digits");
    }
    Content {
        sha256,
        bytes: Count::new(11).expect("small"),
        media_type: MediaType::new("image/png").expect("a media type"),
        width: None,
        height: None,
        pixel_sha256: None,
        dhash64: None,
        cid: None,
    }
}

pub(super) fn minimal() -> Draft {
    let mut draft = Draft::new(content(), Prompt::None);
    draft.stand("/prompt", Standing::Declared);
    draft
}

pub(super) fn committed() -> Draft {
    let mut draft = Draft::new(content(), Prompt::Committed { commitment: word("commitment") });
    draft.stand("/prompt", Standing::Recomputed);
    draft.source = Some(Source {
        digital_source_type: Some(term("trainedAlgorithmicMedia")),
        human_oversight: Some(Oversight::PromptGuided),
        created: Timestamp::new("2026-11-21T09:30:00Z"),
    });
    draft.stand("/source", Standing::Declared).stand("/source/created", Standing::Claimed);
    draft
}

fn model() -> Model {
    Model {
        name: Some(label("inkling-xl v1.0 (ünï)")),
        file_sha256: Some(word("file")),
        tensor_sha256: Some(word("tensors")),
        blake3: Some(word("blake3")),
        short_hash: Some(ShortHash::AutoV2([0x31, 0xe3, 0x5c, 0x80, 0xfc])),
        locator: Some(label("urn:air:sdxl:checkpoint:civitai:101055@128078")),
        architecture: Some(label("stable-diffusion-xl-v1-base")),
        license: Some(label("CreativeML-OpenRAIL-M")),
    }
}

fn adapters() -> Vec<Adapter> {
    vec![
        Adapter {
            kind: AdapterKind::Lora,
            name: Some(label("ink")),
            weight: Some(decimal("0.8")),
            file_sha256: Some(word("lora file")),
            tensor_sha256: Some(word("lora tensors")),
            blake3: Some(word("lora blake3")),
            short_hash: Some(ShortHash::AutoV3([1, 2, 3, 4, 5, 6])),
        },
        Adapter {
            kind: AdapterKind::Vae,
            name: None,
            weight: None,
            file_sha256: None,
            tensor_sha256: None,
            blake3: None,
            short_hash: Some(ShortHash::AutoV1([0xde, 0xad, 0xbe, 0xef])),
        },
    ]
}

fn params() -> Params {
    let size = NonZeroU32::new(1_024);
    Params {
        seed: Some(Seed(1_234_567_890)),
        steps: Some(28),
        sampler: Some(label("DPM++ 2M")),
        scheduler: Some(label("Karras")),
        cfg_scale: Some(decimal("7.0")),
        width: size,
        height: size,
        denoise: Some(decimal("1e-05")),
        clip_skip: Some(2),
        extra: [
            ("ENSD".to_owned(), "31337".to_owned()),
            ("Hires/up~scale".to_owned(), "2".to_owned()),
        ]
        .into(),
    }
}

fn rights() -> Rights {
    Rights {
        license: Some(label("CC-BY-4.0")),
        data_mining: Some(DataMining {
            data_mining: Some(Permission::Allowed),
            ai_inference: Some(Permission::Allowed),
            ai_training: Some(Permission::NotAllowed),
            ai_generative_training: Some(Permission::NotAllowed),
            ai_training_with_authorship: Some(Permission::Constrained),
            ai_generative_training_with_authorship: Some(Permission::Constrained),
        }),
    }
}

/// A record with every field there is.
pub(super) fn full() -> Draft {
    let size = NonZeroU32::new(1_024);
    let whole = Content {
        width: size,
        height: size,
        pixel_sha256: Some(word("pixels")),
        dhash64: Some([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]),
        cid: Cid::new("bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"),
        ..content()
    };
    let prompt = Prompt::Public {
        positive: "an octopus writing a letter, <lora:ink:0.8>".into(),
        negative: Some("worst quality\nblurry".into()),
    };
    let mut draft = Draft::new(whole, prompt);
    draft.model = Some(model());
    draft.adapters = adapters();
    draft.params = Some(params());
    draft.software =
        Some(record::Software { name: label("AUTOMATIC1111"), version: Some(label("v1.10.1")) });
    draft.inputs = vec![Input { role: InputRole::Mask, sha256: word("mask") }];
    draft.source = committed().source;
    draft.creator = Some(Creator { address: Some([0xab; 20]), name: Some(label("Ada Ink")) });
    draft.rights = Some(rights());
    draft.evidence = Some(Evidence {
        format: term("a1111"),
        raw_sha256: Some(word("raw")),
        c2pa_store_sha256: Some(word("store")),
        signature: Some(Signature { kind: term("novelai"), status: SignatureStatus::Valid }),
    });
    for section in ["/model", "/adapters", "/prompt", "/params", "/software", "/inputs"] {
        draft.stand(section, Standing::Claimed);
    }
    for section in ["/source", "/creator", "/rights"] {
        draft.stand(section, Standing::Declared);
    }
    draft
        .stand("/evidence", Standing::Recomputed)
        .stand("/prompt/positive", Standing::Signed)
        .stand("/adapters/0/file_sha256", Standing::Recomputed)
        .stand("/params/extra/Hires~1up~0scale", Standing::Declared);
    draft
}
