//! Who is in a group: as Okta writes it, and as the service must show it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Form;
use super::people::Account;
use crate::Failure;
use crate::client::encode_value;
use crate::simulate::body::object;
use crate::simulate::members::{exact_members, named};
use crate::simulate::session::Session;
use crate::urn;

/// A group that is pushed and known to the service.
#[derive(Debug, Clone)]
pub(super) struct Pushed {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) created: bool,
    pub(super) form: Form,
    /// Ids of its members.
    pub(super) members: BTreeSet<String>,
}

/// User names by id, which Okta writes beside every member.
pub(super) type Displays = BTreeMap<String, String>;

pub(super) fn displays(accounts: &[Account]) -> Displays {
    accounts.iter().map(|a| (a.id.clone(), a.person.user_name.clone())).collect()
}

impl Pushed {
    pub(super) fn path(&self) -> String {
        format!("/Groups/{}", encode_value(&self.id))
    }
}

/// Members as Okta writes them: without type and reference.
pub(super) fn members<'a>(
    ids: impl IntoIterator<Item = &'a String>,
    displays: &Displays,
) -> Vec<Value> {
    ids.into_iter()
        .map(|id| json!({"value": id, "display": displays.get(id).map_or("", String::as_str)}))
        .collect()
}

/// The body of a PUT or POST of a group.
pub(super) fn body(id: Option<&str>, name: &str, members: &[Value]) -> Value {
    let mut body = object(json!({
        "schemas": [urn::GROUP],
        "displayName": name,
        "members": members,
    }));
    if let Some(id) = id {
        body.insert("id".into(), json!(id));
    }
    Value::Object(body)
}

/// Reads a group back: its name is right and its members are these and no others.
pub(super) async fn check_members(
    session: &Session,
    step: &str,
    group: &Pushed,
) -> Result<(), Failure> {
    let exchange = session.get(step, &group.path()).await?;
    let answered = exchange.status(&[200])?.object()?;
    exchange.resource(answered, "Group")?;
    named(&exchange, answered, &group.name)?;
    exact_members(&exchange, answered, &group.members)
}
