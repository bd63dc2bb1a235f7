//! Programs that ran lately in a block: from ArbOS 60 on entering one again costs as if it were cached.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use alloy_primitives::B256;
use lru::LruCache;

/// The code hashes that a block's transactions ran last. Clones share one list; it is not rolled back.
#[derive(Clone, Debug, Default)]
pub struct RecentPrograms {
    list: Arc<Mutex<Option<LruCache<B256, ()>>>>,
}

impl RecentPrograms {
    /// A list of its own that starts as this one is.
    #[must_use]
    pub fn fork(&self) -> Self {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { list: Arc::new(Mutex::new(list)) }
    }

    /// Notes that a program runs, in a list of this capacity; true if it was in the list already. The least recently used
    /// one goes first.
    pub fn insert(&self, code_hash: B256, capacity: u16) -> bool {
        let Some(capacity) = NonZeroUsize::new(capacity.into()) else { return false };
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        let list = list.get_or_insert_with(|| LruCache::new(capacity));
        if list.cap() != capacity {
            list.resize(capacity);
        }
        list.put(code_hash, ()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recent_goes_first_and_clones_share() {
        let recent = RecentPrograms::default();
        let [a, b, c] = [1, 2, 3].map(B256::with_last_byte);
        let used = |program| recent.clone().insert(program, 2);
        assert_eq!([a, b, a, c, a, b].map(used), [false, false, true, false, true, false]);
        assert!(!recent.insert(b, 0), "no list at all");
    }
}
