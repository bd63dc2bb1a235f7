//! Prompts: opened once, by whoever holds the salt.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use colophon_e2e::{
    world::{events, mint_call, word},
    Build, Collection, Registry, ARTIST, CURATOR, MINTER, STRANGER,
};
use colophon_provenance::{commitment, hash::Software};

use super::Desk;

const SALT: B256 = B256::repeat_byte(0x5a);

/// The commitment to a prompt of a piece of a collection, on the chain of the tests unless another is named.
fn commit(chain: u64, collection: Address, token: u64, positive: &[u8], negative: &[u8]) -> B256 {
    let domain = commitment::domain_separator(&Software, chain, &collection.into_array());
    let token = U256::from(token).to_be_bytes();
    commitment::commit(&Software, &domain, &token, &SALT.0, positive, negative).into()
}

/// Mints the next piece of series 0 with this commitment.
fn mint(desk: &mut Desk, prompt: B256) {
    let call = Collection::mintCall { promptCommitment: prompt, ..mint_call(0, ARTIST) };
    desk.world.ok(MINTER, call);
}

/// A desk, and pieces 0, 1, … with these prompts.
fn pieces(build: Build, prompts: &[(&[u8], &[u8])]) -> Desk {
    let mut desk = Desk::with_collection(build);
    let (chain, collection) = (desk.world.chain.config().chain_id, desk.world.collection);
    for (token, (positive, negative)) in (0..).zip(prompts) {
        mint(&mut desk, commit(chain, collection, token, positive, negative));
    }
    desk
}

fn reveal(desk: &Desk, token: u64, positive: &[u8], negative: &[u8]) -> Registry::revealCall {
    Registry::revealCall {
        collection: desk.world.collection,
        tokenId: U256::from(token),
        salt: SALT,
        positive: positive.to_vec().into(),
        negative: negative.to_vec().into(),
    }
}

fn opening(call: Registry::revealCall) -> Registry::Opening {
    let Registry::revealCall { collection, tokenId, salt, positive, negative } = call;
    Registry::Opening { collection, tokenId, salt, positive, negative }
}

fn text_hash(desk: &Desk, token: u64) -> B256 {
    let collection = desk.world.collection;
    desk.view(Registry::revealedCall { collection, tokenId: U256::from(token) })
}

fn is_text(desk: &Desk, token: u64, positive: &[u8], negative: &[u8]) -> bool {
    desk.view(Registry::isRevealedTextCall {
        collection: desk.world.collection,
        tokenId: U256::from(token),
        positive: positive.to_vec().into(),
        negative: negative.to_vec().into(),
    })
}

fn anyone_with_the_salt_reveals_once(build: Build) {
    let (positive, negative) = ("🦑 ink on paper".as_bytes(), b"blurry".as_slice());
    let mut desk = pieces(build, &[(positive, negative)]);
    assert_eq!(text_hash(&desk, 0), B256::ZERO);
    assert!(!is_text(&desk, 0, positive, negative));
    let call = reveal(&desk, 0, positive, negative);
    let (_, receipt) = desk.ok(STRANGER, call.clone());
    let told = events::<Registry::PromptRevealed>(&receipt, desk.registry);
    let wanted = Registry::PromptRevealed {
        collection: desk.world.collection,
        tokenId: U256::ZERO,
        salt: SALT,
        positive: positive.to_vec().into(),
        negative: negative.to_vec().into(),
    };
    assert_eq!(told, [wanted]);
    let together = keccak256((keccak256(positive), keccak256(negative)).abi_encode());
    assert_eq!(text_hash(&desk, 0), together);
    assert!(is_text(&desk, 0, positive, negative));
    for (one, other) in [(negative, positive), (positive, b"".as_slice()), (b"", b"")] {
        assert!(!is_text(&desk, 0, one, other));
    }
    let (collection, token) = (desk.world.collection, U256::ZERO);
    desk.refused(ARTIST, call, Registry::AlreadyRevealed { collection, tokenId: token });
}

