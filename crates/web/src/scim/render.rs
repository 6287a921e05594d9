//! Resources as SCIM shows them: the stored bytes, with `meta`, `groups` and `members` added on
//! the way out. Without a projection nothing is parsed.

mod manager;

use std::io::Write as _;

use directory::DirectoryInfo;
use directory::resource::{GroupRef, Kind, MemberList, Stored};
use scim::projection::Projection;
use scim::{Definition, etag};
use serde_json::{Map, Value};

pub(super) use manager::Managers;

/// `meta.location` of a resource (RFC 7643 §3.1).
pub(super) fn location(base: &str, definition: &Definition, stored: &Stored) -> String {
    format!("{base}/{}/{}", definition.endpoint(), stored.id)
}

/// About how many bytes are added to a stored body.
const ADDED: usize = 512;

/// About how many bytes [`resource`] appends for all of these, members aside.
pub(super) fn size(resources: &[Stored]) -> usize {
    resources.iter().map(|stored| stored.body.len() + ADDED).sum()
}

/// What the resources of an answer are shown with.
#[derive(Clone, Copy)]
pub(super) struct Shown<'s> {
    /// The address of the SCIM base.
    pub(super) base: &'s str,
    /// What their types are called.
    pub(super) directory: &'s DirectoryInfo,
    /// Whose managers are called what.
    pub(super) managers: &'s Managers,
}

/// Appends the JSON of a resource, with the attributes that `projection` lets through.
pub(super) fn resource(
    out: &mut Vec<u8>,
    shown: Shown<'_>,
    stored: &Stored,
    projection: &Projection,
) {
    if projection.is_all() {
        return whole(out, shown, stored);
    }
    let mut full = Vec::with_capacity(stored.body.len() + ADDED);
    whole(&mut full, shown, stored);
    let mut attributes: Map<String, Value> = serde_json::from_slice(&full).unwrap_or_default();
    projection.apply(&mut attributes);
    // Writing a map of strings, numbers and maps to memory cannot fail.
    let _ = serde_json::to_writer(out, &attributes);
}

fn whole(out: &mut Vec<u8>, shown: Shown<'_>, stored: &Stored) {
    let Shown { base, directory, managers } = shown;
    // The stored body is an object with at least `id` in it: open it and go on.
    let mut body = stored.body.as_str();
    body = body.strip_suffix('}').unwrap_or(body);
    out.reserve(body.len() + ADDED);
    if let Some((place, manager)) = managers.shown(base, stored) {
        out.extend_from_slice(&body.as_bytes()[..place.start]);
        // Writing a map of strings to memory cannot fail.
        let _ = serde_json::to_writer(&mut *out, &manager);
        body = &body[place.end..];
    }
    out.extend_from_slice(body.as_bytes());
    meta(out, base, directory.definition(stored.kind), stored);
    if let Some(members) = &stored.members
        && stored.kind == Kind::Group
    {
        write_members(out, base, members);
    }
    if !stored.groups.is_empty() {
        write_groups(out, base, &stored.groups);
    }
    out.push(b'}');
}

fn meta(out: &mut Vec<u8>, base: &str, definition: &Definition, stored: &Stored) {
    let mut buffer = [0; 36];
    let id = stored.id.0.hyphenated().encode_lower(&mut buffer);
    let append = |out: &mut Vec<u8>, parts: &[&str]| {
        for part in parts {
            out.extend_from_slice(part.as_bytes());
        }
    };
    append(out, &[r#","meta":{"resourceType":""#, definition.name(), r#"","created":""#]);
    let created = out.len();
    stored.created.append_to(out);
    let created = created..out.len();
    append(out, &[r#"","lastModified":""#]);
    if stored.modified == stored.created {
        // Most resources are as they were created, and to copy is cheaper than to print.
        out.extend_from_within(created);
    } else {
        stored.modified.append_to(out);
    }
    append(out, &[r#"","location":""#, base, "/", definition.endpoint(), "/", id]);
    append(out, &[r#"","version":"#]);
    etag::append_json(stored.version, out);
    out.push(b'}');
}

fn write_members(out: &mut Vec<u8>, base: &str, members: &MemberList) {
    out.reserve(members.len() * (200 + base.len()));
    out.extend_from_slice(br#","members":["#);
    let mut separator: &[u8] = b"";
    for member in members.iter() {
        let mut buffer = [0; 36];
        let id = member.id.0.hyphenated().encode_lower(&mut buffer).as_bytes();
        for part in [
            separator,
            br#"{"value":""#,
            id,
            br#"","$ref":""#,
            base.as_bytes(),
            b"/",
            member.kind.standard_endpoint().as_bytes(),
            b"/",
            id,
            br#"","type":""#,
            member.kind.standard_name().as_bytes(),
            br#"","display":"#,
        ] {
            out.extend_from_slice(part);
        }
        let _ = serde_json::to_writer(&mut *out, member.display);
        out.push(b'}');
        separator = b",";
    }
    out.push(b']');
}

fn write_groups(out: &mut Vec<u8>, base: &str, groups: &[GroupRef]) {
    out.extend_from_slice(br#","groups":["#);
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let _ = write!(
            out,
            r#"{{"value":"{id}","$ref":"{base}/Groups/{id}","type":"{}","display":"#,
            if group.direct { "direct" } else { "indirect" },
            id = group.id,
        );
        let _ = serde_json::to_writer(&mut *out, &group.display);
        out.push(b'}');
    }
    out.push(b']');
}
