//! An answer, read whole.

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::ClientError;

/// The largest body that is read; a group of 100,000 members stays far below it.
const LARGEST_BODY: usize = 256 << 20;

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// HTTP header fields.
    pub headers: HeaderMap,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// The body as JSON, if it is JSON.
    pub json: Option<Value>,
}

impl Answer {
    /// A header field as text; `None` if it is missing or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Reads the body of a response to its end.
pub(super) async fn read(
    mut response: reqwest::Response,
    base: &str,
) -> Result<Answer, ClientError> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::new();
    loop {
        let chunk =
            response.chunk().await.map_err(|error| ClientError::from_reqwest(base, &error))?;
        let Some(chunk) = chunk else { break };
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(ClientError::TooLarge { limit: LARGEST_BODY });
        }
        body.extend_from_slice(&chunk);
    }
    let json = serde_json::from_slice(&body).ok();
    Ok(Answer { status, headers, body, json })
}
