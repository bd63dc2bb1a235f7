//! Sealing a block: header fields as Nitro fills them, roots, hashes.

use std::sync::Arc;

use alloy_consensus::{constants::EMPTY_OMMER_ROOT_HASH, Header};
use alloy_primitives::{address, Address, Bloom, B256, B64, U256};

use super::{
    body::{encoded_size, receipts_root, transactions_root},
    draft::Draft,
    mined::{receipt_envelopes, Home, Mined},
    residents, Chain,
};
use crate::{
    arbos::{
        limits_transactions, upgrade, version_at, version_of, ArbosState, Number, UnsupportedArbos,
    },
    block::Block,
    config::{L1Number, BLOCK_GAS_LIMIT},
    error::TxError,
    evm::{BlockContext, Hashes},
    start::StartTransaction,
    state::State,
    trie::StateTrie,
};

/// Coinbase of every block but the first.
pub(super) const SEQUENCER: Address = address!("A4B000000000000000000073657175656e636572");

impl Chain {
    /// Number of the parent chain's block while the chain's own block has this number.
    fn l1_number(&self, number: u64) -> u64 {
        match self.config.l1_number {
            L1Number::MirrorL2 => number,
            L1Number::Fixed(number) => number,
        }
    }

    fn hashes(&self) -> Hashes {
        Hashes {
            blocks: self.blocks.clone(),
            mirrored: self.config.l1_number == L1Number::MirrorL2,
            ..Hashes::default()
        }
    }

    /// Surroundings of a call at a block.
    pub(super) fn context_of(&self, block: &Block) -> BlockContext {
        BlockContext {
            chain_id: self.config.chain_id,
            arbos: version_of(&block.state),
            recent: Default::default(),
            number: block.number(),
            l1_number: block.l1_number,
            timestamp: block.header.timestamp,
            coinbase: block.header.beneficiary,
            gas_limit: block.header.gas_limit,
            base_fee: block.header.base_fee_per_gas.unwrap_or_default(),
            prev_randao: one(),
            hashes: self.hashes(),
        }
    }

    /// Surroundings of a transaction in the next block.
    pub(super) fn next_context(&self) -> BlockContext {
        let number = self.head().number() + 1;
        let state = self.head().state();
        let timestamp = self.pending_timestamp();
        BlockContext {
            number,
            arbos: version_at(state, timestamp).unwrap_or_else(|_| version_of(state)),
            l1_number: self.l1_number(number),
            timestamp,
            coinbase: SEQUENCER,
            gas_limit: BLOCK_GAS_LIMIT,
            base_fee: base_fee(&self.head().state),
            ..self.context_of(self.head())
        }
    }

    /// Puts the next block on the chain.
    pub(super) fn seal(&mut self, draft: Draft) {
        let Draft { context, state, mined, .. } = draft;
        let head = self.head();
        let trie = head.trie.advance(&head.state, &state);
        let start = self.start(&context, !mined.is_empty());
        let mut header = empty_header(&context, head.hash, trie.root());
        let (send_count, send_root) = messages(&state);
        header.extra_data = send_root.into();
        header.mix_hash = mix_hash(send_count, context.l1_number, version_of(&state));
        if !mined.is_empty() {
            header.transactions_root = transactions_root(start.as_ref(), &mined);
            header.receipts_root = receipts_root(start.is_some(), &receipt_envelopes(&mined));
            header.logs_bloom = mined.iter().fold(Bloom::ZERO, |all, one| all | one.bloom);
            header.gas_used = mined.iter().map(|one| one.gas_used).sum();
        }
        self.push(header, context.l1_number, (state, trie), start, mined);
        // Time goes on from a timestamp that was set by hand.
        if let Some(set) = self.next_timestamp.take() {
            self.time_offset = self.offset_of(set);
        }
    }

