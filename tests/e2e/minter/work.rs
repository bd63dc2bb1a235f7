//! Proof of work: one piece a solution, for the one who searched, on the challenge of now, at the difficulty of now.

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::SolValue;
use colophon_e2e::{
    conditions::{meets, solution, solve},
    market::{terms, BUYER, OTHER, PAYER, START},
    world::events,
    Build, Market, Minter, Pass, Purchase, ARTIST,
};
use colophon_provenance::sale::work::{Pace, MIN_DIFFICULTY};
use Minter::Terms;

const PACE: Pace = Pace { interval: 600, half_life: 300 };

/// Terms with proof of work from this difficulty on.
fn mining(difficulty: u64) -> Terms {
    Terms {
        workInterval: PACE.interval,
        workHalfLife: PACE.half_life,
        workDifficulty: difficulty,
        end: 0,
        ..terms()
    }
}

/// The challenge from its definition.
fn challenge(market: &Market, sale: U256, buyer: Address, last: B256) -> B256 {
    let chain = market.world.chain.config().chain_id;
    keccak256((chain, market.minter, sale, buyer, last).abi_encode())
}

fn work(nonce: U256) -> Pass {
    Pass { workNonce: nonce, ..Pass::default() }
}

fn each_solution_mints_one_piece_and_moves_the_challenge(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(mining(MIN_DIFFICULTY));
    let mut last = B256::ZERO;
    // Late enough each time that the difficulty stays at its lowest.
    for step in 0..4u64 {
        market.at(START + step * 1_000);
        let asked = market.view(Minter::challengeCall { saleId: sale, buyer: BUYER });
        assert_eq!(asked.challenge, challenge(&market, sale, BUYER, last));
        assert_eq!(asked.difficulty, MIN_DIFFICULTY);
        let nonce = solve(asked.challenge, asked.difficulty);
        let bought = market.buy(&Purchase::new(sale, BUYER, 1).with(&work(nonce)));
        last = solution(asked.challenge, nonce);
        let solved = Minter::Solved {
            saleId: sale,
            buyer: BUYER,
            solution: last,
            difficulty: MIN_DIFFICULTY,
        };
        assert_eq!(events::<Minter::Solved>(&bought.receipt, market.minter), [solved]);
        let state = market.state(sale);
        assert_eq!((state.lastSolved, state.lastSolvedAt), (last, START + step * 1_000));
    }
}

fn a_solution_is_good_for_one_piece(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(mining(MIN_DIFFICULTY));
    let pass = market.mined(sale, BUYER);
    for quantity in [2, 10] {
        let error = Minter::InvalidQuantity { quantity, max: 1 };
        market.refuse(&Purchase::new(sale, BUYER, quantity).with(&pass), error);
    }
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
}

/// Who copies a solution from the queue finds that it solves another challenge.
fn a_solution_of_another_buyer_is_useless(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(mining(1 << 40));
    // A difficulty that nobody meets by chance; and one that everybody waits for.
    market.at(START + 40 * u64::from(PACE.half_life));
    let pass = market.mined(sale, BUYER);
    let text = challenge(&market, sale, OTHER, B256::ZERO);
    let copied = solution(text, pass.workNonce);
    assert!(!meets(copied, MIN_DIFFICULTY), "a nonce that is good for both by chance");
    let difficulty = market.state(sale).difficulty;
    let error = Minter::InsufficientWork { solution: copied, challenge: text, difficulty };
    market.refuse(&Purchase::new(sale, OTHER, 1).with(&pass), error.clone());
    market.refuse(&Purchase::new(sale, OTHER, 1).with(&pass).paid_by(BUYER), error);
    // Paid by anybody, it is good for the one who searched.
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass).paid_by(PAYER));
}

