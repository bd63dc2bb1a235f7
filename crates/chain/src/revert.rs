//! Revert data in words: Solidity's `Error(string)` and `Panic(uint256)`, and the errors that Arbitrum's
//! precompiles declare, which a node names wherever the data came from.

use alloy_primitives::U256;
use alloy_sol_types::{sol, Revert, SolError};

sol! {
    error ProgramNotWasm();
    error ProgramNotActivated();
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    error ProgramExpired(uint64 ageInSeconds);
    error ProgramUpToDate();
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);
    error InvalidBlockNumber(uint256 requested, uint256 current);
    error Custom(uint64 number, string message, bool flag);
    error NoTicketWithID();
    error NotCallable();
    error CallerNotArbOS();
}

/// Selector of Solidity's `Panic(uint256)`.
const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];

/// The node's message for an execution that reverted with this data.
pub fn message(data: &[u8]) -> String {
    match describe(data) {
        Some(text) => format!("execution reverted: {text}"),
        None => "execution reverted".to_owned(),
    }
}

/// What the data says, if it is of a known kind.
fn describe(data: &[u8]) -> Option<String> {
    if let Some(text) = precompile_error(data) {
        return Some(text);
    }
    if let Ok(revert) = Revert::abi_decode(data) {
        return Some(revert.reason);
    }
    if data.len() == 36 && data[..4] == PANIC {
        return Some(panic_text(U256::from_be_slice(&data[4..])));
    }
    None
}

/// Name and arguments of a precompile's error, as Go prints them.
pub(crate) fn precompile_error(data: &[u8]) -> Option<String> {
    let selector: [u8; 4] = data.get(..4)?.try_into().ok()?;
    let text = match selector {
        ProgramNotWasm::SELECTOR => "ProgramNotWasm()".to_owned(),
        ProgramNotActivated::SELECTOR => "ProgramNotActivated()".to_owned(),
        ProgramUpToDate::SELECTOR => "ProgramUpToDate()".to_owned(),
        NoTicketWithID::SELECTOR => "NoTicketWithID()".to_owned(),
        NotCallable::SELECTOR => "NotCallable()".to_owned(),
        CallerNotArbOS::SELECTOR => "CallerNotArbOS()".to_owned(),
        ProgramNeedsUpgrade::SELECTOR => {
            let error = ProgramNeedsUpgrade::abi_decode(data).ok()?;
            format!("ProgramNeedsUpgrade({}, {})", error.version, error.stylusVersion)
        }
        ProgramExpired::SELECTOR => {
            format!("ProgramExpired({})", ProgramExpired::abi_decode(data).ok()?.ageInSeconds)
        }
        ProgramKeepaliveTooSoon::SELECTOR => {
            let error = ProgramKeepaliveTooSoon::abi_decode(data).ok()?;
            format!("ProgramKeepaliveTooSoon({})", error.ageInSeconds)
        }
        ProgramInsufficientValue::SELECTOR => {
            let error = ProgramInsufficientValue::abi_decode(data).ok()?;
            format!("ProgramInsufficientValue({}, {})", error.have, error.want)
        }
        InvalidBlockNumber::SELECTOR => {
            let error = InvalidBlockNumber::abi_decode(data).ok()?;
            format!("InvalidBlockNumber({}, {})", error.requested, error.current)
        }
        Custom::SELECTOR => {
            let error = Custom::abi_decode(data).ok()?;
            format!("Custom({}, {}, {})", error.number, error.message, error.flag)
        }
        _ => return None,
    };
    Some(format!("error {text}"))
}

/// The words for Solidity's panic codes.
fn panic_text(code: U256) -> String {
    let text = match code.try_into().unwrap_or(u64::MAX) {
        0x00 => "generic panic",
        0x01 => "assert(false)",
        0x11 => "arithmetic underflow or overflow",
        0x12 => "division or modulo by zero",
        0x21 => "enum overflow",
        0x22 => "invalid encoded storage byte array accessed",
        0x31 => "out-of-bounds array access; popping on an empty array",
        0x32 => "out-of-bounds access of an array or bytesN",
        0x41 => "out of memory",
        0x51 => "uninitialized function",
        _ => return format!("unknown panic code: {code:#x}"),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;
    use alloy_sol_types::Panic;

    use super::*;

    #[test]
    fn names_strings_panics_and_precompile_errors() {
        let text = Revert::from("hello").abi_encode();
        assert_eq!(message(&text), "execution reverted: hello");
        let panic = Panic { code: U256::from(0x11) }.abi_encode();
        assert_eq!(message(&panic), "execution reverted: arithmetic underflow or overflow");
        let error = ProgramInsufficientValue { have: U256::from(1), want: U256::from(2) };
        assert_eq!(
            message(&error.abi_encode()),
            "execution reverted: error ProgramInsufficientValue(1, 2)"
        );
        assert_eq!(message(&hex!("6f809c4e")), "execution reverted: error ProgramNotActivated()");
    }

    #[test]
    fn unknown_or_cut_data_is_only_called_reverted() {
        for data in
            [&[][..], &hex!("c0ffee00"), &hex!("4e487b71"), &hex!("08c379a0ff"), &hex!("637d968f")]
        {
            assert_eq!(message(data), "execution reverted");
        }
    }
}
