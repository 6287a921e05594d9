//! Group push: members come into and go from a few large groups.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::load::drive::Script;
use crate::load::http::Request;
use crate::load::people;
use crate::load::population::User;
use crate::load::service::{Ability, Service};
use crate::load::wire::{Ended, Wire};
use crate::random::Random;

/// One of so many requests reads the group, as identity providers do between two changes.
const READS: usize = 10;

/// A large group.
#[derive(Clone, Debug)]
pub(in crate::load) struct Crowd {
    pub(in crate::load) name: String,
    pub(in crate::load) id: String,
}

pub(in crate::load) struct Groups {
    pub(in crate::load) service: Service,
    pub(in crate::load) crowds: Arc<[Crowd]>,
    /// All users; those before `members` are in every group at first.
    pub(in crate::load) users: Arc<[User]>,
    pub(in crate::load) members: usize,
    pub(in crate::load) worker: usize,
    pub(in crate::load) workers: usize,
    pub(in crate::load) random: Random,
}

impl Script for Groups {
    async fn play(mut self, wire: &mut Wire) -> Result<(), Ended> {
        if self.service.offers(Ability::Patch) {
            self.by_patch(wire).await
        } else {
            self.by_put(wire).await
        }
    }
}

impl Groups {
    /// Each worker moves users of its own, so none undoes what another does.
    async fn by_patch(&mut self, wire: &mut Wire) -> Result<(), Ended> {
        let own: Vec<usize> = (self.worker..self.users.len()).step_by(self.workers).collect();
        let within = own.iter().filter(|user| **user < self.members).copied();
        let mut inside: Vec<BTreeSet<usize>> =
            self.crowds.iter().map(|_| within.clone().collect()).collect();
        if own.is_empty() {
            return Ok(());
        }
        loop {
            let number = self.random.below(self.crowds.len());
            let group = &self.crowds[number].id;
            if self.random.below(READS) == 0 {
                read(wire, group).await?;
                continue;
            }
            let user = *self.random.pick(&own);
            let id = &self.users[user].id;
            if inside[number].remove(&user) {
                wire.send("remove member", &people::remove_member(group, id)).await?;
            } else {
                inside[number].insert(user);
                wire.send("add member", &people::add_members(group, &[id])).await?;
            }
        }
    }

    /// Each group has one worker, which sends all the members each time.
    async fn by_put(&mut self, wire: &mut Wire) -> Result<(), Ended> {
        let Some(crowd) = self.crowds.get(self.worker).cloned() else { return Ok(()) };
        let mut inside: BTreeSet<usize> = (0..self.members).collect();
        loop {
            if self.random.below(READS) == 0 {
                read(wire, &crowd.id).await?;
                continue;
            }
            let user = self.random.below(self.users.len());
            if !inside.remove(&user) {
                inside.insert(user);
            }
            let ids: Vec<&str> = inside.iter().map(|user| self.users[*user].id.as_str()).collect();
            let request = people::put_group(&crowd.id, &crowd.name, &ids);
            wire.send("replace group", &request).await?;
        }
    }
}

async fn read(wire: &mut Wire, group: &str) -> Result<(), Ended> {
    let path = format!("{}?excludedAttributes=members", people::group_path(group));
    wire.send("get without members", &Request::get(path)).await.map(drop)
}
