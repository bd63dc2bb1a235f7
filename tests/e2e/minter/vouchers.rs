//! Vouchers: each is good once, for whom it was meant, in the sale, at the Minter and on the chain that it was signed for, until
//! it expires or is taken back.

use alloy_primitives::{Address, Signature, B256, U256};
use colophon_e2e::{
    conditions::{curator, digest, domain, pass, sign, voucher},
    market::{payees, terms, BUYER, END, OTHER, PAYER, PRICE, ROOTED, SALE_PRICE, START, WORDED},
    world::{events, word},
    Build, Collection, Contract, Market, Minter, Pass, Purchase, ARTIST, STRANGER,
};
use Minter::{Terms, Voucher};

/// Terms with the first curator's key.
fn signed() -> Terms {
    Terms { signer: curator(1).address(), ..terms() }
}

/// Who a signature names for another digest.
fn recovered(pass: &Pass, digest: B256) -> Address {
    let signature = Signature::from_raw(&pass.signature).expect("65 bytes");
    signature.recover_address_from_prehash(&digest).expect("a key")
}

fn a_sale_with_a_signer_needs_a_voucher(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let required = Minter::VoucherRequired { signer: curator(1).address() };
    market.refuse(&Purchase::new(sale, BUYER, 1), required.clone());
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&Pass::default()), required);
    let pass = market.vouch(&curator(1), sale, voucher(1));
    let call = Minter::voucherDigestCall { saleId: sale, voucher: voucher(1) };
    assert_eq!(market.view(call), digest(&market.domain(), sale, &voucher(1)));
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
}

fn a_voucher_is_good_once(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let nonce = U256::MAX;
    let voucher = Voucher { quantity: 3, nonce, ..voucher(0) };
    let pass = market.vouch(&curator(1), sale, voucher.clone());
    let used = |market: &Market| market.view(Minter::isVoucherUsedCall { saleId: sale, nonce });
    assert!(!used(&market));
    // Two of three: it is used all the same.
    market.buy(&Purchase::new(sale, BUYER, 2).with(&pass));
    assert!(used(&market));
    for buyer in [BUYER, OTHER] {
        let again = Purchase::new(sale, buyer, 1).with(&pass);
        market.refuse(&again, Minter::VoucherUsed { nonce });
    }
    // The nonce counts, not the signature: other terms, and the compact form, change nothing.
    let other = market.vouch(&curator(1), sale, Voucher { price: 1, ..voucher });
    let again = Purchase::new(sale, BUYER, 1).with(&other);
    market.refuse(&again, Minter::VoucherUsed { nonce });
    // The same number in another sale is another voucher.
    let second = market.open(signed());
    let fresh = market.vouch(
        &curator(1),
        second,
        Voucher { nonce, ..colophon_e2e::conditions::voucher(0) },
    );
    market.buy(&Purchase::new(second, BUYER, 1).with(&fresh));
}

fn nonces_side_by_side_do_not_touch(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    for nonce in [0, 1, 255, 256, 257, u64::MAX] {
        let used =
            |nonce: u64| Minter::isVoucherUsedCall { saleId: sale, nonce: U256::from(nonce) };
        assert!(!market.view(used(nonce)));
        let pass = market.vouch(&curator(1), sale, voucher(nonce));
        market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
        assert!(market.view(used(nonce)));
    }
}

fn a_voucher_of_somebody_is_no_use_to_others(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let mine = Voucher { buyer: BUYER, ..voucher(1) };
    let pass = market.vouch(&curator(1), sale, mine);
    let another = Minter::VoucherForAnother { buyer: BUYER, recipient: OTHER };
    market.refuse(&Purchase::new(sale, OTHER, 1).with(&pass), another.clone());
    market.refuse(&Purchase::new(sale, OTHER, 1).with(&pass).paid_by(BUYER), another);
    // A front-runner can pay for the buyer, who gets the piece.
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass).paid_by(STRANGER));
    // Writing oneself into it is another text than the signed one.
    let open = market.vouch(&curator(1), sale, Voucher { buyer: BUYER, ..voucher(2) });
    let forged = Pass { voucher: Voucher { buyer: OTHER, ..voucher(2) }, ..open };
    let text = digest(&market.domain(), sale, &forged.voucher);
    let error =
        Minter::InvalidSigner { recovered: recovered(&forged, text), signer: curator(1).address() };
    market.refuse(&Purchase::new(sale, OTHER, 1).with(&forged), error);
}

