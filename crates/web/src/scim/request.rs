//! One SCIM request on its way through the operations.

use std::borrow::Cow;

use directory::event::Cause;
use directory::resource::{Include, Kind};
use directory::{Caller, Conditions};
use http::{HeaderMap, Method, header};
use scim::list::ListRequest;
use scim::projection::Projection;

use super::problem::Problem;
use crate::state::AppState;

/// One SCIM request of a known client, without its body: that can be read only once, and not
/// shared.
pub(super) struct Request<'a> {
    pub(super) state: &'a AppState,
    pub(super) caller: &'a Caller,
    pub(super) id: &'a str,
    pub(super) method: &'a Method,
    /// The path below the SCIM base.
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a HeaderMap,
}

impl Request<'_> {
    /// Who asks for a change, and how, for the history.
    pub(super) fn cause(&self) -> Cause {
        self.caller.cause(self.id, format!("{} {}", self.method, self.path))
    }

    /// The value of `If-Match` or `If-None-Match`, several lines as one list (RFC 9110 §5.3). What
    /// is not text names no version, and is not the same as no condition.
    pub(super) fn condition(&self, name: header::HeaderName) -> Option<String> {
        let lines: Vec<&str> = self
            .headers
            .get_all(name)
            .iter()
            .map(|line| line.to_str().unwrap_or("(not text)"))
            .collect();
        (!lines.is_empty()).then(|| lines.join(","))
    }

    /// Under which conditions the request changes anything.
    pub(super) fn conditions(&self) -> ConditionHeaders {
        ConditionHeaders {
            if_match: self.condition(header::IF_MATCH),
            if_none_match: self.condition(header::IF_NONE_MATCH),
        }
    }

    /// The parameters of the query string.
    pub(super) fn list_request(&self) -> Result<ListRequest, Problem> {
        Ok(ListRequest::from_query(self.query, self.caller.directory.limits().rules)?)
    }

    /// Which attributes the answer shows, by the query string.
    pub(super) fn projection(&self, kind: Kind) -> Result<Cow<'_, Projection>, Problem> {
        if self.query.is_empty() {
            return self.project(kind, None, None);
        }
        let definition = self.caller.directory.definition(kind);
        Ok(Cow::Owned(Projection::from_query(definition, self.query)?))
    }

    /// Which attributes the answer shows to a client that has just sent this body.
    pub(super) fn written<'p>(
        &self,
        kind: Kind,
        projection: Cow<'p, Projection>,
        body: &[u8],
    ) -> Result<Cow<'p, Projection>, Problem> {
        let definition = self.caller.directory.definition(kind);
        if !definition.has_declarations() {
            return Ok(projection);
        }
        Ok(Cow::Owned(Projection::after_write(definition, self.query, body)?))
    }

    /// Which attributes the answer shows.
    pub(super) fn project(
        &self,
        kind: Kind,
        attributes: Option<&str>,
        excluded: Option<&str>,
    ) -> Result<Cow<'_, Projection>, Problem> {
        let directory = &self.caller.directory;
        if attributes.is_none() && excluded.is_none() {
            return Ok(Cow::Borrowed(directory.everything(kind)));
        }
        let definition = directory.definition(kind);
        Ok(Cow::Owned(Projection::parse(definition, attributes, excluded)?))
    }
}

/// The headers that state conditions.
pub(super) struct ConditionHeaders {
    if_match: Option<String>,
    if_none_match: Option<String>,
}

impl ConditionHeaders {
    pub(super) fn get(&self) -> Conditions<'_> {
        let Self { if_match, if_none_match } = self;
        Conditions { if_match: if_match.as_deref(), if_none_match: if_none_match.as_deref() }
    }
}

/// Whether the query string holds a filter, well-formed or not.
pub(super) fn has_filter(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name.eq_ignore_ascii_case("filter") && !value.trim().is_empty())
}

/// The derived parts that an answer of this projection shows.
pub(super) fn include(projection: &Projection) -> Include {
    Include { groups: projection.includes("groups"), members: projection.includes("members") }
}
