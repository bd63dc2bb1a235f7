//! The published interface, from which selectors, topics and struct members come.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// Permit2.
    interface IPermit2 {
        error InvalidNonce();
        error SignatureExpired(uint256 signatureDeadline);
        error AllowanceExpired(uint256 deadline);
        error InsufficientAllowance(uint256 amount);
        error ExcessiveInvalidation();
        error InvalidAmount(uint256 maxAmount);
        error LengthMismatch();
        error InvalidSignatureLength();
        error InvalidSignature();
        error InvalidSigner();
        error InvalidContractSignature();

        event NonceInvalidation(
            address indexed owner, address indexed token, address indexed spender, uint48 newNonce, uint48 oldNonce
        );
        event Approval(
            address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration
        );
        event Permit(
            address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration, uint48 nonce
        );
        event Lockdown(address indexed owner, address token, address spender);
        event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask);

        struct PermitDetails {
            address token;
            uint160 amount;
            uint48 expiration;
            uint48 nonce;
        }

        struct PermitSingle {
            PermitDetails details;
            address spender;
            uint256 sigDeadline;
        }

        struct PermitBatch {
            PermitDetails[] details;
            address spender;
            uint256 sigDeadline;
        }

        struct TokenSpenderPair {
            address token;
            address spender;
        }

        struct AllowanceTransferDetails {
            address from;
            address to;
            uint160 amount;
            address token;
        }

        struct TokenPermissions {
            address token;
            uint256 amount;
        }

        struct PermitTransferFrom {
            TokenPermissions permitted;
            uint256 nonce;
            uint256 deadline;
        }

        struct PermitBatchTransferFrom {
            TokenPermissions[] permitted;
            uint256 nonce;
            uint256 deadline;
        }

        struct SignatureTransferDetails {
            address to;
            uint256 requestedAmount;
        }

        function DOMAIN_SEPARATOR() external view returns (bytes32);

        function allowance(address user, address token, address spender) external view
            returns (uint160 amount, uint48 expiration, uint48 nonce);
        function approve(address token, address spender, uint160 amount, uint48 expiration) external;
        function permit(address owner, PermitSingle memory permitSingle, bytes calldata signature) external;
        function permit(address owner, PermitBatch memory permitBatch, bytes calldata signature) external;
        function transferFrom(address from, address to, uint160 amount, address token) external;
        function transferFrom(AllowanceTransferDetails[] calldata transferDetails) external;
        function lockdown(TokenSpenderPair[] calldata approvals) external;
        function invalidateNonces(address token, address spender, uint48 newNonce) external;

        function nonceBitmap(address owner, uint256 wordPos) external view returns (uint256);
        function permitTransferFrom(
            PermitTransferFrom memory permit,
            SignatureTransferDetails calldata transferDetails,
            address owner,
            bytes calldata signature
        ) external;
        function permitTransferFrom(
            PermitBatchTransferFrom memory permit,
            SignatureTransferDetails[] calldata transferDetails,
            address owner,
            bytes calldata signature
        ) external;
        function permitWitnessTransferFrom(
            PermitTransferFrom memory permit,
            SignatureTransferDetails calldata transferDetails,
            address owner,
            bytes32 witness,
            string calldata witnessTypeString,
            bytes calldata signature
        ) external;
        function permitWitnessTransferFrom(
            PermitBatchTransferFrom memory permit,
            SignatureTransferDetails[] calldata transferDetails,
            address owner,
            bytes32 witness,
            string calldata witnessTypeString,
            bytes calldata signature
        ) external;
        function invalidateUnorderedNonces(uint256 wordPos, uint256 mask) external;
    }
}
