//! `GET /Users/{id}` and the like (RFC 7644 §3.4.1).

use directory::resource::Kind;
use http::{StatusCode, header};
use scim::etag;

use super::show;
use crate::scim::answer::Answer;
use crate::scim::problem::Problem;
use crate::scim::request::{Request, has_filter, include};

pub(in crate::scim) async fn get(
    request: &Request<'_>,
    kind: Kind,
    id: &str,
) -> Result<Answer, Problem> {
    let projection = request.projection(kind)?;
    if has_filter(request.query) {
        // RFC 7644 §3.4.2.1 lets a filter apply to one resource; ignoring it would be a wrong answer.
        let detail = "a filter needs a list: use it on the endpoint without an id";
        return Err(scim::Error::invalid_filter(detail).into());
    }
    let stored = request.state.service.get(request.caller, kind, id, include(&projection)).await?;
    let seen = request.condition(header::IF_NONE_MATCH);
    if seen.is_some_and(|header| etag::matches(&header, stored.version)) {
        let version = Some(stored.version);
        return Ok(Answer { status: StatusCode::NOT_MODIFIED, version, ..Answer::default() });
    }
    show(request, &stored, &projection).await
}
