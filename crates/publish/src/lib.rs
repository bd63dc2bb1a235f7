//! Puts the files of a collection where others can fetch them, and checks what arrived: a Kubo node, a service of the
//! IPFS Pinning Service API, an S3-compatible store, a plain folder.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`content`] | [`Content`]: the files, their SHA-256 and content ids, and the directories above them |
//! | [`target`] | [`Target`]: one place, in four kinds; [`Survey`]: what it lacks |
//! | [`kubo`], [`pinning`], [`s3`], [`folder`] | the four kinds |
//! | [`publish`](mod@publish) | survey, sending, the sample that is fetched back |
//! | [`receipt`] | [`Publication`]: what stays when all is done, schema `colophon/publication/1` |
//! | [`token`] | [`Token`]: an access token that no message shows |
//! | [`observe`] | [`Observer`]: who is told about progress |
//! | [`error`] | [`Error`]: what was wrong and what to do |
//!
//! Whatever is interrupted at whatever instant is finished by doing it again: the place itself is asked what it lacks.
//! Dropping a future of this crate stops the work; the place keeps what it has taken. Memory is bounded by a few
//! portions of a few MiB each, whatever the size of the files.

#![forbid(unsafe_code)]

mod archive;
mod check;
pub mod content;
pub mod error;
pub mod folder;
mod http;
pub mod kubo;
mod media_type;
pub mod observe;
pub mod pinning;
pub mod publish;
pub mod receipt;
mod retry;
pub mod s3;
pub mod target;
pub mod token;
mod tree;

pub use content::{Content, Source};
pub use error::{Error, Result};
pub use observe::Observer;
pub use publish::{publish, Options};
pub use receipt::Publication;
pub use retry::Retry;
pub use target::{Survey, Target};
pub use token::Token;
