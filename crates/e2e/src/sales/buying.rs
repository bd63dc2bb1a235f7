//! Buying: `mint`, `mintFor`, `mintUnsold`, and the quote that says beforehand what they would say.

use alloy_primitives::{Address, U256};

use super::{
    cast::Mood,
    conditions::Met,
    curve,
    model::{split, Done, Gallery, Model, Tried},
    refusal::Reasons,
    sale::{Purchase, Sale, Status},
};
use crate::bindings::{Collection, Minter};

/// A purchase that somebody asks for.
#[derive(Debug)]
pub struct Order<'a> {
    pub sale: U256,
    pub payer: Address,
    pub recipient: Address,
    pub quantity: u32,
    pub max: U256,
    pub value: U256,
    pub data: &'a [u8],
}

/// What an order comes to before anything is paid.
#[derive(Debug)]
pub struct Offer {
    /// The price of one.
    pub unit: u128,
    /// The price of all.
    pub total: U256,
    /// How the conditions are met.
    pub met: Met,
}

impl Model {
    /// Everything against an order but its payment; and the price as far as it can be told.
    pub(super) fn offer(&self, sale: &Sale, order: &Order<'_>, reasons: &mut Reasons) -> Offer {
        let (quantity, recipient) = (order.quantity, order.recipient);
        let status = sale.status(self.now);
        reasons.when(status != Status::Open, || Minter::NotOpen {
            saleId: sale.id,
            status: status as u8,
        });
        reasons.when(recipient.is_zero(), || Minter::InvalidRecipient { recipient });
        let left = sale.left();
        reasons.when(quantity == 0, || Minter::InvalidQuantity { quantity, max: left });
        reasons.when(quantity > left, || Minter::SaleLimitExceeded { requested: quantity, left });
        if sale.terms.walletLimit != 0 {
            let left = sale.terms.walletLimit - sale.bought(recipient);
            reasons.when(quantity > left, || Minter::WalletLimitExceeded {
                account: recipient,
                requested: quantity,
                left,
            });
        }
        let met = self.conditions(sale, order, reasons);
        let unit = met.price.unwrap_or_else(|| curve::price(&sale.terms, self.now));
        let total = U256::from(unit) * U256::from(quantity);
        let most = U256::from(u128::MAX - sale.paid());
        reasons.when(total > most, || Minter::PriceOverflow {});
        self.supply(sale, quantity, met.words.is_some(), reasons);
        Offer { unit, total, met }
    }

    /// What the Collection has against a mint.
    fn supply(&self, sale: &Sale, requested: u32, has_words: bool, reasons: &mut Reasons) {
        let (_, series) = split(sale.id);
        let Some(gallery) = self.gallery(sale.id) else { return };
        let minter = self.cast.domain.minter;
        reasons.when(!gallery.role, || Collection::MissingRole { caller: minter, role: 1 });
        let place = &gallery.series[series as usize];
        let left = place.supply - place.minted;
        reasons.when(requested > left, || Collection::SoldOut { series, requested, left });
        reasons
            .when(!has_words && place.root.is_zero(), || Collection::SeriesWithoutRoot { series });
    }

    /// What is wrong with the payment of an offer.
    fn payment(&self, sale: &Sale, order: &Order<'_>, total: U256, reasons: &mut Reasons) {
        let (value, currency) = (order.value, sale.terms.currency);
        reasons
            .when(total > order.max, || Minter::PriceTooHigh { price: total, maxPrice: order.max });
        if !currency.is_zero() {
            reasons.when(!value.is_zero(), || Minter::UnexpectedValue { value });
            self.check_pull(currency, order.payer, total, reasons);
            return;
        }
        reasons.when(value < total, || Minter::InsufficientPayment { value, price: total });
        if value > total {
            let surplus = value - total;
            self.check_payment(currency, order.payer, surplus, reasons);
        }
    }

    /// What the recipient's code has against a piece.
    fn delivery(&self, recipient: Address, reasons: &mut Reasons) {
        match self.moods.get(&recipient) {
            Some(Mood::Refuses) => reasons.add(&Refused {}),
            Some(Mood::BurnsGas) => {
                reasons.add(&Collection::ERC721InvalidReceiver { receiver: recipient });
            }
            None if self.cast.has_code(recipient) => {
                reasons.add(&Collection::ERC721InvalidReceiver { receiver: recipient });
            }
            _ => {}
        }
    }

