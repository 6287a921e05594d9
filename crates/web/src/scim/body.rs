//! Reading a request's body: its type, its size and its pace.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::SemaphorePermit;

use super::problem::Problem;
use crate::incoming::Incoming;
use crate::state::{AppState, Limits};

/// Bodies that say they are longer than this, or do not say, wait for their turn.
const LARGE: usize = 1024 * 1024;

/// A body, and the turn of a large one, which ends when this is dropped.
pub(crate) struct Whole<'a> {
    pub(crate) bytes: Bytes,
    _turn: Option<SemaphorePermit<'a>>,
}

/// Reads a JSON body whole. Of one that is refused, the rest stays where it is.
pub(crate) async fn read<'a>(
    state: &'a AppState,
    headers: &HeaderMap,
    body: &mut Incoming,
) -> Result<Whole<'a>, Problem> {
    let limits = &state.limits;
    check_type(headers)?;
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limits.max_body_bytes) {
        return Err(too_large(limits));
    }
    let turn = if declared.is_some_and(|length| length <= LARGE) {
        None
    } else {
        let turn = tokio::time::timeout(limits.body_timeout, state.large_bodies.acquire()).await;
        let busy = || Problem::new(503, "too many large requests at once").retry_after(5);
        Some(turn.ok().and_then(Result::ok).ok_or_else(busy)?)
    };
    let whole = Limited::new(body.begin(), limits.max_body_bytes).collect();
    match tokio::time::timeout(limits.body_timeout, whole).await {
        Err(_) => Err(Problem::new(
            408,
            format!("the body did not arrive within {} seconds", limits.body_timeout.as_secs()),
        )),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => {
            Err(too_large(limits))
        }
        Ok(Err(_)) => Err(scim::Error::invalid_syntax("the body ended before it was whole").into()),
        Ok(Ok(body)) => {
            let body = body.to_bytes();
            if body.is_empty() {
                return Err(scim::Error::invalid_syntax("the request needs a JSON body").into());
            }
            Ok(Whole { bytes: body, _turn: turn })
        }
    }
}

/// JSON under whatever name identity providers give it: `application/scim+json`,
/// `application/json`, with parameters, or none at all.
fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let encoding = headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        let detail = "the body must come as it is: no Content-Encoding is understood";
        return Err(Problem::new(415, detail));
    }
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = value.to_str().unwrap_or("?").split(';').next().unwrap_or("").trim();
    let subtype = essence.rsplit(['/', '+']).next().unwrap_or("");
    if essence.is_empty() || subtype.eq_ignore_ascii_case("json") {
        return Ok(());
    }
    Err(Problem::new(415, "the body must be JSON, as application/scim+json"))
}

fn too_large(limits: &Limits) -> Problem {
    scim::Error::payload_too_large(format!(
        "the body is larger than {} bytes, the most that this server takes",
        limits.max_body_bytes
    ))
    .into()
}
