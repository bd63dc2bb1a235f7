//! The file that keeps a chain between runs: a journal that every change is added to, and synced, before the change is
//! answered. Requests that come together share one sync.

mod format;
mod journal;
mod lock;
mod replay;
mod size;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use stylus_chain::config::Config;
use stylus_chain::Chain;

use self::format::Identity;
use self::journal::{beside, folder, Journal, WriteError};
use self::lock::Lock;
use self::size::Sizes;
use crate::SpawnError;

/// A chain's file. Locks are taken in this order: the chain (outside), the journal, the queue.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    journal: Mutex<Journal>,
    queue: Mutex<Queue>,
    _lock: Lock,
}

/// Changes on their way to the file.
#[derive(Debug, Default)]
struct Queue {
    /// Those that are not on the disk, encoded, in order.
    pending: Vec<u8>,
    /// How many changes there have been, and how many of them are on the disk.
    recorded: u64,
    synced: u64,
    sizes: Sizes,
    /// The file has to be written anew as a whole.
    rewrite: bool,
    /// Why the last attempt to write failed.
    failure: Option<String>,
}

/// What is left to do after an attempt to bring everything to the disk.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Synced {
    /// Nothing that can be done now; [`Store::failure`] tells whether it went well.
    Done,
    /// The file has to be written anew, which takes the chain: [`Store::rewrite`].
    RewriteDue,
}