    /// Appends a block and indexes it.
    pub(super) fn push(
        &mut self,
        header: Header,
        l1_number: u64,
        (state, trie): (State, StateTrie),
        start: Option<StartTransaction>,
        mined: Vec<Mined>,
    ) {
        let hash = header.hash_slow();
        let (send_count, send_root) = messages(&state);
        let number = header.number;
        let size = encoded_size(&header, start.as_ref(), &mined);
        let hashes = start.iter().map(|start| start.hash).chain(mined.iter().map(|it| it.hash));
        self.transactions.extend(hashes.map(|hash| (hash, number)));
        let home = Home { header: &header, hash, l1_number, started: start.is_some() };
        let (transactions, receipts) = home.records(mined);
        let block = Block {
            header,
            hash,
            l1_number,
            send_count,
            send_root,
            size,
            start,
            transactions,
            receipts,
            state,
            trie,
        };
        self.numbers.insert(hash, number);
        self.blocks.push_back(Arc::new(block));
    }
}

/// Number of messages to the parent chain so far, and the root over them.
fn messages(state: &State) -> (u64, B256) {
    let mut copy = state.clone();
    let mut arbos = ArbosState { slots: &mut copy };
    let mut messages = arbos.messages();
    let Ok(count) = messages.size();
    let Ok(root) = messages.root();
    (count, root)
}

/// PREVRANDAO and DIFFICULTY are 1 on Arbitrum.
fn one() -> B256 {
    B256::with_last_byte(1)
}

/// Without a backlog the base fee is the minimum that the owners set.
pub(super) fn base_fee(state: &State) -> u64 {
    let mut copy = state.clone();
    let Ok(fee) = ArbosState { slots: &mut copy }.number(Number::MinBaseFee);
    u64::try_from(fee).unwrap_or(u64::MAX)
}

impl Chain {
    /// The internal transaction of the next block, if it needs one.
    fn start(&self, context: &BlockContext, needed: bool) -> Option<StartTransaction> {
        let passed = context.timestamp.saturating_sub(self.head().header.timestamp);
        (self.config.bare && needed).then(|| {
            StartTransaction::new(context.chain_id, context.l1_number, context.number, passed)
        })
    }
}

/// The state that a block starts from: that of the newest, upgraded if a scheduled upgrade is due.
///
/// # Errors
/// [`TxError::Upgrade`] if the upgrade leads to a version that the chain does not know.
pub(super) fn opening_state(newest: &State, timestamp: u64) -> Result<State, TxError> {
    let mut state = newest.clone();
    let UnsupportedArbos(unknown) = match version_at(&state, timestamp) {
        Ok(version) => {
            if version > version_of(&state) {
                upgrade(&mut state, version);
                residents::renew(&mut state)?;
            }
            return Ok(state);
        }
        Err(error) => error,
    };
    Err(TxError::Upgrade(unknown))
}

/// Gas that one transaction on top of this state may use.
pub(super) fn tx_gas_cap(state: &State) -> u64 {
    let mut copy = state.clone();
    let own = limits_transactions(version_of(state));
    let number = if own { Number::TxGasLimit } else { Number::BlockGasLimit };
    let Ok(cap) = ArbosState { slots: &mut copy }.number(number);
    u64::try_from(cap).unwrap_or(u64::MAX)
}

/// A header of a block without transactions. The send root is zero while no message was sent.
pub(super) fn empty_header(context: &BlockContext, parent_hash: B256, state_root: B256) -> Header {
    Header {
        parent_hash,
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        beneficiary: context.coinbase,
        state_root,
        logs_bloom: Bloom::ZERO,
        difficulty: U256::from(1),
        number: context.number,
        gas_limit: context.gas_limit,
        timestamp: context.timestamp,
        extra_data: B256::ZERO.into(),
        mix_hash: mix_hash(0, context.l1_number, context.arbos),
        // The one message that created the chain.
        nonce: B64::from(1_u64.to_be_bytes()),
        base_fee_per_gas: Some(context.base_fee),
        ..Header::default()
    }
}

/// Count of messages sent, L1 block number, ArbOS version, flags: 8 bytes each.
fn mix_hash(send_count: u64, l1_number: u64, arbos: u64) -> B256 {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&send_count.to_be_bytes());
    bytes[8..16].copy_from_slice(&l1_number.to_be_bytes());
    bytes[16..24].copy_from_slice(&arbos.to_be_bytes());
    B256::from(bytes)
}
