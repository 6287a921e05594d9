//! Who stands behind a SCIM request: a live infra token and the directory it opens.

use std::sync::Arc;

use crate::event::{Actor, Cause};
use crate::registry::DirectoryInfo;
use crate::token::InfraToken;

/// An authenticated client.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token that was presented.
    pub token: Arc<InfraToken>,
    /// The directory that the token opens, as of this request.
    pub directory: Arc<DirectoryInfo>,
}

impl Caller {
    /// The cause of what this client does with one request.
    pub fn cause(&self, request_id: &str, action: String) -> Cause {
        Cause {
            request_id: request_id.to_owned(),
            actor: Actor::Token { id: self.token.id, label: self.token.label.clone() },
            action,
        }
    }
}

/// Why a credential opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticationError {
    /// It has not the form of an infra token: a typing error, or another system's token.
    #[error("this is not an infra token; copy it again, whole, from where it was generated")]
    Malformed,
    /// No live token has this secret: it was revoked, or belongs to another installation.
    #[error("the infra token is not known here; it may have been revoked")]
    Unknown,
    /// The token's time is over.
    #[error("the infra token has expired; generate a new one")]
    Expired,
}
