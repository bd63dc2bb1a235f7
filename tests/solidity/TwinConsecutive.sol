// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {ERC721A} from "erc721a/contracts/ERC721A.sol";
import {TwinSeries} from "./TwinSeries.sol";

/// ERC721A behind the same checks as the Collection's `mintBatch`. Its ids are one sequence, so it has one series.
contract TwinConsecutive is ERC721A, TwinSeries {
    error OneSeries();

    constructor() ERC721A("Twin", "TWIN") TwinSeries(msg.sender) {}

    function mintBatch(uint32 series_, address to, uint32 count)
        external
        nonReentrant
        onlyMinter
        returns (uint256 first)
    {
        if (series_ != 0) revert OneSeries();
        first = take(series_, count);
        requireRoot(series_);
        _safeMint(to, count);
    }

    function burn(uint256 id) external {
        _burn(id, true);
    }
}
