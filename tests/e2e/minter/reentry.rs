//! Calls back into the Minter while it has handed control to somebody: a receiver of pieces, a payee, a buyer whose change comes
//! back. Everything that changes something is refused by name; views answer.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{
    bindings::Puppet,
    market::{payees, terms, BUYER, CREATOR, END, PAYER, PRICE, ROOTED, START},
    world::word,
    Build, Collection, Market, Minter, Purchase, ARTIST, STRANGER,
};
use Minter::Terms;

/// A puppet that owns the collection, has coins, and can be told what to call.
struct Stage {
    market: Market,
    puppet: Address,
    /// A plain sale, a sale for nothing, a settling sale that is over, a blind sale whose reveal was missed.
    plain: U256,
    free: U256,
    settled: U256,
    missed: U256,
}

impl Stage {
    fn new(build: Build) -> Self {
        let mut market = Market::new(build);
        let puppet = market.deploy("Puppet");
        let fund = Puppet::fundCall {}.abi_encode().into();
        let ether = stylus_chain::config::ETHER;
        assert!(market.world.transact(PAYER, Some(puppet), ether, fund).success);
        let settled = market.open(Terms { settles: true, limit: 2, ..falling() });
        market.buy(&Purchase::new(settled, puppet, 1).paid_by(BUYER));
        let missed = market.open(Terms {
            seedCommitment: word(1),
            revealBy: START + 200,
            end: START + 100,
            ..terms()
        });
        market.buy(&Purchase::new(missed, BUYER, 1));
        market.at(START + 300);
        market.buy(&Purchase::new(settled, BUYER, 1));
        let shares = vec![Minter::Payee { account: puppet, bps: 10_000 }];
        let plain = market.open_in(ROOTED, terms(), shares);
        let free = market.open(Terms { startPrice: 0, floorPrice: 0, ..terms() });
        let give = Collection::transferOwnershipCall { newOwner: puppet };
        market.world.ok(ARTIST, give);
        let accept = Puppet::actCall {
            target: market.world.collection,
            value: U256::ZERO,
            data: Collection::acceptOwnershipCall {}.abi_encode().into(),
        };
        market.tell(STRANGER, puppet, accept);
        Self { market, puppet, plain, free, settled, missed }
    }

    /// Every function that changes something, each of which would succeed if it were not nested.
    fn changes(&self) -> Vec<(U256, Vec<u8>)> {
        let Self { plain, free, settled, puppet, .. } = *self;
        let none = |data: Vec<u8>| (U256::ZERO, data);
        let create = Minter::createSaleCall {
            saleId: self.market.next_id(ROOTED),
            terms: terms(),
            payees: payees(),
        };
        let kept = self.market.view(Minter::saleCall { saleId: plain }).terms;
        let amend = Minter::amendSaleCall {
            saleId: plain,
            limit: kept.limit - 1,
            end: kept.end,
            allowRoot: kept.allowRoot,
            signer: kept.signer,
        };
        vec![
            none(Purchase::new(free, puppet, 1).calldata().to_vec()),
            none(Purchase::new(free, STRANGER, 1).paid_by(puppet).calldata().to_vec()),
            (U256::from(PRICE), Purchase::new(plain, puppet, 1).calldata().to_vec()),
            none(Minter::releaseCall { saleId: settled }.abi_encode()),
            none(Minter::refundCall { saleId: settled, account: BUYER }.abi_encode()),
            none(Minter::refundCall { saleId: self.missed, account: BUYER }.abi_encode()),
            none(Minter::withdrawCall { account: puppet, currency: Address::ZERO }.abi_encode()),
            none(create.abi_encode()),
            none(amend.abi_encode()),
            none(Minter::setPausedCall { saleId: plain, paused: true }.abi_encode()),
            none(Minter::closeSaleCall { saleId: plain }.abi_encode()),
            none(Minter::revokeVoucherCall { saleId: plain, nonce: U256::ZERO }.abi_encode()),
            none(Minter::revokeAllVouchersCall { saleId: plain }.abi_encode()),
            none(Minter::mintUnsoldCall { saleId: settled, quantity: 1 }.abi_encode()),
            none(
                Minter::revealCall { saleId: self.missed, seed: word(1), promiseHash: word(2) }
                    .abi_encode(),
            ),
        ]
    }

    /// Tells the puppet to make these calls when it is met next.
    fn arm(&mut self, calls: &[(U256, Vec<u8>)]) {
        let steps = calls
            .iter()
            .map(|(value, data)| Puppet::Step {
                target: self.market.minter,
                value: *value,
                data: data.clone().into(),
            })
            .collect();
        self.market.tell(ARTIST, self.puppet, Puppet::planCall { steps });
    }

