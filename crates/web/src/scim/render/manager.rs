//! A user's manager: the reference is stored, the name and the address belong to the manager and
//! are added on the way out (RFC 7643 §4.3).

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use directory::id::ResourceId;
use directory::resource::{Kind, Stored};
use memchr::memmem::{self, Finder};
use scim::Map;
use scim::projection::Projection;
use scim::urn::ENTERPRISE_USER;

use crate::scim::problem::Problem;
use crate::scim::request::Request;

/// The managers of the users of an answer, as far as the directory has them, with their
/// `displayName`.
#[derive(Debug, Default)]
pub(in crate::scim) struct Managers(HashMap<ResourceId, Option<String>>);

impl Managers {
    /// Of the users in an answer, unless nobody wants to know.
    pub(in crate::scim) async fn of<'s>(
        request: &Request<'_>,
        answer: impl IntoIterator<Item = (&'s Stored, &Projection)>,
    ) -> Result<Self, Problem> {
        let shown =
            answer.into_iter().filter(|(_, projection)| projection.includes(ENTERPRISE_USER));
        let named: Vec<_> = shown.filter_map(|(stored, _)| id(&find(stored)?.1)).collect();
        if named.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self(request.state.service.display_names(request.caller, named).await?))
    }

    /// The part of a user's body that tells of the manager, and what to show in its place.
    pub(super) fn shown(&self, base: &str, stored: &Stored) -> Option<(Range<usize>, Map)> {
        if self.0.is_empty() {
            return None;
        }
        let (place, mut manager) = find(stored)?;
        let id = id(&manager)?;
        let name = self.0.get(&id)?;
        manager.insert("$ref".to_owned(), format!("{base}/Users/{id}").into());
        if let Some(name) = name {
            manager.insert("displayName".to_owned(), name.as_str().into());
        }
        Some((place, manager))
    }
}

fn id(manager: &Map) -> Option<ResourceId> {
    manager.get("value")?.as_str()?.parse().ok()
}

/// The manager of a user, and where in the body that is.
fn find(stored: &Stored) -> Option<(Range<usize>, Map)> {
    // A quotation mark within a text is escaped, so that neither key is found in one.
    static EXTENSION: LazyLock<Finder<'_>> =
        LazyLock::new(|| Finder::new(format!("\"{ENTERPRISE_USER}\":{{").as_bytes()).into_owned());
    static MANAGER: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(br#""manager":"#));
    if stored.kind != Kind::User {
        return None;
    }
    let body = stored.body.as_bytes();
    let extension = EXTENSION.find(body)? + EXTENSION.needle().len();
    let manager = MANAGER.find(body.get(extension..)?)?;
    // Other extensions may come behind this one.
    if memmem::find(&body[extension..extension + manager], br#""urn:"#).is_some() {
        return None;
    }
    let start = extension + manager + MANAGER.needle().len();
    let mut values = serde_json::Deserializer::from_slice(body.get(start..)?).into_iter();
    let manager = values.next()?.ok()?;
    Some((start..start + values.byte_offset(), manager))
}
