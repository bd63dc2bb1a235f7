//! `ArbNativeTokenManager` at 0x73 (ArbOS 41): the token that pays for gas is minted and burnt by those whom the chain's owners
//! allow it.

use super::{
    abi::IArbNativeTokenManager::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};

/// A warm read and a transfer of value.
const CHANGE_GAS: u64 = 100 + 9_000;

pub(super) const METHODS: &[Method] = methods! { IArbNativeTokenManager:
    mintNativeTokenCall Write @41 |call, arguments| {
        allowed(call)?;
        let to = call.caller;
        call.mint(to, arguments.amount)?;
        call.emit(&NativeTokenMinted { to, amount: arguments.amount })?;
        Ok(mintNativeTokenReturn {})
    };
    burnNativeTokenCall Write @41 |call, arguments| {
        allowed(call)?;
        let from = call.caller;
        call.burn_wei(from, arguments.amount)?;
        call.emit(&NativeTokenBurned { from, amount: arguments.amount })?;
        Ok(burnNativeTokenReturn {})
    };
};

/// Whoever may not loses all gas.
fn allowed(call: &mut Call<'_>) -> Answer<()> {
    let caller = call.caller;
    if !call.arbos().native_token_owners().contains(caller)? {
        return Err(Fault::AllGas);
    }
    call.burn(CHANGE_GAS)
}
