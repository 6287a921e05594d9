//! Bodies from clients to the stored form.

mod custom;
mod refusals;
mod tolerance;

use serde_json::{Value, json};

use super::{Incoming, Read, read};
use crate::{Definition, Error, Limits, Map, urn};

fn try_user(body: &Value) -> Result<Incoming, Error> {
    read(&Definition::user(), body.to_string().as_bytes(), Read::Create, &Limits::default(), None)
}

fn user(body: &Value) -> Incoming {
    try_user(body).unwrap_or_else(|error| panic!("{body}: {error}"))
}

fn group(body: &Value, mode: Read) -> Incoming {
    read(&Definition::group(), body.to_string().as_bytes(), mode, &Limits::default(), None).unwrap()
}

/// A stored user: what every one has, and more.
fn stored(more: &Value) -> Map {
    let mut map = Map::new();
    map.insert("schemas".into(), json!([urn::USER]));
    map.insert("active".into(), true.into());
    map.extend(more.as_object().unwrap().clone());
    map
}
