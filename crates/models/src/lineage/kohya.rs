//! The entries `ss_*` and `sshs_*` that the kohya trainers write: what a model was trained from, on what, and how long.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::values::Values;

/// How a model was trained.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Training {
    /// The model that training began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// The VAE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vae: Option<Base>,
    /// Family of the base, for example `sdxl_base_v1-0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_version: Option<String>,
    /// What was trained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// What it was trained on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
    /// Name of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_name: Option<String>,
    /// A remark of the trainer's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Steps done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u64>,
    /// Steps planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<u64>,
    /// Epochs done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// Epochs planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epochs: Option<u64>,
    /// Learning rates, as they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_rates: Option<LearningRates>,
    /// Schedule of the learning rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduler: Option<String>,
    /// Optimiser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimizer: Option<String>,
    /// Pictures of a step on each device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<u64>,
    /// Size of the pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Numbers that training computed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// Random seed, as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// Layer of the text encoder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clip_skip: Option<u64>,
    /// When it began, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<String>,
    /// When it ended, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<String>,
    /// Commit of the trainer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trainer_commit: Option<String>,
    /// `sshs_model_hash`: SHA-256 of the tensors when it was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tensor_hash: Option<String>,
    /// `sshs_legacy_hash`: the oldest short hash of a file that was never written; nothing can be compared with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legacy_hash: Option<String>,
}

/// Another model, by its name and hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Base {
    /// Name of its file, or of its repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// SHA-256 of the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The oldest short hash (`autov1`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_hash: Option<String>,
}

impl Base {
    /// The strongest hash that is claimed.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.sha256.as_deref().or(self.short_hash.as_deref())
    }
}

/// What was trained.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Network {
    /// For example `networks.lora`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dim: Option<u64>,
    /// Scale, as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha: Option<String>,
}

/// Learning rates, as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LearningRates {
    /// Of everything that has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<String>,
    /// Of the U-Net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unet: Option<String>,
    /// Of the text encoder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_encoder: Option<String>,
}

/// What a model was trained on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Data {
    /// Pictures of an epoch, each counted as often as it is repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<u64>,
    /// Pictures that hold the model to what it knew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regularisation_images: Option<u64>,
    /// The folders.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<Folder>,
    /// The captions in numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
}

/// A folder with pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Folder {
    /// Its name; absent when it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Pictures in it.
    pub images: u64,
    /// How often each is shown in an epoch.
    pub repeats: u64,
    /// Whether they are there to hold the model to what it knew.
    pub regularisation: bool,
}

/// Captions in numbers. The words themselves are not shown: they name what is in private pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tags {
    /// Different tags.
    pub distinct: u64,
    /// Tags of all pictures together.
    pub total: u64,
}

/// Takes the entries; absent when there is none.
pub(super) fn read(values: &mut Values<'_>) -> Option<Training> {
    if !values.any("ss_") && !values.any("sshs_") {
        return None;
    }
    // Sessions are random numbers, and arguments hold paths.
    values.raw("ss_session_id");
    Some(Training {
        base: base(values, ["ss_sd_model_name", "ss_new_sd_model_hash", "ss_sd_model_hash"]),
        vae: base(values, ["ss_vae_name", "ss_new_vae_hash", "ss_vae_hash"]),
        base_version: values.text("ss_base_model_version"),
        network: network(values),
        data: data(values),
        output_name: values.file("ss_output_name"),
        comment: values.text("ss_training_comment"),
        steps: values.number("ss_steps"),
        max_steps: values.number("ss_max_train_steps"),
        epoch: values.number("ss_epoch"),
        epochs: values.number("ss_num_epochs"),
        learning_rates: learning_rates(values),
        scheduler: values.text("ss_lr_scheduler"),
        optimizer: values.text("ss_optimizer"),
        batch_size: values
            .number("ss_batch_size_per_device")
            .or_else(|| values.number("ss_total_batch_size")),
        resolution: values.text("ss_resolution"),
        precision: values.text("ss_mixed_precision"),
        seed: values.decimal("ss_seed"),
        clip_skip: values.number("ss_clip_skip"),
        started: values.moment("ss_training_started_at"),
        finished: values.moment("ss_training_finished_at"),
        trainer_commit: values.text("ss_sd_scripts_commit_hash"),
        tensor_hash: values.text("sshs_model_hash"),
        legacy_hash: values.text("sshs_legacy_hash"),
    })
}

