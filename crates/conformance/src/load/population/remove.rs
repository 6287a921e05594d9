//! Removes those who were made.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Shared, at_once};
use crate::load::drive::{Script, Ticks, drive};
use crate::load::http::Request;
use crate::load::outcome::Outcome;
use crate::load::pace::Stop;
use crate::load::people::{group_path, user_path};
use crate::load::target::Target;
use crate::load::wire::{Ended, Wire};

/// Whom to remove.
enum Who {
    Group(String),
    User(usize),
}

struct Remove {
    all: Arc<[(Who, String)]>,
    next: Arc<AtomicUsize>,
    population: Shared,
}

impl Script for Remove {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        while let Some((who, id)) = self.all.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let (kind, path) = match who {
                Who::Group(_) => ("delete group", group_path(id)),
                Who::User(_) => ("delete user", user_path(id)),
            };
            // 404: somebody else was faster.
            let reply = wire.send_allowing(kind, &Request::delete(path), &[404]).await?;
            if reply.is_success() || reply.status == 404 {
                let mut population = self.population.lock();
                match who {
                    Who::Group(name) => population.groups.remove(name),
                    Who::User(number) => population.users.remove(number),
                };
            }
        }
        Ok(())
    }
}

/// Removes everybody of a population, the groups first: a server then has fewer memberships to
/// undo with each user. Who could not be removed stays in the population.
pub(in crate::load) async fn remove(
    target: &Target,
    population: &Shared,
    mut progress: impl FnMut(usize, usize),
) -> Outcome {
    let all: Arc<[(Who, String)]> = {
        let known = population.lock();
        let groups = known.groups.iter().map(|(name, id)| (Who::Group(name.clone()), id.clone()));
        let users = known.users.iter().map(|(number, id)| (Who::User(*number), id.clone()));
        groups.chain(users).collect()
    };
    let next = Arc::new(AtomicUsize::new(0));
    let script = |_| Remove {
        all: Arc::clone(&all),
        next: Arc::clone(&next),
        population: population.clone(),
    };
    // Not to be stopped: whoever stops a load wants to see it cleaned up.
    let load = at_once(all.len(), &Stop::default());
    let watch = || progress(next.load(Ordering::Relaxed).min(all.len()), all.len());
    drive(target, &load, script, &mut Ticks(watch)).await
}
