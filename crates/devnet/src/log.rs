//! What a node has to say that no request asks for: one line of text each, to whoever wants to hear it.

use std::fmt;
use std::sync::Arc;

/// Whoever wants to hear it.
type Listener = dyn Fn(&str) + Send + Sync;

/// Takes lines; by default nobody listens.
#[derive(Clone, Default)]
pub(crate) struct Log(Option<Arc<Listener>>);

impl Log {
    pub(crate) fn to(listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    pub(crate) fn line(&self, text: &str) {
        if let Some(listener) = &self.0 {
            listener(text);
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Log").field(&self.0.is_some()).finish()
    }
}
