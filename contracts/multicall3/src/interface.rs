//! The published interface, from which the selectors come.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// Multicall3.
    interface IMulticall3 {
        /// A call that must succeed, or that the function as a whole decides about.
        struct Call {
            address target;
            bytes callData;
        }

        /// A call that says itself whether it may fail.
        struct Call3 {
            address target;
            bool allowFailure;
            bytes callData;
        }

        /// The same with wei to send along.
        struct Call3Value {
            address target;
            bool allowFailure;
            uint256 value;
            bytes callData;
        }

        /// What became of a call.
        struct Result {
            bool success;
            bytes returnData;
        }

        function aggregate(Call[] calldata calls) external payable returns (uint256 blockNumber, bytes[] memory returnData);
        function tryAggregate(bool requireSuccess, Call[] calldata calls) external payable returns (Result[] memory returnData);
        function tryBlockAndAggregate(bool requireSuccess, Call[] calldata calls) external payable
            returns (uint256 blockNumber, bytes32 blockHash, Result[] memory returnData);
        function blockAndAggregate(Call[] calldata calls) external payable
            returns (uint256 blockNumber, bytes32 blockHash, Result[] memory returnData);
        function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory returnData);
        function aggregate3Value(Call3Value[] calldata calls) external payable returns (Result[] memory returnData);

        function getBlockHash(uint256 blockNumber) external view returns (bytes32 blockHash);
        function getBlockNumber() external view returns (uint256 blockNumber);
        function getCurrentBlockCoinbase() external view returns (address coinbase);
        function getCurrentBlockDifficulty() external view returns (uint256 difficulty);
        function getCurrentBlockGasLimit() external view returns (uint256 gaslimit);
        function getCurrentBlockTimestamp() external view returns (uint256 timestamp);
        function getEthBalance(address addr) external view returns (uint256 balance);
        function getLastBlockHash() external view returns (bytes32 blockHash);
        function getBasefee() external view returns (uint256 basefee);
        function getChainId() external view returns (uint256 chainid);
    }
}
