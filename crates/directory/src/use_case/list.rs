//! Lists resources of one kind or of several.

use scim::Definition;
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::list::{ListRequest, Paging};
use scim::sort::SortKey;

use crate::caller::Caller;
use crate::cursor::{Binding, CURSOR_TIMEOUT, Cursor};
use crate::error::Error;
use crate::resource::{Include, Kind};
use crate::service::Service;
use crate::store::{List, ListQuery, Page, Start};
use crate::time::Timestamp;

/// How many resources a page has when the client does not say.
pub const DEFAULT_PAGE: u32 = 200;

/// How many resources a page has at most, whatever the client says.
pub const MAX_PAGE: u32 = 1_000;

/// A page and the way to the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The page.
    pub page: Page,
    /// The cursor of the next page, where pages are named so and there is one.
    pub next_cursor: Option<String>,
}

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
    ) -> Result<Listed, Error> {
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
        let limit = limit(request.count);
        let now = self.env.now();
        let (start, binding) = match &request.paging {
            Paging::Index(index) => {
                let skip = u64::try_from(index.saturating_sub(1)).unwrap_or(0);
                (Start::Offset(skip), None)
            }
            Paging::Cursor(text) => {
                let binding = Binding::new(caller, &lists, request);
                (self.go_on(text, &binding, limit, now)?, Some(binding))
            }
        };
        let directory = caller.directory.id;
        let order = request.sort_order;
        let query = ListQuery { directory, lists, order, start, limit, include };
        let page = self.store.list(query).await?;
        let next_cursor = binding.zip(page.next.clone()).map(|(binding, place)| {
            Cursor { issued: now, limit, total: page.total, place }.seal(self.key(), &binding)
        });
        Ok(Listed { page, next_cursor })
    }

    /// Where a cursor leads. One of another client, another query or nobody gets one answer.
    fn go_on(
        &self,
        text: &str,
        binding: &Binding,
        limit: u32,
        now: Timestamp,
    ) -> Result<Start, scim::Error> {
        if text.is_empty() {
            return Ok(Start::After { place: None, total: None });
        }
        let Some(cursor) = Cursor::open(text, self.key(), binding) else {
            return Err(scim::Error::invalid_cursor(
                "the cursor is not one that this token was given for this query; all parameters \
                 must stay as they were on the first page, for which the cursor is empty",
            ));
        };
        if now.since(cursor.issued) > CURSOR_TIMEOUT {
            return Err(scim::Error::expired_cursor(format!(
                "the cursor is older than {} minutes; begin again with an empty one",
                CURSOR_TIMEOUT.as_secs() / 60
            )));
        }
        if cursor.limit != limit {
            return Err(scim::Error::invalid_count(format!(
                "count was {} on the page before and must stay so; begin again with an empty \
                 cursor to change it",
                cursor.limit
            )));
        }
        Ok(Start::After { place: Some(cursor.place), total: Some(cursor.total) })
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
