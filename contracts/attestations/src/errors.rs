//! What is refused, each with what was given and what would do, and how a refusal becomes revert data.
//!
//! Calldata that does not decode is refused without data, as Solidity does.

#![allow(missing_docs)] // the macro writes members for arguments

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::{sol, SolError};
use colophon_wire::refusal;

sol! {
    // The program itself
    /// It was constructed before.
    error AlreadyConstructed();
    /// No program stands there.
    error InvalidVerifier(address verifier);

    // Attestations
    /// About nothing: a subject is not zero.
    error InvalidSubject();
    /// Of no kind: a schema is not zero.
    error InvalidSchema();
    /// Issued later than now.
    error NotYetValid(uint64 issuedAt, uint64 timestamp);
    /// The first second in which it is not valid has come.
    error Expired(uint64 expiry, uint64 timestamp);
    /// Taken before; also if it was revoked since.
    error AlreadyAttested(bytes32 id);
    /// Its issuer revoked everything that was issued before `time`.
    error IssuedTooEarly(uint64 issuedAt, uint64 time);
    /// The issuer has one about the same subject and schema that was issued at the same time or later.
    error NotNewer(uint64 issuedAt, uint64 latest);
    /// None, or too many at once.
    error InvalidBatchSize(uint256 size, uint256 max);
    /// The one at this place was refused, for this reason; none was taken.
    error BatchRefused(uint256 index, bytes reason);

    // Signatures
    /// There are the schemes 0 to 3.
    error UnknownScheme(uint8 scheme);
    /// This contract was constructed without a verifier for the scheme.
    error SchemeUnavailable(uint8 scheme);
    /// Scheme 0 takes 65 bytes or 64, scheme 1 takes 128, scheme 3 takes 96.
    error InvalidSignatureLength(uint8 scheme, uint256 length);
    /// v is 27 or 28.
    error InvalidV(uint8 v);
    /// s is in the upper half of the group's order: negate it.
    error HighS(bytes32 s);
    /// No key fits, or the key does not.
    error InvalidSignature(uint8 scheme);
    /// Somebody else signed, or something else was signed.
    error WrongSigner(address signer, address issuer);
    /// The contract at `issuer` does not say yes. It answered, or reverted with, `length` bytes (read up to 32): yes is
    /// 0x1626ba7e and 28 zeros.
    error IssuerRefused(address issuer, bytes32 answer, uint256 length);
    /// The signature of a passkey is the encoding of (bytes authenticatorData, bytes clientDataJSON, bytes32 r, bytes32 s,
    /// bytes32 x, bytes32 y).
    error MalformedPasskey();
    /// The client data must begin with type, challenge and origin, the challenge being the digest; `position` is the first
    /// byte that is wrong.
    error WrongClientData(uint256 position);
    /// Authenticator data has at least 37 bytes.
    error ShortAuthenticatorData(uint256 length);
    /// The flag of the user's presence (1) is not set.
    error UserNotPresent(uint8 flags);

    // Revocations
    /// The issuer has no attestation about this.
    error NothingToRevoke(address issuer, bytes32 schema, bytes32 subject);
    /// No such attestation was taken.
    error UnknownAttestation(bytes32 id);
    /// The attestation is another's.
    error NotIssuer(address caller, address issuer);
    /// Revoked before.
    error AlreadyRevoked(bytes32 id, uint64 revokedAt);
    /// A later one took its place.
    error AlreadySuperseded(bytes32 id);
    /// The time is not after the one that stands.
    error TimeNotLater(uint64 time, uint64 current);
    /// The time is later than the next second.
    error TimeInFuture(uint64 time, uint64 timestamp);

    // Panels
    /// The creator used the salt before.
    error PanelExists(bytes32 panel);
    /// No such panel.
    error UnknownPanel(bytes32 panel);
    /// No members, or too many.
    error InvalidPanelSize(uint256 size, uint256 max);
    /// None is needed, or more than there are.
    error InvalidThreshold(uint8 threshold, uint256 members);
    /// The member is zero, or was named before.
    error InvalidMember(uint256 index, address issuer);
    /// Only the collection's owner may do this.
    error NotCollectionOwner(address caller, address owner);
    /// No contract there, or one that does not say who owns it.
    error InvalidCollection(address collection);
}

/// An error whose arguments are words.
#[inline(never)]
pub(crate) fn refuse<E: SolError>(words: &[U256]) -> Vec<u8> {
    refusal(E::SELECTOR, words)
}
