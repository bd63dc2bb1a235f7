//! What must hold for every answer, and for the node after all of them.

use serde_json::{json, Value};

use crate::{
    body::{self, Body, Expected},
    grammar::Grammar,
    random::Random,
    wire::Client,
};

/// Sends one request and says how it was answered.
pub(crate) fn try_request(random: &mut Random, grammar: &Grammar, client: &mut Client) -> String {
    let body = body::body(random, grammar);
    if random.one_in(25) {
        return client.misbehave(random, &body.bytes);
    }
    let (status, answer) = client.post(&body.bytes);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body.bytes));
    check(&body, &answer)
}

/// Checks an answer against what is known of its request; says of which kind it is.
pub(crate) fn check(body: &Body, answer: &[u8]) -> String {
    let sent = String::from_utf8_lossy(&body.bytes);
    let sent: String = sent.chars().take(2_000).collect();
    if answer.is_empty() {
        assert!(!matches!(body.expected, Expected::One(_)), "no answer to {sent}");
        return "nothing".to_owned();
    }
    let answer: Value =
        serde_json::from_slice(answer).unwrap_or_else(|error| panic!("{error} for {sent}"));
    match &body.expected {
        Expected::One(id) => {
            assert_eq!(answer["id"], *id, "{sent}");
            single(&answer, &sent)
        }
        Expected::Batch(ids) => {
            let answers = answer.as_array().unwrap_or_else(|| panic!("{answer} for {sent}"));
            for answer in answers {
                single(answer, &sent);
            }
            let found = answers.iter().map(|answer| &answer["id"]).filter(|id| !id.is_null());
            assert!(found.eq(ids), "{sent}");
            "batch".to_owned()
        }
        // A notification is answered only if it is none.
        Expected::Nothing => panic!("{answer} for the notification {sent}"),
        Expected::Some => match answer.as_array() {
            Some(answers) => {
                assert!(!answers.is_empty());
                answers.iter().for_each(|answer| drop(single(answer, &sent)));
                "batch".to_owned()
            }
            None => single(&answer, &sent),
        },
    }
}

/// One answer: the version, an id, and either a result or an error with code and message.
fn single(answer: &Value, sent: &str) -> String {
    assert_eq!(answer["jsonrpc"], "2.0", "{sent}");
    assert!(answer.get("id").is_some(), "{sent}");
    let Some(error) = answer.get("error") else {
        assert!(answer.get("result").is_some(), "{sent}");
        return "result".to_owned();
    };
    assert!(answer.get("result").is_none(), "{sent}");
    let code = error["code"].as_i64().unwrap_or_else(|| panic!("{answer} for {sent}"));
    assert!(error["message"].is_string(), "{answer} for {sent}");
    assert_ne!(code, -32603, "crashed on {sent}");
    format!("error {code}")
}

/// The chain still hangs together, and a fresh one mines.
pub(crate) fn still_sound(client: &mut Client) {
    let mut ask = |method: &str, params: Value| -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let (status, answer) = client.post(request.to_string().as_bytes());
        assert_eq!(status, 200);
        let mut answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    };
    let mut block = ask("eth_getBlockByNumber", json!(["latest", true]));
    for _ in 0..50 {
        if block["number"] == "0x0" {
            break;
        }
        let parent = ask("eth_getBlockByHash", json!([block["parentHash"], true]));
        assert!(parent.is_object(), "{block} has no parent");
        block = parent;
    }
    ask("anvil_reset", json!([]));
    let from = ask("eth_accounts", json!([]))[1].clone();
    let hash = ask("eth_sendTransaction", json!([{ "from": from, "to": from, "value": "0x1" }]));
    let receipt = ask("eth_getTransactionReceipt", json!([hash]));
    assert_eq!((&receipt["status"], &receipt["blockNumber"]), (&json!("0x1"), &json!("0x1")));
}
