//! Payees and their shares, to the unit.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use colophon_minter::{IMinter, InsufficientPayment, NothingOwed, NothingToRelease, PriceTooHigh};
use motsu::prelude::*;

use super::world::{create, payees, revert, sale_id, send, state, terms, Scripted, Seller};

/// Buys `quantity` pieces at 100, sending `value`.
fn buy(
    s: &Contract<Seller>,
    buyer: Account,
    id: U256,
    quantity: u32,
    value: u64,
) -> Result<U256, Vec<u8>> {
    let (maxPrice, data) = (U256::from(1_000), Default::default());
    let call = IMinter::mintCall { saleId: id, quantity, maxPrice, data }.abi_encode();
    let answer = s.sender_and_value(buyer, U256::from(value)).answer(&call).motsu_res()?;
    Ok(IMinter::mintCall::abi_decode_returns(&answer, true).unwrap().firstTokenId)
}

fn release(s: &Contract<Seller>, id: U256) -> Result<u128, Vec<u8>> {
    let call = IMinter::releaseCall { saleId: id }.abi_encode();
    let answer = send(s, Address::with_last_byte(0xee), &call)?;
    Ok(IMinter::releaseCall::abi_decode_returns(&answer, true).unwrap().amount)
}

/// What the first three payees are owed.
fn owed(s: &Contract<Seller>) -> [u64; 3] {
    [1, 2, 3].map(|tag| {
        let account = Address::with_last_byte(tag);
        let call = IMinter::owedCall { account, currency: Address::ZERO }.abi_encode();
        U256::from_be_slice(&send(s, account, &call).unwrap()).to::<u64>()
    })
}

#[motsu::test]
fn what_does_not_divide_waits_for_the_end(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Account,
) {
    alice.fund(U256::from(10_000));
    let owner = Address::from(alice);
    c.sender(owner).plays(owner, 1_000);
    let id = sale_id(c.address(), 0);
    let terms = IMinter::Terms { limit: 3, ..terms() };
    create(&s, owner, id, terms, payees(&[3_333, 3_333, 3_334])).unwrap();
    assert_eq!(release(&s, id), Err(revert(NothingToRelease { saleId: id })));
    let first = buy(&s, alice, id, 1, 100).unwrap();
    assert_eq!(first, U256::from(7_000_000));
    assert_eq!((release(&s, id), owed(&s)), (Ok(99), [33, 33, 33]));
    assert_eq!(release(&s, id), Err(revert(NothingToRelease { saleId: id })));
    buy(&s, alice, id, 1, 100).unwrap();
    assert_eq!((release(&s, id), owed(&s)), (Ok(99), [66, 66, 66]));
    // The last piece: the sale is over, and the first payee gets the rest.
    buy(&s, alice, id, 1, 100).unwrap();
    assert_eq!((release(&s, id), owed(&s)), (Ok(102), [101, 99, 100]));
    assert_eq!(release(&s, id), Err(revert(NothingToRelease { saleId: id })));
    let state = state(&s, id);
    assert_eq!((state.status, state.sold, state.paid, state.lastPrice), (4, 3, 300, 100));
}

#[motsu::test]
fn payment_is_compared_before_anything_is_written(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Account,
) {
    alice.fund(U256::from(10_000));
    let owner = Address::from(alice);
    c.sender(owner).plays(owner, 1_000);
    let id = sale_id(c.address(), 0);
    create(&s, owner, id, terms(), payees(&[10_000])).unwrap();
    let short = InsufficientPayment { value: U256::from(199), price: U256::from(200) };
    assert_eq!(buy(&s, alice, id, 2, 199), Err(revert(short)));
    let dear = PriceTooHigh { price: U256::from(1_100), maxPrice: U256::from(1_000) };
    assert_eq!(buy(&s, alice, id, 11, 1_100), Err(revert(dear)));
    assert_eq!((state(&s, id).sold, state(&s, id).paid), (0, 0));
    let call = IMinter::withdrawCall { account: owner, currency: Address::ZERO }.abi_encode();
    let nothing = NothingOwed { account: owner, currency: Address::ZERO };
    assert_eq!(send(&s, owner, &call), Err(revert(nothing)));
}
