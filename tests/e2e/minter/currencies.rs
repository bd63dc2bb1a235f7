//! Sales for tokens: exactly the price comes in, whatever the token says, and goes out as the token lets it.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{
    bindings::OddCoin::{self, Manner},
    market::{terms, BUYER, CREATOR, END, OTHER, PAYER, PLATFORM, PRICE, START},
    Build, Market, Minter, Purchase, ARTIST, STRANGER,
};
use Minter::Terms;

/// A token of which buyer and payer have some, and have allowed the Minter all of it.
fn coin(market: &mut Market) -> Address {
    let coin = market.deploy("OddCoin");
    let amount = U256::from(1_000 * PRICE);
    for account in [BUYER, PAYER] {
        market.tell(ARTIST, coin, OddCoin::transferCall { to: account, amount });
        let approve = OddCoin::approveCall { spender: market.minter, amount: U256::MAX };
        market.tell(account, coin, approve);
    }
    coin
}

fn open(market: &mut Market) -> (Address, U256) {
    let coin = coin(market);
    let sale = market.open(Terms { currency: coin, ..terms() });
    (coin, sale)
}

fn behave(market: &mut Market, coin: Address, manner: Manner) {
    market.tell(ARTIST, coin, OddCoin::behaveCall { value: manner });
}

fn withdraw(account: Address, currency: Address) -> Minter::withdrawCall {
    Minter::withdrawCall { account, currency }
}

fn tokens_that_answer_nothing_or_true_are_taken(build: Build) {
    for manner in [Manner::Plain, Manner::Silent] {
        let mut market = Market::new(build);
        let (coin, sale) = open(&mut market);
        behave(&mut market, coin, manner);
        market.buy(&Purchase::new(sale, BUYER, 3).at_most(3 * PRICE));
        market.buy(&Purchase::new(sale, OTHER, 1).paid_by(PAYER));
        market.ok(STRANGER, Minter::releaseCall { saleId: sale });
        assert_eq!((market.owed(CREATOR), market.owed_in(CREATOR, coin)), (0, 3_600_010));
        for account in [CREATOR, PLATFORM] {
            market.ok(STRANGER, withdraw(account, coin));
        }
        assert_eq!(market.balance(coin, CREATOR), U256::from(3_600_010));
        assert_eq!(market.balance(coin, PLATFORM), U256::from(400_001));
        assert_eq!(market.balance(coin, market.minter), U256::from(1));
        market.at(END);
        market.ok(STRANGER, Minter::releaseCall { saleId: sale });
        market.ok(STRANGER, withdraw(CREATOR, coin));
        assert_eq!(market.balance(coin, market.minter), U256::ZERO);
        let nothing = Minter::NothingOwed { account: CREATOR, currency: coin };
        market.refused(STRANGER, withdraw(CREATOR, coin), nothing);
    }
}

fn tokens_that_fail_fail_the_purchase(build: Build) {
    let mut market = Market::new(build);
    let (coin, sale) = open(&mut market);
    let purchase = Purchase::new(sale, BUYER, 2);
    let failed =
        Minter::TransferFailed { currency: coin, account: BUYER, amount: U256::from(2 * PRICE) };
    for manner in [
        Manner::False,
        Manner::RevertData,
        Manner::BurnGas,
        Manner::Short,
        Manner::Two,
        Manner::Deaf,
    ] {
        behave(&mut market, coin, manner);
        market.refuse_unquoted(&purchase, failed.clone());
        behave(&mut market, coin, Manner::Plain);
        assert_eq!(market.balance(coin, BUYER), U256::from(1_000 * PRICE));
    }
    // No allowance, too little, no balance.
    for amount in [U256::ZERO, U256::from(2 * PRICE - 1)] {
        market.tell(BUYER, coin, OddCoin::approveCall { spender: market.minter, amount });
        market.refuse_unquoted(&purchase, failed.clone());
    }
    let amount = U256::from(2 * PRICE);
    market.tell(BUYER, coin, OddCoin::approveCall { spender: market.minter, amount });
    market.buy(&purchase);
    let poor = Purchase::new(sale, STRANGER, 1);
    let failed =
        Minter::TransferFailed { currency: coin, account: STRANGER, amount: U256::from(PRICE) };
    market.refuse_unquoted(&poor, failed);
}

fn tokens_that_move_another_amount_are_refused(build: Build) {
    let mut market = Market::new(build);
    let (coin, sale) = open(&mut market);
    for (manner, received) in
        [(Manner::Fee, PRICE - 1), (Manner::Bonus, PRICE + 1), (Manner::Nothing, 0)]
    {
        behave(&mut market, coin, manner);
        let error = Minter::TransferMismatch {
            currency: coin,
            received: U256::from(received),
            expected: U256::from(PRICE),
        };
        market.refuse_unquoted(&Purchase::new(sale, BUYER, 1), error);
    }
    behave(&mut market, coin, Manner::Plain);
    assert_eq!(market.balance(coin, market.minter), U256::ZERO);
}

fn value_has_no_place_in_a_sale_for_tokens(build: Build) {
    let mut market = Market::new(build);
    let (_, sale) = open(&mut market);
    for value in [1, PRICE] {
        let error = Minter::UnexpectedValue { value: U256::from(value) };
        market.refuse_unquoted(&Purchase::new(sale, BUYER, 1).sending(value), error.clone());
        let gift = Purchase::new(sale, OTHER, 1).paid_by(PAYER).sending(value);
        market.refuse_unquoted(&gift, error);
    }
}

