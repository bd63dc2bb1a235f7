//! The form of signatures: one way to write each key's yes, and wallets that are contracts, whatever they answer.

use alloy_primitives::{uint, Address, Bytes, Signature, U256};
use colophon_e2e::{
    bindings::OddWallet,
    conditions::{curator, digest, pass, voucher},
    market::{terms, BUYER, OTHER},
    Build, Market, Minter, Pass, Purchase, ARTIST,
};
use Minter::{Terms, Voucher};

/// The order of the curve.
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

/// r, s and v as 65 bytes.
fn parts(r: U256, s: U256, v: u8) -> Bytes {
    let mut bytes = [r.to_be_bytes::<32>(), s.to_be_bytes()].concat();
    bytes.push(v);
    bytes.into()
}

struct Signed {
    market: Market,
    sale: U256,
    pass: Pass,
    r: U256,
    s: U256,
    v: u8,
}

impl Signed {
    fn new(build: Build) -> Self {
        let mut market = Market::new(build);
        let sale = market.open(Terms { signer: curator(1).address(), ..terms() });
        let pass = market.vouch(&curator(1), sale, voucher(1));
        let signature = Signature::from_raw(&pass.signature).expect("65 bytes");
        let (r, s) = (signature.r(), signature.s());
        let v = pass.signature[64];
        Self { market, sale, pass, r, s, v }
    }

    fn with(&self, signature: Bytes) -> Purchase {
        let pass = Pass { signature, ..self.pass.clone() };
        Purchase::new(self.sale, BUYER, 1).with(&pass)
    }
}

fn the_upper_half_of_s_is_refused(build: Build) {
    let mut signed = Signed::new(build);
    let flipped = parts(signed.r, ORDER - signed.s, 55 - signed.v);
    // It is a signature of the same key, for everybody who does not look.
    let text = digest(&signed.market.domain(), signed.sale, &signed.pass.voucher);
    let twin = Signature::from_raw(&flipped).expect("65 bytes");
    assert_eq!(twin.recover_address_from_prehash(&text).ok(), Some(curator(1).address()));
    for bytes in [flipped, parts(signed.r, ORDER - signed.s, signed.v)] {
        let purchase = signed.with(bytes);
        signed.market.refuse(&purchase, Minter::InvalidSignature {});
    }
    let purchase = signed.with(signed.pass.signature.clone());
    signed.market.buy(&purchase);
}

fn another_v_names_another_key_or_none(build: Build) {
    let mut signed = Signed::new(build);
    let (r, s, v) = (signed.r, signed.s, signed.v);
    let text = digest(&signed.market.domain(), signed.sale, &signed.pass.voucher);
    let other = Signature::from_raw(&parts(r, s, 55 - v)).expect("65 bytes");
    let recovered = other.recover_address_from_prehash(&text).expect("a key");
    let error = Minter::InvalidSigner { recovered, signer: curator(1).address() };
    let purchase = signed.with(parts(r, s, 55 - v));
    signed.market.refuse(&purchase, error);
    for v in [0, 1, 2, 26, 29, 30, 35, 36, 0x80, 0xff] {
        let purchase = signed.with(parts(r, s, v));
        signed.market.refuse(&purchase, Minter::InvalidSignature {});
    }
}

/// EIP-2098: 64 bytes, the parity of v in the highest bit of s. The voucher is used afterwards in either form.
fn the_compact_form_is_the_same_signature(build: Build) {
    let mut signed = Signed::new(build);
    let (r, s, v) = (signed.r, signed.s, signed.v);
    let parity = U256::from(v - 27) << 255;
    let compact =
        |r: U256, s: U256| -> Bytes { [r.to_be_bytes::<32>(), s.to_be_bytes()].concat().into() };
    // The lowest s that is too high; its top bit is free.
    let high = (ORDER >> 1) + U256::from(1);
    let purchase = signed.with(compact(r, high));
    signed.market.refuse(&purchase, Minter::InvalidSignature {});
    let purchase = signed.with(compact(r, s | parity));
    signed.market.buy(&purchase);
    for again in [compact(r, s | parity), parts(r, s, v)] {
        let purchase = signed.with(again);
        signed.market.refuse(&purchase, Minter::VoucherUsed { nonce: U256::from(1) });
    }
}

fn other_lengths_and_impossible_numbers_are_refused(build: Build) {
    let mut signed = Signed::new(build);
    let (r, s, v) = (signed.r, signed.s, signed.v);
    let good = parts(r, s, v).to_vec();
    let mut long = good.clone();
    long.push(0);
    for bytes in [
        vec![1],
        good[..32].to_vec(),
        good[..63].to_vec(),
        long,
        vec![0; 64],
        vec![0; 65],
        vec![0xff; 64],
        vec![0xff; 65],
        vec![0x1b; 96],
        [good.clone(), good.clone()].concat(),
        parts(U256::ZERO, s, v).to_vec(),
        parts(r, U256::ZERO, v).to_vec(),
        parts(ORDER, s, v).to_vec(),
        parts(U256::MAX, s, v).to_vec(),
        parts(r, ORDER, v).to_vec(),
    ] {
        let purchase = signed.with(bytes.into());
        signed.market.refuse(&purchase, Minter::InvalidSignature {});
    }
}

