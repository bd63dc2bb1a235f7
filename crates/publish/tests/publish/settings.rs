//! What is refused before anything is asked: addresses, tokens, paths.

use std::fs;

use colophon_publish::target::Settings;
use colophon_publish::{kubo, Error, Retry, Target, Token};

fn kubo(api: &str, token: Option<Token>, mfs: Option<&str>) -> Result<Target, Error> {
    let settings = kubo::Settings { api: api.into(), token, mfs: mfs.map(Into::into) };
    Target::new("home", Settings::Kubo(settings), Retry::default())
}

#[test]
fn addresses_that_are_none_are_refused() {
    for api in [
        "",
        "127.0.0.1:5001",
        "/ip4/127.0.0.1/tcp/5001",
        "ftp://a",
        "http://",
        "http://a?b",
        "http://a#b",
    ] {
        let refused = kubo(api, None, None).unwrap_err();
        assert!(matches!(refused, Error::Settings { .. }), "{api}: {refused}");
        assert!(refused.to_string().starts_with("[publish.home] "), "{refused}");
    }
    assert!(kubo("https://node.example/ipfs/", None, Some("/a/b")).is_ok());
    for mfs in ["", "a", "/", "/a/", "/a/../b", "/a//b"] {
        assert!(kubo("http://a", None, Some(mfs)).is_err(), "{mfs}");
    }
}

#[test]
fn no_message_shows_a_secret() {
    let refused = kubo("http://me:hunter2@node.example", None, None).unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("hunter2"));
    let token = Token::new(" secret-word\n", "a test").unwrap();
    assert!(!format!("{token:?}").contains("secret"));
    let open = kubo("http://node.example", Some(token.clone()), None).unwrap_err();
    assert!(open.to_string().contains("https"), "{open}");
    assert!(!format!("{open} {open:?}").contains("secret-word"));
    for local in ["http://127.0.0.1:5001", "http://localhost", "http://[::1]:1"] {
        assert!(kubo(local, Some(token.clone()), None).is_ok(), "{local}");
    }
    assert!(!format!("{:?}", kubo("https://a", Some(token), None).unwrap()).contains("secret"));
}

#[test]
fn tokens_are_one_word() {
    for text in ["", " \n", "two words", "zwölf", "a\u{7}b"] {
        let refused = Token::new(text, "the variable T").unwrap_err();
        assert!(refused.to_string().contains("the variable T"), "{refused}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    assert!(Token::from_file(&path).unwrap_err().to_string().contains("cannot read"));
    fs::write(&path, "word\n").unwrap();
    assert_eq!(Token::from_file(&path).unwrap(), Token::new("word", "").unwrap());
    fs::write(&path, vec![b'a'; 100_000]).unwrap();
    assert!(Token::from_file(&path).unwrap_err().to_string().contains("too long"));
    let unset = Token::from_env("COLOPHON_TEST_NO_SUCH_VARIABLE").unwrap_err();
    assert!(unset.to_string().contains("is not set"), "{unset}");
}
