//! The look: dark, light, or as the system is set. Kept in a cookie, so that it works without
//! scripts and before signing in.

use std::sync::Arc;

use axum::Extension;
use axum::response::Response;
use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};

use super::fields::Posted;
use super::headers::Visit;
use super::links;
use super::session;

const COOKIE: &str = "provisor_theme";

/// How the pages look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Theme {
    /// As the visitor's system is set.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The look that the cookie asks for.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        session::cookie(headers, COOKIE).map_or(Self::System, |value| Self::named(&value))
    }

    fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Sets the look and goes back to the page on which it was chosen.
pub(super) async fn set(_: Extension<Arc<Visit>>, Posted(form): Posted) -> Response {
    let theme = Theme::named(form.get("theme"));
    let mut response = links::see_other(links::local(form.get("return")).unwrap_or("/"));
    let cookie = Cookie::build((COOKIE, theme.name()))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .max_age(cookie::time::Duration::days(365));
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
