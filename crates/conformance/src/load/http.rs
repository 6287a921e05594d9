//! The least HTTP/1.1 that a load generator needs: one connection, one request at a time. What the
//! generator spends on a request is taken from the server where both run on one machine.

mod head;
mod stream;

use std::io::{self, Write as _};
use std::ops::Range;
use std::time::{Duration, Instant};

use super::target::Target;
use crate::client::ClientError;
use head::{Framing, Head};
use stream::Stream;

/// The largest body that is read; a group of 100,000 members stays far below it.
const LARGEST_BODY: usize = 256 << 20;
/// How much is asked of the socket at once.
const READ: usize = 16 << 10;
const READ_AT_MOST: usize = 1 << 20;

/// A connection that was used within this time is not asked whether it is still open.
const IDLE: Duration = Duration::from_secs(1);

/// A request before it is written.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// What follows the SCIM root: path and query, encoded.
    pub path: String,
    /// The body, which is JSON.
    pub body: Option<String>,
}

impl Request {
    /// A request without a body.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), body: None }
    }

    /// A request with a body.
    pub fn with_body(method: &'static str, path: impl Into<String>, body: String) -> Self {
        Self { method, path: path.into(), body: Some(body) }
    }

    /// The removal of a resource.
    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: "DELETE", path: path.into(), body: None }
    }
}

/// An answer; its body is valid until the next request.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'c> {
    /// HTTP status code; 0 where no answer came.
    pub status: u16,
    /// The body.
    pub body: &'c [u8],
}

impl Reply<'_> {
    /// Whether the request succeeded.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What is known of an answer whose body still lies in the connection.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Range<usize>,
}

/// A connection that is kept open.
pub struct Connection {
    stream: Stream,
    target: Target,
    sent: Vec<u8>,
    received: Vec<u8>,
    /// When the last answer was complete, and whether the server wants it to be the last.
    used: Instant,
    closes: bool,
}

impl Connection {
    /// Connects.
    pub async fn open(target: &Target) -> Result<Self, ClientError> {
        let opened = Stream::open(target).await;
        let stream = opened.map_err(|error| ClientError::opening(target.base(), &error))?;
        Ok(Self {
            stream,
            target: target.clone(),
            sent: Vec::new(),
            received: Vec::new(),
            used: Instant::now(),
            closes: false,
        })
    }

    /// Sends a request and reads the whole answer, whatever its status is.
    pub async fn send(&mut self, request: &Request) -> Result<Reply<'_>, ClientError> {
        let answered = self.exchange(request).await?;
        Ok(Reply { status: answered.status, body: self.body(&answered) })
    }

    /// Whether the next request needs another connection: the server said so, or has closed this
    /// one while nobody used it.
    pub(super) fn is_stale(&self) -> bool {
        self.closes || (self.used.elapsed() >= IDLE && self.stream.is_closed())
    }

    pub(super) fn body(&self, answered: &Answered) -> &[u8] {
        self.received.get(answered.body.clone()).unwrap_or_default()
    }

    pub(super) async fn exchange(&mut self, request: &Request) -> Result<Answered, ClientError> {
        let outcome = match self.write(request).await {
            Ok(()) => self.read().await,
            Err(error) => Err(error),
        };
        self.used = Instant::now();
        outcome.map_err(|error| ClientError::Broken {
            base: self.target.base().to_owned(),
            reason: error.to_string(),
        })
    }

    async fn write(&mut self, request: &Request) -> io::Result<()> {
        let Request { method, path, body } = request;
        let Target { root, headers, .. } = &self.target;
        self.sent.clear();
        write!(self.sent, "{method} {root}{path} HTTP/1.1\r\n{headers}")?;
        match body {
            Some(body) => write!(
                self.sent,
                "content-type: application/scim+json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )?,
            None => self.sent.extend_from_slice(b"\r\n"),
        }
        self.stream.write_all(&self.sent).await
    }

    async fn read(&mut self) -> io::Result<Answered> {
        self.received.clear();
        let mut from = 0;
        loop {
            let end = self.head_end(from).await?;
            let head = Head::parse(&self.received[from..end])?;
            from = end;
            // 1xx: the answer proper is still to come (RFC 9110 §15.2).
            if head.status >= 200 {
                return self.rest(head, end).await;
            }
        }
    }

    /// Where the body begins.
    async fn head_end(&mut self, from: usize) -> io::Result<usize> {
        let mut looked = from;
        loop {
            if let Some(end) = find(&self.received, b"\r\n\r\n", looked) {
                return Ok(end + 4);
            }
            looked = self.received.len().saturating_sub(3).max(from);
            self.more(READ).await?;
        }
    }

    async fn rest(&mut self, head: Head, start: usize) -> io::Result<Answered> {
        self.closes = head.closes;
        let body = match head.framing {
            Framing::Length(length) => {
                let end = start + limited(length)?;
                while self.received.len() < end {
                    self.more(end - self.received.len()).await?;
                }
                start..end
            }
            Framing::Chunked => self.chunks(start).await?,
            Framing::UntilClosed => {
                self.closes = true;
                while self.read_some(READ_AT_MOST).await? > 0 {
                    limited(self.received.len() - start)?;
                }
                start..self.received.len()
            }
        };
        Ok(Answered { status: head.status, retry_after: head.retry_after, body })
    }

    /// Reads chunks and moves their contents together behind the head.
    async fn chunks(&mut self, head: usize) -> io::Result<Range<usize>> {
        let (mut written, mut read) = (head, head);
        loop {
            let line = self.line(read).await?;
            let size = head::chunk_size(&self.received[line.clone()])?;
            limited(written - head + size)?;
            let start = line.end + 2;
            if size == 0 {
                // Trailers, if any, end with an empty line like a head does.
                let mut trailer = self.line(start).await?;
                while !trailer.is_empty() {
                    trailer = self.line(trailer.end + 2).await?;
                }
                return Ok(head..written);
            }
            while self.received.len() < start + size + 2 {
                self.more(start + size + 2 - self.received.len()).await?;
            }
            self.received.copy_within(start..start + size, written);
            written += size;
            read = start + size + 2;
        }
    }

    async fn line(&mut self, from: usize) -> io::Result<Range<usize>> {
        loop {
            if let Some(end) = find(&self.received, b"\r\n", from) {
                return Ok(from..end);
            }
            self.more(READ).await?;
        }
    }

    async fn more(&mut self, wanted: usize) -> io::Result<()> {
        if self.read_some(wanted).await? == 0 {
            return Err(io::Error::other("the server closed the connection"));
        }
        Ok(())
    }

    async fn read_some(&mut self, wanted: usize) -> io::Result<usize> {
        self.received.reserve(wanted.clamp(READ, READ_AT_MOST));
        self.stream.read(&mut self.received).await
    }
}

fn limited(length: usize) -> io::Result<usize> {
    if length > LARGEST_BODY {
        return Err(io::Error::other(format!("the answer is larger than {LARGEST_BODY} bytes")));
    }
    Ok(length)
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

#[cfg(test)]
mod tests;
