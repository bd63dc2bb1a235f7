//! Why a node could not start. Each message says what was wrong and what to do about it.

use std::io;

use stylus_chain::config::UnsupportedArbos;

/// A node could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpawnError {
    /// Another program listens on the port.
    #[error(
        "port {port} on {host} is already in use: stop the program that listens there (another node?), \
         or choose another port (0 picks a free one)"
    )]
    PortInUse {
        /// Host as it was asked for.
        host: String,
        /// Port as it was asked for.
        port: u16,
    },
    /// The port cannot be opened for another reason: privileges, an address of another machine.
    #[error(
        "cannot listen on {host}:{port}: {source}; choose a local address and a port above 1023"
    )]
    Bind {
        /// Host as it was asked for.
        host: String,
        /// Port as it was asked for.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// The host is neither an address nor a name that resolves to one.
    #[error(
        "{host:?} is not an address to listen on: give one such as 127.0.0.1, ::1 or localhost"
    )]
    UnknownHost {
        /// Host as it was asked for.
        host: String,
    },
    /// The file of an earlier chain cannot be continued.
    #[error("the state file {} cannot be used: {reason}", .path.display())]
    State {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// No accounts can be made from the words.
    #[error("the mnemonic cannot be used: {0}; give 12 to 24 words of the English BIP-39 list")]
    Mnemonic(String),
    /// The chain has no rules for this ArbOS version.
    #[error(transparent)]
    Arbos(#[from] UnsupportedArbos),
    /// The chain refused its configuration.
    #[error("the chain cannot start: {0}")]
    Chain(String),
    /// The operating system gave no thread or no event queue.
    #[error("cannot start the server: {0}; the machine may be out of threads or file descriptors")]
    Runtime(#[source] io::Error),
}
