//! Collections that are none, revert, lie, or answer too little.

use alloy_primitives::{Address, Bytes, FixedBytes, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{world::init_code, Build, Collection, Registry, World, ARTIST, STRANGER};
use colophon_provenance::{commitment, hash::Software};

use super::{hash, Desk};

/// The code of a contract that answers every call with `data`; as a success, or as a revert.
fn answers(data: &[u8], success: bool) -> Bytes {
    // Init code that returns what follows it is such a contract too, once it is what stands on chain.
    let mut code = init_code(data).to_vec();
    if !success {
        code[11] = 0xfd;
    }
    init_code(&code)
}

/// A contract that loops until its gas is gone.
fn burns() -> Bytes {
    init_code(&[0x5b, 0x60, 0x00, 0x56])
}

/// Everything that asks a collection: the question's selector, and the call.
fn calls(collection: Address) -> [([u8; 4], Vec<u8>); 3] {
    let token = U256::from(7);
    let reveal = Registry::revealCall {
        collection,
        tokenId: token,
        salt: B256::ZERO,
        positive: Bytes::from_static(b"squid"),
        negative: Bytes::new(),
    };
    let writer =
        Registry::setLoreWriterCall { collection, series: 0, account: ARTIST, allowed: true };
    let lore = Registry::addLoreCall {
        collection,
        tokenId: token,
        contentHash: hash(1),
        modelEntry: B256::ZERO,
        promptCommitment: B256::ZERO,
        uri: String::new(),
    };
    [
        (Collection::provenanceOfCall::SELECTOR, reveal.abi_encode()),
        (Collection::ownerCall::SELECTOR, writer.abi_encode()),
        (Collection::ownerOfCall::SELECTOR, lore.abi_encode()),
    ]
}

fn refused_with(desk: &mut Desk, collection: Address, error: impl Fn(FixedBytes<4>) -> Vec<u8>) {
    for (selector, call) in calls(collection) {
        assert_eq!(desk.fails(STRANGER, call), Bytes::from(error(selector.into())));
    }
}

fn what_is_no_contract_is_no_collection(build: Build) {
    let mut desk = Desk::new(build);
    for collection in [Address::repeat_byte(0x77), Address::ZERO, STRANGER] {
        let error = |_| Registry::NoCollection { collection }.abi_encode();
        refused_with(&mut desk, collection, error);
    }
}

fn what_reverts_is_quoted(build: Build) {
    let mut desk = Desk::new(build);
    let long = vec![0xee; 300];
    for data in [&b""[..], b"no", &long] {
        let collection = desk.world.deploy(answers(data, false));
        let quoted = data[..data.len().min(256)].to_vec();
        let error = |selector| {
            let reason = quoted.clone().into();
            Registry::CollectionRefused { collection, selector, reason }.abi_encode()
        };
        refused_with(&mut desk, collection, error);
    }
}

fn what_answers_short_is_refused(build: Build) {
    let mut desk = Desk::new(build);
    for length in [0, 1, 31] {
        let collection = desk.world.deploy(answers(&vec![0; length], true));
        let error = |selector| {
            let length = U256::from(length);
            Registry::BadCollectionAnswer { collection, selector, length }.abi_encode()
        };
        refused_with(&mut desk, collection, error);
    }
    // Long enough for an owner, one word too short for a provenance.
    let collection = desk.world.deploy(answers(&[1; 128], true));
    let (selector, call) = calls(collection)[0].clone();
    let length = U256::from(128);
    let selector = selector.into();
    let error = Registry::BadCollectionAnswer { collection, selector, length };
    assert_eq!(desk.fails(STRANGER, call), Bytes::from(error.abi_encode()));
}

fn dirty_words_are_refused(build: Build) {
    let mut desk = Desk::new(build);
    // An address with something before it; a revision above 32 bits.
    let collection = desk.world.deploy(answers(&[1; 160], true));
    let error = |selector| {
        let length = U256::from(160);
        Registry::BadCollectionAnswer { collection, selector, length }.abi_encode()
    };
    refused_with(&mut desk, collection, error);
}

fn a_collection_that_burns_gas_burns_it_alone(build: Build) {
    let mut desk = Desk::new(build);
    let collection = desk.world.deploy(burns());
    let error = |selector| {
        Registry::CollectionRefused { collection, selector, reason: Bytes::new() }.abi_encode()
    };
    refused_with(&mut desk, collection, error);
}

/// A lie is kept under the address of who told it, and nowhere else.
fn a_collection_that_lies_speaks_for_itself_alone(build: Build) {
    let mut desk = Desk::at(World::with_series(build));
    desk.world.mint(ARTIST);
    let honest = desk.world.collection;
    // The liar's address is needed for its answer: it is where the next contract of the same account goes.
    let nonce =
        desk.world.chain.state_at(stylus_chain::BlockId::Latest).expect("a state").nonce(ARTIST);
    let liar = ARTIST.create(nonce);
    let chain = desk.world.chain.config().chain_id;
    let domain = commitment::domain_separator(&Software, chain, &liar.into_array());
    let token = U256::from(7).to_be_bytes();
    let prompt = commitment::commit(&Software, &domain, &token, &[0; 32], b"squid", b"");
    let answer = [[1; 32], [2; 32], prompt, [3; 32], [0; 32]].concat();
    assert_eq!(desk.world.deploy(answers(&answer, true)), liar);
    let (_, call) = calls(liar)[0].clone();
    assert!(desk.world.send(STRANGER, desk.registry, call).success);
    let revealed = |collection| Registry::revealedCall { collection, tokenId: U256::from(7) };
    assert_ne!(desk.view(revealed(liar)), B256::ZERO);
    assert_eq!(desk.view(revealed(honest)), B256::ZERO);

    // Who claims that somebody else owns the token lets that account write, about the liar's token.
    let owner = STRANGER.into_word();
    let liar = desk.world.deploy(answers(owner.as_slice(), true));
    let [_, (_, writer), (_, lore)] = calls(liar);
    assert!(desk.world.send(STRANGER, desk.registry, writer).success);
    assert!(desk.world.send(STRANGER, desk.registry, lore).success);
    let count = |collection| Registry::loreCountCall { collection, tokenId: U256::from(7) };
    assert_eq!([desk.view(count(liar)), desk.view(count(honest))], [1, 0]);
}

both_builds!(
    what_is_no_contract_is_no_collection,
    what_reverts_is_quoted,
    what_answers_short_is_refused,
    dirty_words_are_refused,
    a_collection_that_burns_gas_burns_it_alone,
    a_collection_that_lies_speaks_for_itself_alone,
);
