//! What happened: cases by their end, the slowest case, memory. A thread of its own ends the process when a case hangs.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    time::{Duration, Instant},
};

/// A case that takes this long hangs: far more than the slowest takes on a busy machine without optimisation.
const HANG: Duration = Duration::from_secs(60);

/// Figures of one run.
pub(crate) struct Report {
    name: &'static str,
    seed: u64,
    ends: BTreeMap<String, u64>,
    slowest: (Duration, u64),
    began: Instant,
    case: Instant,
    current: Arc<AtomicU64>,
}

impl Report {
    pub(crate) fn start(name: &'static str, seed: u64) -> Self {
        let current = Arc::new(AtomicU64::new(u64::MAX));
        watch(name, seed, Arc::clone(&current));
        let now = Instant::now();
        let slowest = (Duration::ZERO, 0);
        Self { name, seed, ends: BTreeMap::new(), slowest, began: now, case: now, current }
    }

    /// A case starts. It is written down first: if the process is aborted, the file names the culprit.
    pub(crate) fn begin(&mut self, index: u64) {
        let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/fuzz-case");
        let text = format!("case {index} with FUZZ_SEED={}\n", self.seed);
        std::fs::write(format!("{file}-{}", self.name), text).expect("a place to write to");
        self.current.store(index, Ordering::SeqCst);
        self.case = Instant::now();
    }

    pub(crate) fn end(&mut self, ended: &str) {
        let (took, index) = (self.case.elapsed(), self.current.load(Ordering::SeqCst));
        self.slowest = self.slowest.max((took, index));
        *self.ends.entry(ended.to_owned()).or_default() += 1;
    }

    pub(crate) fn count(&self, ended: &str) -> u64 {
        self.ends.get(ended).copied().unwrap_or_default()
    }

    /// Cases that came as far as being run.
    pub(crate) fn count_run(&self) -> u64 {
        ["Success", "Revert", "Failure", "OutOfInk", "OutOfStack"]
            .map(|end| self.count(end))
            .iter()
            .sum()
    }

    #[allow(clippy::print_stdout)]
    pub(crate) fn print(&self) {
        let total: u64 = self.ends.values().sum();
        let (took, index) = self.slowest;
        println!("{total} {} with seed {} in {:?}", self.name, self.seed, self.began.elapsed());
        for (end, count) in &self.ends {
            println!("  {count:>8}  {end}");
        }
        println!("  slowest: case {index}, {took:?}; most memory: {}", most_memory());
    }
}

impl Drop for Report {
    #[allow(clippy::print_stderr)]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let index = self.current.load(Ordering::SeqCst);
            eprintln!("{}: case {index} with FUZZ_SEED={}", self.name, self.seed);
        }
        self.current.store(u64::MAX, Ordering::SeqCst);
    }
}

#[allow(clippy::print_stderr)]
fn watch(name: &'static str, seed: u64, current: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let (mut last, mut since) = (u64::MAX, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let now = current.load(Ordering::SeqCst);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if now != u64::MAX && since.elapsed() > HANG {
                eprintln!(
                    "{name}: case {now} hangs: FUZZ_SEED={seed} FUZZ_FIRST={now} FUZZ_MODULES=1"
                );
                std::process::abort();
            }
        }
    });
}

/// The most memory that the process ever held, where the system says so.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown", str::trim).to_owned()
}
