//! What can be typed: definitions for clap, with examples. No logic.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod airdrop;
mod build;
mod buy;
mod devnet;
mod mine;
mod plan;
mod profile;
mod publish;
mod sale;
mod upkeep;
mod verify;

pub use airdrop::{Airdrop, Reveal};
pub use build::{Build, Validate};
pub use buy::{Buy, Refund, RevokeVoucher, SignVoucher, Voucher, VoucherAction, Withdraw};
pub use devnet::Devnet;
pub use mine::Mine;
pub use plan::{Generate, Init, Plan};
pub use profile::Profile;
pub use publish::Publish;
pub use sale::{
    Allowlist, AllowlistAction, AmendSale, AtMinter, BuildAllowlist, ListSales, OnSale, Sale,
    SaleAction, ShowSale,
};
pub use upkeep::{Completions, Doctor, Man, Status};
pub use verify::Verify;

/// From a folder of model outputs to an NFT that any wallet shows, with the record of how each piece was made.
#[derive(Debug, Parser)]
#[command(name = "colophon", version, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  colophon demo                                  the whole story on an embedded node, in seconds
  colophon init --yes && colophon plan && colophon generate
  colophon inspect outputs/*.png                 what the files say, and what that is worth
  colophon devnet                                a local Stylus node; leave it running, then in another shell:
  colophon deploy --name Inkling --symbol INK --broadcast
  colophon mint outputs --broadcast
  colophon show 0
  colophon verify 0 --file outputs/00.png

Exit codes: 0 done, 1 unforeseen, 2 usage, 3 file refused, 4 project, 5 key, 6 network, 7 chain, 8 declined, 9 differs, 10 cannot tell.";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Print one JSON object on stdout instead of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// No log and no progress bars on stderr.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Project folder, which holds colophon.toml and .colophon/.
    #[arg(
        long,
        global = true,
        env = "COLOPHON_PROJECT",
        value_name = "FOLDER",
        default_value = "."
    )]
    pub project: PathBuf,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a project: colophon.toml with comments, folders, a model.
    Init(Init),
    /// Decide exactly who gets what, and write a job for each piece.
    Plan(Plan),
    /// Draw the planned pieces with the network inkling.
    Generate(Generate),
    /// The whole story on an embedded node: deploy, mint, sell, show, anchor, verify.
    Demo(Demo),
    /// Run a local Arbitrum Stylus node.
    Devnet(Devnet),
    /// Say where the gas of a transaction or call goes.
    Profile(Profile),
    /// Say what picture files are and what they claim about their making.
    Inspect(Inspect),
    /// Compare the outputs with the plan, and find what is missing, surplus or there twice.
    Validate(Validate),
    /// Make records, metadata, contact sheet, proofs and content ids of the outputs.
    Build(Build),
    /// Put the files of a collection where others can fetch them.
    Publish(Publish),
    /// Put a collection on chain.
    Deploy(Deploy),
    /// Mint a build, or a folder of pictures, as a series.
    Mint(Mint),
    /// Put the provenance words of a piece on chain, with a proof against the root of its series.
    Anchor(Anchor),
    /// Move pieces to the addresses of a list.
    Airdrop(Airdrop),
    /// Open prompts for good, so that anyone can check them.
    Reveal(Reveal),
    /// Sell pieces: create a sale, look at it, pause, amend, close.
    Sale(Sale),
    /// Make the root and the proofs of a list of buyers.
    Allowlist(Allowlist),
    /// Sign vouchers that let somebody buy, or revoke them.
    Voucher(Voucher),
    /// Buy pieces of a sale.
    Buy(Buy),
    /// Mint pieces of a sale with proof of work.
    Mine(Mine),
    /// Take out what sales have earned.
    Withdraw(Withdraw),
    /// Get back what was paid too much.
    Refund(Refund),
    /// Show a token as wallets see it.
    Show(Show),
    /// Recompute what can be recomputed and compare it with the chain.
    Verify(Verify),
    /// Say where the project stands, and what the next command is.
    Status(Status),
    /// Check what a run will need: project, secret, node, key, chain, disk.
    Doctor(Doctor),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page, or write one for each verb.
    Man(Man),
}

impl Command {
    /// The verb.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Plan(_) => "plan",
            Self::Generate(_) => "generate",
            Self::Demo(_) => "demo",
            Self::Devnet(_) => "devnet",
            Self::Inspect(_) => "inspect",
            Self::Validate(_) => "validate",
            Self::Build(_) => "build",
            Self::Deploy(_) => "deploy",
            Self::Mint(_) => "mint",
            Self::Profile(_) => "profile",
            Self::Publish(_) => "publish",
            Self::Anchor(_) => "anchor",
            Self::Airdrop(_) => "airdrop",
            Self::Reveal(_) => "reveal",
            Self::Sale(_) => "sale",
            Self::Allowlist(_) => "allowlist",
            Self::Voucher(_) => "voucher",
            Self::Buy(_) => "buy",
            Self::Mine(_) => "mine",
            Self::Withdraw(_) => "withdraw",
            Self::Refund(_) => "refund",
            Self::Show(_) => "show",
            Self::Verify(_) => "verify",
            Self::Status(_) => "status",
            Self::Doctor(_) => "doctor",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}

/// `colophon demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Keep the project folder of the demo and say where it is.
    #[arg(long)]
    pub keep: bool,
}

/// `colophon inspect`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  colophon inspect piece.png
  colophon inspect --model weights.safetensors outputs/*.png
  colophon inspect --model base.safetensors --model ink-v2.safetensors outputs/*.png
  colophon inspect weights.safetensors                 hashes, and the lineage that its header claims")]
pub struct Inspect {
    /// Picture files (PNG, JPEG, WebP, GIF, AVIF) and model files (.safetensors, .ckpt, .pt, .gguf).
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Hash this model file and compare it with what the pictures claim; again for each adapter, the base first.
    #[arg(long, value_name = "FILE")]
    pub model: Vec<PathBuf>,
    /// Show the names of folders on the trainer's disk that the header of a model file holds.
    #[arg(long)]
    pub show_folders: bool,
    /// Certificates (PEM) that issuers of C2PA stores are trusted by; without them none is.
    #[cfg(feature = "c2pa")]
    #[arg(long, value_name = "FILE")]
    pub c2pa_anchors: Option<PathBuf>,
}

/// Which chain.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Network")]
pub struct Network {
    /// devnet (default), nitro-dev, arbitrum-sepolia, arbitrum-one, or a name from colophon.toml.
    #[arg(long, env = "COLOPHON_NETWORK", value_name = "NAME")]
    pub network: Option<String>,
    /// Address of the node; wins over the network's own. Environment: COLOPHON_RPC_URL, then ETH_RPC_URL.
    #[arg(long, value_name = "URL")]
    pub rpc_url: Option<String>,
    /// Address of the collection; the project's own by default.
    #[arg(long, env = "COLOPHON_COLLECTION", value_name = "ADDRESS")]
    pub collection: Option<String>,
}

/// Whose key.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Signing")]
pub struct Key {
    /// Encrypted key file (web3 keystore); asks for the password.
    #[arg(long, env = "COLOPHON_KEYSTORE", value_name = "FILE", group = "key")]
    pub keystore: Option<PathBuf>,
    /// File that holds the password of the keystore.
    #[arg(long, env = "COLOPHON_PASSWORD_FILE", value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// File that holds the private key as hex. COLOPHON_PRIVATE_KEY holds the key itself.
    #[arg(long, env = "COLOPHON_KEY_FILE", value_name = "FILE", group = "key")]
    pub key_file: Option<PathBuf>,
    /// Private key as hex. Other users of this machine can see it in the list of processes: prefer the others.
    #[arg(long, value_name = "HEX", group = "key")]
    pub private_key: Option<String>,
}

/// Whose key, and whether to send.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Signing")]
pub struct Signing {
    /// The key.
    #[command(flatten)]
    pub key: Key,
    /// Send without asking; without it the costs are shown and, on a terminal, a question is asked.
    #[arg(long, visible_alias = "yes")]
    pub broadcast: bool,
    /// Most that a unit of gas may cost, in wei or as 0.5gwei; by default three times its price at signing.
    #[arg(long, value_name = "WEI")]
    pub max_fee: Option<String>,
    /// Most transactions that are under way at once; 16 by default.
    #[arg(long, value_name = "N")]
    pub window: Option<u8>,
    /// How many seconds to wait for a block; 180 by default.
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<u64>,
}

/// `colophon deploy`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon deploy --name Inkling --symbol INK                              shows the costs
  colophon deploy --name Inkling --symbol INK --broadcast
  colophon deploy --network arbitrum-sepolia --keystore key.json --broadcast")]
pub struct Deploy {
    /// Name of the collection.
    #[arg(long)]
    pub name: Option<String>,
    /// Symbol of the collection.
    #[arg(long)]
    pub symbol: Option<String>,
    /// Description of the collection.
    #[arg(long)]
    pub description: Option<String>,
    /// Address of a picture for the collection.
    #[arg(long, value_name = "URI")]
    pub image: Option<String>,
    /// Web page of the collection.
    #[arg(long, value_name = "URL")]
    pub external_link: Option<String>,
    /// Use this Descriptor instead of the shared one.
    #[arg(long, value_name = "ADDRESS")]
    pub descriptor: Option<String>,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}

/// `colophon mint`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon mint                                     what build/ holds: shows the costs
  colophon mint --royalty 500 --broadcast           under one root, in batches
  colophon mint outputs --broadcast                 a folder of pictures
  colophon mint outputs --words 3 --royalty 500 --model weights.safetensors --broadcast")]
pub struct Mint {
    /// Folder with the pictures; they become pieces 0, 1, 2, … in natural order of their names. Without it: what
    /// `colophon build` made.
    pub folder: Option<PathBuf>,
    /// Mint into this existing series instead of a new one; then all words go on chain.
    #[arg(long, value_name = "N")]
    pub series: Option<u32>,
    /// Mint only the first N pieces now: the others are left for a sale. 0 makes the series and mints nothing.
    #[arg(long, value_name = "N", conflicts_with = "series")]
    pub only: Option<u32>,
    /// Supply of the new series; the number of pictures by default.
    #[arg(long)]
    pub supply: Option<u32>,
    /// Royalty in hundredths of a percent (500 = 5 %).
    #[arg(long, value_name = "BPS", default_value_t = 0)]
    pub royalty: u16,
    /// Who receives the royalty; the sender by default.
    #[arg(long, value_name = "ADDRESS")]
    pub royalty_receiver: Option<String>,
    /// How many pieces get their words on chain at once: all, none, or the first N; all of a folder by default, none of a
    /// build. The others can be anchored later.
    #[arg(long, value_name = "all|none|N")]
    pub words: Option<String>,
    /// Most pieces that one transaction mints under the root; 250 by default.
    #[arg(long, value_name = "N")]
    pub batch: Option<u32>,
    /// Where the pictures are served: base + index + extension.
    #[arg(long, value_name = "URL")]
    pub media_base: Option<String>,
    /// Extension in the addresses of the pictures; that of the files by default.
    #[arg(long, value_name = "EXT", requires = "media_base")]
    pub media_extension: Option<String>,
    /// Who receives the pieces; the sender by default.
    #[arg(long, value_name = "ADDRESS")]
    pub to: Option<String>,
    /// The model file: hashed, compared with what the pictures claim, and named on chain. By default the one that
    /// colophon.toml names. Again for each adapter, the base first.
    #[arg(long, value_name = "FILE")]
    pub model: Vec<PathBuf>,
    /// Name of the model, where the pictures claim none; by default that of colophon.toml.
    #[arg(long, value_name = "NAME")]
    pub model_name: Option<String>,
    /// Write the prompts into the records instead of committing to them.
    #[arg(long)]
    pub public_prompts: bool,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}

/// `colophon anchor`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon anchor 7                     shows the costs
  colophon anchor 7 19 4021 --broadcast")]
pub struct Anchor {
    /// Token ids.
    #[arg(required = true, value_name = "TOKEN")]
    pub tokens: Vec<u64>,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}

/// `colophon show`
#[derive(Debug, Clone, Default, Args)]
pub struct Show {
    /// Token id.
    pub token: String,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}
