//! Wrong arguments and failed executions: codes, words and data as a Nitro node gives them.

use serde_json::{json, Value};
use stylus_devnet::Devnet;

use crate::support::{Node, REVERTER};

const NOWHERE: &str = "0x1212121212121212121212121212121212121212121212121212121212121212";

fn params(message: &str) -> Value {
    json!({ "code": -32602, "message": message })
}

fn refused(message: &str) -> Value {
    json!({ "code": -32000, "message": message })
}

#[tokio::test]
async fn wrong_arguments_are_named() {
    let node = Node::start();
    let a = node.account(0);
    for (method, arguments, message) in [
        ("eth_getBalance", json!([]), "missing value for required argument 0"),
        (
            "eth_getBalance",
            json!([null, "latest"]),
            "invalid argument 0: json: cannot unmarshal non-string into Go value of type common.Address",
        ),
        ("eth_getBlockByNumber", json!([null, false]), "invalid argument 0: hex string without 0x prefix"),
        ("eth_getBalance", json!([a]), "missing value for required argument 1"),
        ("eth_getBlockByNumber", json!(["latest"]), "missing value for required argument 1"),
        ("eth_chainId", json!([1]), "too many arguments, want at most 0"),
        (
            "eth_getBalance",
            json!(["0x12", "latest"]),
            "invalid argument 0: hex string has length 2, want 40 for common.Address",
        ),
        (
            "eth_getBalance",
            json!(["hello", "latest"]),
            "invalid argument 0: json: cannot unmarshal hex string without 0x prefix into Go value of type common.Address",
        ),
        (
            "eth_getBalance",
            json!([5, "latest"]),
            "invalid argument 0: json: cannot unmarshal non-string into Go value of type common.Address",
        ),
        ("eth_getBalance", json!([a, "newest"]), "invalid argument 1: hex string without 0x prefix"),
        ("eth_getBalance", json!([a, ""]), "invalid argument 1: empty hex string"),
        ("eth_getBalance", json!([a, "0x"]), "invalid argument 1: hex string \"0x\""),
        ("eth_getBalance", json!([a, "0xzz"]), "invalid argument 1: invalid hex string"),
        (
            "eth_getBalance",
            json!([a, "0x10000000000000000"]),
            "invalid argument 1: hex number > 64 bits",
        ),
        (
            "eth_getBlockByNumber",
            json!(["0x01", false]),
            "invalid argument 0: hex number with leading zero digits",
        ),
        (
            "eth_getBlockByNumber",
            json!(["0x8000000000000000", false]),
            "invalid argument 0: block number larger than int64",
        ),
        (
            "eth_getBlockByNumber",
            json!(["0x1", "yes"]),
            "invalid argument 1: json: cannot unmarshal string into Go value of type bool",
        ),
    ] {
        let error = node.error(method, arguments.clone()).await;
        assert_eq!(error, params(message), "{method} {arguments}");
    }
}

#[tokio::test]
async fn wrong_fields_of_objects_are_named() {
    let node = Node::start();
    let a = node.account(0);
    for (method, arguments, message) in [
        (
            "eth_call",
            json!([{ "gas": 5 }]),
            "invalid argument 0: json: cannot unmarshal non-string into Go struct field TransactionArgs.gas of type hexutil.Uint64",
        ),
        (
            "eth_call",
            json!(["0x"]),
            "invalid argument 0: json: cannot unmarshal string into Go value of type ethapi.TransactionArgs",
        ),
        (
            "eth_getLogs",
            json!([{ "blockHash": NOWHERE, "fromBlock": "0x1" }]),
            "invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other",
        ),
        (
            "eth_getBalance",
            json!([a, { "blockHash": NOWHERE, "blockNumber": "0x1" }]),
            "invalid argument 1: cannot specify both BlockHash and BlockNumber, choose one or the other",
        ),
    ] {
        let error = node.error(method, arguments.clone()).await;
        assert_eq!(error, params(message), "{method} {arguments}");
    }
}