fn a_wrong_salt_or_text_says_which_hash_was_expected(build: Build) {
    let mut desk = pieces(build, &[(b"squid", b"")]);
    let (chain, collection) = (desk.world.chain.config().chain_id, desk.world.collection);
    let expected = commit(chain, collection, 0, b"squid", b"");
    let wrong = commit(chain, collection, 0, b"octopus", b"");
    let call = reveal(&desk, 0, b"octopus", b"");
    desk.refused(STRANGER, call, Registry::WrongOpening { expected, got: wrong });
    // The same bytes, otherwise divided.
    let got = commit(chain, collection, 0, b"squi", b"d");
    let call = reveal(&desk, 0, b"squi", b"d");
    desk.refused(STRANGER, call, Registry::WrongOpening { expected, got });
    let call = Registry::revealCall { salt: B256::ZERO, ..reveal(&desk, 0, b"squid", b"") };
    let output = desk.fails(STRANGER, call.abi_encode());
    let error = Registry::WrongOpening::abi_decode(&output).expect("a wrong opening");
    assert_eq!(error.expected, expected);
    assert_ne!(error.got, expected);
    assert_eq!(text_hash(&desk, 0), B256::ZERO);
}

fn a_commitment_is_worth_nothing_in_another_place(build: Build) {
    let mut desk = pieces(build, &[(b"squid", b"")]);
    let (chain, collection) = (desk.world.chain.config().chain_id, desk.world.collection);
    let right = |token| commit(chain, collection, token, b"squid", b"");
    // The commitment of piece 0, of another chain, and of another collection.
    let copied = [
        right(0),
        commit(chain + 1, collection, 2, b"squid", b""),
        commit(chain, Address::repeat_byte(7), 3, b"squid", b""),
    ];
    for (token, expected) in (1..).zip(copied) {
        mint(&mut desk, expected);
        let call = reveal(&desk, token, b"squid", b"");
        desk.refused(STRANGER, call, Registry::WrongOpening { expected, got: right(token) });
    }
    let call = reveal(&desk, 0, b"squid", b"");
    desk.ok(STRANGER, call);
}

fn a_prompt_is_utf8_without_nul_and_not_too_long(build: Build) {
    let long = vec![b'a'; 8_193];
    let bad: [(&[u8], u8, u64); 7] = [
        (b"\0", 0, 0),
        (b"squid\0ink", 0, 5),
        (b"ab\xff", 0, 2),
        (b"\xc0\x80", 0, 0),
        (b"\xed\xa0\x80", 0, 0),
        (b"ok\xf0\x9f\xa6", 1, 2),
        (b"\0", 1, 0),
    ];
    // Even a right opening is refused: that is why whoever commits has to know these rules.
    let prompts: Vec<(&[u8], &[u8])> = bad
        .iter()
        .map(
            |(text, field, _)| {
                if *field == 0 {
                    (*text, b"".as_slice())
                } else {
                    (b"fine".as_slice(), *text)
                }
            },
        )
        .collect();
    let mut desk = pieces(build, &prompts);
    for (token, ((positive, negative), (_, field, at))) in (0..).zip(prompts.iter().zip(bad)) {
        let call = reveal(&desk, token, positive, negative);
        desk.refused(STRANGER, call, Registry::InvalidText { field, position: U256::from(at) });
    }
    for (field, texts) in [(0, (&long[..], b"".as_slice())), (1, (b"".as_slice(), &long[..]))] {
        let call = reveal(&desk, 0, texts.0, texts.1);
        let (length, max) = (U256::from(8_193), U256::from(8_192));
        desk.refused(STRANGER, call, Registry::TextTooLong { field, length, max });
    }
}

fn what_is_text_is_kept_as_it_is(build: Build) {
    let longest = vec![b'a'; 8_192];
    let squids = "🦑".repeat(2_048);
    let prompts: [(&[u8], &[u8]); 6] = [
        (b"</script><script>alert(1)</script>", b"\"}],\"image\":\"javascript:0\""),
        (b"tab\tcarriage\r\nreturn\x1b\x7f", "\u{202e}reversed\u{2066}".as_bytes()),
        (b"", b""),
        (&longest, &longest),
        (squids.as_bytes(), b" leading and trailing "),
        ("\u{e9} e\u{301}".as_bytes(), b"\\u0000"),
    ];
    let mut desk = pieces(build, &prompts);
    for (token, (positive, negative)) in (0..).zip(prompts) {
        let call = reveal(&desk, token, positive, negative);
        let (_, receipt) = desk.ok(STRANGER, call);
        let told = events::<Registry::PromptRevealed>(&receipt, desk.registry);
        assert_eq!((&told[0].positive[..], &told[0].negative[..]), (positive, negative));
        assert!(is_text(&desk, token, positive, negative));
    }
}

