//! What a page, a wallet and a checker of interfaces ask, and calldata whose words are as large as words get.

use alloy_primitives::{fixed_bytes, Address, Bytes, FixedBytes, B256, U256};
use alloy_sol_types::{Eip712Domain, SolCall, SolValue};
use colophon_e2e::{
    conditions::{curator, voucher},
    market::{payees, terms, BUYER, END, PRICE, ROOTED},
    solidity, Build, Checker, Market, Minter, Purchase, ARTIST, STRANGER,
};
use Minter::Terms;

/// ERC-165 within its 30,000 gas, asked by OpenZeppelin's checker.
fn interfaces_are_told_within_the_gas_of_a_checker(build: Build) {
    let mut market = Market::new(build);
    let checker = market.world.deploy(solidity::bytecode("Checker"));
    let account = market.minter;
    let is_one = Checker::supportsERC165Call { account };
    let claims = |id: FixedBytes<4>| Checker::claimsCall { account, interfaceId: id };
    let ask = |data: Vec<u8>| market.world.ask(STRANGER, checker, data).output;
    let yes = Bytes::from(true.abi_encode());
    assert_eq!(ask(is_one.abi_encode()), yes);
    for (id, known) in [
        (fixed_bytes!("01ffc9a7"), true),
        (fixed_bytes!("84b0196e"), true),
        (fixed_bytes!("ffffffff"), false),
        (fixed_bytes!("80ac58cd"), false),
        (fixed_bytes!("00000000"), false),
    ] {
        assert_eq!(ask(claims(id).abi_encode()) == yes, known, "{id}");
    }
}

/// ERC-5267: what a wallet needs to show a voucher before it is signed.
fn the_domain_of_vouchers_is_told(build: Build) {
    let market = Market::on(build, 42_161);
    let domain = market.view(Minter::eip712DomainCall {});
    assert_eq!(domain.fields, FixedBytes([0x0f]));
    assert_eq!((domain.salt, domain.extensions), (B256::ZERO, vec![]));
    let told = Eip712Domain::new(
        Some(domain.name.into()),
        Some(domain.version.into()),
        Some(domain.chainId),
        Some(domain.verifyingContract),
        None,
    );
    assert_eq!(told, market.domain());
    assert_eq!(
        told.separator(),
        colophon_e2e::conditions::domain(42_161, market.minter).separator()
    );
}

/// Leaves and digests are told before a sale exists: lists and vouchers can be made first.
fn lists_and_vouchers_can_be_made_before_their_sale(build: Build) {
    let mut market = Market::new(build);
    let sale = market.next_id(ROOTED);
    let entry = colophon_e2e::conditions::allowance(1);
    let list = market.allow_list(sale, &[(BUYER, entry.clone())]);
    let leaf = Minter::allowanceLeafCall { saleId: sale, account: BUYER, allowance: entry };
    assert_eq!(market.view(leaf), list.leaf(0));
    let call = Minter::voucherDigestCall { saleId: sale, voucher: voucher(1) };
    let digest = market.view(call);
    assert_eq!(digest, colophon_e2e::conditions::digest(&market.domain(), sale, &voucher(1)));
    let pass = market.vouch(&curator(1), sale, voucher(1));
    let both = Terms { allowRoot: list.root(), signer: curator(1).address(), ..terms() };
    assert_eq!(market.open(both), sale);
    let pass =
        colophon_e2e::Pass { voucher: pass.voucher, signature: pass.signature, ..list.pass(0) };
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
}

/// A quote of what cannot be bought still says what it would cost.
fn a_quote_tells_the_price_as_far_as_it_is_known(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { walletLimit: 1, ..terms() });
    let (price, reason) = market.quote(&Purchase::new(sale, BUYER, 3));
    assert_eq!(price, U256::from(3 * PRICE));
    assert!(!reason.is_empty());
    let unknown = Purchase::new(sale + U256::from(1), BUYER, 1);
    assert_eq!(market.quote(&unknown).0, U256::ZERO);
    market.at(END);
    assert_eq!(market.quote(&Purchase::new(sale, BUYER, 1)).0, U256::from(PRICE));
}

fn questions_change_nothing_and_take_no_value(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    for call in [
        Minter::saleStateCall { saleId: sale }.abi_encode(),
        Minter::owedCall { account: BUYER, currency: Address::ZERO }.abi_encode(),
        Minter::eip712DomainCall {}.abi_encode(),
    ] {
        market.refused_raw(BUYER, U256::from(1), call.into(), &[]);
    }
}

