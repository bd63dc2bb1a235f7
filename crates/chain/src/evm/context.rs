//! What one execution sees: the block, the transaction, the state below the journal, and the scope that all its frames
//! share.

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    sync::Arc,
};

use alloy_eips::{eip2930::AccessList, eip7702::SignedAuthorization};
use alloy_primitives::{Address, Bytes, TxKind, B256, U256};
use imbl::Vector;
use revm::{
    bytecode::Bytecode,
    context::{BlockEnv, CfgEnv, Context, Journal, LocalContext, TxEnv},
    state::AccountInfo,
    Database,
};
use stylus_vm::{Pages, RecentPrograms};

use super::{Deadline, Programs};
use crate::{
    arbos::{HISTORY, HISTORY_WINDOW},
    block::Block,
    state::State,
    trace::Recorder,
};

/// revm's context over this chain's state, with [`Scope`] as the part of our own.
pub(crate) type Ctx =
    Context<BlockEnv, TxEnv, CfgEnv, StateDb, Journal<StateDb>, Scope, LocalContext>;

/// The block that an execution belongs to.
#[derive(Clone, Debug)]
pub(crate) struct BlockContext {
    pub(crate) chain_id: u64,
    /// ArbOS version.
    pub(crate) arbos: u64,
    /// Programs that the block's transactions ran.
    pub(crate) recent: RecentPrograms,
    /// Number of the chain's own block, as `ArbSys.arbBlockNumber` answers.
    pub(crate) number: u64,
    /// What `NUMBER` answers.
    pub(crate) l1_number: u64,
    pub(crate) timestamp: u64,
    pub(crate) coinbase: Address,
    pub(crate) gas_limit: u64,
    /// Base fee of the block, wei per gas.
    pub(crate) base_fee: u64,
    pub(crate) prev_randao: B256,
    pub(crate) hashes: Hashes,
}

/// Hashes of earlier blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hashes {
    pub(crate) blocks: Vector<Arc<Block>>,
    /// True if `BLOCKHASH` counts the chain's own blocks.
    pub(crate) mirrored: bool,
    pub(crate) overrides: BTreeMap<u64, B256>,
}

impl Hashes {
    /// Hash of one of the chain's own blocks.
    pub(crate) fn own(&self, number: u64) -> Option<B256> {
        self.blocks.get(usize::try_from(number).ok()?).map(|block| block.hash)
    }

    /// What the contract of EIP-2935 keeps in a slot while a block of this number is made: the hash of the newest earlier
    /// block that belongs there.
    fn history(&self, number: u64, slot: U256) -> U256 {
        let Ok(slot) = u64::try_from(slot) else { return U256::ZERO };
        let Some(newest) = number.checked_sub(1).filter(|_| slot < HISTORY_WINDOW) else {
            return U256::ZERO;
        };
        let age = (newest % HISTORY_WINDOW + HISTORY_WINDOW - slot) % HISTORY_WINDOW;
        let hash = newest.checked_sub(age).and_then(|number| self.own(number));
        hash.unwrap_or_default().into()
    }

    /// What `BLOCKHASH` answers; zero where no parent chain is known.
    fn opcode(&self, number: u64) -> B256 {
        if let Some(hash) = self.overrides.get(&number) {
            return *hash;
        }
        if self.mirrored {
            self.own(number).unwrap_or_default()
        } else {
            B256::ZERO
        }
    }
}

