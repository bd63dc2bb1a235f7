//! `ArbDebug` at 0xff, which only development chains have.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolError};

use super::{
    abi::IArbDebug::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, missing, Method},
};

sol! {
    event Basic(bool flag, bytes32 indexed value);
    event Mixed(bool indexed flag, bool not, bytes32 indexed value, address conn, address indexed caller);
}

/// The text of the error `Custom` on a node.
const SPIDER: &str = r"This spider family wards off bugs: /\oo/\ //\(oo)//\ /\oo/\";

pub(super) const METHODS: &[Method] = methods! { IArbDebug:
    becomeChainOwnerCall Write |call, _| {
        let caller = call.caller;
        call.arbos().owners().add(caller)?;
        Ok(becomeChainOwnerReturn {})
    };
    eventsCall Payable |call, arguments| events(call, arguments.flag, arguments.value);
    // Emits events although it is a view: the node refuses that.
    eventsViewCall View |_, _| Err(Fault::Plain);
    customRevertCall Pure |_, arguments| {
        let error = Custom { number: arguments.number, message: SPIDER.to_owned(), flag: true };
        Err(Fault::Declared(error.abi_encode().into()))
    };
    legacyErrorCall Pure |_, _| Err(Fault::Plain);
    // On a node this method brings the process down.
    panicCall Write |_, _| missing("ArbDebug.panic");
    overwriteContractCodeCall Write @59 |call, arguments| {
        let old = call.code(arguments.target);
        call.set_code(arguments.target, arguments.newCode);
        Ok(old)
    };
};

fn events(call: &mut Call<'_>, flag: bool, value: B256) -> Answer<eventsReturn> {
    let (caller, paid, conn): (Address, U256, Address) = (call.caller, call.value, call.address);
    call.emit(&Basic { flag: !flag, value })?;
    call.emit(&Mixed { flag, not: !flag, value, conn, caller })?;
    Ok(eventsReturn { _0: caller, _1: paid })
}
