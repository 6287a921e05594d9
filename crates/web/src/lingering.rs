//! What is left of a body when its request has been refused.
//!
//! A client may send all of a body before it reads what it is answered. If the connection is closed
//! while bytes arrive, that client sees a reset and not the answer (RFC 9112 §9.6). So the rest is
//! read and thrown away beside the answer, up to a limit.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use crate::state::Limits;

/// How long what is left of a body is read at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of it, in bodies of the largest size that is taken.
const BODIES: usize = 4;

/// Reads what is left of a body, beside the answer.
pub(crate) fn linger(headers: &HeaderMap, mut body: Body, limits: &Limits) {
    // Who waits to be told to send it, is answered first and sends nothing (RFC 9110 §10.1.1).
    if body.is_end_stream() || headers.contains_key(header::EXPECT) {
        return;
    }
    let mut left = limits.max_body_bytes.saturating_mul(BODIES);
    tokio::spawn(async move {
        let rest = async {
            while let Some(Ok(frame)) = body.frame().await {
                let length = frame.data_ref().map_or(0, Bytes::len);
                match left.checked_sub(length) {
                    Some(after) => left = after,
                    None => break,
                }
            }
        };
        let _ = tokio::time::timeout(PATIENCE, rest).await;
    });
}
