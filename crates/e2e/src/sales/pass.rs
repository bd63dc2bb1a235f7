//! What a buyer brings: the structs that `data` of a purchase encodes.

use alloy_sol_types::sol;

sol! {
    /// A leaf of the allow-list.
    #[derive(Debug, Default, PartialEq)]
    struct Allowance {
        uint32 quantity;
        uint128 price;
        uint64 start;
        uint64 end;
    }

    /// What a signer lets a buyer do.
    #[derive(Debug, Default, PartialEq)]
    struct Voucher {
        address buyer;
        uint32 quantity;
        uint128 price;
        bytes32 contentHash;
        bytes32 promptCommitment;
        bytes32 recordHash;
        uint64 expiry;
        uint32 epoch;
        uint256 nonce;
    }

    /// How a buyer meets the conditions of a sale.
    #[derive(Debug, Default, PartialEq)]
    struct Pass {
        Allowance allowance;
        bytes32[] proof;
        Voucher voucher;
        bytes signature;
        uint256 workNonce;
    }
}