fn every_word_of_a_voucher_is_signed(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let good = Voucher { quantity: 2, price: 50, expiry: END, ..voucher(1) };
    let honest = market.vouch(&curator(1), sale, good.clone());
    for forged in [
        Voucher { quantity: 3, ..good.clone() },
        Voucher { price: 49, ..good.clone() },
        Voucher { price: SALE_PRICE, ..good.clone() },
        Voucher { expiry: END + 1, ..good.clone() },
        Voucher { nonce: U256::from(2), ..good.clone() },
        Voucher { contentHash: word(1), recordHash: word(2), quantity: 1, ..good },
    ] {
        let pass = Pass { voucher: forged, ..honest.clone() };
        let text = digest(&market.domain(), sale, &pass.voucher);
        let error = Minter::InvalidSigner {
            recovered: recovered(&pass, text),
            signer: curator(1).address(),
        };
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    }
    assert_eq!(market.buy(&Purchase::new(sale, BUYER, 2).with(&honest)).price, 100);
}

fn more_than_the_voucher_says_is_refused(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let pass = market.vouch(&curator(1), sale, Voucher { quantity: 2, ..voucher(1) });
    for quantity in [3, 100] {
        let error = Minter::InvalidQuantity { quantity, max: 2 };
        market.refuse(&Purchase::new(sale, BUYER, quantity).with(&pass), error);
    }
    let none = market.vouch(&curator(1), sale, Voucher { quantity: 0, ..voucher(2) });
    let error = Minter::InvalidQuantity { quantity: 1, max: 0 };
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&none), error);
}

/// On a clone of the Minter, in a sale of the same number: its address is in what is signed.
fn a_voucher_of_another_minter_is_none(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let pass = market.vouch(&curator(1), sale, voucher(1));
    let minter = market.world.deploy_program(Contract::Minter);
    assert_ne!(minter, market.minter);
    let role = Collection::setRolesCall { account: minter, roles: 1 };
    market.world.ok(ARTIST, role);
    let mut clone = Market { minter, ..market.clone() };
    let create = Minter::createSaleCall { saleId: sale, terms: signed(), payees: payees() };
    clone.ok(ARTIST, create);
    let text = digest(&clone.domain(), sale, &voucher(1));
    let error =
        Minter::InvalidSigner { recovered: recovered(&pass, text), signer: curator(1).address() };
    clone.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    let own = clone.vouch(&curator(1), sale, voucher(1));
    clone.buy(&Purchase::new(sale, BUYER, 1).with(&own));
    assert_eq!((clone.state(sale).sold, market.state(sale).sold), (1, 0));
}

/// On another chain everything has the same address and the same number; only the chain differs.
fn a_voucher_of_another_chain_is_none(build: Build) {
    let mut here = Market::new(build);
    let mut there = Market::on(build, 42_161);
    let sale = here.open(signed());
    assert_eq!((there.open(signed()), there.minter), (sale, here.minter));
    let pass = here.vouch(&curator(1), sale, voucher(1));
    let text = digest(&domain(42_161, there.minter), sale, &voucher(1));
    let error =
        Minter::InvalidSigner { recovered: recovered(&pass, text), signer: curator(1).address() };
    there.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    here.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
    let own = there.vouch(&curator(1), sale, voucher(1));
    there.buy(&Purchase::new(sale, BUYER, 1).with(&own));
}

fn a_voucher_of_another_sale_or_key_is_none(build: Build) {
    let mut market = Market::new(build);
    let first = market.open(signed());
    let second = market.open(signed());
    let pass = market.vouch(&curator(1), first, voucher(1));
    let text = digest(&market.domain(), second, &voucher(1));
    let signer = curator(1).address();
    let error = Minter::InvalidSigner { recovered: recovered(&pass, text), signer };
    market.refuse(&Purchase::new(second, BUYER, 1).with(&pass), error);
    let foreign = market.vouch(&curator(2), first, voucher(1));
    let error = Minter::InvalidSigner { recovered: curator(2).address(), signer };
    market.refuse(&Purchase::new(first, BUYER, 1).with(&foreign), error);
    // EIP-191 over the same digest is no EIP-712.
    let text = digest(&market.domain(), first, &voucher(1));
    let prefixed = alloy_primitives::eip191_hash_message(text);
    let personal = pass_of(voucher(1), prefixed);
    let error = Minter::InvalidSigner { recovered: recovered(&personal, text), signer };
    market.refuse(&Purchase::new(first, BUYER, 1).with(&personal), error);
}

