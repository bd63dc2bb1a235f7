//! Where a call enters the program and finds its function.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::vec::Vec;

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;
use colophon_wire::{Answer, Reader};
use stylus_sdk::{host::VM, prelude::*, ArbResult};

use crate::{
    contract::Registry,
    interface::IRegistry::{
        addLoreCall, ancestorSharesCall, entryOfCall, isLoreWriterCall, isRevealedTextCall,
        loreAtCall, loreCountCall, modelOfCall, parentsOfCall, registerModelCall, revealBatchCall,
        revealCall, revealedCall, setLoreWriterCall, supersedeCall, uriHashOfCall,
        verifyDatasetFileCall, withdrawCall,
    },
};

/// Runs one call. No function of the Registry takes value.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut registry = unsafe { Registry::new(U256::ZERO, 0, host) };
    answer(&mut registry, &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for value, for a selector that is not in the table, and for arguments that do not decode.
pub fn answer(registry: &mut Registry, calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    if registry.vm().msg_value() != U256::ZERO {
        return Err(Vec::new());
    }
    let mut arguments = Reader::new(arguments);
    match question(registry, *selector, &mut arguments)? {
        Some(answer) => Ok(answer),
        None => order(registry, *selector, &mut arguments),
    }
}

/// Answers a view. `None` when the selector is none of theirs.
fn question(
    registry: &Registry,
    selector: [u8; 4],
    arguments: &mut Reader<'_>,
) -> Result<Option<Vec<u8>>, Vec<u8>> {
    let word = match selector {
        modelOfCall::SELECTOR => return registry.model_answer(arguments.hash()?).map(Some),
        parentsOfCall::SELECTOR => {
            let number = registry.known(arguments.hash()?)?;
            return Ok(Some(registry.parents_answer(number)));
        }
        ancestorSharesCall::SELECTOR => {
            let number = registry.known(arguments.hash()?)?;
            return Ok(Some(registry.shares_answer(number)));
        }
        loreAtCall::SELECTOR => {
            let (collection, token) = (arguments.address()?, arguments.number(256)?);
            let chapter = arguments.number(32)?.to();
            return registry.lore_answer(collection, token, chapter).map(Some);
        }
        uriHashOfCall::SELECTOR => {
            registry.entry(registry.known(arguments.hash()?)?).uri_hash.get()
        }
        entryOfCall::SELECTOR => {
            let id = registry.id_of(arguments.address()?, arguments.hash()?);
            registry.id(registry.number(id))
        }
        revealedCall::SELECTOR => registry.text_hash(arguments.address()?, arguments.number(256)?),
        loreCountCall::SELECTOR => {
            number(registry.lore_count(arguments.address()?, arguments.number(256)?))
        }
        verifyDatasetFileCall::SELECTOR => number(registry.verify_file(arguments)?.into()),
        isRevealedTextCall::SELECTOR => number(registry.is_revealed_text(arguments)?.into()),
        isLoreWriterCall::SELECTOR => {
            let (collection, series) = (arguments.address()?, arguments.number(32)?.to());
            number(registry.is_lore_writer(collection, series, arguments.address()?).into())
        }
        _ => return Ok(None),
    };
    Ok(Some(answer_of(word)))
}

/// Does what changes something.
fn order(registry: &mut Registry, selector: [u8; 4], arguments: &mut Reader<'_>) -> ArbResult {
    match selector {
        registerModelCall::SELECTOR => registry.register_model(arguments).map(answer_of),
        addLoreCall::SELECTOR => {
            registry.add_lore(arguments).map(|chapter| answer_of(number(chapter)))
        }
        supersedeCall::SELECTOR => {
            registry.supersede(arguments.hash()?, arguments.hash()?).map(|()| Vec::new())
        }
        withdrawCall::SELECTOR => registry.withdraw(arguments.hash()?).map(|()| Vec::new()),
        revealCall::SELECTOR => registry.reveal(arguments).map(|()| Vec::new()),
        revealBatchCall::SELECTOR => registry.reveal_batch(arguments).map(|()| Vec::new()),
        setLoreWriterCall::SELECTOR => registry.set_lore_writer(arguments).map(|()| Vec::new()),
        _ => Err(Vec::new()),
    }
}

fn number(number: u32) -> B256 {
    U256::from(number).into()
}

fn answer_of(word: B256) -> Vec<u8> {
    Answer::with_capacity(1).hash(word).into_bytes()
}
