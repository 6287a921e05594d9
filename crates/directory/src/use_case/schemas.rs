//! The schemas that an admin declares for a directory.

use std::sync::Arc;

use scim::{Declaration, urn};

use super::modify::ROUNDS;
use super::review::Review;
use crate::change::{CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::registry::DirectoryInfo;
use crate::resource::Kind;
use crate::schemas::SchemaChange;
use crate::service::Service;
use crate::store::StoreError;

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
        refuse_type_schema(&now, &declaration.schema)?;
        let step = SchemaChange::Declared(declaration.clone());
        self.look(&now, &after(&now, &step), &Kind::STANDARD).await
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
            known.cloned().unwrap_or_else(|| Declaration::of(&found.id, definition.name()));
        if !declaration.concerns(definition.name()) {
            declaration.resource_types.push(definition.name().to_owned());
        }
        let mut attribute = attribute.published();
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
            if let SchemaChange::Declared(declaration) = &step {
                refuse_type_schema(&now, &declaration.schema)?;
            }
            let new = after(&now, &step);
            // Taking a declaration back is not asked about: it only takes rules away.
            let review = match &step {
                SchemaChange::Declared(_) => self.look(&now, &new, &Kind::STANDARD).await?,
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
}

/// The schemas of a resource type that was loaded are changed with it.
fn refuse_type_schema(now: &DirectoryInfo, schema: &str) -> Result<(), scim::Error> {
    match now.type_with_schema(schema) {
        Some(found) => Err(scim::Error::invalid_value(format!(
            "'{schema}' is a schema of the resource type {}; load the type with what is to hold",
            found.described.name()
        ))),
        None => Ok(()),
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
