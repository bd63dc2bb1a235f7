//! Traces of transactions and calls: which tracer is wanted with which options; `shape` writes the answers.

mod duration;
mod shape;
mod steps;

use std::time::Duration;

use alloy_primitives::B256;
use serde_json::{json, Value};
use stylus_chain::block::BlockId;
use stylus_chain::trace::{StepOptions, Trace, TraceError, TraceOptions};

use self::duration::GoDuration;
use super::blocks_ref::{ByAny, ByNumber};
use super::dispatch::{Answer, Context, Method};
use super::error::RpcError;
use super::params::Params;
use super::requests::{BlockChanges, Call, Overrides};
use super::values::{kind_of, Fields, Wanted, Wrong};

pub(crate) const METHODS: &[Method] = &[
    ("debug_traceTransaction", 2, trace_transaction),
    ("debug_traceCall", 3, trace_call),
    ("debug_traceBlockByNumber", 2, |context, params| {
        let ByNumber(at) = params.required(0)?;
        trace_block(context, at, params)
    }),
    ("debug_traceBlockByHash", 2, |context, params| {
        trace_block(context, BlockId::Hash(params.required(0)?), params)
    }),
];

/// No step is shorter than this as JSON, bytes.
const SHORTEST_STEP: u64 = 50;

/// Most bytes of all the traces of a block.
const BLOCK_TRACE_BYTES: usize = 256 << 20;

/// Who tells what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tracer {
    /// Every instruction of the EVM; the default.
    Steps(StepOptions, u64),
    Stylus,
    Calls {
        only_top: bool,
        with_logs: bool,
    },
    State {
        diff: bool,
    },
    Selectors,
    Nothing,
}

/// The tracer's settings, the last argument of both methods.
#[derive(Debug, Default)]
struct Settings {
    tracer: Option<String>,
    steps: StepOptions,
    limit: u64,
    config: Value,
    accounts: Overrides,
    header: BlockChanges,
    timeout: Option<Duration>,
}

impl Wanted for Settings {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let fields = Fields::of(value, "tracers.TraceConfig")?;
        let flag = |name| fields.get::<bool>(name).map(Option::unwrap_or_default);
        let steps = StepOptions {
            stack: !flag("disableStack")?,
            memory: flag("enableMemory")?,
            storage: !flag("disableStorage")?,
            return_data: flag("enableReturnData")?,
            most: None,
        };
        Ok(Self {
            tracer: fields.get("tracer")?,
            steps,
            limit: limit(&fields)?,
            config: fields.raw("tracerConfig").cloned().unwrap_or_default(),
            accounts: fields.get("stateOverrides")?.unwrap_or_default(),
            header: fields.get("blockOverrides")?.unwrap_or_default(),
            timeout: fields.get::<GoDuration>("timeout")?.map(|GoDuration(length)| length),
        })
    }
}

/// `limit` is a plain number; nothing and zero mean none.
fn limit(fields: &Fields<'_>) -> Result<u64, Wrong> {
    let Some(value) = fields.raw("limit") else { return Ok(0) };
    let wrong = || Wrong::kind(kind_of(value), "int").field("TraceConfig.limit");
    match value.as_i64() {
        Some(number) => Ok(u64::try_from(number).unwrap_or(0)),
        None => Err(wrong()),
    }
}

/// A node without settings shows every instruction with its stack and storage.
fn defaults() -> Settings {
    let steps = StepOptions { stack: true, storage: true, ..StepOptions::default() };
    Settings { steps, ..Settings::default() }
}

impl Settings {
    fn tracer(&self) -> Result<Tracer, RpcError> {
        let Some(name) = &self.tracer else { return Ok(Tracer::Steps(self.steps, self.limit)) };
        let config = match &self.config {
            Value::Null => json!({}),
            object => object.clone(),
        };
        let flags = || Fields::of(&config, "tracerConfig");
        let refused = |wrong: Wrong| wrong.refusal();
        let flag = |key: &str| -> Result<bool, RpcError> {
            let given = flags().and_then(|fields| fields.get::<bool>(key)).map_err(refused)?;
            Ok(given.unwrap_or_default())
        };
        Ok(match name.as_str() {
            "stylusTracer" => Tracer::Stylus,
            "callTracer" => {
                Tracer::Calls { only_top: flag("onlyTopCall")?, with_logs: flag("withLog")? }
            }
            "prestateTracer" => Tracer::State { diff: flag("diffMode")? },
            "4byteTracer" => Tracer::Selectors,
            "noopTracer" => Tracer::Nothing,
            // The JavaScript that cargo-stylus sends: its answer is that of the stylusTracer.
            script if script.contains("hostio") => Tracer::Stylus,
            unknown => return Err(unknown_tracer(unknown)),
        })
    }
}

