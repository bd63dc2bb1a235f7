//! HTTP by hand, because a library would refuse to send what is tried here.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use crate::random::Random;

/// One connection, opened again where it was closed.
pub(crate) struct Client {
    port: u16,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(crate) fn new(port: u16) -> Self {
        Self { port, stream: None }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the node listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a socket's option");
        BufReader::new(stream)
    }

    /// Posts a body; status and body of the answer.
    pub(crate) fn post(&mut self, body: &[u8]) -> (u16, Vec<u8>) {
        let mut stream = self.stream.take().unwrap_or_else(|| self.connect());
        let head = head(body.len());
        let sent = stream.get_mut().write_all(&[head.as_bytes(), body].concat());
        sent.expect("the connection stays open");
        let answer = read_answer(&mut stream).expect("an answer");
        self.stream = Some(stream);
        answer
    }

    /// Something that is no proper request, on a connection of its own. Whatever the node answers, it is HTTP and no crash.
    pub(crate) fn misbehave(&self, random: &mut Random, body: &[u8]) -> String {
        let mut stream = self.connect();
        let bytes = misbehaviour(random, body);
        // The node may have hung up already.
        let _ = stream.get_mut().write_all(&bytes);
        if random.one_in(4) {
            return "left without reading".to_owned();
        }
        let _ = stream.get_mut().shutdown(Shutdown::Write);
        let mut last = None;
        while let Some((status, _)) = read_answer(&mut stream) {
            assert!(
                status < 500 || status == 501,
                "{status} for {}",
                String::from_utf8_lossy(&bytes)
            );
            last = Some(status);
        }
        last.map_or_else(|| "hung up".to_owned(), |status| format!("HTTP {status}"))
    }
}

fn head(length: usize) -> String {
    format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
}

fn misbehaviour(random: &mut Random, body: &[u8]) -> Vec<u8> {
    let whole = |head: String, body: &[u8]| [head.as_bytes(), body].concat();
    match random.below(12) {
        // Several requests at once.
        0 => whole(head(body.len()), body).repeat(3),
        // Shorter and longer than announced.
        1 => whole(head(body.len() + 10), body),
        2 => whole(head(body.len() / 2), body),
        3 => whole(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n".to_owned(),
            body,
        ),
        4 => whole("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_owned(), body),
        5 => {
            let chunked =
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned();
            let size = format!("{:x}\r\n", body.len());
            [chunked.as_bytes(), size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
        }
        6 => whole(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"
                .to_owned(),
            body,
        ),
        7 => {
            let method = random.pick(&["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "X"]);
            let path = random.pick(&["/", "/x", "//", "/?a=b", "/%00"]);
            whole(
                format!(
                    "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                ),
                body,
            )
        }
        8 => {
            let kind = random.pick(&[
                "text/plain",
                "",
                "application/json; charset=\u{1}",
                "multipart/form-data",
            ]);
            whole(
                format!(
                    "POST / HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                ),
                body,
            )
        }
        9 => (0..random.below(200)).map(|_| random.next() as u8).collect(),
        // A head without an end.
        10 => {
            format!("POST / HTTP/1.1\r\nX-Long: {}", "a".repeat(random.below(100_000))).into_bytes()
        }
        _ => {
            let upgrade = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            whole(upgrade.to_owned(), body)
        }
    }
}

/// Status and body; `None` when the connection ends first.
fn read_answer(stream: &mut BufReader<TcpStream>) -> Option<(u16, Vec<u8>)> {
    let (mut status, mut length) = (None, 0);
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
        let line = String::from_utf8_lossy(&line).trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if status.is_none() {
            status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
            status?;
        }
        if let Some(text) = line.strip_prefix("content-length:") {
            length = text.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    status.map(|status| (status, body))
}
