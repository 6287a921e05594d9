//! People and groups that the service knows.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::client::encode_value;
use crate::simulate::person::Person;

/// Somebody who was created or linked.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Account {
    pub(in crate::simulate) person: Person,
    /// The id that the service gave.
    pub(in crate::simulate) id: String,
    /// Created in this simulation, not linked.
    pub(in crate::simulate) created: bool,
    /// What the service must show.
    pub(in crate::simulate) body: Map<String, Value>,
}

impl Account {
    pub(in crate::simulate) fn path(&self) -> String {
        user_path(&self.id)
    }

    pub(in crate::simulate) fn name(&self) -> String {
        self.person.display()
    }

    pub(in crate::simulate) fn active(&self) -> bool {
        self.body.get("active") == Some(&Value::Bool(true))
    }
}

/// A group that was created or linked.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Team {
    pub(in crate::simulate) name: String,
    pub(in crate::simulate) external_id: String,
    /// The id that the service gave.
    pub(in crate::simulate) id: String,
    /// Created in this simulation, not linked.
    pub(in crate::simulate) created: bool,
    /// The ids of those who must be in it, and of nobody else.
    pub(in crate::simulate) members: BTreeSet<String>,
}

impl Team {
    pub(in crate::simulate) fn path(&self) -> String {
        group_path(&self.id)
    }
}

pub(in crate::simulate) fn user_path(id: &str) -> String {
    format!("/Users/{}", encode_value(id))
}

pub(in crate::simulate) fn group_path(id: &str) -> String {
    format!("/Groups/{}", encode_value(id))
}
