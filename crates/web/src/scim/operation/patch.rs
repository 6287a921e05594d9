//! `PATCH /Users/{id}` and the like (RFC 7644 §3.5.2).

use directory::resource::{Include, Kind};

use super::{show, strangers};
use crate::incoming::Incoming;
use crate::scim::answer::Answer;
use crate::scim::body;
use crate::scim::problem::Problem;
use crate::scim::request::{Request, include};

pub(in crate::scim) async fn patch(
    request: &Request<'_>,
    content: &mut Incoming,
    kind: Kind,
    id: &str,
) -> Result<Answer, Problem> {
    let projection = request.projection(kind)?;
    // A group is answered without a body, because its members may be very many (RFC 7644 §3.5.2
    // allows it); a client that says what it wants to see gets it.
    let is_usual = *projection == *request.caller.directory.everything(kind);
    let silent = kind == Kind::Group && is_usual;
    let include = if silent { Include::NONE } else { include(&projection) };
    let body = body::read(request.state, request.headers, content).await?;
    let projection = request.written(kind, projection, &body.bytes)?;
    let headers = request.conditions();
    let cause = request.cause();
    let modified = request
        .state
        .service
        .patch(request.caller, kind, id, &body.bytes, headers.get(), include, &cause)
        .await?;
    let note = strangers::tell(request, modified.met);
    if silent {
        let version = Some(modified.stored.version);
        return Ok(Answer { version, note, ..Answer::no_content() });
    }
    Ok(Answer { note, ..show(request, &modified.stored, &projection).await? })
}
