//! Everything that is refused: one sentence, and a documented exit code.

use crate::stage::{command, example, run, Run, Stage};

/// The run must fail with `code`, say `words` in one line of stderr, and print nothing on stdout.
fn refused(run: &Run, code: i32, words: &str) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    let last = run.stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: ") && last.contains(words), "{words:?} is not in {last:?}");
    assert_eq!(run.stdout, "");
}

fn scratch() -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::create_dir(folder.path().join("texts")).unwrap();
    std::fs::write(folder.path().join("texts/readme.txt"), "no picture").unwrap();
    folder
}

fn piece() -> Vec<u8> {
    std::fs::read(example().join("pieces/00-cat-face.png")).unwrap()
}

/// A folder `bad` with `files`; minting it must be refused before a node is asked.
fn mint_refused(files: &[(&str, &[u8])], words: &str) {
    let folder = scratch();
    let bad = folder.path().join("bad");
    std::fs::create_dir(&bad).unwrap();
    for (name, bytes) in files {
        std::fs::write(bad.join(name), bytes).unwrap();
    }
    let refusal =
        run(folder.path(), &["mint", "bad", "--rpc-url", "http://127.0.0.1:1", "--broadcast"]);
    refused(&refusal, 3, words);
    assert!(!folder.path().join(".colophon").exists(), "nothing half-written");
}

#[test]
fn folders_that_cannot_be_minted() {
    let folder = scratch();
    let mint = |name: &str| run(folder.path(), &["mint", name, "--broadcast"]);
    refused(&mint("empty"), 3, "empty holds no pictures");
    refused(&mint("texts"), 3, "texts holds no pictures");
    refused(&mint("nowhere"), 3, "cannot read nowhere");
    refused(&mint("texts/readme.txt"), 3, "is not a folder");
}

#[test]
fn pictures_that_cannot_be_minted() {
    let good = piece();
    mint_refused(&[("a.png", b"hello, I am no picture")], "a.png is not a picture");
    mint_refused(
        &[("a.png", &good), ("b.png", &good[..good.len() / 2])],
        "b.png is damaged: the file is truncated",
    );
    mint_refused(&[("a.png", b"")], "a.png is empty (0 bytes)");
    mint_refused(&[("a.png", &good), ("b.png", &good)], "are the same file byte for byte");
}

#[test]
fn model_files_that_cannot_be_used() {
    let folder = scratch();
    std::fs::write(folder.path().join("zero.safetensors"), b"").unwrap();
    std::fs::write(folder.path().join("other.safetensors"), b"\x02\0\0\0\0\0\0\0{}weights")
        .unwrap();
    let pieces = example().join("pieces");
    let mint =
        |model: &str| run(folder.path(), &["mint", pieces.to_str().unwrap(), "--model", model]);
    refused(&mint("zero.safetensors"), 3, "zero.safetensors is empty (0 bytes); download it again");
    refused(&mint("other.safetensors"), 3, "is not the model that");
    refused(&mint("empty"), 3, "is a folder");
    refused(&mint("nowhere"), 3, "cannot read nowhere");
}

#[test]
fn command_lines_that_make_no_sense() {
    let folder = scratch();
    let code = |args: &[&str]| run(folder.path(), args).code;
    assert_eq!(code(&[]), 2);
    assert_eq!(code(&["paint"]), 2);
    assert_eq!(code(&["verify"]), 2);
    assert_eq!(code(&["inspect"]), 2);
    assert_eq!(code(&["verify", "1", "--file", "a", "--all", "b"]), 2);
    let pieces = example().join("pieces");
    let mint =
        |args: &[&str]| run(folder.path(), &[&["mint", pieces.to_str().unwrap()], args].concat());
    refused(&mint(&["--words", "some"]), 2, "use all, none or a number");
    refused(&mint(&["--royalty", "10001"]), 2, "--royalty is refused");
    refused(&mint(&["--to", "0x1234"]), 2, "is no address");
    refused(&mint(&["--to", "0x3f1EAE7D46d88F08fc2F8ed27FCb2AB183EB2d0e"]), 2, "wrong checksum");
    refused(&mint(&["--series", "0", "--words", "none"]), 2, "use --words all");
    refused(&run(folder.path(), &["show", "x"]), 2, "is no token id");
    refused(
        &run(folder.path(), &["show", "0", "--network", "mars"]),
        2,
        "there is no network \"mars\"",
    );
    refused(
        &run(folder.path(), &["show", "0", "--rpc-url", "ftp://x"]),
        2,
        "use http:// or https://",
    );
    std::fs::write(folder.path().join("colophon.toml"), "nettwork = 1").unwrap();
    let config = run(folder.path(), &["show", "0"]);
    assert_eq!(config.code, 2);
    assert!(config.stderr.contains("colophon.toml is not understood"), "{}", config.stderr);
}

#[test]
fn networks_that_are_not_there() {
    let stage = Stage::new();
    let url = stage.node.rpc_url();
    refused(
        &run(stage.path(), &["show", "0", "--rpc-url", "http://127.0.0.1:1"]),
        6,
        "no node answers at http://127.0.0.1:1",
    );
    let wrong = run(stage.path(), &["show", "0", "--network", "arbitrum-one", "--rpc-url", &url]);
    refused(&wrong, 6, "serves chain 412346, and chain 42161 is expected (network arbitrum-one)");
    refused(&stage.run(&["show", "0"]), 4, "no collection is known on chain 412346");
    let nobody =
        stage.run(&["show", "0", "--collection", "0x00000000000000000000000000000000000000aa"]);
    refused(&nobody, 7, "there is no contract at 0x00000000000000000000000000000000000000");
}

