//! Reading a request's body: its type, its size and its pace.

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::problem::Problem;
use crate::state::Limits;

/// Reads a JSON body whole.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
) -> Result<Bytes, Problem> {
    check_type(headers)?;
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limits.max_body_bytes) {
        return Err(too_large(limits));
    }
    let whole = Limited::new(body, limits.max_body_bytes).collect();
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
            Ok(body)
        }
    }
}

/// JSON under whatever name identity providers give it: `application/scim+json`,
/// `application/json`, with parameters, or none at all.
fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
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
