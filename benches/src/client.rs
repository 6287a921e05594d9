//! The least HTTP/1.1 that a load driver needs: one connection, one request at a time.

use std::io::Write as _;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server and how to be let in.
#[derive(Clone)]
pub(crate) struct Base {
    /// `host:port`.
    pub(crate) address: String,
    /// Bearer token; empty sends none.
    pub(crate) token: String,
}

/// A request before it is written.
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// Path and query, encoded.
    pub(crate) target: String,
    pub(crate) body: Option<String>,
}

impl Request {
    pub(crate) fn get(target: String) -> Self {
        Self { method: "GET", target, body: None }
    }
}

/// A connection that is kept open.
pub(crate) struct Connection {
    stream: TcpStream,
    base: Base,
    sent: Vec<u8>,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(base: &Base) -> Result<Self> {
        let stream = TcpStream::connect(&base.address).await.context("cannot connect")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, base: base.clone(), sent: Vec::new(), received: Vec::new() })
    }

    /// Sends a request and reads the whole answer; the body is valid until the next request.
    pub(crate) async fn send(&mut self, request: &Request) -> Result<(u16, &[u8])> {
        self.sent.clear();
        let Request { method, target, body } = request;
        let address = &self.base.address;
        write!(self.sent, "{method} {target} HTTP/1.1\r\nhost: {address}\r\n")?;
        if !self.base.token.is_empty() {
            write!(self.sent, "authorization: Bearer {}\r\n", self.base.token)?;
        }
        if let Some(body) = body {
            write!(self.sent, "content-type: application/scim+json\r\n")?;
            write!(self.sent, "content-length: {}\r\n\r\n{body}", body.len())?;
        } else {
            write!(self.sent, "\r\n")?;
        }
        self.stream.write_all(&self.sent).await?;
        self.received.clear();
        self.answer().await
    }

    async fn answer(&mut self) -> Result<(u16, &[u8])> {
        let head = loop {
            if let Some(end) = find(&self.received, b"\r\n\r\n", 0) {
                break end + 4;
            }
            self.more().await?;
        };
        let text = std::str::from_utf8(&self.received[..head]).context("a head that is text")?;
        let status = text.get(9..12).and_then(|status| status.parse().ok());
        let status: u16 = status.context("no status line")?;
        let body = match framing(text)? {
            Framing::Length(length) => {
                while self.received.len() < head + length {
                    self.more().await?;
                }
                head..head + length
            }
            Framing::Chunked => self.chunks(head).await?,
        };
        Ok((status, &self.received[body]))
    }

    /// Reads chunks and moves their contents together behind the head.
    async fn chunks(&mut self, head: usize) -> Result<Range<usize>> {
        let (mut written, mut read) = (head, head);
        loop {
            let line = loop {
                match find(&self.received, b"\r\n", read) {
                    Some(end) => break read..end,
                    None => self.more().await?,
                }
            };
            let text = std::str::from_utf8(&self.received[line.clone()])?;
            let size = text.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).context("a chunk without its size")?;
            let start = line.end + 2;
            while self.received.len() < start + size + 2 {
                self.more().await?;
            }
            self.received.copy_within(start..start + size, written);
            written += size;
            read = start + size + 2;
            if size == 0 {
                return Ok(head..written);
            }
        }
    }

    async fn more(&mut self) -> Result<()> {
        self.received.reserve(16 * 1024);
        if self.stream.read_buf(&mut self.received).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

#[derive(Debug, PartialEq)]
enum Framing {
    Length(usize),
    Chunked,
}

fn framing(head: &str) -> Result<Framing> {
    for line in head.lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            return Ok(Framing::Length(value.trim().parse().context("content-length")?));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok(Framing::Chunked);
        }
    }
    // 204 and 304 have no body.
    Ok(Framing::Length(0))
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answer_to(bytes: &'static [u8]) -> Result<(u16, Vec<u8>)> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await.unwrap();
            for piece in bytes.chunks(7) {
                stream.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
        });
        let mut connection = Connection::open(&Base { address, token: String::new() }).await?;
        let answer = connection.send(&Request::get("/".to_owned())).await;
        let answer = answer.map(|(status, body)| (status, body.to_vec()));
        server.await.unwrap();
        answer
    }

    #[tokio::test]
    async fn answers_are_read_in_every_framing() {
        let length = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        assert_eq!(answer_to(length).await.unwrap(), (200, b"hello".to_vec()));
        let chunked = b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\
            3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
        assert_eq!(answer_to(chunked).await.unwrap(), (201, b"hello".to_vec()));
        let none = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(answer_to(none).await.unwrap(), (204, Vec::new()));
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_an_error() {
        let broken = b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello";
        assert!(answer_to(broken).await.is_err());
    }
}
