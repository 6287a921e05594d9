//! The engine that plays every provider but Okta: a provider is a [`style::Style`], and all go
//! through the same life.
//!
//! First the connection is tested. Then comes the initial cycle: everybody is looked for, and
//! created or linked. Later cycles change some people, rename one, and take the service from some.
//! Groups are pushed, filled, renamed, emptied. Somebody is deleted for good by those who delete.
//! Every step ends with reading back what must be true now; the last one reads the whole directory
//! and sees that nobody is in it twice.

pub(super) mod account;
mod connection;
pub(super) mod context;
pub(super) mod edit;
mod end;
pub(super) mod groups;
mod import;
pub(super) mod leave;
mod membership;
mod operations;
pub(super) mod people;
mod plain;
pub(super) mod run;
mod spelling;
pub(super) mod style;
mod update;

pub(super) use plain::{person_with, plain_body, plain_member, plain_person};
pub(super) use run::play;
pub(super) use update::many_edits;

#[cfg(test)]
mod tests;
