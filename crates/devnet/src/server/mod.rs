//! The network side: one port for HTTP and WebSocket. Knows nothing of methods; every body goes to `rpc`.

mod http;

pub(crate) use http::serve;
