//! Metadata of pieces: `tokenURI`.

use alloy_primitives::{Address, U256};
use colophon_descriptor::{Descriptor, Error};
use motsu::prelude::*;
use serde_json::{json, Value};

use super::{
    scripted::{word, Scripted},
    world::{
        configure, decode, known, piece, revert_data, set_media, under_root, CONTENT, MODEL, PLAIN,
        PROMPT, PROVENANCE_OF, RECORD, ZERO,
    },
};

fn attribute(json: &Value, name: &str) -> Value {
    let list = json["attributes"].as_array().unwrap();
    let mut found = list.iter().filter(|attribute| attribute["trait_type"] == name);
    let value = found.next().map_or(Value::Null, |attribute| attribute["value"].clone());
    assert!(found.next().is_none(), "{name} stands there twice");
    value
}

#[motsu::test]
fn the_whole_document(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &known());
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    let uri = d.sender(c.address()).token_uri(U256::from(3_000_017)).motsu_unwrap();
    let expected = concat!(
        r#"{"name":"Inkling #3000017","description":"Drawn by a small model.","#,
        r#""image":"ipfs://bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e","#,
        r#""external_url":"https://example.org/inkling","attributes":["#,
        r#"{"trait_type":"Series","display_type":"number","value":3},"#,
        r#"{"trait_type":"Model","value":"0x1111111111111111111111111111111111111111111111111111111111111111"},"#,
        r#"{"trait_type":"Content","value":"0xb94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"},"#,
        r#"{"trait_type":"Prompt","value":"committed"},"#,
        r#"{"trait_type":"Record","value":"0x4444444444444444444444444444444444444444444444444444444444444444"},"#,
        r#"{"trait_type":"Standing","value":"declared"},"#,
        r#"{"trait_type":"Revision","display_type":"number","value":2}]}"#,
    );
    assert_eq!(String::from_utf8(decode(&uri)).unwrap(), expected);
}

#[motsu::test]
fn words_under_the_root_are_said_to_be_there(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &under_root());
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    let json = piece(&d, c.address(), U256::from(5));
    assert_eq!(json.get("image"), None);
    for name in ["Content", "Prompt", "Record"] {
        assert_eq!(attribute(&json, name), "under series root", "{name}");
    }
    assert_eq!(attribute(&json, "Model"), format!("0x{}", "11".repeat(32)));
    assert_eq!(attribute(&json, "Revision"), 0);
}

#[motsu::test]
fn a_commitment_of_zero_is_none(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &[MODEL, CONTENT, ZERO, RECORD, word(0)]);
    assert_eq!(attribute(&piece(&d, c.address(), U256::ZERO), "Prompt"), "none");
    c.sender(alice).plays(alice, &[MODEL, CONTENT, PROMPT, RECORD, word(0)]);
    assert_eq!(attribute(&piece(&d, c.address(), U256::ZERO), "Prompt"), "committed");
}

#[motsu::test]
fn a_series_with_media_counts_from_its_own_zero(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &under_root());
    set_media(&d, alice, c.address(), 2, [b"https://x.example/?id=", b".png&w=1"]).unwrap();
    let image = |id: u64| piece(&d, c.address(), U256::from(id)).get("image").cloned();
    assert_eq!(image(2_000_000), Some(json!("https://x.example/?id=0.png&w=1")));
    assert_eq!(image(2_999_999), Some(json!("https://x.example/?id=999999.png&w=1")));
    assert_eq!(image(1_999_999), None);
    assert_eq!(image(3_000_000), None);
    set_media(&d, alice, c.address(), 2, [b"", b""]).unwrap();
    assert_eq!(image(2_000_000), None);
}

#[motsu::test]
fn a_place_goes_before_the_content_id(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, &known());
    set_media(&d, alice, c.address(), 0, [b"ar://x/", b""]).unwrap();
    assert_eq!(piece(&d, c.address(), U256::from(4))["image"], "ar://x/4");
}

#[motsu::test]
fn the_last_id_and_ids_beyond(d: Contract<Descriptor>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, &under_root());
    set_media(&d, alice, c.address(), u32::MAX, [b"x/", b""]).unwrap();
    let last = piece(&d, c.address(), U256::from(4_294_967_295_999_999_u64));
    assert_eq!(last["image"], "x/999999");
    assert_eq!(attribute(&last, "Series"), u32::MAX);
    // Another kind of collection may use other ids: they belong to no series, and take nothing from one.
    for beyond in [U256::from(4_294_967_296_000_000_u64), U256::from(1) << 64, U256::MAX] {
        let json = piece(&d, c.address(), beyond);
        assert_eq!(json["name"], format!("Untitled #{beyond}"));
        assert_eq!(json.get("image"), None);
        assert_eq!(attribute(&json, "Series"), Value::Null);
    }
}

#[motsu::test]
fn the_collections_refusal_is_handed_on_unchanged(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    // ERC721NonexistentToken(9)
    let refusal = [&[0x7e, 0x27, 0x32, 0x89][..], &word(9)].concat();
    c.sender(alice).refuses(PROVENANCE_OF, &refusal);
    let by_collection = d.sender(c.address()).token_uri(U256::from(9)).motsu_unwrap_err();
    assert_eq!(revert_data(by_collection), refusal);
    let by_anyone = d.sender(alice).token_uri_of(c.address(), U256::from(9)).motsu_unwrap_err();
    assert_eq!(revert_data(by_anyone), refusal);
}

#[motsu::test]
fn answers_in_another_shape_are_refused(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    let whole = known().concat();
    let mut wide = whole.clone();
    wide[128 + 27] = 1;
    for answer in [&[], &whole[..159], &wide] {
        c.sender(alice).answers(PROVENANCE_OF, answer);
        match d.sender(c.address()).token_uri(U256::ZERO).motsu_unwrap_err() {
            Error::BadCollectionAnswer(error) => {
                assert_eq!(error.collection, c.address());
                assert_eq!(error.selector, PROVENANCE_OF);
                assert_eq!(error.length, U256::from(answer.len()));
            }
            other => panic!("{other:?}"),
        }
    }
    c.sender(alice).answers(PROVENANCE_OF, &[whole, vec![0; 7]].concat());
    d.sender(c.address()).token_uri(U256::ZERO).motsu_unwrap();
}

#[motsu::test]
fn the_question_carries_the_whole_id(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
) {
    use super::scripted::Heard;
    c.sender(alice).plays(alice, &known());
    d.sender(c.address()).token_uri(U256::MAX).motsu_unwrap();
    let input = [&PROVENANCE_OF[..], &[0xff; 32]].concat();
    c.assert_emitted(&Heard { caller: d.address(), input: input.into() });
}

#[motsu::test]
fn everybody_reads_what_the_collection_reads(
    d: Contract<Descriptor>,
    c: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    c.sender(alice).plays(alice, &known());
    configure(&d, alice, c.address(), &PLAIN).unwrap();
    let id = U256::from(1_000_001);
    let own = d.sender(c.address()).token_uri(id).motsu_unwrap();
    assert_eq!(d.sender(bob).token_uri_of(c.address(), id).motsu_unwrap(), own);
    let own = d.sender(c.address()).contract_uri();
    assert_eq!(d.sender(bob).contract_uri_of(c.address()), own);
    assert_eq!(d.sender(bob).name_of(c.address()), d.sender(c.address()).name());
    assert_eq!(d.sender(bob).symbol_of(c.address()), d.sender(c.address()).symbol());
}
