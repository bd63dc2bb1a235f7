//! A node between the command and the real one. It hands everything on, until the transaction at which it is to die.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc};
use std::time::Duration;

/// When to die, counted in transactions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Death {
    /// The transaction does not reach the node.
    Before(usize),
    /// The transaction reaches the node, the answer does not reach the command.
    After(usize),
}

pub(crate) struct Proxy {
    pub(crate) url: String,
    died: mpsc::Receiver<()>,
}

impl Proxy {
    pub(crate) fn new(target: &str, death: Death) -> Self {
        let target = target.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (tell, died) = mpsc::channel();
        let sent = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (target, sent, tell) = (target.clone(), Arc::clone(&sent), tell.clone());
                // Once dead, nothing is answered any more: connections are closed at once.
                std::thread::spawn(move || serve(stream.unwrap(), &target, death, &sent, &tell));
            }
        });
        Self { url, died }
    }

    /// Waits until the proxy has died; false when it did not within the time.
    pub(crate) fn wait(&self, patience: Duration) -> bool {
        self.died.recv_timeout(patience).is_ok()
    }
}

fn serve(
    stream: TcpStream,
    target: &str,
    death: Death,
    sent: &AtomicUsize,
    tell: &mpsc::Sender<()>,
) {
    let at = match death {
        Death::Before(at) | Death::After(at) => at,
    };
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    while let Some(body) = read_message(&mut reader) {
        let is_transaction = body.windows(23).any(|part| part == b"\"eth_sendRawTransaction");
        let count = if is_transaction {
            sent.fetch_add(1, Ordering::SeqCst) + 1
        } else {
            sent.load(Ordering::SeqCst)
        };
        if count > at || (is_transaction && count == at && matches!(death, Death::Before(_))) {
            let _ = tell.send(());
            return;
        }
        let Some(answer) = post(target, &body) else { return };
        if is_transaction && count == at {
            sent.fetch_add(1, Ordering::SeqCst);
            let _ = tell.send(());
            return;
        }
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&answer)).is_err() {
            return;
        }
    }
}

/// The body of one HTTP message.
fn read_message(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

/// Posts JSON to `target` (host and port) and returns the body of the answer.
pub(crate) fn post(target: &str, body: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(target.trim_end_matches('/')).ok()?;
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {target}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    read_message(&mut BufReader::new(stream))
}
