//! Codes: what a prefix means, and that hostile streams are refused with a reason.

use alloy_primitives::Address;
use stylus_vm::{
    code::{self, BrotliError, CodeKind, DecodeError},
    Params,
};

use crate::util::chain::address;

fn params(arbos: u64) -> Params {
    Params::for_arbos(arbos).expect("supported version")
}

#[test]
fn a_prefix_counts_only_if_more_follows() {
    for (prefix, kind) in [(0_u8, CodeKind::Program), (1, CodeKind::Fragment), (2, CodeKind::Root)]
    {
        assert_eq!(code::kind(&[0xef, 0xf0, prefix], 60), None);
        assert_eq!(code::kind(&[0xef, 0xf0, prefix, 0], 60), Some(kind));
    }
    assert_eq!(code::kind(&[], 60), None);
    assert_eq!(code::kind(&[0xef, 0xf0, 0x03, 0], 60), None);
}

#[test]
fn fragments_and_roots_exist_from_version_60() {
    assert!(code::is_deployable(&[0xef, 0xf0, 0x00, 0x00], 51));
    for prefix in [1, 2] {
        let code = [0xef, 0xf0, prefix, 0, 0, 0, 0, 0];
        assert!(!code::is_deployable(&code, 51));
        assert!(code::is_deployable(&code, 60));
    }
    assert!(!code::is_deployable(&[0xef], 60));
    assert!(!code::is_deployable(&[0xef, 0xf0, 0x00], 60));
    assert!(code::is_deployable(&[], 51));
    assert!(code::is_program(&[0xef, 0xf0, 0x02, 0], 60));
    assert!(!code::is_program(&[0xef, 0xf0, 0x01, 0], 60));
}

#[test]
fn what_was_encoded_decodes_to_the_same_bytes() {
    for size in [0_usize, 1, 1_000, 131_072] {
        let wasm: Vec<u8> = (0..size).map(|index| (index * index / 7) as u8).collect();
        let code = code::encode(&wasm).expect("encodes");
        assert_eq!(code[..4], [0xef, 0xf0, 0x00, 0x00]);
        assert_eq!(code::decode(&code, &params(51)).as_deref(), Ok(&wasm[..]), "{size} bytes");
    }
}

#[test]
fn bytes_after_the_stream_are_ignored() {
    let mut code = code::encode(b"program").expect("encodes");
    code.extend_from_slice(&[0xde, 0xad, 0xbe, 0xef]);
    assert_eq!(code::decode(&code, &params(51)).as_deref(), Ok(&b"program"[..]));
}

#[test]
fn streams_that_are_cut_malformed_or_too_large_are_refused() {
    let whole = code::encode(&[7; 5_000]).expect("encodes");
    let decode = |code: &[u8]| code::decode(code, &params(51));
    let brotli = |error| Err(DecodeError::Brotli(error));
    for cut in 4..whole.len() {
        assert!(decode(&whole[..cut]).is_err(), "{cut} of {} bytes", whole.len());
    }
    assert_eq!(decode(&whole[..4]), brotli(BrotliError::Truncated));
    assert_eq!(decode(&[0xef, 0xf0, 0, 0, 0xff, 0xff, 0xff]), brotli(BrotliError::Malformed));
    let large = code::encode(&vec![0; 131_073]).expect("encodes");
    assert_eq!(decode(&large), brotli(BrotliError::TooLarge { limit: 131_072 }));
    assert!(code::decode(&large, &params(60)).is_ok());
}

#[test]
fn a_decompression_bomb_stops_at_the_limit() {
    let bomb = code::encode(&vec![0; 64 << 20]).expect("encodes");
    assert!(bomb.len() < 1_000, "{}", bomb.len());
    let refused = DecodeError::Brotli(BrotliError::TooLarge { limit: 131_072 });
    assert_eq!(code::decode(&bomb, &params(51)), Err(refused));
}

#[test]
fn other_dictionaries_are_refused() {
    let mut code = code::encode(b"program").expect("encodes");
    for dictionary in [1, 2, 255] {
        code[3] = dictionary;
        let refused = Err(DecodeError::Dictionary(dictionary));
        assert_eq!(code::decode(&code, &params(51)), refused);
    }
}

#[test]
fn evm_code_is_no_program() {
    for bytes in [&[][..], &[0x60, 0x00], &[0xef, 0x00], &[0xef, 0xf0, 0x00]] {
        assert_eq!(code::decode(bytes, &params(51)), Err(DecodeError::NotAProgram));
    }
}

fn root_code(length: u32, fragments: &[Address]) -> Vec<u8> {
    let mut code = vec![0xef, 0xf0, 0x02, 0];
    code.extend(length.to_be_bytes());
    for fragment in fragments {
        code.extend_from_slice(fragment.as_slice());
    }
    code
}

#[test]
fn fragments_are_joined_before_they_are_decompressed() {
    let params = params(60);
    let wasm: Vec<u8> = (0..50_000_u32).map(|index| (index / 3) as u8).collect();
    let stream = code::compress(&wasm).expect("compresses");
    let (first, second) = stream.split_at(stream.len() / 2);
    let codes = [first, second].map(|part| [&[0xef, 0xf0, 0x01][..], part].concat());
    let places = [address(1), address(2)];
    let root = code::root(&root_code(50_000, &places), &params).expect("a root");
    assert_eq!(root.fragments, places);
    assert_eq!(code::assemble(&root, &codes, &params), Ok(wasm));

    let wrong = code::root(&root_code(50_001, &places), &params).expect("a root");
    let refused = DecodeError::RootLength { declared: 50_001, found: 50_000 };
    assert_eq!(code::assemble(&wrong, &codes, &params), Err(refused));
    let missing = Err(DecodeError::NotAFragment(places[1]));
    assert_eq!(code::assemble(&root, &codes[..1], &params), missing);
    assert_eq!(code::decode(&codes[0], &params), Err(DecodeError::Fragment));
}

#[test]
fn roots_are_checked_in_the_order_of_the_chain() {
    let params = params(60);
    let places: Vec<Address> = (0..5).map(address).collect();
    let root = |code: &[u8]| code::root(code, &params).map(|root| root.fragments.len());
    assert_eq!(root(&root_code(1, &places[..4])), Ok(4));
    let large = DecodeError::RootTooLarge { length: 262_145, limit: 262_144 };
    assert_eq!(root(&root_code(262_145, &places)), Err(large));
    let many = DecodeError::TooManyFragments { count: 5, limit: 4 };
    assert_eq!(root(&root_code(1, &places)), Err(many));
    assert_eq!(root(&root_code(1, &[])), Err(DecodeError::NoFragments));
    let odd = root_code(1, &places)[..20].to_vec();
    assert_eq!(root(&odd), Err(DecodeError::MalformedRoot { length: 20 }));
    assert_eq!(
        code::root(&root_code(1, &places), &Params::default()),
        Err(DecodeError::NotAProgram)
    );
}

#[test]
fn init_code_has_the_43_byte_form() {
    let code = code::encode(b"program").expect("encodes");
    let init = code::init_code(&code);
    assert_eq!(init.len(), 43 + code.len());
    assert_eq!(init[0], 0x7f);
    assert_eq!(init[31..33], (code.len() as u16).to_be_bytes());
    assert_eq!(init[33..43], [0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00]);
    assert_eq!(code::init_code_payload(&init), Some(&code[..]));
    assert_eq!(code::init_code_payload(&init[1..]), None);
    assert_eq!(code::init_code_payload(&init[..42]), None);
    assert_eq!(code::init_code_payload(&init[..init.len() - 1]), None);
}