/// A panic in one request must not end the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Opens a file, or begins one with the chain that `make` makes, and locks it.
    pub(crate) fn open(
        path: &Path,
        config: Config,
        make: impl FnOnce(Config) -> Result<Chain, SpawnError>,
    ) -> Result<(Self, Chain), SpawnError> {
        let refuse = |reason: String| SpawnError::State { path: path.to_owned(), reason };
        let resolved = resolve(path).map_err(refuse)?;
        let held = Lock::take(&resolved).map_err(refuse)?;
        // Left by a node that was killed while it wrote the file anew; the file itself is whole.
        let _ = fs::remove_file(beside(&resolved));
        let identity = Identity::of(&config);
        let bytes = match fs::read(&resolved) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(refuse(format!("it cannot be read: {error}")));
            }
            read => read.unwrap_or_default(),
        };
        if bytes.is_empty() {
            let chain = make(config)?;
            let store = Self::new(
                resolved.clone(),
                Journal::new(resolved, identity),
                Sizes::default(),
                held,
            );
            // A place that cannot be written to shows now, not at the first transaction.
            store.rewrite(&chain);
            return match store.failure() {
                Some(reason) => Err(SpawnError::Chain(reason)),
                None => Ok((store, chain)),
            };
        }
        let contents = replay::read(path, &bytes, config).map_err(refuse)?;
        let torn = bytes.len() as u64 - contents.length;
        let journal = Journal::resume(resolved.clone(), identity, contents.length)
            .map_err(|error| refuse(format!("it cannot be written: {error}")))?;
        if torn > 0 {
            let (path, offset) = (path.display(), contents.length);
            let _ = writeln!(
                io::stderr(),
                "warning: the last entry of {path} was never written to its end; its {torn} bytes at offset {offset} were cut off"
            );
        }
        Ok((Self::new(resolved, journal, contents.sizes, held), contents.chain))
    }

    fn new(path: PathBuf, journal: Journal, sizes: Sizes, held: Lock) -> Self {
        let rewrite = journal.is_new();
        let queue = Queue { sizes, rewrite, ..Queue::default() };
        Self { path, journal: Mutex::new(journal), queue: Mutex::new(queue), _lock: held }
    }

    /// Takes a change in, while the chain is locked. It is on the disk after [`Store::sync`].
    pub(crate) fn record(&self, before: &Chain, after: &Chain) {
        let Some(change) = after.change_since(before) else { return };
        let mut queue = lock(&self.queue);
        let start = queue.pending.len();
        queue.recorded += 1;
        if format::encode(&change, &mut queue.pending).is_err() {
            queue.pending.truncate(start);
            queue.rewrite = true;
            return;
        }
        let bytes = (queue.pending.len() - start) as u64;
        queue.sizes.add(change.kept(), change.added(), bytes);
        let due = queue.sizes.rewrite_due();
        drop(queue);
        if due {
            self.compact(after);
        }
    }

    /// Brings everything that was recorded so far to the disk: returns when it is there, or when it could not be written.
    /// While one thread syncs, others gather; the next sync takes all of theirs.
    pub(crate) fn sync(&self) -> Synced {
        let target = {
            let queue = lock(&self.queue);
            match queue.synced == queue.recorded && queue.failure.is_none() {
                true => return Synced::Done,
                false => queue.recorded,
            }
        };
        let mut journal = lock(&self.journal);
        let (batch, upto) = {
            let mut queue = lock(&self.queue);
            if queue.rewrite {
                return Synced::RewriteDue;
            }
            if queue.synced >= target && queue.failure.is_none() {
                return Synced::Done;
            }
            (std::mem::take(&mut queue.pending), queue.recorded)
        };
        let outcome = journal.append(&batch);
        let mut queue = lock(&self.queue);
        match outcome {
            Ok(()) => (queue.synced, queue.failure) = (upto, None),
            Err(error) => {
                let later = std::mem::replace(&mut queue.pending, batch);
                queue.pending.extend(later);
                match error {
                    WriteError::Gone => {
                        queue.rewrite = true;
                        return Synced::RewriteDue;
                    }
                    WriteError::Io(error) => queue.failure = Some(self.reason(&error)),
                }
            }
        }
        Synced::Done
    }

    /// Writes the file anew from the chain, which is locked, if that is due. Everything recorded so far is in it.
    pub(crate) fn rewrite(&self, chain: &Chain) {
        let mut journal = lock(&self.journal);
        if !lock(&self.queue).rewrite {
            return;
        }
        let outcome = self.replace(&mut journal, chain);
        lock(&self.queue).failure = outcome.err().map(|error| self.reason(&error));
    }

    /// Writes the file anew to make it shorter. If that fails, the journal goes on as it is.
    fn compact(&self, chain: &Chain) {
        let mut journal = lock(&self.journal);
        if let Err(error) = self.replace(&mut journal, chain) {
            let mut queue = lock(&self.queue);
            queue.sizes.put_off();
            queue.failure = Some(self.reason(&error));
        }
    }

    /// Replaces the file. Nothing waits to be written then.
    fn replace(&self, journal: &mut Journal, chain: &Chain) -> io::Result<()> {
        let blocks = journal.replace(chain)?;
        {
            let mut queue = lock(&self.queue);
            queue.pending.clear();
            (queue.synced, queue.rewrite) = (queue.recorded, false);
            queue.sizes = Sizes::fresh(blocks);
        }
        journal.sync_name()
    }

    /// The node stops in order: everything goes to the disk, and what is of no use leaves the file.
    pub(crate) fn close(&self, chain: &Chain) {
        if self.sync() == Synced::RewriteDue {
            self.rewrite(chain);
        }
        if self.failure().is_none() && lock(&self.queue).sizes.has_idle() {
            self.compact(chain);
        }
    }

    /// Why the file is older than the chain, if it is.
    pub(crate) fn failure(&self) -> Option<String> {
        lock(&self.queue).failure.clone()
    }

    fn reason(&self, error: &io::Error) -> String {
        format!("the state file {} cannot be written: {error}", self.path.display())
    }
}

/// The file itself: links are followed, so that two names of one file share its lock and a link stays a link.
fn resolve(path: &Path) -> Result<PathBuf, String> {
    let failed = |error: io::Error| format!("it cannot be opened: {error}");
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => {
            Err("it is not a regular file: give another name".to_owned())
        }
        Ok(_) => fs::canonicalize(path).map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().ok_or("it has no file name: give one")?;
            let folder = fs::canonicalize(folder(path)).map_err(|error| {
                format!("its folder cannot be opened: {error}; create it first")
            })?;
            Ok(folder.join(name))
        }
        Err(error) => Err(failed(error)),
    }
}
