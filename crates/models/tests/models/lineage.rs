//! What headers say about training: typed, withheld where it is private, absent where it is not understood.

use std::collections::BTreeMap;

use colophon_models::lineage::Folder;
use colophon_models::{Folders, Lineage};

fn read(entries: &[(&str, &str)], folders: Folders) -> Lineage {
    let metadata: BTreeMap<String, String> =
        entries.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Lineage::read(&metadata, folders)
}

/// What a kohya trainer writes into an adapter.
const KOHYA: &[(&str, &str)] = &[
    ("ss_sd_model_name", "/data/alice/models/sd_xl_base_1.0.safetensors"),
    ("ss_sd_model_hash", "be9edd61"),
    ("ss_new_sd_model_hash", "31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b"),
    ("ss_vae_name", "None"),
    ("ss_base_model_version", "sdxl_base_v1-0"),
    ("ss_network_module", "networks.lora"),
    ("ss_network_dim", "32"),
    ("ss_network_alpha", "16.0"),
    ("ss_network_args", "{\"conv_dim\": 8}"),
    ("ss_output_name", "ink-v2"),
    (
        "ss_dataset_dirs",
        r#"{"10_alice_portraits": {"n_repeats": 10, "img_count": 24}, "5_bob": {"n_repeats": 5, "img_count": 7}}"#,
    ),
    ("ss_reg_dataset_dirs", r#"{"1_person": {"n_repeats": 1, "img_count": 200}}"#),
    (
        "ss_tag_frequency",
        r#"{"10_alice_portraits": {"alice": 24, "smile": 11}, "5_bob": {"bob": 7, "smile": 3}}"#,
    ),
    ("ss_num_train_images", "275"),
    ("ss_num_reg_images", "200"),
    ("ss_steps", "2750"),
    ("ss_max_train_steps", "3000"),
    ("ss_epoch", "10"),
    ("ss_num_epochs", "11"),
    ("ss_learning_rate", "0.0001"),
    ("ss_unet_lr", "1e-4"),
    ("ss_text_encoder_lr", "[5e-05, 5e-05]"),
    ("ss_lr_scheduler", "cosine"),
    ("ss_optimizer", "bitsandbytes.optim.adamw.AdamW8bit"),
    ("ss_seed", "1234567890123"),
    ("ss_training_started_at", "1690000000.1234567"),
    ("ss_training_finished_at", "1690003600.5"),
    ("ss_sd_scripts_commit_hash", "48d368fa"),
    ("ss_session_id", "123456"),
    ("sshs_model_hash", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("sshs_legacy_hash", "12345678"),
];

#[test]
fn a_kohya_header() {
    let lineage = read(KOHYA, Folders::Withheld);
    assert_eq!(lineage.spec, None);
    let training = lineage.training.as_ref().unwrap();
    let base = training.base.as_ref().unwrap();
    assert_eq!(base.name.as_deref(), Some("sd_xl_base_1.0.safetensors"));
    assert_eq!(base.short_hash.as_deref(), Some("be9edd61"));
    assert!(base.hash().unwrap().starts_with("31e35c80fc"));
    assert_eq!(training.vae, None);
    let network = training.network.as_ref().unwrap();
    assert_eq!((network.dim, network.alpha.as_deref()), (Some(32), Some("16.0")));
    let data = training.data.as_ref().unwrap();
    assert_eq!((data.images, data.regularisation_images), (Some(275), Some(200)));
    let folder =
        |images, repeats, regularisation| Folder { name: None, images, repeats, regularisation };
    assert_eq!(data.folders, [folder(24, 10, false), folder(7, 5, false), folder(200, 1, true)]);
    let tags = data.tags.as_ref().unwrap();
    assert_eq!((tags.distinct, tags.total), (3, 45));
    assert_eq!((training.steps, training.max_steps), (Some(2750), Some(3000)));
    assert_eq!((training.epoch, training.epochs), (Some(10), Some(11)));
    let rates = training.learning_rates.as_ref().unwrap();
    assert_eq!(rates.all.as_deref(), Some("0.0001"), "exactly as written");
    assert_eq!(rates.unet.as_deref(), Some("1e-4"));
    assert_eq!(training.seed.as_deref(), Some("1234567890123"));
    assert_eq!(training.started.as_deref(), Some("2023-07-22T04:26:40Z"));
    assert_eq!(training.finished.as_deref(), Some("2023-07-22T05:26:40Z"));
    assert_eq!(lineage.other, ["ss_network_args"]);
    assert_eq!(lineage.unreadable, Vec::<String>::new());
    assert_eq!(lineage.own_hashes().len(), 1);
}

#[test]
fn private_names_are_withheld_unless_asked_for() {
    let withheld = serde_json::to_string(&read(KOHYA, Folders::Withheld)).unwrap();
    for secret in ["alice", "bob", "portraits", "/data", "smile", "123456\""] {
        assert!(!withheld.contains(secret), "{secret} in {withheld}");
    }
    let shown = serde_json::to_string(&read(KOHYA, Folders::Shown)).unwrap();
    for name in ["10_alice_portraits", "/data/alice/models/sd_xl_base_1.0.safetensors"] {
        assert!(shown.contains(name), "{name} in {shown}");
    }
    let windows = [("ss_sd_model_name", r"C:\Users\alice\models\base.ckpt")];
    let lineage = read(&windows, Folders::Withheld);
    let base = lineage.training.unwrap().base.unwrap();
    assert_eq!(base.name.as_deref(), Some("base.ckpt"));
}

#[test]
fn data_sets_that_a_file_configured() {
    let sets = r#"[{"is_dreambooth": true, "tag_frequency": {"img": {"ink": 3}},
        "subsets": [{"img_count": 12, "num_repeats": 4, "image_dir": "/srv/al/secret", "is_reg": false},
                    {"img_count": 5, "class_tokens": "x", "is_reg": true}]}]"#;
    let lineage = read(&[("ss_datasets", sets)], Folders::Withheld);
    let data = lineage.training.unwrap().data.unwrap();
    let counts: Vec<_> =
        data.folders.iter().map(|f| (f.images, f.repeats, f.regularisation)).collect();
    assert_eq!(counts, [(12, 4, false), (5, 1, true)]);
    assert!(data.folders.iter().all(|folder| folder.name.is_none()));
    assert_eq!(data.tags.unwrap().total, 3);
    let lineage = read(&[("ss_datasets", sets)], Folders::Shown);
    let data = lineage.training.unwrap().data.unwrap();
    assert_eq!(data.folders[0].name.as_deref(), Some("/srv/al/secret"));
}

