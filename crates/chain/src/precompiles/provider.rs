//! Where revm asks for precompiles: Arbitrum's first, then Ethereum's of Osaka; some may have been moved by an override.

use alloy_primitives::{Address, Bytes};
use revm::{
    context::{Cfg, ContextTr},
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, InterpreterResult},
    precompile::{PrecompileSpecId, Precompiles},
    primitives::{hardfork::SpecId, AddressSet},
};

use super::{dispatch, ADDRESSES};
use crate::evm::Ctx;

/// Ethereum's precompiles at ArbOS 51.
pub(super) fn ethereum() -> &'static Precompiles {
    Precompiles::new(PrecompileSpecId::OSAKA)
}

/// Both families of precompiles.
#[derive(Debug)]
pub(crate) struct ArbPrecompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
}

impl ArbPrecompiles {
    pub(crate) fn new() -> Self {
        let ethereum = EthPrecompiles::new(SpecId::OSAKA);
        let mut warm = ethereum.warm_addresses().clone();
        warm.extend(ADDRESSES);
        Self { ethereum, warm }
    }
}

impl PrecompileProvider<Ctx> for ArbPrecompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, _spec: <<Ctx as ContextTr>::Cfg as Cfg>::Spec) -> bool {
        false
    }

    fn run(
        &mut self,
        ctx: &mut Ctx,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let Some(home) = home(ctx, inputs.bytecode_address) else { return Ok(None) };
        if ADDRESSES.contains(&home) {
            let input: Bytes = inputs.input.bytes(ctx);
            return Ok(Some(dispatch::run(ctx, home, inputs, &input)));
        }
        if home == inputs.bytecode_address {
            return self.ethereum.run(ctx, inputs);
        }
        let moved = CallInputs { bytecode_address: home, ..inputs.clone() };
        self.ethereum.run(ctx, &moved)
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }
}

/// The precompile that answers at an address: itself unless it was moved away, or one that was moved here.
fn home(ctx: &Ctx, address: Address) -> Option<Address> {
    let moved = &ctx.chain.moved;
    if let Some(home) = moved.get(&address) {
        return Some(*home);
    }
    (!moved.values().any(|away| *away == address)).then_some(address)
}
