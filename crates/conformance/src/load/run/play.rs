//! Prepares one mix and plays it.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use super::{Options, Paging};
use crate::Failure;
use crate::load::drive::{Script, Watch, drive};
use crate::load::http::Request;
use crate::load::mix::Mix;
use crate::load::mix::delta::Delta;
use crate::load::mix::groups::{Crowd, Groups};
use crate::load::mix::import::Import;
use crate::load::mix::initial::Initial;
use crate::load::mix::read::Read;
use crate::load::outcome::Outcome;
use crate::load::pace::Load;
use crate::load::people::{self, People};
use crate::load::population::{Shared, User, make_groups, make_users, remove};
use crate::load::process::{CpuTime, cpu_time};
use crate::load::report::MixReport;
use crate::load::service::{Ability, Service};
use crate::load::target::Target;
use crate::load::wire::{Ended, Wire};
use crate::random::Random;
use crate::simulate::Reporter;

/// Of ten users so many are members of each large group at first.
const MEMBERS_OF_TEN: usize = 8;

/// What mixes are played on.
pub(super) struct Stage<'o> {
    pub(super) options: &'o Options,
    pub(super) target: &'o Target,
    pub(super) people: People,
    pub(super) service: Service,
    pub(super) population: Shared,
}

impl Stage<'_> {
    pub(super) async fn play(
        &mut self,
        mix: Mix,
        report: &mut dyn Reporter,
    ) -> Result<MixReport, Failure> {
        match mix {
            Mix::Initial => self.empty(report).await?,
            Mix::Read | Mix::Delta | Mix::Groups | Mix::Import => self.fill(report).await?,
        }
        let crowds = if mix == Mix::Groups { self.crowds(report).await? } else { Vec::new() };
        let users = self.population.users(self.options.users);
        let workers = self.options.connections.max(1);
        // Every worker chooses by itself, and in every run alike.
        let random = |worker: usize| Random::new(worker as u64 + 1);
        let (people, service) = (self.people.clone(), self.service.clone());
        match mix {
            Mix::Initial => {
                self.warm_up().await;
                let (population, users) = (self.population.clone(), self.options.users);
                let (next, teams) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
                let script = move |_| Initial {
                    people: people.clone(),
                    service: service.clone(),
                    population: population.clone(),
                    next: Arc::clone(&next),
                    teams: Arc::clone(&teams),
                    users,
                };
                self.measure(mix, Duration::ZERO, script, report).await
            }
            Mix::Read => {
                let script = move |worker| Read {
                    people: people.clone(),
                    service: service.clone(),
                    users: Arc::clone(&users),
                    random: random(worker),
                };
                self.measure(mix, self.options.warm_up, script, report).await
            }
            Mix::Delta => {
                let script = move |worker| Delta {
                    people: people.clone(),
                    service: service.clone(),
                    users: Arc::clone(&users),
                    worker,
                    workers,
                    random: random(worker),
                };
                self.measure(mix, self.options.warm_up, script, report).await
            }
            Mix::Groups => {
                let crowds: Arc<[Crowd]> = crowds.into();
                let members = members_of(users.len());
                let script = move |worker| Groups {
                    service: service.clone(),
                    crowds: Arc::clone(&crowds),
                    users: Arc::clone(&users),
                    members,
                    worker,
                    workers,
                    random: random(worker),
                };
                self.measure(mix, self.options.warm_up, script, report).await
            }
            Mix::Import => {
                let by_cursor = match self.options.paging {
                    Paging::Offered => self.service.offers(Ability::Cursor),
                    Paging::Index => false,
                    Paging::Cursor => true,
                };
                let script = move |_| Import { by_cursor };
                self.measure(mix, self.options.warm_up, script, report).await
            }
        }
    }

    /// The first cycle begins with nobody.
    async fn empty(&self, report: &mut dyn Reporter) -> Result<(), Failure> {
        const STEP: &str = "Remove the users and groups of an earlier load";
        if self.population.lock().users.is_empty() && self.population.lock().groups.is_empty() {
            return Ok(());
        }
        report.step_started(STEP);
        let tell = |done, total| report.progress(STEP, done, total);
        let outcome = remove(self.target, &self.population, tell).await;
        if let Some((problem, seen)) = outcome.first_problem() {
            let got = format!("{problem}: {}", seen.answer);
            return Err(Failure::new(STEP, &seen.request, "status 204", got));
        }
        report.step_done(STEP, "removed");
        Ok(())
    }

    /// All other mixes begin with everybody.
    async fn fill(&self, report: &mut dyn Reporter) -> Result<(), Failure> {
        let Options { users, stop, .. } = self.options;
        let step = format!("Create what is missing of {users} users");
        if self.population.users(*users).len() == *users {
            return Ok(());
        }
        report.step_started(&step);
        let tell = |done, total| report.progress(&step, done, total);
        make_users(self.target, &self.people, &self.population, *users, stop, tell).await?;
        report.step_done(&step, "done");
        Ok(())
    }

    /// The large groups, made anew: nobody knows who is in those of an earlier load.
    async fn crowds(&self, report: &mut dyn Reporter) -> Result<Vec<Crowd>, Failure> {
        let names: Vec<String> =
            (0..self.options.groups.max(1)).map(|number| self.people.crowd_name(number)).collect();
        let old = Shared::default();
        for name in &names {
            if let Some(id) = self.population.lock().groups.remove(name) {
                old.lock().groups.insert(name.clone(), id);
            }
        }
        remove(self.target, &old, |_, _| ()).await;
        let users = self.population.users(self.options.users);
        let members: Arc<[User]> = users[..members_of(users.len())].into();
        let step = format!("Create {} groups of {} members", names.len(), members.len());
        report.step_started(&step);
        let Options { stop, .. } = self.options;
        let (target, population) = (self.target, &self.population);
        make_groups(target, &self.service, population, names.clone(), members, stop).await?;
        report.step_done(&step, "done");
        let known = self.population.lock();
        let crowd = |name: String| Some(Crowd { id: known.groups.get(&name)?.clone(), name });
        Ok(names.into_iter().filter_map(crowd).collect())
    }

    fn load(&self, warm_up: Duration, time: Duration) -> Load {
        let Options { connections, rate, stop, .. } = self.options;
        let (connections, rate) = (*connections, *rate);
        Load { connections, rate, warm_up, time: Some(time), stop: stop.clone() }
    }

    /// Warms the server up for a mix whose work can only be done once.
    async fn warm_up(&self) {
        let load = self.load(Duration::ZERO, self.options.warm_up);
        let people = self.people.clone();
        drive(self.target, &load, |worker| LookUps { people: people.clone(), worker }, &mut ())
            .await;
    }

    async fn measure<S: Script>(
        &self,
        mix: Mix,
        warm_up: Duration,
        script: impl FnMut(usize) -> S,
        report: &mut dyn Reporter,
    ) -> Result<MixReport, Failure> {
        let step = format!("Play the mix {mix}");
        report.step_started(&step);
        let load = self.load(warm_up, self.options.time);
        let whole = warm_up + self.options.time;
        let mut watch = Show {
            processes: &self.options.processes,
            before: None,
            tick: |elapsed: Duration| {
                let seconds = |time: Duration| usize::try_from(time.as_secs()).unwrap_or_default();
                report.progress(&step, seconds(elapsed.min(whole)), seconds(whole));
            },
            start: Instant::now(),
        };
        let outcome = drive(self.target, &load, script, &mut watch).await;
        let cpu = watch.cpu();
        report.step_done(&step, &told(&outcome));
        Ok(MixReport::new(mix, &outcome, cpu))
    }
}

