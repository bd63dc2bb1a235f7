//! The chain's configuration as text in ArbOS' storage, which owners may replace. It changes nothing on this chain.

use serde_json::Value;

use super::call::{Answer, Call, Fault};

/// Stores a configuration. Only a question is checked, as on the node: a transaction may store anything.
pub(super) fn set(call: &mut Call<'_>, config: &str) -> Answer<()> {
    if call.ctx.chain.simulated {
        let parsed: Value = serde_json::from_str(config).map_err(|_| Fault::Plain)?;
        let id = parsed.get("chainId").and_then(Value::as_u64);
        let same = call.arbos().chain_config()? == config.as_bytes();
        if id != Some(call.ctx.cfg.chain_id) || same {
            return Err(Fault::Plain);
        }
    }
    call.arbos().set_chain_config(config.as_bytes())
}
