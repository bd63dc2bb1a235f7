//! The precompiles' interfaces, as published.

#![allow(
    clippy::too_many_arguments,
    reason = "the event `L2ToL1Tx` has nine, and `sol!` makes a function of it"
)]

use alloy_sol_types::sol;

sol! {
    struct WeightedResource {
        uint8 resource;
        uint64 weight;
    }

    struct MultiGasConstraint {
        WeightedResource[] resources;
        uint32 window;
        uint64 target;
        uint64 backlog;
    }

    interface IArbosTest {
        function burnArbGas(uint256 amount) external pure;
    }

    interface IArbNativeTokenManager {
        event NativeTokenMinted(address indexed to, uint256 amount);
        event NativeTokenBurned(address indexed from, uint256 amount);
        function mintNativeToken(uint256 amount) external;
        function burnNativeToken(uint256 amount) external;
    }

    interface IArbFilteredTransactionsManager {
        event FilteredTransactionAdded(bytes32 indexed transaction);
        event FilteredTransactionDeleted(bytes32 indexed transaction);
        function addFilteredTransaction(bytes32 transaction) external;
        function deleteFilteredTransaction(bytes32 transaction) external;
        function isTransactionFiltered(bytes32 transaction) external view returns (bool);
    }

    interface IArbSys {
        event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data);
        event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position);
        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 number) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function arbOSVersion() external view returns (uint256);
        function getStorageGasAvailable() external view returns (uint256);
        function isTopLevelCall() external view returns (bool);
        function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
        function wasMyCallersAddressAliased() external view returns (bool);
        function myCallersAddressWithoutAliasing() external view returns (address);
        function withdrawEth(address destination) external payable returns (uint256);
        function sendTxToL1(address destination, bytes data) external payable returns (uint256);
        function sendMerkleTreeState() external view returns (uint256 size, bytes32 root, bytes32[] partials);
    }

    interface IArbAddressTable {
        function addressExists(address account) external view returns (bool);
        function compress(address account) external returns (bytes);
        function decompress(bytes buf, uint256 offset) external view returns (address, uint256);
        function lookup(address account) external view returns (uint256);
        function lookupIndex(uint256 index) external view returns (address);
        function register(address account) external returns (uint256);
        function size() external view returns (uint256);
    }

    interface IArbFunctionTable {
        function upload(bytes buf) external;
        function size(address account) external view returns (uint256);
        function get(address account, uint256 index) external view returns (uint256, bool, uint256);
    }

    interface IArbAggregator {
        function getPreferredAggregator(address account) external view returns (address, bool);
        function getDefaultAggregator() external view returns (address);
        function getBatchPosters() external view returns (address[]);
        function addBatchPoster(address poster) external;
        function getFeeCollector(address poster) external view returns (address);
        function setFeeCollector(address poster, address collector) external;
        function getTxBaseFee(address aggregator) external view returns (uint256);
        function setTxBaseFee(address aggregator, uint256 fee) external;
    }

    interface IArbRetryableTx {
        error NoTicketWithID();
        error NotCallable();
        function redeem(bytes32 ticket) external returns (bytes32);
        function getLifetime() external view returns (uint256);
        function getTimeout(bytes32 ticket) external view returns (uint256);
        function keepalive(bytes32 ticket) external returns (uint256);
        function getBeneficiary(bytes32 ticket) external view returns (address);
        function cancel(bytes32 ticket) external;
        function getCurrentRedeemer() external view returns (address);
        function submitRetryable(bytes32 request, uint256 l1BaseFee, uint256 deposit, uint256 callvalue, uint256 gasFeeCap, uint64 gasLimit, uint256 maxSubmissionFee, address feeRefundAddress, address beneficiary, address retryTo, bytes retryData) external;
    }

    interface IArbStatistics {
        function getStats() external view returns (uint256 number, uint256 accounts, uint256 storage_, uint256 gas, uint256 transactions, uint256 contracts);
    }

    interface IArbosActs {
        error CallerNotArbOS();
        function startBlock(uint256 l1BaseFee, uint64 l1BlockNumber, uint64 l2BlockNumber, uint64 timePassed) external;
        function batchPostingReport(uint256 timestamp, address poster, uint64 number, uint64 gas, uint256 l1BaseFee) external;
        function batchPostingReportV2(uint256 timestamp, address poster, uint64 number, uint64 length, uint64 nonZeros, uint64 extraGas, uint256 l1BaseFee) external;
    }

    interface IArbInfo {
        function getBalance(address account) external view returns (uint256);
        function getCode(address account) external view returns (bytes);
    }

    interface IArbOwnerPublic {
        function isChainOwner(address account) external view returns (bool);
        function rectifyChainOwner(address account) external;
        function getAllChainOwners() external view returns (address[]);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function getBrotliCompressionLevel() external view returns (uint64);
        function getScheduledUpgrade() external view returns (uint64 version, uint64 time);
        function isCalldataPriceIncreaseEnabled() external view returns (bool);
        function getParentGasFloorPerToken() external view returns (uint64);
        function isNativeTokenOwner(address account) external view returns (bool);
        function getAllNativeTokenOwners() external view returns (address[]);
        function getNativeTokenManagementFrom() external view returns (uint64);
        function getTransactionFilteringFrom() external view returns (uint64);
        function isTransactionFilterer(address account) external view returns (bool);
        function getAllTransactionFilterers() external view returns (address[]);
        function getFilteredFundsRecipient() external view returns (address);
        function getMaxStylusContractFragments() external view returns (uint8);
        function getCollectTips() external view returns (bool);
    }

    interface IArbGasInfo {
        function getPricesInWei() external view returns (uint256 tx, uint256 calldataByte, uint256 slot, uint256 base, uint256 congestion, uint256 total);
        function getPricesInWeiWithAggregator(address unused) external view returns (uint256 tx, uint256 calldataByte, uint256 slot, uint256 base, uint256 congestion, uint256 total);
        function getPricesInArbGas() external view returns (uint256 tx, uint256 calldataByte, uint256 slot);
        function getPricesInArbGasWithAggregator(address unused) external view returns (uint256 tx, uint256 calldataByte, uint256 slot);
        function getGasAccountingParams() external view returns (uint256 speedLimit, uint256 poolSize, uint256 maxTx);
        function getMaxTxGasLimit() external view returns (uint256);
        function getMaxBlockGasLimit() external view returns (uint64);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
        function getGasBacklog() external view returns (uint64);
        function getPricingInertia() external view returns (uint64);
        function getGasBacklogTolerance() external view returns (uint64);
        function getPerBatchGasCharge() external view returns (int64);
        function getAmortizedCostCapBips() external view returns (uint64);
        function getL1RewardRate() external view returns (uint64);
        function getL1PricingEquilibrationUnits() external view returns (uint256);
        function getL1BaseFeeEstimateInertia() external view returns (uint64);
        function getL1FeesAvailable() external view returns (uint256);
        function getL1PricingSurplus() external view returns (int256);
        function getL1RewardRecipient() external view returns (address);
        function getL1PricingFundsDueForRewards() external view returns (uint256);
        function getL1PricingUnitsSinceUpdate() external view returns (uint64);
        function getLastL1PricingSurplus() external view returns (int256);
        function getLastL1PricingUpdateTime() external view returns (uint64);
        function getGasPricingConstraints() external view returns (uint64[3][]);
        function getMultiGasPricingConstraints() external view returns (MultiGasConstraint[]);
        function getMultiGasBaseFee() external view returns (uint256[]);
    }

    interface IArbDebug {
        error Custom(uint64 number, string message, bool flag);
        function becomeChainOwner() external;
        function events(bool flag, bytes32 value) external payable returns (address, uint256);
        function eventsView() external view;
        function customRevert(uint64 number) external pure;
        function legacyError() external pure;
        function panic() external;
        function overwriteContractCode(address target, bytes newCode) external returns (bytes);
    }

    interface IArbWasm {
        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16);
        function codehashVersion(bytes32 codehash) external view returns (uint16);
        function programVersion(address program) external view returns (uint16);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16);
        function programTimeLeft(address program) external view returns (uint64);
        function inkPrice() external view returns (uint32);
        function maxStackDepth() external view returns (uint32);
        function freePages() external view returns (uint16);
        function pageGas() external view returns (uint16);
        function pageRamp() external view returns (uint64);
        function pageLimit() external view returns (uint16);
        function minInitGas() external view returns (uint64 gas, uint64 cached);
        function initCostScalar() external view returns (uint64);
        function expiryDays() external view returns (uint16);
        function keepaliveDays() external view returns (uint16);
        function blockCacheSize() external view returns (uint16);
        function activationGas() external view returns (uint64);
    }

    interface IArbWasmCache {
        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[]);
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);
    }

    interface IArbOwner {
        event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
        function addChainOwner(address account) external;
        function removeChainOwner(address account) external;
        function isChainOwner(address account) external view returns (bool);
        function getAllChainOwners() external view returns (address[]);
        function setL1PricePerUnit(uint256 price) external;
        function scheduleArbOSUpgrade(uint64 version, uint64 time) external;
        function addWasmCacheManager(address manager) external;
        function removeWasmCacheManager(address manager) external;
        function setInkPrice(uint32 price) external;
        function setWasmMaxStackDepth(uint32 depth) external;
        function setWasmFreePages(uint16 pages) external;
        function setWasmPageGas(uint16 gas) external;
        function setWasmPageLimit(uint16 limit) external;
        function setWasmMaxSize(uint32 size) external;
        function setWasmMinInitGas(uint8 gas, uint16 cached) external;
        function setWasmInitCostScalar(uint64 percent) external;
        function setWasmExpiryDays(uint16 value) external;
        function setWasmKeepaliveDays(uint16 value) external;
        function setWasmBlockCacheSize(uint16 count) external;
        function setL2BaseFee(uint256 price) external;
        function setMinimumL2BaseFee(uint256 price) external;
        function setSpeedLimit(uint64 limit) external;
        function setMaxTxGasLimit(uint64 limit) external;
        function setMaxBlockGasLimit(uint64 limit) external;
        function setNetworkFeeAccount(address account) external;
        function setInfraFeeAccount(address account) external;
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function setGasBacklog(uint64 backlog) external;
        function setL2GasPricingInertia(uint64 inertia) external;
        function setL2GasBacklogTolerance(uint64 tolerance) external;
        function setBrotliCompressionLevel(uint64 level) external;
        function setChainConfig(string config) external;
        function setL1BaseFeeEstimateInertia(uint64 inertia) external;
        function setL1PricingInertia(uint64 inertia) external;
        function setL1PricingEquilibrationUnits(uint256 units) external;
        function setL1PricingRewardRecipient(address recipient) external;
        function setL1PricingRewardRate(uint64 rate) external;
        function setPerBatchGasCharge(int64 cost) external;
        function setAmortizedCostCapBips(uint64 cap) external;
        function releaseL1PricerSurplusFunds(uint256 most) external returns (uint256);
        function setParentGasFloorPerToken(uint64 floor) external;
        event TransactionFiltererAdded(address indexed filterer);
        event TransactionFiltererRemoved(address indexed filterer);
        event FilteredFundsRecipientSet(address indexed recipient);
        function setCalldataPriceIncrease(bool on) external;
        function setNativeTokenManagementFrom(uint64 time) external;
        function addNativeTokenOwner(address account) external;
        function removeNativeTokenOwner(address account) external;
        function isNativeTokenOwner(address account) external view returns (bool);
        function getAllNativeTokenOwners() external view returns (address[]);
        function setTransactionFilteringFrom(uint64 time) external;
        function addTransactionFilterer(address account) external;
        function removeTransactionFilterer(address account) external;
        function isTransactionFilterer(address account) external view returns (bool);
        function getAllTransactionFilterers() external view returns (address[]);
        function setFilteredFundsRecipient(address account) external;
        function getFilteredFundsRecipient() external view returns (address);
        function setGasPricingConstraints(uint64[3][] constraints) external;
        function setMultiGasPricingConstraints(MultiGasConstraint[] constraints) external;
        function setCollectTips(bool collect) external;
        function setWasmActivationGas(uint64 gas) external;
        function setMaxStylusContractFragments(uint8 count) external;
    }
}
