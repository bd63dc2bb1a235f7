//! HTTP: POST carries JSON-RPC, OPTIONS answers browsers, GET greets or becomes a WebSocket.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{rejection::WebSocketUpgradeRejection, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::listen::{listen, Place};
use super::ws;
use crate::rpc::{answer_body, Service};

/// Largest request body or WebSocket message that is read.
const MAX_BODY_BYTES: usize = 15 * 1024 * 1024;
/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(30);
/// Most WebSockets at once: they may stay silent for ever, so they must leave room for others.
const MAX_SOCKETS: usize = 200;

/// Answers `Access-Control-Request-Private-Network` (Private Network Access).
const PRIVATE_NETWORK: header::HeaderName =
    header::HeaderName::from_static("access-control-allow-private-network");

const GREETING: &str = "\
This is a Stylus development node: it speaks JSON-RPC 2.0. Send requests by POST with content type application/json,
or open a WebSocket at the same address. For example:
  curl -H 'content-type: application/json' -d '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\"}' <this address>
";

/// Serves until the runtime ends.
pub(crate) async fn serve(listener: TcpListener, service: Arc<Service>) {
    let routes = Router::new()
        .route("/", get(greet).post(post).options(preflight))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(Extension(Arc::new(Semaphore::new(MAX_SOCKETS))))
        .with_state(service);
    listen(listener, routes).await;
}

async fn greet(
    State(service): State<Arc<Service>>,
    Extension(sockets): Extension<Arc<Semaphore>>,
    Extension(place): Extension<Place>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return (cors(), GREETING).into_response() };
    let Ok(socket_place) = sockets.try_acquire_owned() else {
        let text = format!("too many WebSockets: at most {MAX_SOCKETS} at once\n");
        return (StatusCode::SERVICE_UNAVAILABLE, cors(), text).into_response();
    };
    upgrade.max_message_size(MAX_BODY_BYTES).max_frame_size(MAX_BODY_BYTES).on_upgrade(
        move |socket| async move {
            ws::converse(socket, service).await;
            drop((place, socket_place));
        },
    )
}

/// Browsers ask a second question, which has a header of its own, when a public page wants to reach this machine.
async fn preflight() -> Response {
    (StatusCode::NO_CONTENT, cors(), [(PRIVATE_NETWORK, "true")]).into_response()
}

async fn post(State(service): State<Arc<Service>>, request: Request) -> Response {
    let headers = request.headers();
    if !json(headers) {
        let text = "invalid content type, only application/json is supported\n";
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, cors(), text).into_response();
    }
    if announced(headers) > MAX_BODY_BYTES as u64 {
        let text = format!("content length too large, at most {MAX_BODY_BYTES} bytes are read\n");
        return (StatusCode::PAYLOAD_TOO_LARGE, cors(), text).into_response();
    }
    let body = match timeout(BODY_PATIENCE, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) => return (error.status(), cors(), error.body_text()).into_response(),
        Err(_) => {
            let text = "the body took too long to arrive\n";
            return (StatusCode::REQUEST_TIMEOUT, cors(), text).into_response();
        }
    };
    let answer = answer_body(&service, None, body).await.unwrap_or_default();
    (cors(), [(header::CONTENT_TYPE, "application/json")], answer).into_response()
}

/// Length of the body by its header; 0 if it does not say.
fn announced(headers: &HeaderMap) -> u64 {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Nitro takes JSON types alone; a request without any type is let through as well.
fn json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    ["application/json", "application/json-rpc", "application/jsonrequest"]
        .iter()
        .any(|known| essence.eq_ignore_ascii_case(known))
}

/// Any page may ask a development node: it holds nothing but public keys.
fn cors() -> [(header::HeaderName, &'static str); 4] {
    [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ]
}
