//! One connection, kept open, on which one request follows the other: what of an answer came is
//! known to the byte.

use serde_json::Value;
use testkit::{Answer, Raw};

/// A connection with a token.
pub(crate) struct Line {
    raw: Raw,
    token: String,
}

impl Line {
    /// Connects; `None` when nobody listens any more.
    pub(crate) async fn connect(url: &str, token: &str) -> Option<Self> {
        let raw = Raw::try_connect(url).await.ok()?;
        Some(Self { raw, token: token.to_owned() })
    }

    /// Sends a request and waits for the answer; `None` when the connection ended before all of it
    /// came.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Option<Answer> {
        self.raw.send(&request(&self.token, method, path, body)).await;
        self.raw.answer().await
    }

    /// Whether a part of an answer came, and then the end of the connection.
    pub(crate) fn was_cut_off(&self) -> bool {
        !self.raw.pending().is_empty()
    }
}

/// A request as it goes over the wire.
pub(crate) fn request(token: &str, method: &str, path: &str, body: Option<&Value>) -> Vec<u8> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let head = head(token, method, path, body.len());
    format!("{head}{body}").into_bytes()
}

/// The head of a request with a body of that many bytes.
pub(crate) fn head(token: &str, method: &str, path: &str, length: usize) -> String {
    let content = match length {
        0 => String::new(),
        length => format!("Content-Type: application/scim+json\r\nContent-Length: {length}\r\n"),
    };
    format!(
        "{method} /scim/v2{path} HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: Bearer {token}\r\n{content}\r\n"
    )
}
