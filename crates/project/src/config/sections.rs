//! Each section of the file, from its table to its type.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::reader::Section;
use super::{check, places, sale, scarcity};
use super::{Collection, Config, Generation, Model, Network, PlanSection, Prompt};

/// The most pieces: as many as a series holds.
pub(super) const MAX_SUPPLY: u64 = 1_000_000;

pub(super) const WEB: [&str; 2] = ["http://", "https://"];
const LINKS: [&str; 5] = ["http://", "https://", "ipfs://", "ar://", "data:"];

type Table<'a, 't> = Section<'a, 't>;

pub(super) fn whole(root: &Table<'_, '_>) -> Config {
    let plan = plan(&root.section("plan", "[plan]"));
    let traits = scarcity::traits(root, plan.as_ref().map(|plan| plan.supply));
    let rules = scarcity::rules(root, &traits);
    let config = Config {
        network: root.words("network").map(|(name, _)| name),
        outputs: path(root, "outputs").unwrap_or_else(|| PathBuf::from("outputs")),
        owner: check::address(root, "owner"),
        collection: collection(&root.section("collection", "[collection]")),
        model: model(&root.section("model", "[model]")),
        prompt: prompt(&root.section("prompt", "[prompt]"), &traits),
        generation: generation(&root.section("generation", "[generation]")),
        plan,
        traits,
        rules,
        sales: sale::sales(root),
        publish: places::places(root),
        networks: networks(root),
    };
    root.finish();
    config
}

fn path(section: &Table<'_, '_>, key: &'static str) -> Option<PathBuf> {
    section.words(key).map(|(path, _)| path.into())
}

fn collection(section: &Table<'_, '_>) -> Collection {
    let words = |key| section.words(key).map(|(text, _)| text);
    let collection = Collection {
        name: words("name"),
        symbol: words("symbol"),
        description: section.text("description").map(|(text, _)| text),
        image: check::url(section, "image", &LINKS),
        external_link: check::url(section, "external_link", &LINKS),
    };
    section.finish();
    collection
}

fn model(section: &Table<'_, '_>) -> Model {
    let files = section.texts("files");
    for (at, (file, item)) in files.iter().enumerate() {
        if files.iter().take(at).any(|(earlier, _)| earlier == file) {
            section.refuse(item, format!("[model] files names {file:?} twice; remove one"));
        }
    }
    let files = files.into_iter().map(|(file, _)| file.into()).collect();
    let model = Model { files, name: section.words("name").map(|(name, _)| name) };
    section.finish();
    model
}

fn prompt(section: &Table<'_, '_>, traits: &[scarcity::Trait]) -> Prompt {
    let names: Vec<_> = traits.iter().map(|one| one.name.clone()).collect();
    let template = section.words("template");
    let negative = section.text("negative");
    for (key, text) in [("template", &template), ("negative", &negative)] {
        if let Some((text, item)) = text {
            check::template(section, key, text, item, &names);
        }
    }
    let prompt = Prompt {
        template: template.map(|(text, _)| text),
        negative: negative.map(|(text, _)| text).unwrap_or_default(),
        public: section.flag("public").unwrap_or(false),
    };
    section.finish();
    prompt
}

fn generation(section: &Table<'_, '_>) -> Generation {
    let words = |key| section.words(key).map(|(text, _)| text);
    let generation = Generation {
        size: check::size(section, "size"),
        steps: section.number("steps", 1..=10_000).and_then(|steps| steps.try_into().ok()),
        sampler: words("sampler"),
        scheduler: words("scheduler"),
        cfg_scale: section.decimal("cfg_scale"),
        comfyui_workflow: path(section, "comfyui_workflow"),
    };
    section.finish();
    generation
}

fn plan(section: &Table<'_, '_>) -> Option<PlanSection> {
    let supply = section.number("supply", 1..=MAX_SUPPLY);
    if section.is_there() && section.item("supply").is_none() {
        let text = "[plan] lacks supply, the number of pieces; write for example supply = 1000";
        section.problems.add(section.at, text);
    }
    let unique = section.flag("unique").unwrap_or(false);
    let most = u64::from(u32::MAX) + 1 - supply.unwrap_or(1);
    let seed_start = section.number("seed_start", 0..=most);
    let beacon = section.words("beacon").map(|(name, _)| name);
    section.finish();
    let (supply, seed_start) =
        (supply?.try_into().ok()?, seed_start.and_then(|seed| seed.try_into().ok()));
    Some(PlanSection { supply, unique, seed_start, beacon })
}

fn networks(root: &Table<'_, '_>) -> BTreeMap<String, Network> {
    root.sections("networks")
        .into_iter()
        .map(|(name, section)| {
            let network = Network {
                rpc_url: check::url(&section, "rpc_url", &WEB),
                chain_id: section.number("chain_id", 1..=u64::MAX),
                descriptor: check::address(&section, "descriptor"),
            };
            section.finish();
            (name, network)
        })
        .collect()
}
