//! What may be said, and in which bytes it comes out.

use alloy_primitives::{Address, U256};
use colophon_descriptor::{Descriptor, Error, InvalidText, TextMissing, TextTooLong};
use motsu::prelude::*;
use proptest::prelude::*;

use super::{
    scripted::Scripted,
    world::{collection, configure, decode, known, piece, set_media, Texts, PLAIN},
};

/// The five texts, `field` replaced by `text`.
fn with(field: u8, text: &[u8]) -> Texts<'_> {
    match field {
        0 => Texts { name: text, ..PLAIN },
        1 => Texts { symbol: text, ..PLAIN },
        2 => Texts { description: text, ..PLAIN },
        3 => Texts { image: text, ..PLAIN },
        4 => Texts { external_link: text, ..PLAIN },
        _ => unreachable!("configure has five texts"),
    }
}

/// Says `text` in `field`, of configure (0 to 4) or setMedia (5, 6).
fn say(
    d: &Contract<Descriptor>,
    c: &Contract<Scripted>,
    field: u8,
    text: &[u8],
) -> Result<(), Error> {
    let owner = Address::repeat_byte(0xaa);
    c.sender(owner).plays(owner, &known());
    match field {
        5 => set_media(d, owner, c.address(), 0, [text, b""]),
        6 => set_media(d, owner, c.address(), 0, [b"https://x/", text]),
        _ => configure(d, owner, c.address(), &with(field, text)),
    }
}

#[track_caller]
fn refused_at(result: Result<(), Error>, expected: (u8, usize)) {
    match result {
        Err(Error::InvalidText(InvalidText { field, position })) => {
            assert_eq!((field, position), (expected.0, U256::from(expected.1)));
        }
        other => panic!("{other:?} instead of a refusal at {expected:?}"),
    }
}

#[motsu::test]
fn lengths_count_bytes_and_end_where_they_say(d: Contract<Descriptor>, c: Contract<Scripted>) {
    for (field, limit) in [(0, 64), (1, 16), (2, 1000), (3, 256), (4, 256), (5, 256), (6, 16)] {
        say(&d, &c, field, &vec![b'a'; limit]).unwrap();
        for length in [limit + 1, 10_000] {
            match say(&d, &c, field, &vec![b'a'; length]) {
                Err(Error::TextTooLong(TextTooLong { field: at, length: got, max })) => {
                    assert_eq!((at, got, max), (field, U256::from(length), U256::from(limit)));
                }
                other => panic!("{field}: {other:?}"),
            }
        }
    }
    let four_bytes_each = "🎨".repeat(17);
    assert!(matches!(say(&d, &c, 0, four_bytes_each.as_bytes()), Err(Error::TextTooLong(_))));
}

#[motsu::test]
fn name_and_symbol_must_be_there_and_nothing_else(d: Contract<Descriptor>, c: Contract<Scripted>) {
    for missing in [0, 1] {
        match say(&d, &c, missing, b"") {
            Err(Error::TextMissing(TextMissing { field })) => assert_eq!(field, missing),
            other => panic!("{other:?}"),
        }
    }
    for optional in 2..=6 {
        say(&d, &c, optional, b"").unwrap();
    }
}

#[motsu::test]
fn what_every_text_refuses(d: Contract<Descriptor>, c: Contract<Scripted>) {
    let hostile: [&[u8]; 12] = [
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x80",
        b"\0",
        b"\x1b[31m",
        b"\x7f",
        "\u{85}".as_bytes(),
        "\u{202e}gpj.exe".as_bytes(),
        "\u{2066}".as_bytes(),
        b"\r",
    ];
    for field in 0..=6 {
        for bytes in hostile {
            let text = [b"ab", bytes].concat();
            refused_at(say(&d, &c, field, &text), (field, 2));
        }
    }
}

#[motsu::test]
fn only_the_description_has_lines(d: Contract<Descriptor>, c: Contract<Scripted>) {
    for field in [0, 1, 3, 4, 5, 6] {
        refused_at(say(&d, &c, field, b"a\nb"), (field, 1));
    }
    say(&d, &c, 2, b"First.\n\nSecond.").unwrap();
    assert_eq!(collection(&d, c.address())["description"], "First.\n\nSecond.");
    refused_at(say(&d, &c, 2, b"a\tb"), (2, 1));
}

