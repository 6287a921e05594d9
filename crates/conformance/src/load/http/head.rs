//! The head of an answer: what a load generator must know of it.

use std::io;
use std::time::Duration;

/// What a server that asks to wait until some date is given: the date is not read.
const WAIT_FOR_A_DATE: Duration = Duration::from_secs(1);

/// Where a body ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length(usize),
    Chunked,
    UntilClosed,
}

#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) framing: Framing,
    pub(super) closes: bool,
    pub(super) retry_after: Option<Duration>,
}

impl Head {
    /// Reads the status line and the few headers that matter (RFC 9112 §4, §6.3).
    pub(super) fn parse(head: &[u8]) -> io::Result<Self> {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.split("\r\n");
        let line = lines.next().unwrap_or_default();
        let mut words = line.split(' ');
        let version = words.next().unwrap_or_default();
        let status = words.next().and_then(|word| word.parse().ok());
        let Some(status) = status.filter(|_| version.starts_with("HTTP/1.")) else {
            return Err(wrong(format!("the answer does not begin as HTTP does: {line:?}")));
        };
        let mut closes = version == "HTTP/1.0";
        let mut framing = None;
        let mut retry_after = None;
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                let length = value.parse().map_err(|_| wrong("a wrong content-length"))?;
                framing.get_or_insert(Framing::Length(length));
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                framing = Some(Framing::Chunked);
            } else if name.eq_ignore_ascii_case("connection") {
                closes = value.eq_ignore_ascii_case("close");
            } else if name.eq_ignore_ascii_case("retry-after") {
                let seconds = value.parse().map(Duration::from_secs);
                retry_after = Some(seconds.unwrap_or(WAIT_FOR_A_DATE));
            }
        }
        let framing = match status {
            // These never have a body.
            100..200 | 204 | 304 => Framing::Length(0),
            _ => framing.unwrap_or(Framing::UntilClosed),
        };
        Ok(Self { status, framing, closes, retry_after })
    }
}

/// The size that the line before a chunk tells.
pub(super) fn chunk_size(line: &[u8]) -> io::Result<usize> {
    let text = String::from_utf8_lossy(line);
    let size = text.split(';').next().unwrap_or_default().trim();
    usize::from_str_radix(size, 16).map_err(|_| wrong("a chunk without its size"))
}

fn wrong(text: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text.into())
}
