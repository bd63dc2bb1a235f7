// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// A token that the sale twins can mint: the Collection itself, or a twin of it.
interface IPieces {
    function mint(uint32 series, address to, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash)
        external
        returns (uint256);
    function mintBatch(uint32 series, address to, uint32 count) external returns (uint256);
}

/// What the sale twins share: sales named as the Minter names them (collection, series, phase in one number), prices,
/// limits, payment, shares that are credited and pulled. Storage is packed so that a sale in the coin reads three slots.
abstract contract TwinSales is ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

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

    struct Payee {
        address account;
        uint16 bps;
    }

    struct Sale {
        // What every purchase reads and writes.
        uint128 paid;
        uint32 sold;
        uint32 epoch;
        bool closed;
        bool swept;
        // What every purchase reads.
        uint64 start;
        uint64 end;
        uint32 limit;
        uint32 walletLimit;
        uint8 curve;
        uint8 conditions;
        uint8 payeeCount;
        uint128 startPrice;
        uint128 floorPrice;
        // What some read.
        address currency;
        uint32 period;
        uint128 distributed;
        bytes32 allowRoot;
        address signer;
        Payee[16] payees;
    }

    /// Bits of `conditions`: what a purchase has to look up besides the first three slots.
    uint8 internal constant ALLOW_LIST = 1;
    uint8 internal constant SIGNER = 2;
    uint8 internal constant TOKEN = 4;

    event SaleCreated(uint256 indexed saleId, Terms terms, Payee[] payees);
    event Sold(
        uint256 indexed saleId,
        address indexed recipient,
        address indexed payer,
        uint256 firstTokenId,
        uint32 quantity,
        uint128 paid
    );
    event Released(uint256 indexed saleId, uint128 amount);
    event Credited(address indexed account, address indexed currency, uint128 amount);
    event Withdrawn(address indexed account, address indexed currency, uint256 amount);

    error SaleExists(uint256 saleId);
    error NotCollectionOwner(address caller, address owner);
    error NotOpen(uint256 saleId);
    error InvalidQuantity(uint32 quantity);
    error SaleLimitExceeded(uint32 requested, uint32 left);
    error WalletLimitExceeded(address account, uint32 requested, uint32 left);
    error PriceTooHigh(uint256 price, uint256 maxPrice);
    error PriceOverflow();
    error InsufficientPayment(uint256 value, uint256 price);
    error UnexpectedValue(uint256 value);
    error TransferMismatch(address currency, uint256 received, uint256 expected);
    error TransferFailed(address currency, address account, uint256 amount);
    error NothingToRelease(uint256 saleId);
    error NothingOwed(address account, address currency);

    mapping(uint256 => Sale) internal sales;
    mapping(uint256 => mapping(address => uint32)) public bought;
    mapping(address => mapping(address => uint256)) public owed;

    function createSale(uint256 saleId, Terms calldata terms, Payee[] calldata payees) external {
        Sale storage sale = sales[saleId];
        if (sale.limit != 0) revert SaleExists(saleId);
        address owner = Ownable(address(uint160(saleId >> 64))).owner();
        if (msg.sender != owner) revert NotCollectionOwner(msg.sender, owner);
        (sale.limit, sale.walletLimit) = (terms.limit, terms.walletLimit);
        (sale.start, sale.end, sale.curve) = (terms.start, terms.end, terms.curve);
        sale.conditions = (terms.allowRoot == 0 ? 0 : ALLOW_LIST) | (terms.signer == address(0) ? 0 : SIGNER)
            | (terms.currency == address(0) ? 0 : TOKEN);
        (sale.startPrice, sale.floorPrice) = (terms.startPrice, terms.floorPrice);
        (sale.currency, sale.period) = (terms.currency, terms.period);
        (sale.allowRoot, sale.signer) = (terms.allowRoot, terms.signer);
        sale.payeeCount = uint8(payees.length);
        for (uint256 i = 0; i < payees.length; ++i) sale.payees[i] = payees[i];
        emit SaleCreated(saleId, terms, payees);
    }

    /// What one piece costs now.
    function priceOf(Sale storage sale) internal view returns (uint256) {
        (uint256 top, uint256 floor) = (sale.startPrice, sale.floorPrice);
        if (sale.curve == 0) return top;
        unchecked {
            (uint256 elapsed, uint256 period) = (block.timestamp - sale.start, sale.period);
            if (sale.curve == 1) return elapsed >= period ? floor : top - (top - floor) * elapsed / period;
            uint256 halvings = elapsed / period;
            uint256 value = halvings > 127 ? 0 : top >> halvings;
            value -= value * (elapsed % period) / period / 2;
            return value > floor ? value : floor;
        }
    }

    /// Refuses what the window, the limits and the wallet's limit do not allow, and counts the pieces.
    function admit(uint256 saleId, Sale storage sale, address recipient, uint32 quantity)
        internal
        returns (uint32 total)
    {
        if (quantity == 0) revert InvalidQuantity(quantity);
        (uint64 end, uint32 sold, uint32 limit) = (sale.end, sale.sold, sale.limit);
        if (sale.closed || block.timestamp < sale.start || (end != 0 && block.timestamp >= end)) revert NotOpen(saleId);
        if (quantity > limit - sold) revert SaleLimitExceeded(quantity, limit - sold);
        uint32 before = bought[saleId][recipient];
        unchecked {
            sale.sold = sold + quantity;
            total = before + quantity;
        }
        uint32 walletLimit = sale.walletLimit;
        if (walletLimit != 0 && (total > walletLimit || total < before)) {
            revert WalletLimitExceeded(recipient, quantity, walletLimit > before ? walletLimit - before : 0);
        }
        bought[saleId][recipient] = total;
    }

    /// Takes the price of `quantity` pieces from the caller; answers it.
    function charge(Sale storage sale, uint256 unit, uint32 quantity, uint256 maxPrice)
        internal
        returns (uint128 price)
    {
        uint256 sum = unit * quantity;
        if (sum > type(uint128).max) revert PriceOverflow();
        if (sum > maxPrice) revert PriceTooHigh(sum, maxPrice);
        price = uint128(sum);
        sale.paid += price;
        if (sale.conditions & TOKEN == 0) {
            if (msg.value < sum) revert InsufficientPayment(msg.value, sum);
            return price;
        }
        if (msg.value != 0) revert UnexpectedValue(msg.value);
        IERC20 token = IERC20(sale.currency);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), sum);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != sum) revert TransferMismatch(address(token), received, sum);
    }

    /// Mints the next pieces of the series, says so, and returns what was paid above the price.
    function deliver(uint256 saleId, address recipient, uint32 quantity, uint128 price)
        internal
        returns (uint256 first)
    {
        first = IPieces(address(uint160(saleId >> 64))).mintBatch(uint32(saleId >> 32), recipient, quantity);
        conclude(saleId, recipient, first, quantity, price);
    }

    /// The end of every purchase.
    function conclude(uint256 saleId, address recipient, uint256 first, uint32 quantity, uint128 price) internal {
        emit Sold(saleId, recipient, msg.sender, first, quantity, price);
        if (msg.value > price) pay(address(0), msg.sender, msg.value - price);
    }

    /// Credits the payees of a sale with what came in since the last time; the first release after its end gives
    /// payee 0 what did not divide.
    function release(uint256 saleId) external nonReentrant returns (uint128 amount) {
        Sale storage sale = sales[saleId];
        (uint128 paid, uint128 before) = (sale.paid, sale.distributed);
        bool sweep = !sale.swept && isOver(sale);
        if (paid == before && !sweep) revert NothingToRelease(saleId);
        address currency = sale.conditions & TOKEN == 0 ? address(0) : sale.currency;
        amount = distribute(sale, currency, paid, before, sweep);
        sale.distributed = paid;
        if (sweep) sale.swept = true;
        emit Released(saleId, amount);
    }

    function isOver(Sale storage sale) private view returns (bool) {
        (uint64 end, uint32 sold, uint32 limit) = (sale.end, sale.sold, sale.limit);
        return sold == limit || sale.closed || (end != 0 && block.timestamp >= end);
    }

    function distribute(Sale storage sale, address currency, uint256 paid, uint256 before, bool sweep)
        private
        returns (uint128 amount)
    {
        uint256 rest = paid;
        for (uint256 i = sale.payeeCount; i > 0;) {
            unchecked { --i; }
            Payee memory payee = sale.payees[i];
            uint256 share = paid * payee.bps / 10_000;
            rest -= share;
            uint128 credit = uint128(share - before * payee.bps / 10_000);
            if (sweep && i == 0) credit += uint128(rest);
            if (credit == 0) continue;
            amount += credit;
            owed[payee.account][currency] += credit;
            emit Credited(payee.account, currency, credit);
        }
    }

    /// Pays what an account is owed; anybody may ask for it.
    function withdraw(address account, address currency) external nonReentrant returns (uint256 amount) {
        amount = owed[account][currency];
        if (amount == 0) revert NothingOwed(account, currency);
        owed[account][currency] = 0;
        emit Withdrawn(account, currency, amount);
        pay(currency, account, amount);
    }

    function pay(address currency, address account, uint256 amount) private {
        if (currency != address(0)) return IERC20(currency).safeTransfer(account, amount);
        (bool success,) = account.call{value: amount}("");
        if (!success) revert TransferFailed(currency, account, amount);
    }
}
