// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// A contract that speaks for itself (ERC-1271), in the way it was told to.
contract Issuer {
    enum Say { Yes, No, Empty, Short, Dirty, Long, RevertData, RevertEmpty, BurnGas, CallBack }

    error NotToday(bytes32 digest);

    Say private say;
    /// What it asks its caller while it is asked.
    bytes private question;

    function setSay(Say value) external { say = value; }

    function setQuestion(bytes calldata value) external { question = value; }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        bytes32 word = bytes32(this.isValidSignature.selector);
        if (say == Say.No) return 0xdeadbeef;
        if (say == Say.Empty) assembly { return(0, 0) }
        if (say == Say.Short) assembly { mstore(0, word) return(0, 4) }
        if (say == Say.Dirty) assembly { mstore(0, or(word, 1)) return(0, 32) }
        if (say == Say.Long) assembly { mstore(0, word) mstore(32, not(0)) return(0, 64) }
        if (say == Say.RevertData) revert NotToday(digest);
        if (say == Say.RevertEmpty) assembly { revert(0, 0) }
        if (say == Say.BurnGas) assembly { invalid() }
        if (say == Say.CallBack) {
            // Says yes exactly when what it asked was refused.
            (bool ok,) = msg.sender.staticcall(question);
            if (ok) return 0xdeadbeef;
        }
        return this.isValidSignature.selector;
    }

    /// Lets it act as an account.
    function act(address target, bytes calldata data) external returns (bytes memory) {
        (bool ok, bytes memory output) = target.call(data);
        if (!ok) assembly { revert(add(output, 32), mload(output)) }
        return output;
    }
}

/// Says that somebody owns it, in the way it was told to.
contract Owned {
    bytes private answer;

    function setAnswer(bytes calldata value) external { answer = value; }

    function owner() external view returns (address) {
        bytes memory data = answer;
        require(data.length != 1, "nobody");
        assembly { return(add(data, 32), mload(data)) }
    }
}
