//! Why no answer came, in plain words.

use std::error::Error;
use std::io;

/// A request that got no answer, or a client that could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The SCIM root is no usable address.
    #[error("the SCIM base URL {base:?} cannot be used: {reason}")]
    Base {
        /// The address as given.
        base: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The token holds characters that no HTTP header can carry.
    #[error("the token holds characters that cannot be sent in an HTTP header")]
    Token,
    /// A header of a request is no header.
    #[error("the header {name:?} cannot be sent: {reason}")]
    Header {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be set up: {reason}")]
    SetUp {
        /// What stood in the way.
        reason: String,
    },
    /// No connection to the server.
    #[error("cannot connect to {base}: {reason}")]
    Connect {
        /// The SCIM root.
        base: String,
        /// What stood in the way.
        reason: String,
    },
    /// The server was reached, but no protected connection came about.
    #[error("no secure connection to {base}: {reason}")]
    Tls {
        /// The SCIM root.
        base: String,
        /// What TLS objected to.
        reason: String,
    },
    /// The server took too long.
    #[error("{base} did not answer in time")]
    TimedOut {
        /// The SCIM root.
        base: String,
    },
    /// The connection ended before the answer did, or the answer is not HTTP.
    #[error("the connection to {base} broke before the answer was complete: {reason}")]
    Broken {
        /// The SCIM root.
        base: String,
        /// What happened.
        reason: String,
    },
    /// The answer is larger than any SCIM answer should be.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl ClientError {
    /// Tells the causes apart that a person would act on differently.
    pub(super) fn from_reqwest(base: &str, error: &reqwest::Error) -> Self {
        let base = base.to_owned();
        if let Some(reason) = tls_reason(error) {
            return Self::Tls { base, reason };
        }
        if error.is_timeout() {
            return Self::TimedOut { base };
        }
        if error.is_connect() {
            return Self::Connect { base, reason: connect_reason(error) };
        }
        Self::Broken { base, reason: innermost(error) }
    }

    /// The same for a connection that is opened without an HTTP library.
    pub(crate) fn opening(base: &str, error: &io::Error) -> Self {
        let base = base.to_owned();
        match tls_reason(error) {
            Some(reason) => Self::Tls { base, reason },
            None => Self::Connect { base, reason: connect_reason(error) },
        }
    }
}

/// The text of the deepest cause.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn Error + 'static)| {
        let cause: &'a (dyn Error + 'static) = *cause;
        // `io::Error::source` skips the error it wraps, which is the one that tells something.
        match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => cause.source(),
        }
    })
}

fn tls_reason(error: &(dyn Error + 'static)) -> Option<String> {
    let cause = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    Some(match cause {
        rustls::Error::InvalidMessage(_) => {
            "the server does not speak TLS there (is the address http:// instead of https://?)"
                .into()
        }
        rustls::Error::InvalidCertificate(reason) => {
            format!("its certificate is not accepted: {reason}")
        }
        other => other.to_string(),
    })
}

fn connect_reason(error: &(dyn Error + 'static)) -> String {
    let kind =
        causes(error).find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => {
            "the connection was refused (does the server run, and on that port?)".into()
        }
        Some(io::ErrorKind::TimedOut) => "no reply within the time allowed".into(),
        _ => innermost(error),
    }
}
