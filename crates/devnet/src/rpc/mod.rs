//! JSON-RPC 2.0: from a body to an answer. `envelope` reads requests and writes answers, `dispatch` finds the method,
//! `service` holds what methods share; each family of methods has its file.

mod block;
mod blocks_ref;
mod clock;
mod dev;
mod dispatch;
mod encode;
mod envelope;
mod error;
mod execute;
mod identity;
mod keep;
mod logs;
mod loose;
mod mine;
mod params;
mod pool;
mod production;
mod profile;
mod proof;
mod requests;
mod send;
mod service;
mod sign;
mod start;
mod state;
mod trace;
mod transaction;
mod turns;
mod typed_data;
mod values;
mod watch;

pub(crate) use envelope::answer_body;
pub(crate) use production::Production;
pub(crate) use service::{client_version, Service};
pub(crate) use turns::WORKERS;
pub(crate) use watch::Session;
