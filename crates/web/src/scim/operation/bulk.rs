//! `POST /Bulk` (RFC 7644 §3.7): many operations in one request.

use directory::{BulkDone, BulkStep, DirectoryInfo, Met};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use scim::bulk::{BulkRequest, Outcome};

use super::strangers;
use crate::incoming::Incoming;
use crate::scim::answer::Answer;
use crate::scim::body;
use crate::scim::problem::Problem;
use crate::scim::request::Request;

pub(in crate::scim) async fn bulk(
    request: &Request<'_>,
    content: &mut Incoming,
) -> Result<Answer, Problem> {
    let max = request.state.limits.max_body_bytes;
    let body = body::read(request.state, request.headers, content).await;
    // RFC 7644 §3.7.4: the error names the limit that was exceeded.
    let body = body.map_err(|problem| match problem.error.status {
        413 => Problem::new(413, format!("the bulk request exceeds maxPayloadSize ({max} bytes)")),
        _ => problem,
    })?;
    let message = BulkRequest::parse(&body.bytes, request.caller.directory.limits())?;
    let steps = request.state.service.bulk(request.caller, message, request.id).await;
    let total = steps.len();
    let base = &request.state.scim_base;
    let met = met(&steps);
    let directory = &request.caller.directory;
    let outcomes: Vec<Outcome> =
        steps.into_iter().filter_map(|step| outcome(base, directory, step)).collect();
    let notes: Vec<String> =
        note(&outcomes, total).into_iter().chain(strangers::tell(request, met)).collect();
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    Ok(Answer { note, ..Answer::document(&scim::bulk::answer(&outcomes)) })
}

/// What became of unknown members in all operations together.
fn met(steps: &[BulkStep]) -> Met {
    let done = steps.iter().filter_map(|step| step.outcome.as_ref()?.as_ref().ok());
    done.fold(Met::default(), |sum, BulkDone { met, .. }| Met {
        left_out: sum.left_out + met.left_out,
        created: sum.created + met.created,
    })
}

/// How an operation ended, as the answer tells it; `None` if it was not begun.
fn outcome(base: &str, directory: &DirectoryInfo, step: BulkStep) -> Option<Outcome> {
    let result = step.outcome?.map_err(|error| Problem::from(error).error);
    let location = step.subject.map(|(kind, id)| {
        let id = utf8_percent_encode(&id, NON_ID);
        format!("{base}/{}/{id}", directory.definition(kind).endpoint())
    });
    Some(Outcome {
        method: step.method,
        bulk_id: step.bulk_id,
        location,
        version: result.as_ref().ok().and_then(|done: &BulkDone| done.version),
        result: result.map(|done| done.status),
    })
}

/// What is not of an id of ours. Clients may have sent anything in the place of one.
const NON_ID: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-');

/// What the request log says of failures that a status of 200 would hide.
fn note(outcomes: &[Outcome], total: usize) -> Option<String> {
    let failures = || outcomes.iter().filter_map(|outcome| outcome.result.as_ref().err());
    let first = failures().next()?;
    let stopped = if outcomes.len() < total { ", and then the rest was left" } else { "" };
    Some(format!("{} of {total} operations failed{stopped}; one: {first}", failures().count()))
}
