//! The last requests of each directory with their outcome, for the dashboard.

use crate::id::DirectoryId;
use crate::time::Timestamp;

/// One SCIM request and its outcome. Holds neither query strings nor bodies, and of paths only endpoints
/// and ids; but `problem` may quote the part of a request that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestEntry {
    /// The directory whose token was presented.
    pub directory: DirectoryId,
    /// When it arrived.
    pub at: Timestamp,
    /// As in the answer's `X-Request-Id`.
    pub request_id: String,
    /// The HTTP method.
    pub method: String,
    /// The path below the SCIM base, without the query.
    pub path: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// The label of the token.
    pub token: String,
    /// `User-Agent`, shortened: tells which identity provider it is.
    pub client: String,
    /// For a refusal: the error's `scimType` and `detail`.
    pub problem: Option<String>,
}