    /// `mint` and `mintFor`.
    pub(super) fn mint(&mut self, order: &Order<'_>) -> Tried {
        let mut reasons = Reasons::default();
        let Some(sale) = self.sales.get(&order.sale) else {
            reasons.add(&Minter::UnknownSale { saleId: order.sale });
            return Err(reasons);
        };
        let offer = self.offer(sale, order, &mut reasons);
        self.payment(sale, order, offer.total, &mut reasons);
        self.delivery(order.recipient, &mut reasons);
        if !reasons.none() {
            return Err(reasons);
        }
        let price = curve::price(&sale.terms, self.now);
        let currency = sale.terms.currency;
        if currency.is_zero() {
            self.give(currency, order.payer, order.value - offer.total);
        }
        self.pull(currency, order.payer, offer.total);
        let first = self.deliver(order.sale, order.recipient, order.quantity);
        Ok(self.record(order, &offer, price, first))
    }

    /// Writes a purchase down.
    fn record(&mut self, order: &Order<'_>, offer: &Offer, price: u128, first: U256) -> Done {
        let (now, met) = (self.now, &offer.met);
        let sale = self.sales.get_mut(&order.sale).expect("it was found before");
        let paid = offer.total.to::<u128>();
        let (recipient, payer, quantity) = (order.recipient, order.payer, order.quantity);
        let mut done = Done { answer: Some(first), ..Done::default() };
        if let Some((solution, difficulty)) = met.solved {
            sale.last_solved = solution;
            sale.last_solved_at = now;
            sale.difficulty = difficulty;
            done.emit(&Minter::Solved { saleId: sale.id, buyer: recipient, solution, difficulty });
        }
        if let Some(nonce) = met.nonce {
            sale.spent.insert(nonce);
        }
        let voucher = met.nonce.map(|nonce| (nonce, sale.epoch));
        let unit = offer.unit;
        sale.purchases.push(Purchase {
            recipient,
            payer,
            quantity,
            paid,
            price,
            unit,
            at: now,
            voucher,
            allowance: met.allowance,
            most: met.most,
        });
        done.emit(&Minter::Sold {
            saleId: sale.id,
            recipient,
            payer,
            firstTokenId: first,
            quantity,
            paid,
        });
        done
    }

    fn deliver(&mut self, sale: U256, to: Address, quantity: u32) -> U256 {
        let (collection, series) = split(sale);
        let gallery: Option<&mut Gallery> =
            self.galleries.iter_mut().find(|one| one.address == collection);
        gallery.expect("sales are of collections").take(series, to, quantity)
    }

    pub(super) fn mint_unsold(&mut self, id: U256, quantity: u32) -> Tried {
        let mut reasons = Reasons::default();
        let Some(sale) = self.sales.get(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return Err(reasons);
        };
        let (now, recipient) = (self.now, sale.terms.unsoldRecipient);
        let status = sale.status(now) as u8;
        reasons.when(recipient.is_zero(), || Minter::NoUnsoldRecipient { saleId: id });
        reasons.when(!sale.is_over(now), || Minter::NotOver { saleId: id, status });
        let by = sale.terms.revealBy;
        reasons
            .when(sale.has_failed(now), || Minter::RevealTooLate { revealBy: by, timestamp: now });
        let left = sale.left();
        reasons.when(quantity == 0 || quantity > left, || Minter::InvalidQuantity {
            quantity,
            max: left,
        });
        self.supply(sale, quantity, false, &mut reasons);
        self.delivery(recipient, &mut reasons);
        if !reasons.none() {
            return Err(reasons);
        }
        let first = self.deliver(id, recipient, quantity);
        self.sales.get_mut(&id).expect("it was found before").unsold += quantity;
        let mut done = Done { answer: Some(first), ..Done::default() };
        done.emit(&Minter::Unsold { saleId: id, recipient, firstTokenId: first, quantity });
        Ok(done)
    }

    /// What `quote` answers: the price of all, and what stands against buying.
    pub fn quote(&self, id: U256, buyer: Address, quantity: u32, data: &[u8]) -> (U256, Reasons) {
        let mut reasons = Reasons::default();
        let Some(sale) = self.sales.get(&id) else {
            reasons.add(&Minter::UnknownSale { saleId: id });
            return (U256::ZERO, reasons);
        };
        let order = Order {
            sale: id,
            payer: buyer,
            recipient: buyer,
            quantity,
            max: U256::MAX,
            value: U256::ZERO,
            data,
        };
        let offer = self.offer(sale, &order, &mut reasons);
        (offer.total, reasons)
    }
}

alloy_sol_types::sol! {
    /// How an actor that refuses reverts.
    #[derive(Debug)]
    error Refused();
}
