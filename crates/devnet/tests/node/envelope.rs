//! JSON-RPC 2.0 over HTTP: ids, batches, notifications, broken and hostile bodies.

use serde_json::{json, Value};

use crate::support::Node;

fn id_of(answer: &Value) -> &Value {
    &answer["id"]
}

#[tokio::test]
async fn ids_come_back_as_they_were() {
    let node = Node::start();
    for id in
        ["7", "-1", "0", "\"abc\"", "\"\"", "null", "1.5", "123456789012345678901234567890", "true"]
    {
        let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"eth_chainId"}}"#);
        let (_, text) = node.post(body).await;
        assert_eq!(text, format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"0x64aba"}}"#));
    }
    for id in ["{}", "[1]"] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"eth_chainId"}}"#);
        let (_, text) = node.post(body).await;
        assert!(text.contains(&format!(r#""id":{id}"#)) && text.contains("-32600"), "{text}");
    }
}

#[tokio::test]
async fn absent_null_and_empty_params_are_the_same() {
    let node = Node::start();
    for params in ["", r#","params":null"#, r#","params":[]"#] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"eth_chainId"{params}}}"#);
        assert_eq!(node.post_json(body).await["result"], "0x64aba");
    }
    for params in [json!({}), json!("latest"), json!(1), json!(true)] {
        let error = node.error("eth_chainId", params).await;
        assert_eq!(error, json!({ "code": -32602, "message": "non-array args" }));
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_with_its_code() {
    let node = Node::start();
    for (body, code, message) in [
        ("", -32700, "parse error"),
        ("{", -32700, "parse error"),
        ("nonsense", -32700, "parse error"),
        ("{}{}", -32700, "parse error"),
        ("\u{feff}{}", -32700, "parse error"),
        ("[]", -32600, "empty batch"),
        ("{}", -32600, "invalid request"),
        ("null", -32600, "invalid request"),
        ("7", -32600, "invalid request"),
        (r#""eth_chainId""#, -32600, "invalid request"),
        (r#"{"jsonrpc":"2.0"}"#, -32600, "invalid request"),
        (r#"{"jsonrpc":"1.0","method":"eth_chainId"}"#, -32600, "invalid request"),
        (r#"{"jsonrpc":2.0,"method":"eth_chainId"}"#, -32600, "invalid request"),
        (r#"[["1","2.0","eth_chainId",[]]]"#, -32600, "invalid request"),
        (r#"{"jsonrpc":"2.0","method":7}"#, -32600, "invalid request"),
        (r#"{"jsonrpc":"2.0","method":""}"#, -32600, "invalid request"),
    ] {
        let mut answer = node.post_json(body).await;
        if answer.is_array() {
            answer = answer[0].take();
        }
        let expected = json!({ "code": code, "message": message });
        assert_eq!(answer, json!({ "jsonrpc": "2.0", "id": null, "error": expected }), "{body}");
    }
    let answer = node.post_json(r#"{"id":5,"method":"eth_chainId"}"#).await;
    assert_eq!(*id_of(&answer), 5);
    assert_eq!(answer["error"]["code"], -32600);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_a_parse_error() {
    let node = Node::start();
    let (status, text) = node.post(vec![0xff, 0xfe, 0x00, 0x80]).await;
    assert_eq!(status, 200);
    assert!(text.contains("-32700"), "{text}");
}

#[tokio::test]
async fn batches_answer_each_request_in_order() {
    let node = Node::start();
    let body = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" },
        7,
        { "jsonrpc": "2.0", "method": "eth_chainId" },
        { "jsonrpc": "2.0", "id": "x", "method": "no_such" },
    ]);
    let answers = node.post_json(body.to_string()).await;
    let answers = answers.as_array().unwrap();
    assert_eq!(answers.len(), 3, "a notification has no answer");
    assert_eq!(answers[0]["result"], "0x64aba");
    assert_eq!(answers[1]["error"]["code"], -32600);
    assert_eq!(*id_of(&answers[2]), "x");
    let message = "the method no_such does not exist/is not available";
    assert_eq!(answers[2]["error"], json!({ "code": -32601, "message": message }));
}

#[tokio::test]
async fn notifications_are_not_answered() {
    let node = Node::start();
    let one = r#"{"jsonrpc":"2.0","method":"anvil_mine"}"#;
    assert_eq!(node.post(one).await, (200, String::new()));
    assert_eq!(node.post(format!("[{one},{one}]")).await, (200, String::new()));
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 3, "they were carried out");
}

#[tokio::test]
async fn a_batch_of_a_thousand_is_answered_and_one_more_is_not() {
    let node = Node::start();
    let one = r#"{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}"#;
    let thousand = format!("[{}]", vec![one; 1_000].join(","));
    assert_eq!(node.post_json(thousand).await.as_array().unwrap().len(), 1_000);
    let more = format!("[{}]", vec![one; 1_001].join(","));
    let answer = node.post_json(more).await;
    assert_eq!(answer["error"], json!({ "code": -32600, "message": "batch too large" }));
}

#[tokio::test]
async fn nesting_of_any_depth_is_survived() {
    let node = Node::start();
    for depth in [1_000, 1_000_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let inside =
                format!(r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{deep}]}}"#);
            for body in [deep, inside] {
                let mut answer = node.post_json(body).await;
                if answer.is_array() {
                    answer = answer[0].take();
                }
                let code = answer["error"]["code"].as_i64().unwrap();
                assert!([-32700, -32600, -32602].contains(&code), "{answer}");
            }
        }
    }
    assert_eq!(node.result("eth_chainId", json!([])).await, "0x64aba");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let node = Node::start();
    // It is refused by its announcement: the answer comes before the body is sent.
    for length in [15 * 1024 * 1024 + 1, 99_999_999_999_u64] {
        let mut socket = std::net::TcpStream::connect(("127.0.0.1", node.devnet.port())).unwrap();
        let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{{");
        std::io::Write::write_all(&mut socket, head.as_bytes()).unwrap();
        let mut answer = [0; 12];
        std::io::Read::read_exact(&mut socket, &mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 413");
    }
    let large = "0".repeat(14 * 1024 * 1024);
    let error = node.error("web3_sha3", json!([format!("0x{large}0")])).await;
    assert_eq!(error["code"], -32602, "read, and odd");
}

#[tokio::test]
async fn a_browser_may_ask() {
    let node = Node::start();
    let client = crate::support::client();
    let url = node.devnet.rpc_url();
    let preflight = client.request(reqwest::Method::OPTIONS, &url).send().await.unwrap();
    assert!(preflight.status().is_success());
    assert_eq!(
        preflight.headers()["access-control-allow-private-network"],
        "true",
        "from a public page"
    );
    let post = client.post(&url).header("content-type", "application/json; charset=utf-8");
    let post =
        post.body(r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#).send().await.unwrap();
    for response in [&preflight, &post] {
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        assert_eq!(response.headers()["access-control-allow-headers"], "*");
    }
    assert_eq!(post.headers()["content-type"], "application/json");
    let greeting = client.get(&url).send().await.unwrap();
    assert!(greeting.text().await.unwrap().contains("JSON-RPC"));
}

#[tokio::test]
async fn other_content_types_are_refused_as_by_nitro() {
    let node = Node::start();
    let client = crate::support::client();
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#;
    for (content_type, status) in
        [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("Application/JSON", 200)]
    {
        let post = client.post(node.devnet.rpc_url()).header("content-type", content_type);
        let response = post.body(body).send().await.unwrap();
        assert_eq!(response.status(), status, "{content_type}");
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "readable by a page");
    }
    let untyped = client.post(node.devnet.rpc_url()).body(body).send().await.unwrap();
    assert_eq!(untyped.status(), 200);
    let elsewhere = client.post(format!("{}/elsewhere", node.devnet.rpc_url())).body(body);
    assert_eq!(elsewhere.send().await.unwrap().status(), 404);
    let put = client.put(node.devnet.rpc_url()).body(body).send().await.unwrap();
    assert_eq!(put.status(), 405);
}
