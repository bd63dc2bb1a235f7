//! The JSON-RPC 2.0 envelope: single requests, batches, notifications, and what is wrong with a body.

use std::cell::Cell;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::Value;

use super::dispatch::{dispatch, Answer, Context};
use super::error::RpcError;
use super::params::Params;
use super::service::Service;
use super::watch::Session;

/// Most requests in one batch.
const BATCH_LIMIT: usize = 1_000;
/// Once the answers of a batch are this long, the rest of it is refused.
const BATCH_ANSWER_BYTES: usize = 25 * 1024 * 1024;
/// Once a batch has taken this long, the rest of it is refused; as on Nitro.
const BATCH_TIME: Duration = Duration::from_secs(30);

/// Longest id that comes back although it is none.
const ODD_ID_BYTES: usize = 64;

/// One request as far as it must be understood to answer it.
#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    params: Option<&'a RawValue>,
}

/// An explicit null is a value too: `"id": null` is answered, an absent id is a notification.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// Tells the work for a client that the client has gone: its future is dropped with the connection.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Answers a body; `session` is the connection that it came on, if it stays. `None` when nothing is to be sent back
/// (notifications).
///
/// A single request is answered on this thread, as `turns` says; when too many are, another thread takes over what else this
/// one would have to do. A batch has a thread of its own, and ends with its client.
pub(crate) async fn answer_body(
    service: &Arc<Service>,
    session: Option<&Arc<Session>>,
    body: Bytes,
) -> Option<String> {
    let gone = Arc::new(AtomicBool::new(false));
    let _waiting = Gone(Arc::clone(&gone));
    let done = if is_batch(&body) {
        let (service, session) = (Arc::clone(service), session.map(Arc::clone));
        let work = move || answer(&service, session.as_deref(), &body, &gone);
        tokio::task::spawn_blocking(work).await.ok()
    } else {
        let work = || answer(service, session.map(Arc::as_ref), &body, &gone);
        let turn = service.turns.take();
        catch_unwind(AssertUnwindSafe(|| match turn {
            Some(_) => work(),
            None => tokio::task::block_in_place(work),
        }))
        .ok()
    };
    done.unwrap_or_else(|| Some(failure(None, &RpcError::internal())))
}

/// True for what can only be a list.
fn is_batch(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'[')
}

/// Answers a body. Once `gone` is set, the rest of a batch is left.
fn answer(
    service: &Service,
    session: Option<&Session>,
    body: &[u8],
    gone: &AtomicBool,
) -> Option<String> {
    let context = Context { service, session, gap: None };
    let Ok(raw) = serde_json::from_slice::<&RawValue>(body) else {
        return Some(failure(None, &RpcError::parse()));
    };
    if !raw.get().starts_with('[') {
        return answer_one(context, raw.get());
    }
    let Ok(batch) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
        return Some(failure(None, &RpcError::parse()));
    };
    answer_batch(context, &batch, gone)
}

fn answer_batch(context: Context<'_>, batch: &[&RawValue], gone: &AtomicBool) -> Option<String> {
    if batch.is_empty() {
        return Some(failure(None, &RpcError::invalid_request("empty batch")));
    }
    if batch.len() > BATCH_LIMIT {
        return Some(failure(None, &RpcError::invalid_request("batch too large")));
    }
    let mut answers = Answers { slots: vec![None; batch.len()], bytes: 0, began: Instant::now() };
    let mut late = Vec::new();
    for (place, request) in batch.iter().enumerate() {
        if gone.load(Ordering::Relaxed) {
            return None;
        }
        let gap = Cell::new(None);
        // Nitro answers strictly in order, and a transaction waits for its second even if the next one would help it.
        let patient = if context.service.is_bare() { None } else { Some(&gap) };
        let answer = answers.answer(Context { gap: patient, ..context }, request.get());
        match gap.get() {
            Some(gap) => late.push((gap, place)),
            None => answers.put(place, answer),
        }
    }
    // By sender and nonce, so that each one waits for nothing but what is really missing.
    late.sort_unstable();
    for (_, place) in late {
        if gone.load(Ordering::Relaxed) {
            return None;
        }
        let answer = answers.answer(context, batch[place].get());
        answers.put(place, answer);
    }
    answers.together()
}

