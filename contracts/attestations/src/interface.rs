//! The interface: functions, structs and events, from which selectors and topics come. `errors.rs` has what is refused.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// Attestations and panels. Times are Unix seconds; an expiry is the first second in which an attestation is no longer valid.
    interface IAttestations {
        /// What an issuer signs. Expiry 0: it does not expire.
        struct Attestation {
            bytes32 subject;
            bytes32 schema;
            bytes32 valueHash;
            address issuer;
            uint64 issuedAt;
            uint64 expiry;
            uint256 nonce;
        }

        /// An attestation and its signature. Scheme 0: account, 1: P-256, 2: passkey, 3: Ed25519.
        struct Signed {
            Attestation attestation;
            uint8 scheme;
            bytes signature;
        }

        /// Takes an attestation back.
        struct Revocation {
            bytes32 id;
            address issuer;
            uint256 nonce;
        }

        /// Takes back whatever the issuer issued before a time.
        struct RevocationBefore {
            uint64 time;
            address issuer;
            uint256 nonce;
        }

        event Attested(
            bytes32 indexed subject,
            bytes32 indexed schema,
            address indexed issuer,
            bytes32 id,
            bytes32 valueHash,
            uint64 issuedAt,
            uint64 expiry,
            uint256 nonce,
            uint8 scheme
        );
        event Revoked(bytes32 indexed id, address indexed issuer);
        event RevokedBefore(address indexed issuer, uint64 time);
        event PanelCreated(bytes32 indexed panel, address indexed creator, uint8 threshold, address[] issuers);
        event SeriesPanelSet(address indexed collection, uint32 indexed series, bytes32 indexed panel);

        function attest(Attestation calldata attestation, uint8 scheme, bytes calldata signature) external
            returns (bytes32 id);
        function attestBatch(Signed[] calldata attestations) external returns (bytes32[] memory ids);
        function revoke(bytes32 subject, bytes32 schema) external returns (bytes32 id);
        function revokeSigned(Revocation calldata revocation, uint8 scheme, bytes calldata signature) external;
        function revokeAllBefore(uint64 time) external;
        function revokeAllBeforeSigned(RevocationBefore calldata revocation, uint8 scheme, bytes calldata signature)
            external;

        function createPanel(bytes32 salt, uint8 threshold, address[] calldata issuers) external
            returns (bytes32 panel);
        function setSeriesPanel(address collection, uint32 series, bytes32 panel) external;

        function attestationOf(address issuer, bytes32 schema, bytes32 subject) external view
            returns (
                bytes32 id,
                bytes32 valueHash,
                uint64 issuedAt,
                uint64 expiry,
                uint64 revokedAt,
                bool valid
            );
        function attestation(bytes32 id) external view
            returns (
                address issuer,
                bytes32 valueHash,
                uint64 issuedAt,
                uint64 expiry,
                uint64 revokedAt,
                bool superseded,
                bool valid
            );
        function isValid(bytes32 id) external view returns (bool valid);
        function historyOf(address issuer, bytes32 schema, bytes32 subject) external view returns (uint32 count);
        function revokedBefore(address issuer) external view returns (uint64 time);
        function approvals(bytes32 panel, bytes32 recordHash) external view
            returns (uint8 valid, uint8 threshold, uint8 members);
        function approved(bytes32 panel, bytes32 recordHash) external view returns (bool approved);
        function panelMembers(bytes32 panel) external view returns (uint8 threshold, address[] memory issuers);
        function panelOf(address collection, uint32 series) external view returns (bytes32 panel);
        function digestOf(Attestation calldata attestation) external view returns (bytes32 digest);
        function issuerOf(uint8 scheme, bytes calldata publicKey) external pure returns (address issuer);
        function ed25519() external view returns (address verifier);
        function eip712Domain() external view
            returns (
                bytes1 fields,
                string memory name,
                string memory version,
                uint256 chainId,
                address verifyingContract,
                bytes32 salt,
                uint256[] memory extensions
            );
        function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
    }

    /// The program that verifies Ed25519.
    interface IEd25519 {
        function verify(bytes32 digest, bytes32 publicKey, bytes32 r, bytes32 s) external pure returns (bool valid);
    }
}
