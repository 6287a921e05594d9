//! `DELETE /Users/{id}` and the like (RFC 7644 §3.6).

use directory::resource::Kind;

use crate::scim::answer::Answer;
use crate::scim::problem::Problem;
use crate::scim::request::Request;

pub(in crate::scim) async fn delete(
    request: &Request<'_>,
    kind: Kind,
    id: &str,
) -> Result<Answer, Problem> {
    let headers = request.conditions();
    let cause = request.cause();
    request.state.service.delete(request.caller, kind, id, headers.get(), &cause).await?;
    Ok(Answer::no_content())
}
