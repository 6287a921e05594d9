//! `PUT /Users/{id}` and the like (RFC 7644 §3.5.1).

use directory::resource::Kind;

use super::{show, strangers};
use crate::incoming::Incoming;
use crate::scim::answer::Answer;
use crate::scim::body;
use crate::scim::problem::Problem;
use crate::scim::request::{Request, include};

pub(in crate::scim) async fn replace(
    request: &Request<'_>,
    content: &mut Incoming,
    kind: Kind,
    id: &str,
) -> Result<Answer, Problem> {
    let projection = request.projection(kind)?;
    let body = body::read(request.state, request.headers, content).await?;
    let projection = request.written(kind, projection, &body.bytes)?;
    let headers = request.conditions();
    let cause = request.cause();
    let modified = request
        .state
        .service
        .replace(request.caller, kind, id, &body.bytes, headers.get(), include(&projection), &cause)
        .await?;
    let note = strangers::tell(request, modified.met);
    Ok(Answer { note, ..show(request, &modified.stored, &projection).await? })
}
