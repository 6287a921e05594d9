//! The last requests of identity providers, with their outcome.

use directory::request_log::RequestEntry;
use directory::time::Timestamp;
use http::StatusCode;

use super::format::{Time, took};

/// One request, ready to print.
pub(super) struct RequestRow {
    pub(super) at: Time,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
    /// The status in words.
    pub(super) outcome: &'static str,
    /// `granted` for success, `changed` for a refusal, `revoked` for a failure of the server.
    pub(super) tone: &'static str,
    pub(super) token: String,
    pub(super) client: String,
    pub(super) took: String,
    pub(super) problem: Option<String>,
    pub(super) request_id: String,
}

impl RequestRow {
    pub(super) fn new(entry: RequestEntry, now: Timestamp) -> Self {
        Self {
            at: Time::precise(entry.at, now),
            method: entry.method,
            path: entry.path,
            status: entry.status,
            outcome: outcome(entry.status),
            tone: tone(entry.status),
            token: entry.token,
            client: entry.client,
            took: took(entry.micros),
            problem: entry.problem,
            request_id: entry.request_id,
        }
    }
}

fn outcome(status: u16) -> &'static str {
    match status {
        200 | 204 => "Done",
        201 => "Created",
        304 => "Unchanged",
        400 => "Not understood",
        401 => "Not authorised",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Timed out",
        409 => "Already exists",
        412 => "Changed meanwhile",
        413 => "Too large",
        429 => "Too many requests",
        501 => "Not supported",
        503 => "Put off",
        other => StatusCode::from_u16(other)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Unknown"),
    }
}

fn tone(status: u16) -> &'static str {
    match status {
        0..400 => "granted",
        400..500 => "changed",
        _ => "revoked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_words_and_a_tone() {
        assert_eq!((outcome(201), tone(201)), ("Created", "granted"));
        assert_eq!((outcome(409), tone(409)), ("Already exists", "changed"));
        assert_eq!((outcome(500), tone(500)), ("Internal Server Error", "revoked"));
        assert_eq!((outcome(799), tone(799)), ("Unknown", "revoked"));
    }
}
