//! The values of a posted form or of a query.

use std::str::FromStr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request};
use http::request::Parts;
use http::{HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::error::Failure;
use crate::incoming::Incoming;

/// The largest form that the dashboard has is the description of a resource type, as a text and as a
/// file; most have a few hundred bytes.
const MAX_FORM_BYTES: usize = 256 * 1024;

/// How much is still read of a form that was refused: somebody may take any file for a description,
/// and is to see what is wrong with it.
const MAX_REST_BYTES: usize = 16 * 1024 * 1024;

/// What a text may begin with to say that it is UTF-8; JSON is read without it (RFC 8259 §8.1).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How long a form may take to arrive.
const MAX_FORM_TIME: Duration = Duration::from_secs(20);

/// Names and values in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// Those of a form with a file in it (RFC 7578); a file is a text like any other.
    async fn parse_parts(request: Request) -> Result<Self, Failure> {
        let odd = || Failure::bad_request("The form is not as a browser sends it.");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| odd())?;
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|_| odd())? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| odd())?;
            let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes).to_vec();
            let text = String::from_utf8(text)
                .map_err(|_| Failure::bad_request("The file is not in UTF-8."))?;
            fields.push((name, text));
        }
        Ok(Self(fields))
    }

    /// The first value of that name; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether the value is among those of that name.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, given)| known == name && given == value)
    }
}

/// The fields of the body.
#[derive(Debug)]
pub(super) struct Posted(pub(super) Fields);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        let has_parts = kind.is_some_and(|kind| kind.starts_with(b"multipart/"));
        let mut body = Incoming::new(body);
        let whole = Limited::new(body.begin(), MAX_FORM_BYTES).collect();
        match tokio::time::timeout(MAX_FORM_TIME, whole).await {
            Ok(Ok(form)) if has_parts => {
                let request = Request::from_parts(parts, Body::from(form.to_bytes()));
                Fields::parse_parts(request).await.map(Self)
            }
            Ok(Ok(form)) => Ok(Self(Fields::parse(&form.to_bytes()))),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                body.linger(&parts.headers, MAX_REST_BYTES);
                Err(Failure::too_large(MAX_FORM_BYTES))
            }
            Ok(Err(_)) => Err(Failure::bad_request("The form was cut off. Send it again.")),
            Err(_) => Err(Failure::too_slow()),
        }
    }
}

/// Lets a form come that nobody is going to look at.
pub(super) fn pass_over(request: Request) {
    let (parts, body) = request.into_parts();
    Incoming::new(body).linger(&parts.headers, MAX_REST_BYTES);
}

/// The fields of the query.
#[derive(Debug)]
pub(super) struct Asked(pub(super) Fields);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// The id in the path; what is no id names nothing, so it is not found.
#[derive(Debug)]
pub(super) struct PathId<T>(pub(super) T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|Path(text)| text.parse().ok());
        id.map(Self).ok_or_else(Failure::not_found)
    }
}
