//! What the handlers share.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use directory::Service;
use tokio::sync::Semaphore;

use crate::dashboard::DashboardState;
use crate::request_id::RequestIds;
use crate::request_log::RequestLog;

/// How many large bodies are read and worked on at once.
const LARGE_BODIES: usize = 4;

/// What the handlers share.
pub struct AppState {
    /// The use cases.
    pub service: Arc<Service>,
    /// Where clients reach this server, without a trailing slash. Every URL in an answer begins
    /// with it; the Host header is never trusted.
    pub public_url: String,
    /// The dashboard's own state.
    pub dashboard: Arc<DashboardState>,
    /// The last requests.
    pub requests: RequestLog,
    /// How much a client may send, and how slowly.
    pub limits: Limits,
    pub(crate) ids: RequestIds,
    pub(crate) scim_base: String,
    /// Who reads a large body holds one of these until the answer: parsed JSON takes many times the
    /// memory of its text.
    pub(crate) large_bodies: Semaphore,
    is_leaving: AtomicBool,
}

impl AppState {
    /// Brings together what the handlers share. `public_url` must not end in a slash.
    pub fn new(
        service: Arc<Service>,
        public_url: String,
        dashboard: Arc<DashboardState>,
        limits: Limits,
    ) -> Self {
        let ids = RequestIds::new(service.env());
        let scim_base = format!("{public_url}/scim/v2");
        let requests = RequestLog::default();
        let large_bodies = Semaphore::new(LARGE_BODIES);
        Self {
            service,
            public_url,
            dashboard,
            requests,
            limits,
            ids,
            scim_base,
            large_bodies,
            is_leaving: AtomicBool::new(false),
        }
    }

    /// Begins to send clients away, while all are still served: `/readyz` tells a proxy to look for
    /// another node, and every SCIM answer closes its connection, so that none is in use when the
    /// server ends.
    pub fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    /// Whether nobody can listen between clients and this server: they reach it by TLS, or do not
    /// leave the machine.
    pub(crate) fn is_protected(&self) -> bool {
        let url: Option<http::Uri> = self.public_url.parse().ok();
        url.is_some_and(|url| {
            let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
            let is_loopback = host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
            url.scheme_str() == Some("https") || host == "localhost" || is_loopback
        })
    }

    /// Whether clients are being sent away.
    pub(crate) fn is_leaving(&self) -> bool {
        self.is_leaving.load(Ordering::Relaxed)
    }
}

/// How much a client may send, and how slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request body. A group of 100,000 members takes about 7 MB.
    pub max_body_bytes: usize,
    /// Time for a whole request body to arrive.
    pub body_timeout: Duration,
    /// Time for the head of a request to arrive; also how long a connection may idle.
    pub header_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_bytes: 16 * 1024 * 1024,
            body_timeout: Duration::from_secs(30),
            header_timeout: Duration::from_secs(75),
        }
    }
}
