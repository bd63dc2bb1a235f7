//! The contracts' interfaces: ours from `abi/*.json`, those of the chain as far as they are used.
#![allow(
    missing_docs,
    reason = "generated from the interfaces; their documentation is in the contracts"
)]
#![allow(clippy::too_many_arguments, reason = "generated")]

use alloy_primitives::{address, Address};
use alloy_sol_types::sol;

sol!(
    #[derive(Debug, PartialEq, Eq)]
    Collection,
    "../../abi/collection.json"
);

sol!(
    #[derive(Debug, PartialEq, Eq)]
    Descriptor,
    "../../abi/descriptor.json"
);

sol!(
    #[derive(Debug, PartialEq, Eq)]
    Minter,
    "../../abi/minter.json"
);

sol! {
    /// What a buyer shows to meet the conditions of a sale: the last argument of `mint`, encoded as one value.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Pass {
        PassAllowance allowance;
        bytes32[] proof;
        PassVoucher voucher;
        bytes signature;
        uint256 workNonce;
    }

    /// What an allow-list gives an account.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PassAllowance {
        uint32 quantity;
        uint128 price;
        uint64 start;
        uint64 end;
    }

    /// What a curator signs.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PassVoucher {
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

    /// A token that sales can be priced in, as far as buying needs it.
    #[derive(Debug, PartialEq, Eq)]
    interface Erc20 {
        function allowance(address owner, address spender) view returns (uint256);
        function approve(address spender, uint256 amount) returns (bool);
        function balanceOf(address account) view returns (uint256);
    }
}

sol! {
    /// The contract that creates, activates and constructs a program in one transaction.
    #[derive(Debug, PartialEq, Eq)]
    interface StylusDeployer {
        function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) payable returns (address);
        event ContractDeployed(address deployedContract);
        error ContractDeploymentError(bytes bytecode);
        error ContractInitializationError(address newContract, bytes data);
        error RefundExcessValueError(uint256 excessValue);
        error EmptyBytecode();
        error InitValueButNotInitData();
    }

    /// The precompile that activates programs.
    #[derive(Debug, PartialEq, Eq)]
    interface ArbWasm {
        function activateProgram(address program) payable returns (uint16 version, uint256 dataFee);
        function codehashAsmSize(bytes32 codehash) view returns (uint32 size);
        function codehashVersion(bytes32 codehash) view returns (uint16 version);
        function programVersion(address program) view returns (uint16 version);
        function programTimeLeft(address program) view returns (uint64 secondsLeft);
        function expiryDays() view returns (uint16 numberOfDays);
        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }

    /// The precompile that says which programs are kept ready to run, and who decides it.
    #[derive(Debug, PartialEq, Eq)]
    interface ArbWasmCache {
        function allCacheManagers() view returns (address[] managers);
        function codehashIsCached(bytes32 codehash) view returns (bool cached);
    }

    /// The precompile that says what the chain runs.
    #[derive(Debug, PartialEq, Eq)]
    interface ArbSys {
        function arbOSVersion() view returns (uint256 version);
    }

}

sol! {
    /// The precompile that knows the limits of gas.
    #[derive(Debug, PartialEq, Eq)]
    interface ArbGasInfo {
        function getMaxTxGasLimit() view returns (uint256 limit);
        function getGasAccountingParams() view returns (uint256 speedLimit, uint256 gasPoolMax, uint256 maxTxGasLimit);
    }
}

sol! {
    /// The contract that sells places in the cache.
    #[derive(Debug, PartialEq, Eq)]
    interface CacheManager {
        function getMinBid(uint64 size) view returns (uint192 min);
    }
}

/// Where the StylusDeployer stands on every chain that has it.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");

/// The ArbWasm precompile.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

/// The ArbWasmCache precompile.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");

/// The ArbGasInfo precompile.
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006C");

/// The ArbSys precompile.
pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");

/// Selector of `stylus_constructor()`: the arguments follow it although the signature has none.
pub const CONSTRUCTOR_SELECTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// Call data of the Collection's constructor.
#[must_use]
pub fn constructor_data(owner: Address, descriptor: Address) -> Vec<u8> {
    use alloy_sol_types::SolValue;
    [&CONSTRUCTOR_SELECTOR[..], &(owner, descriptor).abi_encode()].concat()
}
