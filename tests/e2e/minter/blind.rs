//! Blind sales: the owner commits before the first sale and once, anybody reveals afterwards and once, and a reveal that does not
//! come gives everybody their money back.

use alloy_primitives::{keccak256, Address, B256, U256};
use colophon_e2e::{
    market::{payees, terms, BUYER, CREATOR, END, OTHER, PAYER, PLATFORM, PRICE, START},
    world::{events, word},
    Build, Market, Minter, Purchase, ARTIST, STRANGER,
};
use Minter::Terms;

const REVEAL_BY: u64 = END + 1_000;

fn seed() -> B256 {
    word(0x5e)
}

fn promise() -> B256 {
    word(0xaa)
}

/// `keccak256("colophon/scarcity/1/commitment" ‖ seed ‖ promise)`.
fn commitment(seed: B256, promise: B256) -> B256 {
    keccak256([b"colophon/scarcity/1/commitment", &seed[..], &promise[..]].concat())
}

fn blind() -> Terms {
    Terms { seedCommitment: commitment(seed(), promise()), revealBy: REVEAL_BY, ..terms() }
}

fn reveal(sale: U256) -> Minter::revealCall {
    Minter::revealCall { saleId: sale, seed: seed(), promiseHash: promise() }
}

fn refund(sale: U256, account: Address) -> Minter::refundCall {
    Minter::refundCall { saleId: sale, account }
}

fn release(sale: U256) -> Minter::releaseCall {
    Minter::releaseCall { saleId: sale }
}

fn anybody_reveals_once_when_the_sale_is_over(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    market.buy(&Purchase::new(sale, BUYER, 2));
    for now in [START, END - 1] {
        market.at(now);
        for caller in [ARTIST, STRANGER] {
            market.refused(caller, reveal(sale), Minter::NotOver { saleId: sale, status: 2 });
        }
        // No money before the reveal, to nobody.
        market.refused(ARTIST, release(sale), Minter::NothingToRelease { saleId: sale });
    }
    market.at(END);
    assert!(!market.state(sale).revealed);
    market.refused(ARTIST, release(sale), Minter::NothingToRelease { saleId: sale });
    let (_, receipt) = market.ok(STRANGER, reveal(sale));
    let revealed = Minter::Revealed { saleId: sale, seed: seed(), promiseHash: promise() };
    assert_eq!(events::<Minter::Revealed>(&receipt, market.minter), [revealed]);
    assert!(market.state(sale).revealed);
    for caller in [ARTIST, STRANGER] {
        market.refused(caller, reveal(sale), Minter::AlreadyRevealed { saleId: sale });
    }
    assert_eq!(market.ok(STRANGER, release(sale)).0, 2 * PRICE);
    market.at(REVEAL_BY + 1);
    assert_eq!(market.refundable(sale, BUYER), 0);
    let nothing = Minter::NothingToRefund { saleId: sale, account: BUYER };
    market.refused(BUYER, refund(sale, BUYER), nothing);
}

/// Only what was committed to is taken: the owner has no second choice.
fn another_seed_or_promise_is_refused_with_both_commitments(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    market.at(END);
    for (seed, promise) in
        [(word(1), promise()), (seed(), word(1)), (promise(), seed()), (B256::ZERO, B256::ZERO)]
    {
        let call = Minter::revealCall { saleId: sale, seed, promiseHash: promise };
        let error = Minter::WrongSeed {
            commitment: commitment(seed, promise),
            expected: blind().seedCommitment,
        };
        market.refused(ARTIST, call, error);
    }
    market.ok(STRANGER, reveal(sale));
}

/// Nothing that the owner may amend touches what was committed to, nor when it is due.
fn the_owner_cannot_commit_again(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    let id = Minter::createSaleCall {
        saleId: sale,
        terms: Terms { seedCommitment: word(9), ..blind() },
        payees: payees(),
    };
    market.refused(ARTIST, id, Minter::SaleExists { saleId: sale });
    for end in [END - 1, START + 1, END + 1, 0] {
        let amend = Minter::amendSaleCall {
            saleId: sale,
            limit: 1_000,
            end,
            allowRoot: B256::ZERO,
            signer: Address::ZERO,
        };
        market.refused(ARTIST, amend, Minter::InvalidAmendment { field: 2 });
    }
    let terms = market.view(Minter::saleCall { saleId: sale }).terms;
    assert_eq!((terms.seedCommitment, terms.revealBy), (blind().seedCommitment, REVEAL_BY));
}

fn the_last_second_of_a_reveal(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(REVEAL_BY);
    let mut in_time = market.clone();
    in_time.ok(STRANGER, reveal(sale));
    market.refused(BUYER, refund(sale, BUYER), Minter::NotSettled { saleId: sale });
    assert_eq!(market.refundable(sale, BUYER), 0);
    let late = REVEAL_BY + 1;
    market.at(late);
    let error = Minter::RevealTooLate { revealBy: REVEAL_BY, timestamp: late };
    market.refused(ARTIST, reveal(sale), error);
    assert_eq!(market.refundable(sale, BUYER), PRICE);
}

