//! JSON-RPC 2.0: from a body to an answer. `envelope` reads requests and writes answers, `service` holds what methods
//! share, and each family of methods has its file.

mod dispatch;
mod envelope;
mod error;
mod params;
mod service;

pub(crate) use envelope::answer_body;
pub(crate) use service::{client_version, Service};
