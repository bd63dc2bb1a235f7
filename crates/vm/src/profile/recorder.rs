//! Follows a frame while it runs: which path it is on, and what ink was left when something was last heard of it.

use std::collections::HashMap;

use super::{Callee, PathProfile, ProgramProfile, StorageUse};

/// Deepest path that is told apart; deeper functions count as called by the one above.
const MAX_DEPTH: usize = 256;
/// Most paths that are told apart; further functions count as called by the frame.
const MAX_PATHS: usize = 1 << 16;

/// The frame's listener. It charges nothing.
#[derive(Debug)]
pub(crate) struct Profiler {
    paths: Vec<PathProfile>,
    children: HashMap<(usize, u32), usize>,
    /// Paths of the functions that are open, outermost first; the first is the frame itself.
    open: Vec<usize>,
    /// Ink left at the last event.
    mark: u64,
    callees: Vec<Callee>,
    /// Gas of frames that the current host call opened.
    opened: u64,
    pub(crate) storage: StorageUse,
    pub(crate) grown_pages: u64,
}

impl Profiler {
    /// Follows a frame that begins with this ink.
    pub(crate) fn new(ink: u64) -> Self {
        Self {
            paths: vec![PathProfile { count: 1, ..PathProfile::default() }],
            children: HashMap::new(),
            open: vec![0],
            mark: ink,
            callees: Vec::new(),
            opened: 0,
            storage: StorageUse::default(),
            grown_pages: 0,
        }
    }

    fn current(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    /// Books the ink since the last event on the current path.
    fn advance(&mut self, ink: u64) {
        let spent = self.mark.saturating_sub(ink);
        let current = self.current();
        if let Some(path) = self.paths.get_mut(current) {
            path.ink = path.ink.saturating_add(spent);
        }
        self.mark = ink;
    }

    /// A function begins; the answer is the depth to come back to.
    pub(crate) fn enter(&mut self, function: u32, ink: u64) -> u32 {
        self.advance(ink);
        let above = self.open.get(MAX_DEPTH.min(self.open.len()) - 1).copied().unwrap_or(0);
        let path = self.path(above, function);
        if let Some(path) = self.paths.get_mut(path) {
            path.count = path.count.saturating_add(1);
        }
        self.open.push(path);
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }

    fn path(&mut self, above: usize, function: u32) -> usize {
        let full = self.paths.len() >= MAX_PATHS;
        let above = if full && !self.children.contains_key(&(above, function)) { 0 } else { above };
        *self.children.entry((above, function)).or_insert_with(|| {
            let function = Some(function);
            self.paths.push(PathProfile { function, parent: Some(above), ..Default::default() });
            self.paths.len() - 1
        })
    }

    /// A call has returned to the function at this depth.
    pub(crate) fn back(&mut self, depth: u32, ink: u64) {
        self.advance(ink);
        self.open.truncate((depth as usize).max(1));
    }

    /// A host call opened a frame, which took this gas.
    pub(crate) fn callee(&mut self, gas: u64) {
        let path = self.current();
        self.callees.push(Callee { path, gas });
        self.opened = self.opened.saturating_add(gas);
    }

    /// A host call has ended, well or not.
    pub(crate) fn host(&mut self, name: &'static str, start: u64, end: u64, ink_price: u32) {
        self.advance(start);
        let gas = std::mem::take(&mut self.opened);
        let own = start.saturating_sub(end).saturating_sub(gas.saturating_mul(ink_price.into()));
        let current = self.current();
        if let Some(path) = self.paths.get_mut(current) {
            let used = path.host.entry(name).or_default();
            used.count = used.count.saturating_add(1);
            used.ink = used.ink.saturating_add(own);
            used.callee_gas = used.callee_gas.saturating_add(gas);
        }
        self.mark = end;
    }

    /// The frame has ended with this ink.
    pub(crate) fn finish(mut self, ink: u64) -> ProgramProfile {
        self.advance(ink);
        ProgramProfile {
            paths: self.paths,
            callees: self.callees,
            storage: self.storage,
            grown_pages: self.grown_pages,
            ..ProgramProfile::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_goes_to_the_innermost_open_function() {
        let mut profiler = Profiler::new(1_000);
        let outer = profiler.enter(5, 990);
        let _inner = profiler.enter(6, 900);
        profiler.host("msg_sender", 850, 800, 10);
        profiler.back(outer, 700);
        let profile = profiler.finish(650);
        let inks: Vec<_> = profile.paths.iter().map(|path| (path.function, path.ink)).collect();
        assert_eq!(inks, [(None, 10), (Some(5), 90 + 50), (Some(6), 50 + 100)]);
        assert_eq!((profile.code_ink(), profile.host_ink()), (300, 50));
        assert_eq!(profile.paths[2].parent, Some(1));
    }

    #[test]
    fn the_gas_of_opened_frames_is_not_the_host_calls_own() {
        let mut profiler = Profiler::new(10_000);
        profiler.callee(7);
        profiler.host("call_contract", 9_000, 2_000, 1_000);
        let profile = profiler.finish(2_000);
        assert_eq!((profile.host_ink(), profile.callee_gas(), profile.code_ink()), (0, 7, 1_000));
    }

    #[test]
    fn endless_depth_and_endless_paths_are_bounded_and_lose_nothing() {
        let total = 400_000_u64;
        let mut profiler = Profiler::new(total);
        for step in 0..300_000_u32 {
            profiler.enter(step % 7_919, total - u64::from(step));
            if step % 3 == 0 {
                profiler.back(1 + step % 97, total - u64::from(step));
            }
        }
        assert!(profiler.paths.len() <= MAX_PATHS + 7_919, "{}", profiler.paths.len());
        let profile = profiler.finish(0);
        assert_eq!(profile.code_ink(), total);
        assert!(profile
            .paths
            .iter()
            .enumerate()
            .all(|(at, path)| path.parent.is_none_or(|up| up < at)));
    }
}
