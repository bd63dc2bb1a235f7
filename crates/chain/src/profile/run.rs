//! Makes profiles: runs an execution again with a listener and sorts what it heard.

use alloy_eips::eip7702::constants::PER_EMPTY_ACCOUNT_COST;
use alloy_primitives::{Bytes, TxKind, B256};
use stylus_vm::{
    code,
    profile::{HostUse as VmHostUse, PathProfile, ProgramProfile},
    Params,
};

use super::{
    Detail, Entry, Frame, GasReport, HostUse, Intrinsic, Machine, Path, Profile, Program, Selector,
    Storage, SCHEMA,
};
use crate::{
    arbos::ArbosState,
    block::BlockId,
    call::{BlockOverrides, CallRequest, StateOverrides, Status},
    chain::Chain,
    error::TxError,
    evm::{execute_traced, intrinsic_gas, Job, TxContext},
    precompiles::is_precompile,
    state::State,
    trace::{CallFrame, ProgramRun, Recorder, TraceError, TraceOptions},
};

/// Gas of a zero byte of call data.
const ZERO_BYTE: u64 = 4;
/// Gas of any other byte of call data.
const OTHER_BYTE: u64 = 16;
/// Gas of an address in an access list (EIP-2930).
const LISTED_ADDRESS: u64 = 2_400;
/// Gas of a slot in an access list.
const LISTED_SLOT: u64 = 1_900;
/// Gas of any transaction.
const TRANSACTION: u64 = 21_000;

impl Chain {
    /// Runs a transaction again on the state that it found, and says where its gas went.
    ///
    /// # Errors
    /// [`TraceError::NotFound`] and [`TraceError::TooLarge`].
    pub fn profile_transaction(&self, hash: B256, detail: Detail) -> Result<Profile, TraceError> {
        let job = self.job_of(hash).map_err(refused)?.ok_or(TraceError::NotFound)?;
        let profile = profile(job, detail)?;
        Ok(Profile { transaction_hash: Some(hash), ..profile })
    }

    /// Adds the transactions of all blocks after this number to a report. Those that cannot be run again are left out.
    pub fn report_after(&self, number: u64, report: &mut GasReport) {
        for number in number.saturating_add(1)..=self.head().number() {
            let Some(block) = self.block(BlockId::Number(number)) else { return };
            for job in self.jobs_of(block, usize::MAX).unwrap_or_default() {
                if let Ok(profile) = profile(job, Detail::Programs) {
                    report.add(&profile);
                }
            }
        }
    }

    /// Executes a call on the state after a block, says where its gas goes, and forgets its changes.
    ///
    /// # Errors
    /// As [`Chain::trace_call`].
    pub fn profile_call(
        &self,
        request: &CallRequest,
        at: BlockId,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
        detail: Detail,
    ) -> Result<Profile, TraceError> {
        let block = self.resolve(at)?;
        let job = self.checked_job(request, block, overrides, block_overrides)?;
        profile(job.map_err(refused)?, detail)
    }
}

fn refused(error: TxError) -> TraceError {
    TraceError::Refused(error.to_string())
}

/// The wasm of a contract's code, for comparing it with other builds; none if it is no program.
pub fn program_of(contract_code: &[u8]) -> Option<Vec<u8>> {
    code::decode(contract_code, &Params::default()).ok()
}

fn profile(job: Job, detail: Detail) -> Result<Profile, TraceError> {
    let options = TraceOptions { profile: Some(detail), ..TraceOptions::default() };
    let intrinsic = intrinsic(&job.tx);
    let parent_chain_gas = job.tx.poster_gas;
    let Params { ink_price, arbos_version, .. } = params(&job.state);
    let done = execute_traced(job, Recorder::new(options));
    let (execution, recorder) = done.map_err(refused)?;
    if !recorder.listens() {
        return Err(TraceError::TooLarge);
    }
    let root = recorder.into_root();
    let root = root.ok_or_else(|| TraceError::Refused("nothing was executed".to_owned()))?;
    Ok(Profile {
        schema: SCHEMA.to_owned(),
        transaction_hash: None,
        failure: match execution.status {
            Status::Success => None,
            Status::Revert => Some(crate::revert::message(&execution.output)),
            Status::Halt(text) => Some(text),
        },
        gas_used: execution.gas_used,
        ink_price,
        intrinsic,
        parent_chain_gas,
        refund: execution.refund,
        root: frame(root, None, arbos_version),
    })
}

