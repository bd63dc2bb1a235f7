//! What the Minter refuses, each with what was given and what would do, and how a refusal becomes revert data.
//!
//! What the Collection or a receiver of a piece reverts with passes through unchanged; calldata that does not decode is refused without
//! data, as Solidity does.

#![allow(missing_docs)] // the macro writes members for arguments

use alloy_sol_types::sol;

sol! {
    // Who and what
    /// No such sale.
    error UnknownSale(uint256 saleId);
    /// The phase is taken: choose another number.
    error SaleExists(uint256 saleId);
    /// Bits above the collection, the series and the phase are set.
    error InvalidSaleId(uint256 saleId);
    /// Only the collection's owner may do this.
    error NotCollectionOwner(address caller, address owner);
    /// No contract there, or one that does not answer as a Collection does.
    error InvalidCollection(address collection);
    /// The caller is neither the collection's owner nor the sale's signer.
    error NotSigner(address caller, address signer);
    /// Called from inside another call of the Minter.
    error ReentrantCall();

    // Terms
    /// The end is neither 0 nor after the start, or is over already; or it is 0 in a settling sale.
    error InvalidWindow(uint64 start, uint64 end, uint64 timestamp);
    /// One price: both must be equal; a curve: the start must be above the floor.
    error InvalidPrice(uint128 startPrice, uint128 floorPrice, uint8 curve);
    /// There are the curves 0, 1 and 2.
    error InvalidCurve(uint8 curve);
    /// One price: 0; a curve: not 0.
    error InvalidPeriod(uint32 period, uint8 curve);
    /// More pieces than there are, or none.
    error InvalidLimit(uint32 limit, uint32 max);
    /// Neither zero nor a contract.
    error InvalidCurrency(address currency);
    /// Interval, half-life and difficulty are all set and in range, or all zero.
    error InvalidWork(uint32 interval, uint32 halfLife, uint64 difficulty);
    /// A blind sale has an end, and is revealed from the end on, within 365 days.
    error InvalidReveal(uint64 end, uint64 revealBy);
    /// Too many payees, or none.
    error InvalidPayeeCount(uint256 count, uint256 max);
    /// A payee is zero, the Minter itself or named twice, or has no share.
    error InvalidPayee(uint256 index, address account, uint16 bps);
    /// The shares do not make a whole.
    error InvalidShares(uint256 sum, uint256 whole);
    /// What cannot be amended so: 1 limit, 2 end, 3 allow-list, 4 signer.
    error InvalidAmendment(uint8 field);
    /// The records of the series are not anchored, so each piece needs a voucher with its words.
    error SeriesNeedsVouchers(uint32 series);

    // When and how many
    /// The sale is not open; `status` says where it stands.
    error NotOpen(uint256 saleId, uint8 status);
    /// The sale is not over; `status` says where it stands.
    error NotOver(uint256 saleId, uint8 status);
    /// None, or more at once than the condition allows.
    error InvalidQuantity(uint32 quantity, uint32 max);
    /// The sale has fewer pieces left.
    error SaleLimitExceeded(uint32 requested, uint32 left);
    /// The recipient may get fewer pieces in this sale.
    error WalletLimitExceeded(address account, uint32 requested, uint32 left);
    /// Nobody can receive there.
    error InvalidRecipient(address recipient);

    // Payment
    /// The price of all pieces is above what the buyer agreed to.
    error PriceTooHigh(uint256 price, uint256 maxPrice);
    /// Too little value was sent.
    error InsufficientPayment(uint256 value, uint256 price);
    /// The sale is paid in a token: value cannot be taken.
    error UnexpectedValue(uint256 value);
    /// In a sale where everybody pays the last price nobody has a price of their own.
    error PriceIsSettled(uint128 price);
    /// The sum does not fit 128 bits.
    error PriceOverflow();
    /// A payment failed: the account or the token refused it.
    error TransferFailed(address currency, address account, uint256 amount);
    /// The token moved another amount than it was asked to.
    error TransferMismatch(address currency, uint256 received, uint256 expected);

    // Allow-list
    /// The proof does not lead from the leaf to the root.
    error NotAllowed(address account, bytes32 leaf, bytes32 root);
    /// The account may get fewer pieces.
    error AllowanceExceeded(address account, uint32 requested, uint32 left);
    /// Not this account's time.
    error AllowanceWindow(uint64 start, uint64 end, uint64 timestamp);

    // Vouchers
    /// The sale needs a voucher of this signer.
    error VoucherRequired(address signer);
    /// Somebody else signed, or something else was signed.
    error InvalidSigner(address recovered, address signer);
    /// Not 64 or 65 bytes, s in the upper half, v neither 27 nor 28, or no key fits.
    error InvalidSignature();
    /// The signer is a contract, and does not say yes.
    error SignerRefused(address signer);
    /// The voucher was used, or revoked.
    error VoucherUsed(uint256 nonce);
    /// Too late.
    error VoucherExpired(uint64 expiry, uint64 timestamp);
    /// The voucher is for another recipient.
    error VoucherForAnother(address buyer, address recipient);
    /// All vouchers of that epoch were revoked.
    error VoucherEpoch(uint32 given, uint32 current);
    /// Content and record come together or not at all.
    error VoucherWords();

    // Proof of work
    /// The solution does not meet the difficulty; a stale one shows the challenge to work on.
    error InsufficientWork(bytes32 solution, bytes32 challenge, uint64 difficulty);
    /// `data` is not the encoding of a `Pass`.
    error MalformedPass();

    // Afterwards
    /// The sale is not blind.
    error NotBlind(uint256 saleId);
    /// Once only.
    error AlreadyRevealed(uint256 saleId);
    /// The last second of the reveal is over.
    error RevealTooLate(uint64 revealBy, uint64 timestamp);
    /// The seed and the promise are not what was committed to.
    error WrongSeed(bytes32 commitment, bytes32 expected);
    /// Nothing was earned since the last time, or nothing is final yet.
    error NothingToRelease(uint256 saleId);
    /// Nothing is owed.
    error NothingOwed(address account, address currency);
    /// The account has nothing to get back.
    error NothingToRefund(uint256 saleId, address account);
    /// The sale gives nothing back: it neither settles nor was a reveal missed, so far.
    error NotSettled(uint256 saleId);
    /// What this sale does not sell it does not mint.
    error NoUnsoldRecipient(uint256 saleId);
    /// The Collection did not answer as a mint does.
    error UnexpectedAnswer(address collection);
}

/// Revert data of an error, whose arguments are words: `refuse!(NotOpen, sale_id, status)`.
macro_rules! refuse {
    ($error:ty $(, $word:expr)* $(,)?) => {{
        let selector = const { u32::from_be_bytes(<$error as alloy_sol_types::SolError>::SELECTOR) };
        #[allow(unused_mut)] // not every error has arguments
        let mut data = $crate::data::Data::with_selector(selector);
        $($crate::data::Word::put(&$word, &mut data);)*
        data.0
    }};
}
pub(crate) use refuse;
