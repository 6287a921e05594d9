//! The schemas that an admin declares for a directory.

use std::collections::HashSet;
use std::sync::Arc;

use scim::filter::typed::Expr;
use scim::sort::Order;
use scim::{Declaration, Map, Violation, urn};

use super::list::MAX_PAGE;
use super::modify::ROUNDS;
use crate::change::{CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::{DirectoryId, ResourceId};
use crate::registry::DirectoryInfo;
use crate::resource::{Include, Kind};
use crate::schemas::SchemaChange;
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
    /// Its id.
    pub id: ResourceId,
    /// How people read it.
    pub display: String,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

/// What became of a change of the declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declared {
    /// It is made. Resources that stand against it, if that was accepted, stay as they are; they may
    /// keep what is wrong, but nothing more may become wrong.
    Done(Review),
    /// It is not made, because resources stand against it.
    Violated(Review),
}

impl Service {
    /// What a declaration would mean for the resources that are there. Changes nothing.
    pub async fn review(
        &self,
        directory: DirectoryId,
        declaration: &Declaration,
    ) -> Result<Review, Error> {
        self.refresh().await?;
        let now = self.known_directory(directory)?;
        let step = SchemaChange::Declared(declaration.clone());
        self.look(&now, &after(&now, &step)).await
    }

    /// Declares a schema, in the place of what was declared about it before. Where resources stand
    /// against it, that is done only if `accept` says so.
    pub async fn declare(
        &self,
        directory: DirectoryId,
        declaration: Declaration,
        accept: bool,
        cause: &Cause,
    ) -> Result<Declared, Error> {
        self.change_schemas(directory, SchemaChange::Declared(declaration), accept, cause).await
    }

    /// Takes back what is declared about a schema. Its attributes are those of the standard again,
    /// and what was learned. An unknown schema is 404.
    pub async fn retract(
        &self,
        directory: DirectoryId,
        schema: &str,
        cause: &Cause,
    ) -> Result<(), Error> {
        self.refresh().await?;
        let now = self.known_directory(directory)?;
        let known = now.declarations.iter().find(|known| urn::eq(&known.schema, schema));
        let known = known.ok_or_else(|| scim::Error::not_found("nothing is declared about it"))?;
        let step = SchemaChange::Retracted(known.schema.clone());
        self.change_schemas(directory, step, true, cause).await.map(drop)
    }

    /// The declaration of a schema with an attribute that was learned as a part of it, as it was
    /// learned. It is not made yet. An attribute that was not learned is 404.
    pub fn promoted(
        &self,
        directory: DirectoryId,
        kind: Kind,
        schema: &str,
        attribute: &str,
    ) -> Result<Declaration, Error> {
        let now = self.known_directory(directory)?;
        let definition = now.definition(kind);
        let found = definition.schemas().find(|known| urn::eq(&known.id, schema));
        let learned = found.and_then(|known| Some((known, known.attribute(attribute)?)));
        let Some((found, attribute)) = learned.filter(|(_, attribute)| attribute.is_learned())
        else {
            let detail = format!("no attribute '{attribute}' was learned for '{schema}'");
            return Err(scim::Error::not_found(detail).into());
        };
        let known = now.declarations.iter().find(|known| urn::eq(&known.schema, &found.id));
        let mut declaration =
            known.cloned().unwrap_or_else(|| Declaration::of(&found.id, kind.name()));
        if !declaration.concerns(kind.name()) {
            declaration.resource_types.push(kind.name().to_owned());
        }
        let mut attribute = attribute.clone();
        attribute.description = String::new();
        attribute.sub_attributes.iter_mut().for_each(|sub| sub.description = String::new());
        declaration.attributes.push(attribute);
        let json = serde_json::to_value(&declaration)
            .map_err(|error| StoreError::Broken(error.to_string()))?;
        Ok(Declaration::parse(&json)?)
    }

    async fn change_schemas(
        &self,
        directory: DirectoryId,
        step: SchemaChange,
        accept: bool,
        cause: &Cause,
    ) -> Result<Declared, Error> {
        for _ in 0..ROUNDS {
            self.refresh().await?;
            let now = self.known_directory(directory)?;
            let new = after(&now, &step);
            // Taking a declaration back is not asked about: it only takes rules away.
            let review = match &step {
                SchemaChange::Declared(_) => self.look(&now, &new).await?,
                SchemaChange::Retracted(_) => Review::default(),
            };
            if review.violating > 0 && !accept {
                return Ok(Declared::Violated(review));
            }
            let context = Context { directory: &now, at: self.env.now(), cause };
            let Some(change) = decide::declare(&context, step.clone(), &new) else {
                return Ok(Declared::Done(review));
            };
            match self.store.commit(change).await {
                Ok(_) => {
                    self.reload().await?;
                    return Ok(Declared::Done(review));
                }
                Err(CommitError::Refused(Refusal::VersionConflict)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Contended)
    }

    /// Walks over all resources, page after page, and looks for what is wrong by the new
    /// declarations and was not by the present ones.
    async fn look(&self, now: &DirectoryInfo, new: &DirectoryInfo) -> Result<Review, Error> {
        let mut review = Review::default();
        for kind in Kind::ALL {
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
                    review.add(kind, stored.id, &stored.display, found);
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
    fn add(&mut self, kind: Kind, id: ResourceId, display: &str, violations: Vec<Violation>) {
        self.checked += 1;
        if violations.is_empty() {
            return;
        }
        self.violating += 1;
        if self.first.len() < SHOWN {
            self.first.push(Violating { kind, id, display: display.to_owned(), violations });
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

/// The directory as it will be after a step.
fn after(now: &Arc<DirectoryInfo>, step: &SchemaChange) -> DirectoryInfo {
    let mut declarations = now.declarations.clone();
    declarations.retain(|known| !urn::eq(&known.schema, step.schema()));
    if let SchemaChange::Declared(declaration) = step {
        declarations.push(declaration.clone());
    }
    declarations.sort_by(|a, b| a.schema.cmp(&b.schema));
    now.declaring(declarations)
}
