//! The operations, a file each.

mod bulk;
mod create;
mod delete;
mod discovery;
mod get;
mod list;
mod patch;
mod replace;
mod search;
mod strangers;

pub(super) use bulk::bulk;
pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use discovery::discover;
pub(super) use get::get;
pub(super) use list::list;
pub(super) use patch::patch;
pub(super) use replace::replace;
pub(super) use search::search;

use directory::resource::Stored;
use scim::projection::Projection;

use super::answer::Answer;
use super::problem::Problem;
use super::render::{self, Managers, Shown};
use super::request::Request;

/// An answer that shows one resource.
async fn show(
    request: &Request<'_>,
    stored: &Stored,
    projection: &Projection,
) -> Result<Answer, Problem> {
    let base = &request.state.scim_base;
    let managers = Managers::of(request, [(stored, projection)]).await?;
    let mut body = Vec::new();
    let directory = &*request.caller.directory;
    let shown = Shown { base, directory, managers: &managers };
    render::resource(&mut body, shown, stored, projection);
    Ok(Answer {
        body,
        version: Some(stored.version),
        location: Some(render::location(base, directory.definition(stored.kind), stored)),
        ..Answer::default()
    })
}