/// A transaction or call, already checked against the rules of admission.
#[derive(Clone, Debug)]
pub(crate) struct TxContext {
    /// ArbOS version whose rules it is checked against.
    pub(crate) arbos: u64,
    pub(crate) tx_type: u8,
    pub(crate) from: Address,
    pub(crate) gas_limit: u64,
    /// Wei per gas that is really paid: the base fee, or 0 for a free call.
    pub(crate) price: u128,
    /// Wei per gas that programs are told (`tx_gas_price`), which is not what is paid.
    pub(crate) reported_price: u128,
    pub(crate) kind: TxKind,
    pub(crate) value: U256,
    pub(crate) input: Bytes,
    pub(crate) access_list: AccessList,
    pub(crate) authorizations: Vec<SignedAuthorization>,
    /// Gas that may be used in all; the rest of the limit is withheld and given back.
    pub(crate) compute_cap: u64,
    /// Gas for the bytes on the parent chain: taken first, outside the cap, never refunded.
    pub(crate) poster_gas: u64,
    /// A call or an estimate, nothing of which lasts.
    pub(crate) simulated: bool,
}

/// What all frames of one execution share besides the journal.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// ArbOS version.
    pub(crate) arbos: u64,
    /// Programs that the block's transactions ran; not rolled back.
    pub(crate) recent: RecentPrograms,
    /// Number of the chain's own block.
    pub(crate) number: u64,
    /// Base fee of the block, also in a free call, where `BASEFEE` reads 0.
    pub(crate) base_fee: u64,
    pub(crate) hashes: Hashes,
    pub(crate) reported_price: u128,
    pub(crate) compute_cap: u64,
    /// Gas for the bytes on the parent chain.
    pub(crate) poster_gas: u64,
    /// A call or an estimate, nothing of which lasts.
    pub(crate) simulated: bool,
    /// Pages of program memory; not rolled back.
    pub(crate) pages: Pages,
    /// Open frames per acting address, delegate calls not counted.
    pub(crate) open: HashMap<Address, u32>,
    /// Who called each open frame, outermost first; a delegate call keeps its caller's caller.
    pub(crate) callers: Vec<Address>,
    /// The node's words for the failure of the outermost frame, where revm has none.
    pub(crate) failure: Option<String>,
    /// Precompiles moved by an override: new address → where the precompile is at home.
    pub(crate) moved: BTreeMap<Address, Address>,
    pub(crate) programs: Programs,
    /// When the execution must end.
    pub(crate) deadline: Deadline,
    /// Listens to the execution, if it is traced.
    pub(crate) recorder: Option<Box<Recorder>>,
}

impl Scope {
    /// Tells the recorder, if there is one.
    pub(crate) fn record(&mut self, tell: impl FnOnce(&mut Recorder)) {
        if let Some(recorder) = &mut self.recorder {
            tell(recorder);
        }
    }

    /// Keeps the node's words for a failure at this depth: an answer shows only those of the outermost frame.
    pub(crate) fn fail(&mut self, depth: usize, text: String) {
        self.record(|recorder| recorder.note(&text));
        if depth == 0 {
            self.failure = Some(text);
        }
    }

    /// Notes that a frame of this acting address opens.
    pub(crate) fn enter(&mut self, address: Address) {
        *self.open.entry(address).or_default() += 1;
    }

    /// Notes that it closes.
    pub(crate) fn leave(&mut self, address: Address) {
        if let Some(count) = self.open.get_mut(&address) {
            *count = count.saturating_sub(1);
        }
    }

    /// True if more than one open frame has this acting address.
    pub(crate) fn is_reentrant(&self, address: Address) -> bool {
        self.open.get(&address).is_some_and(|count| *count > 1)
    }
}

/// A state as revm reads it.
#[derive(Clone, Debug, Default)]
pub(crate) struct StateDb {
    pub(crate) state: State,
    pub(crate) hashes: Hashes,
    /// Number of the chain's own block that the state is read for.
    pub(crate) number: u64,
}

impl Database for StateDb {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.state.info(address))
    }

    fn code_by_hash(&mut self, code_hash: B256) -> Result<Bytecode, Infallible> {
        Ok(self.state.bytecode(code_hash))
    }

    fn storage(&mut self, address: Address, index: U256) -> Result<U256, Infallible> {
        if address == HISTORY {
            return Ok(self.hashes.history(self.number, index));
        }
        Ok(self.state.storage(address, index))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(self.hashes.opcode(number))
    }
}
