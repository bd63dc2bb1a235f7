//! Every method that a Nitro node has, by precompile and by the ArbOS version that it came with, against the tables.

use std::collections::BTreeMap;

use alloy_primitives::{keccak256, Address};

use super::{dispatch::methods_of, low, ADDRESSES, ARBOS_ACTS};

/// Last byte of the address (`ACTS` for 0xa4b05), version, signatures.
const KNOWN: &[(u8, u64, &str)] = &[
    (
        0x64,
        0,
        "arbBlockNumber() arbBlockHash(uint256) arbChainID() arbOSVersion() getStorageGasAvailable() \
         isTopLevelCall() mapL1SenderContractAddressToL2Alias(address,address) wasMyCallersAddressAliased() \
         myCallersAddressWithoutAliasing() withdrawEth(address) sendTxToL1(address,bytes) \
         sendMerkleTreeState()",
    ),
    (
        0x65,
        0,
        "getBalance(address) getCode(address)",
    ),
    (
        0x66,
        0,
        "addressExists(address) compress(address) decompress(bytes,uint256) lookup(address) \
         lookupIndex(uint256) register(address) size()",
    ),
    (
        0x68,
        0,
        "upload(bytes) size(address) get(address,uint256)",
    ),
    (
        0x69,
        0,
        "burnArbGas(uint256)",
    ),
    (
        0x6b,
        0,
        "isChainOwner(address) rectifyChainOwner(address) getAllChainOwners() getNetworkFeeAccount() \
         getInfraFeeAccount() getBrotliCompressionLevel() getScheduledUpgrade()",
    ),
    (
        0x6b,
        40,
        "isCalldataPriceIncreaseEnabled()",
    ),
    (
        0x6b,
        41,
        "isNativeTokenOwner(address) getAllNativeTokenOwners()",
    ),
    (
        0x6b,
        50,
        "getParentGasFloorPerToken() getNativeTokenManagementFrom()",
    ),
    (
        0x6b,
        60,
        "getTransactionFilteringFrom() isTransactionFilterer(address) getAllTransactionFilterers() \
         getFilteredFundsRecipient() getMaxStylusContractFragments() getCollectTips()",
    ),
    (
        0x6c,
        0,
        "getPricesInWei() getPricesInWeiWithAggregator(address) getPricesInArbGas() \
         getPricesInArbGasWithAggregator(address) getGasAccountingParams() getMinimumGasPrice() \
         getL1BaseFeeEstimate() getL1GasPriceEstimate() getCurrentTxL1GasFees() getGasBacklog() \
         getPricingInertia() getGasBacklogTolerance() getPerBatchGasCharge() getAmortizedCostCapBips() \
         getL1RewardRate() getL1PricingEquilibrationUnits() getL1BaseFeeEstimateInertia() \
         getL1FeesAvailable() getL1PricingSurplus() getL1RewardRecipient() getL1PricingFundsDueForRewards() \
         getL1PricingUnitsSinceUpdate() getLastL1PricingSurplus() getLastL1PricingUpdateTime()",
    ),
    (
        0x6c,
        50,
        "getMaxTxGasLimit() getMaxBlockGasLimit() getGasPricingConstraints()",
    ),
    (
        0x6c,
        60,
        "getMultiGasPricingConstraints() getMultiGasBaseFee()",
    ),
    (
        0x6d,
        0,
        "getPreferredAggregator(address) getDefaultAggregator() getBatchPosters() addBatchPoster(address) \
         getFeeCollector(address) setFeeCollector(address,address) getTxBaseFee(address) \
         setTxBaseFee(address,uint256)",
    ),
    (
        0x6e,
        0,
        "redeem(bytes32) getLifetime() getTimeout(bytes32) keepalive(bytes32) getBeneficiary(bytes32) \
         cancel(bytes32) getCurrentRedeemer() \
         submitRetryable(bytes32,uint256,uint256,uint256,uint256,uint64,uint256,address,address,address,bytes)",
    ),
    (
        0x6f,
        0,
        "getStats()",
    ),
    (
        0x70,
        0,
        "addChainOwner(address) removeChainOwner(address) isChainOwner(address) getAllChainOwners() \
         setL1PricePerUnit(uint256) scheduleArbOSUpgrade(uint64,uint64) addWasmCacheManager(address) \
         removeWasmCacheManager(address) setInkPrice(uint32) setWasmMaxStackDepth(uint32) \
         setWasmFreePages(uint16) setWasmPageGas(uint16) setWasmPageLimit(uint16) \
         setWasmMinInitGas(uint8,uint16) setWasmInitCostScalar(uint64) setWasmExpiryDays(uint16) \
         setWasmKeepaliveDays(uint16) setWasmBlockCacheSize(uint16) setL2BaseFee(uint256) \
         setMinimumL2BaseFee(uint256) setSpeedLimit(uint64) setMaxTxGasLimit(uint64) \
         setNetworkFeeAccount(address) setInfraFeeAccount(address) getNetworkFeeAccount() \
         getInfraFeeAccount() setL2GasPricingInertia(uint64) setL2GasBacklogTolerance(uint64) \
         setBrotliCompressionLevel(uint64) setChainConfig(string) setL1BaseFeeEstimateInertia(uint64) \
         setL1PricingInertia(uint64) setL1PricingEquilibrationUnits(uint256) \
         setL1PricingRewardRecipient(address) setL1PricingRewardRate(uint64) setPerBatchGasCharge(int64) \
         setAmortizedCostCapBips(uint64) releaseL1PricerSurplusFunds(uint256)",
    ),
    (
        0x70,
        40,
        "setWasmMaxSize(uint32) setCalldataPriceIncrease(bool)",
    ),
    (
        0x70,
        41,
        "setNativeTokenManagementFrom(uint64) addNativeTokenOwner(address) removeNativeTokenOwner(address) \
         isNativeTokenOwner(address) getAllNativeTokenOwners()",
    ),
    (
        0x70,
        50,
        "setMaxBlockGasLimit(uint64) setGasBacklog(uint64) setParentGasFloorPerToken(uint64) \
         setGasPricingConstraints(uint64[3][])",
    ),
    (
        0x70,
        59,
        "setWasmActivationGas(uint64)",
    ),
    (
        0x70,
        60,
        "setTransactionFilteringFrom(uint64) addTransactionFilterer(address) \
         removeTransactionFilterer(address) isTransactionFilterer(address) getAllTransactionFilterers() \
         setFilteredFundsRecipient(address) getFilteredFundsRecipient() \
         setMultiGasPricingConstraints(((uint8,uint64)[],uint32,uint64,uint64)[]) setCollectTips(bool) \
         setMaxStylusContractFragments(uint8)",
    ),
    (
        0x71,
        0,
        "activateProgram(address) codehashKeepalive(bytes32) stylusVersion() codehashVersion(bytes32) \
         programVersion(address) codehashAsmSize(bytes32) programInitGas(address) \
         programMemoryFootprint(address) programTimeLeft(address) inkPrice() maxStackDepth() freePages() \
         pageGas() pageRamp() pageLimit() minInitGas() initCostScalar() expiryDays() keepaliveDays() \
         blockCacheSize()",
    ),
    (
        0x71,
        59,
        "activationGas()",
    ),
    (
        0x72,
        0,
        "isCacheManager(address) allCacheManagers() cacheProgram(address) evictCodehash(bytes32) \
         codehashIsCached(bytes32)",
    ),
    (
        0x73,
        41,
        "mintNativeToken(uint256) burnNativeToken(uint256)",
    ),
    (
        0x74,
        60,
        "addFilteredTransaction(bytes32) deleteFilteredTransaction(bytes32) isTransactionFiltered(bytes32)",
    ),
    (
        0xff,
        0,
        "becomeChainOwner() events(bool,bytes32) eventsView() customRevert(uint64) legacyError() panic()",
    ),
    (
        0xff,
        59,
        "overwriteContractCode(address,bytes)",
    ),
    (
        ACTS,
        0,
        "startBlock(uint256,uint64,uint64,uint64) batchPostingReport(uint256,address,uint64,uint64,uint256)",
    ),
    (
        ACTS,
        50,
        "batchPostingReportV2(uint256,address,uint64,uint64,uint64,uint64,uint256)",
    ),
];

/// Stands for the address of `ArbosActs`.
const ACTS: u8 = 0;

#[test]
fn the_tables_hold_every_method_and_no_other() {
    let mut known: BTreeMap<(Address, [u8; 4]), u64> = BTreeMap::new();
    for (byte, since, signatures) in KNOWN {
        let address = if *byte == ACTS { ARBOS_ACTS } else { low(*byte) };
        for signature in signatures.split(' ') {
            let hash = keccak256(signature);
            let selector = [hash[0], hash[1], hash[2], hash[3]];
            assert_eq!(known.insert((address, selector), *since), None, "{signature} twice");
        }
    }
    let tables = ADDRESSES.iter().flat_map(|address| {
        let methods = methods_of(*address).iter().copied().flatten();
        methods.map(|method| ((*address, method.selector), method.since))
    });
    assert_eq!(tables.clone().count(), known.len());
    assert_eq!(tables.collect::<BTreeMap<_, _>>(), known);
}