fn pass_of(voucher: Voucher, digest: B256) -> Pass {
    pass(voucher, sign(&curator(1), digest))
}

fn a_voucher_expires_after_its_last_second(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let expiry = START + 100;
    let vouch = |market: &Market, nonce| {
        market.vouch(&curator(1), sale, Voucher { expiry, ..voucher(nonce) })
    };
    let [one, two] = [1, 2].map(|nonce| vouch(&market, nonce));
    market.at(expiry - 1);
    market.buy(&Purchase::new(sale, BUYER, 1).with(&one));
    market.at(expiry);
    let mut late = market.clone();
    market.buy(&Purchase::new(sale, BUYER, 1).with(&two));
    late.at(expiry + 1);
    let expired = Minter::VoucherExpired { expiry, timestamp: expiry + 1 };
    late.refuse(&Purchase::new(sale, BUYER, 1).with(&two), expired);
}

fn vouchers_are_taken_back_one_by_one_or_all(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let signer = curator(1).address();
    market.world.chain.set_balance(signer, stylus_chain::config::ETHER);
    let [one, two, three] = [1, 2, 3].map(|nonce| market.vouch(&curator(1), sale, voucher(nonce)));
    let buy = |pass: &Pass| Purchase::new(sale, BUYER, 1).with(pass);
    let revoke = |nonce: u64| Minter::revokeVoucherCall { saleId: sale, nonce: U256::from(nonce) };
    let all = Minter::revokeAllVouchersCall { saleId: sale };
    for caller in [BUYER, STRANGER] {
        market.refused(caller, revoke(1), Minter::NotSigner { caller, signer });
        market.refused(caller, all.clone(), Minter::NotSigner { caller, signer });
    }
    let (_, receipt) = market.ok(ARTIST, revoke(1));
    let revoked = Minter::VoucherRevoked { saleId: sale, nonce: U256::from(1) };
    assert_eq!(events::<Minter::VoucherRevoked>(&receipt, market.minter), [revoked]);
    market.refuse(&buy(&one), Minter::VoucherUsed { nonce: U256::from(1) });
    market.refused(ARTIST, revoke(1), Minter::VoucherUsed { nonce: U256::from(1) });
    market.ok(signer, revoke(2));
    market.refuse(&buy(&two), Minter::VoucherUsed { nonce: U256::from(2) });
    let (_, receipt) = market.ok(signer, all.clone());
    let revoked = Minter::VouchersRevoked { saleId: sale, epoch: 1 };
    assert_eq!(events::<Minter::VouchersRevoked>(&receipt, market.minter), [revoked]);
    market.refuse(&buy(&three), Minter::VoucherEpoch { given: 0, current: 1 });
    assert_eq!(market.state(sale).epoch, 1);
    // The next epoch's are good, those of epochs to come are not.
    let next = market.vouch(&curator(1), sale, Voucher { epoch: 1, ..voucher(3) });
    market.buy(&buy(&next));
    let later = market.vouch(&curator(1), sale, Voucher { epoch: 2, ..voucher(4) });
    market.refuse(&buy(&later), Minter::VoucherEpoch { given: 2, current: 1 });
    market.ok(ARTIST, all);
    market.buy(&buy(&later));
}

/// Changing the signer voids what the old one signed, also when the old one comes back.
fn a_new_signer_voids_the_old_ones_vouchers(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(signed());
    let old = market.vouch(&curator(1), sale, voucher(1));
    let kept = market.view(Minter::saleCall { saleId: sale }).terms;
    let amend = |signer| Minter::amendSaleCall {
        saleId: sale,
        limit: kept.limit,
        end: kept.end,
        allowRoot: kept.allowRoot,
        signer,
    };
    market.ok(ARTIST, amend(curator(2).address()));
    let buy = Purchase::new(sale, BUYER, 1).with(&old);
    market.refuse(&buy, Minter::VoucherEpoch { given: 0, current: 1 });
    let epoch = market.state(sale).epoch;
    let new = market.vouch(&curator(2), sale, Voucher { epoch, ..voucher(2) });
    market.buy(&Purchase::new(sale, BUYER, 1).with(&new));
    let forged = market.vouch(&curator(1), sale, Voucher { epoch, ..voucher(3) });
    let error =
        Minter::InvalidSigner { recovered: curator(1).address(), signer: curator(2).address() };
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&forged), error);
    market.ok(ARTIST, amend(curator(1).address()));
    market.refuse(&buy, Minter::VoucherEpoch { given: 0, current: 2 });
}

