//! `NodeInterface` at 0xc8: questions to the node in the form of a contract. Calls and estimates reach it, transactions and
//! contracts do not: on the chain the address is an empty account.

use alloy_primitives::{address, Address, Bytes, U256};
use alloy_sol_types::{sol, SolCall, SolInterface};

use self::INodeInterface::{INodeInterfaceCalls as Question, *};
use super::{header::base_fee, poster, Chain};
use crate::{
    arbos::{ArbosState, Number},
    block::{Block, BlockId},
    call::{BlockOverrides, CallRequest, StateOverrides},
    error::CallError,
};

/// Address of the node's own interface.
pub const NODE_INTERFACE: Address = address!("00000000000000000000000000000000000000c8");

sol! {
    interface INodeInterface {
        function estimateRetryableTicket(address sender, uint256 deposit, address to, uint256 l2CallValue, address excessFeeRefundAddress, address callValueRefundAddress, bytes data) external;
        function constructOutboxProof(uint64 size, uint64 leaf) external view returns (bytes32 send, bytes32 root, bytes32[] proof);
        function findBatchContainingBlock(uint64 blockNum) external view returns (uint64 batch);
        function getL1Confirmations(bytes32 blockHash) external view returns (uint64 confirmations);
        function gasEstimateComponents(address to, bool contractCreation, bytes data) external payable returns (uint64 gas, uint64 gasForL1, uint256 baseFee, uint256 l1BaseFee);
        function gasEstimateL1Component(address to, bool contractCreation, bytes data) external payable returns (uint64 gasForL1, uint256 baseFee, uint256 l1BaseFee);
        function legacyLookupMessageBatchProof(uint256 batchNum, uint64 index) external view;
        function nitroGenesisBlock() external pure returns (uint256 number);
        function blockL1Num(uint64 l2BlockNum) external view returns (uint64 l1BlockNum);
        function l2BlockRangeForL1(uint64 blockNum) external view returns (uint64 firstBlock, uint64 lastBlock);
    }
}

/// What a question is asked with.
struct Asked<'a> {
    request: &'a CallRequest,
    at: BlockId,
    overrides: &'a StateOverrides,
    block_overrides: &'a BlockOverrides,
}

impl Chain {
    /// Answers a call of the node's interface.
    ///
    /// # Errors
    /// [`CallError::Failed`] for a question that does not exist or that this chain cannot answer, and what the estimate or
    /// the block asked for ends with.
    pub(super) fn ask_node(
        &self,
        request: &CallRequest,
        at: BlockId,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
    ) -> Result<Bytes, CallError> {
        // On a node this is no revert with data either.
        let question = Question::abi_decode(&request.input)
            .map_err(|_| CallError::Failed("execution reverted".to_owned()))?;
        let asked = Asked { request, at, overrides, block_overrides };
        let payable = matches!(
            question,
            Question::gasEstimateComponents(_) | Question::gasEstimateL1Component(_)
        );
        if !payable && !request.value.is_zero() {
            return Err(CallError::Failed("execution reverted".to_owned()));
        }
        let answer = match question {
            Question::gasEstimateComponents(call) => {
                let inner = asked.inner(call.to, call.contractCreation, call.data);
                self.components(&asked, &inner)?
            }
            Question::gasEstimateL1Component(call) => {
                let inner = asked.inner(call.to, call.contractCreation, call.data);
                let (gas, base_fee, l1_price) = self.l1_component(&asked, &inner)?;
                gasEstimateL1ComponentCall::abi_encode_returns(&gasEstimateL1ComponentReturn {
                    gasForL1: gas,
                    baseFee: base_fee,
                    l1BaseFee: l1_price,
                })
            }
            Question::nitroGenesisBlock(_) => {
                nitroGenesisBlockCall::abi_encode_returns(&U256::ZERO)
            }
            Question::blockL1Num(call) => {
                let block = self.resolve(BlockId::Number(call.l2BlockNum))?;
                blockL1NumCall::abi_encode_returns(&block.l1_number)
            }
            Question::l2BlockRangeForL1(call) => {
                let (first, last) = self.range_of(call.blockNum)?;
                l2BlockRangeForL1Call::abi_encode_returns(&l2BlockRangeForL1Return {
                    firstBlock: first,
                    lastBlock: last,
                })
            }
            Question::estimateRetryableTicket(_) => return missing("estimateRetryableTicket"),
            Question::constructOutboxProof(_) => return missing("constructOutboxProof"),
            Question::findBatchContainingBlock(_) => return missing("findBatchContainingBlock"),
            Question::getL1Confirmations(_) => return missing("getL1Confirmations"),
            Question::legacyLookupMessageBatchProof(_) => {
                return missing("legacyLookupMessageBatchProof")
            }
        };
        Ok(answer.into())
    }

