//! What a change of the rules means for the resources that are there.

use std::collections::HashSet;

use scim::filter::typed::Expr;
use scim::sort::Order;
use scim::{Map, Violation};

use super::list::MAX_PAGE;
use crate::decide;
use crate::error::Error;
use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::{Include, Kind};
use crate::service::Service;
use crate::store::{List, ListQuery, Start, StoreError};

/// How many resources a review shows.
const SHOWN: usize = 100;

/// What a change of the declarations means for the resources that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// How many resources were looked at.
    pub checked: u64,
    /// How many of them would stand against the declarations.
    pub violating: u64,
    /// The first of these.
    pub first: Vec<Violating>,
}

/// A resource that stands against a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violating {
    /// Its kind.
    pub kind: Kind,
    /// The name of its resource type.
    pub resource_type: String,
    /// Its id.
    pub id: ResourceId,
    /// How people read it.
    pub display: String,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

impl Service {
    /// Walks over all resources of some kinds, page after page, and looks for what is wrong by the new
    /// declarations and was not by the present ones.
    pub(super) async fn look(
        &self,
        now: &DirectoryInfo,
        new: &DirectoryInfo,
        kinds: &[Kind],
    ) -> Result<Review, Error> {
        let mut review = Review::default();
        for &kind in kinds {
            let mut holders = Holders::default();
            let (mut place, mut total) = (None, None);
            loop {
                let lists = vec![List { kind, filter: Expr::Always, sort: None }];
                let page = self
                    .store
                    .list(ListQuery {
                        directory: now.id,
                        lists,
                        order: Order::Ascending,
                        start: Start::After { place, total },
                        limit: MAX_PAGE,
                        include: Include::NONE,
                    })
                    .await?;
                for stored in &page.resources {
                    let body: Map = serde_json::from_str(&stored.body)
                        .map_err(|error| StoreError::Broken(error.to_string()))?;
                    let mut found = new.definition(kind).violations(&body);
                    let known = now.definition(kind).violations(&body);
                    found.retain(|one| !known.contains(one));
                    found.extend(holders.repeated(new, kind, &body));
                    review.add(
                        (kind, new.definition(kind).name()),
                        stored.id,
                        &stored.display,
                        found,
                    );
                }
                total = Some(page.total);
                match page.next {
                    Some(next) => place = Some(next),
                    None => break,
                }
            }
        }
        Ok(review)
    }
}

impl Review {
    fn add(
        &mut self,
        (kind, resource_type): (Kind, &str),
        id: ResourceId,
        display: &str,
        violations: Vec<Violation>,
    ) {
        self.checked += 1;
        if violations.is_empty() {
            return;
        }
        self.violating += 1;
        if self.first.len() < SHOWN {
            let (resource_type, display) = (resource_type.to_owned(), display.to_owned());
            self.first.push(Violating { kind, resource_type, id, display, violations });
        }
    }
}

/// Who has which value of a unique attribute, by hash: the values themselves may be many.
#[derive(Default)]
struct Holders(HashSet<[u8; 16]>);

impl Holders {
    /// The attributes of which somebody before has the same value.
    fn repeated(&mut self, new: &DirectoryInfo, kind: Kind, body: &Map) -> Vec<Violation> {
        let mut found = Vec::new();
        for attribute in new.unique(kind) {
            let Some(value) = attribute.value(body) else { continue };
            let problem = if value.len() > decide::MAX_KEY_BYTES {
                "is too long to be unique"
            } else {
                let mut hasher = blake3::Hasher::new();
                hasher.update(attribute.name.as_bytes()).update(&[0]).update(value.as_bytes());
                let mut key = [0; 16];
                hasher.finalize_xof().fill(&mut key);
                if self.0.insert(key) {
                    continue;
                }
                "is the same as that of another resource"
            };
            found.push(Violation { path: attribute.name.clone(), problem: problem.to_owned() });
        }
        found
    }
}
