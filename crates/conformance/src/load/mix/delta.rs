//! A later cycle of an identity provider: somebody is looked up and changed, now and then
//! deactivated and reactivated.

use std::sync::Arc;

use serde_json::{Value, json};

use super::read::find;
use crate::load::drive::Script;
use crate::load::http::Request;
use crate::load::people::{self, People};
use crate::load::population::User;
use crate::load::service::{Ability, Service};
use crate::load::wire::{Ended, Wire};
use crate::random::Random;

/// One of so many is deactivated and reactivated instead.
const LEAVERS: usize = 10;

pub(in crate::load) struct Delta {
    pub(in crate::load) people: People,
    pub(in crate::load) service: Service,
    /// Nobody is given to two workers: one user's changes follow each other, as they do when an
    /// identity provider sends them.
    pub(in crate::load) users: Arc<[User]>,
    pub(in crate::load) worker: usize,
    pub(in crate::load) workers: usize,
    pub(in crate::load) random: Random,
}

impl Script for Delta {
    async fn play(mut self, wire: &mut Wire) -> Result<(), Ended> {
        let own: Vec<User> =
            self.users.iter().skip(self.worker).step_by(self.workers).cloned().collect();
        if own.is_empty() {
            return Ok(());
        }
        loop {
            let user = self.random.pick(&own).clone();
            if self.service.offers(Ability::Filter) {
                let attribute = *self.random.pick(&["userName", "externalId"]);
                find(wire, &self.people, &user, attribute).await?;
            }
            if self.random.below(LEAVERS) == 0 {
                self.change(wire, "deactivate", &user, "active", json!(false)).await?;
                self.change(wire, "reactivate", &user, "active", json!(true)).await?;
            } else {
                let title = format!("Title {}", self.random.below(1_000_000));
                self.change(wire, "change title", &user, "title", json!(title)).await?;
            }
        }
    }
}

impl Delta {
    /// Sets an attribute, by PATCH, or by reading and replacing where the server has no PATCH.
    async fn change(
        &self,
        wire: &mut Wire,
        kind: &'static str,
        user: &User,
        attribute: &str,
        value: Value,
    ) -> Result<(), Ended> {
        let path = people::user_path(&user.id);
        if self.service.offers(Ability::Patch) {
            let operation = json!({ "op": "replace", "path": attribute, "value": value });
            return wire.send(kind, &people::patch(path, &operation)).await.map(drop);
        }
        let reply = wire.send("get user", &Request::get(path.clone())).await?;
        let Ok(mut whole) = serde_json::from_slice::<Value>(reply.body) else { return Ok(()) };
        if !reply.is_success() || !whole.is_object() {
            return Ok(());
        }
        whole[attribute] = value;
        wire.send(kind, &Request::with_body("PUT", path, whole.to_string())).await.map(drop)
    }
}
