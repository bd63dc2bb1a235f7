//! A whole collection without a chain, for `scripts/bench-studio.mjs`: `draw FOLDER COUNT` plans and draws pieces with the network
//! `inkling/1`, `build FOLDER` builds them and prints what it did as one JSON object.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use colophon_inference::host::generator::Generator;
use colophon_project::build::{self, Inputs, Place};
use colophon_project::config::Config;
use colophon_project::error::Error;
use colophon_project::observe::Silent;
use colophon_project::parallel;
use colophon_project::plan::{Assignment, Plan, PlannedPiece, Traits, SCHEMA};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const WEIGHTS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/inkling/inkling-1.safetensors");

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["draw", folder, count] => draw(Path::new(folder), count.parse()?),
        ["build", folder] => build(Path::new(folder)),
        _ => Err("draw FOLDER COUNT, or build FOLDER".into()),
    }
}

/// Writes `colophon.toml`, the plan, and its pieces.
fn draw(folder: &Path, count: u32) -> Result<(), Failure> {
    let generator = Generator::open(&std::fs::read(WEIGHTS)?)?;
    let plan = plan(generator.model().names(), count);
    std::fs::create_dir_all(folder.join("outputs"))?;
    std::fs::write(
        folder.join("colophon.toml"),
        "[collection]\nname = \"Inkling\"\nsymbol = \"INK\"\n",
    )?;
    plan.save(folder)?;
    let drawn = parallel::map(plan.pieces.len(), |at| -> Result<(), Failure> {
        let piece = &plan.pieces[at];
        let drawn = generator.draw(&piece.prompt, u64::from(piece.seed))?;
        Ok(std::fs::write(folder.join(format!("outputs/{at:05}.png")), drawn.png)?)
    });
    drawn.into_iter().collect()
}

/// One concept over another, never the same two twice.
fn plan<T: AsRef<str>>(names: &[T], count: u32) -> Plan {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let piece = |index: u32| {
        let at = index as usize;
        let (top, below) = (at % names.len(), (at / names.len() + at) % names.len());
        PlannedPiece {
            index,
            traits: Traits(vec![
                ("top".into(), names[top].into()),
                ("below".into(), names[below].into()),
            ]),
            prompt: format!("{} over {}", names[top], names[below]),
            negative: String::new(),
            seed: 1 + index,
            width: 512,
            height: 512,
            model: Some("inkling-1".into()),
        }
    };
    let word = format!("0x{}", "00".repeat(32));
    Plan {
        schema: SCHEMA.into(),
        supply: count,
        unique: true,
        assignment: Assignment {
            tables: word.clone(),
            roster: word.clone(),
            commitment: word,
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

fn build(folder: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let config = Config::read(folder)?;
    let plan = Plan::load(folder)?.ok_or_else(|| Error::Project("there is no plan".into()))?;
    let outputs = folder.join(&config.outputs);
    let inputs = Inputs {
        project: folder,
        outputs: &outputs,
        config: &config,
        name: config.collection.name.as_deref().unwrap_or_default(),
        plan: Some(&plan),
        place: Place {
            chain_id: 412_346,
            collection: [0xc0; 20].into(),
            owner: [0x0a; 20].into(),
            series: 0,
        },
        secret: &[7; 32],
        model: None,
        adapters: &[],
    };
    let outcome = build::build(&inputs, &Silent)?;
    let object = serde_json::json!({
        "pieces": outcome.manifest.pieces.len(),
        "read": outcome.read,
        "written": outcome.written,
        "unchanged": outcome.unchanged,
        "root": outcome.manifest.root,
        "seconds": started.elapsed().as_secs_f64(),
    });
    Ok(writeln!(std::io::stdout(), "{object}")?)
}