fn a_piece_without_a_commitment_has_nothing_to_reveal(build: Build) {
    let mut desk = Desk::with_collection(build);
    mint(&mut desk, B256::ZERO);
    let collection = desk.world.collection;
    let none = |token| Registry::NoCommitment { collection, tokenId: token };
    let call = reveal(&desk, 0, b"squid", b"");
    desk.refused(ARTIST, call, none(U256::ZERO));

    // Under the root of its series a piece is anchored first: then it opens like any other.
    let (chain, token) = (desk.world.chain.config().chain_id, U256::from(1_000_000));
    let prompt = commit(chain, collection, 1_000_000, b"squid", b"");
    let words = [token.to_be_bytes(), word(1).0, prompt.0, word(3).0];
    desk.world.create_series(colophon_provenance::tree::leaf(&Software, &words).into(), 1);
    desk.world.ok(MINTER, Collection::mintBatchCall { series: 1, to: ARTIST, count: 1 });
    let call = reveal(&desk, 1_000_000, b"squid", b"");
    desk.refused(ARTIST, call.clone(), none(token));
    let anchor = Collection::anchorCall {
        tokenId: token,
        contentHash: word(1),
        promptCommitment: prompt,
        recordHash: word(3),
        proof: vec![],
    };
    desk.world.ok(STRANGER, anchor);
    desk.ok(STRANGER, call);
}

fn a_revision_and_a_burn_leave_what_was_revealed(build: Build) {
    let mut desk = pieces(build, &[(b"squid", b""), (b"octopus", b"")]);
    let call = reveal(&desk, 0, b"squid", b"");
    desk.ok(STRANGER, call);
    let revise =
        Collection::reviseCall { tokenId: U256::ZERO, contentHash: word(7), recordHash: word(8) };
    desk.world.ok(CURATOR, revise);
    assert!(is_text(&desk, 0, b"squid", b""));
    for token in 0..2 {
        desk.world.ok(ARTIST, Collection::burnCall { tokenId: U256::from(token) });
    }
    assert!(is_text(&desk, 0, b"squid", b""));
    // What is burnt has no commitment any more; the Collection says so.
    let reason = Collection::ERC721NonexistentToken { tokenId: U256::from(1) }.abi_encode();
    let error = Registry::CollectionRefused {
        collection: desk.world.collection,
        selector: Collection::provenanceOfCall::SELECTOR.into(),
        reason: reason.into(),
    };
    let call = reveal(&desk, 1, b"octopus", b"");
    desk.refused(STRANGER, call, error);
}

fn a_batch_is_all_or_nothing(build: Build) {
    let prompts: [(&[u8], &[u8]); 3] = [(b"one", b""), (b"two", b"2"), (b"three", b"")];
    let mut desk = pieces(build, &prompts);
    let all = |desk: &Desk| -> Vec<_> {
        (0..)
            .zip(prompts)
            .map(|(token, (one, two))| opening(reveal(desk, token, one, two)))
            .collect()
    };
    let sound = all(&desk);
    let batch = |openings| Registry::revealBatchCall { openings };
    let mut wrong = sound.clone();
    wrong[2].positive = Bytes::from_static(b"drei");
    let output = desk.fails(STRANGER, batch(wrong).abi_encode());
    assert_eq!(output[..4], Registry::WrongOpening::SELECTOR);
    let (collection, token) = (desk.world.collection, U256::ZERO);
    let twice = batch(vec![sound[0].clone(), sound[0].clone()]);
    desk.refused(STRANGER, twice, Registry::AlreadyRevealed { collection, tokenId: token });
    let none = Registry::InvalidBatch { count: U256::ZERO, max: U256::from(32) };
    desk.refused(STRANGER, batch(vec![]), none);
    let many = Registry::InvalidBatch { count: U256::from(33), max: U256::from(32) };
    desk.refused(STRANGER, batch(vec![sound[0].clone(); 33]), many);

    let (_, receipt) = desk.ok(STRANGER, batch(sound));
    assert_eq!(events::<Registry::PromptRevealed>(&receipt, desk.registry).len(), 3);
    for (token, (positive, negative)) in (0..).zip(prompts) {
        assert!(is_text(&desk, token, positive, negative));
    }
}

both_builds!(
    anyone_with_the_salt_reveals_once,
    a_wrong_salt_or_text_says_which_hash_was_expected,
    a_commitment_is_worth_nothing_in_another_place,
    a_prompt_is_utf8_without_nul_and_not_too_long,
    what_is_text_is_kept_as_it_is,
    a_piece_without_a_commitment_has_nothing_to_reveal,
    a_revision_and_a_burn_leave_what_was_revealed,
    a_batch_is_all_or_nothing,
);