/// The words of `createSale` that hold less than 256 bits refuse what does not fit, without a word of their own.
fn words_that_do_not_fit_their_type_are_refused(build: Build) {
    let mut market = Market::new(build);
    let call =
        Minter::createSaleCall { saleId: market.next_id(ROOTED), terms: terms(), payees: payees() };
    let good = call.abi_encode();
    // After the id, 18 words of terms: a root and a commitment may be anything.
    let (root, commitment) = (1 + 10, 1 + 15);
    let payee_words = 1 + 18 + 1..1 + 18 + 1 + 1 + 4;
    for index in (1..=18).chain([19]).chain(payee_words) {
        let mut data = good.clone();
        data[4 + 32 * index..4 + 32 * (index + 1)].fill(0xff);
        let mut market = market.clone();
        if index == root || index == commitment {
            let receipt = market.world.send(ARTIST, market.minter, data);
            assert_eq!(receipt.success, index == root, "word {index}");
            assert_eq!(receipt.output.is_empty(), index == root, "word {index}");
            continue;
        }
        market.refused_raw(ARTIST, U256::ZERO, data.into(), &[]);
    }
    market.ok(ARTIST, call);
}

/// The largest value of every type at once, and the same one by one where a sale can have it.
fn terms_at_their_maximum(build: Build) {
    let mut market = Market::new(build);
    let all = Terms {
        currency: Address::repeat_byte(0xff),
        curve: u8::MAX,
        settles: true,
        startPrice: u128::MAX,
        floorPrice: u128::MAX,
        period: u32::MAX,
        start: u64::MAX,
        end: u64::MAX,
        limit: u32::MAX,
        walletLimit: u32::MAX,
        allowRoot: B256::repeat_byte(0xff),
        signer: Address::repeat_byte(0xff),
        workInterval: u32::MAX,
        workHalfLife: u32::MAX,
        workDifficulty: u64::MAX,
        seedCommitment: B256::repeat_byte(0xff),
        revealBy: u64::MAX,
        unsoldRecipient: Address::repeat_byte(0xff),
    };
    let create = |market: &Market, terms| Minter::createSaleCall {
        saleId: market.next_id(ROOTED),
        terms,
        payees: payees(),
    };
    let call = create(&market, all.clone());
    market.refused(ARTIST, call, Minter::InvalidCurve { curve: u8::MAX });
    // As near to it as a sale can be: nothing wraps, and every view answers.
    let near = Terms {
        currency: Address::ZERO,
        curve: 2,
        start: u64::MAX - 1,
        limit: 1_000,
        workDifficulty: 1 << 63,
        ..all
    };
    let call = create(&market, near.clone());
    let id = call.saleId;
    market.ok(ARTIST, call);
    assert_eq!(market.view(Minter::saleCall { saleId: id }).terms, near);
    let state = market.state(id);
    assert_eq!((state.status, state.price, state.difficulty), (1, u128::MAX, 1 << 63));
    market.refuse(&Purchase::new(id, BUYER, 1), Minter::NotOpen { saleId: id, status: 1 });
    assert_eq!(market.refundable(id, BUYER), 0);
}

/// Arguments of a purchase, each word in turn as large as it gets.
fn purchases_with_the_largest_words(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let good = Purchase::new(sale, BUYER, 1).calldata();
    let with = |index: usize| -> Bytes {
        let mut data = good.to_vec();
        data[4 + 32 * index..4 + 32 * (index + 1)].fill(0xff);
        data.into()
    };
    // Id, quantity, most, offset of the data, their length.
    let unknown = Minter::UnknownSale { saleId: U256::MAX };
    let want = alloy_sol_types::SolError::abi_encode(&unknown);
    market.refused_raw(BUYER, U256::from(PRICE), with(0), &want);
    for index in [1, 3, 4] {
        market.refused_raw(BUYER, U256::from(PRICE), with(index), &[]);
    }
    let bought = market.world.transact(BUYER, Some(market.minter), U256::from(PRICE), with(2));
    assert!(bought.success);
    // Bytes after the arguments are nobody's business: tags of shops and trackers.
    let mut tagged = good.to_vec();
    tagged.extend([0xca, 0xfe, 0xba, 0xbe, 0x01]);
    let value = U256::from(PRICE);
    assert!(market.world.transact(BUYER, Some(market.minter), value, tagged.into()).success);
    assert_eq!(market.state(sale).sold, 2);
}

both_builds!(
    interfaces_are_told_within_the_gas_of_a_checker,
    the_domain_of_vouchers_is_told,
    lists_and_vouchers_can_be_made_before_their_sale,
    a_quote_tells_the_price_as_far_as_it_is_known,
    questions_change_nothing_and_take_no_value,
    words_that_do_not_fit_their_type_are_refused,
    terms_at_their_maximum,
    purchases_with_the_largest_words,
);
