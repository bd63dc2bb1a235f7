//! The interface, from which selectors and topics come, and those of the precompiles behind it.

#![allow(missing_docs)] // the macro writes types for arguments and answers

use alloy_sol_types::sol;

sol! {
    /// The cache manager. Sizes are bytes of native code, as ArbWasm estimates them; bids are wei.
    interface ICacheManager {
        /// A program in the cache.
        struct Entry {
            bytes32 code;
            uint64 size;
            uint192 bid;
        }

        /// Only owners of the chain may do this.
        error NotChainOwner(address sender);
        /// The program is larger than the whole cache.
        error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize);
        /// The program is in the cache already.
        error AlreadyCached(bytes32 codehash);
        /// The lowest bids do not make enough room: at least `min` wei would.
        error BidTooSmall(uint192 bid, uint192 min);
        /// An owner has stopped bids for now.
        error BidsArePaused();

        event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size);
        event DeleteBid(bytes32 indexed codehash, uint192 bid, uint64 size);
        event SetCacheSize(uint64 size);
        event SetDecayRate(uint64 decay);
        event Pause();
        event Unpause();

        function placeBid(address program) external payable;
        function getMinBid(uint64 size) external view returns (uint192 min);
        function getMinBid(bytes32 codehash) external view returns (uint192 min);
        function getMinBid(address program) external view returns (uint192 min);

        function cacheSize() external view returns (uint64);
        function queueSize() external view returns (uint64);
        function decay() external view returns (uint64);
        function isPaused() external view returns (bool);
        function entries(uint256 index) external view returns (bytes32 code, uint64 size, uint192 bid);
        function getEntries() external view returns (Entry[] memory);
        function getSmallestEntries(uint256 count) external view returns (Entry[] memory);

        function setCacheSize(uint64 newSize) external;
        function setDecayRate(uint64 newDecay) external;
        function pause() external;
        function unpause() external;
        function evictPrograms(uint256 count) external;
        function evictAll() external;
        function sweepFunds() external;
    }

    /// Of the precompiles, what the cache manager asks for.
    interface IPrecompiles {
        function isChainOwner(address addr) external view returns (bool);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function codehashIsCached(bytes32 codehash) external view returns (bool);
        function cacheProgram(address addr) external;
        function evictCodehash(bytes32 codehash) external;
    }
}
