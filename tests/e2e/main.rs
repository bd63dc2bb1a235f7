//! The built programs on the node: every test runs for the release build and for the source-path build.

/// Declares each test twice, once a build.
macro_rules! both_builds {
    ($($name:ident),* $(,)?) => {
        mod release { $(#[test] fn $name() { super::$name(colophon_e2e::Build::Release); })* }
        mod source { $(#[test] fn $name() { super::$name(colophon_e2e::Build::Source); })* }
    };
}

/// Attestations by accounts and contract wallets: what is taken, what counts, what is refused.
mod attestations;
/// Attestations by keys of other kinds: P-256, passkeys, Ed25519.
mod attestations_keys;
/// Random sequences of attestations and revocations against a plain model.
mod attestations_machine;
/// Panels of curators.
mod attestations_panels;
/// Attestations that are taken back.
mod attestations_revoked;
/// Signatures of issuers, by every scheme.
mod attestations_signers;
/// What the tests of attestations stand on.
mod attestations_stage;
/// What contracts that read calldata by the letter, and wallets that do not, may send.
mod calldata;
/// Who may construct, by which way, and how often.
mod constructor;
/// Names and metadata through the Collection.
mod descriptor;
/// Every function of every ABI has an answer.
mod functions;
/// Gas of every function, against the golden file, and ERC-165's limit.
mod gas;
/// Random sequences of actions against a plain model.
mod machine;
/// Primary sales: conditions, prices, money, and everybody who wants more than their share.
mod minter;
/// Words, anchoring, revisions, freezing.
mod provenance;
/// Contracts that receive tokens and do what they should not.
mod receivers;
/// Models, data sets, reveals and lore.
mod registry;
/// ERC-721, ERC-165, ERC-2981, roles and series, as a wallet sees them.
mod standard;