#[test]
fn values_that_are_not_understood_are_absent_and_listed() {
    let lineage = read(
        &[
            ("ss_steps", "many"),
            ("ss_epoch", "-1"),
            ("ss_learning_rate", "NaN"),
            ("ss_training_started_at", "yesterday"),
            ("ss_training_finished_at", "99999999999999999999"),
            ("ss_dataset_dirs", r#"{"a": NaN}"#),
            ("ss_tag_frequency", "["),
            ("ss_network_dim", "Dynamic"),
        ],
        Folders::Withheld,
    );
    let training = lineage.training.unwrap();
    assert_eq!((training.steps, training.epoch, training.started), (None, None, None));
    assert_eq!((training.finished, training.data, training.network), (None, None, None));
    let mut listed = lineage.unreadable;
    listed.sort();
    assert_eq!(
        listed,
        [
            "ss_dataset_dirs",
            "ss_epoch",
            "ss_learning_rate",
            "ss_steps",
            "ss_tag_frequency",
            "ss_training_finished_at",
            "ss_training_started_at"
        ]
    );
}

#[test]
fn a_modelspec_header() {
    let thumbnail = format!("data:image/jpeg;base64,{}", "A".repeat(50_000));
    let lineage = read(
        &[
            ("modelspec.sai_model_spec", "1.0.1"),
            ("modelspec.architecture", "stable-diffusion-xl-v1-base/lora"),
            ("modelspec.implementation", "https://github.com/Stability-AI/generative-models"),
            ("modelspec.title", "Ink"),
            ("modelspec.author", "A. Artist"),
            ("modelspec.license", "CC-BY-4.0"),
            ("modelspec.hash_sha256", "0xabcd"),
            ("modelspec.resolution", "1024x1024"),
            ("modelspec.merged_from", "a, b ,, c"),
            ("modelspec.tags", "ink,paper"),
            ("modelspec.thumbnail", &thumbnail),
            ("modelspec.new_entry", "x"),
            ("format", "pt"),
        ],
        Folders::Withheld,
    );
    assert_eq!(lineage.training, None);
    assert_eq!(lineage.other, ["format", "modelspec.new_entry"]);
    assert_eq!(lineage.own_hashes(), [("modelspec.hash_sha256", "0xabcd")]);
    let spec = lineage.spec.as_ref().unwrap();
    assert_eq!(spec.title.as_deref(), Some("Ink"));
    assert_eq!(
        (&spec.merged_from[..], &spec.tags[..]),
        (&["a", "b", "c"].map(String::from)[..], &["ink", "paper"].map(String::from)[..])
    );
    let picture = spec.thumbnail.as_ref().unwrap();
    assert_eq!(picture.media_type.as_deref(), Some("image/jpeg"));
    assert_eq!(picture.characters, thumbnail.len());
    assert!(serde_json::to_string(&lineage).unwrap().len() < 2000, "the picture is not copied");
}
