//! Requests the way Okta sends them: its headers, its patience.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_CHARSET, ACCEPT_ENCODING, CONTENT_TYPE, RETRY_AFTER, USER_AGENT,
};
use serde_json::{Value, json};

use super::Options;
use crate::Failure;
use crate::client::{Client, ClientError, HeaderMap, HeaderValue, Method};
use crate::failure::quote_request;
use crate::simulate::exchange::Exchange;
use crate::urn;

/// How often a request is repeated when the service asks to slow down.
const PATIENCE: u32 = 5;
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A connection to the service. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Session {
    client: Client,
    headers: Arc<HeaderMap>,
    sent: Arc<AtomicU64>,
}

impl Session {
    pub(super) fn new(options: &Options) -> Result<Self, ClientError> {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (ACCEPT, "application/scim+json"),
            (ACCEPT_CHARSET, "utf-8"),
            // Okta asks for gzip; what this client could not unpack it does not ask for.
            (ACCEPT_ENCODING, "identity"),
            (CONTENT_TYPE, "application/scim+json; charset=utf-8"),
            (USER_AGENT, "Okta SCIM Client 1.0.0"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Ok(Self {
            client: Client::new(&options.base, &options.token)?,
            headers: Arc::new(headers),
            sent: Arc::new(AtomicU64::new(0)),
        })
    }

    /// How many requests went out so far.
    pub(super) fn requests(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Whether a token is used at all.
    pub(super) fn has_token(&self) -> bool {
        !self.client.token().is_empty()
    }

    /// The same session with a token that was never issued.
    pub(super) fn with_wrong_token(&self) -> Self {
        let mut headers = HeaderMap::clone(&self.headers);
        let wrong = HeaderValue::from_static("Bearer not-a-token-of-this-service");
        headers.insert(reqwest::header::AUTHORIZATION, wrong);
        Self { headers: Arc::new(headers), ..self.clone() }
    }

    pub(super) async fn get(&self, step: &str, path: &str) -> Result<Exchange, Failure> {
        self.send(step, Method::GET, path, None).await
    }

    pub(super) async fn post(
        &self,
        step: &str,
        path: &str,
        body: &Value,
    ) -> Result<Exchange, Failure> {
        self.send(step, Method::POST, path, Some(body)).await
    }

    pub(super) async fn put(
        &self,
        step: &str,
        path: &str,
        body: &Value,
    ) -> Result<Exchange, Failure> {
        self.send(step, Method::PUT, path, Some(body)).await
    }

    /// Sends operations. The answer is 200 or 204 (RFC 7644 §3.5.2).
    pub(super) async fn patch(
        &self,
        step: &str,
        path: &str,
        operations: Value,
    ) -> Result<Exchange, Failure> {
        let body = json!({"schemas": [urn::PATCH], "Operations": operations});
        let exchange = self.send(step, Method::PATCH, path, Some(&body)).await?;
        exchange.status(&[200, 204])?;
        Ok(exchange)
    }

    pub(super) async fn delete(&self, step: &str, path: &str) -> Result<Exchange, Failure> {
        self.send(step, Method::DELETE, path, None).await
    }

    async fn send(
        &self,
        step: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        let bytes = body.map(|body| body.to_string().into_bytes());
        let sent = quote_request(method.as_str(), path, bytes.as_deref());
        let mut tries = 0;
        loop {
            self.sent.fetch_add(1, Ordering::Relaxed);
            let answer = self
                .client
                .send(method.clone(), path, &self.headers, bytes.clone())
                .await
                .map_err(|error| Failure::no_answer(step, &sent, &error))?;
            if answer.status != 429 || tries == PATIENCE {
                return Ok(Exchange { step: step.to_owned(), sent, answer });
            }
            tries += 1;
            let asked = answer.headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok());
            let wait = asked.map_or(Duration::from_secs(1), Duration::from_secs);
            tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
        }
    }
}
