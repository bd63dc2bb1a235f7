//! Where a call enters the program and finds its function.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_wire::{Answer, Reader};
use stylus_sdk::{host::VM, prelude::*, ArbResult};

use crate::{
    contract::Attestations,
    interface::IAttestations::{
        approvalsCall, approvedCall, attestBatchCall, attestCall, attestationCall,
        attestationOfCall, createPanelCall, digestOfCall, ed25519Call, eip712DomainCall,
        historyOfCall, isValidCall, issuerOfCall, panelMembersCall, panelOfCall,
        revokeAllBeforeCall, revokeAllBeforeSignedCall, revokeCall, revokeSignedCall,
        revokedBeforeCall, setSeriesPanelCall, supportsInterfaceCall,
    },
};

/// `constructor(address ed25519)`, by the selector that every Stylus constructor has.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// Runs one call. No function takes value.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut attestations = unsafe { Attestations::new(U256::ZERO, 0, host) };
    answer(&mut attestations, &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for value, for a selector that is not in the table, and for arguments that do not decode.
pub fn answer(attestations: &mut Attestations, calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    if attestations.vm().msg_value() != U256::ZERO {
        return Err(Vec::new());
    }
    let arguments = &mut Reader::new(arguments);
    if let Some(answer) = question(attestations, *selector, arguments) {
        return answer.map(Answer::into_bytes);
    }
    match *selector {
        attestCall::SELECTOR => attestations.attest(arguments).map(|id| id.0.to_vec()),
        attestBatchCall::SELECTOR => {
            let ids = attestations.attest_batch(arguments)?;
            let answer = Answer::with_capacity(2 + ids.len()).size(32).size(ids.len());
            Ok(ids.into_iter().fold(answer, Answer::hash).into_bytes())
        }
        revokeCall::SELECTOR => attestations.revoke(arguments).map(|id| id.0.to_vec()),
        revokeSignedCall::SELECTOR => attestations.revoke_signed(arguments).map(nothing),
        revokeAllBeforeCall::SELECTOR => attestations.revoke_all_before(arguments).map(nothing),
        revokeAllBeforeSignedCall::SELECTOR => {
            attestations.revoke_all_before_signed(arguments).map(nothing)
        }
        createPanelCall::SELECTOR => attestations.create_panel(arguments).map(|id| id.0.to_vec()),
        setSeriesPanelCall::SELECTOR => attestations.set_series_panel(arguments).map(nothing),
        CONSTRUCTOR => attestations.construct(arguments.address()?).map(nothing),
        _ => Err(Vec::new()),
    }
}

/// Answers a view. `None` when the selector is none of theirs.
fn question(
    attestations: &Attestations,
    selector: [u8; 4],
    arguments: &mut Reader<'_>,
) -> Option<Result<Answer, Vec<u8>>> {
    let one = Answer::with_capacity(1);
    Some(match selector {
        attestationOfCall::SELECTOR => attestations.attestation_of(arguments),
        attestationCall::SELECTOR => attestations.attestation(arguments),
        isValidCall::SELECTOR => {
            arguments.hash().map(|id| one.boolean(attestations.is_valid(id))).map_err(Vec::from)
        }
        historyOfCall::SELECTOR => attestations.history_of(arguments),
        revokedBeforeCall::SELECTOR => arguments
            .address()
            .map(|issuer| one.number(U256::from(attestations.revoked_before(issuer))))
            .map_err(Vec::from),
        approvalsCall::SELECTOR => attestations.approvals(arguments),
        approvedCall::SELECTOR => attestations.approved(arguments),
        panelMembersCall::SELECTOR => {
            arguments.hash().map_err(Vec::from).and_then(|id| attestations.panel_members(id))
        }
        panelOfCall::SELECTOR => attestations.panel_of(arguments),
        digestOfCall::SELECTOR => attestations.digest_of(arguments),
        issuerOfCall::SELECTOR => attestations.issuer_of(arguments),
        ed25519Call::SELECTOR => Ok(one.address(attestations.verifier())),
        eip712DomainCall::SELECTOR => Ok(attestations.eip712_domain()),
        supportsInterfaceCall::SELECTOR => attestations.supports_interface(arguments),
        _ => return None,
    })
}

fn nothing((): ()) -> Vec<u8> {
    Vec::new()
}
