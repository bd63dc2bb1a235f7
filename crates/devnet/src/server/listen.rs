//! Connections: how many there may be, and how long one may keep the node waiting for a request.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{service_fn, Service as _};
use hyper::Request;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

/// Most connections at once; later ones wait until one ends. Below the 1,024 files that a process may usually open.
pub(super) const MAX_CONNECTIONS: usize = 800;
/// How long a connection may take to send the head of its next request, idle or not.
const HEAD_PATIENCE: Duration = Duration::from_secs(60);
/// Pause after a failed accept, which means that the machine is out of something.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A connection's place among [`MAX_CONNECTIONS`]; whoever takes the connection over takes this with it.
pub(super) type Place = Arc<OwnedSemaphorePermit>;

/// Accepts and serves until the runtime ends.
pub(super) async fn listen(listener: TcpListener, routes: Router) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, routes.clone(), Arc::new(place)));
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// Serves one connection until it ends or becomes a WebSocket.
async fn converse(stream: TcpStream, routes: Router, place: Place) {
    // Answers are written whole: waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&place));
        routes.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // How a connection ends is its client's affair.
    let _ = connection.await;
}
