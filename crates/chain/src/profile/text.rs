//! Profiles and reports as aligned tables.

use std::{collections::BTreeMap, fmt::Write};

use super::{Frame, HostUse, Machine, Profile, Program, Row, Selector, Storage};

/// Functions shown for each frame.
const MOST_FUNCTIONS: usize = 20;
/// Columns for what stands to the left of the figures.
const LABEL: usize = 44;

type Name<'a> = &'a dyn Fn(Selector) -> Option<String>;

impl Profile {
    /// The profile as text. `name` gives a selector's name.
    pub fn table(&self, name: impl Fn(Selector) -> Option<String>) -> String {
        let mut out = String::new();
        let outcome = self.failure.as_deref().unwrap_or("succeeded");
        let what = match self.transaction_hash {
            Some(hash) => format!("transaction {hash}"),
            None => "call".to_owned(),
        };
        let _ = writeln!(out, "{what}: {outcome}");
        line(&mut out, 0, "gas used", self.gas_used, "");
        line(&mut out, 1, "intrinsic", self.intrinsic.base, "");
        let (zero, other) = (self.intrinsic.zero_bytes, self.intrinsic.other_bytes);
        let bytes = format!("{zero} zero bytes, {other} others");
        line(&mut out, 1, "call data", self.intrinsic.call_data, &bytes);
        for (label, gas) in [
            ("creation", self.intrinsic.creation),
            ("access list", self.intrinsic.access_list),
            ("authorizations", self.intrinsic.authorizations),
            ("parent chain", self.parent_chain_gas),
        ] {
            if gas > 0 {
                line(&mut out, 1, label, gas, "");
            }
        }
        line(&mut out, 1, "frames", self.root.gas_used, "");
        if self.refund > 0 {
            let _ = writeln!(
                out,
                "  {:<LABEL$}{:>14}",
                "refund",
                format!("-{}", thousands(self.refund))
            );
        }
        frame(&mut out, &self.root, self.gas_used, 0, &name);
        out
    }
}

/// A line with whole gas.
fn line(out: &mut String, indent: usize, label: &str, gas: u64, note: &str) {
    let width = LABEL + 2 - 2 * indent;
    let text =
        format!("{:pad$}{label:<width$}{:>14}  {note}", "", thousands(gas), pad = 2 * indent);
    let _ = writeln!(out, "{}", text.trim_end());
}

fn frame(out: &mut String, frame: &Frame, whole: u64, depth: usize, name: Name<'_>) {
    let function =
        frame.selector.map(|selector| name(selector).unwrap_or_else(|| selector.to_string()));
    let function = function.unwrap_or_default();
    let machine = match frame.machine {
        Machine::Program => "program",
        Machine::Evm => "EVM code",
        Machine::Precompile => "precompile",
        Machine::Nothing => "no code",
    };
    let deep = if depth > 0 { format!("depth {depth}: ") } else { String::new() };
    let _ = writeln!(out, "\n{deep}{} {} {function} ({machine})", frame.kind, frame.to);
    if let Some(failure) = &frame.failure {
        let _ = writeln!(out, "  failed: {failure}");
    }
    line(out, 1, "gas", frame.gas_used, &format!("{} of all", share(frame.gas_used, whole)));
    match &frame.program {
        Some(parts) => program(out, frame, parts),
        None if !frame.calls.is_empty() => line(out, 2, "own", frame.own_gas(), ""),
        None => {}
    }
    let below: u64 = frame.calls.iter().map(|call| call.gas_used).sum();
    if !frame.calls.is_empty() {
        line(out, 2, "sub-calls", below, &format!("{} of them", frame.calls.len()));
    }
    for call in &frame.calls {
        self::frame(out, call, whole, depth + 1, name);
    }
}

