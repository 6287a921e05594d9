//! Lists: `GET /Users`, `GET /Groups` and `GET /` (RFC 7644 §3.4.2, RFC 9865).

use std::borrow::Cow;

use directory::resource::{Include, Kind, Stored};
use scim::list::{ListRequest, ListWriter, Paging};
use scim::projection::Projection;

use crate::scim::answer::Answer;
use crate::scim::problem::Problem;
use crate::scim::render::{self, Managers, Shown};
use crate::scim::request::{Request, include};

pub(in crate::scim) async fn list(
    request: &Request<'_>,
    kinds: &[Kind],
) -> Result<Answer, Problem> {
    let list = request.list_request()?;
    answer(request, kinds, &list).await
}

/// Lists what `list` asks for, from a query string or a search request.
pub(super) async fn answer(
    request: &Request<'_>,
    kinds: &[Kind],
    list: &ListRequest,
) -> Result<Answer, Problem> {
    let (attributes, excluded) = (list.attributes.as_deref(), list.excluded_attributes.as_deref());
    let projections = kinds
        .iter()
        .map(|&kind| Ok((kind, request.project(kind, attributes, excluded)?)))
        .collect::<Result<Vec<_>, Problem>>()?;
    let wanted = projections.iter().map(|(_, projection)| include(projection));
    let include = wanted.fold(Include::NONE, |all, one| Include {
        groups: all.groups || one.groups,
        members: all.members || one.members,
    });
    let listed = request.state.service.list(request.caller, kinds, list, include).await?;
    let base = &request.state.scim_base;
    // Otherwise a page is copied again and again while the answer grows.
    let mut body = Vec::with_capacity(render::size(&listed.page.resources));
    let start_index = match list.paging {
        Paging::Index(start) => Some(start),
        Paging::Cursor(_) => None,
    };
    let projected =
        |stored| projection_of(&projections, stored).map(|projection| (stored, projection));
    let managers =
        Managers::of(request, listed.page.resources.iter().filter_map(projected)).await?;
    let shown = Shown { base, directory: &request.caller.directory, managers: &managers };
    let mut writer = ListWriter::begin(&mut body, listed.page.total, start_index);
    for stored in &listed.page.resources {
        if let Some(projection) = projection_of(&projections, stored) {
            writer.resource(|out| render::resource(out, shown, stored, projection));
        }
    }
    writer.finish(listed.next_cursor.as_deref());
    Ok(Answer::ok(body))
}

fn projection_of<'a>(
    projections: &'a [(Kind, Cow<'a, Projection>)],
    stored: &Stored,
) -> Option<&'a Projection> {
    projections.iter().find(|(kind, _)| *kind == stored.kind).map(|(_, projection)| &**projection)
}