#[motsu::test]
fn addresses_cannot_be_broken_out_of(d: Contract<Descriptor>, c: Contract<Scripted>) {
    for field in [3, 4, 5, 6] {
        for byte in b" \"'`<>\\" {
            refused_at(say(&d, &c, field, &[b'x', *byte]), (field, 1));
        }
    }
    for field in [3, 4, 5] {
        for program in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "DATA:Text/html;base64,PA==",
            "data:,x",
            "data:application/xhtml+xml,x",
        ] {
            refused_at(say(&d, &c, field, program.as_bytes()), (field, 0));
        }
        for place in [
            "https://example.org/?a=1&b=2#c",
            "ipfs://bafy/",
            "ar://x/",
            "data:image/png;base64,iVBORw0KGgo=",
            "https://example.org/javascript:x",
            "https://bücher.example/",
        ] {
            say(&d, &c, field, place.as_bytes()).unwrap();
        }
    }
}

#[motsu::test]
fn an_extension_needs_a_base(d: Contract<Descriptor>, c: Contract<Scripted>, owner: Address) {
    c.sender(owner).plays(owner, &known());
    match set_media(&d, owner, c.address(), 0, [b"", b".png"]) {
        Err(Error::TextMissing(TextMissing { field })) => assert_eq!(field, 5),
        other => panic!("{other:?}"),
    }
}

#[motsu::test]
fn what_is_allowed_comes_out_unchanged_and_inert(d: Contract<Descriptor>, c: Contract<Scripted>) {
    let text = "\"},{\"x\":\"\\u0022 \\\" </script><!-- ]]> & 'q' 🎨 日本 שלום \u{2028}\u{2029}";
    say(&d, &c, 2, text.as_bytes()).unwrap();
    assert_eq!(collection(&d, c.address())["description"], text);
    assert_eq!(piece(&d, c.address(), U256::ZERO)["description"], text);
    let raw = decode(&d.sender(c.address()).contract_uri());
    for byte in b"<>&" {
        assert!(!raw.contains(byte), "{}", *byte as char);
    }
    let name = "\"},{\"name\":\"Other\\";
    say(&d, &c, 0, name.as_bytes()).unwrap();
    assert_eq!(collection(&d, c.address())["name"], name);
    assert_eq!(piece(&d, c.address(), U256::ZERO)["name"], format!("{name} #0"));
    assert_eq!(d.sender(c.address()).name().0, name.as_bytes());
}

#[motsu::test]
fn a_refused_text_changes_nothing(d: Contract<Descriptor>, c: Contract<Scripted>) {
    say(&d, &c, 0, b"Before").unwrap();
    say(&d, &c, 4, b"javascript:x").unwrap_err();
    assert_eq!(d.sender(c.address()).name().0, b"Before");
}

#[motsu::test]
fn shorter_texts_replace_longer_ones_whole(d: Contract<Descriptor>, c: Contract<Scripted>) {
    for length in [1000, 33, 32, 31, 1, 0, 64, 999] {
        let text = vec![b'x'; length];
        say(&d, &c, 2, &text).unwrap();
        let json = collection(&d, c.address());
        assert_eq!(json["description"].as_str().unwrap().as_bytes(), text, "{length}");
    }
}

#[motsu::test]
fn any_bytes_are_refused_or_come_out_as_they_went_in() {
    // Half of the cases are valid UTF-8 full of what JSON and HTML react to.
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        "[ -~\u{80}-\u{9f}\u{2020}-\u{2070}<>&\"\\\\🎨]{0,40}".prop_map(String::into_bytes),
    ];
    proptest!(|(text in bytes, id in any::<[u8; 32]>())| {
        let (d, c) = (Contract::<Descriptor>::new(), Contract::<Scripted>::new());
        let valid = std::str::from_utf8(&text).ok();
        if say(&d, &c, 2, &text).is_ok() {
            let valid = valid.expect("only UTF-8 is accepted");
            let id = U256::from_be_bytes(id);
            prop_assert_eq!(&collection(&d, c.address())["description"], valid);
            prop_assert_eq!(&piece(&d, c.address(), id)["description"], valid);
        } else {
            let harmless = valid.is_some_and(|text| text.chars().all(|c| c == '\n' || !c.is_control()));
            let reorders = valid.is_some_and(|text| {
                text.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
            });
            prop_assert!(!harmless || reorders, "refused without reason");
        }
    });
}