fn program(out: &mut String, frame: &Frame, program: &Program) {
    let entry = program.entry;
    let mut note = if entry.cached { "cached" } else { "not cached" }.to_owned();
    if let Some(gas) = entry.segment_gas {
        let _ = write!(note, "; {} of it for data segments", thousands(gas));
    }
    line(out, 2, "entry", entry.init_gas, &note);
    let pages = format!("initial pages: {}, added: {}", entry.pages, program.grown_pages);
    line(out, 2, "memory", entry.memory_gas, &pages);
    let price = program.ink_price;
    let whole = frame.gas_used.saturating_mul(price.into());
    let share_of = |ink: u64| share(ink, whole);
    inks(out, 2, "code", program.code_ink(), price, &share_of(program.code_ink()));
    inks(out, 2, "host calls", program.host_ink(), price, &share_of(program.host_ink()));
    host(out, program, whole);
    let small = [("rounding", program.rounding_ink), ("lost without gas", program.lost_ink)];
    for (label, ink) in small.into_iter().filter(|(_, ink)| *ink > 0) {
        inks(out, 2, label, ink, price, &share_of(ink));
    }
    if program.return_data_gas > 0 {
        line(out, 2, "return data", program.return_data_gas, "");
    }
    storage(out, &program.storage);
    functions(out, program);
}

/// A line with ink and the gas that it is.
fn inks(out: &mut String, indent: usize, label: &str, ink: u64, price: u32, note: &str) {
    let width = LABEL + 2 - 2 * indent;
    let pad = 2 * indent;
    let _ = writeln!(
        out,
        "{:pad$}{:<width$}{:>14}{:>20} ink  {note}",
        "",
        label,
        gas_of(ink, price),
        thousands(ink)
    );
}

fn host(out: &mut String, program: &Program, whole: u64) {
    let mut calls: BTreeMap<&str, HostUse> = BTreeMap::new();
    for (name, used) in program.paths.iter().flat_map(|path| &path.host) {
        let sum = calls.entry(name).or_default();
        sum.count += used.count;
        sum.ink += used.ink;
    }
    let mut calls: Vec<_> = calls.into_iter().collect();
    calls.sort_by_key(|(name, used)| (std::cmp::Reverse(used.ink), *name));
    for (name, used) in calls {
        let label = format!("{name} × {}", used.count);
        inks(out, 3, &label, used.ink, program.ink_price, &share(used.ink, whole));
    }
}

fn storage(out: &mut String, used: &Storage) {
    if *used == Storage::default() {
        return;
    }
    let reads = format!(
        "{} cold, {} warm, {} from the cache",
        used.cold_reads, used.warm_reads, used.cached_reads
    );
    line(out, 2, "storage reads (part of the above)", used.read_gas, &reads);
    let writes = format!(
        "{} set, {} changed, {} rewritten, {} of them cold; flushes: {}, writes to the cache: {}",
        used.slots_set,
        used.slots_changed,
        used.slots_rewritten,
        used.cold_writes,
        used.flushes,
        used.cached_writes
    );
    line(out, 2, "storage writes (part of the above)", used.write_gas, &writes);
}

/// What a function took on all paths together.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    count: u64,
    own: u64,
    /// Its host calls.
    host: u64,
    /// With all that it called; a recursive call is not counted twice.
    total: u64,
}

fn functions(out: &mut String, program: &Program) {
    let mut all: Vec<(&str, Taken)> = taken(program).into_iter().collect();
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(name, taken)| (std::cmp::Reverse(taken.own + taken.host), *name));
    let _ = writeln!(
        out,
        "    {:<width$}{:>14}{:>14}{:>14}{:>9}",
        "function (gas)",
        "own code",
        "own host",
        "with callees",
        "calls",
        width = LABEL - 2
    );
    let price = program.ink_price;
    for (name, taken) in all.iter().take(MOST_FUNCTIONS) {
        let _ = writeln!(
            out,
            "    {:<width$}{:>14}{:>14}{:>14}{:>9}",
            shortened(name),
            gas_of(taken.own, price),
            gas_of(taken.host, price),
            gas_of(taken.total, price),
            thousands(taken.count),
            width = LABEL - 2
        );
    }
    if let Some(more) = all.len().checked_sub(MOST_FUNCTIONS).filter(|more| *more > 0) {
        let _ = writeln!(out, "    … and {more} more");
    }
}

