//! Requests byte for byte, for what no well-behaved client sends.

use std::io;
use std::time::Duration;

use conformance::client::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::answer::Answer;

/// How long a server may keep a test waiting before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection to a server.
pub struct Raw {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Raw {
    /// Connects to `url`: `http://127.0.0.1:PORT`.
    pub async fn connect(url: &str) -> Self {
        Self::try_connect(url).await.expect("a connection")
    }

    /// The same, where it is no failure of the test that nobody listens.
    pub async fn try_connect(url: &str) -> io::Result<Self> {
        let address = url.strip_prefix("http://").expect("an http URL");
        let stream = TcpStream::connect(address).await?;
        Ok(Self { stream, read: Vec::new() })
    }

    /// Sends bytes as they are. The server may have closed the connection already; what it
    /// answered tells.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.try_send(bytes).await;
    }

    /// The same, where it matters that the connection is still open.
    pub async fn try_send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Ends the sending side.
    pub async fn finish(&mut self) {
        let _ = self.stream.shutdown().await;
    }

    /// Reads one answer; `None` when the server closed the connection without one.
    pub async fn answer(&mut self) -> Option<Answer> {
        tokio::time::timeout(PATIENCE, self.read_answer()).await.expect("an answer or an end")
    }

    /// What has come of an answer that is not whole.
    pub fn pending(&self) -> &[u8] {
        &self.read
    }

    async fn read_answer(&mut self) -> Option<Answer> {
        let head_end = loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break end;
            }
            if !self.more().await {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&self.read[..head_end]).into_owned();
        let (status, headers) = parse_head(&head);
        let length = headers
            .get("content-length")
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok())
            .unwrap_or(0);
        let body_start = head_end + 4;
        while self.read.len() < body_start + length {
            if !self.more().await {
                return None;
            }
        }
        let body = self.read[body_start..body_start + length].to_vec();
        self.read.drain(..body_start + length);
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let text = String::from_utf8_lossy(&body).into_owned();
        Some(Answer { status, headers, text, json })
    }

    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer).await {
            Ok(0) | Err(_) => false,
            Ok(count) => {
                self.read.extend_from_slice(&buffer[..count]);
                true
            }
        }
    }
}

fn parse_head(head: &str) -> (u16, HeaderMap) {
    let mut lines = head.split("\r\n");
    let status_line = lines.next().unwrap_or_default();
    let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').expect("a header line");
        let name: HeaderName = name.parse().expect("a header name");
        headers.append(name, HeaderValue::from_str(value.trim()).expect("a header value"));
    }
    (status.expect("a status line"), headers)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
