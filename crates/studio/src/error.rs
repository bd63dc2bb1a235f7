//! Everything that can go wrong, as one clear sentence with what to do, and the exit code of each kind.

use std::path::PathBuf;

use colophon_models::ModelError;
use colophon_readers::error::ReadError;

mod chain;
mod publish;

pub use chain::{ChainError, NetworkError, SendError};

/// Result of everything that a command does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Exit codes, documented in `docs/cli.md`.
pub mod exit {
    /// Everything was done.
    pub const OK: u8 = 0;
    /// Something unforeseen, for example a disk that is full.
    pub const FAILED: u8 = 1;
    /// The command line or the configuration is wrong.
    pub const USAGE: u8 = 2;
    /// A file or folder was refused.
    pub const INPUT: u8 = 3;
    /// The project folder lacks or contradicts something.
    pub const PROJECT: u8 = 4;
    /// The key cannot be used.
    pub const KEY: u8 = 5;
    /// The node cannot be reached, or it serves another chain.
    pub const NETWORK: u8 = 6;
    /// The chain refused, or does not hold what was asked for.
    pub const CHAIN: u8 = 7;
    /// The question whether to send was answered with no.
    pub const DECLINED: u8 = 8;
    /// Verification found a word that differs.
    pub const DIFFERS: u8 = 9;
    /// Verification could compare nothing.
    pub const UNTOLD: u8 = 10;
}

/// The error of every command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line or the configuration is wrong.
    #[error("{0}")]
    Usage(String),
    /// A file or folder was refused.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The project folder lacks or contradicts something.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The node cannot be reached, or it serves another chain.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The chain refused, or does not hold what was asked for.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The question whether to send was answered with no.
    #[error("nothing was sent, because the question was answered with no")]
    Declined,
    /// Verification found a word that differs.
    #[error("{0}")]
    Differs(String),
    /// Verification could compare nothing.
    #[error("{0}")]
    Untold(String),
    /// Checks found problems.
    #[error("{count} of the checks found a problem; the first: {first}")]
    Unfit {
        /// The first, which decides the exit code.
        first: Box<Error>,
        /// How many.
        count: usize,
    },
    /// Something unforeseen.
    #[error("{0}")]
    Other(String),
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        Self::Chain(error.into())
    }
}

impl Error {
    /// The exit code of this kind of error.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Input(_) => exit::INPUT,
            Self::Project(_) => exit::PROJECT,
            Self::Key(_) => exit::KEY,
            Self::Network(_) => exit::NETWORK,
            Self::Chain(_) => exit::CHAIN,
            Self::Declined => exit::DECLINED,
            Self::Differs(_) => exit::DIFFERS,
            Self::Untold(_) => exit::UNTOLD,
            Self::Unfit { first, .. } => first.exit_code(),
            Self::Other(_) => exit::FAILED,
        }
    }

    /// Name of the kind, for `--json`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Input(_) => "input",
            Self::Project(_) => "project",
            Self::Key(_) => "key",
            Self::Network(_) => "network",
            Self::Chain(_) => "chain",
            Self::Declined => "declined",
            Self::Differs(_) => "differs",
            Self::Untold(_) => "untold",
            Self::Unfit { first, .. } => first.kind(),
            Self::Other(_) => "failed",
        }
    }

    /// A failed file operation on a file of our own.
    pub fn file(doing: &str, path: &std::path::Path, source: &std::io::Error) -> Self {
        Self::Other(format!("cannot {doing} {}: {source}", path.display()))
    }
}

impl From<colophon_project::refusal::Refusal> for Error {
    fn from(refusal: colophon_project::refusal::Refusal) -> Self {
        Self::Input(refusal.into())
    }
}

impl From<colophon_project::error::Error> for Error {
    fn from(error: colophon_project::error::Error) -> Self {
        use colophon_project::error::Error as From;
        match error {
            From::Config(error) => Self::Usage(error.to_string()),
            From::Refused(refusal) => InputError::Refused(refusal).into(),
            From::Invalid { count, folder } => {
                let why = format!(
                    "holds pictures that are not as they should be (wrong things: {count}); `colophon validate` lists them"
                );
                colophon_project::refusal::Refusal::new(&folder, why).into()
            }
            From::Damaged { path, why } => ProjectError::Damaged { path, why }.into(),
            From::Project(text) => ProjectError::Conflict(text).into(),
            other => Self::Other(other.to_string()),
        }
    }
}

