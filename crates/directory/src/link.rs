//! Links: that an infra token means a user who was there before it, and how far it may.

use crate::id::{ResourceId, TokenId};
use crate::time::Timestamp;
use crate::token::InfraToken;

/// What an infra token has to do with a user whom it has not created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The user.
    pub user: ResourceId,
    /// The token.
    pub token: TokenId,
    /// The label of the token when it asked.
    pub label: String,
    /// How far it has come.
    pub state: LinkState,
    /// Since when.
    pub at: Timestamp,
    /// What the token has sent of the user, as JSON: `userName`, `externalId`, `emails`.
    pub sent: String,
}

impl Link {
    /// Whether the link is one of an identity provider's.
    pub fn is_of(&self, provider: &Provider) -> bool {
        provider.is(self.token, &self.label)
    }
}

/// An identity provider, as far as a directory can tell one from another: by its infra token. A
/// token with the same label is its successor, and in all that is about links the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The token.
    pub token: TokenId,
    /// The label of the token.
    pub label: String,
}

impl Provider {
    /// Who has the token.
    pub fn of(token: &InfraToken) -> Self {
        Self { token: token.id, label: token.label.clone() }
    }

    /// Whether a token of that label is the provider's.
    pub fn is(&self, token: TokenId, label: &str) -> bool {
        self.token == token || self.label == label
    }
}

/// How far a link has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// The token has asked, and an admin has not answered.
    Asked,
    /// An admin has said no.
    Refused,
    /// An admin has said yes, and the token has not come back yet.
    Approved,
    /// Made by a verified e-mail address. No admin has looked at it, so that the token may not
    /// change by what the user is known.
    Linked,
    /// Made, and an admin has said yes.
    Confirmed,
}

impl LinkState {
    const ALL: [LinkState; 5] = [
        LinkState::Asked,
        LinkState::Refused,
        LinkState::Approved,
        LinkState::Linked,
        LinkState::Confirmed,
    ];

    /// Those about which an admin has to decide.
    pub const OPEN: [LinkState; 2] = [LinkState::Asked, LinkState::Linked];

    /// Those about which an admin has decided, and can decide otherwise.
    pub const DECIDED: [LinkState; 3] =
        [LinkState::Refused, LinkState::Approved, LinkState::Confirmed];

    /// Those with which a token may not change by what the user is known.
    pub const BINDING: [LinkState; 2] = [LinkState::Refused, LinkState::Linked];

    /// Those that wait for somebody, and come to nothing if nobody comes.
    pub const WAITING: [LinkState; 2] = [LinkState::Asked, LinkState::Approved];

    /// A stable number for storage.
    pub const fn code(self) -> i64 {
        match self {
            LinkState::Asked => 1,
            LinkState::Refused => 2,
            LinkState::Approved => 3,
            LinkState::Linked => 4,
            LinkState::Confirmed => 5,
        }
    }

    /// The state with that [`code`](Self::code).
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What an admin's answer makes of it; `None` where there is nothing to decide.
    pub const fn decided(self, approve: bool) -> Option<Self> {
        match (self, approve) {
            (LinkState::Asked | LinkState::Refused, true) => Some(LinkState::Approved),
            (LinkState::Linked, true) => Some(LinkState::Confirmed),
            (LinkState::Approved | LinkState::Confirmed, true) | (LinkState::Refused, false) => {
                None
            }
            (_, false) => Some(LinkState::Refused),
        }
    }
}
