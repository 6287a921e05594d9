//! The body of a request as it comes in, and what is left of it when the request has been refused.
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

/// How much of it, in bodies of the largest size that is taken. For a client whose token opens
/// nothing, one is enough.
const BODIES: usize = 4;

impl Limits {
    /// How many bytes are still read of a body that was refused.
    pub(crate) fn max_rest_bytes(&self, is_known: bool) -> usize {
        self.max_body_bytes.saturating_mul(if is_known { BODIES } else { 1 })
    }
}

/// A body, and whether anybody began to read it.
#[derive(Debug)]
pub(crate) struct Incoming {
    body: Body,
    is_begun: bool,
}

impl Incoming {
    /// A body that nobody has touched.
    pub(crate) fn new(body: Body) -> Self {
        Self { body, is_begun: false }
    }

    /// The body to read. Who waits to be told to send it, is told so by the first look at it.
    pub(crate) fn begin(&mut self) -> &mut Body {
        self.is_begun = true;
        &mut self.body
    }

    /// Reads what is left, beside the answer, but not more than so many bytes.
    pub(crate) fn linger(self, headers: &HeaderMap, mut left: usize) {
        let Self { mut body, is_begun } = self;
        // Who waits to be told to send it, and was not, is answered first and sends nothing
        // (RFC 9110 §10.1.1).
        if body.is_end_stream() || (!is_begun && headers.contains_key(header::EXPECT)) {
            return;
        }
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
}
