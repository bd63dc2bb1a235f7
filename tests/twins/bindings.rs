//! The sale twins of `tests/solidity`, by declaration.

use alloy_sol_types::sol;

sol! {
    /// `TwinSale.sol`.
    #[derive(Debug, Default)]
    interface TwinSale {
        struct Terms {
            address currency;
            uint8 curve;
            uint128 startPrice;
            uint128 floorPrice;
            uint32 period;
            uint64 start;
            uint64 end;
            uint32 limit;
            uint32 walletLimit;
            bytes32 allowRoot;
            address signer;
        }
        struct Payee { address account; uint16 bps; }
        struct Allowance { uint32 quantity; uint128 price; uint64 start; uint64 end; }
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
        function createSale(uint256 saleId, Terms terms, Payee[] payees) external;
        function mint(uint256 saleId, uint32 quantity, uint256 maxPrice) external payable returns (uint256);
        function claim(uint256 saleId, uint32 quantity, uint256 maxPrice, Allowance allowance, bytes32[] proof)
            external payable returns (uint256);
        function mintSigned(uint256 saleId, uint32 quantity, uint256 maxPrice, Voucher voucher, bytes signature)
            external payable returns (uint256);
    }

    /// `TwinSplitter.sol`.
    interface TwinSplitter {
        constructor(address[] accounts, uint256[] parts);
        function release(address account) external returns (uint256 amount);
    }

    /// `Tokens.sol`.
    interface Coin {
        function approve(address spender, uint256 amount) external returns (bool);
        function transfer(address to, uint256 amount) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
    }
}
