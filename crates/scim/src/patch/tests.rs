//! Operations, row by row of what RFC 7644 §3.5.2 says and of what clients really send.

mod add;
mod clients;
mod custom;
mod envelope;
mod members;
mod mixed;
mod model;
mod remove;
mod replace;
mod scale;
mod standing;

use serde_json::{Value, json};

use super::{MemberChange, PatchRequest, Patched, apply};
use crate::urn::{ENTERPRISE_USER, USER};
use crate::{Definition, Error, Limits, Map, ScimType};

fn map(value: &Value) -> Map {
    value.as_object().unwrap().clone()
}

/// A stored user: what every one has, and more.
fn stored(more: &Value) -> Map {
    let mut all = map(&json!({"schemas": [USER], "id": "1", "userName": "ann", "active": true}));
    all.extend(map(more));
    all
}

/// A stored user with data in the enterprise extension.
fn employed(more: &Value, extension: &Value) -> Map {
    let mut all = stored(more);
    all.insert("schemas".into(), json!([USER, ENTERPRISE_USER]));
    all.insert(ENTERPRISE_USER.into(), extension.clone());
    all
}

fn patch(definition: &Definition, current: &Map, operations: &Value) -> Result<Patched, Error> {
    let body = json!({"schemas": [crate::urn::PATCH_OP], "Operations": operations}).to_string();
    let request = PatchRequest::parse(body.as_bytes(), &Limits::default())?;
    apply(definition, current, &request, &Limits::default())
}

fn try_user(current: &Map, operations: &Value) -> Result<Patched, Error> {
    patch(&Definition::user(), current, operations)
}

/// The body that operations make of a user, with nothing learned.
fn user(current: &Map, operations: &Value) -> Map {
    let patched =
        try_user(current, operations).unwrap_or_else(|error| panic!("{operations}: {error}"));
    assert_eq!(patched.members, []);
    assert_eq!(patched.learned, [], "{operations}");
    patched.body
}

fn refused(current: &Map, operations: &Value) -> Option<ScimType> {
    let error = try_user(current, operations).unwrap_err();
    assert_eq!(error.status, 400, "{operations}");
    assert!(error.detail.starts_with("Operations["), "{}", error.detail);
    error.scim_type
}

fn group(operations: &Value) -> Vec<MemberChange> {
    try_group(operations).unwrap_or_else(|error| panic!("{operations}: {error}")).members
}

fn try_group(operations: &Value) -> Result<Patched, Error> {
    let current = map(&json!({"schemas": [crate::urn::GROUP], "id": "g", "displayName": "Eng"}));
    patch(&Definition::group(), &current, operations)
}

/// Each row: what is stored beyond the minimum, one operation, what is stored then.
fn table(rows: &[(Value, Value, Value)]) {
    for (before, operation, after) in rows {
        assert_eq!(
            user(&stored(before), &json!([operation])),
            stored(after),
            "{before} {operation}"
        );
    }
}
