//! Methods with their arguments, and values near those that they take.

use serde_json::{json, Map, Value};

use crate::random::Random;

/// Arguments that a method takes. `A` stands for an account, `H` for a hash.
const SHAPES: [(&str, &str); 42] = [
    ("web3_sha3", r#"["0x01"]"#),
    ("eth_feeHistory", r#"["0x3","latest",[10,50]]"#),
    ("eth_getBalance", r#"["A","latest"]"#),
    ("eth_getTransactionCount", r#"["A",{"blockNumber":"0x0"}]"#),
    ("eth_getCode", r#"["A","earliest"]"#),
    ("eth_getStorageAt", r#"["A","0x0","pending"]"#),
    ("eth_getBlockByNumber", r#"["latest",true]"#),
    ("eth_getBlockByHash", r#"["H",false]"#),
    ("eth_getHeaderByNumber", r#"["safe"]"#),
    ("eth_getBlockReceipts", r#"["latest"]"#),
    ("eth_getBlockTransactionCountByNumber", r#"["0x1"]"#),
    ("eth_getUncleByBlockHashAndIndex", r#"["H","0x0"]"#),
    ("eth_getTransactionByHash", r#"["H"]"#),
    ("eth_getTransactionReceipt", r#"["H"]"#),
    ("eth_getTransactionByBlockNumberAndIndex", r#"["latest","0x0"]"#),
    (
        "eth_call",
        r#"[{"from":"A","data":"0x600160005260206000f3"},"latest",{"A":{"balance":"0x9"}},{"time":"0x5"}]"#,
    ),
    (
        "eth_call",
        r#"[{"to":"A","gas":"0x100000"},"latest",{"A":{"code":"0x5b365f5f375f5ffd","stateDiff":{"H":"H"}}}]"#,
    ),
    (
        "eth_call",
        r#"[{"to":"0x0000000000000000000000000000000000000071","data":"0x58c780c2"},"latest"]"#,
    ),
    ("eth_estimateGas", r#"[{"from":"A","to":"A","value":"0x1"}]"#),
    ("eth_createAccessList", r#"[{"from":"A","to":"A"},"latest"]"#),
    (
        "debug_traceCall",
        r#"[{"from":"A","to":"A","gas":"0x10000"},"latest",{"tracer":"callTracer","tracerConfig":{"withLog":true}}]"#,
    ),
    (
        "debug_traceCall",
        r#"[{"data":"0x5f5f5f","gas":"0x20000"},"latest",{"enableMemory":true,"limit":5}]"#,
    ),
    (
        "debug_traceTransaction",
        r#"["H",{"tracer":"prestateTracer","tracerConfig":{"diffMode":true}}]"#,
    ),
    ("eth_sendRawTransaction", r#"["0x02c0"]"#),
    ("eth_sendTransaction", r#"[{"from":"A","to":"A","value":"0x1","gas":"0x5208"}]"#),
    ("eth_sendTransaction", r#"[{"from":"A","data":"0x60ff60005360015ff3"}]"#),
    ("eth_sign", r#"["A","0x01"]"#),
    ("personal_sign", r#"["0x01","A"]"#),
    ("eth_getLogs", r#"[{"fromBlock":"0x0","address":["A"],"topics":[null,["H"]]}]"#),
    ("eth_newFilter", r#"[{"topics":["H"]}]"#),
    ("eth_getFilterChanges", r#"["0x1"]"#),
    ("eth_getFilterLogs", r#"["0x1"]"#),
    ("eth_subscribe", r#"["newHeads"]"#),
    ("evm_revert", r#"["0x1"]"#),
    ("evm_increaseTime", "[5]"),
    ("evm_mine", "[]"),
    ("anvil_mine", r#"["0x2","0x3"]"#),
    ("anvil_setBalance", r#"["A","0xffffffffffffffffffff"]"#),
    ("anvil_setNonce", r#"["A","0x7"]"#),
    ("anvil_setCode", r#"["A","0xeff0000001"]"#),
    ("anvil_setStorageAt", r#"["A","0x1","H"]"#),
    ("anvil_loadState", r#"["0x7b7d"]"#),
];

const ACCOUNTS: [&str; 4] = [
    "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
    "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E",
    "0x0000000000000000000000000000000000000064",
    "0x00000000000000000000000000000000000000ff",
];
const HASH: &str = "0x1212121212121212121212121212121212121212121212121212121212121212";

const WORDS: [&str; 30] = [
    "",
    "0x",
    "0x0",
    "0x1",
    "0x01",
    "0x123",
    "0xzz",
    "latest",
    "pending",
    "safe",
    "earliest",
    "-1",
    "-0x1",
    "0X5",
    "NaN",
    "1e400",
    "Infinity",
    "0xffffffffffffffff",
    "0x10000000000000000",
    "0x7fffffffffffffff",
    "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0x10000000000000000000000000000000000000000000000000000000000000000",
    "0x0000000000000000000000000000000000000071",
    "0x60016001fd",
    "0x5b5f56",
    "\u{0}\u{1F3A8}\u{202e}",
    "newHeads",
    "callTracer",
    "stylusTracer",
    "\u{d7ff}\"\\\n",
];

const KEYS: [&str; 36] = [
    "from",
    "to",
    "gas",
    "gasPrice",
    "maxFeePerGas",
    "maxPriorityFeePerGas",
    "value",
    "data",
    "input",
    "nonce",
    "chainId",
    "accessList",
    "authorizationList",
    "fromBlock",
    "toBlock",
    "blockHash",
    "address",
    "topics",
    "blockNumber",
    "stateDiff",
    "state",
    "code",
    "balance",
    "storageKeys",
    "tracer",
    "tracerConfig",
    "timeout",
    "limit",
    "stateOverrides",
    "blockOverrides",
    "time",
    "number",
    "baseFee",
    "movePrecompileToAddress",
    "timestamp",
    "blocks",
];

/// What can be asked.
pub(crate) struct Grammar {
    methods: Vec<String>,
}

impl Grammar {
    /// All methods that the node's sources name, so that a new one is tried without being listed here.
    pub(crate) fn of_the_node() -> Self {
        let mut methods = Vec::new();
        collect(
            std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/rpc")),
            &mut methods,
        );
        assert!(methods.len() > 80, "{methods:?}");
        methods.push("no_such_method".to_owned());
        Self { methods }
    }

    /// A method and its arguments: as they should be, or with something changed.
    pub(crate) fn request(&self, random: &mut Random) -> (String, Value) {
        if random.one_in(3) {
            let method = self.methods[random.below(self.methods.len())].clone();
            let params = (0..random.below(4)).map(|_| value(random, 2)).collect();
            return (method, params);
        }
        let (method, shape) = random.pick(&SHAPES);
        let text = shape.replace('A', random.pick(&ACCOUNTS)).replace('H', HASH);
        let mut params: Value = serde_json::from_str(&text).expect("the shapes are JSON");
        match random.below(8) {
            0..=2 => {}
            3 => params = value(random, 3),
            _ => change(random, &mut params),
        }
        (method.to_owned(), params)
    }
}

/// Names in the tables of methods: lines such as `("eth_call", 4, call),`.
fn collect(folder: &std::path::Path, methods: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, methods);
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        let names = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("(\"")?.split_once("\", "));
        methods.extend(names.map(|(name, _)| name.to_owned()).filter(|name| name.contains('_')));
    }
}

/// Replaces something inside, at any depth.
fn change(random: &mut Random, value: &mut Value) {
    let deeper = !random.one_in(4);
    match value {
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = random.below(items.len());
            change(random, &mut items[at]);
        }
        Value::Object(fields) if deeper && !fields.is_empty() => {
            let at = random.below(fields.len());
            if let Some((_, field)) = fields.iter_mut().nth(at) {
                change(random, field);
            }
        }
        Value::Object(fields) => {
            fields.insert(random.pick(&KEYS).to_owned(), self::value(random, 2));
        }
        other => *other = self::value(random, 2),
    }
}

/// Any value. (Numbers of blocks to mine are small or refused: the rest would only take time.)
pub(crate) fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 10 } else { 14 }) {
        0..=4 => json!(random.pick(&WORDS)),
        5 => json!(random.pick(&ACCOUNTS)),
        6 => json!(HASH),
        7 => json!(random.pick(&[0, 1, 2, 255, -1, i64::MAX, i64::MIN])),
        8 => json!(random.pick(&[0.5, -0.0, 1e300, 1e18, f64::EPSILON])),
        9 => [Value::Null, json!(true), json!(false)][random.below(3)].clone(),
        10 | 11 => (0..random.below(4)).map(|_| value(random, depth - 1)).collect(),
        _ => {
            let mut fields = Map::new();
            for _ in 0..random.below(4) {
                let key = if random.one_in(4) { random.pick(&WORDS) } else { random.pick(&KEYS) };
                fields.insert(key.to_owned(), value(random, depth - 1));
            }
            Value::Object(fields)
        }
    }
}