/// Why a file or folder was refused.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A picture file was refused.
    #[error(transparent)]
    Picture(#[from] ReadError),
    /// A file that cannot be published, or a folder of them.
    #[error("{0}")]
    Unpublishable(String),
    /// The model file is unusable.
    #[error(transparent)]
    ModelFile(#[from] ModelError),
    /// The file cannot be read.
    #[error("cannot read {}: {source}; check the path and the permissions", path.display())]
    Unreadable {
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A file where a folder was expected.
    #[error("{} is not a folder; give the folder that holds the pictures", path.display())]
    NotAFolder {
        /// Path.
        path: PathBuf,
    },
    /// A folder without pictures.
    #[error("{} holds no pictures (.png, .jpg, .jpeg, .webp, .gif, .avif); point to the folder with the outputs of your tool", path.display())]
    NoPictures {
        /// Path.
        path: PathBuf,
    },
    /// Two files with the same bytes.
    #[error("{} and {} are the same file byte for byte; a piece may appear once, so remove one of them", first.display(), second.display())]
    Duplicate {
        /// First path.
        first: PathBuf,
        /// Second path.
        second: PathBuf,
    },
    /// The model file contradicts a picture.
    #[error("the model file {} {why}", path.display())]
    Model {
        /// Path.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// Lines of a list are bad.
    #[error("{} is refused, and nothing was sent: {problems}", path.display())]
    List {
        /// Path.
        path: PathBuf,
        /// The bad lines, each with its number.
        problems: String,
    },
    /// A file that was given as evidence is none.
    #[error("{} is refused: {why}; give the file as it was published", path.display())]
    Evidence {
        /// Path.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file of certificates is none.
    #[error("{} {why}", path.display())]
    Anchors {
        /// Path.
        path: PathBuf,
        /// What is wrong with it.
        why: colophon_readers::credentials::AnchorsError,
    },
    /// Pictures that no series was minted from.
    #[error("no series of this project was minted from the files of {}; give the folder that was minted", path.display())]
    NotMinted {
        /// Path.
        path: PathBuf,
    },
    /// More than one file was refused; each was named before.
    #[error("{count} of {of} files were refused, see the warnings above")]
    Several {
        /// How many.
        count: usize,
        /// Of how many.
        of: usize,
    },
    /// A file of the outputs folder, or the folder itself.
    #[error(transparent)]
    Refused(#[from] colophon_project::refusal::Refusal),
    /// A picture does not yield a valid record.
    #[error("{} gives no valid record: {why}", path.display())]
    Record {
        /// Path.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// What the project folder lacks or contradicts.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// No collection is known on this chain.
    #[error("no collection is known on chain {chain} in {}; run `colophon deploy`, or name one with --collection", folder.display())]
    NoCollection {
        /// Chain id.
        chain: u64,
        /// Project folder.
        folder: PathBuf,
    },
    /// No record of a token.
    #[error("the project folder {} holds no record of token {token}; run the command in the folder where it was minted", folder.display())]
    NoRecord {
        /// Token id.
        token: u64,
        /// Project folder.
        folder: PathBuf,
    },
    /// A file of the project is damaged.
    #[error("{} is damaged: {why}; restore it from a backup", path.display())]
    Damaged {
        /// Path.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A line of a journal is damaged.
    #[error("line {line} of {} is damaged: {why}; nothing was sent: restore the file from a backup, or move it away and \
             run the same command again, which then goes by what it finds on chain", path.display())]
    Journal {
        /// Path.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// The folder contradicts what was begun.
    #[error("{0}")]
    Conflict(String),
    /// Another process works in the folder.
    #[error("another colophon process works in {}; wait for it to end", folder.display())]
    Busy {
        /// Project folder.
        folder: PathBuf,
    },
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No key was given.
    #[error("no key was given; use --keystore FILE, --key-file FILE or the variable COLOPHON_PRIVATE_KEY")]
    Missing,
    /// A key file cannot be read.
    #[error("cannot read the key file {}: {source}; check the path and the permissions", path.display())]
    Unreadable {
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The content is no key.
    #[error("{origin} holds no private key: 64 hex digits, with or without 0x, are expected")]
    Malformed {
        /// Where it came from.
        origin: String,
    },
    /// The keystore does not open.
    #[error("the keystore {} does not open: {why}; check the password and the file", path.display())]
    Keystore {
        /// Path.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// No terminal to ask for the password.
    #[error("the keystore needs a password and there is no terminal to ask on; use --password-file FILE")]
    NoTerminal,
    /// A place to publish to asks for a token or key that is missing, or that it does not accept.
    #[error("{0}")]
    Access(String),
    /// A well-known development key on a public network.
    #[error("{address} is a public development key, anyone can spend from it; use a key of your own on chain {chain}")]
    Public {
        /// Its address.
        address: String,
        /// Chain id.
        chain: u64,
    },
}
