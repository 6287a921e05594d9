//! Reading: by id, by filter, and pages of the list.

use std::sync::Arc;

use crate::load::drive::Script;
use crate::load::http::Request;
use crate::load::people::{self, People};
use crate::load::population::User;
use crate::load::service::{Ability, Service};
use crate::load::wire::{Ended, Wire};
use crate::random::Random;

/// How many are asked for at once.
const PAGE: usize = 100;

pub(in crate::load) struct Read {
    pub(in crate::load) people: People,
    pub(in crate::load) service: Service,
    pub(in crate::load) users: Arc<[User]>,
    pub(in crate::load) random: Random,
}

impl Script for Read {
    async fn play(mut self, wire: &mut Wire) -> Result<(), Ended> {
        loop {
            let user = self.random.pick(&self.users).clone();
            match self.random.below(10) {
                0 => self.list(wire).await?,
                1..=3 if self.service.offers(Ability::Filter) => {
                    let attribute = *self.random.pick(&["userName", "externalId"]);
                    find(wire, &self.people, &user, attribute).await?;
                }
                _ => {
                    let request = Request::get(people::user_path(&user.id));
                    wire.send("get user", &request).await?;
                }
            }
        }
    }
}

impl Read {
    async fn list(&mut self, wire: &mut Wire) -> Result<(), Ended> {
        let last = self.users.len().saturating_sub(PAGE) + 1;
        let start = 1 + self.random.below(last);
        let page = match (self.service.offers(Ability::Index), self.service.offers(Ability::Cursor))
        {
            (false, true) => format!("/Users?count={PAGE}&cursor="),
            _ => format!("/Users?startIndex={start}&count={PAGE}"),
        };
        wire.send("list of 100", &Request::get(page)).await.map(drop)
    }
}

/// Looks somebody up who is there.
pub(in crate::load) async fn find(
    wire: &mut Wire,
    people: &People,
    user: &User,
    attribute: &str,
) -> Result<(), Ended> {
    let (kind, value) = match attribute {
        "externalId" => ("find by externalId", people.external_id(user.number)),
        _ => ("find by userName", people.user_name(user.number)),
    };
    let request = people::find("/Users", attribute, &value);
    let reply = wire.send(kind, &request).await?;
    let id = user.id.as_bytes();
    if reply.is_success() && !reply.body.windows(id.len()).any(|part| part == id) {
        wire.wrong(kind, &request, "the user is there, and is not in the answer");
    }
    Ok(())
}
