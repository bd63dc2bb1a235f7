//! Shares, releases and withdrawals: what came in is shared out to the last unit, and no payee stands in another's way.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    bindings::Puppet,
    market::{terms, BUYER, CREATOR, END, PLATFORM, PRICE, ROOTED, START},
    world::events,
    Build, Market, Minter, Purchase, ARTIST, STRANGER,
};
use Minter::{Payee, Terms};

const COIN: Address = Address::ZERO;

fn release(sale: U256) -> Minter::releaseCall {
    Minter::releaseCall { saleId: sale }
}

fn withdraw(account: Address) -> Minter::withdrawCall {
    Minter::withdrawCall { account, currency: COIN }
}

fn payee(n: u8, bps: u16) -> Payee {
    let mut account = Address::repeat_byte(0x77);
    account.0[19] = n;
    Payee { account, bps }
}

/// Shares of `total` by the rule: each its floor, and the first what does not divide.
fn shares(total: u128, payees: &[Payee]) -> Vec<u128> {
    let part =
        |bps: u16| -> u128 { (U256::from(total) * U256::from(bps) / U256::from(10_000)).to() };
    let mut parts: Vec<u128> = payees.iter().map(|payee| part(payee.bps)).collect();
    parts[0] += total - parts.iter().sum::<u128>();
    parts
}

fn releases_credit_and_withdrawals_pay(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.buy(&Purchase::new(sale, BUYER, 1));
    // 1,000,003: 900,002.7 and 100,000.3; the unit that does not divide waits.
    let (amount, receipt) = market.ok(STRANGER, release(sale));
    assert_eq!(amount, PRICE - 1);
    let released = Minter::Released { saleId: sale, amount };
    assert_eq!(events::<Minter::Released>(&receipt, market.minter), [released]);
    let credited = |account, amount| Minter::Credited { account, currency: COIN, amount };
    assert_eq!(
        events::<Minter::Credited>(&receipt, market.minter),
        [credited(CREATOR, 900_002), credited(PLATFORM, 100_000)]
    );
    market.refused(STRANGER, release(sale), Minter::NothingToRelease { saleId: sale });
    market.buy(&Purchase::new(sale, BUYER, 1));
    assert_eq!(market.ok(STRANGER, release(sale)).0, PRICE);
    assert_eq!((market.owed(CREATOR), market.owed(PLATFORM)), (1_800_005, 200_000));
    let (paid, receipt) = market.ok(STRANGER, withdraw(CREATOR));
    assert_eq!(paid, U256::from(1_800_005));
    let withdrawn = Minter::Withdrawn { account: CREATOR, currency: COIN, amount: paid };
    assert_eq!(events::<Minter::Withdrawn>(&receipt, market.minter), [withdrawn]);
    assert_eq!((market.coins(CREATOR), market.owed(CREATOR)), (paid, 0));
    let nothing = Minter::NothingOwed { account: CREATOR, currency: COIN };
    market.refused(STRANGER, withdraw(CREATOR), nothing);
    // When nothing more can come, the first payee gets the rest, once.
    market.at(END);
    assert_eq!(market.ok(STRANGER, release(sale)).0, 1);
    market.refused(STRANGER, release(sale), Minter::NothingToRelease { saleId: sale });
    assert_eq!((market.owed(CREATOR), market.owed(PLATFORM)), (1, 200_000));
    market.ok(STRANGER, withdraw(CREATOR));
    market.ok(STRANGER, withdraw(PLATFORM));
    assert_eq!(market.coins(market.minter), U256::ZERO);
}

