//! Infra tokens: made and revoked.

use serde_json::json;

use super::Context;
use crate::change::{ChangeSet, Write};
use crate::event::{Event, EventKind};
use crate::token::InfraToken;

/// Decides to add a token. The event tells its label, never the secret or its hash.
pub fn create_token(context: &Context<'_>, token: InfraToken) -> ChangeSet {
    let mut change = context.change_set();
    change.events.push(event(EventKind::TokenCreated, &token));
    change.writes.push(Write::InsertToken(token));
    change
}

/// Decides to revoke a token.
pub fn revoke_token(context: &Context<'_>, token: &InfraToken) -> ChangeSet {
    let mut change = context.change_set();
    change.events.push(event(EventKind::TokenRevoked, token));
    change.writes.push(Write::RevokeToken(token.id));
    change
}

fn event(kind: EventKind, token: &InfraToken) -> Event {
    let data = json!({"id": token.id, "label": token.label}).to_string();
    Event { kind, subject: None, data }
}
