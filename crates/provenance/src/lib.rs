//! The rules that contract, command line and browser share: token ids, royalty arithmetic, batch trees, prompt
//! commitments, content ids, records, and the encodings of names and numbers.
//!
//! Without features there is no allocation and there are no dependencies: this part is compiled into the contracts, so
//! every function is total and none can panic. 256-bit numbers are [`limbs::Limbs`] (four `u64`, least significant
//! first) or a [`hash::Word`] (32 bytes, big-endian). Encoders write into a [`sink::Sink`].
//!
//! # Without features
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`hash`] | `type Word = [u8; 32]`, `trait Keccak { fn keccak256(&self, bytes: &[u8]) -> Word }` |
//! | [`limbs`] | `type Limbs = [u64; 4]`, `from_be(&Word) -> Limbs`, `to_be(&Limbs) -> Word` |
//! | [`token_id`] | `TOKENS_PER_SERIES`, `TokenId::{new, from_u64, from_limbs, from_word, series, index, as_u64, to_limbs, to_word}`, `TokenIdError` |
//! | [`royalty`] | `MAX_BPS`, `check_bps(u16)`, `portion(&Limbs, u16) -> Limbs`, `portion_of_word(&Word, u16) -> Word` |
//! | [`tree`] | `type LeafWords = [Word; 4]`, `leaf(&K, &LeafWords) -> Word`, `node(&K, Word, Word) -> Word`, `verify(&K, &Word, Word, proof) -> bool` |
//! | [`commitment`] | `domain_separator(&K, u64, &[u8; 20]) -> Word`, `struct_hash`, `digest`, `commit`, the EIP-712 types and their hashes |
//! | [`sale`] | what the Minter enforces: prices, splits, proof of work, allow-lists, vouchers, sale ids |
//! | [`dataset`] | `leaf(&K, file, licence, Consent) -> Word`, `Consent`, `Use`, `Preference`: the words of ERC-7517 |
//! | [`attestation`] | what issuers sign about a piece, a model or a series: type hashes, digests, subjects, schemas, addresses of keys, passkeys |
//! | [`cid`] | `raw_sha256(&Word) -> [u8; CID_LEN]`, `MAX_RAW_BYTES` |
//! | [`sink`] | `trait Sink { fn put(&mut self, bytes: &[u8]) }`; with `alloc` a `Vec<u8>` is one |
//! | [`escape`] | `json(&mut sink, &[u8])`: the inside of a JSON string, inert in HTML and SVG |
//! | [`text`] | `check(&[u8], max_len)`, `check_lines(&[u8], max_len)`, `check_prompt(&[u8], max_len)`, `TextError` |
//! | [`base64`], [`hex`], [`decimal`] | `base64::encode`, `hex::{lower, prefixed}`, `decimal::{u64, u256}`, each into a sink |
//!
//! # Feature `alloc`
//!
//! | module | what is in it |
//! | --- | --- |
//! | `record` | the record `ap/1`: fill in a `Draft`, make a `Record` of it with `Record::new`, take its `canonical()` bytes and its `hash(&K)`; `Record::{from_json, from_canonical}` read it back; `Standing` |
//! | `canonical` | the subset of RFC 8785 that records use: `Value`, `write(&Value)`, `parse(&[u8])` |
//! | `batch` | the whole tree of a series: `Batch::new(&K, &[Leaf])`, `root()`, `proof(given)`, `len()` |
//! | `whole_tree` | the tree over any leaves, for example of an allow-list: `WholeTree::new(&K, &[Word])`, `root()`, `proof(given)` |
//! | `lineage` | `check(&graph, own, parents)`, `shares(&graph, entry)`: where a model comes from, and what its ancestors earn |
//! | `scarcity` | `build(&Table, start)`: combinations with exact counts under rules, or the contradiction; `check(&Table, &Roster)`; `assignment`: who gets what |
//!
//! # Features `keccak` and `sha2`
//!
//! `hash::Software` is Keccak-256 for programs without a host; `salt::derive(&[u8; 32], TokenId) -> Word` makes the salt of
//! a prompt commitment.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod attestation;
pub mod base64;
#[cfg(feature = "alloc")]
pub mod batch;
#[cfg(feature = "alloc")]
pub mod canonical;
pub mod cid;
pub mod commitment;
pub mod dataset;
pub mod decimal;
pub mod escape;
pub mod hash;
pub mod hex;
pub mod limbs;
#[cfg(feature = "alloc")]
pub mod lineage;
#[cfg(feature = "alloc")]
pub mod record;
pub mod royalty;
pub mod sale;
#[cfg(feature = "sha2")]
pub mod salt;
#[cfg(feature = "alloc")]
pub mod scarcity;
pub mod sink;
pub mod text;
pub mod token_id;
pub mod tree;
#[cfg(feature = "alloc")]
pub mod whole_tree;
