//! How a long run tells what it does. The command draws bars with it; tests count with it.

/// Told about progress, from any thread.
pub trait Observer: Send + Sync {
    /// A stretch of `total` bytes or files begins; `what` is one or two words, for example `sending`.
    fn begin(&self, what: &str, total: u64) {
        let _ = (what, total);
    }

    /// `steps` more are done.
    fn advance(&self, steps: u64) {
        let _ = steps;
    }

    /// The stretch is over.
    fn end(&self) {}

    /// Something worth a line that does not stop the run.
    fn note(&self, line: &str) {
        let _ = line;
    }
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
