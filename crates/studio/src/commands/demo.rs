//! `colophon demo`: the whole story on an embedded node. It runs the same commands that a person would type, on the
//! 24 example pieces, and shows what each step gave and cost.

mod sale;

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use console::style;
use include_dir::{include_dir, Dir};
use serde_json::{json, Value};
use stylus_devnet::{DevAccount, Devnet};

use crate::chain::bindings::Collection;
use crate::chain::send::{Limits, Sender, Step};
use crate::cli;
use crate::commands::session::Session;
use crate::commands::{anchor, deploy, mint, show, verify};
use crate::error::{Error, NetworkError, Result};
use crate::output::{grouped, seconds, short, table, Output, Report};
use crate::store::journal::Journal;
use crate::store::Project;

/// The example collection: 24 pieces and the weights that drew them.
static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples/inkling");

/// How many pieces get their words on chain when they are minted.
const WITH_WORDS: &str = "3";

/// How many pieces are minted; the last one is sold.
const MINTED: u32 = 23;

/// The piece that is anchored later.
const ANCHORED: u64 = 7;

/// Runs the demo.
///
/// # Errors
/// Those of the commands it runs.
pub fn run(args: &cli::Demo, out: Output) -> Result<Report> {
    let started = Instant::now();
    let mut stage = Stage { out, at: Instant::now() };
    let node = Devnet::builder()
        .spawn()
        .map_err(|error| NetworkError::NotStarted { why: error.to_string() })?;
    stage.done(&format!("a Stylus node runs at {}", node.rpc_url()));
    let folder = tempfile::TempDir::with_prefix("colophon-demo-")
        .map_err(|error| Error::Other(format!("cannot make a temporary folder: {error}")))?;
    unpack(folder.path())?;
    let scene = Scene::new(&node, folder.path())?;
    let story = scene.play(&mut stage)?;
    let (mut text, mut json) = story.report();
    let took = started.elapsed();
    let _ = writeln!(text, "\neverything above took {}", seconds(took));
    json["seconds"] = json!(took.as_secs_f64());
    if args.keep {
        let kept = folder.keep();
        let _ = writeln!(text, "the project folder is {}", kept.display());
        json["folder"] = json!(kept.display().to_string());
    }
    Ok(Report::new(text, json))
}

fn unpack(folder: &Path) -> Result<()> {
    EXAMPLE.extract(folder).map_err(|error| Error::file("write", folder, &error))
}

/// Says what is done, and how long it took.
struct Stage {
    out: Output,
    at: Instant,
}

impl Stage {
    fn done(&mut self, what: &str) {
        let took = seconds(self.at.elapsed());
        let mark = style("✓").green().for_stderr();
        self.out.log(format!("{mark} {what} {}", style(format!("({took})")).dim().for_stderr()));
        self.at = Instant::now();
    }
}

struct Scene<'a> {
    global: cli::Global,
    network: cli::Network,
    signing: cli::Signing,
    /// The collector's.
    buying: cli::Signing,
    folder: &'a Path,
    artist: Address,
    collector: Address,
    curator: Address,
}

/// What the commands answered.
struct Story {
    deployed: Value,
    minted: Value,
    sold: sale::Sold,
    anchored: Value,
    shown: Value,
    verified: Report,
    extra: Vec<(&'static str, u64)>,
}

impl<'a> Scene<'a> {
    fn new(node: &Devnet, folder: &'a Path) -> Result<Self> {
        let [artist, collector, curator, ..] = node.accounts() else {
            return Err(Error::Other("the node has too few accounts".into()));
        };
        Ok(Self {
            global: cli::Global { json: false, quiet: true, project: folder.to_owned() },
            network: cli::Network { rpc_url: Some(node.rpc_url()), ..cli::Network::default() },
            signing: signing(folder, artist)?,
            buying: signing(folder, collector)?,
            folder,
            artist: artist.address,
            collector: collector.address,
            curator: curator.address,
        })
    }

    fn play(&self, stage: &mut Stage) -> Result<Story> {
        let quiet = Output { json: false, quiet: true };
        let deployed = deploy::run(&self.global, &self.deploy(), quiet)?.json;
        stage.done("deployed the Descriptor and the Collection \"Inkling\"");
        let minted = mint::run(&self.global, &self.mint(), quiet)?.json;
        stage
            .done("minted 23 pieces: 3 with their words on chain, 20 under the root of the series");
        let sold = self.sell()?;
        stage.done("sold the last piece to a collector, and withdrew the artist's share");
        let args = cli::Anchor {
            tokens: vec![ANCHORED],
            network: self.network.clone(),
            signing: self.signing.clone(),
        };
        let anchored = anchor::run(&self.global, &args, quiet)?.json;
        stage.done(&format!("anchored piece {ANCHORED} with a proof against the root"));
        let args = cli::Show { token: "0".into(), network: self.network.clone() };
        let shown = show::run(&self.global, &args, quiet)?.json;
        stage.done("read token 0 as a wallet reads it");
        let args = cli::Verify {
            all: Some(self.folder.join("pieces")),
            model: Some(self.folder.join("inkling-1.safetensors")),
            network: self.network.clone(),
            ..cli::Verify::default()
        };
        let verified = verify::run(&self.global, &args, quiet)?;
        stage.done("verified every piece against its file, its record, its prompt and the model");
        let extra = self.measure()?;
        stage.done("moved a piece to a collector");
        Ok(Story { deployed, minted, sold, anchored, shown, verified, extra })
    }

    fn deploy(&self) -> cli::Deploy {
        cli::Deploy {
            name: Some("Inkling".into()),
            symbol: Some("INK".into()),
            description: Some(
                "Twenty-four pictures that a small network drew, with the record of how.".into(),
            ),
            network: self.network.clone(),
            signing: self.signing.clone(),
            ..cli::Deploy::default()
        }
    }

