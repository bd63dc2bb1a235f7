//! WebSocket: requests and answers in order on one connection, and what its subscriptions have to say.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::rpc::{answer_body, Service, Session};

/// How long a client may take to accept a message. What happens meanwhile is not collected for it: it is read from the chain when
/// the client is ready again.
const SEND_PATIENCE: Duration = Duration::from_secs(30);

/// Serves one connection until either side closes it. One task reads, answers and notifies, so the answer to
/// `eth_subscribe` always goes out before the first event.
pub(crate) async fn converse(mut socket: WebSocket, service: Arc<Service>) {
    let session = Arc::new(Session::default());
    let mut heads = service.watch_heads();
    loop {
        let outgoing = tokio::select! {
            incoming = socket.recv() => match incoming {
                Some(Ok(message)) => match replies(message, &service, &session).await {
                    Some(replies) => replies,
                    None => break,
                },
                Some(Err(_)) | None => break,
            },
            changed = next_head(&mut heads, &session) => match changed {
                Some(()) => events(&service, &session).await,
                None => break,
            },
        };
        if !send_all(&mut socket, outgoing).await {
            break;
        }
    }
    service.forget(&session);
}

/// Waits for a new head; a connection without subscriptions never wakes.
async fn next_head(heads: &mut watch::Receiver<u64>, session: &Session) -> Option<()> {
    loop {
        heads.changed().await.ok()?;
        if !session.is_idle() {
            return Some(());
        }
    }
}

/// Answers to one message; `None` ends the connection.
async fn replies(
    message: Message,
    service: &Arc<Service>,
    session: &Arc<Session>,
) -> Option<Vec<String>> {
    let body: Bytes = match message {
        Message::Text(text) => text.into(),
        Message::Binary(bytes) => bytes,
        Message::Ping(_) | Message::Pong(_) => return Some(Vec::new()),
        Message::Close(_) => return None,
    };
    Some(answer_body(service, Some(session), body).await.into_iter().collect())
}

async fn events(service: &Arc<Service>, session: &Arc<Session>) -> Vec<String> {
    let (service, session) = (Arc::clone(service), Arc::clone(session));
    spawn_blocking(move || service.notifications(&session)).await.unwrap_or_default()
}

/// False if the client does not take them.
async fn send_all(socket: &mut WebSocket, texts: Vec<String>) -> bool {
    for text in texts {
        let sent = timeout(SEND_PATIENCE, socket.send(Message::Text(text.into()))).await;
        if !matches!(sent, Ok(Ok(()))) {
            return false;
        }
    }
    true
}
