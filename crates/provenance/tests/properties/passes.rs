//! What lets a buyer in: leaves and vouchers are other ones as soon as any field is another one.

use colophon_provenance::hash::{Software, Word};
use colophon_provenance::sale::allowance::Allowance;
use colophon_provenance::sale::voucher::Voucher;
use colophon_provenance::sale::Place;
use proptest::prelude::*;

use crate::sales::{any_amount, any_seconds};

fn any_account() -> impl Strategy<Value = [u8; 20]> {
    prop_oneof![Just([0; 20]), any::<[u8; 20]>()]
}

fn any_place() -> impl Strategy<Value = Place> {
    (any::<u64>(), any_account(), any::<Word>()).prop_map(|(chain_id, minter, sale_id)| Place {
        chain_id,
        minter,
        sale_id,
    })
}

fn any_allowance() -> impl Strategy<Value = Allowance> {
    (any::<u32>(), any_amount(), any_seconds(), any_seconds())
        .prop_map(|(quantity, price, start, end)| Allowance { quantity, price, start, end })
}

fn any_voucher() -> impl Strategy<Value = Voucher> {
    let words = [any::<Word>(), any::<Word>(), any::<Word>(), any::<Word>()];
    (any_account(), any::<u32>(), any_amount(), words, any_seconds(), any::<u32>()).prop_map(
        |(buyer, quantity, price, words, expiry, epoch)| {
            let [content_hash, prompt_commitment, record_hash, nonce] = words;
            Voucher {
                buyer,
                quantity,
                price,
                content_hash,
                prompt_commitment,
                record_hash,
                expiry,
                epoch,
                nonce,
            }
        },
    )
}

/// The place with one field of another.
fn places(one: Place, other: Place) -> [(bool, Place); 3] {
    [
        (one.chain_id == other.chain_id, Place { chain_id: other.chain_id, ..one }),
        (one.minter == other.minter, Place { minter: other.minter, ..one }),
        (one.sale_id == other.sale_id, Place { sale_id: other.sale_id, ..one }),
    ]
}

/// The allowance with one field of another.
fn allowances(one: Allowance, other: Allowance) -> [(bool, Allowance); 4] {
    [
        (one.quantity == other.quantity, Allowance { quantity: other.quantity, ..one }),
        (one.price == other.price, Allowance { price: other.price, ..one }),
        (one.start == other.start, Allowance { start: other.start, ..one }),
        (one.end == other.end, Allowance { end: other.end, ..one }),
    ]
}

/// The voucher with one field of another.
fn vouchers(one: Voucher, other: Voucher) -> [(bool, Voucher); 9] {
    let (prompt, record) = (other.prompt_commitment, other.record_hash);
    let content = other.content_hash;
    [
        (one.buyer == other.buyer, Voucher { buyer: other.buyer, ..one }),
        (one.quantity == other.quantity, Voucher { quantity: other.quantity, ..one }),
        (one.price == other.price, Voucher { price: other.price, ..one }),
        (one.content_hash == content, Voucher { content_hash: content, ..one }),
        (one.prompt_commitment == prompt, Voucher { prompt_commitment: prompt, ..one }),
        (one.record_hash == record, Voucher { record_hash: record, ..one }),
        (one.expiry == other.expiry, Voucher { expiry: other.expiry, ..one }),
        (one.epoch == other.epoch, Voucher { epoch: other.epoch, ..one }),
        (one.nonce == other.nonce, Voucher { nonce: other.nonce, ..one }),
    ]
}

proptest! {
    #[test]
    fn a_leaf_differs_in_every_field(
        place in any_place(), place_2 in any_place(),
        account in any_account(), account_2 in any_account(),
        allowance in any_allowance(), allowance_2 in any_allowance(),
    ) {
        let leaf = allowance.leaf(&Software, &place, &account);
        for (same, place) in places(place, place_2) {
            prop_assert_eq!(allowance.leaf(&Software, &place, &account) == leaf, same);
        }
        for (same, allowance) in allowances(allowance, allowance_2) {
            prop_assert_eq!(allowance.leaf(&Software, &place, &account) == leaf, same);
        }
        let other = allowance.leaf(&Software, &place, &account_2);
        prop_assert_eq!(other == leaf, account == account_2);
    }

    #[test]
    fn a_digest_differs_in_every_field(
        place in any_place(), place_2 in any_place(),
        voucher in any_voucher(), voucher_2 in any_voucher(),
    ) {
        let digest = voucher.digest(&Software, &place);
        for (same, place) in places(place, place_2) {
            prop_assert_eq!(voucher.digest(&Software, &place) == digest, same);
        }
        for (same, voucher) in vouchers(voucher, voucher_2) {
            prop_assert_eq!(voucher.digest(&Software, &place) == digest, same);
        }
    }
}
