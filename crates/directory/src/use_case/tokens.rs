//! Infra tokens: generate and revoke.

use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::{DirectoryId, TokenId};
use crate::service::Service;
use crate::token::{Expiry, InfraToken, Scopes, TokenSecret, parse_label};

/// What an admin says about a token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for: `Okta`, `nightly script`.
    pub label: String,
    /// What it may do.
    pub scopes: Scopes,
    /// How long it works.
    pub expiry: Expiry,
}

impl Service {
    /// Makes a token for a directory. The secret is returned here and can never be seen again.
    pub async fn create_token(
        &self,
        directory: DirectoryId,
        new: NewToken,
        created_by: &str,
        cause: Cause,
    ) -> Result<(InfraToken, TokenSecret), Error> {
        let label = parse_label(&new.label)
            .map_err(|error| scim::Error::invalid_value(error.to_string()))?;
        if new.scopes == Scopes::NONE {
            return Err(scim::Error::invalid_value("a token needs at least one scope").into());
        }
        let directory = self.known_directory(directory)?;
        let now = self.env.now();
        let secret = TokenSecret::generate(&*self.env);
        let token = InfraToken {
            id: TokenId(self.env.new_uuid()),
            directory: directory.id,
            label,
            scopes: new.scopes,
            hash: self.key().hash_token(secret.reveal()),
            created_by: created_by.to_owned(),
            created: now,
            expires: new.expiry.moment(now),
            last_used: None,
            last_address: None,
        };
        let context = Context { directory: &directory, at: now, cause: &cause };
        self.store.commit(decide::create_token(&context, token.clone())).await?;
        // The token exists, even if this fails: its secret must not be lost over it.
        let _ = self.reload().await;
        Ok((token, secret))
    }

    /// Revokes a token for ever: here at once, on other nodes within a second. False when the
    /// directory has no such token.
    pub async fn revoke_token(
        &self,
        directory: DirectoryId,
        token: TokenId,
        cause: Cause,
    ) -> Result<bool, Error> {
        let directory = self.known_directory(directory)?;
        let tokens = self.store.tokens(directory.id).await?;
        let Some(token) = tokens.into_iter().find(|known| known.id == token) else {
            return Ok(false);
        };
        let context = Context { directory: &directory, at: self.env.now(), cause: &cause };
        self.store.commit(decide::revoke_token(&context, &token)).await?;
        self.reload().await?;
        Ok(true)
    }
}
