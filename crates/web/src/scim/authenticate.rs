//! Who asks: the bearer token of a request (RFC 6750 §2.1, header only).

use std::net::IpAddr;

use directory::{AuthenticationError, Caller, Service};
use http::{HeaderMap, header};

/// Why a request has no client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unauthenticated {
    /// It carries no credentials.
    Missing,
    /// It carries others than a bearer token.
    WrongScheme,
    /// Its token opens nothing.
    Token(AuthenticationError),
}

impl Unauthenticated {
    /// What the client is told.
    pub(crate) fn detail(self) -> String {
        match self {
            Unauthenticated::Missing => {
                "an infra token is needed: send the header `Authorization: Bearer <token>`".into()
            }
            Unauthenticated::WrongScheme => {
                "there must be one Authorization header, `Bearer <token>` with an infra token"
                    .into()
            }
            Unauthenticated::Token(error) => error.to_string(),
        }
    }

    /// The challenge (RFC 6750 §3): without an error code when no credentials came.
    pub(crate) fn challenge(self) -> &'static str {
        match self {
            Unauthenticated::Missing => r#"Bearer realm="scim""#,
            Unauthenticated::WrongScheme => {
                r#"Bearer realm="scim", error="invalid_request", error_description="a bearer token is needed""#
            }
            Unauthenticated::Token(AuthenticationError::Expired) => {
                r#"Bearer realm="scim", error="invalid_token", error_description="the token has expired""#
            }
            Unauthenticated::Token(_) => {
                r#"Bearer realm="scim", error="invalid_token", error_description="the token is not valid""#
            }
        }
    }
}

/// Finds the client of a request. The scheme's name is compared without regard to case.
pub(crate) fn authenticate(
    service: &Service,
    headers: &HeaderMap,
    address: Option<IpAddr>,
) -> Result<Caller, Unauthenticated> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let header = all.next().ok_or(Unauthenticated::Missing)?;
    if all.next().is_some() {
        // A proxy before this server might have judged the other one.
        return Err(Unauthenticated::WrongScheme);
    }
    let value = header.to_str().map_err(|_| Unauthenticated::WrongScheme)?.trim();
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => token.trim(),
        Some(_) => return Err(Unauthenticated::WrongScheme),
        // Some identity providers send the header's value as the administrator typed it.
        None => value,
    };
    service.authenticate(token, address).map_err(Unauthenticated::Token)
}