fn params(state: &State) -> Params {
    let mut copy = state.clone();
    let Ok(params) = ArbosState { slots: &mut copy }.params();
    params
}

fn intrinsic(tx: &TxContext) -> Intrinsic {
    let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == 0).count() as u64;
    let zero_bytes = count(&tx.input);
    let other_bytes = (tx.input.len() as u64).saturating_sub(zero_bytes);
    let slots: u64 = tx.access_list.0.iter().map(|item| item.storage_keys.len() as u64).sum();
    let known = Intrinsic {
        base: TRANSACTION,
        call_data: zero_bytes * ZERO_BYTE + other_bytes * OTHER_BYTE,
        zero_bytes,
        other_bytes,
        creation: 0,
        access_list: tx.access_list.0.len() as u64 * LISTED_ADDRESS + slots * LISTED_SLOT,
        authorizations: tx.authorizations.len() as u64 * PER_EMPTY_ACCOUNT_COST,
    };
    let rest = intrinsic_gas(tx).saturating_sub(known.total());
    match tx.kind {
        TxKind::Create => Intrinsic { creation: rest, ..known },
        TxKind::Call(_) => known,
    }
}

fn frame(recorded: CallFrame, opened_by: Option<usize>, arbos: u64) -> Frame {
    let CallFrame { kind, from, to, gas_used, input, error, calls, program, .. } = recorded;
    let machine = match () {
        () if program.is_some() => Machine::Program,
        () if is_precompile(to, arbos) => Machine::Precompile,
        () if gas_used > 0 || !calls.is_empty() => Machine::Evm,
        () => Machine::Nothing,
    };
    // A program's frames are those that its host calls opened, in the same order.
    let openers: Vec<usize> = match &program {
        Some(run) => run.profile.callees.iter().map(|callee| callee.path).collect(),
        None => Vec::new(),
    };
    let calls = calls.into_iter().enumerate();
    let calls = calls.map(|(at, call)| frame(call, openers.get(at).copied(), arbos)).collect();
    Frame {
        kind: kind.name().to_owned(),
        machine,
        from,
        to,
        selector: if kind.is_create() { None } else { selector(&input) },
        gas_used,
        failure: error,
        opened_by,
        program: program.map(|run| parts(*run)),
        calls,
    }
}

fn selector(input: &Bytes) -> Option<Selector> {
    input.get(..4).map(Selector::from_slice)
}

fn parts(run: ProgramRun) -> Program {
    let ProgramRun { code_hash, segment_gas, names, profile } = run;
    let ProgramProfile { ink_price, entry, storage, paths, .. } = profile;
    let named = |function: Option<u32>| match (function, &names) {
        (Some(function), Some(names)) => names.label(function),
        (Some(function), None) => format!("func[{function}]"),
        (None, _) => String::new(),
    };
    Program {
        code_hash,
        ink_price,
        entry: Entry {
            cached: entry.cached,
            init_gas: entry.init_gas,
            segment_gas,
            memory_gas: entry.memory_gas,
            pages: entry.pages,
        },
        paths: paths.into_iter().map(|path| self::path(named(path.function), path)).collect(),
        storage: Storage {
            cold_reads: storage.cold_reads,
            warm_reads: storage.warm_reads,
            cached_reads: storage.cached_reads,
            read_gas: storage.read_gas,
            cached_writes: storage.cached_writes,
            flushes: storage.flushes,
            cold_writes: storage.cold_writes,
            slots_set: storage.slots_set,
            slots_changed: storage.slots_changed,
            slots_rewritten: storage.slots_rewritten,
            write_gas: storage.write_gas,
            refund: storage.refund,
        },
        grown_pages: profile.grown_pages,
        return_data_gas: profile.return_data_gas,
        rounding_ink: profile.rounding_ink,
        lost_ink: profile.lost_ink,
    }
}

fn path(name: String, path: PathProfile) -> Path {
    let PathProfile { function, parent, count, ink, host } = path;
    let used =
        |used: VmHostUse| HostUse { count: used.count, ink: used.ink, callee_gas: used.callee_gas };
    let host = host.into_iter().map(|(name, calls)| (name.to_owned(), used(calls))).collect();
    Path { function, name, parent, count, ink, host }
}
