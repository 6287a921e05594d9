//! One SCIM request on its way through the operations.

use std::borrow::Cow;

use directory::Caller;
use directory::event::Cause;
use directory::resource::{Include, Kind};
use http::{HeaderMap, Method};
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

    /// A header's value, if it is there and is text.
    pub(super) fn header(&self, name: http::header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The parameters of the query string.
    pub(super) fn list_request(&self) -> Result<ListRequest, Problem> {
        Ok(ListRequest::from_query(self.query)?)
    }

    /// Which attributes the answer shows, by the query string.
    pub(super) fn projection(&self, kind: Kind) -> Result<Cow<'_, Projection>, Problem> {
        if self.query.is_empty() {
            return self.project(kind, None, None);
        }
        let list = self.list_request()?;
        self.project(kind, list.attributes.as_deref(), list.excluded_attributes.as_deref())
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

/// The derived parts that an answer of this projection shows.
pub(super) fn include(projection: &Projection) -> Include {
    Include { groups: projection.includes("groups"), members: projection.includes("members") }
}
