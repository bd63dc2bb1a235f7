//! Pictures and projects to work on.

use std::path::{Path, PathBuf};

use colophon_project::build::{self, Inputs, Outcome, Place};
use colophon_project::config::Config;
use colophon_project::error::Result;
use colophon_project::observe::Silent;
use colophon_project::plan::{Assignment, Plan, PlannedPiece, Traits, SCHEMA};
use tempfile::TempDir;

pub(crate) const SECRET: [u8; 32] = [7; 32];

/// A project folder with outputs.
pub(crate) struct Project {
    pub(crate) folder: TempDir,
    pub(crate) config: Config,
    pub(crate) plan: Option<Plan>,
}

impl Project {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("outputs")).unwrap();
        Self { folder, config: Config::default(), plan: None }
    }

    /// The 24 example pieces, without a plan.
    pub(crate) fn inkling() -> Self {
        let project = Self::new();
        for path in examples() {
            let to = project.outputs().join(path.file_name().unwrap());
            std::fs::write(to, std::fs::read(&path).unwrap()).unwrap();
        }
        settle();
        project
    }

    /// `count` planned pieces, all there.
    pub(crate) fn planned(count: u32) -> Self {
        let mut project = Self::new();
        project.plan = Some(plan(count));
        for piece in &project.plan.clone().unwrap().pieces {
            project.put(&format!("out-{}.png", count - piece.index), &drawn(piece));
        }
        settle();
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn outputs(&self) -> PathBuf {
        self.path().join("outputs")
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.outputs().join(name), bytes).unwrap();
    }

    pub(crate) fn build(&self) -> Result<Outcome> {
        self.build_with(&SECRET)
    }

    pub(crate) fn build_with(&self, secret: &[u8; 32]) -> Result<Outcome> {
        build::build(&self.inputs(secret, &self.outputs()), &Silent)
    }

    pub(crate) fn inputs<'a>(&'a self, secret: &'a [u8; 32], outputs: &'a Path) -> Inputs<'a> {
        Inputs {
            project: self.path(),
            outputs,
            config: &self.config,
            name: "Inkling",
            plan: self.plan.as_ref(),
            place: Place {
                chain_id: 412_346,
                collection: [0xc0; 20].into(),
                owner: [0x0a; 20].into(),
                series: 0,
            },
            secret,
            model: None,
            adapters: &[],
        }
    }

    /// Every file of the build folder with its bytes.
    pub(crate) fn built(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path().join("build"), "", &mut files);
        files.sort();
        files
    }
}

/// Files that changed within the last clock tick are not trusted to be unchanged.
pub(crate) fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(50));
}

fn collect(folder: &Path, at: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{at}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
}

pub(crate) fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/inkling/pieces");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

pub(crate) fn plan(count: u32) -> Plan {
    let piece = |index| PlannedPiece {
        index,
        traits: Traits(vec![
            ("creature".into(), format!("beast {index}")),
            ("\"quoted\"\n".into(), "a\\b".into()),
        ]),
        prompt: format!("a beast number {index}, a very secret wording"),
        negative: String::new(),
        seed: 1000 + index,
        width: 24,
        height: 16,
        model: Some("inkling-1.safetensors".into()),
    };
    Plan {
        schema: SCHEMA.into(),
        supply: count,
        unique: false,
        assignment: Assignment {
            tables: format!("0x{}", "11".repeat(32)),
            roster: format!("0x{}", "33".repeat(32)),
            commitment: format!("0x{}", "22".repeat(32)),
            beacon: None,
            seed: None,
        },
        seed_start: None,
        traits: Vec::new(),
        rules: Vec::new(),
        roster: Vec::new(),
        pieces: (0..count).map(piece).collect(),
    }
}

/// The picture that a generator makes of a planned piece.
pub(crate) fn drawn(piece: &PlannedPiece) -> Vec<u8> {
    let text = format!(
        "{}\nSteps: 1, Sampler: argmax, Seed: {}, Size: {}x{}, Model hash: f19d18ee8d, Model: inkling-1, Version: inkling 1",
        piece.prompt, piece.seed, piece.width, piece.height
    );
    png(piece.width, piece.height, u64::from(piece.seed), &[("parameters", &text)])
}

/// A PNG of noise that `seed` decides, with text chunks.
pub(crate) fn png(width: u32, height: u32, seed: u64, texts: &[(&str, &str)]) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    let pixels: Vec<u8> = (0..3 * width * height).map(|_| noise()).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    for (keyword, text) in texts {
        encoder.add_text_chunk((*keyword).to_owned(), (*text).to_owned()).unwrap();
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}