/// Where nobody signs, a signature that recovers to nobody is worth nothing.
fn a_sale_without_a_signer_takes_no_voucher_for_nothing(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let free = Voucher { price: 0, ..voucher(1) };
    for signature in [vec![0; 65], vec![0; 64], parts(U256::ZERO, U256::ZERO, 27).to_vec()] {
        let purchase =
            Purchase::new(sale, BUYER, 1).with(&pass(free.clone(), signature.into())).sending(0u8);
        let (_, reason) = market.quote(&purchase);
        let receipt = market.submit(&purchase, U256::ZERO);
        assert!(!receipt.success, "a piece for nothing");
        assert!(reason.is_empty() || reason == receipt.output);
    }
    let own = market.vouch(&curator(9), sale, free);
    let purchase = Purchase::new(sale, BUYER, 1).with(&own).sending(0u8);
    assert!(!market.submit(&purchase, U256::ZERO).success, "a piece by a voucher of nobody's");
    assert_eq!(market.state(sale).sold, 0);
}

/// A wallet that is a contract (ERC-1271), and a sale whose vouchers it signs.
fn wallet(market: &mut Market, manner: OddWallet::Manner) -> (Address, U256) {
    let wallet = market.deploy("OddWallet");
    market.tell(ARTIST, wallet, OddWallet::behaveCall { value: manner });
    let sale = market.open(Terms { signer: wallet, ..terms() });
    (wallet, sale)
}

fn a_wallet_says_yes_by_the_whole_word(build: Build) {
    use OddWallet::Manner;
    let mut market = Market::new(build);
    for manner in [Manner::Yes, Manner::Long] {
        let (_, sale) = wallet(&mut market, manner);
        // Its signatures may have any form and length, but must be there.
        for (nonce, signature) in
            [(1, vec![0]), (2, vec![7; 64]), (3, vec![7; 65]), (4, vec![9; 500])]
        {
            let purchase =
                Purchase::new(sale, BUYER, 1).with(&pass(voucher(nonce), signature.into()));
            market.buy(&purchase);
            market.refuse(&purchase, Minter::VoucherUsed { nonce: U256::from(nonce) });
        }
    }
}

fn a_wallet_that_does_not_say_yes_says_no(build: Build) {
    use OddWallet::Manner;
    let mut market = Market::new(build);
    for manner in [
        Manner::No,
        Manner::RevertData,
        Manner::RevertEmpty,
        Manner::BurnGas,
        Manner::Short,
        Manner::Dirty,
        Manner::Empty,
    ] {
        let (wallet, sale) = wallet(&mut market, manner);
        let purchase = Purchase::new(sale, BUYER, 1).with(&pass(voucher(1), vec![1; 65].into()));
        market.refuse(&purchase, Minter::SignerRefused { signer: wallet });
    }
}

fn a_wallet_is_asked_about_the_digest(build: Build) {
    let mut market = Market::new(build);
    let (wallet, sale) = wallet(&mut market, OddWallet::Manner::Owner);
    let text = digest(&market.domain(), sale, &voucher(1));
    market.tell(ARTIST, wallet, OddWallet::approveCall { value: text });
    let signature = Bytes::from(vec![1]);
    let dearer = Voucher { price: 1, ..voucher(1) };
    let wrong = Purchase::new(sale, BUYER, 1).with(&pass(dearer, signature.clone()));
    market.refuse(&wrong, Minter::SignerRefused { signer: wallet });
    market.buy(&Purchase::new(sale, OTHER, 1).with(&pass(voucher(1), signature)));
}

/// Asked by a static call, a wallet changes nothing, whatever it tries.
fn a_wallet_that_calls_back_changes_nothing(build: Build) {
    use alloy_sol_types::SolCall;
    let mut market = Market::new(build);
    let public = market.open(Terms { startPrice: 0, floorPrice: 0, ..terms() });
    let (wallet, sale) = wallet(&mut market, OddWallet::Manner::Reenter);
    let nested = pass(voucher(1), vec![1].into());
    for (nonce, call) in [
        (1, Purchase::new(sale, BUYER, 1).with(&nested).calldata()),
        (2, Purchase::new(public, BUYER, 1).calldata()),
        (3, Minter::revokeAllVouchersCall { saleId: sale }.abi_encode().into()),
        (4, Minter::releaseCall { saleId: sale }.abi_encode().into()),
    ] {
        let plan = OddWallet::planCall { target: market.minter, data: call };
        market.tell(ARTIST, wallet, plan);
        let purchase = Purchase::new(sale, BUYER, 1).with(&pass(voucher(nonce), vec![1].into()));
        market.buy(&purchase);
    }
    assert_eq!((market.state(sale).sold, market.state(public).sold), (4, 0));
    assert_eq!(market.state(sale).epoch, 0);
}

both_builds!(
    the_upper_half_of_s_is_refused,
    another_v_names_another_key_or_none,
    the_compact_form_is_the_same_signature,
    other_lengths_and_impossible_numbers_are_refused,
    a_sale_without_a_signer_takes_no_voucher_for_nothing,
    a_wallet_says_yes_by_the_whole_word,
    a_wallet_that_does_not_say_yes_says_no,
    a_wallet_is_asked_about_the_digest,
    a_wallet_that_calls_back_changes_nothing,
);