/// Odd shares, odd prices, releases at any time: the credits are the whole, whatever the order.
fn what_comes_in_is_shared_out_to_the_last_unit(build: Build) {
    let odd = [1, 3_333, 3_334, 3, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];
    let last = 10_000 - odd.iter().sum::<u16>();
    let payees: Vec<Payee> =
        (1..).zip(odd.into_iter().chain([last])).map(|(n, bps)| payee(n, bps)).collect();
    assert_eq!(payees.len(), 16);
    for price in [1, 2, 9_999, 10_000, 10_001, 123_456_789_012_345_678] {
        let mut market = Market::new(build);
        let terms = Terms { startPrice: price, floorPrice: price, limit: 7, ..terms() };
        let sale = market.open_in(ROOTED, terms, payees.clone());
        let mut released = 0;
        for quantity in [1, 2, 3, 1] {
            market.buy(&Purchase::new(sale, BUYER, quantity));
            let (ok, amount) = try_release(&mut market, sale);
            released += amount;
            assert!(ok || market.state(sale).paid - released < 16);
            assert!(market.state(sale).paid - released < 16, "more than the rest waits");
        }
        let total = 7 * price;
        assert_eq!(released, total, "sold out: nothing waits");
        let owed: Vec<u128> = payees.iter().map(|payee| market.owed(payee.account)).collect();
        assert_eq!(owed, shares(total, &payees), "price {price}");
        for payee in &payees {
            if market.owed(payee.account) > 0 {
                market.ok(STRANGER, withdraw(payee.account));
            }
        }
        assert_eq!(market.coins(market.minter), U256::ZERO);
    }
}

fn try_release(market: &mut Market, sale: U256) -> (bool, u128) {
    let receipt = market.send(STRANGER, U256::ZERO, &release(sale));
    let amount = Minter::releaseCall::abi_decode_returns(&receipt.output).unwrap_or_default();
    (receipt.success, if receipt.success { amount } else { 0 })
}

fn shares_of_the_highest_price(build: Build) {
    let mut market = Market::new(build);
    market.world.chain.set_balance(BUYER, U256::MAX >> 1);
    let payees = vec![payee(1, 1), payee(2, 3_333), payee(3, 6_666)];
    let terms = Terms { startPrice: u128::MAX, floorPrice: u128::MAX, limit: 1, ..terms() };
    let sale = market.open_in(ROOTED, terms, payees.clone());
    market.buy(&Purchase::new(sale, BUYER, 1));
    assert_eq!(market.ok(STRANGER, release(sale)).0, u128::MAX);
    for (payee, share) in payees.iter().zip(shares(u128::MAX, &payees)) {
        assert_eq!(market.owed(payee.account), share);
        market.ok(STRANGER, withdraw(payee.account));
        assert_eq!(market.coins(payee.account), U256::from(share));
    }
    assert_eq!(market.coins(market.minter), U256::ZERO);
}

/// Twice the highest sum for one account: what is owed is counted in 256 bits.
fn what_is_owed_may_exceed_one_sale(build: Build) {
    let mut market = Market::new(build);
    market.world.chain.set_balance(BUYER, U256::MAX >> 1);
    let mut total = U256::ZERO;
    for _ in 0..3 {
        let terms = Terms { startPrice: u128::MAX, floorPrice: u128::MAX, limit: 1, ..terms() };
        let sale = market.open_in(ROOTED, terms, vec![payee(1, 10_000)]);
        market.buy(&Purchase::new(sale, BUYER, 1));
        market.ok(STRANGER, release(sale));
        total += U256::from(u128::MAX);
    }
    let account = payee(1, 1).account;
    assert_eq!(market.view(Minter::owedCall { account, currency: COIN }), total);
    market.ok(STRANGER, withdraw(account));
    assert_eq!(market.coins(account), total);
}