fn members_of(users: usize) -> usize {
    users * MEMBERS_OF_TEN / 10
}

fn told(outcome: &Outcome) -> String {
    let seconds = outcome.elapsed.as_secs_f64();
    let (answers, problems) = (outcome.answers(), outcome.problems());
    format!("{answers} answers and {problems} errors in {seconds:.1} s")
}

/// Shows how far a mix is, and reads the CPU time when the measuring begins and ends.
struct Show<'p, F> {
    processes: &'p [u32],
    before: Option<Result<CpuTime, String>>,
    tick: F,
    start: Instant,
}

impl<F: FnMut(Duration)> Watch for Show<'_, F> {
    fn measuring(&mut self) {
        self.before = Some(sum(self.processes));
    }

    fn tick(&mut self) {
        (self.tick)(self.start.elapsed());
    }
}

impl<F> Show<'_, F> {
    fn cpu(&self) -> Result<Duration, String> {
        match (self.processes, &self.before) {
            ([], _) => Err("no process was named".to_owned()),
            (_, None) => Err("it ended before the measuring began".to_owned()),
            (_, Some(Err(reason))) => Err(reason.clone()),
            (processes, Some(Ok(before))) => Ok(sum(processes)?.since(*before).total()),
        }
    }
}

fn sum(processes: &[u32]) -> Result<CpuTime, String> {
    processes.iter().try_fold(CpuTime::default(), |sum, process| {
        let more = cpu_time(*process)?;
        Ok(CpuTime { own: sum.own + more.own, children: sum.children + more.children })
    })
}

/// Asks for people who are not there yet.
struct LookUps {
    people: People,
    worker: usize,
}

impl Script for LookUps {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        let name = self.people.user_name(self.worker);
        loop {
            wire.send("find by userName", &people::find("/Users", "userName", &name)).await?;
            wire.send("list of 1", &Request::get("/Users?startIndex=1&count=1")).await?;
        }
    }
}