    fn mint(&self) -> cli::Mint {
        cli::Mint {
            folder: Some(self.folder.join("pieces")),
            words: Some(WITH_WORDS.into()),
            only: Some(MINTED),
            royalty: 500,
            model: vec![self.folder.join("inkling-1.safetensors")],
            network: self.network.clone(),
            signing: self.signing.clone(),
            ..cli::Mint::default()
        }
    }

    /// Gas of what no command of ours does: a transfer, and reading the metadata.
    fn measure(&self) -> Result<Vec<(&'static str, u64)>> {
        let quiet = Output { json: false, quiet: true };
        let session = Session::open(&self.global, &self.network)?;
        let signer = session.signer(&self.signing, quiet)?;
        let project = Project::open(&session.folder)?;
        let collection = session.collection(&project)?;
        let node = &session.node;
        let mut journal = Journal::open(&project, node.chain_id, Some(collection), quiet)?;
        let call = Collection::tokenURICall { tokenId: U256::ZERO };
        let uri = json!({ "to": collection, "data": Bytes::from(call.abi_encode()) });
        let read =
            node.estimate(uri, None).map_err(|error| error.while_doing("reading the metadata"))?;
        let transfer = Collection::transferFromCall {
            from: signer.address(),
            to: self.collector,
            tokenId: U256::ZERO,
        };
        let mut sender = Sender {
            node,
            signer: &signer,
            journal: &mut journal,
            scope: "demo".into(),
            out: quiet,
            limits: Limits::default(),
            spent: Vec::new(),
        };
        let receipt = sender.send(&Step {
            name: "transfer 0".into(),
            purpose: "moving token 0 to a collector".into(),
            to: Some(collection),
            data: transfer.abi_encode().into(),
            value: U256::ZERO,
        })?;
        Ok(vec![("transfer", receipt.gas()), ("tokenURI, as a transaction", read)])
    }
}

/// Whose key signs, in a file: it is public knowledge, and the environment must not decide whose key signs here.
fn signing(folder: &Path, account: &DevAccount) -> Result<cli::Signing> {
    let path = folder.join(format!("dev-key-{}", account.address));
    crate::store::write(&path, account.private_key.to_string().as_bytes())?;
    let key = cli::Key { key_file: Some(path), ..cli::Key::default() };
    Ok(cli::Signing { key, broadcast: true, ..cli::Signing::default() })
}

impl Story {
    fn report(self) -> (String, Value) {
        let mut text = format!("{}\n", style("token 0, its tokenURI decoded").bold());
        let pretty = serde_json::to_string_pretty(&self.shown["metadata"]).unwrap_or_default();
        pretty.lines().for_each(|line| {
            let _ = writeln!(text, "  {line}");
        });
        let _ =
            writeln!(text, "\n{}\n{}", style("verification").bold(), self.verified.text.trim_end());
        let rows = self.gas();
        let _ = write!(text, "\n{}\n", style("gas").bold());
        let cells: Vec<Vec<String>> =
            rows.iter().map(|(name, gas)| vec![name.clone(), grouped((*gas).into())]).collect();
        text.push_str(&table(&["what", "gas"], &cells, &[1]));
        let address = |value: &Value| short(value.as_str().unwrap_or_default());
        let _ = writeln!(
            text,
            "\n  collection {}\n  root       {}",
            address(&self.deployed["collection"]),
            address(&self.minted["root"])
        );
        let gas: Vec<Value> =
            rows.iter().map(|(name, gas)| json!({ "what": name, "gas": gas })).collect();
        let json = json!({
            "deployed": self.deployed,
            "minted": self.minted,
            "sold": { "sale": self.sold.created, "bought": self.sold.bought, "withdrawn": self.sold.withdrawn },
            "anchored": self.anchored,
            "shown": self.shown,
            "verified": self.verified.json,
            "gas": gas,
        });
        (text, json)
    }

    fn gas(&self) -> Vec<(String, u64)> {
        let sold = &self.sold;
        let all = [
            &self.deployed,
            &self.minted,
            &self.anchored,
            &sold.created,
            &sold.bought,
            &sold.withdrawn,
        ];
        let steps: Vec<(String, u64)> = all
            .iter()
            .flat_map(|part| part["transactions"].as_array().into_iter().flatten())
            .filter_map(|step| Some((step["step"].as_str()?.to_owned(), step["gas"].as_u64()?)))
            .collect();
        let find =
            |name: &str| steps.iter().find(|(step, _)| step == name).map_or(0, |(_, gas)| *gas);
        let batch = find("mint 3 to 22");
        let mut rows: Vec<(String, u64)> = [
            ("deploy and activate the Descriptor", find("create Descriptor")),
            ("deploy, activate and construct the Collection", find("create Collection")),
            ("set the texts of the collection", find("configure")),
            ("createSeries", find("create series")),
            ("mint, first of an owner", find("mint 0")),
            ("mint, next", find("mint 1")),
            ("mintBatch, 20 pieces", batch),
            ("mintBatch, per piece", batch / 20),
            ("anchor with proof", find(&format!("anchor {ANCHORED}"))),
        ]
        .map(|(name, gas)| (name.to_owned(), gas))
        .to_vec();
        for (step, name) in sale::Sold::ROWS {
            let gas = steps.iter().find(|(known, _)| known.starts_with(step));
            rows.push((name.to_owned(), gas.map_or(0, |(_, gas)| *gas)));
        }
        rows.extend(self.extra.iter().map(|(name, gas)| ((*name).to_owned(), *gas)));
        rows
    }
}
