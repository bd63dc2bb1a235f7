//! Purchases: each that succeeds is checked against its quote and in every book that it is written into, each that is refused is
//! also quoted, so that a page shows the reason that the chain would give.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use stylus_chain::Receipt;

use crate::{
    bindings::{Collection, Minter, Pass},
    market::{decoded, Market},
    world::events,
};

/// What somebody wants to buy, and how they pay.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// Of which sale.
    pub sale: U256,
    /// Who sends the transaction and pays.
    pub payer: Address,
    /// Who gets the pieces; none: the payer, by `mint`.
    pub recipient: Option<Address>,
    /// How many.
    pub quantity: u32,
    /// The most they would pay for all.
    pub max: U256,
    /// Coin sent along; none: the price if it is quoted, or plenty.
    pub value: Option<U256>,
    /// The encoded pass.
    pub data: Bytes,
}

/// A purchase that succeeded.
#[derive(Debug)]
pub struct Bought {
    /// The first token.
    pub first: U256,
    /// What was paid for all.
    pub price: u128,
    /// The receipt.
    pub receipt: Receipt,
}

impl Purchase {
    /// Pieces of a sale without conditions, for the one who pays.
    pub fn new(sale: U256, buyer: Address, quantity: u32) -> Self {
        Self {
            sale,
            payer: buyer,
            recipient: None,
            quantity,
            max: U256::MAX,
            value: None,
            data: Bytes::new(),
        }
    }

    /// With a pass.
    pub fn with(self, pass: &Pass) -> Self {
        Self { data: pass.abi_encode().into(), ..self }
    }

    /// Paid by somebody else.
    pub fn paid_by(self, payer: Address) -> Self {
        Self { recipient: Some(self.buyer()), payer, ..self }
    }

    /// With this much coin.
    pub fn sending(self, value: impl TryInto<U256, Error: std::fmt::Debug>) -> Self {
        Self { value: Some(value.try_into().expect("an amount")), ..self }
    }

    /// For at most this much.
    pub fn at_most(self, max: u128) -> Self {
        Self { max: U256::from(max), ..self }
    }

    /// Who gets the pieces.
    pub fn buyer(&self) -> Address {
        self.recipient.unwrap_or(self.payer)
    }

    /// The call.
    pub fn calldata(&self) -> Bytes {
        let (sale, quantity, max) = (self.sale, self.quantity, self.max);
        let data = self.data.clone();
        let call = match self.recipient {
            None => Minter::mintCall { saleId: sale, quantity, maxPrice: max, data }.abi_encode(),
            Some(recipient) => {
                Minter::mintForCall { saleId: sale, recipient, quantity, maxPrice: max, data }
                    .abi_encode()
            }
        };
        call.into()
    }
}

/// What a purchase changes.
struct Books {
    state: Minter::State,
    bought: u32,
    pieces: U256,
    vault: U256,
    purse: U256,
}

impl Market {
    /// Price and reason for a purchase at the second of the next transaction.
    pub fn quote(&self, purchase: &Purchase) -> (U256, Bytes) {
        let call = Minter::quoteCall {
            saleId: purchase.sale,
            buyer: purchase.buyer(),
            quantity: purchase.quantity,
            data: purchase.data.clone(),
        };
        let answer = self.view(call);
        (answer.price, answer.reason)
    }

    /// The currency of a sale; zero also if there is no such sale.
    pub fn currency(&self, sale: U256) -> Address {
        let call = Minter::saleCall { saleId: sale };
        let outcome = self.world.ask_next(self.minter, self.minter, call.abi_encode());
        Minter::saleCall::abi_decode_returns(&outcome.output)
            .map_or(Address::ZERO, |sale| sale.terms.currency)
    }

    /// Whether a sale counts pieces by account: only where a limit or an allow-list needs it, because a count costs a slot.
    fn counts(&self, sale: U256) -> bool {
        let terms = self.view(Minter::saleCall { saleId: sale }).terms;
        terms.walletLimit != 0 || !terms.allowRoot.is_zero()
    }

