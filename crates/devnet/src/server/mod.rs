//! The network side: one port for HTTP and WebSocket. Knows nothing of methods; every body goes to `rpc`.

mod http;
mod listen;
mod ws;

pub(crate) use http::serve;
