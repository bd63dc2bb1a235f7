//! Names and metadata: asked of the Collection as a wallet does, and of the Descriptor directly.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{
    metadata, solidity,
    world::{events, word},
    Build, Collection, Contract, Descriptor, Receiver, World, ARTIST, CURATOR, MINTER, STRANGER,
};
use stylus_chain::Status;

fn uri(world: &World, id: u64) -> serde_json::Value {
    metadata::decode(&world.view(Collection::tokenURICall { tokenId: U256::from(id) }))
}

fn names_come_through_the_collection(build: Build) {
    let world = World::new(build);
    assert_eq!(world.view(Collection::nameCall {}), "Inkling");
    assert_eq!(world.view(Collection::symbolCall {}), "INK");
    let json = metadata::decode(&world.view(Collection::contractURICall {}));
    assert_eq!(json["name"], "Inkling");
    assert_eq!(json["symbol"], "INK");
    assert_eq!(json["description"], "Pieces by a small model.");
}

fn a_piece_shows_its_words(build: Build) {
    let mut world = World::with_series(build);
    world.mint(ARTIST);
    let json = uri(&world, 0);
    assert_eq!(json["name"], "Inkling #0");
    // The content identifier of a file of at most 1 MiB is made of its SHA-256 alone.
    let cid = String::from_utf8(colophon_provenance::cid::raw_sha256(&word(1).0).to_vec());
    assert_eq!(json["image"], format!("ipfs://{}", cid.expect("ASCII")));
    assert_eq!(*metadata::attribute(&json, "Model"), format!("{}", word(0xee)));
    assert_eq!(*metadata::attribute(&json, "Record"), format!("{}", word(3)));
    assert_eq!(*metadata::attribute(&json, "Prompt"), "committed");
    assert_eq!(*metadata::attribute(&json, "Standing"), "declared");
    assert_eq!(*metadata::attribute(&json, "Revision"), 0);
    let revise =
        Collection::reviseCall { tokenId: U256::ZERO, contentHash: word(7), recordHash: word(8) };
    world.ok(CURATOR, revise);
    assert_eq!(*metadata::attribute(&uri(&world, 0), "Revision"), 1);
}

fn a_piece_under_the_root_says_so(build: Build) {
    let mut world = World::new(build);
    world.create_series(word(9), 5);
    world.ok(MINTER, Collection::mintBatchCall { series: 0, to: ARTIST, count: 2 });
    let json = uri(&world, 1);
    assert_eq!(*metadata::attribute(&json, "Record"), "under series root");
    assert!(json.get("image").is_none(), "nothing is known of the picture: {json}");
    let media = Descriptor::setMediaCall {
        collection: world.collection,
        series: 0,
        base: "https://example.org/inkling/".into(),
        extension: ".png".into(),
    };
    let receipt = world.send(ARTIST, world.descriptor, media.abi_encode());
    assert!(receipt.success);
    assert_eq!(uri(&world, 1)["image"], "https://example.org/inkling/1.png");
    let told = events::<Collection::BatchMetadataUpdate>(&receipt, world.collection);
    assert_eq!(told.len(), 1, "the change reaches ERC-4906 listeners");
    assert_eq!(told[0]._fromTokenId, U256::ZERO);
    assert_eq!(told[0]._toTokenId, U256::from(999_999));
}

fn a_token_that_does_not_exist_has_no_uri(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    world.ok(ARTIST, Collection::burnCall { tokenId: id });
    for id in [id, U256::from(1), U256::from(1) << 64, U256::MAX] {
        let gone = Collection::ERC721NonexistentToken { tokenId: id };
        world.view_refused(Collection::tokenURICall { tokenId: id }, gone);
    }
}

fn the_same_answers_with_the_collection_as_argument(build: Build) {
    let mut world = World::with_series(build);
    world.mint(ARTIST);
    let collection = world.collection;
    let direct = world.ask(
        STRANGER,
        world.descriptor,
        Descriptor::tokenURI_0Call { collection, tokenId: U256::ZERO }.abi_encode(),
    );
    let through = Collection::tokenURICall { tokenId: U256::ZERO };
    let through = world.ask(STRANGER, collection, through.abi_encode());
    assert_eq!(through.status, Status::Success);
    assert_eq!(direct.output, through.output);
}

fn without_descriptor_nothing_is_answered_with_nothing(build: Build) {
    let mut world = World::with_series(build);
    world.mint(ARTIST);
    let nobody = Address::repeat_byte(0x77);
    for descriptor in [Address::ZERO, nobody] {
        let (_, receipt) = world.ok(ARTIST, Collection::setDescriptorCall { descriptor });
        let told = events::<Collection::BatchMetadataUpdate>(&receipt, world.collection);
        assert_eq!((told[0]._fromTokenId, told[0]._toTokenId), (U256::ZERO, U256::MAX));
        assert_eq!(events::<Collection::ContractURIUpdated>(&receipt, world.collection).len(), 1);
        let selector = Collection::nameCall::SELECTOR.into();
        world.view_refused(
            Collection::nameCall {},
            Collection::UnknownSelector { selector, descriptor },
        );
    }
}

fn unknown_functions_get_the_descriptors_own_answer(build: Build) {
    let world = World::new(build);
    let calldata = [0xde, 0xad, 0xbe, 0xef, 1, 2, 3];
    let direct = world.ask(world.collection, world.descriptor, calldata.to_vec());
    let through = world.ask(STRANGER, world.collection, calldata.to_vec());
    assert_eq!(through.status, Status::Revert);
    assert_eq!(through.output, direct.output);
}