    /// Pieces that a sale has given an account, if it counts them.
    pub fn bought(&self, sale: U256, account: Address) -> u32 {
        self.view(Minter::boughtCall { saleId: sale, account })
    }

    /// Sends a purchase, whatever happens.
    pub fn submit(&mut self, purchase: &Purchase, value: U256) -> Receipt {
        self.world.transact(purchase.payer, Some(self.minter), value, purchase.calldata())
    }

    fn books(&self, purchase: &Purchase, currency: Address) -> Books {
        Books {
            state: self.state(purchase.sale),
            bought: self.bought(purchase.sale, purchase.buyer()),
            pieces: self.world.view(Collection::balanceOfCall { owner: purchase.buyer() }),
            vault: self.balance(currency, self.minter),
            purse: self.balance(currency, purchase.payer),
        }
    }

    /// A purchase that must succeed at its quoted price, and be written into every book.
    #[track_caller]
    pub fn buy(&mut self, purchase: &Purchase) -> Bought {
        let (price, reason) = self.quote(purchase);
        assert!(reason.is_empty(), "the quote has a reason: {}", decoded(&reason));
        let currency = self.currency(purchase.sale);
        let due = if currency.is_zero() { price } else { U256::ZERO };
        let before = self.books(purchase, currency);
        let receipt = self.submit(purchase, purchase.value.unwrap_or(due));
        assert!(receipt.success, "{:?}: {}", receipt.failure, decoded(&receipt.output));
        let first = U256::from_be_slice(&receipt.output);
        let after = self.books(purchase, currency);
        assert_eq!(after.vault, before.vault + price, "the Minter got another sum");
        let fee = if currency.is_zero() { receipt.fee() } else { U256::ZERO };
        assert_eq!(after.purse + price + fee, before.purse, "the payer paid another sum");
        let counted = if self.counts(purchase.sale) { purchase.quantity } else { 0 };
        assert_eq!(after.bought, before.bought + counted);
        assert_eq!(after.pieces, before.pieces + U256::from(purchase.quantity));
        assert_eq!(after.state.sold, before.state.sold + purchase.quantity);
        let price = u128::try_from(price).expect("a price of 128 bits");
        assert_eq!(after.state.paid, before.state.paid + price);
        let sold = Minter::Sold {
            saleId: purchase.sale,
            recipient: purchase.buyer(),
            payer: purchase.payer,
            firstTokenId: first,
            quantity: purchase.quantity,
            paid: price,
        };
        assert_eq!(events::<Minter::Sold>(&receipt, self.minter), [sold]);
        for index in 0..purchase.quantity {
            let token = Collection::ownerOfCall { tokenId: first + U256::from(index) };
            assert_eq!(self.world.view(token), purchase.buyer());
        }
        Bought { first, price, receipt }
    }

    /// A purchase that must be refused with exactly this error, as its quote says, and change nothing.
    #[track_caller]
    pub fn refuse<E: SolError>(&mut self, purchase: &Purchase, error: E) {
        let (_, reason) = self.quote(purchase);
        let want = error.abi_encode();
        assert_eq!(reason.as_ref(), want, "quoted {}, wanted {}", decoded(&reason), decoded(&want));
        self.fail(purchase, &want);
    }

    /// A purchase that must be refused for its payment or by a receiver, of which a quote knows nothing.
    #[track_caller]
    pub fn refuse_unquoted<E: SolError>(&mut self, purchase: &Purchase, error: E) {
        let (_, reason) = self.quote(purchase);
        assert!(reason.is_empty(), "the quote has a reason: {}", decoded(&reason));
        self.fail(purchase, &error.abi_encode());
    }

    #[track_caller]
    fn fail(&mut self, purchase: &Purchase, data: &[u8]) {
        let plenty = if self.currency(purchase.sale).is_zero() {
            stylus_chain::config::ETHER
        } else {
            U256::ZERO
        };
        self.refused_raw(
            purchase.payer,
            purchase.value.unwrap_or(plenty),
            purchase.calldata(),
            data,
        );
    }
}
