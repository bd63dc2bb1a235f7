//! The first block: accounts, ArbOS, precompiles, and the contracts that every tool expects.

use std::sync::Arc;

use alloy_primitives::{Address, Bytes, TxKind, B256, U256};

use super::{header::empty_header, predeploys as pre, residents, Chain};
use crate::{
    arbos::{check_arbos, write_genesis},
    call::Status,
    config::{Config, BASE_FEE, BLOCK_GAS_LIMIT, RPC_GAS_CAP},
    error::TxError,
    evm::{execute, BlockContext, Hashes, Job, Programs, TxContext},
    state::State,
    trie::StateTrie,
};

impl Chain {
    /// A chain with its genesis block.
    ///
    /// # Errors
    /// [`TxError::Arbos`] for a version that is not supported; [`TxError::Internal`] if the computer cannot execute the
    /// genesis (no thread to be had).
    pub fn new(config: Config) -> Result<Self, TxError> {
        check_arbos(config.arbos)?;
        let programs = Programs::default();
        let mut state = State::default();
        for (address, balance) in &config.balances {
            state.set_balance(*address, *balance);
        }
        write_genesis(&mut state, &config);
        let context = genesis_context(&config);
        if !config.bare {
            predeploy(&mut state, &context, &programs, config.owner)?;
        }
        let trie = StateTrie::default().advance(&State::default(), &state);
        let header = empty_header(&context, B256::ZERO, trie.root());
        let mut chain = Self::empty(config, programs);
        chain.push(header, 0, (state, trie), None, Vec::new());
        Ok(chain)
    }

    /// A chain before its first block, which its maker adds at once.
    pub(super) fn empty(config: Config, programs: Programs) -> Self {
        Self {
            config: Arc::new(config),
            blocks: Default::default(),
            numbers: Default::default(),
            transactions: Default::default(),
            pool: Default::default(),
            time_offset: 0,
            next_timestamp: None,
            timestamp_interval: None,
            snapshots: Default::default(),
            next_snapshot: 1,
            programs,
        }
    }
}

fn genesis_context(config: &Config) -> BlockContext {
    BlockContext {
        chain_id: config.chain_id,
        arbos: config.arbos,
        recent: Default::default(),
        number: 0,
        l1_number: 0,
        timestamp: 0,
        coinbase: Address::ZERO,
        gas_limit: BLOCK_GAS_LIMIT,
        base_fee: BASE_FEE,
        prev_randao: B256::with_last_byte(1),
        hashes: Hashes::default(),
    }
}

/// Places the contracts that every tool expects.
fn predeploy(
    state: &mut State,
    block: &BlockContext,
    programs: &Programs,
    owner: Address,
) -> Result<(), TxError> {
    state.set_code(pre::CREATE2_FACTORY, Bytes::from_static(&pre::FACTORY_CODE));
    state.set_nonce(pre::CREATE2_FACTORY, 1);
    // On other chains the factory was published by this account's only transaction.
    state.set_nonce(pre::FACTORY_SENDER, 1);
    let input = [B256::ZERO.as_slice(), &pre::STYLUS_DEPLOYER_INIT].concat();
    let way = (pre::FACTORY_SENDER, pre::CREATE2_FACTORY);
    let output = send(state, block, programs, way, input.into())?;
    if *output != *pre::STYLUS_DEPLOYER.as_slice() {
        return Err(TxError::Internal("the StylusDeployer is not where it should be".to_owned()));
    }
    residents::settle(state, programs)?;
    for input in residents::cache_settings() {
        send(state, block, programs, (owner, residents::CACHE_MANAGER), input)?;
    }
    Ok(())
}

/// Sends something before the first block: nobody pays for it, and it is no transaction of the sender.
fn send(
    state: &mut State,
    block: &BlockContext,
    programs: &Programs,
    (from, to): (Address, Address),
    input: Bytes,
) -> Result<Bytes, TxError> {
    let tx = TxContext {
        arbos: block.arbos,
        simulated: false,
        tx_type: 0,
        from,
        gas_limit: RPC_GAS_CAP,
        price: 0,
        reported_price: 0,
        kind: TxKind::Call(to),
        value: U256::ZERO,
        input,
        access_list: Default::default(),
        authorizations: Vec::new(),
        compute_cap: u64::MAX,
        poster_gas: 0,
    };
    let mut execution = execute(Job {
        state: state.clone(),
        block: block.clone(),
        tx,
        moved: Default::default(),
        programs: programs.clone(),
        deadline: Default::default(),
    })?;
    if execution.status != Status::Success {
        return Err(TxError::Internal(format!("genesis: the contract at {to} refused")));
    }
    execution.changes.remove(&from);
    state.commit(execution.changes);
    Ok(execution.output)
}
