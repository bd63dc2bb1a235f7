//! One recording: its accounts, its steps, and what the chain answers to them.

use std::{collections::BTreeMap, fs, path::Path, str::FromStr};

use alloy_primitives::{hex, Address, Bytes, B256, U256};
use serde_json::{json, Value};
use stylus_chain::{
    config::DEV_KEY, AccountOverride, BlockId, BlockOverrides, CallRequest, Chain, Config,
    RpcFault, StateOverrides,
};

use crate::compare::differences;

#[path = "../support/sign.rs"]
mod sign;

use sign::{Key, Tx};

/// Names of addresses, and keys of accounts.
struct Session {
    chain: Chain,
    names: BTreeMap<String, String>,
    keys: BTreeMap<String, Key>,
}

/// Replays a recording on a fresh chain: the number of steps that agree, and the differences of the others.
pub(crate) fn replay(recording: &Value, folder: &Path) -> (usize, Vec<String>) {
    let mut session = Session::new(recording);
    let (mut good, mut bad) = (0, Vec::new());
    for step in recording["steps"].as_array().expect("steps") {
        let Some(got) = session.answer(step, folder) else { continue };
        let expected = session.resolve(&step["expect"]);
        let found = differences(&expected, &got);
        if found.is_empty() {
            good += 1;
        }
        bad.extend(found.into_iter().map(|line| format!("{}: {line}", step["id"])));
    }
    (good, bad)
}

impl Session {
    fn new(recording: &Value) -> Self {
        let config = Config { bare: true, ..Config::default() };
        let chain = Chain::new(config).expect("genesis");
        let mut session = Self { chain, names: BTreeMap::new(), keys: BTreeMap::new() };
        session.add_key("dev", DEV_KEY);
        let dev = session.keys["dev"].address();
        let owner = "0x0000000000000000000000000000000000000070";
        session.set_up("0x00000000000000000000000000000000000000ff", "0x0e5bbc11", U256::ZERO);
        let word =
            |data: &str, value: U256| format!("{data}{}", hex::encode(value.to_be_bytes::<32>()));
        session.set_up(owner, &word("0x2b352fae", U256::ZERO), U256::ZERO);
        session.set_up(owner, &word("0xffdca515", dev.into_word().into()), U256::ZERO);
        session.set_up(owner, &word("0x4d7a060d", U256::from(10_u64.pow(12))), U256::ZERO);
        for (name, account) in recording["accounts"].as_object().expect("accounts") {
            session.add_key(name, account["key"].as_str().expect("a key"));
            let fund = U256::from_str(account["fund"].as_str().expect("funds")).expect("wei");
            let to = session.names[name].clone();
            if !fund.is_zero() {
                session.set_up(&to, "0x", fund);
            }
        }
        for (name, address) in recording["names"].as_object().into_iter().flatten() {
            session
                .names
                .insert(name.clone(), address.as_str().expect("an address").to_lowercase());
        }
        session
    }

    fn add_key(&mut self, name: &str, key: &str) {
        let key = Key::from_hex(key);
        self.names.insert(name.to_owned(), format!("{:#x}", key.address()));
        self.keys.insert(name.to_owned(), key);
    }

    /// A transaction of the runner itself.
    fn set_up(&mut self, to: &str, data: &str, value: U256) {
        let key = &self.keys["dev"];
        let nonce = self.chain.head().state().nonce(key.address());
        let tx = Tx {
            to: Some(to.parse().expect("an address")),
            input: data.parse().expect("data"),
            value,
            gas: 20_000_000,
            nonce,
            ..Tx::default()
        };
        let hash = self.chain.send_raw(&tx.sign(key)).expect("set-up is accepted");
        assert!(self.chain.receipt(hash).expect("mined").success, "set-up {data} succeeds");
    }

    /// Puts addresses in the place of their names.
    fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.resolve_text(text)),
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(key, item)| {
                    let key =
                        if key.starts_with("0x") { self.resolve_text(key) } else { key.clone() };
                    (key, self.resolve(item))
                })
                .collect(),
            other => other.clone(),
        }
    }

    fn resolve_text(&self, text: &str) -> String {
        if let Some(found) = text.strip_prefix('$').and_then(|name| self.names.get(name)) {
            return found.clone();
        }
        let mut text = text.to_owned();
        for (name, address) in &self.names {
            text = text.replace(&format!("{{${name}}}"), &address[2..]);
        }
        text
    }

    /// What the chain answers, in the shape of the expectation; none for steps about JSON-RPC itself.
    fn answer(&mut self, step: &Value, folder: &Path) -> Option<Value> {
        match step["kind"].as_str()? {
            "tx" | "refused" => Some(self.transaction(step, folder)),
            "call" => Some(self.call(step)),
            "rpc" if step["method"] == "eth_estimateGas" => Some(self.estimate(step)),
            _ => None,
        }
    }

    fn transaction(&mut self, step: &Value, folder: &Path) -> Value {
        let mut fields = self.resolve(&step["tx"]);
        if let Some(file) = fields["data"].as_str().and_then(|data| data.strip_prefix('@')) {
            let (file, rest) = file.split_once('+').unwrap_or((file, ""));
            let code = fs::read_to_string(folder.join(file)).expect("init code");
            fields["data"] = json!(format!("0x{}{rest}", code.trim().trim_start_matches("0x")));
        }
        let key = &self.keys[step["tx"]["from"].as_str().expect("a sender")];
        let nonce = fields["nonce"].as_u64();
        let nonce = nonce.unwrap_or_else(|| self.chain.head().state().nonce(key.address()));
        let raw = Tx::from_json(&fields, nonce).sign(key);
        let hash = match self.chain.send_raw(&raw) {
            Ok(hash) => hash,
            Err(error) => return fault(error.into()),
        };
        let receipt = self.chain.receipt(hash).expect("a receipt");
        let logs: Vec<Value> = receipt
            .logs
            .iter()
            .map(|log| {
                let topics: Vec<String> = log.topics().iter().map(text).collect();
                json!({"address": text(&log.address), "topics": topics, "data": text(&log.data.data)})
            })
            .collect();
        json!({
            "status": u64::from(receipt.success),
            "gasUsed": receipt.gas_used,
            "contractAddress": receipt.contract_address.as_ref().map(text),
            "logs": logs,
        })
    }

    fn call(&mut self, step: &Value) -> Value {
        let request = request(&self.resolve(&step["call"]));
        let overrides = overrides(&self.resolve(&step["overrides"]));
        let block = block_overrides(&self.resolve(&step["blockOverrides"]));
        let answer = self.chain.call(&request, BlockId::Latest, &overrides, &block);
        match answer.and_then(stylus_chain::CallOutcome::into_result) {
            Ok(output) => json!({ "result": text(&output) }),
            Err(error) => fault(error.into()),
        }
    }

    fn estimate(&mut self, step: &Value) -> Value {
        let request = request(&self.resolve(&step["params"][0]));
        let none = (StateOverrides::default(), BlockOverrides::default());
        match self.chain.estimate_gas(&request, BlockId::Latest, &none.0, &none.1) {
            Ok(gas) => json!({ "result": format!("{gas:#x}") }),
            Err(error) => fault(error.into()),
        }
    }
}

