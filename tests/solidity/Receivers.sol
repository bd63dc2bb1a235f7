// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// The calls that hostile receivers make back into the Collection.
interface ICollection {
    function mint(uint32 series, address to, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash) external returns (uint256);
    function mintBatch(uint32 series, address to, uint32 count) external returns (uint256);
    function burn(uint256 tokenId) external;
    function revise(uint256 tokenId, bytes32 contentHash, bytes32 recordHash) external;
    function approve(address to, uint256 tokenId) external;
    function setApprovalForAll(address operator, bool approved) external;
    function transferFrom(address from, address to, uint256 tokenId) external;
    function safeTransferFrom(address from, address to, uint256 tokenId) external;
    function ownerOf(uint256 tokenId) external view returns (address);
    function balanceOf(address owner) external view returns (uint256);
    function tokenURI(uint256 tokenId) external view returns (string memory);
    function provenanceOf(uint256 tokenId) external view returns (bytes32, bytes32, bytes32, bytes32, uint32);
    function acceptOwnership() external;
}

/// Does in the hook whatever it was told to, then answers as it was told to.
contract Receiver {
    enum Answer { Magic, Wrong, Short, Empty, Dirty, RevertData, RevertEmpty, BurnGas, Long }

    error Refused(uint256 tokenId, string reason);

    Answer public answer;
    /// Calls to make inside the hook, in order.
    bytes[] private script;
    /// What each of them answered.
    bool[] public succeeded;
    bytes[] public answers;
    /// What the hook was told.
    uint256 public hooks;
    address public lastOperator;
    address public lastFrom;
    uint256 public lastTokenId;
    bytes public lastData;

    function setAnswer(Answer value) external { answer = value; }

    function setScript(bytes[] calldata calls) external {
        delete script;
        for (uint256 i = 0; i < calls.length; i++) script.push(calls[i]);
    }

    function results() external view returns (bool[] memory, bytes[] memory) { return (succeeded, answers); }

    /// Lets the receiver act as an account of its own.
    function act(address target, bytes calldata data) external returns (bytes memory) {
        (bool ok, bytes memory output) = target.call(data);
        if (!ok) assembly { revert(add(output, 32), mload(output)) }
        return output;
    }

    function onERC721Received(address operator, address from, uint256 tokenId, bytes calldata data) external returns (bytes4) {
        hooks++;
        lastOperator = operator;
        lastFrom = from;
        lastTokenId = tokenId;
        lastData = data;
        // A script runs once: nested hooks must not run it again.
        if (hooks == 1 || succeeded.length == 0) {
            for (uint256 i = 0; i < script.length; i++) {
                (bool ok, bytes memory output) = msg.sender.call(script[i]);
                succeeded.push(ok);
                answers.push(output);
            }
        }
        if (answer == Answer.Wrong) return 0xdeadbeef;
        if (answer == Answer.RevertData) revert Refused(tokenId, "not today");
        if (answer == Answer.RevertEmpty) assembly { revert(0, 0) }
        if (answer == Answer.BurnGas) assembly { invalid() }
        if (answer == Answer.Empty) assembly { return(0, 0) }
        bytes32 word = bytes32(this.onERC721Received.selector);
        if (answer == Answer.Short) assembly { mstore(0, word) return(0, 31) }
        if (answer == Answer.Dirty) assembly { mstore(0, or(word, 1)) return(0, 32) }
        if (answer == Answer.Long) assembly { mstore(0, word) mstore(32, not(0)) return(0, 64) }
        return this.onERC721Received.selector;
    }
}

/// A contract that cannot hold an ERC-721: no hook at all.
contract NoReceiver {
    uint256 public value = 1;
}
