//! Requests the way a provider sends them: its headers, its addresses, its patience.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use serde_json::{Value, json};

use super::exchange::Exchange;
use crate::Failure;
use crate::client::{Client, ClientError, HeaderMap, HeaderName, HeaderValue, Method};
use crate::failure::quote_request;
use crate::urn;

/// How often a request is repeated when the service asks to slow down.
const PATIENCE: u32 = 5;
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How the requests of a provider look.
#[derive(Debug)]
pub(super) struct Manner {
    /// The provider, as people call it.
    pub(super) title: &'static str,
    /// The header fields of every request.
    pub(super) headers: &'static [(&'static str, &'static str)],
    /// The type of what is sent; requests without a body do not name it.
    pub(super) content_type: &'static str,
    /// How a path with its query is written.
    pub(super) address: fn(&str) -> String,
    /// What is asked before every write, to see whether the service is up: a resource that does
    /// not exist.
    pub(super) health: Option<&'static str>,
}

impl Manner {
    /// Requests with nothing special about them.
    pub(super) const PLAIN: Self = Self {
        title: "the provider",
        headers: &[],
        content_type: "application/scim+json",
        address: str::to_owned,
        health: None,
    };
}

/// A connection to the service. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Session {
    client: Client,
    manner: &'static Manner,
    headers: Arc<HeaderMap>,
    sent: Arc<AtomicU64>,
}

impl Session {
    pub(super) fn new(
        base: &str,
        token: &str,
        manner: &'static Manner,
    ) -> Result<Self, ClientError> {
        let client = Client::new(base, token)?;
        let headers = manner
            .headers
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let (headers, sent) = (Arc::new(headers.collect()), Arc::new(AtomicU64::new(0)));
        Ok(Self { client, manner, headers, sent })
    }

    /// How many requests went out so far.
    pub(super) fn requests(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Whether a token is used at all.
    pub(super) fn has_token(&self) -> bool {
        !self.client.token().is_empty()
    }

    /// The client below, for what no provider asks.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The same session with a token that was never issued.
    pub(super) fn with_wrong_token(&self) -> Self {
        let mut headers = HeaderMap::clone(&self.headers);
        let wrong = HeaderValue::from_static("Bearer not-a-token-of-this-service");
        headers.insert(AUTHORIZATION, wrong);
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
        let message = json!({"schemas": [urn::PATCH], "Operations": operations});
        self.patch_message(step, path, &message).await
    }

    /// Sends a whole PATCH message.
    pub(super) async fn patch_message(
        &self,
        step: &str,
        path: &str,
        message: &Value,
    ) -> Result<Exchange, Failure> {
        let exchange = self.send(step, Method::PATCH, path, Some(message)).await?;
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
        if let Some(nobody) = self.manner.health.filter(|_| method != Method::GET) {
            self.transmit(step, &Method::GET, nobody, None).await?.error(404)?;
        }
        self.transmit(step, &method, path, body).await
    }

    /// Sends one request, and waits as long as the service asks for.
    async fn transmit(
        &self,
        step: &str,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        let path = (self.manner.address)(path);
        let bytes = body.map(|body| body.to_string().into_bytes());
        let sent = quote_request(method.as_str(), &path, bytes.as_deref());
        let mut headers = HeaderMap::clone(&self.headers);
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.manner.content_type));
        }
        let mut tries = 0;
        loop {
            self.sent.fetch_add(1, Ordering::Relaxed);
            let answer = self
                .client
                .send(method.clone(), &path, &headers, bytes.clone())
                .await
                .map_err(|error| Failure::no_answer(step, &sent, &error))?;
            if answer.status != 429 || tries == PATIENCE {
                let (step, provider) = (step.to_owned(), self.manner.title);
                return Ok(Exchange { step, sent, answer, provider });
            }
            tries += 1;
            let asked = answer.headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok());
            let wait = asked.map_or(Duration::from_secs(1), Duration::from_secs);
            tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
        }
    }
}