/// Everybody gets back what they paid, by themselves or by anybody, without the owner; nobody else gets a wei.
fn a_missed_reveal_refunds_everybody_and_pays_nobody(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    market.buy(&Purchase::new(sale, BUYER, 2));
    market.buy(&Purchase::new(sale, OTHER, 1).paid_by(PAYER));
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(REVEAL_BY + 1);
    market.refused(ARTIST, release(sale), Minter::NothingToRelease { saleId: sale });
    // Who paid is refunded, not who got the piece.
    let shares = [(BUYER, 3 * PRICE), (PAYER, PRICE), (OTHER, 0)];
    for (account, amount) in shares {
        assert_eq!(market.refundable(sale, account), amount);
        let error = Minter::NothingToRefund { saleId: sale, account };
        if amount == 0 {
            market.refused(account, refund(sale, account), error);
            continue;
        }
        let before = market.coins(account);
        let (got, receipt) = market.ok(STRANGER, refund(sale, account));
        assert_eq!(got, amount);
        let refunded = Minter::Refunded { saleId: sale, account, amount };
        assert_eq!(events::<Minter::Refunded>(&receipt, market.minter), [refunded]);
        let direct = market.coins(account) - before;
        // Pushed at once, or owed and withdrawn: never by the owner's leave.
        if direct.is_zero() {
            assert_eq!(market.owed(account), amount);
            let withdraw = Minter::withdrawCall { account, currency: Address::ZERO };
            market.ok(STRANGER, withdraw);
        }
        assert_eq!(market.coins(account) - before, U256::from(amount));
        assert_eq!(market.refundable(sale, account), 0);
        market.refused(STRANGER, refund(sale, account), error);
    }
    assert_eq!(market.coins(market.minter), U256::ZERO);
    market.refused(ARTIST, release(sale), Minter::NothingToRelease { saleId: sale });
    assert_eq!((market.owed(CREATOR), market.owed(PLATFORM)), (0, 0));
}

/// Refunds need no owner: not a paused, closed or abandoned sale keeps them.
fn neither_pause_nor_close_keeps_a_refund(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.ok(ARTIST, Minter::setPausedCall { saleId: sale, paused: true });
    let mut closed = market.clone();
    closed.ok(ARTIST, Minter::closeSaleCall { saleId: sale });
    for mut market in [market, closed] {
        market.at(REVEAL_BY + 1);
        let no_role = colophon_e2e::Collection::setRolesCall { account: market.minter, roles: 0 };
        market.world.ok(ARTIST, no_role);
        assert_eq!(market.ok(STRANGER, refund(sale, BUYER)).0, PRICE);
        assert_eq!(market.refundable(sale, BUYER), 0);
    }
}

fn a_sale_that_is_sold_out_or_closed_is_revealed_before_its_end(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { limit: 2, ..blind() });
    market.buy(&Purchase::new(sale, BUYER, 2));
    assert_eq!(market.state(sale).status, 4);
    market.ok(STRANGER, reveal(sale));
    let sale = market.open(blind());
    market.ok(ARTIST, Minter::closeSaleCall { saleId: sale });
    market.ok(STRANGER, reveal(sale));
}

/// Nothing that a buyer sees before the reveal depends on what is drawn: pieces come in their order.
fn nothing_is_drawn_on_chain(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(blind());
    let mut twin = market.clone();
    twin.at(START + 77);
    for quantity in [1, 3, 2] {
        let one = market.buy(&Purchase::new(sale, BUYER, quantity));
        let other = twin.buy(&Purchase::new(sale, OTHER, quantity));
        assert_eq!(one.first, other.first);
    }
}

fn a_sale_that_is_not_blind_has_nothing_to_reveal(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    for now in [START, END] {
        market.at(now);
        market.refused(ARTIST, reveal(sale), Minter::NotBlind { saleId: sale });
    }
}

/// Blind and settling: revealed, everybody pays the last price; failed, everybody gets everything.
fn a_blind_sale_that_settles(build: Build) {
    let mut market = Market::new(build);
    let falling = Terms {
        curve: 1,
        settles: true,
        startPrice: 1_000,
        floorPrice: 100,
        period: 9_000,
        ..blind()
    };
    let sale = market.open(falling);
    market.buy(&Purchase::new(sale, BUYER, 2));
    market.at(START + 5_000);
    market.buy(&Purchase::new(sale, OTHER, 1));
    let mut failed = market.clone();
    market.at(END);
    assert_eq!((market.refundable(sale, BUYER), market.state(sale).lastPrice), (0, 500));
    market.ok(STRANGER, reveal(sale));
    assert_eq!(market.refundable(sale, BUYER), 1_000);
    assert_eq!(market.ok(STRANGER, refund(sale, BUYER)).0, 1_000);
    assert_eq!(market.ok(STRANGER, release(sale)).0, 1_500);
    failed.at(REVEAL_BY + 1);
    assert_eq!(failed.ok(STRANGER, refund(sale, BUYER)).0, 2_000);
    assert_eq!(failed.ok(STRANGER, refund(sale, OTHER)).0, 500);
    failed.refused(ARTIST, release(sale), Minter::NothingToRelease { saleId: sale });
}

both_builds!(
    anybody_reveals_once_when_the_sale_is_over,
    another_seed_or_promise_is_refused_with_both_commitments,
    the_owner_cannot_commit_again,
    the_last_second_of_a_reveal,
    a_missed_reveal_refunds_everybody_and_pays_nobody,
    neither_pause_nor_close_keeps_a_refund,
    a_sale_that_is_sold_out_or_closed_is_revealed_before_its_end,
    nothing_is_drawn_on_chain,
    a_sale_that_is_not_blind_has_nothing_to_reveal,
    a_blind_sale_that_settles,
);
