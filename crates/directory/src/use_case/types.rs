//! The resource types that an admin loads for a directory.

use std::sync::Arc;

use scim::filter::typed::Expr;
use scim::schema::{Attribute, Schema};
use scim::sort::Order;
use scim::{CustomType, urn};

use super::modify::ROUNDS;
use super::review::Review;
use super::schemas::Declared;
use crate::change::{CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::registry::DirectoryInfo;
use crate::resource::{Include, Kind, TypeCode};
use crate::service::Service;
use crate::store::{List, ListQuery, Start};
use crate::types::TypeChange;

impl Service {
    /// What a resource type would mean for the resources of it that are there. Changes nothing.
    pub async fn review_type(
        &self,
        directory: DirectoryId,
        described: &CustomType,
    ) -> Result<Review, Error> {
        self.refresh().await?;
        let now = self.known_directory(directory)?;
        let step = loading(&now, described)?;
        self.look_at_type(&now, &now.with_type(&step), step.code()).await
    }

    /// Loads a resource type, in the place of the one that had its name. Where resources stand
    /// against it, that is done only if `accept` says so. What clashes with what is there, and one
    /// type too many, is 400; another name-giving attribute, while there are resources, 409.
    pub async fn load_type(
        &self,
        directory: DirectoryId,
        described: &CustomType,
        accept: bool,
        cause: &Cause,
    ) -> Result<Declared, Error> {
        for _ in 0..ROUNDS {
            self.refresh().await?;
            let now = self.known_directory(directory)?;
            let step = loading(&now, described)?;
            let new = now.with_type(&step);
            let review = self.look_at_type(&now, &new, step.code()).await?;
            if review.violating > 0 && !accept {
                return Ok(Declared::Violated(review));
            }
            let in_use = |resources| {
                format!(
                    "{resources} resources of type {} are found by another attribute than this \
                     description names them by; that can only change while there are none",
                    described.name()
                )
            };
            if self.change_type(&now, &new, step, in_use, cause).await? {
                return Ok(Declared::Done(review));
            }
        }
        Err(Error::Contended)
    }

    /// Removes a resource type. An unknown one is 404; one of which there are resources, 409.
    pub async fn remove_type(
        &self,
        directory: DirectoryId,
        name: &str,
        cause: &Cause,
    ) -> Result<(), Error> {
        for _ in 0..ROUNDS {
            self.refresh().await?;
            let now = self.known_directory(directory)?;
            let known = now.custom_type(name).ok_or_else(|| {
                scim::Error::not_found("no resource type of this name was loaded")
            })?;
            let step = TypeChange::Removed { code: known.code };
            let new = now.with_type(&step);
            let in_use = |resources| {
                let what = if resources == 1 { "resource is" } else { "resources are" };
                format!(
                    "{resources} {what} left of type {}; a type can be removed when none is",
                    known.described.name()
                )
            };
            if self.change_type(&now, &new, step, in_use, cause).await? {
                return Ok(());
            }
        }
        Err(Error::Contended)
    }

    /// How many resources of a kind there are.
    pub async fn resources_of(&self, directory: DirectoryId, kind: Kind) -> Result<u64, Error> {
        let query = ListQuery {
            directory,
            lists: vec![List { kind, filter: Expr::Always, sort: None }],
            order: Order::Ascending,
            start: Start::Offset(0),
            limit: 0,
            include: Include::NONE,
        };
        Ok(self.store.list(query).await?.total)
    }

    /// Commits a step. False when something else was loaded or removed meanwhile.
    async fn change_type(
        &self,
        now: &DirectoryInfo,
        new: &DirectoryInfo,
        step: TypeChange,
        in_use: impl Fn(u64) -> String,
        cause: &Cause,
    ) -> Result<bool, Error> {
        let context = Context { directory: now, at: self.env.now(), cause };
        let Some(change) = decide::change_type(&context, step, new) else {
            return Ok(true);
        };
        match self.store.commit(change).await {
            Ok(_) => {
                self.reload().await?;
                Ok(true)
            }
            Err(CommitError::Refused(Refusal::VersionConflict)) => Ok(false),
            Err(CommitError::Refused(Refusal::TypeInUse { resources })) => {
                Err(scim::Error::new(409, in_use(resources)).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn look_at_type(
        &self,
        now: &DirectoryInfo,
        new: &DirectoryInfo,
        code: TypeCode,
    ) -> Result<Review, Error> {
        let kind = Kind::Custom(code);
        if !now.has(kind) {
            return Ok(Review::default());
        }
        self.look(now, new, &[kind]).await
    }
}

/// The step that loads a type, under the number that it has or gets.
fn loading(now: &Arc<DirectoryInfo>, described: &CustomType) -> Result<TypeChange, scim::Error> {
    let known = now.custom_type(described.name()).map(|known| known.code);
    let code = known.or(now.next_type).ok_or_else(|| {
        scim::Error::invalid_value(format!(
            "the directory has {} resource types beside users and groups; more there cannot be",
            TypeCode::MOST
        ))
    })?;
    let kind = Kind::Custom(code);
    let others = || now.kinds().into_iter().filter(|other| *other != kind);
    if let Some(other) = now.kind_at(described.endpoint()).filter(|other| *other != kind) {
        return Err(scim::Error::invalid_value(format!(
            "the endpoint /{} is that of the resource type {}",
            described.endpoint(),
            now.definition(other).name()
        )));
    }
    for schema in described.urns() {
        // What somebody sent once does not stand in the way.
        let is_learned = |known: &Schema| known.attributes.iter().all(Attribute::is_learned);
        let has = |other: &Kind| {
            let mut schemas = now.definition(*other).schemas();
            schemas.any(|known| urn::eq(&known.id, schema) && !is_learned(known))
        };
        if let Some(other) = others().find(has) {
            return Err(scim::Error::invalid_value(format!(
                "'{schema}' is a schema of the resource type {} already",
                now.definition(other).name()
            )));
        }
    }
    Ok(TypeChange::Loaded { code, described: described.clone() })
}