fn taken(program: &Program) -> BTreeMap<&str, Taken> {
    let paths = &program.paths;
    let host = |at: usize| paths[at].host.values().map(|used| used.ink).sum::<u64>();
    // A path stands after the one above it, so sums can be handed up from the end.
    let mut totals: Vec<u64> = (0..paths.len()).map(|at| paths[at].ink + host(at)).collect();
    for at in (0..paths.len()).rev() {
        if let Some(parent) = paths[at].parent.filter(|parent| *parent < at) {
            totals[parent] += totals[at];
        }
    }
    let mut functions: BTreeMap<&str, Taken> = BTreeMap::new();
    for (at, path) in paths.iter().enumerate().filter(|(_, path)| path.function.is_some()) {
        let sum = functions.entry(&path.name).or_default();
        sum.count += path.count;
        sum.own += path.ink;
        sum.host += host(at);
        if !is_recursive(program, at) {
            sum.total += totals[at];
        }
    }
    functions
}

/// True if the function is open already further up on the path.
fn is_recursive(program: &Program, at: usize) -> bool {
    let path = &program.paths[at];
    let mut above = path.parent;
    while let Some(up) = above.and_then(|up| program.paths.get(up)) {
        if up.function.is_some() && up.name == path.name {
            return true;
        }
        above = up.parent;
    }
    false
}

/// The end of a long name tells more than its beginning.
fn shortened(name: &str) -> String {
    let room = LABEL - 4;
    let length = name.chars().count();
    if length <= room {
        return name.to_owned();
    }
    let tail: String = name.chars().skip(length - (room - 1)).collect();
    format!("…{tail}")
}

/// The beginning of a long signature, which holds the name.
fn begun(signature: &str) -> String {
    let room = LABEL - 4;
    if signature.chars().count() <= room {
        return signature.to_owned();
    }
    let head: String = signature.chars().take(room - 1).collect();
    format!("{head}…")
}

/// Digits in groups of three.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Ink as gas with two decimals, cut off.
fn gas_of(ink: u64, price: u32) -> String {
    let price = u64::from(price.max(1));
    let hundredths = (ink % price).saturating_mul(100) / price;
    format!("{}.{hundredths:02}", thousands(ink / price))
}

fn share(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 1_000).checked_div(whole.into()).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// The report as a table, contract by contract.
pub(super) fn report(rows: &[Row], transactions: u64, name: Name<'_>) -> String {
    let mut out = format!("gas report: {} transactions\n", thousands(transactions));
    let mut contract = None;
    for row in rows {
        if contract != Some(row.contract) {
            contract = Some(row.contract);
            let _ = writeln!(
                out,
                "\n{:<44}{:>7}{:>12}{:>12}{:>12}{:>12}{:>7}{:>7}{:>7}{:>8}{:>7}",
                row.contract.to_string(),
                "calls",
                "min",
                "average",
                "median",
                "max",
                "entry",
                "code",
                "host",
                "storage",
                "below"
            );
        }
        let function = match row.selector {
            _ if row.creation => "(creation)".to_owned(),
            Some(selector) => name(selector).unwrap_or_else(|| selector.to_string()),
            None => "(no selector)".to_owned(),
        };
        let percent = |share: f64| format!("{share:.0} %");
        let _ = writeln!(
            out,
            "  {:<42}{:>7}{:>12}{:>12}{:>12}{:>12}{:>7}{:>7}{:>7}{:>8}{:>7}",
            begun(&function),
            thousands(row.calls),
            thousands(row.gas.min),
            thousands(row.gas.average),
            thousands(row.gas.median),
            thousands(row.gas.max),
            percent(row.entry_percent),
            percent(row.code_percent),
            percent(row.host_percent),
            percent(row.storage_percent),
            percent(row.sub_call_percent)
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(gas_of(12_345_678, 10_000), "1,234.56");
        assert_eq!(gas_of(5, 0), "5.00");
        assert_eq!(
            (share(1, 3), share(0, 0), share(5, 5)),
            ("33.3 %".into(), "0.0 %".into(), "100.0 %".into())
        );
        assert_eq!(begun(&"x".repeat(60)).chars().count(), LABEL - 4);
        assert_eq!(shortened(&"x".repeat(60)).chars().count(), LABEL - 4);
    }
}
