//! Makes the users and groups that a load needs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;

use super::find::Page;
use super::{Listed, Shared, at_once, complete};
use crate::Failure;
use crate::load::drive::{Script, Ticks, drive};
use crate::load::pace::Stop;
use crate::load::people::{self, People};
use crate::load::service::{Ability, Service};
use crate::load::target::Target;
use crate::load::wire::{Ended, Wire};

/// Members in one request.
const MEMBERS: usize = 100;

#[derive(Deserialize)]
struct Created {
    id: String,
}

/// Creates a user, or adopts the one who has the name. `None` where the server gives neither, which
/// the wire has written down.
pub(in crate::load) async fn create_user(
    wire: &mut Wire,
    people: &People,
    number: usize,
) -> Result<Option<String>, Ended> {
    const KIND: &str = "create user";
    let request = people.user(number);
    let reply = wire.send_allowing(KIND, &request, &[409]).await?;
    if reply.status == 409 {
        return adopt(wire, people, number).await;
    }
    let created = serde_json::from_slice::<Created>(reply.body);
    match (reply.is_success(), created) {
        (true, Ok(created)) => Ok(Some(created.id)),
        (true, Err(_)) => {
            wire.wrong(KIND, &request, "the answer has no id");
            Ok(None)
        }
        (false, _) => Ok(None),
    }
}

/// Finds the user who has the name already.
async fn adopt(wire: &mut Wire, people: &People, number: usize) -> Result<Option<String>, Ended> {
    const KIND: &str = "find user";
    let request = people::find("/Users", "userName", &people.user_name(number));
    let reply = wire.send(KIND, &request).await?;
    let page = serde_json::from_slice::<Page<Listed>>(reply.body);
    let listed = page.ok().and_then(|page| page.resources).unwrap_or_default();
    let is_theirs = |listed: &Listed| {
        listed.user_name.as_deref().and_then(|name| people.number(name)) == Some(number)
    };
    let found = listed.into_iter().find(is_theirs).map(|listed| listed.id);
    if found.is_none() {
        wire.wrong(KIND, &request, "the user name is taken, but nobody is found who has it");
    }
    Ok(found)
}

/// Creates a group.
pub(in crate::load) async fn create_group(
    wire: &mut Wire,
    name: &str,
    members: &[&str],
) -> Result<Option<String>, Ended> {
    const KIND: &str = "create group";
    let request = People::group(name, members);
    let reply = wire.send(KIND, &request).await?;
    let created = serde_json::from_slice::<Created>(reply.body);
    match (reply.is_success(), created) {
        (true, Ok(created)) => Ok(Some(created.id)),
        (true, Err(_)) => {
            wire.wrong(KIND, &request, "the answer has no id");
            Ok(None)
        }
        (false, _) => Ok(None),
    }
}

struct MakeUsers {
    people: People,
    missing: Arc<[usize]>,
    next: Arc<AtomicUsize>,
    population: Shared,
}

impl Script for MakeUsers {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        while let Some(number) = self.missing.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            // The first failure ends it: a load on half of the users would be another load.
            let Some(id) = create_user(wire, &self.people, *number).await? else { break };
            self.population.lock().users.insert(*number, id);
        }
        Ok(())
    }
}

/// Creates the users with numbers below `count` who are not there yet.
pub(in crate::load) async fn make_users(
    target: &Target,
    people: &People,
    population: &Shared,
    count: usize,
    stop: &Stop,
    mut progress: impl FnMut(usize, usize),
) -> Result<(), Failure> {
    let missing: Arc<[usize]> = {
        let known = population.lock();
        (0..count).filter(|number| !known.users.contains_key(number)).collect()
    };
    let next = Arc::new(AtomicUsize::new(0));
    let script = |_| MakeUsers {
        people: people.clone(),
        missing: Arc::clone(&missing),
        next: Arc::clone(&next),
        population: population.clone(),
    };
    let load = at_once(missing.len(), stop);
    let watch = || progress(next.load(Ordering::Relaxed).min(missing.len()), missing.len());
    let outcome = drive(target, &load, script, &mut Ticks(watch)).await;
    complete("Create users", target, &outcome)
}

struct MakeGroups {
    names: Vec<String>,
    users: Arc<[super::User]>,
    patch: bool,
    population: Shared,
}

impl Script for MakeGroups {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        let all: Vec<&str> = self.users.iter().map(|user| user.id.as_str()).collect();
        for name in &self.names {
            let first = if self.patch { &[] } else { all.as_slice() };
            let Some(id) = create_group(wire, name, first).await? else { break };
            self.population.lock().groups.insert(name.clone(), id.clone());
            if self.patch {
                for some in all.chunks(MEMBERS) {
                    wire.send("add members", &people::add_members(&id, some)).await?;
                }
            }
        }
        Ok(())
    }
}

/// Creates groups with these members.
pub(in crate::load) async fn make_groups(
    target: &Target,
    service: &Service,
    population: &Shared,
    names: Vec<String>,
    users: Arc<[super::User]>,
    stop: &Stop,
) -> Result<(), Failure> {
    let script = |_| MakeGroups {
        names: names.clone(),
        users: Arc::clone(&users),
        patch: service.offers(Ability::Patch),
        population: population.clone(),
    };
    let outcome = drive(target, &at_once(1, stop), script, &mut ()).await;
    complete("Create groups", target, &outcome)
}