fn unknown_tracer(name: &str) -> RpcError {
    let shown: String = name.chars().take(60).collect();
    RpcError::refused(format!(
        "ReferenceError: {shown} is not defined (tracers: stylusTracer, callTracer, prestateTracer, 4byteTracer, noopTracer)"
    ))
}

/// Steps that can be needed to reach a limit in bytes; zero is no limit.
fn most_steps(limit: u64) -> Option<usize> {
    let steps = limit / SHORTEST_STEP + 2;
    (limit != 0).then(|| usize::try_from(steps).unwrap_or(usize::MAX))
}

impl Tracer {
    /// What must be recorded, and how long that may take.
    fn options(self, timeout: Option<Duration>) -> TraceOptions {
        TraceOptions { timeout, ..self.recorded() }
    }

    fn recorded(self) -> TraceOptions {
        match self {
            Self::Steps(steps, limit) => {
                let steps = StepOptions { most: most_steps(limit), ..steps };
                TraceOptions { steps: Some(steps), ..TraceOptions::default() }
            }
            Self::Stylus => TraceOptions { host_calls: true, ..TraceOptions::default() },
            Self::State { .. } => TraceOptions { state: true, ..TraceOptions::default() },
            Self::Calls { .. } | Self::Selectors | Self::Nothing => TraceOptions::default(),
        }
    }

    fn shape(self, trace: &Trace) -> Value {
        match self {
            Self::Steps(_, limit) => steps::steps(trace, limit),
            Self::Stylus => shape::host_calls(&trace.host_calls),
            Self::Calls { only_top, with_logs } => shape::calls(trace, only_top, with_logs),
            Self::State { diff: true } => shape::difference(&trace.state),
            Self::State { diff: false } => shape::before(&trace.state),
            Self::Selectors => shape::selectors(trace),
            Self::Nothing => json!({}),
        }
    }
}

fn trace_transaction(context: Context<'_>, params: &Params) -> Answer {
    let hash: B256 = params.required(0)?;
    let settings: Settings = params.optional(1)?.unwrap_or_else(defaults);
    let chain = context.service.view();
    // On the node an unknown transaction is noticed before an unknown tracer.
    if chain.transaction(hash).is_none() {
        return Err(RpcError::from_chain(TraceError::NotFound));
    }
    let tracer = settings.tracer()?;
    let options = tracer.options(settings.timeout);
    let trace = chain.trace_transaction(hash, options).map_err(RpcError::from_chain)?;
    Ok(tracer.shape(&trace))
}

/// A list of `{txHash, result}`, or `{txHash, error}` for a trace that cannot be made.
fn trace_block(context: Context<'_>, at: BlockId, params: &Params) -> Answer {
    let settings: Settings = params.optional(1)?.unwrap_or_else(defaults);
    let tracer = settings.tracer()?;
    let at = context.service.settle(at);
    if at == BlockId::Earliest || at == BlockId::Number(0) {
        return Err(RpcError::refused("genesis is not traceable"));
    }
    let chain = context.service.view();
    let mut left = BLOCK_TRACE_BYTES;
    let mut shown = Vec::new();
    let options = tracer.options(settings.timeout);
    for (hash, trace) in chain.trace_block(at, options).map_err(RpcError::from_chain)? {
        let trace = trace.map(|trace| tracer.shape(&trace)).and_then(|shape| {
            left = left.checked_sub(shape.to_string().len()).ok_or(TraceError::TooLarge)?;
            Ok(shape)
        });
        shown.push(match trace {
            Ok(result) => json!({ "txHash": hash, "result": result }),
            Err(error) => json!({ "txHash": hash, "error": error.to_string() }),
        });
    }
    Ok(Value::Array(shown))
}

fn trace_call(context: Context<'_>, params: &Params) -> Answer {
    let Call { request, .. } = params.required(0)?;
    let ByAny(at) = params.required(1)?;
    let settings: Settings = params.optional(2)?.unwrap_or_else(defaults);
    let tracer = settings.tracer()?;
    let options = tracer.options(settings.timeout);
    let Settings { accounts: Overrides(accounts), header: BlockChanges(header), .. } = settings;
    let at = context.service.settle(at);
    let chain = context.service.view();
    let trace = chain.trace_call(&request, at, &accounts, &header, options);
    Ok(tracer.shape(&trace.map_err(RpcError::from_chain)?))
}