fn base(values: &mut Values<'_>, [name, sha256, short]: [&str; 3]) -> Option<Base> {
    let base = Base {
        name: values.file(name),
        sha256: values.text(sha256),
        short_hash: values.text(short),
    };
    (base != Base::default()).then_some(base)
}

fn network(values: &mut Values<'_>) -> Option<Network> {
    let network = Network {
        module: values.text("ss_network_module"),
        // "Dynamic" stands there for networks whose layers have ranks of their own.
        dim: values.raw("ss_network_dim").and_then(|dim| dim.trim().parse().ok()),
        alpha: values.text("ss_network_alpha"),
    };
    (network != Network::default()).then_some(network)
}

fn learning_rates(values: &mut Values<'_>) -> Option<LearningRates> {
    let rates = LearningRates {
        all: values.decimal("ss_learning_rate"),
        unet: values.decimal("ss_unet_lr"),
        // Newer versions write a list, one rate for each encoder.
        text_encoder: values.text("ss_text_encoder_lr"),
    };
    (rates != LearningRates::default()).then_some(rates)
}

/// An entry of `ss_dataset_dirs`.
#[derive(Deserialize)]
struct Directory {
    #[serde(default)]
    n_repeats: u64,
    #[serde(default)]
    img_count: u64,
}

/// An entry of `ss_datasets`, which stands in place of the directories where a data set was configured by a file.
#[derive(Deserialize)]
struct Dataset {
    #[serde(default)]
    subsets: Vec<Subset>,
    #[serde(default)]
    tag_frequency: Frequencies,
}

#[derive(Deserialize)]
struct Subset {
    #[serde(default)]
    image_dir: Option<String>,
    #[serde(default)]
    img_count: u64,
    #[serde(default = "once")]
    num_repeats: u64,
    #[serde(default)]
    is_reg: bool,
}

fn once() -> u64 {
    1
}

type Frequencies = BTreeMap<String, BTreeMap<String, u64>>;

fn data(values: &mut Values<'_>) -> Option<Data> {
    let mut folders = directories(values, "ss_dataset_dirs", false);
    folders.extend(directories(values, "ss_reg_dataset_dirs", true));
    let mut frequencies: Vec<Frequencies> = values.json("ss_tag_frequency").into_iter().collect();
    for set in values.json::<Vec<Dataset>>("ss_datasets").unwrap_or_default() {
        if frequencies.is_empty() || !set.tag_frequency.is_empty() {
            frequencies.push(set.tag_frequency);
        }
        folders.extend(set.subsets.into_iter().map(|subset| Folder {
            name: subset.image_dir.as_deref().and_then(|name| values.folder(name)),
            images: subset.img_count,
            repeats: subset.num_repeats,
            regularisation: subset.is_reg,
        }));
    }
    let data = Data {
        images: values.number("ss_num_train_images"),
        regularisation_images: values.number("ss_num_reg_images"),
        folders,
        tags: tags(&frequencies),
    };
    (data != Data::default()).then_some(data)
}

fn directories(values: &mut Values<'_>, entry: &str, regularisation: bool) -> Vec<Folder> {
    let found: BTreeMap<String, Directory> = values.json(entry).unwrap_or_default();
    let folder = |(name, directory): (String, Directory)| Folder {
        name: values.folder(&name),
        images: directory.img_count,
        repeats: directory.n_repeats,
        regularisation,
    };
    found.into_iter().map(folder).collect()
}

fn tags(frequencies: &[Frequencies]) -> Option<Tags> {
    let of_folders = || frequencies.iter().flat_map(BTreeMap::values);
    let distinct: BTreeSet<&str> =
        of_folders().flat_map(BTreeMap::keys).map(|tag| tag.trim()).collect();
    let total = of_folders().flat_map(BTreeMap::values).fold(0u64, |a, b| a.saturating_add(*b));
    (!distinct.is_empty()).then_some(Tags { distinct: distinct.len() as u64, total })
}