/// As JSON-RPC writes it.
fn text(value: &impl std::fmt::LowerHex) -> String {
    format!("{value:#x}")
}

fn fault(fault: RpcFault) -> Value {
    let mut error = json!({"code": fault.code, "message": fault.message});
    if let Some(data) = fault.data {
        error["data"] = json!(text(&data));
    }
    json!({ "error": error })
}

fn quantity(value: &Value) -> Option<U256> {
    U256::from_str(value.as_str()?).ok()
}

fn small(value: &Value) -> Option<u64> {
    quantity(value).map(|number| number.to())
}

fn request(call: &Value) -> CallRequest {
    let bytes = |field: &str| call[field].as_str().map(|text| Bytes::from_str(text).expect("hex"));
    CallRequest {
        from: call["from"].as_str().map(|text| text.parse().expect("an address")),
        to: call["to"].as_str().map(|text| text.parse().expect("an address")),
        gas: small(&call["gas"]),
        gas_price: quantity(&call["gasPrice"]).map(|price| price.to()),
        max_fee_per_gas: quantity(&call["maxFeePerGas"]).map(|price| price.to()),
        max_priority_fee_per_gas: quantity(&call["maxPriorityFeePerGas"]).map(|price| price.to()),
        value: quantity(&call["value"]).unwrap_or_default(),
        input: bytes("input").or_else(|| bytes("data")).unwrap_or_default(),
        ..CallRequest::default()
    }
}

fn overrides(value: &Value) -> StateOverrides {
    let word = |value: &Value| B256::from(quantity(value).unwrap_or_default());
    let slots = |value: &Value| {
        value.as_object().map(|slots| {
            slots.iter().map(|(key, value)| (key.parse().expect("a slot"), word(value))).collect()
        })
    };
    let account = |value: &Value| AccountOverride {
        balance: quantity(&value["balance"]),
        nonce: small(&value["nonce"]),
        code: value["code"].as_str().map(|code| code.parse().expect("code")),
        state: slots(&value["state"]),
        state_diff: slots(&value["stateDiff"]),
        move_precompile_to: None,
    };
    let parse = |address: &String| address.parse::<Address>().expect("an address");
    let fields = value.as_object().into_iter().flatten();
    fields.map(|(address, value)| (parse(address), account(value))).collect()
}

fn block_overrides(value: &Value) -> BlockOverrides {
    BlockOverrides {
        number: quantity(&value["number"]),
        time: small(&value["time"]),
        gas_limit: small(&value["gasLimit"]),
        coinbase: value["feeRecipient"].as_str().map(|text| text.parse().expect("an address")),
        base_fee: quantity(&value["baseFeePerGas"]),
        ..BlockOverrides::default()
    }
}

impl Tx {
    /// The transaction of a step.
    fn from_json(fields: &Value, nonce: u64) -> Self {
        let decimal = |field: &str| match &fields[field] {
            Value::String(text) => Some(U256::from_str(text).expect("a number")),
            Value::Number(number) => number.as_u64().map(U256::from),
            _ => None,
        };
        let price = |field: &str| decimal(field).map(|price| price.to::<u128>());
        let list = |items: &Vec<Value>| {
            let item = |item: &Value| alloy_eips::eip2930::AccessListItem {
                address: item["address"].as_str().expect("an address").parse().expect("hex"),
                storage_keys: item["storageKeys"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|key| key.as_str().expect("a slot").parse().expect("hex"))
                    .collect(),
            };
            alloy_eips::eip2930::AccessList(items.iter().map(item).collect())
        };
        let default = Self::default();
        Self {
            to: fields["to"].as_str().map(|text| text.parse().expect("an address")),
            value: decimal("value").unwrap_or_default(),
            input: fields["data"].as_str().unwrap_or("0x").parse().expect("data"),
            gas: decimal("gas").expect("a gas limit").to(),
            nonce,
            gas_price: price("gasPrice"),
            max_fee: price("maxFeePerGas").unwrap_or(default.max_fee),
            tip: price("maxPriorityFeePerGas").unwrap_or(default.tip),
            access_list: fields["accessList"].as_array().map(list),
            chain_id: Some(
                fields["chainId"].as_u64().unwrap_or(stylus_chain::config::DEV_CHAIN_ID),
            ),
        }
    }
}
