//! Where a call enters the program and finds its function.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_wire::{Malformed, Reader};
use stylus_sdk::{host::VM, prelude::*, ArbResult};

use crate::{
    contract::Minter,
    data::words,
    interface::IMinter::{
        allowanceLeafCall, amendSaleCall, boughtCall, challengeCall, closeSaleCall, createSaleCall,
        eip712DomainCall, isVoucherUsedCall, mintCall, mintForCall, mintUnsoldCall, owedCall,
        quoteCall, refundCall, refundableCall, releaseCall, revealCall, revokeAllVouchersCall,
        revokeVoucherCall, saleCall, saleStateCall, setPausedCall, supportsInterfaceCall,
        voucherDigestCall, withdrawCall,
    },
    views,
};

/// Runs one call. Only `mint` and `mintFor` take value.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut minter = unsafe { Minter::new(U256::ZERO, 0, host) };
    answer(&mut minter, &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for value where none is taken, for a selector that is not in the table, and for arguments that do not
/// decode.
pub fn answer(minter: &mut Minter, calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    let mut arguments = Reader::new(arguments);
    let buys = matches!(*selector, mintCall::SELECTOR | mintForCall::SELECTOR);
    if !buys && !minter.vm().msg_value().is_zero() {
        return Err(Vec::new());
    }
    if let Some(answer) = view(minter, *selector, &mut arguments) {
        return answer;
    }
    minter.refuse_nested()?;
    if buys {
        return minter.mint(&mut arguments, *selector == mintForCall::SELECTOR);
    }
    change(minter, *selector, &mut arguments)
}

/// Runs a function that writes and takes no value.
fn change(minter: &mut Minter, selector: [u8; 4], arguments: &mut Reader<'_>) -> ArbResult {
    match selector {
        createSaleCall::SELECTOR => minter.create_sale(arguments),
        amendSaleCall::SELECTOR => {
            let (sale_id, limit) = (arguments.number(256)?, arguments.uint32()?);
            let (end, allow_root) = (arguments.uint64()?, arguments.hash()?);
            minter.amend_sale(sale_id, limit, end, allow_root, arguments.address()?)
        }
        setPausedCall::SELECTOR => minter.set_paused(arguments.number(256)?, arguments.boolean()?),
        closeSaleCall::SELECTOR => minter.close_sale(arguments.number(256)?),
        revokeVoucherCall::SELECTOR => {
            minter.revoke_voucher(arguments.number(256)?, arguments.number(256)?)
        }
        revokeAllVouchersCall::SELECTOR => minter.revoke_all_vouchers(arguments.number(256)?),
        mintUnsoldCall::SELECTOR => {
            return minter.mint_unsold(arguments.number(256)?, arguments.uint32()?)
        }
        revealCall::SELECTOR => {
            minter.reveal(arguments.number(256)?, arguments.hash()?, arguments.hash()?)
        }
        releaseCall::SELECTOR => {
            return one(minter.release(arguments.number(256)?).map(U256::from))
        }
        withdrawCall::SELECTOR => {
            return one(minter.withdraw(arguments.address()?, arguments.address()?))
        }
        refundCall::SELECTOR => {
            return one(minter.refund(arguments.number(256)?, arguments.address()?).map(U256::from))
        }
        _ => Err(Vec::new()),
    }?;
    Ok(Vec::new())
}

/// Answers a view. `None` when the selector is none of theirs.
fn view(minter: &Minter, selector: [u8; 4], arguments: &mut Reader<'_>) -> Option<ArbResult> {
    Some(match selector {
        quoteCall::SELECTOR => minter.quote(arguments),
        supportsInterfaceCall::SELECTOR => {
            interface_id(arguments).map_err(Vec::from).map(|id| words!(views::supports(id)))
        }
        eip712DomainCall::SELECTOR => Ok(minter.eip712_domain()),
        voucherDigestCall::SELECTOR => one(minter.voucher_digest(arguments).map(Into::into)),
        allowanceLeafCall::SELECTOR => one(minter.allowance_leaf(arguments).map(Into::into)),
        owedCall::SELECTOR => (|| {
            let (account, currency) = (arguments.address()?, arguments.address()?);
            one(Ok(minter.owed(account, currency)))
        })(),
        saleCall::SELECTOR
        | saleStateCall::SELECTOR
        | challengeCall::SELECTOR
        | refundableCall::SELECTOR
        | boughtCall::SELECTOR
        | isVoucherUsedCall::SELECTOR => of_sale(minter, selector, arguments),
        _ => return None,
    })
}

/// Answers a view about a sale.
fn of_sale(minter: &Minter, selector: [u8; 4], arguments: &mut Reader<'_>) -> ArbResult {
    let sale_id = arguments.number(256)?;
    match selector {
        saleCall::SELECTOR => minter.sale(sale_id),
        saleStateCall::SELECTOR => minter.sale_state(sale_id),
        challengeCall::SELECTOR => minter.challenge(sale_id, arguments.address()?),
        refundableCall::SELECTOR => {
            one(minter.refundable(sale_id, arguments.address()?).map(U256::from))
        }
        boughtCall::SELECTOR => {
            one(Ok(U256::from(minter.account(sale_id, arguments.address()?).bought)))
        }
        _ => one(Ok(U256::from(u8::from(minter.is_used(sale_id, arguments.number(256)?))))),
    }
}

/// An answer of one word.
#[inline(never)]
fn one(word: Result<U256, Vec<u8>>) -> ArbResult {
    word.map(|word| words!(word))
}

/// A `bytes4`.
fn interface_id(arguments: &mut Reader<'_>) -> Result<u32, Malformed> {
    let word = U256::from_be_bytes(*arguments.word()?);
    let rest = word << 32_usize;
    let id = (word >> 224_usize).as_limbs()[0] as u32;
    if rest.is_zero() {
        Ok(id)
    } else {
        Err(Malformed)
    }
}
