//! A small SCIM client over HTTP: sends what it is given and hands back all that came.

pub(crate) mod address;
mod answer;
mod error;
pub(crate) mod tls;

use std::time::Duration;

pub use address::{encode_path, encode_value};
pub use answer::Answer;
pub use error::ClientError;
pub use reqwest::Method;
use reqwest::header::AUTHORIZATION;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;

/// How long one answer may take before it counts as missing.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// A SCIM service and the credential to use there. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
    authorization: Option<HeaderValue>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the SCIM root `base` (`https://host/scim/v2`) that signs in with a bearer
    /// token. An empty token sends no `Authorization` header.
    ///
    /// Certificates are checked against the public certificate authorities that browsers trust.
    /// Proxies of the environment are not used and redirects are not followed: a SCIM client
    /// shows them as the answer they are.
    pub fn new(base: &str, token: &str) -> Result<Self, ClientError> {
        Self::with_timeout(base, token, ANSWER_TIMEOUT)
    }

    /// Like [`Client::new`], with another time-out for each answer.
    pub fn with_timeout(base: &str, token: &str, timeout: Duration) -> Result<Self, ClientError> {
        let base = address::check_base(base)?;
        let authorization = match token {
            "" => None,
            token => Some(bearer(token)?),
        };
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config()?)
            .redirect(Policy::none())
            .no_proxy()
            .timeout(timeout)
            .connect_timeout(timeout.min(Duration::from_secs(10)))
            .pool_max_idle_per_host(32)
            .build()
            .map_err(|error| ClientError::SetUp { reason: error::innermost(&error) })?;
        Ok(Self { http, base, token: token.to_owned(), authorization })
    }

    /// The same service without a credential.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self { authorization: None, token: String::new(), ..self.clone() }
    }

    /// The SCIM root, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The bearer token that was given, empty for none.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Sends one request and reads the whole answer, whatever its status is.
    ///
    /// `path` follows the SCIM root and goes out as it is; [`encode_path`] prepares one written
    /// for people. An `Authorization` in `headers` takes the place of the client's own. Where
    /// `headers` has no `Accept`, `*/*` is sent, which is what leaving it out means
    /// (RFC 9110 §12.5.1).
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &HeaderMap,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, ClientError> {
        let address = format!("{}{path}", self.base);
        let mut request = self.http.request(method, &address).headers(headers.clone());
        if let Some(value) = &self.authorization
            && !headers.contains_key(AUTHORIZATION)
        {
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response =
            request.send().await.map_err(|error| ClientError::from_reqwest(&self.base, &error))?;
        answer::read(response, &self.base).await
    }
}

/// The value of an `Authorization` header that carries a bearer token (RFC 6750 §2.1).
fn bearer(token: &str) -> Result<HeaderValue, ClientError> {
    let mut value =
        HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| ClientError::Token)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
