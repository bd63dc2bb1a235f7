//! Archives (CAR v1) as streams: made on a thread of their own while they are sent, a few portions ahead at most.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use colophon_unixfs::{car, FileBuilder};
use futures_util::Stream;
use tokio::sync::mpsc;

use crate::content::{Content, Item};
use crate::error::{Error, Result};
use crate::tree;

/// How many bytes are handed over at once.
const PORTION: usize = 1 << 18;
/// How many portions may wait to be sent.
const AHEAD: usize = 4;

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The blocks of these items; the root is the first one's.
    Files(Vec<usize>),
    /// The blocks of all directories; the root is that of everything.
    Directories,
}

/// Why an archive broke off, if it did not come from the receiver.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failure(Arc<Mutex<Option<Error>>>);

impl Failure {
    /// The reason, once.
    pub(crate) fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, error: Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// The bytes of an archive. A file that cannot be read, or that is not what it was when it was hashed, ends the stream
/// with an error, so that no request looks complete; the reason is put into `failure`.
pub(crate) fn stream(
    content: Arc<Content>,
    part: Part,
    failure: Failure,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let out = Portions { sender: sender.clone(), waiting: Vec::with_capacity(PORTION) };
        if let Err(error) = write(&content, &part, out) {
            // Nobody listens any more if the request is over; then there is nobody to tell.
            if !sender.is_closed() {
                failure.put(error);
                let _ = sender.blocking_send(Err(io::Error::other("the archive broke off")));
            }
        }
    });
    futures_util::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|portion| (portion, receiver))
    })
}

fn write(content: &Content, part: &Part, out: Portions) -> Result<()> {
    match part {
        Part::Directories => {
            let mut writer = car::Writer::with_root(out, content.root())?;
            tree::build(content.items(), &mut writer)?;
            writer.finish()?;
        }
        Part::Files(items) => {
            let mut items = items.iter().filter_map(|at| content.items().get(*at)).peekable();
            let Some(first) = items.peek() else { return Ok(()) };
            let mut writer = car::Writer::with_root(out, first.entry.cid())?;
            for item in items {
                file(item, &mut writer)?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}

fn file(item: &Item, writer: &mut car::Writer<Portions>) -> Result<()> {
    let source = File::open(&item.path).map_err(|error| Error::file("read", &item.path, error))?;
    let mut builder = FileBuilder::new();
    builder.read_from(source, writer)?;
    if builder.finish(writer)? != item.entry {
        return Err(Error::Changed { path: item.path.clone() });
    }
    Ok(())
}

/// Gathers what is written into portions, and waits while enough of them are under way.
struct Portions {
    sender: mpsc::Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Write for Portions {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PORTION {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let portion = std::mem::replace(&mut self.waiting, Vec::with_capacity(PORTION));
        self.sender
            .blocking_send(Ok(portion.into()))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;
    use crate::content::{below, Content};
    use crate::observe::Silent;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
    }

    fn content(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Arc<Content>) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        let sources = below(folder.path()).expect("sources");
        let content = Content::read(sources, &Silent).expect("content");
        (folder, Arc::new(content))
    }

    #[test]
    fn parts_hold_what_the_archive_of_the_folder_holds() {
        let large: Vec<u8> = (0..3_000_000u32).map(|i| (i * 7 % 251) as u8).collect();
        let (folder, content) = content(&[("a/large", &large), ("a/b/one", b"1"), ("two", b"2")]);
        let entry = colophon_unixfs::tree::add(folder.path(), &mut colophon_unixfs::Discard)
            .expect("an entry");
        assert_eq!(content.root(), entry.cid());
        assert_eq!(content.bytes(), 3_000_002);
        let mut sizes = Vec::new();
        for part in [Part::Files(vec![0, 1, 2]), Part::Directories] {
            let failure = Failure::default();
            let portions: Vec<_> = runtime()
                .block_on(async { stream(content.clone(), part, failure.clone()).collect().await });
            assert!(failure.take().is_none());
            let portions: Vec<Bytes> = portions.into_iter().map(|p| p.expect("bytes")).collect();
            sizes.push(portions.iter().map(Bytes::len).sum::<usize>());
        }
        assert!(sizes[0] > 3_000_002 && sizes[0] < 3_001_000, "{sizes:?}");
        assert!(sizes[1] > 100 && sizes[1] < 1_000, "{sizes:?}");
    }

    #[test]
    fn a_file_that_was_changed_breaks_the_stream() {
        let (folder, content) = content(&[("one", b"1"), ("two", b"2")]);
        std::fs::write(folder.path().join("two"), b"3").expect("a file");
        let failure = Failure::default();
        let part = Part::Files(vec![0, 1]);
        let portions: Vec<_> =
            runtime().block_on(async { stream(content, part, failure.clone()).collect().await });
        assert!(portions.last().expect("an end").is_err());
        assert!(matches!(failure.take(), Some(Error::Changed { .. })));
    }

    #[test]
    fn a_receiver_that_leaves_ends_the_thread() {
        let large = vec![1; 20_000_000];
        let (_folder, content) = content(&[("large", &large)]);
        let runtime = runtime();
        let failure = Failure::default();
        runtime.block_on(async {
            let mut stream = Box::pin(stream(content, Part::Files(vec![0]), failure.clone()));
            assert!(stream.next().await.expect("a portion").is_ok());
        });
        // Dropping the runtime waits for its threads.
        drop(runtime);
        assert!(failure.take().is_none());
    }
}
