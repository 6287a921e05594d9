//! The columns of `infra_tokens`.

use directory::time::Timestamp;
use uuid::Uuid;

use super::super::super::delta::Delta;
use super::super::super::trip::Trip;
use super::sql::{INSERT_TOKENS, REVOKE_TOKENS};

/// Tokens that are new, and tokens that are revoked.
#[derive(Default)]
pub(super) struct Tokens<'d> {
    directories: Vec<i64>,
    ids: Vec<Uuid>,
    labels: Vec<&'d str>,
    scopes: Vec<String>,
    hashes: Vec<&'d [u8]>,
    created_by: Vec<&'d str>,
    created: Vec<i64>,
    expires: Vec<Option<i64>>,
    revoked_of: Vec<i64>,
    revoked: Vec<Uuid>,
}

impl<'d> Tokens<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut tokens = Self::default();
        for token in &delta.new_tokens {
            tokens.directories.push(token.directory.0);
            tokens.ids.push(token.id.0);
            tokens.labels.push(&token.label);
            tokens.scopes.push(token.scopes.to_string());
            tokens.hashes.push(&token.hash.0);
            tokens.created_by.push(&token.created_by);
            tokens.created.push(token.created.as_micros());
            tokens.expires.push(token.expires.map(Timestamp::as_micros));
        }
        for (directory, token) in &delta.revoked_tokens {
            tokens.revoked_of.push(directory.0);
            tokens.revoked.push(token.0);
        }
        tokens
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        if !self.ids.is_empty() {
            trip.run(
                &INSERT_TOKENS,
                &[
                    &self.directories,
                    &self.ids,
                    &self.labels,
                    &self.scopes,
                    &self.hashes,
                    &self.created_by,
                    &self.created,
                    &self.expires,
                ],
            );
        }
        if !self.revoked.is_empty() {
            trip.run(&REVOKE_TOKENS, &[&self.revoked_of, &self.revoked]);
        }
    }
}