    /// All of them were refused by name.
    fn all_refused(&self, count: usize) {
        let done = self.market.hear(self.puppet, Puppet::resultsCall {});
        let closed = Bytes::from(Minter::ReentrantCall {}.abi_encode());
        assert_eq!(done.answers, vec![closed; count]);
        assert_eq!(done.succeeded, vec![false; count]);
    }
}

/// From 10,000 to 100 in 9,000 seconds.
fn falling() -> Terms {
    Terms { curve: 1, startPrice: 10_000, floorPrice: 100, period: 9_000, ..terms() }
}

/// Most of the calls would succeed by themselves: so it is the nesting that is refused.
fn what_is_refused_nested_would_succeed_alone(build: Build) {
    let mut stage = Stage::new(build);
    let Stage { plain, puppet, .. } = stage;
    stage.market.buy(&Purchase::new(plain, BUYER, 1));
    stage.market.ok(STRANGER, Minter::releaseCall { saleId: plain });
    let mut succeeded = 0;
    for (value, data) in stage.changes() {
        let mut market = stage.market.clone();
        let act = Puppet::actCall { target: market.minter, value, data: data.into() };
        let receipt = market.world.send(STRANGER, puppet, act.abi_encode());
        let closed = Minter::ReentrantCall {}.abi_encode();
        assert_ne!(receipt.output, Bytes::from(closed));
        succeeded += usize::from(receipt.success);
    }
    // All but an unsold piece without its recipient, and a reveal that is too late.
    assert_eq!(succeeded, stage.changes().len() - 2);
}

fn a_receiver_of_pieces_finds_the_minter_closed(build: Build) {
    let mut stage = Stage::new(build);
    let Stage { plain, puppet, .. } = stage;
    let changes = stage.changes();
    stage.arm(&changes);
    // Two pieces, two hooks; the first makes the calls.
    stage.market.buy(&Purchase::new(plain, puppet, 2).paid_by(PAYER));
    stage.all_refused(changes.len());
    let state = stage.market.state(plain);
    assert_eq!((state.status, state.sold, state.paid), (2, 2, 2 * PRICE));
    assert_eq!(stage.market.state(stage.free).sold, 0);
    // The Minter is open again.
    stage.market.buy(&Purchase::new(plain, BUYER, 1));
}

fn a_payee_finds_the_minter_closed(build: Build) {
    let mut stage = Stage::new(build);
    let Stage { plain, puppet, .. } = stage;
    stage.market.buy(&Purchase::new(plain, BUYER, 1));
    stage.market.ok(STRANGER, Minter::releaseCall { saleId: plain });
    let changes = stage.changes();
    stage.arm(&changes);
    let before = stage.market.coins(puppet);
    let withdraw = Minter::withdrawCall { account: puppet, currency: Address::ZERO };
    stage.market.ok(STRANGER, withdraw.clone());
    stage.all_refused(changes.len());
    assert_eq!(stage.market.coins(puppet), before + U256::from(PRICE), "paid once");
    let nothing = Minter::NothingOwed { account: puppet, currency: Address::ZERO };
    stage.market.refused(STRANGER, withdraw, nothing);
}

fn a_buyer_whose_change_comes_back_finds_the_minter_closed(build: Build) {
    let mut stage = Stage::new(build);
    let Stage { plain, puppet, .. } = stage;
    let changes = stage.changes();
    stage.arm(&changes);
    let before = stage.market.coins(puppet);
    // For somebody else, so that only the change comes to the puppet.
    let act = Puppet::actCall {
        target: stage.market.minter,
        value: U256::from(PRICE + 500),
        data: Purchase::new(plain, BUYER, 1).paid_by(puppet).calldata(),
    };
    stage.market.tell(STRANGER, puppet, act);
    stage.all_refused(changes.len());
    assert_eq!(stage.market.coins(puppet) + U256::from(PRICE), before);
    assert_eq!(stage.market.state(plain).sold, 1);
}