#[tokio::test]
async fn wrong_criteria_of_logs_are_named() {
    let node = Node::start();
    for (criteria, message) in [
        (
            json!({ "address": "0x12" }),
            "invalid address: hex has invalid length 1 after decoding; expected 20 for address",
        ),
        (json!({ "address": 5 }), "invalid addresses in query"),
        (json!({ "address": [5] }), "non-string address at index 0"),
        (
            json!({ "address": ["hello"] }),
            "invalid address at index 0: hex string without 0x prefix",
        ),
        (
            json!({ "topics": ["0x12"] }),
            "hex has invalid length 1 after decoding; expected 32 for topic",
        ),
        (json!({ "topics": [5] }), "invalid topic(s)"),
        (json!({ "topics": [[5]] }), "invalid topic(s)"),
        (
            json!({ "topics": "x" }),
            "json: cannot unmarshal string into Go struct field input.topics of type []interface {}",
        ),
    ] {
        let error = node.error("eth_getLogs", json!([criteria])).await;
        assert_eq!(error, params(&format!("invalid argument 0: {message}")), "{criteria}");
    }
    let many = json!([{ "topics": [null, null, null, null, null] }]);
    assert_eq!(node.error("eth_getLogs", many).await, refused("exceed max topics"));
    for method in ["eth_getLogs", "eth_newFilter"] {
        let reversed = json!([{ "fromBlock": "0x2", "toBlock": "0x1" }]);
        let error = node.error(method, reversed).await;
        assert_eq!(error, refused("invalid block range params"), "{method}");
    }
    // A bare node refuses what Nitro refuses; others take the newest block for what waits or is final.
    let bare = Node::of(Devnet::builder().bare(true).spawn().unwrap());
    for (tag, message) in [
        ("pending", "pending logs are not supported"),
        ("safe", "safe header not found"),
        ("finalized", "finalized header not found"),
    ] {
        let criteria = json!([{ "fromBlock": tag, "toBlock": tag }]);
        assert_eq!(bare.error("eth_getLogs", criteria.clone()).await, refused(message));
        assert_eq!(node.result("eth_getLogs", criteria).await, json!([]), "{tag}");
    }
}

#[tokio::test]
async fn a_null_is_a_value_that_some_types_take() {
    let node = Node::start();
    let a = node.account(0);
    let neither = refused("invalid arguments; neither block nor hash specified");
    for block in [json!(null), json!({})] {
        assert_eq!(node.error("eth_getBalance", json!([a, block])).await, neither);
        assert_eq!(node.error("eth_getCode", json!([a, block])).await, neither);
    }
    assert_eq!(node.result("eth_call", json!([null, null])).await, "0x");
    assert_eq!(node.result("eth_getLogs", json!([null])).await, json!([]));
    let block = node.result("eth_getBlockByNumber", json!(["0x0", null])).await;
    assert_eq!(block["number"], "0x0");
}

#[tokio::test]
async fn the_fee_history_shows_how_busy_the_chain_is() {
    let node = Node::start();
    let first = node.result("evm_mine", json!([])).await;
    assert_eq!(first, "0x0", "a block without gas");
    let head = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    let time =
        u64::from_str_radix(head["timestamp"].as_str().unwrap().trim_start_matches("0x"), 16);
    // Ten seconds later two transfers at one time: 42,000 gas where 140 million would be full.
    let later = time.unwrap() + 10;
    for _ in 0..2 {
        node.result("evm_setNextBlockTimestamp", json!([later])).await;
        let transfer = json!([{ "from": node.account(1), "to": node.account(2), "value": "0x1" }]);
        node.result("eth_sendTransaction", transfer).await;
    }
    let history = node.result("eth_feeHistory", json!(["0x2", "latest", []])).await;
    // Reading a number from JSON may cost its last bit.
    for (shown, gas) in history["gasUsedRatio"].as_array().unwrap().iter().zip([21_000.0, 42_000.0])
    {
        let ratio = gas / 7_000_000.0 / 10.0 / 2.0;
        assert!((shown.as_f64().unwrap() - ratio).abs() < 1e-12, "{shown} for {gas}");
    }
    // Two blocks of one timestamp without the one before: as good as full.
    let short = node.result("eth_feeHistory", json!(["0x1", "latest", []])).await;
    assert_eq!(short["gasUsedRatio"], json!([1.0]));
}

#[tokio::test]
async fn what_does_not_exist_is_null_or_an_error() {
    let node = Node::start();
    let a = node.account(0);
    for (method, arguments) in [
        ("eth_getTransactionByHash", json!([NOWHERE])),
        ("eth_getTransactionReceipt", json!([NOWHERE])),
        ("eth_getBlockByHash", json!([NOWHERE, false])),
        ("eth_getBlockByNumber", json!(["0xffffffff", true])),
        ("eth_getBlockReceipts", json!(["0xffffffff"])),
        ("eth_getBlockTransactionCountByNumber", json!(["0xffffffff"])),
        ("eth_getUncleCountByBlockHash", json!([NOWHERE])),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["latest", "0x7"])),
        ("eth_blobBaseFee", json!([])),
    ] {
        assert_eq!(node.result(method, arguments).await, Value::Null, "{method}");
    }
    for (method, arguments) in [
        ("eth_getBalance", json!([a, "0xffffffff"])),
        ("eth_getBalance", json!([a, { "blockHash": NOWHERE }])),
        ("eth_getCode", json!([a, NOWHERE])),
        ("eth_call", json!([{ "to": a }, "0xffffffff"])),
    ] {
        assert_eq!(node.error(method, arguments).await, refused("header not found"), "{method}");
    }
    for method in ["eth_teleport", "foo_bar", "personal_newAccount", "eth_subscribe_"] {
        let message = format!("the method {method} does not exist/is not available");
        let error = node.error(method, json!([])).await;
        assert_eq!(error, json!({ "code": -32601, "message": message }));
    }
    let error = node.error("eth_subscribe", json!(["newHeads"])).await;
    assert_eq!(error, json!({ "code": -32601, "message": "notifications not supported" }));
}

