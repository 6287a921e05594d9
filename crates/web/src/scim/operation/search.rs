//! `POST /.search`, `/Users/.search`, `/Groups/.search` (RFC 7644 §3.4.3): a list whose filter is
//! too long or too private for a URL.

use directory::resource::Kind;
use scim::list::ListRequest;

use super::list;
use crate::incoming::Incoming;
use crate::scim::answer::Answer;
use crate::scim::body;
use crate::scim::problem::Problem;
use crate::scim::request::Request;

pub(in crate::scim) async fn search(
    request: &Request<'_>,
    content: &mut Incoming,
    kinds: &[Kind],
) -> Result<Answer, Problem> {
    let body = body::read(request.state, request.headers, content).await?;
    let rules = request.caller.directory.limits().rules;
    let wanted = ListRequest::from_search_request(&body.bytes, rules)?;
    list::answer(request, kinds, &wanted).await
}