fn a_refunded_buyer_finds_the_minter_closed(build: Build) {
    let mut stage = Stage::new(build);
    let puppet = stage.puppet;
    let sale = {
        // Bought before by the puppet itself, and over by now.
        let call = |data: Bytes, value| Puppet::actCall {
            target: stage.market.minter,
            value: U256::from(value),
            data,
        };
        let end = START + 5_000;
        let create = Minter::createSaleCall {
            saleId: stage.market.next_id(ROOTED),
            terms: Terms { settles: true, end, ..falling() },
            payees: payees(),
        };
        let sale = create.saleId;
        let create = call(create.abi_encode().into(), 0);
        let buy = call(Purchase::new(sale, puppet, 1).calldata(), 10_000);
        stage.market.phase += 1;
        stage.market.tell(STRANGER, puppet, create);
        stage.market.tell(STRANGER, puppet, buy);
        stage.market.at(START + 4_000);
        stage.market.buy(&Purchase::new(sale, BUYER, 1));
        stage.market.at(end);
        sale
    };
    let changes = stage.changes();
    stage.arm(&changes);
    let due = stage.market.refundable(sale, puppet);
    let before = stage.market.coins(puppet);
    assert!(due > 0);
    let refund = Minter::refundCall { saleId: sale, account: puppet };
    assert_eq!(stage.market.ok(STRANGER, refund.clone()).0, due);
    stage.all_refused(changes.len());
    assert_eq!(stage.market.coins(puppet), before + U256::from(due), "once");
    let nothing = Minter::NothingToRefund { saleId: sale, account: puppet };
    stage.market.refused(STRANGER, refund, nothing);
}

/// A buyer whose refund cannot be paid keeps it, and hinders nobody.
fn a_refund_that_is_refused_waits(build: Build) {
    let mut stage = Stage::new(build);
    let puppet = stage.puppet;
    let sale = stage.market.next_id(ROOTED);
    let create = Minter::createSaleCall {
        saleId: sale,
        terms: Terms { settles: true, ..falling() },
        payees: payees(),
    };
    let target = stage.market.minter;
    let act = |value: u64, data: Bytes| Puppet::actCall { target, value: U256::from(value), data };
    stage.market.tell(STRANGER, puppet, act(0, create.abi_encode().into()));
    let price = u64::try_from(stage.market.state(sale).price).expect("small");
    stage.market.tell(STRANGER, puppet, act(price, Purchase::new(sale, puppet, 1).calldata()));
    stage.market.buy(&Purchase::new(sale, BUYER, 1));
    stage.market.at(START + 9_000);
    stage.market.buy(&Purchase::new(sale, PAYER, 1));
    stage.market.at(END);
    let due = stage.market.refundable(sale, puppet);
    let refund = |account| Minter::refundCall { saleId: sale, account };
    for mood in [Puppet::Mood::Refuse, Puppet::Mood::BurnGas] {
        stage.market.tell(ARTIST, puppet, Puppet::meetCoinsCall { mood });
        let error = Minter::TransferFailed {
            currency: Address::ZERO,
            account: puppet,
            amount: U256::from(due),
        };
        stage.market.refused(STRANGER, refund(puppet), error);
        assert_eq!(stage.market.refundable(sale, puppet), due);
    }
    assert_eq!(stage.market.ok(STRANGER, refund(BUYER)).0, due);
    stage.market.ok(STRANGER, Minter::releaseCall { saleId: sale });
    stage.market.ok(STRANGER, Minter::withdrawCall { account: CREATOR, currency: Address::ZERO });
    stage.market.tell(ARTIST, puppet, Puppet::meetCoinsCall { mood: Puppet::Mood::Accept });
    assert_eq!(stage.market.ok(STRANGER, refund(puppet)).0, due);
}

fn views_answer_inside_a_purchase(build: Build) {
    let mut stage = Stage::new(build);
    let Stage { plain, free, puppet, .. } = stage;
    let quote = Minter::quoteCall { saleId: free, buyer: puppet, quantity: 1, data: Bytes::new() };
    let views = [
        Minter::saleCall { saleId: plain }.abi_encode(),
        Minter::saleStateCall { saleId: plain }.abi_encode(),
        quote.abi_encode(),
        Minter::owedCall { account: puppet, currency: Address::ZERO }.abi_encode(),
        Minter::refundableCall { saleId: stage.settled, account: BUYER }.abi_encode(),
        Minter::boughtCall { saleId: plain, account: puppet }.abi_encode(),
        Minter::eip712DomainCall {}.abi_encode(),
    ]
    .map(|data| (U256::ZERO, data));
    stage.arm(&views);
    stage.market.buy(&Purchase::new(plain, puppet, 1).paid_by(PAYER));
    let done = stage.market.hear(puppet, Puppet::resultsCall {});
    assert_eq!(done.succeeded, vec![true; views.len()], "{:?}", done.answers);
    // They see the purchase that they are part of.
    let state = Minter::saleStateCall::abi_decode_returns(&done.answers[1]).expect("a state");
    assert_eq!((state.sold, state.paid), (1, PRICE));
}

both_builds!(
    what_is_refused_nested_would_succeed_alone,
    a_receiver_of_pieces_finds_the_minter_closed,
    a_payee_finds_the_minter_closed,
    a_buyer_whose_change_comes_back_finds_the_minter_closed,
    a_refunded_buyer_finds_the_minter_closed,
    a_refund_that_is_refused_waits,
    views_answer_inside_a_purchase,
);