/// A payee that reverts or burns all gas keeps its own money waiting and nobody else's.
fn a_payee_that_refuses_blocks_nobody(build: Build) {
    for mood in [Puppet::Mood::Refuse, Puppet::Mood::BurnGas] {
        let mut market = Market::new(build);
        let puppet = market.deploy("Puppet");
        market.tell(ARTIST, puppet, Puppet::meetCoinsCall { mood });
        let payees = vec![Payee { account: puppet, bps: 5_000 }, payee(2, 5_000)];
        let sale = market.open_in(ROOTED, terms(), payees);
        market.buy(&Purchase::new(sale, BUYER, 2));
        assert_eq!(market.ok(STRANGER, release(sale)).0, 2 * PRICE);
        let error =
            Minter::TransferFailed { currency: COIN, account: puppet, amount: U256::from(PRICE) };
        market.refused(STRANGER, withdraw(puppet), error);
        assert_eq!(market.owed(puppet), PRICE);
        let other = payee(2, 1).account;
        market.ok(STRANGER, withdraw(other));
        assert_eq!(market.coins(other), U256::from(PRICE));
        // Once it takes coins, it gets what waited.
        market.tell(ARTIST, puppet, Puppet::meetCoinsCall { mood: Puppet::Mood::Accept });
        market.ok(STRANGER, withdraw(puppet));
        assert_eq!(market.coins(puppet), U256::from(PRICE));
        assert_eq!(market.coins(market.minter), U256::ZERO);
    }
}

/// Neither pause nor close nor a lost role keeps money from those who earned it.
fn the_owner_cannot_keep_the_money(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.buy(&Purchase::new(sale, BUYER, 3));
    market.ok(ARTIST, Minter::setPausedCall { saleId: sale, paused: true });
    assert_eq!(market.ok(STRANGER, release(sale)).0, 3 * PRICE - 1);
    market.ok(STRANGER, withdraw(PLATFORM));
    market.ok(ARTIST, Minter::closeSaleCall { saleId: sale });
    assert_eq!(market.ok(STRANGER, release(sale)).0, 1);
    market.ok(STRANGER, withdraw(CREATOR));
    assert_eq!(market.coins(market.minter), U256::ZERO);
    let nothing = Minter::NothingOwed { account: ARTIST, currency: COIN };
    market.refused(ARTIST, withdraw(ARTIST), nothing);
}

/// Sales of two collections and two phases keep their books apart, and the balance is the sum of all of them.
fn the_balance_is_the_sum_of_all_books(build: Build) {
    let mut market = Market::new(build);
    let plain = market.open(terms());
    let falling = Terms {
        curve: 1,
        settles: true,
        startPrice: 1_000_000,
        floorPrice: 10,
        period: 9_000,
        ..terms()
    };
    let settling = market.open(falling);
    let mut paid = 0;
    for (sale, elapsed) in [(plain, 0), (settling, 10), (settling, 4_000), (plain, 4_001)] {
        market.at(START + elapsed);
        paid += market.buy(&Purchase::new(sale, BUYER, 2)).price;
        assert_eq!(market.coins(market.minter), U256::from(paid));
    }
    market.ok(STRANGER, release(plain));
    market.at(END);
    market.ok(STRANGER, release(plain));
    market.ok(STRANGER, release(settling));
    let sums = |market: &Market| {
        let owed = market.owed(CREATOR) + market.owed(PLATFORM);
        U256::from(owed + market.refundable(settling, BUYER))
    };
    assert_eq!(market.coins(market.minter), sums(&market));
    market.ok(STRANGER, withdraw(CREATOR));
    assert_eq!(market.coins(market.minter), sums(&market));
    market.ok(STRANGER, Minter::refundCall { saleId: settling, account: BUYER });
    assert_eq!(market.coins(market.minter), sums(&market));
    market.ok(STRANGER, withdraw(PLATFORM));
    assert_eq!(market.coins(market.minter), U256::ZERO);
}

both_builds!(
    releases_credit_and_withdrawals_pay,
    what_comes_in_is_shared_out_to_the_last_unit,
    shares_of_the_highest_price,
    what_is_owed_may_exceed_one_sale,
    a_payee_that_refuses_blocks_nobody,
    the_owner_cannot_keep_the_money,
    the_balance_is_the_sum_of_all_books,
);
