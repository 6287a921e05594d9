//! Everything that can stand against a request, as a SCIM error (RFC 7644 §3.12). The one place
//! that maps failures to statuses.

use directory::Error;
use directory::store::StoreError;

use super::authenticate::Unauthenticated;

/// A refusal with what its answer needs beyond the SCIM error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) error: scim::Error,
    /// Seconds for `Retry-After`.
    pub(crate) retry_after: Option<u32>,
    /// The value of `WWW-Authenticate`.
    pub(super) challenge: Option<&'static str>,
    /// The value of `Allow`.
    pub(super) allow: Option<&'static str>,
}

impl Problem {
    pub(super) fn new(status: u16, detail: impl Into<String>) -> Self {
        scim::Error::new(status, detail).into()
    }

    pub(super) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(super) fn method_not_allowed(method: &http::Method, allow: &'static str) -> Self {
        let detail = format!("{method} is not possible here; possible are {allow}");
        Self { allow: Some(allow), ..Self::new(405, detail) }
    }
}

impl From<scim::Error> for Problem {
    fn from(error: scim::Error) -> Self {
        Self { error, retry_after: None, challenge: None, allow: None }
    }
}

impl From<Unauthenticated> for Problem {
    fn from(reason: Unauthenticated) -> Self {
        Self { challenge: Some(reason.challenge()), ..Self::new(401, reason.detail()) }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(error) | Error::Circular(error) => error.into(),
            Error::Contended => Self::new(503, error.to_string()).retry_after(1),
            // The text is for operators; the client only learns that trying again may help.
            Error::Store(StoreError::Unavailable(reason)) => {
                tracing::error!(%reason, "the database is not available");
                Self::new(503, "the directory is not available at the moment; nothing was changed")
                    .retry_after(5)
            }
            Error::Store(StoreError::InDoubt(reason)) => {
                tracing::error!(%reason, "the database is not available");
                Self::new(
                    503,
                    "the directory is not available at the moment; whether the change was made \
                     is not known yet",
                )
                .retry_after(5)
            }
            Error::Store(StoreError::TooLong) => scim::Error::too_many(
                "this took longer than one request may take; ask for less, or filter by userName, \
                 externalId, e-mail or displayName, which are found at once",
            )
            .into(),
            Error::Store(StoreError::Broken(reason)) => {
                tracing::error!(%reason, "the database failed");
                Self::new(500, "an error inside the server; the log has the details")
            }
        }
    }
}
