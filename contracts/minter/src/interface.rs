//! The interface: functions, structs and events, from which selectors and topics come. `errors.rs` has what is refused.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// The Minter. Amounts are in the smallest unit of the currency, times are Unix seconds, and a window is
    /// `start <= time < end`.
    interface IMinter {
        /// What a sale promises. Nothing of it changes but by `amendSale`.
        struct Terms {
            /// The token (ERC-20) that is paid; zero is the chain's coin.
            address currency;
            /// 0: one price; 1: falls in a straight line; 2: halves every `period`.
            uint8 curve;
            /// Everybody pays the last price: what was paid above it can be refunded when the sale is over.
            bool settles;
            uint128 startPrice;
            uint128 floorPrice;
            /// Curve 1: from the start price to the floor; curve 2: half-life.
            uint32 period;
            uint64 start;
            /// 0: none; a settling and a blind sale have one.
            uint64 end;
            /// Pieces; 0: as many as the series has left, counted when the sale is created.
            uint32 limit;
            /// Pieces a recipient; 0: any number.
            uint32 walletLimit;
            /// Root of the allow-list; 0: none.
            bytes32 allowRoot;
            /// Who signs vouchers; 0: nobody.
            address signer;
            /// Seconds between solutions that the difficulty settles at; 0: no proof of work.
            uint32 workInterval;
            /// Seconds in which the difficulty halves while nobody solves.
            uint32 workHalfLife;
            /// Hashes that a solution takes on average when the sale begins.
            uint64 workDifficulty;
            /// Commitment to the seed of a blind sale; 0: not blind.
            bytes32 seedCommitment;
            /// Last second in which the seed can be revealed.
            uint64 revealBy;
            /// Who gets what is not sold; 0: it is not minted.
            address unsoldRecipient;
        }

        /// Who earns a share, in ten-thousandths.
        struct Payee {
            address account;
            uint16 bps;
        }

        /// A leaf of the allow-list: so many pieces in all, at this price (the largest number: the sale's), in this window (0 and 0: the
        /// sale's).
        struct Allowance {
            uint32 quantity;
            uint128 price;
            uint64 start;
            uint64 end;
        }

        /// What a signer lets a buyer do, once. Buyer zero: anybody. Content zero: the next pieces of the series.
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

        /// How a buyer meets the conditions of a sale; `data` of `mint`, `mintFor` and `quote` is its `abi.encode`, or empty.
        struct Pass {
            Allowance allowance;
            bytes32[] proof;
            Voucher voucher;
            bytes signature;
            uint256 workNonce;
        }

        /// Where a sale stands.
        struct State {
            /// 1 upcoming, 2 open, 3 paused, 4 sold out, 5 ended, 6 closed.
            uint8 status;
            uint32 sold;
            uint32 remaining;
            uint128 price;
            uint128 nextPrice;
            /// The second in which `nextPrice` begins; 0: the price stays.
            uint64 nextPriceAt;
            uint128 paid;
            uint128 lastPrice;
            uint32 epoch;
            uint64 difficulty;
            bytes32 lastSolved;
            uint64 lastSolvedAt;
            bool revealed;
        }

        event SaleCreated(uint256 indexed saleId, Terms terms, Payee[] payees);
        event SaleAmended(uint256 indexed saleId, uint32 limit, uint64 end, bytes32 allowRoot, address signer);
        event SalePaused(uint256 indexed saleId, bool paused);
        event SaleClosed(uint256 indexed saleId);
        event Sold(
            uint256 indexed saleId,
            address indexed recipient,
            address indexed payer,
            uint256 firstTokenId,
            uint32 quantity,
            uint128 paid
        );
        event Unsold(uint256 indexed saleId, address indexed recipient, uint256 firstTokenId, uint32 quantity);
        event VoucherRevoked(uint256 indexed saleId, uint256 nonce);
        event VouchersRevoked(uint256 indexed saleId, uint32 epoch);
        event Solved(uint256 indexed saleId, address indexed buyer, bytes32 solution, uint64 difficulty);
        event Revealed(uint256 indexed saleId, bytes32 seed, bytes32 promiseHash);
        event Released(uint256 indexed saleId, uint128 amount);
        event Credited(address indexed account, address indexed currency, uint128 amount);
        event Withdrawn(address indexed account, address indexed currency, uint256 amount);
        event Refunded(uint256 indexed saleId, address indexed account, uint128 amount);

        function createSale(uint256 saleId, Terms calldata terms, Payee[] calldata payees) external;
        function amendSale(uint256 saleId, uint32 limit, uint64 end, bytes32 allowRoot, address signer) external;
        function setPaused(uint256 saleId, bool paused) external;
        function closeSale(uint256 saleId) external;
        function revokeVoucher(uint256 saleId, uint256 nonce) external;
        function revokeAllVouchers(uint256 saleId) external;

        function mint(uint256 saleId, uint32 quantity, uint256 maxPrice, bytes calldata data) external payable
            returns (uint256 firstTokenId);
        function mintFor(uint256 saleId, address recipient, uint32 quantity, uint256 maxPrice, bytes calldata data)
            external payable returns (uint256 firstTokenId);
        function mintUnsold(uint256 saleId, uint32 quantity) external returns (uint256 firstTokenId);
        function reveal(uint256 saleId, bytes32 seed, bytes32 promiseHash) external;

        function release(uint256 saleId) external returns (uint128 amount);
        function withdraw(address account, address currency) external returns (uint256 amount);
        function refund(uint256 saleId, address account) external returns (uint128 amount);

        function sale(uint256 saleId) external view returns (Terms memory terms, Payee[] memory payees);
        function saleState(uint256 saleId) external view returns (State memory state);
        function quote(uint256 saleId, address buyer, uint32 quantity, bytes calldata data) external view
            returns (uint256 price, bytes memory reason);
        function owed(address account, address currency) external view returns (uint256 amount);
        function refundable(uint256 saleId, address account) external view returns (uint128 amount);
        /// Counted where the sale has a limit a recipient or an allow-list; elsewhere 0.
        function bought(uint256 saleId, address account) external view returns (uint32 quantity);
        function isVoucherUsed(uint256 saleId, uint256 nonce) external view returns (bool used);
        function challenge(uint256 saleId, address buyer) external view returns (bytes32 challenge, uint64 difficulty);
        function voucherDigest(uint256 saleId, Voucher calldata voucher) external view returns (bytes32 digest);
        function allowanceLeaf(uint256 saleId, address account, Allowance calldata allowance) external view
            returns (bytes32 leaf);
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
}