fn writes_are_never_forwarded(build: Build) {
    let mut world = World::new(build);
    // A Descriptor that would let anybody write: only a `staticcall` stops it.
    let open = world.deploy(solidity::bytecode("Receiver"));
    world.ok(ARTIST, Collection::setDescriptorCall { descriptor: open });
    let write = Receiver::setAnswerCall { value: Receiver::Answer::Wrong };
    let receipt = world.send(STRANGER, world.collection, write.abi_encode());
    assert!(!receipt.success, "a write went through the Collection");
    let stored = world.chain.head().state().storage(open, U256::ZERO);
    assert_eq!(stored, U256::ZERO);
    // The same function works when it is called directly, and its views do through the Collection.
    assert!(world.send(STRANGER, open, write.abi_encode()).success);
    assert_ne!(world.chain.head().state().storage(open, U256::ZERO), U256::ZERO);
    let hooks = world.ask(STRANGER, world.collection, Receiver::hooksCall {}.abi_encode());
    assert_eq!(hooks.status, Status::Success);
    assert_eq!(hooks.output, Bytes::from(vec![0; 32]));
}

fn only_the_owner_configures(build: Build) {
    let mut world = World::new(build);
    let collection = world.collection;
    let media = Descriptor::setMediaCall {
        collection,
        series: 0,
        base: "https://example.org/".into(),
        extension: String::new(),
    };
    let receipt = world.send(STRANGER, world.descriptor, media.abi_encode());
    let refused = Descriptor::NotCollectionOwner { collection, caller: STRANGER, owner: ARTIST };
    assert!(!receipt.success);
    assert_eq!(receipt.output, Bytes::from(refused.abi_encode()));
}

fn hostile_texts_are_refused_or_inert(build: Build) {
    let mut world = World::with_series(build);
    world.mint(ARTIST);
    let collection = world.collection;
    let configure = |name: &str, description: &str| Descriptor::configureCall {
        collection,
        name: name.into(),
        symbol: "INK".into(),
        description: description.into(),
        image: String::new(),
        externalLink: String::new(),
    };
    let inert = [
        ("\"},{\"", "quote \" backslash \\ slash / end"),
        ("</script><script>alert(1)</script>", "<svg onload=alert(1)>&amp;"),
        ("\u{1f58b} 墨 ì", "\u{2028}\u{2029}"),
        ("${x}", "{{constructor}}"),
    ];
    let refused = ["a\u{0}b", "a\u{1b}[31m", "a\nb", "\u{202e}evil", "\u{2066}x", "\u{85}"];
    let calls: Vec<_> = inert.iter().map(|(name, text)| configure(name, text)).collect();
    let refusals: Vec<_> = refused.iter().map(|name| configure(name, "")).collect();
    let mut raw = configure("ab", "").abi_encode();
    let at = raw.windows(2).position(|pair| pair == b"ab").expect("the name is in the calldata");
    raw[at] = 0xff;
    for ((name, text), call) in inert.iter().zip(calls) {
        let receipt = world.send(ARTIST, world.descriptor, call.abi_encode());
        assert!(receipt.success, "{name:?}: {}", receipt.output);
        let answer = world.view(Collection::contractURICall {});
        let json = metadata::decode(&answer);
        assert_eq!(json["name"], **name);
        assert_eq!(json["description"], **text);
        assert_eq!(uri(&world, 0)["name"], format!("{name} #0"));
    }
    for call in refusals {
        let receipt = world.send(ARTIST, world.descriptor, call.abi_encode());
        assert!(!receipt.success, "{:?} was taken", call.name);
        assert!(receipt.output.len() >= 4, "{:?} was refused without a reason", call.name);
    }
    let receipt = world.send(ARTIST, world.descriptor, raw);
    assert!(!receipt.success, "invalid UTF-8 was taken");
    let long = configure(&"x".repeat(10_000), "");
    assert!(!world.send(ARTIST, world.descriptor, long.abi_encode()).success);
}

fn one_descriptor_serves_many_collections(build: Build) {
    let mut world = World::with_series(build);
    let second = world.deploy_program(Contract::Collection);
    let constructor = colophon_e2e::world::constructor(STRANGER, world.descriptor);
    assert!(world.send(MINTER, second, constructor).success);
    let configure = Descriptor::configureCall {
        collection: second,
        name: "Other".into(),
        symbol: "OTH".into(),
        description: String::new(),
        image: String::new(),
        externalLink: String::new(),
    };
    assert!(!world.send(ARTIST, world.descriptor, configure.abi_encode()).success);
    assert!(world.send(STRANGER, world.descriptor, configure.abi_encode()).success);
    assert_eq!(world.view(Collection::nameCall {}), "Inkling");
    let other = World { collection: second, ..world };
    assert_eq!(other.view(Collection::nameCall {}), "Other");
    assert_eq!(other.view(Collection::totalSupplyCall {}), U256::ZERO);
}

both_builds!(
    names_come_through_the_collection,
    a_piece_shows_its_words,
    a_piece_under_the_root_says_so,
    a_token_that_does_not_exist_has_no_uri,
    the_same_answers_with_the_collection_as_argument,
    without_descriptor_nothing_is_answered_with_nothing,
    unknown_functions_get_the_descriptors_own_answer,
    writes_are_never_forwarded,
    only_the_owner_configures,
    hostile_texts_are_refused_or_inert,
    one_descriptor_serves_many_collections,
);