/// Exactly the words of the voucher are minted, of either kind of series.
fn words_of_a_voucher_are_the_words_of_the_piece(build: Build) {
    for series in [WORDED, ROOTED] {
        let mut market = Market::new(build);
        let sale = market.open_in(series, signed(), payees());
        let with = |nonce| Voucher {
            contentHash: word(1),
            promptCommitment: word(2),
            recordHash: word(3),
            price: 77,
            ..voucher(nonce)
        };
        let pass = market.vouch(&curator(1), sale, with(1));
        let two = Purchase::new(sale, BUYER, 2).with(&pass);
        market.refuse(&two, Minter::InvalidQuantity { quantity: 2, max: 1 });
        let bought = market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
        assert_eq!(bought.price, 77);
        let call = Collection::provenanceOfCall { tokenId: bought.first };
        let words = market.world.view(call);
        assert_eq!(
            (words.contentHash, words.promptCommitment, words.recordHash),
            (word(1), word(2), word(3))
        );
        // A prompt may stay without commitment; content and record come together.
        let bare =
            market.vouch(&curator(1), sale, Voucher { promptCommitment: B256::ZERO, ..with(2) });
        market.buy(&Purchase::new(sale, BUYER, 1).with(&bare));
        for half in [
            Voucher { recordHash: B256::ZERO, ..with(3) },
            Voucher { contentHash: B256::ZERO, ..with(3) },
            Voucher { contentHash: B256::ZERO, recordHash: B256::ZERO, ..with(3) },
        ] {
            let pass = market.vouch(&curator(1), sale, half);
            market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), Minter::VoucherWords {});
        }
    }
}

fn a_series_without_a_root_sells_words_alone(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open_in(WORDED, signed(), payees());
    let pass = market.vouch(&curator(1), sale, voucher(1));
    let purchase = Purchase::new(sale, BUYER, 1).with(&pass);
    market.refuse(&purchase, Minter::VoucherWords {});
}

/// The voucher's price, else the entry's, else the sale's.
fn the_price_of_a_voucher_comes_first(build: Build) {
    let mut market = Market::new(build);
    let entry = Minter::Allowance { price: 30, ..colophon_e2e::conditions::allowance(9) };
    let list = market.allow_list(market.next_id(ROOTED), &[(BUYER, entry)]);
    let sale = market.open(Terms { allowRoot: list.root(), ..signed() });
    for (nonce, given, each) in [(1, 20, 20), (2, SALE_PRICE, 30), (3, 0, 0)] {
        let pass = market.vouch(&curator(1), sale, Voucher { price: given, ..voucher(nonce) });
        let both = Pass { voucher: pass.voucher, signature: pass.signature, ..list.pass(0) };
        assert_eq!(market.buy(&Purchase::new(sale, BUYER, 1).with(&both)).price, each);
    }
    // Each condition alone is not enough.
    let alone = market.vouch(&curator(1), sale, voucher(4));
    let (_, reason) = market.quote(&Purchase::new(sale, BUYER, 1).with(&alone));
    assert!(!reason.is_empty());
    let required = Minter::VoucherRequired { signer: curator(1).address() };
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&list.pass(0)), required);
    let sale = market.open(signed());
    let pass = market.vouch(&curator(1), sale, voucher(1));
    let open = Purchase::new(sale, OTHER, 1).with(&pass).paid_by(PAYER);
    assert_eq!(market.buy(&open).price, PRICE);
}

both_builds!(
    a_sale_with_a_signer_needs_a_voucher,
    a_voucher_is_good_once,
    nonces_side_by_side_do_not_touch,
    a_voucher_of_somebody_is_no_use_to_others,
    every_word_of_a_voucher_is_signed,
    more_than_the_voucher_says_is_refused,
    a_voucher_of_another_minter_is_none,
    a_voucher_of_another_chain_is_none,
    a_voucher_of_another_sale_or_key_is_none,
    a_voucher_expires_after_its_last_second,
    vouchers_are_taken_back_one_by_one_or_all,
    a_new_signer_voids_the_old_ones_vouchers,
    words_of_a_voucher_are_the_words_of_the_piece,
    a_series_without_a_root_sells_words_alone,
    the_price_of_a_voucher_comes_first,
);
