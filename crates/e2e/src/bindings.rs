//! Typed calls, events and errors: of the product from its committed ABIs, of the Solidity counterparts by declaration.
#![allow(clippy::too_many_arguments)] // One generated function has as many as the contract's.

use alloy_sol_types::sol;

sol!(
    #[derive(Debug, PartialEq)]
    Collection,
    "../../abi/collection.json"
);

sol!(
    #[derive(Debug, PartialEq)]
    Descriptor,
    "../../abi/descriptor.json"
);

sol!(
    #[derive(Debug, Default, PartialEq)]
    Minter,
    "../../abi/minter.json"
);

sol!(
    #[derive(Debug, PartialEq)]
    Attestations,
    "../../abi/attestations.json"
);

sol!(
    #[derive(Debug, PartialEq)]
    Ed25519,
    "../../abi/ed25519.json"
);

sol!(
    #[derive(Debug, PartialEq)]
    Registry,
    "../../abi/registry.json"
);

sol! {
    /// How a buyer meets the conditions of a sale: what `data` of a purchase encodes.
    #[derive(Debug, Default, PartialEq)]
    struct Pass {
        Minter.Allowance allowance;
        bytes32[] proof;
        Minter.Voucher voucher;
        bytes signature;
        uint256 workNonce;
    }

    /// `tests/solidity/Sales.sol`.
    interface Puppet {
        enum Mood { Accept, Refuse, BurnGas }
        #[derive(Debug, PartialEq)]
        error NoThanks(uint256 hook);
        #[derive(Debug)]
        struct Step { address target; uint256 value; bytes data; }
        function plan(Step[] calldata steps) external;
        function meetPieces(Mood mood, uint256 from) external;
        function meetCoins(Mood mood) external;
        function results() external view returns (bool[] memory succeeded, bytes[] memory answers);
        function act(address target, uint256 value, bytes calldata data) external payable returns (bytes memory);
        function fund() external payable;
        function hooks() external view returns (uint256);
    }

    /// `tests/solidity/Sales.sol`.
    interface OddCoin {
        #[derive(Debug, PartialEq)]
        enum Manner { Plain, Silent, False, RevertData, BurnGas, Short, Two, Fee, Bonus, Nothing, Deaf }
        #[derive(Debug, PartialEq)]
        error Frozen(address account);
        function behave(Manner value) external;
        function plan(address target, bytes calldata data) external;
        function approve(address spender, uint256 amount) external returns (bool);
        function transfer(address to, uint256 amount) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function done() external view returns (bool);
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
    }

    /// `tests/solidity/Sales.sol`.
    interface OddWallet {
        #[derive(Debug)]
        enum Manner { Yes, No, RevertData, RevertEmpty, BurnGas, Short, Dirty, Empty, Long, Reenter, Owner }
        function behave(Manner value) external;
        function plan(address target, bytes calldata data) external;
        function approve(bytes32 value) external;
    }

    /// `tests/solidity/Sales.sol`.
    interface Liar {
        function say(bytes4 selector, bytes calldata data) external;
        function refuse(bytes4 selector, bytes calldata data) external;
        function before(bytes4 selector, address target, bytes calldata data) external;
        function act(address target, bytes calldata data) external;
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
    }
}

sol! {
    /// `tests/solidity/Receivers.sol`.
    #[derive(Debug, PartialEq)]
    interface Receiver {
        enum Answer { Magic, Wrong, Short, Empty, Dirty, RevertData, RevertEmpty, BurnGas, Long }
        error Refused(uint256 tokenId, string reason);
        function setAnswer(Answer value) external;
        function setScript(bytes[] calldata calls) external;
        function results() external view returns (bool[] memory succeeded, bytes[] memory answers);
        function act(address target, bytes calldata data) external returns (bytes memory);
        function hooks() external view returns (uint256);
        function lastOperator() external view returns (address);
        function lastFrom() external view returns (address);
        function lastTokenId() external view returns (uint256);
        function lastData() external view returns (bytes memory);
    }

    /// `tests/solidity/Checker.sol`.
    interface Checker {
        function claims(address account, bytes4 interfaceId) external view returns (bool);
        function supportsERC165(address account) external view returns (bool);
    }

    /// Arbitrum's precompiles, the parts that the tests use.
    interface Arbitrum {
        error ProgramUpToDate();
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function cacheProgram(address addr) external;
        function addWasmCacheManager(address manager) external;
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    }

    /// The deployer that every Arbitrum chain has.
    interface StylusDeployer {
        event ContractDeployed(address deployedContract);
        function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt) external payable;
    }

    /// What a Stylus constructor is called by.
    #[derive(Debug)]
    function stylus_constructor(address owner, address descriptor) external;
}
