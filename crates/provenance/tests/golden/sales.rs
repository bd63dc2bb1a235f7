//! Sales: ids, prices, splits, proof of work, allow-lists, vouchers. Amounts are decimal texts: JSON has no 128-bit numbers.

use colophon_provenance::hash::{Software, Word};
use colophon_provenance::sale::allowance::{Allowance, SALE_PRICE};
use colophon_provenance::sale::price::Price;
use colophon_provenance::sale::sale_id::SaleId;
use colophon_provenance::sale::voucher::{self, Voucher};
use colophon_provenance::sale::work::{self, Pace, MAX_DIFFICULTY, MIN_DIFFICULTY};
use colophon_provenance::sale::{split, Place};
use colophon_provenance::tree;
use colophon_provenance::whole_tree::WholeTree;
use serde_json::{json, Value};

use super::{golden, hex, word};

/// An address that another implementation can make again: the end of a hash.
fn account(text: &str) -> [u8; 20] {
    let mut account = [0; 20];
    account.copy_from_slice(&word(text)[12..]);
    account
}

fn place(chain_id: u64, phase: u32) -> Place {
    let sale_id = SaleId::new(account("collection"), 7, phase).to_word();
    Place { chain_id, minter: account("minter"), sale_id }
}

fn placed(place: &Place) -> Value {
    json!({
        "chain": place.chain_id.to_string(),
        "minter": hex(&place.minter),
        "sale": hex(&place.sale_id),
    })
}

#[test]
fn sale_ids() {
    let parts = [
        ([0; 20], 0, 0),
        ([0; 20], 0, 1),
        ([0; 20], 1, 0),
        (account("collection"), 7, 42),
        ([0xff; 20], u32::MAX, u32::MAX),
    ];
    let composed: Vec<Value> = parts
        .into_iter()
        .map(|(collection, series, phase)| {
            let word = SaleId::new(collection, series, phase).to_word();
            json!({ "collection": hex(&collection), "series": series, "phase": phase, "word": hex(&word) })
        })
        .collect();
    let refused: Vec<Value> = (0..32)
        .step_by(5)
        .map(|bit| {
            let mut word = SaleId::new(account("collection"), 7, 42).to_word();
            word[bit / 8] |= 0x80 >> (bit % 8);
            assert!(SaleId::from_word(&word).is_err());
            json!(hex(&word))
        })
        .collect();
    golden("sale_ids", &json!({ "composed": composed, "refused": refused }));
}

#[test]
fn sale_prices() {
    const COIN: u128 = 1_000_000_000_000_000_000;
    let terms = [
        (0, COIN / 10, COIN / 10, 0),
        (1, 100, 10, 30),
        (1, COIN, COIN / 10, 3_600),
        (1, u128::MAX, 0, u32::MAX),
        (1, 3, 1, 1_000),
        (2, 800, 90, 10),
        (2, COIN, COIN / 1_000, 600),
        (2, u128::MAX, 0, u32::MAX),
        (2, u128::MAX, 1, 1),
        (2, 7, 0, 86_400),
    ];
    let seconds = [
        0,
        1,
        7,
        29,
        30,
        599,
        600,
        601,
        1_799,
        3_600,
        86_400,
        1_000_000,
        1 << 32,
        1 << 39,
        u64::MAX,
    ];
    let cases = terms.into_iter().map(|(curve, start, floor, period)| {
        let price = Price::new(curve, start, floor, period).expect("sound terms");
        let prices = seconds.into_iter().map(|elapsed| {
            let next = price
                .next_change(elapsed)
                .map(|next| json!({ "elapsed": next.elapsed.to_string(), "price": next.price.to_string() }));
            json!({ "elapsed": elapsed.to_string(), "price": price.at(elapsed).to_string(), "next": next })
        });
        json!({
            "curve": curve, "start": start.to_string(), "floor": floor.to_string(), "period": period,
            "prices": prices.collect::<Vec<_>>(),
        })
    });
    golden("sale_prices", &cases.collect());
}

#[test]
fn sale_splits() {
    let shares: [&[u16]; 5] =
        [&[10_000], &[5_000, 5_000], &[3_333, 3_333, 3_334], &[1, 9_998, 1], &[625; 16]];
    let totals = [0, 1, 3, 100, 101, 9_999, 1_000_000_007, 1 << 64, u128::MAX / 3, u128::MAX];
    let cases = shares.into_iter().map(|shares| {
        let mut before = 0;
        let steps = totals.into_iter().map(|total| {
            let credits = shares.iter().map(|bps| split::credit(before, total, *bps).to_string());
            let step = json!({
                "total": total.to_string(),
                "credits": credits.collect::<Vec<_>>(),
                "remainder": split::remainder(total, shares.iter().copied()).to_string(),
            });
            before = total;
            step
        });
        json!({ "shares": shares, "steps": steps.collect::<Vec<_>>() })
    });
    golden("sale_splits", &cases.collect());
}