#[test]
fn an_address_that_is_no_node() {
    let folder = scratch();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
        }
    });
    refused(
        &run(folder.path(), &["show", "0", "--rpc-url", &url]),
        6,
        "is this the address of a node?",
    );
}

#[test]
fn keys_that_cannot_be_used() {
    let stage = Stage::new();
    let deploy = |args: &[&str]| {
        stage.run(&[&["deploy", "--name", "N", "--symbol", "S", "--broadcast"], args].concat())
    };
    let write = |name: &str, text: &str| {
        let path = stage.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    refused(&deploy(&["--key-file", "nowhere"]), 5, "cannot read the key file nowhere");
    refused(&deploy(&["--key-file", &write("short", "0x1234")]), 5, "holds no private key");
    refused(&deploy(&["--key-file", &write("zero", &"0".repeat(64))]), 5, "holds no private key");
    refused(
        &deploy(&["--keystore", &write("broken", "{}"), "--password-file", &write("p", "x")]),
        5,
        "does not open",
    );
    let keystore = write("keystore", KEYSTORE);
    refused(&deploy(&["--keystore", &keystore]), 5, "there is no terminal to ask on");
    refused(
        &deploy(&["--keystore", &keystore, "--password-file", &write("wrong", "nope")]),
        5,
        "check the password",
    );
    // The right password opens it; its account has no funds.
    let right =
        deploy(&["--keystore", &keystore, "--password-file", &write("right", "testpassword\n")]);
    refused(&right, 7, "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b has 0 wei");
    let shown = deploy(&["--private-key", &"11".repeat(32)]);
    assert!(
        shown.stderr.contains("warning: --private-key shows the key in the list of processes"),
        "{}",
        shown.stderr
    );
    assert_eq!(shown.code, 7);
}

/// The example of the web3 secret storage definition.
const KEYSTORE: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,
"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

#[test]
fn public_keys_and_missing_keys_on_other_chains() {
    let node = stylus_devnet::Devnet::builder().chain_id(424_242).spawn().unwrap();
    let stage = Stage { folder: tempfile::TempDir::new().unwrap(), node };
    let deploy = ["deploy", "--name", "N", "--symbol", "S", "--broadcast"];
    refused(&stage.run(&deploy), 5, "no key was given");
    let dev = stage.node.accounts()[0].private_key.to_string();
    let output = command(stage.path())
        .env("COLOPHON_RPC_URL", stage.node.rpc_url())
        .env("COLOPHON_PRIVATE_KEY", dev)
        .args(deploy)
        .output()
        .unwrap();
    refused(&Run::of(output), 5, "is a public development key");
}

#[test]
fn a_chain_without_the_deployer_that_is_not_local() {
    let node = stylus_devnet::Devnet::builder().chain_id(424_242).bare(true).spawn().unwrap();
    let stage = Stage { folder: tempfile::TempDir::new().unwrap(), node };
    let output = command(stage.path())
        .env("COLOPHON_RPC_URL", stage.node.rpc_url())
        .env("COLOPHON_PRIVATE_KEY", "22".repeat(32))
        .args(["deploy", "--name", "N", "--symbol", "S", "--broadcast"])
        .output()
        .unwrap();
    refused(&Run::of(output), 7, "has no StylusDeployer");
}

#[test]
fn texts_that_the_descriptor_would_refuse() {
    let stage = Stage::new();
    let deploy = |name: &str, symbol: &str| {
        stage.run(&["deploy", "--name", name, "--symbol", symbol, "--broadcast"])
    };
    refused(&deploy("", "S"), 2, "a collection needs a name");
    refused(&deploy(&"n".repeat(65), "S"), 2, "--name is refused");
    refused(&deploy("N", "a\tb"), 2, "--symbol is refused");
    refused(&stage.run(&["deploy", "--broadcast"]), 2, "a collection needs a name");
    assert!(!stage.path().join(".colophon").exists(), "nothing half-written");
}

#[test]
fn tokens_that_do_not_exist() {
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    for args in [
        &["show", "1"][..],
        &["show", "115792089237316195423570985008687907853269984665640564039457584007913129639935"],
        &["verify", "7", "--file", "pieces/00-cat-face.png"],
        &["anchor", "7", "--broadcast"],
    ] {
        refused(&stage.run(args), 7, "does not exist in the collection");
    }
    let other = stage.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("new.png"), piece()).unwrap();
    refused(
        &stage.run(&["verify", "--all", "other"]),
        3,
        "no series of this project was minted from",
    );
}

#[test]
fn a_stranger_may_not_mint() {
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    let key = stage.path().join("key");
    std::fs::write(&key, stage.node.accounts()[3].private_key.to_string()).unwrap();
    let run = stage.run(&["mint", "pieces", "--key-file", key.to_str().unwrap(), "--broadcast"]);
    refused(&run, 7, "creating series 0 would be refused");
    assert!(!stage.path().join(".colophon/secret").exists(), "nothing half-written");
}

#[test]
fn errors_are_objects_with_json() {
    let folder = scratch();
    let run = run(folder.path(), &["mint", "empty", "--json"]);
    assert_eq!(run.code, 3);
    let error: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(error["schema"], "colophon/error/1");
    assert_eq!((error["kind"].as_str(), error["exit_code"].as_u64()), (Some("input"), Some(3)));
    assert!(error["message"].as_str().unwrap().contains("holds no pictures"));
}