    /// Estimate of a transaction, and the part of it that pays for its bytes.
    fn components(&self, asked: &Asked<'_>, inner: &CallRequest) -> Result<Vec<u8>, CallError> {
        let (for_l1, base_fee, l1_price) = self.l1_component(asked, inner)?;
        let gas = self.estimate_gas(inner, asked.at, asked.overrides, asked.block_overrides)?;
        Ok(gasEstimateComponentsCall::abi_encode_returns(&gasEstimateComponentsReturn {
            gas,
            gasForL1: for_l1,
            baseFee: base_fee,
            l1BaseFee: l1_price,
        }))
    }

    /// Gas for a transaction's bytes, the base fee, and the price of a unit of data.
    fn l1_component(
        &self,
        asked: &Asked<'_>,
        inner: &CallRequest,
    ) -> Result<(u64, U256, U256), CallError> {
        let block = self.resolve(asked.at)?;
        let job = self.job(inner, block, asked.overrides, asked.block_overrides)?;
        let gas = poster::estimate_gas(&job.state, &job.block, inner, &job.tx);
        let mut copy = job.state.clone();
        let Ok(l1_price) = ArbosState { slots: &mut copy }.number(Number::L1PricePerUnit);
        Ok((gas, U256::from(base_fee(&job.state)), l1_price))
    }

    /// First and last block with this number of the parent chain. The numbers never fall.
    fn range_of(&self, l1_number: u64) -> Result<(u64, u64), CallError> {
        let first = self.count(|block| block.l1_number < l1_number);
        let end = self.count(|block| block.l1_number <= l1_number);
        if first == end {
            let text = format!("no L2 block was found with the L1 block number {l1_number}");
            return Err(CallError::Failed(text));
        }
        Ok((first, end - 1))
    }

    /// Number of blocks before the first one that does not fit; those that fit come first.
    fn count(&self, fits: impl Fn(&Block) -> bool) -> u64 {
        let (mut low, mut high) = (0, self.blocks.len());
        while low < high {
            let middle = low.midpoint(high);
            if fits(&self.blocks[middle]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low as u64
    }
}

impl Asked<'_> {
    /// The transaction that the question is about.
    fn inner(&self, to: Address, creation: bool, input: Bytes) -> CallRequest {
        CallRequest { to: (!creation).then_some(to), input, gas: None, ..self.request.clone() }
    }
}

fn missing<T>(name: &str) -> Result<T, CallError> {
    let text = format!("NodeInterface.{name} is not implemented by this development chain");
    Err(CallError::Failed(text))
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;

    use super::*;

    #[test]
    fn selectors_are_the_published_ones() {
        for (selector, published) in [
            (gasEstimateComponentsCall::SELECTOR, hex!("c94e6eeb")),
            (gasEstimateL1ComponentCall::SELECTOR, hex!("77d488a2")),
            (nitroGenesisBlockCall::SELECTOR, hex!("93a2fe21")),
            (blockL1NumCall::SELECTOR, hex!("6f275ef2")),
            (l2BlockRangeForL1Call::SELECTOR, hex!("48e7f811")),
            (estimateRetryableTicketCall::SELECTOR, hex!("c3dc5879")),
            (findBatchContainingBlockCall::SELECTOR, hex!("81f1adaf")),
            (getL1ConfirmationsCall::SELECTOR, hex!("e5ca238c")),
            (constructOutboxProofCall::SELECTOR, hex!("42696350")),
            (legacyLookupMessageBatchProofCall::SELECTOR, hex!("89496270")),
        ] {
            assert_eq!(selector, published);
        }
    }
}