#[tokio::test]
async fn a_revert_carries_its_data_and_its_reason() {
    let node = Node::start();
    let target = node.deploy(REVERTER).await;
    let word = |text: &str| format!("{text:0<64}");
    let reason = format!("0x08c379a0{:0>64}{:0>64}{}", "20", "5", word("68656c6c6f"));
    let overflow = format!("0x4e487b71{:0>64}", "11");
    for (data, message) in [
        ("0x", "execution reverted"),
        (reason.as_str(), "execution reverted: hello"),
        (overflow.as_str(), "execution reverted: arithmetic underflow or overflow"),
        ("0xc0ffee00", "execution reverted"),
        ("0x6f809c4e", "execution reverted: error ProgramNotActivated()"),
    ] {
        for method in ["eth_call", "eth_estimateGas"] {
            let error = node.error(method, json!([{ "to": target, "data": data }])).await;
            let expected = json!({ "code": 3, "message": message, "data": data });
            assert_eq!(error, expected, "{method}");
        }
    }
}

#[tokio::test]
async fn transactions_are_refused_in_the_words_of_the_node() {
    let node = Node::start();
    for (raw, message) in
        [("0x", "typed transaction too short"), ("0x1234", "transaction type not supported")]
    {
        assert_eq!(node.error("eth_sendRawTransaction", json!([raw])).await, refused(message));
    }
    let (a, b) = (node.account(0), node.account(1));
    let send = |transaction: Value| {
        let node = &node;
        async move { node.error("eth_sendTransaction", json!([transaction])).await }
    };
    let stranger = "0x00000000000000000000000000000000000000aa";
    assert_eq!(send(json!({ "from": stranger, "to": b })).await, refused("unknown account"));
    assert_eq!(send(json!({ "to": b })).await, refused("unknown account"));
    let error = send(json!({ "from": a, "to": b, "chainId": "0x1" })).await;
    assert_eq!(error, refused("chainId does not match node's (have=1, want=412346)"));
    let error = send(json!({ "from": a })).await;
    assert_eq!(error, refused("contract creation without any data provided"));
    let error = send(json!({ "from": a, "to": b, "data": "0x01", "input": "0x02" })).await;
    assert!(error["message"].as_str().unwrap().contains("are set and not equal"), "{error}");
    let both = json!({ "from": a, "to": b, "gasPrice": "0x5f5e100", "maxFeePerGas": "0x5f5e100" });
    let message = "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified";
    assert_eq!(send(both).await, refused(message));
    let error = send(json!({ "from": a, "to": b, "gas": "0x5207" })).await;
    assert_eq!(error, refused("intrinsic gas too low"));
    let poor =
        json!({ "from": a, "to": b, "gas": "0x5208", "value": "0xffffffffffffffffffffffff" });
    let error = send(poor).await;
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("insufficient funds for gas * price + value: address 0x"),
        "{error}"
    );
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 0, "nothing was mined");
}

#[tokio::test]
async fn nonces_must_be_the_next() {
    let node = Node::start();
    let (a, b) = (node.account(0), node.account(1));
    let first = json!([{ "from": a, "to": b, "gas": "0x5208", "nonce": "0x0" }]);
    let error = node
        .error(
            "eth_sendTransaction",
            json!([{ "from": a, "to": b, "gas": "0x5208", "nonce": "0x5" }]),
        )
        .await;
    assert!(
        error["message"].as_str().unwrap().starts_with("nonce too high: address 0x"),
        "{error}"
    );
    node.result("eth_sendTransaction", first).await;
    let used = json!([{ "from": a, "to": b, "gas": "0x5208", "nonce": "0x0" }]);
    let error = node.error("eth_sendTransaction", used).await;
    assert!(error["message"].as_str().unwrap().ends_with("tx: 0 state: 1"), "{error}");
}
