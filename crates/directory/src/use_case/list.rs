//! Lists users, groups or both.

use scim::Definition;
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::list::ListRequest;
use scim::sort::SortKey;

use crate::caller::Caller;
use crate::error::Error;
use crate::resource::{Include, Kind};
use crate::service::Service;
use crate::store::{List, ListQuery, Page, Start};

/// How many resources a page has when the client does not say.
pub const DEFAULT_PAGE: u32 = 200;

/// How many resources a page has at most, whatever the client says.
pub const MAX_PAGE: u32 = 1_000;

impl Service {
    /// The page that `request` asks for. One kind is listed by its own schema: an attribute it
    /// does not have is an error. Across kinds such an attribute has no value (RFC 7644
    /// §3.4.2.1).
    pub async fn list(
        &self,
        caller: &Caller,
        kinds: &[Kind],
        request: &ListRequest,
        include: Include,
    ) -> Result<Page, Error> {
        let lists = kinds
            .iter()
            .map(|&kind| {
                let definition = caller.directory.definition(kind);
                let single = kinds.len() == 1;
                Ok(List {
                    kind,
                    filter: check(definition, request.filter.as_ref(), single)?,
                    sort: sort_key(definition, request.sort_by.as_deref(), single)?,
                })
            })
            .collect::<Result<Vec<_>, scim::Error>>()?;
        let query = ListQuery {
            directory: caller.directory.id,
            lists,
            order: request.sort_order,
            start: Start::Offset(u64::try_from(request.start_index.saturating_sub(1)).unwrap_or(0)),
            limit: limit(request.count),
            include,
        };
        Ok(self.store.list(query).await?)
    }
}

fn check(
    definition: &Definition,
    filter: Option<&Filter>,
    single: bool,
) -> Result<Expr, scim::Error> {
    match filter {
        None => Ok(Expr::Always),
        Some(filter) if single => definition.check(filter),
        Some(filter) => definition.check_lenient(filter),
    }
}

fn sort_key(
    definition: &Definition,
    sort_by: Option<&str>,
    single: bool,
) -> Result<Option<SortKey>, scim::Error> {
    match sort_by.map(|sort_by| definition.sort_key(sort_by)).transpose() {
        Err(_) if !single => Ok(None),
        key => key,
    }
}

fn limit(count: Option<i64>) -> u32 {
    count.map_or(DEFAULT_PAGE, |count| {
        u32::try_from(count.clamp(0, i64::from(MAX_PAGE))).unwrap_or(MAX_PAGE)
    })
}
