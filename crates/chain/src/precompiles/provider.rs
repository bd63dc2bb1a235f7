//! Where revm asks for precompiles: Arbitrum's first, then Ethereum's of the chain's version; some may have been moved by an
//! override.

use std::sync::LazyLock;

use alloy_primitives::{Address, Bytes};
use revm::{
    context::{Cfg, ContextTr},
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, InterpreterResult},
    precompile::{secp256r1, PrecompileSpecId, Precompiles},
    primitives::AddressSet,
};

use super::{dispatch, known};
use crate::{arbos::spec, evm::Ctx};

/// Those of Cancun, and P256VERIFY at its first price: Prague's BLS12-381 never came to Arbitrum without Osaka.
static BEFORE_OSAKA: LazyLock<Precompiles> = LazyLock::new(|| {
    let mut precompiles = Precompiles::new(PrecompileSpecId::CANCUN).clone();
    precompiles.extend([secp256r1::P256VERIFY]);
    precompiles
});

/// Ethereum's precompiles at an ArbOS version.
pub(super) fn ethereum(arbos: u64) -> &'static Precompiles {
    if arbos >= 50 {
        Precompiles::new(PrecompileSpecId::OSAKA)
    } else {
        &BEFORE_OSAKA
    }
}

/// Both families of precompiles.
#[derive(Debug)]
pub(crate) struct ArbPrecompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
}

impl ArbPrecompiles {
    pub(crate) fn new(arbos: u64) -> Self {
        let ethereum = EthPrecompiles { precompiles: ethereum(arbos), spec: spec(arbos) };
        let mut warm = ethereum.warm_addresses().clone();
        warm.extend(known(arbos));
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
        let arbos = ctx.chain.arbos;
        if known(arbos).any(|known| known == home) {
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
