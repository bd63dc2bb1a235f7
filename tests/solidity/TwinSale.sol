// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IPieces, TwinSales} from "./TwinSales.sol";

/// The ways to buy: for everybody; a claim after the model of thirdweb's Drop (proof of a leaf that carries quantity,
/// price and window); a signed mint after the model of SeaDrop (EIP-712, digest marked as used).
contract TwinSale is TwinSales, EIP712 {
    struct Allowance {
        uint32 quantity;
        uint128 price;
        uint64 start;
        uint64 end;
    }

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

    bytes32 private constant VOUCHER = keccak256(
        "Voucher(uint256 saleId,address buyer,uint32 quantity,uint128 price,bytes32 contentHash,bytes32 promptCommitment,bytes32 recordHash,uint64 expiry,uint32 epoch,uint256 nonce)"
    );

    error ConditionsMissing(uint8 conditions);
    error NotAllowed(address account, bytes32 leaf, bytes32 root);
    error AllowanceExceeded(address account, uint32 requested, uint32 quantity);
    error AllowanceWindow(uint64 start, uint64 end, uint256 time);
    error VoucherUsed(bytes32 digest);
    error VoucherExpired(uint64 expiry, uint256 time);
    error VoucherForAnother(address buyer, address recipient);
    error VoucherEpoch(uint32 given, uint32 current);
    error VoucherWords();
    error InvalidSignature(address signer);

    mapping(bytes32 => bool) public used;

    constructor() EIP712("Colophon Minter", "1") {}

    /// For everybody.
    function mint(uint256 saleId, uint32 quantity, uint256 maxPrice) external payable nonReentrant returns (uint256) {
        Sale storage sale = sales[saleId];
        requireConditions(sale, 0);
        admit(saleId, sale, msg.sender, quantity);
        uint128 price = charge(sale, priceOf(sale), quantity, maxPrice);
        return deliver(saleId, msg.sender, quantity, price);
    }

    /// For those on the list.
    function claim(
        uint256 saleId,
        uint32 quantity,
        uint256 maxPrice,
        Allowance calldata allowance,
        bytes32[] calldata proof
    ) external payable nonReentrant returns (uint256) {
        Sale storage sale = sales[saleId];
        requireConditions(sale, ALLOW_LIST);
        uint32 total = admit(saleId, sale, msg.sender, quantity);
        verify(saleId, sale, total, allowance, proof);
        uint256 unit = allowance.price == type(uint128).max ? priceOf(sale) : allowance.price;
        uint128 price = charge(sale, unit, quantity, maxPrice);
        return deliver(saleId, msg.sender, quantity, price);
    }

    /// For those with a voucher: of any piece, or of the piece with its words.
    function mintSigned(
        uint256 saleId,
        uint32 quantity,
        uint256 maxPrice,
        Voucher calldata voucher,
        bytes calldata signature
    ) external payable nonReentrant returns (uint256 first) {
        Sale storage sale = sales[saleId];
        requireConditions(sale, SIGNER);
        admit(saleId, sale, msg.sender, quantity);
        consume(saleId, sale, quantity, voucher, signature);
        uint256 unit = voucher.price == type(uint128).max ? priceOf(sale) : voucher.price;
        uint128 price = charge(sale, unit, quantity, maxPrice);
        if (voucher.contentHash == 0) {
            if (voucher.recordHash != 0) revert VoucherWords();
            return deliver(saleId, msg.sender, quantity, price);
        }
        if (voucher.recordHash == 0 || quantity != 1) revert VoucherWords();
        first = IPieces(address(uint160(saleId >> 64))).mint(
            uint32(saleId >> 32), msg.sender, voucher.contentHash, voucher.promptCommitment, voucher.recordHash
        );
        conclude(saleId, msg.sender, first, quantity, price);
    }

    /// All conditions of a sale must be met.
    function requireConditions(Sale storage sale, uint8 met) private view {
        uint8 missing = sale.conditions & (ALLOW_LIST | SIGNER) & ~met;
        if (missing != 0) revert ConditionsMissing(missing);
    }

    function verify(
        uint256 saleId,
        Sale storage sale,
        uint32 total,
        Allowance calldata allowance,
        bytes32[] calldata proof
    ) private view {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(block.chainid, this, saleId, msg.sender, allowance))));
        bytes32 root = sale.allowRoot;
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert NotAllowed(msg.sender, leaf, root);
        if (total > allowance.quantity) revert AllowanceExceeded(msg.sender, total, allowance.quantity);
        if (block.timestamp < allowance.start || (allowance.end != 0 && block.timestamp >= allowance.end)) {
            revert AllowanceWindow(allowance.start, allowance.end, block.timestamp);
        }
    }

    function consume(
        uint256 saleId,
        Sale storage sale,
        uint32 quantity,
        Voucher calldata voucher,
        bytes calldata signature
    ) private {
        if (voucher.buyer != address(0) && voucher.buyer != msg.sender) {
            revert VoucherForAnother(voucher.buyer, msg.sender);
        }
        if (quantity > voucher.quantity) revert InvalidQuantity(quantity);
        if (block.timestamp > voucher.expiry) revert VoucherExpired(voucher.expiry, block.timestamp);
        (address signer, uint32 epoch) = (sale.signer, sale.epoch);
        if (voucher.epoch != epoch) revert VoucherEpoch(voucher.epoch, epoch);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(VOUCHER, saleId, voucher)));
        if (used[digest]) revert VoucherUsed(digest);
        used[digest] = true;
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert InvalidSignature(signer);
    }
}
