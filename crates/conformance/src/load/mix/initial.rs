//! The first cycle of an identity provider: everybody is looked up, created, and put into a team.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::load::drive::Script;
use crate::load::people::{self, People};
use crate::load::population::{Shared, create_group, create_user};
use crate::load::service::{Ability, Service};
use crate::load::wire::{Ended, Wire};

/// How many people are in a team.
const TEAM: usize = 50;

pub(in crate::load) struct Initial {
    pub(in crate::load) people: People,
    pub(in crate::load) service: Service,
    pub(in crate::load) population: Shared,
    /// Numbers of users and of teams that are taken already.
    pub(in crate::load) next: Arc<AtomicUsize>,
    pub(in crate::load) teams: Arc<AtomicUsize>,
    pub(in crate::load) users: usize,
}

impl Script for Initial {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        let mut waiting = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.users {
                return self.push(wire, &waiting).await;
            }
            if self.service.offers(Ability::Filter) {
                let name = self.people.user_name(number);
                wire.send("find by userName", &people::find("/Users", "userName", &name)).await?;
            }
            if let Some(id) = create_user(wire, &self.people, number).await? {
                self.population.lock().users.insert(number, id.clone());
                waiting.push(id);
            }
            if waiting.len() >= TEAM {
                self.push(wire, &waiting).await?;
                waiting.clear();
            }
        }
    }
}

impl Initial {
    /// Looks for a team, creates it, and fills it.
    async fn push(&self, wire: &mut Wire, members: &[String]) -> Result<(), Ended> {
        if members.is_empty() {
            return Ok(());
        }
        let name = self.people.team_name(self.teams.fetch_add(1, Ordering::Relaxed));
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        if self.service.offers(Ability::Filter) {
            let find = people::find("/Groups", "displayName", &name);
            wire.send("find by displayName", &find).await?;
        }
        let first = if self.service.offers(Ability::Patch) { &[] } else { members.as_slice() };
        let Some(id) = create_group(wire, &name, first).await? else { return Ok(()) };
        self.population.lock().groups.insert(name, id.clone());
        if self.service.offers(Ability::Patch) {
            wire.send("add members", &people::add_members(&id, &members)).await?;
        }
        Ok(())
    }
}
