//! What it would cost to keep the programs in the chain's cache, where calls of them are cheaper. Nothing is bid here: the
//! cache is a matter of every day's prices, and anyone can bid for a program at any time.

use alloy_primitives::U256;
use serde_json::{json, Value};

use crate::chain::bindings::{ArbWasm, ArbWasmCache, CacheManager, ARB_WASM, ARB_WASM_CACHE};
use crate::chain::program::Program;
use crate::chain::Node;
use crate::output::grouped;

/// What is known of a program in the cache.
enum Place {
    /// It is cached.
    Cached,
    /// A bid of so many wei would be accepted now.
    Bid(U256),
    /// The bid depends on the size of the activated program, and it is not activated yet.
    NotActive,
    /// The chain has no cache manager that answers.
    NoManager,
}

impl Place {
    /// Asks the chain; what gives no answer is not known.
    fn of(node: &Node, program: &Program) -> Self {
        let codehash = program.codehash();
        let cached = node.view(ARB_WASM_CACHE, &ArbWasmCache::codehashIsCachedCall { codehash });
        if cached.unwrap_or(false) {
            return Self::Cached;
        }
        let managers = node.view(ARB_WASM_CACHE, &ArbWasmCache::allCacheManagersCall {});
        let Some(manager) = managers.ok().and_then(|managers| managers.last().copied()) else {
            return Self::NoManager;
        };
        let Ok(size) = node.view(ARB_WASM, &ArbWasm::codehashAsmSizeCall { codehash }) else {
            return Self::NotActive;
        };
        let call = CacheManager::getMinBidCall { size: size.into() };
        node.view(manager, &call).map_or(Self::NoManager, |bid| Self::Bid(U256::from(bid)))
    }

    fn text(&self) -> String {
        match self {
            Self::Cached => "is cached".into(),
            Self::Bid(wei) => format!("a bid of {} wei or more", grouped(wei.saturating_to())),
            Self::NotActive => "a bid is known once it is active".into(),
            Self::NoManager => "the chain takes no bids".into(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Cached => json!({ "cached": true, "bid_wei": null }),
            Self::Bid(wei) => json!({ "cached": false, "bid_wei": wei.to_string() }),
            Self::NotActive | Self::NoManager => json!({ "cached": false, "bid_wei": null }),
        }
    }
}

/// The cache for each program, as lines and as JSON.
pub(crate) fn costs(node: &Node, programs: &[&Program]) -> (String, Value) {
    let mut text = String::from(
        "  activation is in the gas and the data fee; a program runs for a year, then it is activated again\n",
    );
    let mut all = serde_json::Map::new();
    for program in programs {
        let place = Place::of(node, program);
        text.push_str(&format!("  cache, not part of this: {}: {}\n", program.name, place.text()));
        all.insert(program.name.to_lowercase(), place.json());
    }
    (text, Value::Object(all))
}
