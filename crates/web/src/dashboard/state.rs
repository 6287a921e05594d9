//! What every page needs.

use std::sync::Arc;

use directory::store::Store;
use directory::time::Timestamp;
use directory::{DEFAULT_DIRECTORY, DirectoryInfo, Service};

use super::error::Failure;
use super::limits::SignInLimits;
use super::setup_link::SetupLink;
use crate::password::Hasher;

/// How many passwords are hashed at the same time.
const PASSWORDS_AT_ONCE: usize = 2;

/// What the dashboard is made with.
pub struct DashboardState {
    /// The domain.
    pub service: Arc<Service>,
    /// Where browsers and identity providers reach the server, without a slash at the end:
    /// `https://provisor.example.com`.
    pub public_url: String,
    /// Whether the session cookie is sent over HTTPS only. To be set when the public URL is HTTPS.
    pub secure_cookies: bool,
    /// The one-time link that makes the first admin.
    pub setup: SetupLink,
}

/// The dashboard at work.
pub(super) struct App {
    pub(super) made: Arc<DashboardState>,
    pub(super) hasher: Hasher,
    pub(super) limits: SignInLimits,
}

/// The state as the handlers get it.
pub(super) type Shared = Arc<App>;

impl App {
    pub(super) fn new(made: Arc<DashboardState>) -> Shared {
        let hasher = Hasher::new(PASSWORDS_AT_ONCE);
        Arc::new(Self { made, hasher, limits: SignInLimits::new() })
    }

    pub(super) fn service(&self) -> &Service {
        &self.made.service
    }

    pub(super) fn store(&self) -> &dyn Store {
        self.made.service.store()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.made.service.env().now()
    }

    /// A new secret of 256 random bits, as text.
    pub(super) fn new_secret(&self) -> String {
        super::setup_link::random_text(self.made.service.env())
    }

    /// Whether there is anybody who could sign in.
    pub(super) async fn has_admin(&self) -> Result<bool, Failure> {
        Ok(!self.store().admins().await?.is_empty())
    }

    /// The directory that the dashboard shows.
    pub(super) fn directory(&self) -> Result<Arc<DirectoryInfo>, Failure> {
        self.made.service.directory(DEFAULT_DIRECTORY).ok_or_else(Failure::internal)
    }

    /// Where identity providers send their requests.
    pub(super) fn scim_base_url(&self) -> String {
        format!("{}/scim/v2", self.made.public_url)
    }
}
