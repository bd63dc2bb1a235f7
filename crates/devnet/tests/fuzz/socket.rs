//! Requests over one WebSocket after another, with subscriptions among them.

use futures_util::{SinkExt as _, StreamExt as _};
use stylus_devnet::Devnet;
use tokio::time::{timeout, Duration};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{
    body::{self, Expected},
    grammar::Grammar,
    oracle,
    random::Random,
    report::Report,
};

/// Messages on one connection.
const EACH: u64 = 100;

pub(crate) fn try_messages(node: &Devnet, seed: u64, count: u64, report: &mut Report) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let grammar = Grammar::of_the_node();
    runtime.expect("a runtime").block_on(async {
        for first in (0..count).step_by(EACH as usize) {
            let (mut socket, _) = connect_async(node.ws_url()).await.expect("a connection");
            for index in first..(first + EACH).min(count) {
                report.begin(index);
                let mut random = Random::of_case(seed ^ 0x5eed, index);
                let body = body::body(&mut random, &grammar);
                let text = String::from_utf8(body.bytes.clone());
                let message =
                    text.map_or_else(|_| Message::binary(body.bytes.clone()), Message::text);
                socket.send(message).await.expect("the connection stays open");
                // Only what must be answered is waited for; events may come before.
                if !matches!(body.expected, Expected::One(_)) {
                    report.end("nothing");
                    continue;
                }
                let answer = loop {
                    let next = timeout(Duration::from_secs(60), socket.next()).await;
                    let next = next.expect("in time").expect("the connection stays open");
                    let answer = next.expect("a message").into_data();
                    if is_for(&answer, &body.expected) {
                        break answer;
                    }
                };
                report.end(&oracle::check(&body, &answer));
            }
            // Every other connection is dropped without a word.
            if first % (2 * EACH) == 0 {
                let _ = socket.close(None).await;
            }
        }
    });
}

/// True for an answer to the last request, and not to an earlier one or an event.
fn is_for(answer: &[u8], expected: &Expected) -> bool {
    let Expected::One(id) = expected else { return false };
    let Ok(answer) = serde_json::from_slice::<serde_json::Value>(answer) else { return true };
    answer.get("id") == Some(id)
}
