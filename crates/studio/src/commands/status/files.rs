//! What the files of a project say. Whatever is absent is none; whatever is damaged is a note.

use std::path::{Path, PathBuf};

use colophon_project::config::{self, Config};
use colophon_project::manifest::Manifest;
use colophon_project::outputs;
use colophon_project::plan::Plan;
use serde::{Deserialize, Serialize};

use super::flights::{self, Flight};
use crate::store::deployment::{Deployment, State};
use crate::store::series::{self, Series};
use crate::store::{self, Project};

/// The folder of builds in a project.
const BUILD: &str = "build";

/// The project as its files show it.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) has_config: bool,
    /// Absent when it is not understood.
    pub(super) config: Option<Config>,
    pub(super) plan: Option<Planned>,
    pub(super) outputs: PathBuf,
    /// Absent when there is no such folder.
    pub(super) pictures: Option<usize>,
    pub(super) build: Option<Built>,
    pub(super) published: Vec<Published>,
    pub(super) deployments: Vec<Deployed>,
    pub(super) flights: Vec<Flight>,
    pub(super) notes: Vec<String>,
}

/// A plan in numbers.
#[derive(Debug, Serialize)]
pub(super) struct Planned {
    pub(super) supply: u32,
    /// Pieces that have their traits; none while a beacon is awaited.
    pub(super) pieces: u32,
    pub(super) traits: usize,
    pub(super) commitment: String,
}

/// A build in numbers.
#[derive(Debug, Serialize)]
pub(super) struct Built {
    pub(super) pieces: usize,
    pub(super) chain_id: u64,
    pub(super) collection: String,
    pub(super) series: u32,
    pub(super) root: String,
    /// Content id of everything in it.
    pub(super) cid: String,
    /// Whether it was made by the plan that is there now.
    pub(super) follows_plan: bool,
}

/// A place that holds a build, as its receipt says.
#[derive(Debug, Serialize)]
pub(super) struct Published {
    pub(super) target: String,
    pub(super) root: String,
    pub(super) published_at: String,
    /// Whether it is the build that is there now.
    pub(super) current: bool,
}

/// As much of a receipt as this needs.
#[derive(Deserialize)]
struct Receipt {
    target: String,
    root: String,
    published_at: String,
}

/// A collection on a chain.
#[derive(Debug, Serialize)]
pub(super) struct Deployed {
    pub(super) chain_id: u64,
    pub(super) network: String,
    pub(super) name: String,
    pub(super) state: String,
    pub(super) collection: Option<String>,
    #[serde(skip)]
    pub(super) address: Option<alloy_primitives::Address>,
    pub(super) series: Vec<Minting>,
}

/// A series as the project has it.
#[derive(Debug, Serialize)]
pub(super) struct Minting {
    #[serde(rename = "series")]
    pub(super) number: u32,
    pub(super) pieces: usize,
    pub(super) state: &'static str,
}

impl Files {
    /// Reads what is there.
    pub(super) fn read(folder: &Path) -> Self {
        let mut files = Self { has_config: folder.join(config::FILE).is_file(), ..Self::default() };
        files.config = files.noted(Config::read(folder));
        let outputs =
            files.config.as_ref().map_or("outputs".into(), |config| config.outputs.clone());
        files.outputs = folder.join(outputs);
        if files.outputs.is_dir() {
            let listing = outputs::list(&files.outputs).map_err(|refusal| refusal.to_string());
            files.pictures = files.noted(listing).map(|listing| listing.pictures.len());
        }
        let planned = files.noted(Plan::load(folder)).flatten();
        let manifest = files.noted(Manifest::load(&folder.join(BUILD))).flatten();
        files.build = manifest.map(|manifest| built(&manifest, planned.as_ref()));
        files.plan = planned.map(|plan| Planned {
            supply: plan.supply,
            pieces: plan.pieces.len() as u32,
            traits: plan.traits.len(),
            commitment: plan.assignment.commitment,
        });
        let project = Project::view(folder);
        files.published(&project);
        files.deployments(&project);
        let read = flights::read(&project);
        files.flights = read.open;
        files.notes.extend(read.notes);
        files
    }

    /// The value, or a note instead.
    fn noted<T, E: std::fmt::Display>(&mut self, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.notes.push(error.to_string())).ok()
    }

    /// The receipts of `publish`, by name of the place.
    fn published(&mut self, project: &Project) {
        let entries = std::fs::read_dir(project.path("publish")).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        for path in paths {
            if let Some(receipt) = self.noted(store::read_json::<Receipt>(&path)).flatten() {
                let Receipt { target, root, published_at } = receipt;
                let current = self.build.as_ref().is_some_and(|build| build.cid == root);
                self.published.push(Published { target, root, published_at, current });
            }
        }
    }

    fn deployments(&mut self, project: &Project) {
        let Ok(entries) = std::fs::read_dir(project.path("deployments")) else { return };
        let mut chains: Vec<u64> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        chains.sort_unstable();
        for chain in chains {
            if let Some(found) = self.noted(Deployment::load(project, chain)).flatten() {
                let series = self.series(project, &found);
                self.deployments.push(Deployed {
                    chain_id: chain,
                    network: found.network,
                    name: found.name,
                    state: match found.state {
                        State::Planned => "planned",
                        State::Created => "created",
                        State::Configured => "configured",
                    }
                    .into(),
                    collection: found.collection.map(|address| address.to_string()),
                    address: found.collection,
                    series,
                });
            }
        }
    }

    fn series(&mut self, project: &Project, of: &Deployment) -> Vec<Minting> {
        let Some(collection) = of.collection else { return Vec::new() };
        let Ok(entries) = std::fs::read_dir(project.collection(of.chain_id, collection)) else {
            return Vec::new();
        };
        let mut folders: Vec<(u32, PathBuf)> = entries
            .flatten()
            .filter_map(|entry| {
                let number = entry.file_name().to_str()?.strip_prefix("series-")?.parse().ok()?;
                Some((number, entry.path()))
            })
            .collect();
        folders.sort_unstable();
        let mut found = Vec::new();
        for (number, folder) in folders {
            if let Some(series) = self.noted(Series::load(&folder)).flatten() {
                let state = match series.state {
                    series::State::Planned => "planned",
                    series::State::Minted => "minted",
                };
                found.push(Minting { number, pieces: series.pieces.len(), state });
            }
        }
        found
    }
}

fn built(manifest: &Manifest, plan: Option<&Plan>) -> Built {
    let followed = manifest.plan.as_ref().map(|plan| plan.commitment.to_string());
    let now = plan.map(|plan| plan.assignment.commitment.to_ascii_lowercase());
    Built {
        pieces: manifest.pieces.len(),
        chain_id: manifest.chain_id,
        collection: alloy_primitives::Address::from(manifest.collection.0).to_string(),
        series: manifest.series,
        root: manifest.root.to_string(),
        cid: manifest.cids.collection.clone(),
        follows_plan: followed == now,
    }
}
