//! `POST /Users` and the like (RFC 7644 §3.3).

use directory::resource::Kind;
use http::StatusCode;

use super::{show, strangers};
use crate::incoming::Incoming;
use crate::scim::answer::Answer;
use crate::scim::body;
use crate::scim::problem::Problem;
use crate::scim::request::{Request, include};

pub(in crate::scim) async fn create(
    request: &Request<'_>,
    content: &mut Incoming,
    kind: Kind,
) -> Result<Answer, Problem> {
    let projection = request.projection(kind)?;
    let body = body::read(request.state, request.headers, content).await?;
    let projection = request.written(kind, projection, &body.bytes)?;
    let created = request
        .state
        .service
        .create(request.caller, kind, &body.bytes, include(&projection), &request.cause())
        .await?;
    Ok(Answer {
        status: StatusCode::CREATED,
        note: strangers::tell(request, created.met),
        ..show(request, &created.stored, &projection).await?
    })
}