/// The answers of a batch, in the order of its requests.
struct Answers {
    slots: Vec<Option<String>>,
    bytes: usize,
    began: Instant,
}

impl Answers {
    /// Answers a request, unless the batch has become too long or has taken too long.
    fn answer(&self, context: Context<'_>, request: &str) -> Option<String> {
        if self.bytes > BATCH_ANSWER_BYTES {
            unanswered(request, &RpcError::response_too_large())
        } else if self.began.elapsed() > BATCH_TIME {
            unanswered(request, &RpcError::timed_out())
        } else {
            answer_one(context, request)
        }
    }

    fn put(&mut self, place: usize, answer: Option<String>) {
        self.bytes += answer.as_ref().map_or(0, String::len);
        self.slots[place] = answer;
    }

    /// The list; nothing if every request was a notification.
    fn together(self) -> Option<String> {
        let answers: Vec<String> = self.slots.into_iter().flatten().collect();
        (!answers.is_empty()).then(|| format!("[{}]", answers.join(",")))
    }
}

/// A request that is not carried out.
fn unanswered(request: &str, why: &RpcError) -> Option<String> {
    let id = read(request)?.id?;
    Some(failure(Some(id), why))
}

fn answer_one(context: Context<'_>, text: &str) -> Option<String> {
    let Some(request) = read(text) else {
        return Some(failure(None, &RpcError::invalid_request("invalid request")));
    };
    let (method, id) = match checked(&request) {
        Ok(checked) => checked,
        Err(error) => return Some(failure(request.id.filter(|id| echoes(id)), &error)),
    };
    let outcome = Params::parse(request.params)
        .and_then(|params| contained(|| dispatch(context, &method, &params)));
    let id = id?;
    Some(match outcome {
        Ok(result) => success(id, &result),
        Err(error) => failure(Some(id), &error),
    })
}

/// Objects and lists are no ids; short ones come back all the same, as on Nitro, but nobody gets to choose how deep an answer nests.
fn echoes(id: &RawValue) -> bool {
    !id.get().starts_with(['{', '[']) || id.get().len() <= ODD_ID_BYTES
}

/// A panic is a bug of the node; it costs one answer, not the node.
fn contained(work: impl FnOnce() -> Answer) -> Answer {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(RpcError::internal()))
}

/// The members of an object. (An array would be read as one, by position.)
fn read(text: &str) -> Option<Request<'_>> {
    text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
}

/// The method's name, and the id unless the request is a notification.
fn checked<'a>(request: &Request<'a>) -> Result<(String, Option<&'a RawValue>), RpcError> {
    let invalid = || RpcError::invalid_request("invalid request");
    let text = |raw: Option<&RawValue>| -> Option<String> {
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
    };
    if text(request.jsonrpc).as_deref() != Some("2.0") {
        return Err(invalid());
    }
    let method = text(request.method).filter(|name| !name.is_empty()).ok_or_else(invalid)?;
    match request.id {
        Some(id) if id.get().starts_with(['{', '[']) => Err(invalid()),
        id => Ok((method, id)),
    }
}

fn success(id: &RawValue, result: &Value) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{},"result":{result}}}"#, id.get())
}

fn failure(id: Option<&RawValue>, error: &RpcError) -> String {
    let id = id.map_or("null", RawValue::get);
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{}}}"#, serde_json::json!(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_answer() {
        let answer = contained(|| panic!("a bug"));
        assert_eq!(answer, Err(RpcError::internal()));
        assert_eq!(contained(|| Ok(Value::Null)), Ok(Value::Null));
    }
}