/// The difficulty over time, from different starts, at different paces.
fn difficulties() -> Value {
    let paces = [(600, 300), (60, 60), (60, 60_000), (1, 1), (3_600, 7), (u32::MAX, u32::MAX)];
    let seconds = [0, 1, 59, 60, 61, 300, 599, 600, 601, 777, 3_600, 86_400, 1 << 32, u64::MAX];
    let cases = paces.into_iter().flat_map(|(interval, half_life)| {
        [MIN_DIFFICULTY, 1_000_003, 1 << 40, MAX_DIFFICULTY].map(|last| {
            let pace = Pace::new(interval, half_life, last).expect("sound terms");
            let over_time = seconds.map(|elapsed| {
                json!({
                    "elapsed": elapsed.to_string(),
                    "difficulty": pace.difficulty(last, elapsed).to_string(),
                    "before_first": pace.before_first(last, elapsed).to_string(),
                })
            });
            json!({
                "interval": interval, "half_life": half_life, "last": last.to_string(),
                "over_time": over_time,
            })
        })
    });
    cases.collect()
}

#[test]
fn sale_work() {
    let searches = (0..6).map(|round| {
        let place = place([1, 42_161, u64::MAX][round % 3], round as u32);
        let last = if round == 0 { [0; 32] } else { word(&format!("solution {round}")) };
        let buyer = account(&format!("buyer {round}"));
        let challenge = place.challenge(&Software, &buyer, &last);
        // The first nonce whose solution meets a difficulty that is low enough to search here.
        let found = (0_u64..).find_map(|number| {
            let mut nonce = [0; 32];
            nonce[24..].copy_from_slice(&number.to_be_bytes());
            let solution = work::solution(&Software, &challenge, &nonce);
            work::met(&solution, 100).then_some((nonce, solution))
        });
        let (nonce, solution) = found.expect("one in a hundred");
        let met = [1, 50, 100, 200, MIN_DIFFICULTY, MAX_DIFFICULTY].map(|difficulty| {
            json!({ "difficulty": difficulty.to_string(), "met": work::met(&solution, difficulty) })
        });
        json!({
            "place": placed(&place), "buyer": hex(&buyer), "last": hex(&last),
            "challenge": hex(&challenge), "nonce": hex(&nonce), "solution": hex(&solution), "met": met,
        })
    });
    let searches: Vec<Value> = searches.collect();
    golden("sale_work", &json!({ "difficulties": difficulties(), "searches": searches }));
}

#[test]
fn allow_lists() {
    let cases = [1_usize, 2, 3, 100].into_iter().map(|count| {
        let place = place(42_161, count as u32);
        let entries: Vec<([u8; 20], Allowance)> = (0..count)
            .map(|at| {
                let price = [SALE_PRICE, 0, 50_000_000_000_000_000][at % 3];
                let window = [(0, 0), (1_800_000_000, 1_800_003_600), (5, u64::MAX)][at % 3];
                let quantity = [1, 5, u32::MAX][at % 3];
                let (start, end) = window;
                (account(&format!("account {at}")), Allowance { quantity, price, start, end })
            })
            .collect();
        let leaves: Vec<Word> = entries
            .iter()
            .map(|(account, allowance)| allowance.leaf(&Software, &place, account))
            .collect();
        let whole = WholeTree::new(&Software, &leaves).expect("there are leaves");
        let entries = entries.iter().zip(&leaves).enumerate().map(|(at, ((account, one), leaf))| {
            let proof = whole.proof(at).expect("there is such a leaf");
            assert!(tree::verify(&Software, &whole.root(), *leaf, proof.iter().copied()));
            json!({
                "account": hex(account), "quantity": one.quantity, "price": one.price.to_string(),
                "start": one.start.to_string(), "end": one.end.to_string(), "leaf": hex(leaf),
                "proof": proof.iter().map(|word| hex(word)).collect::<Vec<_>>(),
            })
        });
        json!({ "place": placed(&place), "root": hex(&whole.root()), "entries": entries.collect::<Vec<_>>() })
    });
    golden("allow_lists", &cases.collect());
}

#[test]
fn vouchers() {
    let any = Voucher {
        buyer: [0; 20],
        quantity: 3,
        price: SALE_PRICE,
        content_hash: [0; 32],
        prompt_commitment: [0; 32],
        record_hash: [0; 32],
        expiry: u64::MAX,
        epoch: 0,
        nonce: [0; 32],
    };
    let words = Voucher {
        buyer: account("buyer"),
        quantity: 1,
        price: 80_000_000_000_000_000,
        content_hash: word("content"),
        prompt_commitment: word("prompt"),
        record_hash: word("record"),
        expiry: 1_800_000_000,
        epoch: 9,
        nonce: word("nonce"),
    };
    let full = Voucher { quantity: u32::MAX, epoch: u32::MAX, nonce: [0xff; 32], ..words };
    let cases = [(1, any), (42_161, words), (421_614, full), (u64::MAX, any)].map(|(chain, one)| {
        let place = place(chain, 3);
        json!({
            "place": placed(&place),
            "voucher": {
                "buyer": hex(&one.buyer), "quantity": one.quantity, "price": one.price.to_string(),
                "contentHash": hex(&one.content_hash),
                "promptCommitment": hex(&one.prompt_commitment),
                "recordHash": hex(&one.record_hash), "expiry": one.expiry.to_string(),
                "epoch": one.epoch, "nonce": hex(&one.nonce),
            },
            "domain_separator": hex(&voucher::domain_separator(&Software, chain, &place.minter)),
            "struct_hash": hex(&one.struct_hash(&Software, &place.sale_id)),
            "digest": hex(&one.digest(&Software, &place)),
        })
    });
    golden("vouchers", &json!(cases));
}
