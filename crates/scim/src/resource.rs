//! Reading a resource that a client sent to create or to replace one (RFC 7644 §3.3, §3.5.1).
//!
//! ```
//! use scim::resource::{self, Read};
//! use scim::{Definition, Limits};
//! use serde_json::json;
//!
//! # fn main() -> Result<(), scim::Error> {
//! // As identity providers send it: names in any case, a boolean as text, a dotted key.
//! let body = br#"{
//!     "username": "ada@example.com", "active": "True", "name.givenName": "Ada",
//!     "password": "secret", "id": "chosen", "shoeSize": 38
//! }"#;
//! let read = resource::read(&Definition::user(), body, Read::Create, &Limits::default(), None)?;
//!
//! assert_eq!(read.body["userName"], "ada@example.com");
//! assert_eq!(read.body["active"], true);
//! assert_eq!(read.body["name"], json!({"givenName": "Ada"}));
//! assert!(!read.body.contains_key("password") && !read.body.contains_key("id"));
//! // What the schema does not know is kept, and told, so that the schema can learn it.
//! assert_eq!(read.body["shoeSize"], 38);
//! assert_eq!(read.learned[0].attribute.name, "shoeSize");
//! # Ok(())
//! # }
//! ```

mod entry;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::definition::{Definition, Learned, Relation};
use crate::members::MemberChange;
pub use crate::members::MemberRef;
use crate::workspace::Workspace;
use crate::{Error, Limits, Map, json};
pub(crate) use entry::is_password;

/// What a body is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A new resource.
    Create,
    /// The new content of one that exists.
    Replace,
}

/// A resource as a client sent it, in the form in which it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The body: names in the schema's spelling, values as sent, `schemas` computed, nothing that
    /// only the server writes. It has an `id` only if the current body was given and had one.
    pub body: Map,
    /// A group's members. `None` if the resource has none, or a new group came without.
    pub members: Option<Vec<MemberRef>>,
    /// Custom attributes that the definition does not have yet, or not as wide.
    pub learned: Vec<Learned>,
}

/// Reads the body of a POST or PUT.
///
/// What identity providers really send is put right (names in any case, nulls, booleans in
/// strings, dotted and URN keys, older URNs); what only the server writes is passed over; what
/// remains is checked against the schema. `current` is the stored body that is replaced: a
/// replacement without `active` keeps its value, and immutable values must be the same.
pub fn read(
    definition: &Definition,
    body: &[u8],
    mode: Read,
    limits: &Limits,
    current: Option<&Map>,
) -> Result<Incoming, Error> {
    read_map(definition, json::parse_object(body, limits.max_depth)?, mode, limits, current)
}

/// The same for a body that was part of a message, where it was read as JSON.
pub fn read_map(
    definition: &Definition,
    sent: Map,
    mode: Read,
    limits: &Limits,
    current: Option<&Map>,
) -> Result<Incoming, Error> {
    let mut workspace = Workspace::new(definition, limits, Map::new());
    if limits.rules.ids_agree
        && let Some(current) = current
    {
        check_id(&sent, current)?;
    }
    entry::read_all(&mut workspace, sent)?;

    if definition.has_active() && !workspace.body.contains_key("active") {
        // A replacement that says nothing about `active` must not enable who was disabled, and who
        // has none is not active: an answer without it would leave that to be guessed.
        let active = match current {
            Some(current) => current.get("active").cloned().unwrap_or(Value::Bool(false)),
            None => Value::Bool(true),
        };
        workspace.body.insert("active".into(), active);
    }
    if let Some(id) = current.and_then(|current| current.get("id")) {
        workspace.body.insert("id".into(), id.clone());
    }
    workspace.finish(current)?;

    let has_members = definition.relation() == Some(Relation::Members);
    let mut members: Option<Vec<MemberRef>> = None;
    for change in workspace.members {
        if let MemberChange::Add(more) = change {
            members.get_or_insert_default().extend(more);
        }
    }
    if members.is_none() && has_members && mode == Read::Replace {
        members = Some(Vec::new());
    }
    Ok(Incoming { body: workspace.body, members, learned: workspace.learned })
}

/// RFC 7644 §3.5.1: a body that is sent to replace one resource is not that of another.
fn check_id(sent: &Map, current: &Map) -> Result<(), Error> {
    let id = sent.iter().find(|(name, _)| name.eq_ignore_ascii_case("id")).map(|(_, id)| id);
    match (id, current.get("id")) {
        (Some(sent), Some(current)) if sent != current && !sent.is_null() => {
            Err(Error::mutability("the id in the body is not that of the resource"))
        }
        _ => Ok(()),
    }
}