/// A token whose code is gone after the sale was made: nothing is sold for nothing.
fn a_token_whose_code_is_gone_buys_nothing(build: Build) {
    let mut market = Market::new(build);
    let (coin, sale) = open(&mut market);
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.ok(STRANGER, Minter::releaseCall { saleId: sale });
    market.world.chain.set_code(coin, Bytes::new());
    let error =
        Minter::TransferFailed { currency: coin, account: BUYER, amount: U256::from(PRICE) };
    let purchase = Purchase::new(sale, BUYER, 1);
    market.refuse_unquoted(&purchase, error);
    let error =
        Minter::TransferFailed { currency: coin, account: CREATOR, amount: U256::from(900_002) };
    market.refused(STRANGER, withdraw(CREATOR, coin), error);
    assert_eq!(market.owed_in(CREATOR, coin), 900_002);
}

/// Payments out that fail leave what is owed, for later.
fn tokens_that_fail_keep_what_is_owed(build: Build) {
    let mut market = Market::new(build);
    let (coin, sale) = open(&mut market);
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.ok(STRANGER, Minter::releaseCall { saleId: sale });
    for manner in [Manner::False, Manner::RevertData, Manner::BurnGas, Manner::Short, Manner::Two] {
        behave(&mut market, coin, manner);
        let error = Minter::TransferFailed {
            currency: coin,
            account: CREATOR,
            amount: U256::from(900_002),
        };
        market.refused(STRANGER, withdraw(CREATOR, coin), error);
        assert_eq!(market.owed_in(CREATOR, coin), 900_002);
    }
    behave(&mut market, coin, Manner::Silent);
    market.ok(STRANGER, withdraw(CREATOR, coin));
    assert_eq!(market.balance(coin, CREATOR), U256::from(900_002));
}

/// While a token is moved, it calls back: everything that changes something is closed, in purchases, refunds and withdrawals.
fn tokens_that_call_back_find_the_minter_closed(build: Build) {
    let mut market = Market::new(build);
    let coin = coin(&mut market);
    let settling = Terms {
        currency: coin,
        curve: 1,
        settles: true,
        startPrice: 10_000,
        floorPrice: 100,
        period: 9_000,
        ..terms()
    };
    let sale = market.open(settling);
    let free = market.open(Terms { startPrice: 0, floorPrice: 0, ..terms() });
    let calls: Vec<Bytes> = vec![
        Purchase::new(free, coin, 1).calldata(),
        Purchase::new(sale, BUYER, 1).calldata(),
        Minter::releaseCall { saleId: sale }.abi_encode().into(),
        withdraw(CREATOR, coin).abi_encode().into(),
        Minter::refundCall { saleId: sale, account: BUYER }.abi_encode().into(),
        Minter::mintUnsoldCall { saleId: sale, quantity: 1 }.abi_encode().into(),
    ];
    let closed = Bytes::from(Minter::ReentrantCall {}.abi_encode());
    let arm = |market: &mut Market, call: &Bytes| {
        let plan = OddCoin::planCall { target: market.minter, data: call.clone() };
        market.tell(ARTIST, coin, plan);
    };
    let look = |market: &Market| {
        assert!(market.hear(coin, OddCoin::doneCall {}), "the token was not asked");
        assert!(!market.hear(coin, OddCoin::succeededCall {}), "a nested call succeeded");
        assert_eq!(market.hear(coin, OddCoin::answerCall {}), closed);
    };
    for call in &calls {
        arm(&mut market, call);
        market.buy(&Purchase::new(sale, BUYER, 1));
        look(&market);
    }
    market.at(START + 9_000);
    market.buy(&Purchase::new(sale, PAYER, 1));
    market.at(END);
    market.ok(STRANGER, Minter::releaseCall { saleId: sale });
    for call in &calls {
        let mut refunding = market.clone();
        arm(&mut refunding, call);
        let refund = Minter::refundCall { saleId: sale, account: BUYER };
        assert_eq!(refunding.ok(STRANGER, refund).0, 6 * 9_900);
        look(&refunding);
        arm(&mut refunding, call);
        refunding.ok(STRANGER, withdraw(CREATOR, coin));
        look(&refunding);
        refunding.ok(STRANGER, withdraw(PLATFORM, coin));
        assert_eq!(refunding.balance(coin, refunding.minter), U256::ZERO);
    }
}

/// Tokens that somebody sends from outside belong to nobody's books, and harm none.
fn gifts_to_the_minter_change_no_book(build: Build) {
    let mut market = Market::new(build);
    let (coin, sale) = open(&mut market);
    let gift = OddCoin::transferCall { to: market.minter, amount: U256::from(777) };
    market.tell(ARTIST, coin, gift);
    market.buy(&Purchase::new(sale, BUYER, 1));
    assert_eq!(market.state(sale).paid, PRICE);
    market.ok(STRANGER, Minter::releaseCall { saleId: sale });
    market.ok(STRANGER, withdraw(CREATOR, coin));
    market.ok(STRANGER, withdraw(PLATFORM, coin));
    assert_eq!(market.balance(coin, market.minter), U256::from(777 + 1));
}

/// A purchase that costs nothing asks the token for nothing, not even that it works.
fn a_free_piece_needs_no_token(build: Build) {
    let mut market = Market::new(build);
    let coin = coin(&mut market);
    let sale = market.open(Terms { currency: coin, startPrice: 0, floorPrice: 0, ..terms() });
    behave(&mut market, coin, Manner::RevertData);
    market.buy(&Purchase::new(sale, STRANGER, 1));
}

both_builds!(
    tokens_that_answer_nothing_or_true_are_taken,
    tokens_that_fail_fail_the_purchase,
    tokens_that_move_another_amount_are_refused,
    value_has_no_place_in_a_sale_for_tokens,
    a_token_whose_code_is_gone_buys_nothing,
    tokens_that_fail_keep_what_is_owed,
    tokens_that_call_back_find_the_minter_closed,
    gifts_to_the_minter_change_no_book,
    a_free_piece_needs_no_token,
);
