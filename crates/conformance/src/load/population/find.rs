//! Finds those whom an earlier load has left, and walks through lists.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use super::{Listed, Shared, at_once};
use crate::client::encode_value;
use crate::load::drive::{Script, drive};
use crate::load::http::Request;
use crate::load::pace::Stop;
use crate::load::people::People;
use crate::load::service::{Ability, Service};
use crate::load::target::Target;
use crate::load::wire::{Ended, Wire};

/// How many are asked for at once.
const PAGE: usize = 100;

/// One page of a list.
#[derive(Debug, Deserialize)]
pub(in crate::load) struct Page<T> {
    #[serde(rename = "totalResults")]
    pub(in crate::load) total: Option<usize>,
    #[serde(rename = "Resources")]
    pub(in crate::load) resources: Option<Vec<T>>,
    #[serde(rename = "nextCursor")]
    next: Option<String>,
}

/// A walk through all pages of a list.
#[derive(Debug)]
pub(in crate::load) struct Walk {
    /// Endpoint and query up to what chooses the page.
    path: String,
    cursor: Option<String>,
    by_cursor: bool,
    /// Resources seen so far.
    pub(in crate::load) seen: usize,
    pub(in crate::load) is_over: bool,
}

impl Walk {
    /// A walk that is about to begin; `path` ends where a parameter may follow.
    pub(in crate::load) fn new(path: String, by_cursor: bool) -> Self {
        Self { path, cursor: None, by_cursor, seen: 0, is_over: false }
    }

    /// The request for the next page.
    pub(in crate::load) fn request(&self) -> Request {
        let path = &self.path;
        let page = if self.by_cursor {
            let cursor = self.cursor.as_deref().map(encode_value).unwrap_or_default();
            format!("{path}count={PAGE}&cursor={cursor}")
        } else {
            format!("{path}startIndex={}&count={PAGE}", self.seen + 1)
        };
        Request::get(page)
    }

    /// Goes on behind a page.
    pub(in crate::load) fn take<T>(&mut self, page: &Page<T>) {
        let listed = page.resources.as_ref().map_or(0, Vec::len);
        self.seen += listed;
        self.cursor.clone_from(&page.next);
        self.is_over = if self.by_cursor {
            self.cursor.is_none()
        } else {
            // An empty page ends it too: totals may be wrong, or lessen on the way.
            listed == 0 || page.total.is_some_and(|total| self.seen >= total)
        };
    }
}

/// Looks for the users and groups that carry our mark, one connection and page after page.
struct Find {
    people: People,
    walks: [(Walk, &'static str); 2],
    found: Shared,
    failed: Arc<Mutex<Option<String>>>,
}

impl Script for Find {
    async fn play(mut self, wire: &mut Wire) -> Result<(), Ended> {
        for (walk, kind) in &mut self.walks {
            while !walk.is_over {
                let request = walk.request();
                let reply = wire.send(kind, &request).await?;
                let page = serde_json::from_slice::<Page<Listed>>(reply.body);
                let (true, Ok(page)) = (reply.is_success(), page) else {
                    let told =
                        format!("{} was answered with status {}", request.path, reply.status);
                    *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
                    break;
                };
                walk.take(&page);
                let mut found = self.found.lock();
                for listed in page.resources.into_iter().flatten() {
                    // A server that does not filter lists others too: they are none of our business.
                    if let Some(number) =
                        listed.user_name.and_then(|name| self.people.number(&name))
                    {
                        found.users.insert(number, listed.id);
                    } else if let Some(name) = listed.display_name
                        && self.people.is_ours(&name)
                    {
                        found.groups.insert(name, listed.id);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Adds to a population whom the server still has of it. The error says why they cannot be found.
pub(in crate::load) async fn find(
    target: &Target,
    people: &People,
    service: &Service,
    stop: &Stop,
    population: &Shared,
) -> Result<(), String> {
    if !service.offers(Ability::Filter) {
        return Err("the server offers no filters".to_owned());
    }
    let walk = |endpoint: &str, attribute: &str, mark: String| {
        let filter = encode_value(&format!("{attribute} sw {}", serde_json::Value::from(mark)));
        Walk::new(format!("/{endpoint}?filter={filter}&attributes={attribute}&"), false)
    };
    let failed = Arc::default();
    let script = |_| Find {
        people: people.clone(),
        walks: [
            (walk("Users", "userName", people.user_mark()), "find users"),
            (walk("Groups", "displayName", people.group_mark()), "find groups"),
        ],
        found: population.clone(),
        failed: Arc::clone(&failed),
    };
    drive(target, &at_once(1, stop), script, &mut ()).await;
    let failed = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page<Listed> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_walk_by_index_ends_at_the_total_or_at_an_empty_page() {
        let mut walk = Walk::new("/Users?".to_owned(), false);
        assert_eq!(walk.request().path, "/Users?startIndex=1&count=100");
        walk.take(&page(r#"{"totalResults": 2, "Resources": [{"id": "a"}]}"#));
        assert!(!walk.is_over);
        assert_eq!(walk.request().path, "/Users?startIndex=2&count=100");
        walk.take(&page(r#"{"totalResults": 2, "Resources": [{"id": "b"}]}"#));
        assert_eq!((walk.is_over, walk.seen), (true, 2));
        let mut walk = Walk::new("/Users?".to_owned(), false);
        walk.take(&page(r#"{"totalResults": 2}"#));
        assert!(walk.is_over);
    }

    #[test]
    fn a_walk_by_cursor_ends_where_no_cursor_follows() {
        let mut walk = Walk::new("/Users?".to_owned(), true);
        assert_eq!(walk.request().path, "/Users?count=100&cursor=");
        walk.take(&page(r#"{"Resources": [{"id": "a"}], "nextCursor": "x+y"}"#));
        assert_eq!(walk.request().path, "/Users?count=100&cursor=x%2By");
        walk.take(&page(r#"{"Resources": []}"#));
        assert_eq!((walk.is_over, walk.seen), (true, 1));
    }
}