fn stale_work_is_shown_the_challenge_of_now(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(mining(MIN_DIFFICULTY));
    let mine = market.mined(sale, BUYER);
    let theirs = market.mined(sale, OTHER);
    market.buy(&Purchase::new(sale, OTHER, 1).with(&theirs));
    let state = market.state(sale);
    for (buyer, pass) in [(BUYER, mine), (OTHER, theirs)] {
        let text = challenge(&market, sale, buyer, state.lastSolved);
        let error = Minter::InsufficientWork {
            solution: solution(text, pass.workNonce),
            challenge: text,
            difficulty: state.difficulty,
        };
        market.refuse(&Purchase::new(sale, buyer, 1).with(&pass), error);
    }
}

fn work_below_the_difficulty_is_refused(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(mining(1 << 63));
    let text = challenge(&market, sale, BUYER, B256::ZERO);
    for nonce in [U256::ZERO, U256::from(1), U256::MAX, solve(text, MIN_DIFFICULTY)] {
        let error = Minter::InsufficientWork {
            solution: solution(text, nonce),
            challenge: text,
            difficulty: 1 << 63,
        };
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&work(nonce)), error.clone());
        if nonce.is_zero() {
            // No pass at all is the nonce 0.
            market.refuse(&Purchase::new(sale, BUYER, 1), error);
        }
    }
}

/// The difficulty of every second equals the rule, before the first solution and after each; never free, never impossible.
fn the_difficulty_follows_the_rule(build: Build) {
    let mut market = Market::new(build);
    let first = 100_000_000;
    let sale = market.open(mining(first));
    assert_eq!(market.state(sale).difficulty, first);
    let mut now = START;
    for elapsed in [0, 1, 150, 299, 300, 301, 600, 2_500, 10_000, 10_000_000] {
        now = START + elapsed;
        let mut later = market.clone();
        later.at(now);
        assert_eq!(later.state(sale).difficulty, PACE.before_first(first, elapsed), "{elapsed} s");
    }
    assert_eq!(PACE.before_first(first, now - START), MIN_DIFFICULTY);
    // Wait until it is easy, then solve a few at once: each makes the next dearer.
    let mut at = START + 3_300;
    market.at(at);
    let mut stored = market.state(sale).difficulty;
    assert_eq!(stored, PACE.before_first(first, 3_300));
    for gap in [0, 700, 450] {
        at += gap;
        market.at(at);
        let asked = market.view(Minter::challengeCall { saleId: sale, buyer: BUYER });
        if gap > 0 {
            stored = PACE.difficulty(stored, gap);
        }
        assert_eq!(asked.difficulty, stored, "{gap} s after the last solution");
        let nonce = solve(asked.challenge, asked.difficulty);
        market.buy(&Purchase::new(sale, BUYER, 1).with(&work(nonce)));
        for elapsed in [0, 1, 299, 300, 599, 600, 601, 1_000, 100_000] {
            let mut later = market.clone();
            later.at(at + elapsed);
            let want = PACE.difficulty(stored, elapsed);
            assert_eq!(later.state(sale).difficulty, want, "{elapsed} s after the last solution");
            assert!((MIN_DIFFICULTY..=1 << 63).contains(&want));
        }
    }
}

fn failed_searches_do_not_move_the_sale(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(mining(MIN_DIFFICULTY));
    let pass = market.mined(sale, BUYER);
    // A solution whose purchase fails for another reason is not spent.
    let error =
        Minter::InsufficientPayment { value: U256::ZERO, price: U256::from(terms().startPrice) };
    market.refuse_unquoted(&Purchase::new(sale, BUYER, 1).with(&pass).sending(0u8), error);
    market.ok(ARTIST, Minter::setPausedCall { saleId: sale, paused: true });
    let paused = Minter::NotOpen { saleId: sale, status: 3 };
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), paused);
    market.ok(ARTIST, Minter::setPausedCall { saleId: sale, paused: false });
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
}

both_builds!(
    each_solution_mints_one_piece_and_moves_the_challenge,
    a_solution_is_good_for_one_piece,
    a_solution_of_another_buyer_is_useless,
    stale_work_is_shown_the_challenge_of_now,
    work_below_the_difficulty_is_refused,
    the_difficulty_follows_the_rule,
    failed_searches_do_not_move_the_sale,
);
