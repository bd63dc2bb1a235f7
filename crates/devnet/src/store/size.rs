//! How much of a journal still says something: blocks that were undone and edits that were overwritten only take room.

/// What may be of no use before a journal is written anew: as much as the rest, and this many bytes.
const SLACK: u64 = 4 << 20;

/// Bytes of a journal by what they are good for.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    /// Of each block on the chain.
    blocks: Vec<u64>,
    /// Sum of those.
    live: u64,
    /// Of everything else: blocks undone, accounts edited, time moved.
    idle: u64,
    /// A rewrite is not tried before there is that much to gain.
    threshold: u64,
}

impl Sizes {
    /// A journal that was just written anew.
    pub(super) fn fresh(blocks: Vec<u64>) -> Self {
        Self { live: blocks.iter().sum(), blocks, ..Self::default() }
    }

    /// Counts a change: blocks kept, blocks added, bytes.
    pub(super) fn add(&mut self, kept: u64, added: usize, bytes: u64) {
        let kept = usize::try_from(kept).unwrap_or(usize::MAX).min(self.blocks.len());
        let gone: u64 = self.blocks.drain(kept..).sum();
        self.live -= gone;
        self.idle += gone;
        match bytes.checked_div(added as u64) {
            Some(each) => {
                self.blocks.extend(std::iter::repeat_n(each, added));
                self.live += each * added as u64;
            }
            None => self.idle += bytes,
        }
    }

    /// True once a rewrite is worth its time: so rarely that its cost per change does not grow with the chain.
    pub(super) fn rewrite_due(&self) -> bool {
        self.idle > self.threshold.max(self.live + SLACK)
    }

    /// True if a rewrite would make the file shorter at all.
    pub(super) const fn has_idle(&self) -> bool {
        self.idle > 0
    }

    /// A rewrite has failed: the next one waits until there is twice as much to gain.
    pub(super) const fn put_off(&mut self) {
        self.threshold = self.idle.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undone_blocks_and_edits_are_idle() {
        let mut sizes = Sizes::default();
        sizes.add(0, 1, 100);
        sizes.add(1, 3, 301);
        assert_eq!((sizes.live, sizes.idle), (400, 0));
        sizes.add(2, 0, 7);
        assert_eq!((sizes.live, sizes.idle), (200, 207));
        sizes.add(2, 1, 50);
        assert_eq!((sizes.live, sizes.idle), (250, 207));
        assert!(sizes.has_idle() && !sizes.rewrite_due());
        sizes.add(3, 0, SLACK + 44);
        assert!(sizes.rewrite_due());
        sizes.put_off();
        assert!(!sizes.rewrite_due());
        sizes.add(3, 0, sizes.idle + 1);
        assert!(sizes.rewrite_due());
        assert!(!Sizes::fresh(vec![1, 2]).has_idle());
    }
}
